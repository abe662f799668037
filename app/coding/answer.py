"""A completion's text becomes an Answer; no text makes it raise.

Strict reading (`well_formed`) gates the reward: exactly one think and one answer block as the order demands, nothing
outside them, every label a member of the closed list by equality, no label twice. Lenient reading is what metric,
votes and screen use: the last answer block that can be read, outside names kept apart as wrong predictions.
"""

import re
from dataclasses import dataclass, replace

from app.coding.codebook import Code
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import (
    SEPARATOR,
    SPECIAL_ANSWERS,
    Scope,
    Task,
    empty_answer,
    separator,
)

ANSWER_VERSION = "1"
"""Changes with every change of the answer format."""

HEADINGS = {
    Language.ZH: {Task.PRINCIPAL: "主要诊断：", Task.OTHERS: "其他诊断："},
    Language.EN: {Task.PRINCIPAL: "Principal diagnosis: ", Task.OTHERS: "Other diagnoses: "},
}
"""Before the two lines of a composite answer, and before the parts of a rationale that belong to one task."""
_TAGS = ("<think>", "</think>", "<answer>", "</answer>")
_ORDERED_TAGS = {
    AnswerOrder.THINK_FIRST: ["<think>", "</think>", "<answer>", "</answer>"],
    AnswerOrder.ANSWER_FIRST: ["<answer>", "</answer>", "<think>", "</think>"],
    AnswerOrder.ANSWER_ONLY: ["<answer>", "</answer>"],
}
_TAG = re.compile("|".join(map(re.escape, _TAGS)))
_LINE = re.compile(
    r"^[ \t]*(?P<label>[^\n←]{1,120}?)[ \t]*←[ \t]*「(?P<quote>[^\n]*?)」[ \t]*(?:（(?P<section>[^（）\n]*)）)?"
)
_LINE_EN = re.compile(
    r"^[ \t]*(?P<label>[^\n←]{1,240}?)[ \t]*(?:←"
    r"|<-)[ \t]*[\"“](?P<quote>[^\n]*)[\"”][ \t]*(?:\((?P<section>[^()\n]*)\))?"
)
"""Name ← "quote" (Section); the quote runs to the line's last quotation mark, since it may hold some itself."""
_LENIENT_SPLIT = re.compile(r"[；;、，,\n]+")
_MOST_MARKS = 6
"""Parts a name with list marks of its own may have."""
_SPECIAL_FOLDED = frozenset(special.casefold() for special in SPECIAL_ANSWERS)
_NUMBERING = re.compile(r"^(?:[-*•·]|\(?（?\d{1,2}[)）.．、:：])\s*")


