"""What enumerated values are called on the screen: one function each, so that a value has one name everywhere."""

from PySide6.QtCore import QCoreApplication

from app.coding.codeset import OnAdmission
from app.coding.completion import Source
from app.coding.decision import Act, Decision, RejectReason
from app.coding.record import Disposition, Patient, Sex
from app.coding.scope import Task
from app.coding.suggest import Candidate, Tier

translate = QCoreApplication.translate


def task(value: Task) -> str:
    """Name a task's diagnosis kind."""
    return {
        Task.PRINCIPAL: translate("words", "Principal diagnosis"),
        Task.OTHERS: translate("words", "Other diagnoses"),
        Task.DRG: translate("words", "DRG"),
    }[value]


def tier(value: Tier) -> str:
    """Name a tier."""
    return {
        Tier.SUGGESTED: translate("words", "Suggested"),
        Tier.POSSIBLE: translate("words", "Possible"),
    }[value]


def votes(candidate: Candidate, source: Source) -> tuple[str, str]:
    """Return the shape and the words for a candidate's agreement; never a percentage."""
    if source is Source.RULES:
        return "◆", translate("words", "Rules")
    if candidate.votes >= 3:
        return "●●●", translate("words", "All agree 3/3")
    if candidate.votes == 2:
        return "●●○", translate("words", "Majority 2/3")
    if candidate.votes == 1:
        return "●○○", translate("words", "Split 1/3")
    return "○○○", translate("words", "Named in the record, no vote")


def reason(value: RejectReason) -> str:
    """Name a reason of rejection."""
    return {
        RejectReason.NO_EVIDENCE: translate("words", "No evidence in the record"),
        RejectReason.HISTORY: translate("words", "History only"),
        RejectReason.RULED_OUT: translate("words", "Ruled out"),
        RejectReason.NOT_TREATED: translate("words", "Not treated in this stay"),
        RejectReason.LESS_SPECIFIC: translate("words", "Less specific than another code"),
        RejectReason.DUPLICATE: translate("words", "Duplicate"),
        RejectReason.RULE: translate("words", "Coding rule"),
        RejectReason.OTHER: translate("words", "Other reason"),
    }[value]


def on_admission(value: OnAdmission) -> str:
    """Name an on-admission state as the face sheet does."""
    return {
        OnAdmission.PRESENT: translate("words", "Present"),
        OnAdmission.CLINICALLY_UNDETERMINED: translate("words", "Clinically undetermined"),
        OnAdmission.UNKNOWN: translate("words", "Unknown"),
        OnAdmission.ABSENT: translate("words", "Absent"),
    }[value]


def sex(value: Sex | None) -> str:
    """Name a sex, a dash when it is missing."""
    names = {
        Sex.MALE: translate("words", "male"),
        Sex.FEMALE: translate("words", "female"),
    }
    return names[value] if value else "—"


def disposition(value: Disposition | None) -> str:
    """Name how the stay ended, a dash when it is missing."""
    names = {
        Disposition.HOME: translate("words", "discharged home"),
        Disposition.TRANSFER: translate("words", "transferred"),
        Disposition.COMMUNITY: translate("words", "to community care"),
        Disposition.AGAINST_ADVICE: translate("words", "left against advice"),
        Disposition.DIED: translate("words", "died"),
        Disposition.OTHER: translate("words", "other"),
    }
    return names[value] if value else "—"


def patient(value: Patient) -> str:
    """Write the patient facts on one line, leaving out the missing ones."""
    facts: list[str] = []
    if value.sex:
        facts.append(sex(value.sex))
    if value.age is not None:
        facts.append(translate("words", "{0} years").format(value.age))
    if value.admitted or value.discharged:
        dates = (value.admitted, value.discharged)
        facts.append(" – ".join(day.isoformat() if day else "?" for day in dates))
    if value.admitted and value.discharged:
        facts.append(translate("words", "{0} days").format((value.discharged - value.admitted).days))
    if value.disposition:
        facts.append(disposition(value.disposition))
    return " · ".join(facts) or translate("words", "No patient facts")


def act(value: Act) -> str:
    """Name an act."""
    return {
        Act.ACCEPT: translate("words", "accept"),
        Act.REJECT: translate("words", "reject"),
        Act.REPLACE: translate("words", "replace"),
        Act.ADD: translate("words", "add"),
        Act.PROMOTE: translate("words", "make principal"),
        Act.REORDER: translate("words", "re-order"),
        Act.UNDO: translate("words", "undo"),
        Act.FINISH: translate("words", "finish"),
        Act.REOPEN: translate("words", "reopen"),
    }[value]


def decision(value: Decision) -> str:
    """Name a decision for the undo menu: its act and what it is about."""
    return f"{act(value.act)} {value.code.name}" if value.code else act(value.act)
