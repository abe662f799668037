"""What enumerated values are called on the screen: one function each, so that a value has one name everywhere."""

from PySide6.QtCore import QCoreApplication

from app.coding.codeset import OnAdmission
from app.coding.completion import Source
from app.coding.decision import Act, Decision, RejectReason
from app.coding.record import Disposition, Patient, Sex
from app.coding.scope import Task
from app.coding.suggest import Candidate, Tier

_translate = QCoreApplication.translate


def task(value: Task) -> str:
    """Name a task's diagnosis kind."""
    return {
        Task.PRINCIPAL: _translate("words", "Principal diagnosis"),
        Task.OTHERS: _translate("words", "Other diagnoses"),
        Task.DRG: _translate("words", "DRG"),
    }[value]


def tier(value: Tier) -> str:
    """Name a tier."""
    return {
        Tier.SUGGESTED: _translate("words", "Suggested"),
        Tier.POSSIBLE: _translate("words", "Possible"),
    }[value]


def votes(candidate: Candidate, source: Source) -> tuple[str, str]:
    """Return the shape and the words for a candidate's agreement; never a percentage."""
    if source is Source.RULES:
        return "◆", _translate("words", "Rules")
    if candidate.votes >= 3:
        return "●●●", _translate("words", "All agree 3/3")
    if candidate.votes == 2:
        return "●●○", _translate("words", "Majority 2/3")
    if candidate.votes == 1:
        return "●○○", _translate("words", "Split 1/3")
    return "○○○", _translate("words", "Named in the record, no vote")


def reason(value: RejectReason) -> str:
    """Name a reason of rejection."""
    return {
        RejectReason.NO_EVIDENCE: _translate("words", "No evidence in the record"),
        RejectReason.HISTORY: _translate("words", "History only"),
        RejectReason.RULED_OUT: _translate("words", "Ruled out"),
        RejectReason.NOT_TREATED: _translate("words", "Not treated in this stay"),
        RejectReason.LESS_SPECIFIC: _translate("words", "Less specific than another code"),
        RejectReason.DUPLICATE: _translate("words", "Duplicate"),
        RejectReason.RULE: _translate("words", "Coding rule"),
        RejectReason.OTHER: _translate("words", "Other reason"),
    }[value]


def on_admission(value: OnAdmission) -> str:
    """Name an on-admission state as the face sheet does."""
    return {
        OnAdmission.PRESENT: _translate("words", "Present"),
        OnAdmission.CLINICALLY_UNDETERMINED: _translate("words", "Clinically undetermined"),
        OnAdmission.UNKNOWN: _translate("words", "Unknown"),
        OnAdmission.ABSENT: _translate("words", "Absent"),
    }[value]


def sex(value: Sex | None) -> str:
    """Name a sex, a dash when it is missing."""
    names = {
        Sex.MALE: _translate("words", "male"),
        Sex.FEMALE: _translate("words", "female"),
    }
    return names[value] if value else "—"


def disposition(value: Disposition | None) -> str:
    """Name how the stay ended, a dash when it is missing."""
    names = {
        Disposition.HOME: _translate("words", "discharged home"),
        Disposition.TRANSFER: _translate("words", "transferred"),
        Disposition.COMMUNITY: _translate("words", "to community care"),
        Disposition.AGAINST_ADVICE: _translate("words", "left against advice"),
        Disposition.DIED: _translate("words", "died"),
        Disposition.OTHER: _translate("words", "other"),
    }
    return names[value] if value else "—"


def patient(value: Patient) -> str:
    """Write the patient facts on one line, leaving out the missing ones."""
    facts: list[str] = []
    if value.sex:
        facts.append(sex(value.sex))
    if value.age is not None:
        facts.append(_translate("words", "{0} years").format(value.age))
    if value.admitted or value.discharged:
        dates = (value.admitted, value.discharged)
        facts.append(" – ".join(day.isoformat() if day else "?" for day in dates))
    if value.admitted and value.discharged:
        facts.append(_translate("words", "{0} days").format((value.discharged - value.admitted).days))
    if value.disposition:
        facts.append(disposition(value.disposition))
    return " · ".join(facts) or _translate("words", "No patient facts")


def act(value: Act) -> str:
    """Name an act."""
    return {
        Act.ACCEPT: _translate("words", "accept"),
        Act.REJECT: _translate("words", "reject"),
        Act.REPLACE: _translate("words", "replace"),
        Act.ADD: _translate("words", "add"),
        Act.PROMOTE: _translate("words", "make principal"),
        Act.REORDER: _translate("words", "re-order"),
        Act.UNDO: _translate("words", "undo"),
        Act.FINISH: _translate("words", "finish"),
        Act.REOPEN: _translate("words", "reopen"),
    }[value]


def decision(value: Decision) -> str:
    """Name a decision for the undo menu: its act and what it is about."""
    return f"{act(value.act)} {value.code.name}" if value.code else act(value.act)
