"""The words the model is asked in, one set per language; the Chinese ones are what models were trained on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.coding.language import Language
from app.coding.scope import (
    NONE_OF_THEM,
    NONE_OF_THEM_EN,
    OUT_OF_SCOPE,
    OUT_OF_SCOPE_EN,
    SEPARATOR,
    SEPARATOR_EN,
    Task,
)


@dataclass(frozen=True, slots=True)
class PromptWords:
    """One language's instructions; `how` is keyed by the answer order's value."""

    system: str
    how: Mapping[str, str]
    record: str
    principals: str
    others: str
    colon: str
    """Between a label and its definition."""
    question: Mapping[Task, str]
    composite: str
    named: str
    """Heading of the marks that support a code."""
    not_standing: str
    """Heading of the others."""
    nothing: str
    also: str
    """Before the other sections that name a code."""
    comma: str
    standing: Mapping[str, str]
    """How a mark stands that does not support its code, keyed by the assertion's value."""


_LINE = "名称 ←「病案原文」（段名）"
_ZH = PromptWords(
    system="你是一名病案编码员，依据住院病案选择疾病诊断。",
    how={
        "think-first": (
            "要求：先思考再给出答案。思考部分写在<think>和</think>之间，每个诊断先写一行依据：" + _LINE + "，"
            "原文一字不改，再写理由；答案部分写在<answer>和</answer>之间。"
        ),
        "answer-first": (
            "要求：先给出答案再说明理由。答案部分写在<answer>和</answer>之间；理由写在<think>和</think>之间，"
            "每个诊断先写一行依据：" + _LINE + "，原文一字不改，再写理由。"
        ),
        "answer-only": "要求：只给出答案，写在<answer>和</answer>之间。",
    },
    record="病案：",
    principals="主要诊断列表：",
    others="其他诊断列表：",
    colon="：",
    question={
        Task.PRINCIPAL: (
            f"问题：本次住院的主要诊断是哪一个？从主要诊断列表中选一个名称；没有合适的，写“{OUT_OF_SCOPE}”。"
        ),
        Task.OTHERS: (
            f"问题：除主要诊断外，本次住院还有哪些其他诊断？从其他诊断列表中选出全部适用的名称，用“{SEPARATOR}”隔开；"
            f"没有适用的，写“{NONE_OF_THEM}”。"
        ),
    },
    composite=(
        "问题：本次住院的主要诊断和其他诊断各是什么？答案写两行：第一行“主要诊断：”后写主要诊断列表中的一个名称，"
        f"没有合适的写“{OUT_OF_SCOPE}”；第二行“其他诊断：”后写其他诊断列表中全部适用的名称，用“{SEPARATOR}”隔开，"
        f"没有适用的写“{NONE_OF_THEM}”。"
    ),
    named="病案中提到的名称（供核对，不一定都要编码，也可能有遗漏）：",
    not_standing="提到但被否认、属于家族史或既往、或尚未确定的：",
    nothing="无",
    also="；又见",
    comma="、",
    standing={"affirmed": "肯定", "negated": "否认", "family": "家族史", "past": "既往", "suspected": "未确定"},
)

_LINE_EN = 'Name ← "words of the record" (Section)'
_EN = PromptWords(
    system="You are a medical coder who selects the diagnoses of an inpatient stay from its record.",
    how={
        "think-first": (
            "Think first, then answer. Between <think> and </think>, begin each diagnosis with one line of evidence, "
            f"{_LINE_EN}, copied word for word, then give your reasons; write the answer between <answer> and "
            f"</answer>."
        ),
        "answer-first": (
            "Answer first, then give your reasons. Write the answer between <answer> and </answer>; between <think> "
            "and "
            f"</think>, begin each diagnosis with one line of evidence, {_LINE_EN}, copied word for word, then give "
            f"your "
            "reasons."
        ),
        "answer-only": "Give only the answer, between <answer> and </answer>.",
    },
    record="Record:",
    principals="Principal diagnosis list:",
    others="Other diagnosis list:",
    colon=": ",
    question={
        Task.PRINCIPAL: (
            "Question: what is the principal diagnosis of this stay? Choose one name from the principal diagnosis "
            "list; "
            f'if none fits, write "{OUT_OF_SCOPE_EN}".'
        ),
        Task.OTHERS: (
            "Question: which other diagnoses does this stay have besides the principal diagnosis? Choose every name "
            "that "
            f'applies from the other diagnosis list, separated by "{SEPARATOR_EN.strip()}"; if none applies, write '
            f'"{NONE_OF_THEM_EN}".'
        ),
    },
    composite=(
        "Question: what are the principal diagnosis and the other diagnoses of this stay? Answer in two lines: after "
        f'"Principal diagnosis:" one name from the principal diagnosis list, or "{OUT_OF_SCOPE_EN}"; after "Other '
        'diagnoses:" every name that applies from the other diagnosis list, separated by '
        f'"{SEPARATOR_EN.strip()}", or "{NONE_OF_THEM_EN}".'
    ),
    named="Names found in the record (to be checked; not all are coded, and some may be missing):",
    not_standing="Named, but denied, of the family, past or not certain:",
    nothing="none",
    also="; also in ",
    comma=", ",
    standing={
        "affirmed": "affirmed",
        "negated": "denied",
        "family": "family history",
        "past": "past",
        "suspected": "not certain",
    },
)
WORDS: Mapping[Language, PromptWords] = MappingProxyType({Language.ZH: _ZH, Language.EN: _EN})
