"""How reasons are asked for when the codes are known, and how they are put to the test without them.

The first prompts are the trainer's own, written like the contract's; the test asks in the contract's own prompt, with
the reasons where the record would stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.coding.codebook import Code
from app.coding.completion import Message
from app.coding.language import Language
from app.coding.prompt import AnswerOrder, Layout, Style, build, render_sections
from app.coding.record import Section
from app.coding.scope import Scope, Task, empty_answer, separator

RATIONALE_PROMPT_VERSION = "1"
"""Changes with every change of wording here."""
CHECK_STYLE = Style(Layout.SHARED_PREFIX, AnswerOrder.ANSWER_ONLY)
_REASONING = {Language.ZH: "推理", Language.EN: "Reasoning"}


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's instructions; `given` says what is known, by task."""

    system: str
    record: str
    given: Mapping[Task, str]
    how: str
    differential: str
    close: str


_WORDS = {
    Language.ZH: _Words(
        system="你是一名病案编码员，向同事讲清楚从病案到诊断的推理。",
        record="病案：",
        given={Task.PRINCIPAL: "主要诊断：", Task.OTHERS: "其他诊断："},
        how=(
            "要求：写出从这份病案推出以上诊断的思考过程。每个诊断先写一行依据：名称 ←「病案原文」（段名），"
            "原文一字不改；然后用几句话说明理由：哪些表现、检查、治疗支持它，为什么不是相近的诊断。"
        ),
        differential=(
            "要求：写出从这份病案推出以上诊断的思考过程。先用方括号列出三个可能的诊断，每行一个：[名称]，"
            "以上诊断是其中之一；逐个写支持和不支持的依据；最后选定一个并说明理由。"
        ),
        close=(
            "像还不知道结果那样推理，不要说诊断是事先知道的；只写病案里有的内容；写在<think>和</think>之间，不写别的。"
        ),
    ),
    Language.EN: _Words(
        system="You are a medical coder who explains to a colleague how a record leads to its coding.",
        record="Record:",
        given={
            Task.PRINCIPAL: "Principal diagnosis: ",
            Task.OTHERS: "Other diagnoses: ",
            Task.DRG: "MS-DRG: ",
        },
        how=(
            "Write the reasoning that leads from this record to the above. Begin each diagnosis with one line of "
            'evidence, Name ← "words of the record" (Section), copied word for word; then say in a few sentences which '
            "findings, tests and treatments support it and why it is none of its neighbours."
        ),
        differential=(
            "Write the reasoning that leads from this record to the above. First list three candidates, one a line, "
            "each in square brackets: [name]; the above is one of them. Give what speaks for and against each; then "
            "choose one and say why."
        ),
        close=(
            "Reason as if you did not know it yet, and do not say that it was known before; write only what the record "
            "holds; write between <think> and </think>, and nothing else."
        ),
    ),
}
_HOW_DRG = (
    "Write the reasoning that leads from this record to the above: the principal diagnosis and the procedures that "
    "make the group, and which other diagnoses are a major complication or comorbidity (MCC), a complication or "
    "comorbidity (CC), or neither."
)


def given_label(
    sections: tuple[Section, ...], scope: Scope, task: Task, codes: Sequence[Code], language: Language, *, three: bool
) -> tuple[Message, ...]:
    """Ask for the reasons of codes that are known (M12, M36); `three` asks to weigh three candidates first."""
    words = _WORDS[language]
    labels = separator(language).join(map(scope.label, codes)) or empty_answer(task, language)
    definitions = "".join(f"{scope.label(code)}：{code.definition}\n" for code in codes if code.definition)
    how = words.differential if three else _HOW_DRG if task is Task.DRG else words.how
    record = f"{words.record}\n{render_sections(sections, language)}\n\n"
    told = f"{words.given[task]}{labels}\n{definitions}\n"
    blank = "" if language is Language.ZH else " "
    return (Message("system", words.system), Message("user", f"{record}{told}{how}{blank}{words.close}"))


def from_reasons(rationale: str, scope: Scope, task: Task, language: Language) -> tuple[Message, ...]:
    """Ask the contract's question of the reasons alone: the candidates are shown, which of them was given is not."""
    section = Section(_REASONING[language], rationale)
    return build((section,), scope, task, CHECK_STYLE, language).messages
