"""Builders of the values tests need, and ScriptedModel, which stands for a model; no mock of our own code."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from app.coding.answer import Answer, Quote, parse, render
from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.completion import (
    Completion,
    Finish,
    Fragment,
    ModelInfo,
    OnText,
    Request,
    Sampling,
    Source,
    TokenScore,
    tcecp_plan,
)
from app.coding.decision import Act, Actor, Decision, RejectReason
from app.coding.evidence import Evidence, Kind
from app.coding.fit import Shortened
from app.coding.prompt import Style
from app.coding.record import Disposition, Patient, Record, Sex
from app.coding.scope import Scope, Task
from app.coding.suggest import Candidate, Suggestion, Tier, Vote
from app.coding.versions import versions_of

BOOK = "国家临床版2.0"

ANGINA = Code("I20.000", "不稳定性心绞痛", BOOK, definition="静息或轻微活动即发作的心绞痛，心肌未坏死。")
INFARCT = Code("I63.900", "脑梗死", BOOK, definition="脑动脉闭塞使脑组织缺血坏死。")
HYPERTENSION = Code("I10.x00x032", "高血压病3级（极高危）", BOOK, aliases=("高血压3级",), lasting=True)
DIABETES = Code("E11.900", "2型糖尿病", BOOK, aliases=("二型糖尿病",), lasting=True)
FAILURE = Code("I50.900x002", "心力衰竭", BOOK)
LIPIDS = Code("E78.500", "高脂血症", BOOK, lasting=True)

CODER = Actor("张三")
NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


def scope() -> Scope:
    """Build a small scope: two principal codes, four others, one of them (INFARCT) in both lists."""
    return Scope("test", "1", (ANGINA, INFARCT), (HYPERTENSION, DIABETES, FAILURE, INFARCT))


def record(record_id: str = "R1", patient: Patient | None = None, **texts: str) -> Record:
    """Build a record that names ANGINA, HYPERTENSION and DIABETES; `texts` replaces or adds sections."""
    sections = {
        "主诉": "反复胸痛3天。",
        "现病史": "患者3天前活动后出现胸痛，诊断为不稳定性心绞痛，否认脑梗死病史。",
        "既往史": "高血压病3级（极高危）10年，2型糖尿病5年。",
        "诊疗经过": "入院后予抗血小板、调脂治疗，胸痛缓解。",
    }
    return Record.of(record_id, sections | texts, patient)


def english_scope() -> Scope:
    """Build a small English scope: two principal codes, three others."""
    book = "ICD-10-CM"
    pneumonia = Code("J18.9", "Pneumonia, unspecified organism", book, definition="Infection of the lung.")
    failure = Code("I50.9", "Heart failure, unspecified", book, aliases=("CHF",))
    kidney = Code("N18.9", "Chronic kidney disease, unspecified", book, lasting=True)
    gout = Code("M10.9", "Gout, unspecified", book, lasting=True)
    return Scope(
        "test-en", "1", (pneumonia, Code("A41.9", "Sepsis, unspecified organism", book)), (failure, kidney, gout)
    )


def english_record(record_id: str = "EN") -> Record:
    """Build an English record that names pneumonia, heart failure and, as past, kidney disease and gout."""
    sections = {
        "Chief Complaint": "Dyspnea for three days.",
        "Past Medical History": "Chronic kidney disease, gout. No stroke.",
        "Hospital Course": "Heart failure with LVEF 25%, treated. Pneumonia was treated; sepsis was ruled out.",
    }
    return Record.of(record_id, sections)


def patient() -> Patient:
    """Build a patient with every fact known."""
    return Patient(Sex.MALE, 67, date(2025, 2, 20), date(2025, 2, 28), Disposition.HOME)


def records(count: int) -> list[Record]:
    """Build records R0001, R0002, …, admitted one per day."""
    start = date(2024, 1, 1)
    return [
        record(f"R{n:04d}", Patient(Sex.FEMALE, 40 + n % 50, start + timedelta(days=n))) for n in range(1, count + 1)
    ]


def candidate(
    code: Code = ANGINA, task: Task = Task.PRINCIPAL, tier: Tier = Tier.SUGGESTED, votes: int = 3
) -> Candidate:
    """Build a candidate whose evidence is the code's name in the 现病史 of `record()`."""
    return Candidate(code, task, tier, votes, (Evidence("现病史", 16, 23, code.name, Kind.MENTION),))


def vote(task: Task = Task.PRINCIPAL, position: int = 0, text: str | None = None) -> Vote:
    """Build a vote: the completion that answers ANGINA (or HYPERTENSION), or any text."""
    asked = scope()
    if text is None:
        text = render(task, asked, (ANGINA if task is Task.PRINCIPAL else HYPERTENSION,))
    completion = Completion(text, Finish.STOP, 12, (TokenScore("不稳定", -0.25), TokenScore("性", -0.0)))
    answer: Answer = parse(text, task, asked)
    return Vote(task, position, tcecp_plan("R1", task)[position], completion, answer)


