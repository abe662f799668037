"""A writer at work on one stay: draws its phrases, names its problems, and keeps the choices apart by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.pack import Writer
from trainer.synthesize.en.stay import Problem, Stay
from trainer.synthesize.en.wording import capital, fill, mark, mark_bracketed

_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Voice:
    """What every section is written with: the stay, the writer, named draws, and the sections this note has."""

    stay: Stay
    writer: Writer
    chance: Chance
    kept: frozenset[str]

    def say(self, slot: str, *about: object, **holes: str) -> str:
        """Word a slot of the writer's."""
        chance = self.chance.of(slot, *about)
        return fill(chance.pick(self.writer.phrases[slot]), chance, holes)

    def name(self, problem: Problem, place: str) -> str:
        """Name a problem, marked as evidence of its codes."""
        chance = self.chance.of("name", place, problem.key)
        short = chance.maybe(self.writer.habits.abbreviates)
        words = fill(chance.pick(problem.form.abbr if short else problem.form.full), chance, problem.holes)
        return mark(words, problem.codes)

    def shown(self, problem: Problem, place: str, part: str = "") -> str:
        """Word one of the things the catalogue says of a problem in a place, empty where it says nothing."""
        said = problem.condition.shown(place)
        if part:
            said = said.get(part, ()) if said else ()
        if not said:
            return ""
        chance = self.chance.of(place, part, problem.key)
        return self.worded(problem, chance.pick(said), chance)

    def worded(self, problem: Problem, template: str, chance: Chance) -> str:
        """Fill a template of the catalogue; words in brackets are evidence."""
        year = str(_YEAR - chance.whole(1, 14))
        holes = {"year": year, "vessel": chance.pick(("LAD", "RCA", "circumflex")), **problem.holes}
        if "{name}" in template:
            holes["name"] = fill(chance.pick(problem.form.full), chance, problem.holes)
        return mark_bracketed(self.reworded(fill(template, chance, holes), chance), problem.codes)

    def reworded(self, text: str, chance: Chance) -> str:
        """Put the writer's own words for those of the catalogue."""
        words = self.writer.words
        return self.writer.said.sub(lambda found: chance.of("own", found[0]).pick(words[found[0]]), text)

    def maybe(self, probability: float, *about: object) -> bool:
        """Decide something by its name."""
        return self.chance.of(*about).maybe(probability)

    def shuffled(self, problems: Iterable[Problem], place: str) -> list[Problem]:
        """Order problems so that leaving one out leaves the rest as it was."""
        return sorted(problems, key=lambda each: self.chance.of("order", place, each.key).number())


def sentences(parts: Iterable[str]) -> str:
    """Join what is not empty as sentences, each with a capital and a stop."""
    return " ".join(stopped(capital(part.strip())) for part in parts if part.strip())


def stopped(text: str) -> str:
    """End a sentence."""
    return text if text.rstrip("\x04").endswith((".", ":", ";", "!", "?")) else f"{text}."


def itemised(items: Iterable[str], style: str) -> str:
    """Set items down as numbered or dashed lines, as one line, or parted by commas."""
    found = list(items)
    if style == "numbered":
        return "\n".join(f"{number}. {capital(item)}" for number, item in enumerate(found, 1))
    if style == "dashed":
        return "\n".join(f"- {item}" for item in found)
    if style == "lines":
        return "\n".join(map(capital, found))
    return capital(", ".join(found)) + "." if found else ""
