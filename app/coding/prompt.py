"""Record and scope become chat messages: four layouts, three answer orders, two tasks, one composite.

`seed` is the report's own two prompts (CCL25 figures 1 and 2). `shared-prefix` puts everything that does not depend
on the record first, then the record, then the question, so that one prefill serves both tasks and all votes and the
first part serves every patient. `with-mentions` puts after the record where it names the codes and how (marks.py), for
small models. `record-first` is for a retrieved scope, which differs per record.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.coding.completion import Message
from app.coding.errors import ScopeError
from app.coding.language import Language, language_of
from app.coding.prompt_words import WORDS
from app.coding.record import Section
from app.coding.scope import Scope, Task, empty_answer, separator

PROMPT_VERSION = "1"
"""Changes with every change of wording; a trained model's manifest names the version it was trained on."""


class Layout(StrEnum):
    """The order of instructions, lists, record and question."""

    SEED = "seed"
    SHARED_PREFIX = "shared-prefix"
    WITH_MENTIONS = "with-mentions"
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

    @property
    def retrieved(self) -> "Style":
        """Return the style for codes retrieved for each record: record-first, unless the mentions are shown as well."""
        return self if self.layout is Layout.WITH_MENTIONS else Style(Layout.RECORD_FIRST, self.order)

    @classmethod
    def of(cls, version: str) -> "Style":
        """Read a style as manifests and training.json state it, with or without the prompt version before it.

        Nothing stated gives the default; raises ValueError on what is no style.
        """
        if not version:
            return cls()
        layout, order = version.split("/")[-2:]
        return cls(Layout(layout), AnswerOrder(order))


@dataclass(frozen=True, slots=True)
class Prompt:
    """Chat messages, and how many leading characters of the last one are the same for every record."""

    messages: tuple[Message, ...]
    static_length: int = 0


_SYSTEM_EN = "You are a medical coder who assigns the MS-DRG of an inpatient stay."

_ABOUT_DRG = (
    "An MS-DRG puts together hospital stays of like kind and like use of resources. It follows from the principal "
    "diagnosis and the procedures; many are split by the other diagnoses: with a major complication or comorbidity "
    "(MCC), with a complication or comorbidity (CC), or without."
)
_TITLE_ONLY = "Answer with its complete title, word for word, without its number."
_HOW_EN = {
    AnswerOrder.THINK_FIRST: (
        "Think first between <think> and </think>, then give the title between <answer> and </answer>."
    ),
    AnswerOrder.ANSWER_FIRST: (
        "Give the title between <answer> and </answer> first, then your reasons between <think> and </think>."
    ),
    AnswerOrder.ANSWER_ONLY: "Give only the title, between <answer> and </answer>.",
}
_SEED_HOW = {
    AnswerOrder.THINK_FIRST: (
        "要求：请你先思考再给出答案。思考部分以<think>开头，以</think>结尾，答案部分以<answer>开头，以</answer>结尾。"
    ),
    AnswerOrder.ANSWER_FIRST: (
        "要求：请你先给出答案再思考。答案部分以<answer>开头，以</answer>结尾，思考部分以<think>开头，以</think>结尾。"
    ),
    AnswerOrder.ANSWER_ONLY: "要求：请你直接给出答案。答案部分以<answer>开头，以</answer>结尾。",
}


def build(
    sections: tuple[Section, ...],
    scope: Scope,
    task: Task,
    style: Style,
    language: Language | None = None,
    named: str = "",
) -> Prompt:
    """Ask one task about a record's sections (CCL25 figures 1–2 for `seed`; design's layouts otherwise).

    Asked in the record's own language unless another is named; `named` are the lines of `marks.render_marks`, which
    only the with-mentions layout shows. Raises ScopeError when the task's list is empty.
    """
    if task is not Task.DRG and not scope.codes(task):
        raise ScopeError(f"Scope {scope.scope_id} lists no code for {task}.", "Choose another scope.")
    if task is Task.DRG:
        return _drg(sections, scope, style)
    if style.layout is Layout.SEED:
        return _seed(sections, scope, task, style.order)
    language = language or asked_in(sections, style)
    return _ask(sections, scope, WORDS[language].question[task], style, language, named)


def build_composite(sections: tuple[Section, ...], scope: Scope, style: Style, named: str = "") -> Prompt:
    """Ask both tasks at once (MTL, CCL25 §2.2 (1)): one answer of two lines."""
    language = asked_in(sections, style)
    return _ask(sections, scope, WORDS[language].composite, style, language, named)


def asked_in(sections: tuple[Section, ...], style: Style) -> Language:
    """Say in which language a record is asked about: its own; `seed` is the report's Chinese for any record."""
    if style.layout is Layout.SEED:
        return Language.ZH
    return language_of("\n".join(section.text for section in sections))


def render_sections(sections: tuple[Section, ...], language: Language = Language.ZH) -> str:
    """Write the sections as the model reads them: one 【name】 each, in English [name] on a line of its own."""
    if language is Language.EN:
        return "\n".join(f"[{section.name}]\n{section.text.strip()}" for section in sections)
    return "\n".join(f"【{section.name}】{section.text.strip()}" for section in sections)


def _ask(
    sections: tuple[Section, ...], scope: Scope, question: str, style: Style, language: Language, named: str
) -> Prompt:
    words = WORDS[language]
    record = f"{words.record}\n{render_sections(sections, language)}\n\n"
    lists = _lists(scope, language)
    how = words.how[style.order.value]
    if style.layout is Layout.RECORD_FIRST:
        static = f"{how}\n\n"
        text = f"{static}{record}{lists}{question}"
    else:
        static = f"{how}\n\n{lists}" if scope.fixed else f"{how}\n\n"
        text = f"{how}\n\n{lists}{record}{named if style.layout is Layout.WITH_MENTIONS else ''}{question}"
    return Prompt((Message("system", words.system), Message("user", text)), len(static))


def _lists(scope: Scope, language: Language) -> str:
    """Write both candidate lists; definitions for the principals only (CCL25 §2.1)."""
    words = WORDS[language]
    none = empty_answer(Task.OTHERS, language)
    principal = "\n".join(_defined(scope, position, words.colon) for position in range(len(scope.principal)))
    others = separator(language).join(scope.labels(Task.OTHERS)) or none
    return f"{words.principals}\n{principal or none}\n\n{words.others}\n{others}\n\n"


def _defined(scope: Scope, position: int, colon: str) -> str:
    code = scope.principal[position]
    label = scope.label(code)
    return f"{label}{colon}{code.definition}" if code.definition else label


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


def _drg(sections: tuple[Section, ...], scope: Scope, style: Style) -> Prompt:
    """Ask for the MS-DRG title (DRG-Sapphire); the ~770 titles are not printed, membership is checked on the answer."""
    static = f"{_ABOUT_DRG}\n{_HOW_EN[style.order]}\n\n"
    notes = "\n".join(f"[{section.name}]\n{section.text.strip()}" for section in sections)
    question = f"Question: what is the most likely MS-DRG (version {scope.version}) of this stay? {_TITLE_ONLY}"
    return Prompt(
        (Message("system", _SYSTEM_EN), Message("user", f"{static}Record:\n{notes}\n\n{question}")), len(static)
    )
