"""What was said of a record beside its gold: outcomes, bands and rates, as workstation and trainer both report them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.coding.metric import Outcome, Report
from app.coding.scope import OUT_OF_SCOPE, Task
from app.coding.suggest import TASKS, Suggestion, Tier


@dataclass(frozen=True, slots=True)
class Truth:
    """The gold codes of one record; `out_of_scope` says that 不在范围内 is the right PRINCIPAL answer."""

    principal: str | None
    others: frozenset[str]
    out_of_scope: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """One completion as it was read: `codes` are the scope's codes it named."""

    task: Task
    position: int
    well_formed: bool
    readable: bool
    codes: tuple[str, ...] = ()
    out_of_scope: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """One candidate put before the coder."""

    code: str
    task: Task
    suggested: bool
    votes: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one record, as far as it is judged: what was agreed on, what was shown, what was answered."""

    principal: str | None
    others: frozenset[str]
    out_of_scope: bool = False
    answers: tuple[Answered, ...] = ()
    candidates: tuple[Proposed, ...] = ()

    @property
    def readable(self) -> bool:
        """Say whether any completion could be read; without one the record scores 0."""
        return any(answer.readable for answer in self.answers)

    @property
    def formed(self) -> bool:
        """Say whether the T = 0 completions of both tasks are well formed."""
        return {answer.task for answer in self.answers if answer.position == 0 and answer.well_formed} >= set(TASKS)


@dataclass(frozen=True, slots=True)
class Band:
    """How many candidates had the same number of votes, and how many of them the gold holds."""

    n: int
    right: int

    @property
    def rate(self) -> float:
        """Return the share that was right (0–1); 0 when there were none."""
        return self.right / self.n if self.n else 0.0


def said_of(suggestion: Suggestion) -> Said:
    """Take from a suggestion what is judged of it."""
    principal = suggestion.agreed_principal
    return Said(
        principal=principal.code if principal else None,
        others=frozenset(code.code for code in suggestion.agreed_others),
        out_of_scope=suggestion.out_of_scope,
        answers=tuple(
            Answered(
                vote.task,
                vote.position,
                vote.answer.well_formed,
                vote.answer.readable,
                tuple(code.code for code in vote.answer.codes),
                vote.answer.out_of_scope,
            )
            for vote in suggestion.votes
        ),
        candidates=tuple(
            Proposed(each.code.code, each.task, each.tier is Tier.SUGGESTED, each.votes)
            for each in suggestion.candidates
        ),
    )


def outcome(truth: Truth, said: Said) -> Outcome:
    """Set the gold beside what was agreed on; a record with no readable completion is unreadable."""
    return Outcome(
        gold_principal=OUT_OF_SCOPE if truth.out_of_scope else truth.principal,
        gold_others=truth.others,
        principal=_principal(truth, said, said.principal),
        others=said.others,
        readable=said.readable,
    )


def strict_outcome(truth: Truth, said: Said) -> Outcome:
    """Count a record as unreadable unless its T = 0 completions of both tasks are well formed."""
    lenient = outcome(truth, said)
    return replace(lenient, readable=lenient.readable and said.formed)


def shown_outcome(truth: Truth, said: Said) -> Outcome:
    """Judge the suggested tier alone: what a coder sees put forward, every code with verified evidence."""
    shown = [each for each in said.candidates if each.suggested]
    principal = next((each.code for each in shown if each.task is Task.PRINCIPAL), None)
    return Outcome(
        gold_principal=OUT_OF_SCOPE if truth.out_of_scope else truth.principal,
        gold_others=truth.others,
        principal=_principal(truth, said, principal),
        others=frozenset(each.code for each in shown if each.task is Task.OTHERS),
    )


def first_pass(said: Said) -> Said:
    """Return what the T = 0 completions alone say: TCECP's first votes without the other two."""
    first = {answer.task: answer for answer in said.answers if answer.position == 0}
    principal, others = first.get(Task.PRINCIPAL), first.get(Task.OTHERS)
    chosen = principal.codes[0] if principal and len(principal.codes) == 1 else None
    return Said(
        principal=chosen,
        others=frozenset(others.codes if others else ()) - {chosen},
        out_of_scope=bool(principal and principal.out_of_scope),
        answers=tuple(first.values()),
    )


def bands(judged: Iterable[tuple[Truth, Said]], task: Task | None = None) -> dict[int, Band]:
    """Count candidates by their votes, of one task or of both; 0 votes are mentions, or rules that do not vote."""
    seen = Counter[int]()
    right = Counter[int]()
    for truth, said in judged:
        for candidate in said.candidates:
            if task is None or candidate.task is task:
                seen[candidate.votes] += 1
                right[candidate.votes] += holds(truth, candidate)
    return {votes: Band(n, right[votes]) for votes, n in sorted(seen.items())}


def holds(truth: Truth, candidate: Proposed) -> bool:
    """Say whether the gold holds a candidate in the task it was proposed for."""
    if candidate.task is Task.PRINCIPAL:
        return candidate.code == truth.principal
    return candidate.code in truth.others


def format_rate(said: Iterable[Said], task: Task | None = None) -> float:
    """Return the share of completions that are well formed (0–1), of one task or of all."""
    formed = [answer.well_formed for each in said for answer in each.answers if task is None or answer.task is task]
    return sum(formed) / len(formed) if formed else 0.0


def main_figures(report: Report) -> dict[str, float]:
    """Round formula (6) and its two halves as they are printed and saved: composite 0–100, the halves 0–1."""
    return {
        "composite": round(report.composite, 2),
        "principal_accuracy": round(report.principal_accuracy, 4),
        "others_f1": round(report.others_f1, 4),
    }


def code_rows(report: Report, leave_out: Sequence[str] = ()) -> dict[str, dict[str, float]]:
    """Return the per-code table as it is printed and saved, rates 0–1."""
    return {
        score.code: {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "true_positive": score.true_positive,
            "false_positive": score.false_positive,
            "false_negative": score.false_negative,
        }
        for score in report.per_code
        if score.code not in leave_out
    }


def _principal(truth: Truth, said: Said, code: str | None) -> str | None:
    """Refusing counts as an answer only where it is the right one; elsewhere it names no code."""
    return OUT_OF_SCOPE if truth.out_of_scope and said.out_of_scope else code
