"""Coders' corrections on their way to the trainer: finished records → de-identified bad cases → preview → bundle.

Nothing leaves that was not previewed: `write` takes the preview, and writes what it shows.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from app import __version__
from app.coding import bundle
from app.coding.codeset import CodeSet, Diagnosis, Procedure
from app.coding.decision import Actor
from app.coding.example import Example, Origin, Span
from app.coding.record import Record
from app.coding.rewrite import BadCase
from app.coding.suggest import Suggestion
from app.errors import InputError
from app.exchange.handover import export_corrections
from app.knowledge.identifiers import Kind, Known, Removed, deidentify
from app.store.audit import Action
from app.store.canonical import Json
from app.store.database import Store
from app.store.finals import Final
from app.store.suggestions import suggestion_key
from app.store.worklist import CaseStatus

LIMITS = (
    "Names that stand in no field and behind no word that announces them can stay in the text.",
    (
        "So can parts of addresses without a number, bare months, and years or days so short that they may be "
        "durations or values (18年, 5.12)."
    ),
    "A value or a duration that is written like a date may have been moved.",
    "Read the records before you hand the file over.",
)
"""What the preview must say: known limits of the de-identification."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A finished record as it stands in the store, with the suggestion its codes differ from."""

    record: Record
    final: Final
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class Collected:
    """What the store has to give, before anything is taken out of it."""

    corrected: tuple[Corrected, ...]
    since: date | None
    as_suggested: int
    without_suggestion: int
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PreviewCase:
    """One record as it is and as it would leave; `removed` counts in `before`, in reading order."""

    case: BadCase
    """What is written: the de-identified record with the coder's codes, evidence and the suggestion's codes."""
    before: Record
    after: Record
    removed: tuple[Removed, ...]
    spans_dropped: int
    """Evidence that touched an identifier and is not written."""
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, whole; made by `preview`, shown to a person, then given to `write`."""

    cases: tuple[PreviewCase, ...]
    since: date | None
    as_suggested: int
    """Finished records whose codes are those suggested: they teach nothing new and stay here."""
    without_suggestion: int
    """Finished records without a suggestion made from their text as it is now."""
    limits: tuple[str, ...] = LIMITS

    @property
    def counts(self) -> Mapping[Kind, int]:
        """Count what was replaced, by kind, in the order of the kinds; kinds that do not occur are left out."""
        found = Counter(removed.kind for each in self.cases for removed in each.removed)
        return {kind: found[kind] for kind in Kind if found[kind]}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many records, into which file, and the SHA-256 of its bytes."""

    records: int
    path: Path
    sha256: str


def preview(store: Store, *, since: date | None = None, known: Known | None = None) -> Preview:
    """Collect and de-identify the corrections in one go; use the store's thread."""
    return cleaned(collect(store, since=since), known)


def collect(store: Store, *, since: date | None = None) -> Collected:
    """Collect the finished records whose codes differ from those suggested; use the store's thread.

    `since` is the first day (of this machine's calendar) a record was finished on.
    """
    corrected: list[Corrected] = []
    as_suggested = without = 0
    for final in store.finals.get_many(store.worklist.ids(CaseStatus.FINISHED)):
        if since is not None and final.at.astimezone().date() < since:
            continue
        suggestion = _suggestion(store, final)
        if suggestion is None:
            without += 1
        elif not differ(final.codes, suggested_codes(suggestion)):
            as_suggested += 1
        else:
            corrected.append(Corrected(store.records.get(final.record_id), final, suggestion))
    return Collected(tuple(corrected), since, as_suggested, without, store.site.secret())


def cleaned(found: Collected, known: Known | None = None) -> Preview:
    """De-identify what was collected (some 30 ms a record, on any thread); `known` is what the site knows."""
    cases = [_case(each, known or Known(), found.secret) for each in found.corrected]
    cases.sort(key=lambda each: each.after.record_id)
    return Preview(tuple(cases), found.since, found.as_suggested, found.without_suggestion)


def write(shown: Preview, path: Path, store: Store, actor: Actor) -> Written:
    """Write the bundle of a preview and its audit entry, both or neither; raise InputError when there is nothing."""
    if not shown.cases:
        raise InputError(
            "There is no correction to export: no finished record's codes differ from those suggested.",
            "Finish records in the window, then export.",
        )

    def audited(made: str) -> None:
        body: dict[str, Json] = {
            "format": bundle.Kind.CORRECTIONS.value,
            "records": len(shown.cases),
            "replaced": sum(shown.counts.values()),
            "sha256": made,
            "head": store.audit.head(),
        }
        store.audit.append(Action.EXPORT, actor, body=body)

    about = {"software": f"DxDesk {__version__}", "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    with store.transaction():
        made = export_corrections((each.case for each in shown.cases), about, path, audited)
    return Written(len(shown.cases), path, made)


def suggested_codes(suggestion: Suggestion) -> CodeSet:
    """Return the codes a suggestion's votes agreed on, whatever their evidence: what the metric scores."""
    principal = suggestion.agreed_principal
    return CodeSet(
        None if principal is None else Diagnosis(principal),
        tuple(Diagnosis(code) for code in suggestion.agreed_others),
    )


def differ(final: CodeSet, suggested: CodeSet) -> bool:
    """Say whether the principal or the set of others is another; order and 入院病情 do not matter."""
    return final.principal_code != suggested.principal_code or final.other_codes != suggested.other_codes


def _suggestion(store: Store, final: Final) -> Suggestion | None:
    """Return the suggestion the codes were decided on, None when the text is no longer the one it was made from."""
    stored = store.suggestions.get(final.suggestion_id) if final.suggestion_id else None
    if stored is None:
        return None
    made = stored.suggestion
    current = store.suggestions.exists(final.record_id, suggestion_key(made.model, made.versions))
    return made if current else None


def _case(found: Corrected, known: Known, secret: bytes) -> PreviewCase:
    record, final, suggestion = found.record, found.final, found.suggestion
    clean = deidentify(record, known, secret)
    spans = _accepted(record, final.codes, suggestion)
    moved = [(clean.moved(span.section, span.start, span.end), span.code) for span in spans]
    kept = tuple(Span(*place, code) for place, code in moved if place is not None)
    example = Example(clean.record, _undated(final.codes), Origin.CORRECTION, spans=kept)
    case = BadCase(example, suggested_codes(suggestion), _model(suggestion), 0)
    return PreviewCase(case, record, clean.record, clean.removed, len(spans) - len(kept), final.at)


def _undated(codes: CodeSet) -> CodeSet:
    """Return codes without the days procedures were done on."""
    return replace(codes, procedures=tuple(Procedure(each.code) for each in codes.procedures))


def _accepted(record: Record, codes: CodeSet, suggestion: Suggestion) -> tuple[Span, ...]:
    """Return the evidence of the candidates that are among the final codes, each place once."""
    final = codes.other_codes | {codes.principal_code}
    found = {
        Span(evidence.section, evidence.start, evidence.end, candidate.code.code): None
        for candidate in suggestion.candidates
        if candidate.code.code in final
        for evidence in candidate.evidence
        if record.text(evidence.section)[evidence.start : evidence.end] == evidence.text
    }
    return tuple(found)


def _model(suggestion: Suggestion) -> str:
    """Name the model without the folder it lies in, and by its hash where it has one."""
    model = suggestion.model
    name = re.split(r"[\\/]", model.name)[-1]
    return f"{name} {model.sha256[:12]}".strip()
