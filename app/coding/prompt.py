"""Record and scope become chat messages: three layouts, three answer orders, two tasks, one composite.

`seed` is the report's own two prompts (CCL25 figures 1 and 2). `shared-prefix` puts everything that does not depend
on the record first, then the record, then the question, so that one prefill serves both tasks and all votes and the
first part serves every patient. `record-first` is for a retrieved scope, which differs per record.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.coding.completion import Message
from app.coding.errors import ScopeError
from app.coding.record import Section
from app.coding.scope import NONE_OF_THEM, OUT_OF_SCOPE, SEPARATOR, Scope, Task

PROMPT_VERSION = "1"
"""Changes with every change of wording; a trained model's manifest names the version it was trained on."""


class Layout(StrEnum):
    """The order of instructions, lists, record and question."""

    SEED = "seed"
    SHARED_PREFIX = "shared-prefix"
    RECORD_FIRST = "record-first"


class AnswerOrder(StrEnum):
    """Whether and where the reasoning stands."""

    THINK_FIRST = "think-first"
    ANSWER_FIRST = "answer-first"
    ANSWER_ONLY = "answer-only"


@dataclass(frozen=True, slots=True)
class Style:
    """A layout with an answer order: what a model is trained and asked in."""

    layout: Layout = Layout.SHARED_PREFIX
    order: AnswerOrder = AnswerOrder.THINK_FIRST

    @property
    def version(self) -> str:
        """Name the prompt as manifests and suggestions state it."""
        return f"{PROMPT_VERSION}/{self.layout}/{self.order}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Chat messages, and how many leading characters of the last one are the same for every record."""

    messages: tuple[Message, ...]
    static_length: int = 0


_SYSTEM = "你是一名病案编码员，依据住院病案选择疾病诊断。"
_SYSTEM_EN = "You are a medical coder who assigns the MS-DRG of an inpatient stay."

_LINE = "名称 ←「病案原文」（段名）"
_HOW = {
    AnswerOrder.THINK_FIRST: (
        "要求：先思考再给出答案。思考部分写在<think>和</think>之间，每个诊断先写一行依据：" + _LINE + "，"
        "原文一字不改，再写理由；答案部分写在<answer>和</answer>之间。"
    ),
    AnswerOrder.ANSWER_FIRST: (
        "要求：先给出答案再说明理由。答案部分写在<answer>和</answer>之间；理由写在<think>和</think>之间，"
        "每个诊断先写一行依据：" + _LINE + "，原文一字不改，再写理由。"
    ),
    AnswerOrder.ANSWER_ONLY: "要求：只给出答案，写在<answer>和</answer>之间。",
}
_HOW_EN = {
    AnswerOrder.THINK_FIRST: (
        "Think first between <think> and </think>, then give the title between <answer> and </answer>."
    ),
    AnswerOrder.ANSWER_FIRST: (
        "Give the title between <answer> and </answer> first, then your reasons between <think> and </think>."
    ),
    AnswerOrder.ANSWER_ONLY: "Give only the title, between <answer> and </answer>.",
}
_QUESTION = {
    Task.PRINCIPAL: (f"问题：本次住院的主要诊断是哪一个？从主要诊断列表中选一个名称；没有合适的，写“{OUT_OF_SCOPE}”。"),
    Task.OTHERS: (
        f"问题：除主要诊断外，本次住院还有哪些其他诊断？从其他诊断列表中选出全部适用的名称，用“{SEPARATOR}”隔开；"
        f"没有适用的，写“{NONE_OF_THEM}”。"
    ),
}
_COMPOSITE_QUESTION = (
    "问题：本次住院的主要诊断和其他诊断各是什么？答案写两行：第一行“主要诊断：”后写主要诊断列表中的一个名称，"
    f"没有合适的写“{OUT_OF_SCOPE}”；第二行“其他诊断：”后写其他诊断列表中全部适用的名称，用“{SEPARATOR}”隔开，"
    f"没有适用的写“{NONE_OF_THEM}”。"
)
_SEED_HOW = {
    AnswerOrder.THINK_FIRST: (
        "要求：请你先思考再给出答案。思考部分以<think>开头，以</think>结尾，答案部分以<answer>开头，以</answer>结尾。"
    ),
    AnswerOrder.ANSWER_FIRST: (
        "要求：请你先给出答案再思考。答案部分以<answer>开头，以</answer>结尾，思考部分以<think>开头，以</think>结尾。"
    ),
    AnswerOrder.ANSWER_ONLY: "要求：请你直接给出答案。答案部分以<answer>开头，以</answer>结尾。",
}


