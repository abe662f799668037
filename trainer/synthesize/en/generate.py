"""Invented English discharge summaries with gold codes, evidence and MS-DRG, and contrast pairs of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.coding.codeset import CodeSet
from app.coding.example import Example, Origin
from app.coding.record import Record
from app.coding.scope import Scope
from trainer.errors import RunError
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.conditions import Principal, principals
from trainer.synthesize.en.doubts import Doubts, draw_doubts
from trainer.synthesize.en.grouping import Twins, gold, group, twins
from trainer.synthesize.en.letter import write
from trainer.synthesize.en.pack import Writer, packs
from trainer.synthesize.en.reasons import rationale
from trainer.synthesize.en.stay import Stay, draw_stay

CONTRAST_SHARE = 0.4
"""Share of the records that stand in a contrast pair."""
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Told:
    """A stay with who writes it down, what is named besides, and the pair it stands in."""

    stay: Stay
    writer: Writer
    chance: Chance
    doubts: Doubts
    group: str = ""


def writers() -> tuple[str, ...]:
    """Name every writer."""
    return tuple(packs())


def examples(
    count: int,
    seed: int,
    scope: Scope | None = None,
    writers: Sequence[str] | None = None,
    out_of_scope: float = 0.0,
    start: int = 0,
) -> Iterator[Example]:
    """Yield the examples start … start + count - 1; each depends on the seed and its number alone.

    Examples 2k and 2k + 1 may be a contrast pair: the same stay with and without one condition, in one `group`. With a
    scope, a share `out_of_scope` of the stays have a principal that the scope does not hold, and gold codes outside it
    are left out; `drg` is that of all codes. Raises RunError on an unknown writer.
    """
    chosen = _chosen(writers)
    for number in range(start, start + count):
        told = tell(seed, number, chosen, scope, out_of_scope)
        yield _example(f"en-{seed}-{number:06d}", told, scope)


def _chosen(names: Sequence[str] | None) -> tuple[Writer, ...]:
    known = packs()
    if strange := [name for name in names or () if name not in known]:
        raise RunError(f"There is no writer called {', '.join(strange)}.", f"The writers are: {', '.join(known)}.")
    return tuple(known[name] for name in names or known)


def tell(
    seed: int, number: int, writers: Sequence[Writer], scope: Scope | None = None, out_of_scope: float = 0.0
) -> Told:
    """Draw example `number`: the half of a contrast pair, or a stay of its own."""
    pair, second = divmod(number, 2)
    together = Chance(f"{seed}/{pair}")
    if together.of("contrast").maybe(CONTRAST_SHARE) and (found := _twins(together, scope, out_of_scope)):
        swapped = together.of("swapped").maybe(0.5)
        stay = found.without_it if bool(second) is not swapped else found.with_it
        doubts = draw_doubts(together.of("doubts"), found.with_it)
        return Told(
            stay, together.of("writer").pick(writers), together.of("words"), doubts, f"en-{seed}-pair-{pair:06d}"
        )
    alone = Chance(f"{seed}/alone/{number}")
    stay = draw_stay(alone.of("stay"), _kind(alone.of("kind"), scope, out_of_scope))
    return Told(stay, alone.of("writer").pick(writers), alone.of("words"), draw_doubts(alone.of("doubts"), stay))


def _twins(chance: Chance, scope: Scope | None, out_of_scope: float) -> Twins | None:
    """Draw stays until one can be parted into twins."""
    for attempt in range(_TRIES):
        own = chance.of("attempt", attempt)
        stay = draw_stay(own.of("stay"), _kind(own.of("kind"), scope, out_of_scope))
        if found := twins(own.of("twins"), stay):
            return found
    return None


def _kind(chance: Chance, scope: Scope | None, out_of_scope: float) -> Principal:
    """Draw what the patient is admitted for."""
    rates = {key: kind.condition.rate for key, kind in principals().items()}
    if scope is not None:
        within = {code.code for code in scope.principal}
        outside = chance.maybe(out_of_scope)
        fitting = {key: rate for key, rate in rates.items() if _within(principals()[key], within) is not outside}
        rates = fitting or rates
    return principals()[chance.weighted(rates)]


def _within(kind: Principal, codes: set[str]) -> bool:
    return all(code in codes for form in kind.condition.forms for code in form.codes[:1])


def _example(record_id: str, told: Told, scope: Scope | None) -> Example:
    sections, spans = write(told.stay, told.writer, told.chance, told.doubts)
    codes, grouped = gold(told.stay), group(told.stay)
    held = codes if scope is None else _held(codes, scope)
    named = {held.principal_code, *held.other_codes}
    return Example(
        record=Record(record_id, sections, told.stay.patient),
        gold=held,
        origin=Origin.SYNTHETIC,
        out_of_scope=held.principal is None,
        spans=tuple(span for span in spans if span.code in named),
        rationale=rationale(codes, grouped),
        group=told.group,
        writer=told.writer.name,
        drg=grouped.drg or "",
    )


def _held(codes: CodeSet, scope: Scope) -> CodeSet:
    """Leave out what the scope does not hold."""
    first = {code.code for code in scope.principal}
    rest = {code.code for code in scope.others}
    principal = codes.principal if codes.principal_code in first else None
    return replace(codes, principal=principal, others=tuple(each for each in codes.others if each.code.code in rest))
