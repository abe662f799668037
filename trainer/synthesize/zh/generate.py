"""Invented Chinese records: a stay is drawn, one writer puts it into words, the gold and its evidence come along."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.example import Example, Origin, Span
from app.coding.mentions import Finder
from app.coding.record import SECTIONS_ZH, Disposition, Patient, Record
from app.coding.scope import Scope
from trainer.errors import DataError
from trainer.synthesize.zh.codes import PRINCIPALS
from trainer.synthesize.zh.grammar import Words
from trainer.synthesize.zh.pack import Pack, packs, plainly
from trainer.synthesize.zh.reasons import rationale
from trainer.synthesize.zh.record import write
from trainer.synthesize.zh.stay import Stay, conditions, draw_stay, stating_slots

_PREFERRED = ("入院诊断", "诊疗经过", "主诉", "现病史", "既往史", "入院情况")
"""Where evidence is taken from first."""
_SPANS = 3
"""Spans kept of one code."""


def writers() -> tuple[str, ...]:
    """Name the writers that ship."""
    return tuple(packs())


def examples(
    count: int,
    seed: int,
    scope: Scope,
    writers: Sequence[str] | None = None,
    out_of_scope: float = 0.08,
    start: int = 0,
) -> Iterator[Example]:
    """Yield examples start … start+count-1; each depends on seed and its number alone (and on the writers given).

    A tenth or so (`out_of_scope`) has a principal that is none of the list. Raises DataError for an unknown writer or
    a scope without the list's codes.
    """
    known = packs()
    unknown = sorted(set(writers or ()) - known.keys())
    if unknown:
        raise DataError(f"No such writer: {', '.join(unknown)}.", f"Choose from {', '.join(known)}.")
    chosen = {name: known[name] for name in writers} if writers else known
    yield from examples_of(count, seed, scope, chosen, out_of_scope, start)


def examples_of(
    count: int, seed: int, scope: Scope, chosen: Mapping[str, Pack], out_of_scope: float = 0.08, start: int = 0
) -> Iterator[Example]:
    """Yield examples written by these packs."""
    codes = {code.code: code for code in scope.all_codes}
    missing = sorted({*conditions(), "I20.800x007", "I21.401"} - codes.keys())
    if missing:
        raise DataError(f"Scope {scope.scope_id} lacks {', '.join(missing)}.", "Use the list of CCL25 Task 8.")
    finder = Finder(scope.all_codes)
    plain = {name: plainly(pack, finder, stating_slots()) for name, pack in chosen.items()}
    for number in range(start, start + count):
        yield _example(number, seed, codes, plain, out_of_scope)


def _example(
    number: int, seed: int, codes: Mapping[str, Code], chosen: Mapping[str, Pack], out_of_scope: float
) -> Example:
    # Repeatable draws, no secrets.
    world = Random(f"world/{seed}/{number}")  # noqa: S311
    hand = Random(f"hand/{seed}/{number}")  # noqa: S311
    # Each block of five has every principal once, in an order of its own.
    block, place = divmod(number, len(PRINCIPALS))
    due = Random(f"block/{seed}/{block}").sample(PRINCIPALS, len(PRINCIPALS))[place]  # noqa: S311
    stay = draw_stay(world, out_of_scope, due)
    name = hand.choice(tuple(chosen))
    sections, coronary = write(stay, chosen[name], world, hand)
    record_id = f"SYN{seed}-{number:06d}"
    patient = Patient(stay.person.sex, stay.person.age, stay.admitted, stay.discharged, Disposition.HOME)
    record = Record.of(record_id, {section: sections[section].text for section in SECTIONS_ZH}, patient)
    return Example(
        record,
        _gold(stay, codes),
        origin=Origin.SYNTHETIC,
        out_of_scope=stay.principal is None,
        spans=_spans(sections, stay),
        rationale=rationale(world, stay, coronary),
        writer=name,
    )


def _gold(stay: Stay, codes: Mapping[str, Code]) -> CodeSet:
    order = list(conditions())
    others = sorted(stay.others, key=order.index)
    principal = Diagnosis(codes[stay.principal], OnAdmission.PRESENT) if stay.principal else None
    return CodeSet(principal, tuple(Diagnosis(codes[code], OnAdmission.PRESENT) for code in others))


def _spans(sections: Mapping[str, Words], stay: Stay) -> tuple[Span, ...]:
    """Keep the best places of each code, in reading order."""
    found: dict[str, list[Span]] = {}
    for section in (*_PREFERRED, *(name for name in sections if name not in _PREFERRED)):
        for mark in sections[section].marks:
            spans = found.setdefault(mark.code, [])
            span = Span(section, mark.start, mark.end, mark.code)
            if len(spans) < _SPANS and span not in spans and mark.code in stay.coded:
                spans.append(span)
    order = {name: index for index, name in enumerate(SECTIONS_ZH)}
    kept = [span for spans in found.values() for span in spans]
    return tuple(sorted(kept, key=lambda span: (order[span.section], span.start, span.code)))