def build(sections: tuple[Section, ...], scope: Scope, task: Task, style: Style) -> Prompt:
    """Ask one task about a record's sections (CCL25 figures 1–2 for `seed`; design's layouts otherwise).

    Raises ScopeError when the task's list is empty.
    """
    if task is not Task.DRG and not scope.codes(task):
        raise ScopeError(f"Scope {scope.scope_id} lists no code for {task}.", "Choose another scope.")
    if task is Task.DRG:
        return _drg(sections, style)
    if style.layout is Layout.SEED:
        return _seed(sections, scope, task, style.order)
    return _ask(sections, scope, _QUESTION[task], style)


def build_composite(sections: tuple[Section, ...], scope: Scope, style: Style) -> Prompt:
    """Ask both tasks at once (MTL, CCL25 §2.2 (1)): one answer of two lines."""
    return _ask(sections, scope, _COMPOSITE_QUESTION, style)


def render_sections(sections: tuple[Section, ...]) -> str:
    """Write the sections as the model reads them, one 【name】 each."""
    return "\n".join(f"【{section.name}】{section.text.strip()}" for section in sections)


def _ask(sections: tuple[Section, ...], scope: Scope, question: str, style: Style) -> Prompt:
    record = f"病案：\n{render_sections(sections)}\n\n"
    lists = _lists(scope)
    how = _HOW[style.order]
    if style.layout is Layout.RECORD_FIRST:
        static = f"{how}\n\n"
        text = f"{static}{record}{lists}{question}"
    else:
        static = f"{how}\n\n{lists}"
        text = f"{static}{record}{question}"
    return Prompt((Message("system", _SYSTEM), Message("user", text)), len(static))


def _lists(scope: Scope) -> str:
    """Write both candidate lists; definitions for the principals only (CCL25 §2.1)."""
    principal = "\n".join(_defined(scope, position) for position in range(len(scope.principal)))
    others = SEPARATOR.join(scope.labels(Task.OTHERS)) or NONE_OF_THEM
    return f"主要诊断列表：\n{principal or NONE_OF_THEM}\n\n其他诊断列表：\n{others}\n\n"


def _defined(scope: Scope, position: int) -> str:
    code = scope.principal[position]
    label = scope.label(code)
    return f"{label}：{code.definition}" if code.definition else label


def _seed(sections: tuple[Section, ...], scope: Scope, task: Task, order: AnswerOrder) -> Prompt:
    names = "、".join(scope.labels(task))
    if task is Task.PRINCIPAL:
        role = (
            "你是一个中文疾病诊断分类的专家，你会接收到一段包含患者就诊信息的文本和几个潜在的主诊断疾病，"
            "请输出文本内容的正确主诊断疾病，注意主诊断疾病仅有一个。"
        )
        definitions = "".join(
            f"{scope.label(code)}的定义：{code.definition}\n" for code in scope.principal if code.definition
        )
        listed = f"主诊断疾病类别：\n{names}\n{definitions}"
        heading = "患者就诊病案信息："
    else:
        role = (
            "你是一个中文疾病诊断分类的专家，你会接收到一段包含患者就诊信息的文本和几个潜在的其他诊断疾病，"
            "请输出文本内容的正确其他诊断疾病。"
        )
        listed = f"其他诊断疾病类别：\n{names}\n"
        heading = "患者就诊病案信息："
    static = f"{role}\n{_SEED_HOW[order]}\n{listed}{heading}\n"
    return Prompt((Message("user", static + render_sections(sections)),), len(static))


def _drg(sections: tuple[Section, ...], style: Style) -> Prompt:
    """Ask for the MS-DRG title (DRG-Sapphire); the ~770 titles are not printed, membership is checked on the answer."""
    static = f"{_HOW_EN[style.order]}\n\n"
    notes = "\n".join(f"[{section.name}]\n{section.text.strip()}" for section in sections)
    text = f"{static}Record:\n{notes}\n\nQuestion: what is the full title of this stay's MS-DRG?"
    return Prompt((Message("system", _SYSTEM_EN), Message("user", text)), len(static))