def suggestion(record_id: str = "R1", *, principal: Candidate | None = None, **changes: object) -> Suggestion:
    """Build a suggestion: ANGINA as principal, HYPERTENSION as other, DIABETES as possible."""
    values: dict[str, object] = {
        "record_id": record_id,
        "principal": principal or candidate(),
        "others": (candidate(HYPERTENSION, Task.OTHERS, votes=2),),
        "possible": (candidate(DIABETES, Task.OTHERS, Tier.POSSIBLE, 1),),
        "out_of_scope": False,
        "rationale": {Task.PRINCIPAL: "胸痛三天。", Task.OTHERS: ""},
        "votes": tuple(vote(task, n) for task in (Task.PRINCIPAL, Task.OTHERS) for n in range(3)),
        "left_out": (Shortened("婚姻史", 0, 40),),
        "model": ScriptedModel().info,
        "versions": versions_of(scope(), Style()),
        "agreed_principal": ANGINA,
        "agreed_others": (HYPERTENSION,),
    }
    return Suggestion(**(values | changes))  # type: ignore[arg-type]


def decision(act: Act, code: Code | None = None, record_id: str = "R1", **changes: object) -> Decision:
    """Build a decision of CODER at NOON; `changes` sets any other field."""
    task = Task.PRINCIPAL if act is Act.PROMOTE else Task.OTHERS if code else None
    values: dict[str, object] = {"task": task, "code": code} | changes
    return Decision(record_id, act, CODER, NOON, **values)  # type: ignore[arg-type]


def rejected(code: Code, reason: RejectReason | None = RejectReason.HISTORY, task: Task = Task.OTHERS) -> Decision:
    """Build a REJECT."""
    return decision(Act.REJECT, code, reason=reason, task=task)


def added(code: Code, on_admission: OnAdmission | None = None, task: Task = Task.OTHERS) -> Decision:
    """Build an ADD."""
    return decision(Act.ADD, code, on_admission=on_admission, task=task)


@dataclass(slots=True)
class Clock:
    """Give a later time at each call, a second apart."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time and move on."""
        self.now += timedelta(seconds=1)
        return self.now


class Misbehaviour(StrEnum):
    """How a model's text can go wrong."""

    NONSENSE = "nonsense"
    NOTHING = "nothing"
    ENDLESS = "endless"
    OUTSIDE = "outside"
    BROKEN_TEXT = "broken_text"


Script = Mapping[tuple[str, Task], Sequence[str]]
"""For a record_id and a task, the text of each vote; the last one answers the votes beyond."""


@dataclass(slots=True)
class ScriptedModel:
    """A CompletionModel that answers from a script, else with the scope's names that stand in the record.

    `misbehave` makes every text go wrong in one way; `fails` raises the given error for those record_ids;
    `asked` keeps the record_ids in the order they were asked.
    """

    script: Script = field(default_factory=dict[tuple[str, Task], Sequence[str]])
    misbehave: Misbehaviour | None = None
    fails: Mapping[str, BaseException] = field(default_factory=dict[str, BaseException])
    name: str = "scripted"
    context_length: int = 8192
    asked: list[str] = field(default_factory=list[str])

    @property
    def info(self) -> ModelInfo:
        """Name the model; two models of different names are different models."""
        return ModelInfo(self.name, Source.MODEL, sha256="00" * 32, runtime="test")

    def count_tokens(self, text: str) -> int:
        """Count characters."""
        return len(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request; raise only what `fails` says."""
        for record_id in dict.fromkeys(request.record.record_id for request in requests):
            self.asked.append(record_id)
            if error := self.fails.get(record_id):
                raise error
        return tuple(self._votes(request, on_text) for request in requests)

    def _votes(self, request: Request, on_text: OnText | None) -> tuple[Completion, ...]:
        done: list[Completion] = []
        for position, sampling in enumerate(request.samplings):
            completion = self._completion(request, position, sampling)
            for start in range(0, len(completion.text) if on_text else 0, 40):
                assert on_text
                on_text(Fragment(request.task, position, completion.text[start : start + 40]))
            done.append(completion)
        return tuple(done)

    def _completion(self, request: Request, position: int, sampling: Sampling) -> Completion:
        if self.misbehave is not None:
            return _wrong(self.misbehave, sampling)
        texts = self.script.get((request.record.record_id, request.task))
        text = texts[min(position, len(texts) - 1)] if texts else honest(request.record, request.scope, request.task)
        return Completion(text, Finish.STOP, len(text))


def honest(record: Record, asked: Scope, task: Task) -> str:
    """Write the answer that names the scope's codes whose names stand in the record, each quoted."""
    found: list[tuple[Code, Quote]] = []
    for code, section in itertools.product(asked.codes(task), record.sections):
        if code.name in section.text and all(code != known for known, _ in found):
            found.append((code, Quote(asked.label(code), code.name, section.name)))
    if task is Task.PRINCIPAL:
        found = found[:1]
    return render(task, asked, tuple(code for code, _ in found), tuple(quote for _, quote in found))


def _wrong(how: Misbehaviour, sampling: Sampling) -> Completion:
    match how:
        case Misbehaviour.NONSENSE:
            return Completion("</answer><think>lorem 随便 <answer><answer>", Finish.STOP, 9)
        case Misbehaviour.NOTHING:
            return Completion("", Finish.STOP, 0)
        case Misbehaviour.ENDLESS:
            return Completion("胸痛，" * sampling.max_tokens, Finish.LENGTH, sampling.max_tokens)
        case Misbehaviour.OUTSIDE:
            return Completion("<think>无</think>\n<answer>感冒；骨折</answer>", Finish.STOP, 11)
        case Misbehaviour.BROKEN_TEXT:
            return Completion("<think>\ufffd\udce6\x00\x1b[2J</think><answer>不稳\ufffd</answer>", Finish.ERROR, 7)
