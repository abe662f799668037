"""What the approval page writes: standings, reasons, verdicts, differences and codes, each with a sign and a word."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.rewrite import BadCase, Judge, RejectWhy, Standing, Verdict
from app.review.approval import CaseLine, CaseStanding, Judged
from app.ui.approval_lists import Line, Tone

if TYPE_CHECKING:
    from app.coding.sameness import Difference, Sort

translate = QCoreApplication.translate


def why(value: RejectWhy) -> str:
    """Name a reason of rejection."""
    return {
        RejectWhy.MEANING_CHANGED: translate("approval", "Meaning changed"),
        RejectWhy.NEW_FACT: translate("approval", "New fact"),
        RejectWhy.LOST_FACT: translate("approval", "Lost fact"),
        RejectWhy.IMPLAUSIBLE: translate("approval", "Implausible"),
        RejectWhy.WRONG_CODES: translate("approval", "Codes no longer fit"),
        RejectWhy.LEAKS_IDENTITY: translate("approval", "Leaks identity"),
    }[value]


def case_standing(value: CaseStanding) -> str:
    """Name how a case stands, with its sign."""
    return {
        CaseStanding.OPEN: "○ " + translate("approval", "open"),
        CaseStanding.CHOSEN: "✓ " + translate("approval", "chosen"),
        CaseStanding.NONE: "✕ " + translate("approval", "none"),
    }[value]


def standing(judged: Judged) -> str:
    """Name how a variant stands, with its sign, score or reason."""
    approval = judged.approval
    if approval is None:
        return ""
    if approval.standing is Standing.APPROVED:
        score = f" {approval.score}/5" if approval.score else ""
        return "✓ " + translate("approval", "approved") + score
    return "✕ " + (why(approval.why) if approval.why else translate("approval", "rejected"))


def judge(value: Judge) -> str:
    """Name a filter."""
    return {
        Judge.GUARD: translate("approval", "guard"),
        Judge.SFT: "SFT",
        Judge.POLICY: translate("approval", "policy"),
    }[value]


def verdict(value: Verdict) -> str:
    """Say what a filter found, with sign, word, and the share of its samples that agreed."""
    found = translate("approval", "passed") if value.passed else translate("approval", "failed")
    score = "" if value.score is None else f" {value.score:.2f}"
    return f"{'✓' if value.passed else '✕'} {judge(value.by)} {found}{score}"


def verdicts(judged: Judged) -> str:
    """Say what all filters found, and if it was before the text was mended; what failed stands first.

    So a narrow list cuts off none of it.
    """
    order = [Judge.SFT, Judge.POLICY, Judge.GUARD]
    listed = sorted(judged.variant.verdicts, key=lambda each: (each.passed, order.index(each.by)))
    said = " · ".join(map(verdict, listed)) or translate("approval", "not filtered")
    return translate("approval", "before the edit: {0}").format(said) if judged.variant.stale else said


def handed(of_round: int, of_batch: str) -> str:
    """Name what was handed over together: the round, and the batch where there is one."""
    if of_batch:
        return translate("approval", "round {0}, batch {1}").format(of_round, of_batch)
    return translate("approval", "round {0}").format(of_round)


def case_line(line: CaseLine) -> Line:
    """Write one case for the list."""
    tones = {CaseStanding.OPEN: Tone.PLAIN, CaseStanding.CHOSEN: Tone.GOOD, CaseStanding.NONE: Tone.BAD}
    passed = translate("approval", "{0} · {1} of {2} passed").format(
        handed(line.round, line.batch), line.passed, line.variants
    )
    title = f"{line.position + 1}  {line.case_id}"
    return Line(title, case_standing(line.standing), passed, tones[line.standing])


def variant_line(number: int, judged: Judged) -> Line:
    """Write one variant for the list, under its number among all of the case."""
    tones = {Standing.APPROVED: Tone.GOOD, Standing.REJECTED: Tone.BAD, Standing.PENDING: Tone.PLAIN}
    edited = "  ✎ " + translate("approval", "edited") if judged.edited else ""
    reasons = [f"{verdict(each)}: {each.why}" for each in judged.variant.verdicts if each.why]
    hint = "\n".join((verdicts(judged), judged.variant.rewriter, *reasons))
    title = translate("approval", "Variant {0}").format(number) + edited
    return Line(title, standing(judged), verdicts(judged), tones[judged.standing], hint)


def sort(value: "Sort") -> str:
    """Name a kind of what must not change."""
    from app.coding.sameness import Sort  # noqa: PLC0415 - a start does not wait for what it needs

    return {
        Sort.NUMBER: translate("approval", "number"),
        Sort.DATE: translate("approval", "date"),
        Sort.SIDE: translate("approval", "side"),
        Sort.NEGATION: translate("approval", "negation"),
        Sort.DRUG: translate("approval", "drug"),
        Sort.DIAGNOSIS: translate("approval", "diagnosis"),
    }[value]


def fact_line(found: "Difference") -> Line:
    """Write one thing that must not change and did."""
    from app.coding.sameness import Change  # noqa: PLC0415 - as above

    tags = {
        Change.LOST: "− " + translate("approval", "lost"),
        Change.ADDED: "+ " + translate("approval", "added"),
        Change.CHANGED: "≠ " + translate("approval", "changed"),
    }
    place = found.in_rewrite or found.in_original
    where = place.section if place else ""
    return Line(found.what, tags[found.change], f"{sort(found.kind)} · {where}", Tone.BAD)


def codes_html(case: BadCase, title: str = "") -> str:
    """Write the gold codes of a case, what the policy answered, and where the two differ."""
    gold, predicted = case.example.gold, case.predicted
    parts = (
        (title or translate("approval", "Gold codes"), _codes(gold, predicted, "− ", translate("approval", "missed"))),
        (
            translate("approval", "Answered by {0}").format(case.model),
            _codes(predicted, gold, "+ ", translate("approval", "not in gold")),
        ),
    )
    return "".join(f"<p style='margin:0 0 6px 0'><b>{escape(title)}</b><br>{rows}</p>" for title, rows in parts)


def _codes(shown: CodeSet, other: CodeSet, sign: str, lacking: str) -> str:
    rows = [
        _code("★ ", each, shown.principal_code != other.principal_code, sign + lacking) for each in _principal(shown)
    ]
    rows += [_code("", each, each.code.code not in other.other_codes, sign + lacking) for each in shown.others]
    return "<br>".join(rows) or escape(translate("approval", "no codes"))


def _principal(codes: CodeSet) -> tuple[Diagnosis, ...]:
    return (codes.principal,) if codes.principal else ()


def _code(star: str, diagnosis: Diagnosis, wrong: bool, remark: str) -> str:  # noqa: FBT001 - one of two words
    text = escape(f"{star}{diagnosis.code.code} {diagnosis.code.name}")
    return f"{text} <b>({escape(remark)})</b>" if wrong else text