@dataclass(frozen=True, slots=True)
class Quote:
    """One rationale line: which label, which words of the record, said to stand in which section."""

    label: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One parsed completion.

    `codes` are the scope's codes that were answered, in order (at most one for PRINCIPAL); `outside` are names that
    are not in the scope; `out_of_scope` says that the PRINCIPAL answer was 不在范围内; `readable` is false when no
    answer could be read at all, and then it is no vote.
    """

    task: Task
    codes: tuple[Code, ...] = ()
    outside: tuple[str, ...] = ()
    out_of_scope: bool = False
    rationale: str = ""
    quotes: tuple[Quote, ...] = ()
    well_formed: bool = False
    readable: bool = False

    @property
    def principal(self) -> Code | None:
        """Return the one code answered, None when there is none."""
        return self.codes[0] if len(self.codes) == 1 else None


def parse(
    text: str,
    task: Task,
    scope: Scope,
    order: AnswerOrder = AnswerOrder.THINK_FIRST,
    language: Language = Language.ZH,
) -> Answer:
    """Read a completion strictly and leniently; never raises, whatever the text (methods M19).

    Strict reading takes the separator and the special answer of the language asked in, lenient reading either's.
    """
    rationale = _block(text, "<think>")
    body = _block(text, "<answer>")
    quotes = _quotes(rationale)
    if body is None:
        return Answer(task, rationale=(rationale or "").strip(), quotes=quotes)
    codes, outside, special = _title(body, scope) if task is Task.DRG else _members(body, task, scope)
    readable = bool(codes or outside or special)
    if task is Task.PRINCIPAL and len(codes) + len(outside) != 1 and not special:
        readable = False
        codes, outside = (), ()
    return Answer(
        task=task,
        codes=codes,
        outside=outside,
        out_of_scope=special and task is Task.PRINCIPAL and not codes,
        rationale=(rationale or "").strip(),
        quotes=quotes,
        well_formed=_blocks_in_order(text, order) and _strict_body(body, task, scope, language),
        readable=readable,
    )


def parse_composite(
    text: str, scope: Scope, order: AnswerOrder = AnswerOrder.THINK_FIRST, language: Language = Language.ZH
) -> tuple[Answer, Answer]:
    """Read an MTL answer (two lines, principal and others) as one Answer per task; never raises."""
    body = _block(text, "<answer>") or ""
    lines = [line.strip() for line in body.strip().splitlines() if line.strip()]
    principal, others = (_after(lines, task) for task in (Task.PRINCIPAL, Task.OTHERS))
    rationale = _block(text, "<think>")
    think = f"<think>{rationale}</think>" if rationale is not None else ""
    blocks = _blocks_in_order(text, order) and len(lines) == 2
    answers: list[Answer] = []
    for task, part in ((Task.PRINCIPAL, principal), (Task.OTHERS, others)):
        answer = parse(f"{think}<answer>{part}</answer>" if part is not None else think, task, scope)
        strict = blocks and part is not None and _strict_body(part, task, scope, language)
        answers.append(replace(answer, well_formed=strict))
    return answers[0], answers[1]


def render(
    task: Task,
    scope: Scope,
    codes: tuple[Code, ...],
    quotes: tuple[Quote, ...] = (),
    reasons: str = "",
    order: AnswerOrder = AnswerOrder.THINK_FIRST,
    language: Language = Language.ZH,
) -> str:
    """Write the well-formed completion that answers these codes; `parse` reads it back."""
    return _completion(_body(task, scope, codes, language), quotes, reasons, order, language)


def render_composite(
    scope: Scope,
    principal: tuple[Code, ...],
    others: tuple[Code, ...],
    quotes: tuple[Quote, ...] = (),
    reasons: str = "",
    order: AnswerOrder = AnswerOrder.THINK_FIRST,
    language: Language = Language.ZH,
) -> str:
    """Write the MTL completion that answers both tasks, a line for each; `parse_composite` reads it back (M10)."""
    answered = ((Task.PRINCIPAL, principal), (Task.OTHERS, others))
    lines = [f"{HEADINGS[language][task]}{_body(task, scope, codes, language)}" for task, codes in answered]
    return _completion("\n".join(lines), quotes, reasons, order, language)


def _body(task: Task, scope: Scope, codes: tuple[Code, ...], language: Language) -> str:
    labels = separator(language).join(scope.label(code) for code in codes)
    return labels or empty_answer(task, language)


def _completion(body: str, quotes: tuple[Quote, ...], reasons: str, order: AnswerOrder, language: Language) -> str:
    answer = f"<answer>{body}</answer>"
    lines = [render_quote(quote, language) for quote in quotes]
    think = "<think>" + "\n".join([*lines, reasons] if reasons else lines) + "</think>"
    if order is AnswerOrder.ANSWER_ONLY:
        return answer
    return f"{think}\n{answer}" if order is AnswerOrder.THINK_FIRST else f"{answer}\n{think}"


def render_quote(quote: Quote, language: Language = Language.ZH) -> str:
    """Write one rationale line, 名称 ←「原文」（段） or Name ← "quote" (Section)."""
    if language is Language.EN:
        return f'{quote.label} ← "{quote.text}"' + (f" ({quote.section})" if quote.section else "")
    section = f"（{quote.section}）" if quote.section else ""
    return f"{quote.label} ←「{quote.text}」{section}"


def _after(lines: list[str], task: Task) -> str | None:
    for line in lines:
        for headings in HEADINGS.values():
            heading = headings[task].rstrip("：: ")
            if line.startswith(heading):
                return line.removeprefix(heading).lstrip("：:").strip()
    return None


def _block(text: str, opening: str) -> str | None:
    """Return the last block opened; an unclosed one runs to the next tag or the end."""
    start = text.rfind(opening)
    if start < 0:
        return None
    start += len(opening)
    next_tag = _TAG.search(text, start)
    return text[start : next_tag.start() if next_tag else len(text)]


def _blocks_in_order(text: str, order: AnswerOrder) -> bool:
    """Count tags instead of matching lazily: a lazy pattern accepts several answer blocks (methods T7)."""
    if [match.group() for match in _TAG.finditer(text)] != _ORDERED_TAGS[order]:
        return False
    outside = re.sub(r"<think>.*?</think>|<answer>.*?</answer>", "", text, flags=re.DOTALL)
    return not outside.strip()


def _strict_body(body: str, task: Task, scope: Scope, language: Language) -> bool:
    """Accept exactly the labels of the task's own list, each once, or the task's one special answer."""
    body = body.strip()
    if body == empty_answer(task, language):
        return task is not Task.DRG
    labels = body.split(separator(language))
    found = [scope.find(label) for label in labels]
    allowed = set(scope.codes(task))
    if any(code is None or code not in allowed for code in found) or len(set(found)) != len(found):
        return False
    return len(found) == 1 or task is Task.OTHERS


def _members(body: str, task: Task, scope: Scope) -> tuple[tuple[Code, ...], tuple[str, ...], bool]:
    """Split leniently into listed codes, names outside the list, and whether the special answer stood there."""
    allowed = set(scope.codes(task))
    codes: dict[Code, None] = {}
    outside: dict[str, None] = {}
    special = False
    for label in _labels(body, scope):
        code = scope.find(label)
        if label.casefold() in _SPECIAL_FOLDED:
            special = True
        elif code is not None and code in allowed:
            codes[code] = None
        else:
            outside[label] = None
    return tuple(codes), tuple(outside), special


def _title(body: str, scope: Scope) -> tuple[tuple[Code, ...], tuple[str, ...], bool]:
    """Read one DRG title, whole and by equality but for case and blanks; several that are no one title are no vote."""
    lines = [line for line in map(_bare, body.splitlines()) if line]
    said = _evened(" ".join(lines))
    for code in scope.codes(Task.DRG):
        if _evened(scope.label(code)) == said:
            return (code,), (), False
    return (), tuple(lines) if len(lines) == 1 else (), False


def _evened(title: str) -> str:
    return " ".join(title.split()).casefold()


def _labels(body: str, scope: Scope) -> list[str]:
    """Split an answer into labels: by the separator first, by looser marks only where that finds no member."""
    labels: list[str] = []
    for raw in body.replace("\n", SEPARATOR).split(SEPARATOR):
        part = _bare(raw)
        if not part:
            continue
        if scope.find(part) is not None:
            labels.append(part)
        else:
            labels.extend(_loosely(part, scope))
    return labels


def _loosely(part: str, scope: Scope) -> list[str]:
    """Split at any list mark; a mark inside a member's own name (Heart failure, unspecified) does not part it."""
    marks = list(_LENIENT_SPLIT.finditer(part))
    begins = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(part)]
    labels: list[str] = []
    at = 0
    while at < len(begins):
        reach = min(len(ends), at + _MOST_MARKS)
        last = next(
            (n for n in range(reach - 1, at, -1) if scope.find(_bare(part[begins[at] : ends[n]])) is not None), at
        )
        piece = _bare(part[begins[at] : ends[last]])
        if piece:
            labels.append(piece)
        at = last + 1
    return labels


def _bare(label: str) -> str:
    return _NUMBERING.sub("", label.strip()).strip().rstrip("。.")


def _quotes(rationale: str | None) -> tuple[Quote, ...]:
    if not rationale:
        return ()
    matches = filter(None, (_LINE.match(line) or _LINE_EN.match(line) for line in rationale.splitlines()))
    return tuple(
        Quote(_bare(m["label"]), m["quote"].strip(), (m["section"] or "").strip())
        for m in matches
        if m["quote"].strip()
    )
