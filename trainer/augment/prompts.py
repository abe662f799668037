"""How a rewrite is asked for, and how it must be answered: one <rewrite> block and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.coding.completion import Message
from app.coding.language import Language
from app.coding.record import Section

REWRITE_PROMPT_VERSION = "1"
"""Changes with every change of wording here."""
_BLOCK = re.compile(r"\s*<rewrite>(?P<text>.*)</rewrite>\s*", re.DOTALL)
_MARK = re.compile(r"^【(?P<name>[^【】\n]+)】[ \t]*\n?", re.MULTILINE)
_TAG = re.compile(r"</?\s*(?:rewrite|think|answer)\s*>", re.IGNORECASE)
_MOST_NAMED = 24
"""Facts named one by one; the rule covers the others."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's instructions."""

    system: str
    section: str
    whole: str
    rules: str
    facts: str
    joined_by: str
    marks: str
    close: str
    original: str


_WORDS = {
    Language.ZH: _Words(
        system="你是一名临床医生。你把病历换一种写法，事实一个也不变。",
        section="下面是一份住院病历的「{name}」。请用不同的措辞重写它：可以调换语序、换用同义的说法、拆分或合并句子。",
        whole="下面是一份住院病历。请用不同的措辞重写它：可以调换语序、换用同义的说法、拆分或合并句子。",
        rules=(
            "要求：\n"
            "1. 所有数字、单位、日期、时间、部位、左右侧、药名、检查名称和疾病名称照抄，不多不少。\n"
            "2. 原文否认的仍然否认，原文有的仍然有；不增加、不删去、不推测任何内容。\n"
            "3. 篇幅与原文相当，仍是病历的语气。"
        ),
        facts="4. 下列内容必须原样保留：{facts}。",
        joined_by="；",
        marks="5. 每一段仍以自己的标记开头，标记和次序不变：{marks}。",
        close="现在重写以上原文。只输出这样一段，不写任何别的话：\n<rewrite>重写后的文字</rewrite>",
        original="原文：",
    ),
    Language.EN: _Words(
        system="You are a physician. You put a record into other words and change no fact in it.",
        section=(
            'Below is the section "{name}" of a hospital record. Rewrite it in different words: change the order of '
            "clauses, use synonyms, split or join sentences."
        ),
        whole=(
            "Below is a hospital record. Rewrite it in different words: change the order of clauses, use synonyms, "
            "split or join sentences."
        ),
        rules=(
            "Rules:\n"
            "1. Copy every number, unit, date, time, body site, side (left, right), drug name, test name and disease "
            "name as it is; none more, none less.\n"
            "2. What is denied stays denied, what is present stays present; add nothing, leave nothing out, guess "
            "nothing.\n"
            "3. Keep about the same length, and the tone of a record."
        ),
        facts="4. Keep these word for word: {facts}.",
        joined_by="; ",
        marks="5. Every part still begins with its own mark, in the same order: {marks}.",
        close="Now rewrite the original above. Write this and nothing else:\n<rewrite>the rewritten text</rewrite>",
        original="Original:",
    ),
}


def rewrite_messages(sections: Sequence[Section], facts: Sequence[str], language: Language) -> tuple[Message, ...]:
    """Ask for the rewrite of one section, or of several with their marks; `facts` must stand in it word for word."""
    words = _WORDS[language]
    several = len(sections) > 1
    parts = [words.whole if several else words.section.format(name=sections[0].name), words.rules]
    named = words.joined_by.join(dict.fromkeys(facts[:_MOST_NAMED]))
    parts += [words.facts.format(facts=named)] if named else []
    marks = "".join(f"【{section.name}】" for section in sections)
    parts += [words.marks.format(marks=marks)] if several else []
    text = "\n".join(f"【{each.name}】\n{each.text}" for each in sections) if several else sections[0].text
    parts += [f"{words.original}\n{text}\n", words.close]
    return (Message("system", words.system), Message("user", "\n".join(parts)))


def rewritten(completion: str, sections: Sequence[Section]) -> dict[str, str] | None:
    """Read a completion strictly: each section's new text by its name, None when the form does not hold.

    One block and nothing around it; no tag inside; of several sections every mark once, in order, and text behind it.
    """
    block = _BLOCK.fullmatch(completion)
    text = block["text"].strip() if block else ""
    if not text or _TAG.search(text):
        return None
    if len(sections) == 1:
        return None if _MARK.search(text) else {sections[0].name: text}
    marks = list(_MARK.finditer(text))
    if [mark["name"] for mark in marks] != [section.name for section in sections] or marks[0].start():
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    found = {mark["name"]: text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
    return found if all(found.values()) else None
