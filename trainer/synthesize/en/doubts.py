"""What a note names and nobody has: suspected and ruled out, denied, over and done, or a relative's. Never coded."""

from dataclasses import dataclass
from typing import Any

from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.conditions import read
from trainer.synthesize.en.stay import Stay, past_year
from trainer.synthesize.en.wording import fill, listed

SUSPECTED, DENIED, PAST, FAMILY, COURSE_DENIED = 0.4, 0.35, 0.4, 0.6, 0.35
"""How often each kind is named."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """The names and, for the tests, the codes (as prefixes) that must not follow from them."""

    suspect: str = ""
    clear: str = ""
    study: str = ""
    past: str = ""
    past_denied: str = ""
    course_denied: str = ""
    family: tuple[tuple[str, str], ...] = ()
    codes: frozenset[str] = frozenset()


def draw_doubts(chance: Chance, stay: Stay) -> Doubts:
    """Draw what is named besides; nothing the patient has is ruled out or denied."""
    tags = stay.tags
    suspects = read("doubts")["suspect"]
    able = [suspects[key] for key in stay.kind.suspects if not tags & set(suspects[key]["tags"])]
    named: list[dict[str, Any]] = []
    suspect: dict[str, Any] = {}
    if able and chance.of("suspect").maybe(SUSPECTED):
        suspect = chance.of("suspect", "which").pick(able)
        named.append(suspect)
    deniable = [row for row in read("doubts")["denied"].values() if not tags & set(row["tags"])]
    denied = chance.of("denied").some(deniable, 1, 2) if chance.of("denied", "any").maybe(DENIED) else []
    rest = [row for row in suspects.values() if not tags & set(row["tags"]) and row is not suspect and row.get("late")]
    late = [chance.of("late").pick(rest)] if rest and chance.of("late", "any").maybe(COURSE_DENIED) else []
    named += denied + late
    past = chance.of("past").pick(read("past")["illnesses"]) if chance.of("past", "any").maybe(PAST) else ""
    return Doubts(
        suspect=_name(chance.of("suspect name"), suspect),
        clear=chance.of("clear").pick(suspect["clear"]) if suspect else "",
        study=suspect.get("study", ""),
        past=fill(past, chance.of("past words"), {"year": past_year(chance.of("past year"), stay)}),
        past_denied=listed([_name(chance.of("denied", row["name"][0]), row) for row in denied], "or"),
        course_denied=listed([_name(chance.of("late name"), row) for row in late], "or"),
        family=_family(chance.of("family")),
        codes=frozenset(code for row in named for code in row["codes"]),
    )


def _name(chance: Chance, row: dict[str, Any]) -> str:
    return chance.pick(row["name"]) if row else ""


def _family(chance: Chance) -> tuple[tuple[str, str], ...]:
    if not chance.maybe(FAMILY):
        return ()
    rows = read("past")
    relatives = chance.some(rows["relatives"], 1, 3)
    return tuple((relative, chance.pick(rows["diseases"])) for relative in relatives)
