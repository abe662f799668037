"""The facts of an original against those of its rewrite: each kind is compared in its own way."""

from collections.abc import Callable, Iterable, Iterator

from app.coding.assertion import Assertion
from app.coding.sameness.dates import agree
from app.coding.sameness.denials import spoken
from app.coding.sameness.facts import Fact
from app.coding.sameness.kinds import Change, Difference, Place, Sort
from app.coding.sameness.reading import Facts, Named
from app.coding.sameness.units import FREQUENCY

_OWNED = frozenset(
    {"mg", "ml", "u", "片", "粒", "min", "month", "%", "mmol/l", "mg/l", "g/l", "u/l", "mg/dl", FREQUENCY}
)
"""Units whose value belongs to the drug, condition or measure it is said of."""
_CLUE = 2
"""Last characters before two values that make them the same thing measured."""


def differences(original: Facts, rewrite: Facts) -> tuple[Difference, ...]:
    """Return what the rewrite does not keep, in the order of the original's text, what it adds at the end."""
    found = [
        *_listed(original.of(Sort.NUMBER), rewrite.of(Sort.NUMBER), _same_number),
        *_swapped(original.of(Sort.NUMBER), rewrite.of(Sort.NUMBER)),
        *_listed(original.of(Sort.DATE), rewrite.of(Sort.DATE), _same_date),
        *_listed(original.of(Sort.DRUG), rewrite.of(Sort.DRUG), _same_key),
        *_sides(original.of(Sort.SIDE), rewrite.of(Sort.SIDE)),
        *_conditions(original.named, rewrite.named),
        *_flips(original, rewrite),
    ]
    sections = {name: place for place, (name, _) in enumerate((*original.texts, *rewrite.texts))}

    def order(each: Difference) -> tuple[bool, int, int]:
        place = each.in_original or each.in_rewrite
        return each.in_original is None, sections.get(place.section, 0) if place else 0, place.start if place else 0

    return tuple(sorted(found, key=order))


def _same_key(left: Fact, right: Fact) -> bool:
    return left.key == right.key


def _same_date(left: Fact, right: Fact) -> bool:
    if ":" in left.key or ":" in right.key:
        return left.key == right.key
    return agree(left.key, right.key)


def _same_number(left: Fact, right: Fact) -> bool:
    """Take two numbers for one when their values are; a unit or a bound may be left out."""
    units = left.unit == right.unit or "" in (left.unit, right.unit)
    return left.key == right.key and units and (left.bound == right.bound or "" in (left.bound, right.bound))


def _listed(originals: list[Fact], rewrites: list[Fact], same: Callable[[Fact, Fact], bool]) -> Iterator[Difference]:
    """Compare facts as sets: how often one is told does not matter."""
    lost = _missing(originals, rewrites, same)
    added = _missing(rewrites, originals, same)
    for fact in lost:
        other = _became(fact, lost, added)
        if other is None:
            yield Difference(fact.kind, fact.text, Change.LOST, fact.place)
        else:
            added.remove(other)
            yield Difference(fact.kind, f"{fact.text} → {other.text}", Change.CHANGED, fact.place, other.place)
    yield from (Difference(fact.kind, fact.text, Change.ADDED, None, fact.place) for fact in added)


def _missing(here: list[Fact], there: list[Fact], same: Callable[[Fact, Fact], bool]) -> list[Fact]:
    """Return the facts that the other text does not have, each value once."""
    known: dict[str, list[Fact]] = {}
    for other in there:
        known.setdefault(other.key, []).append(other)
    found: dict[tuple[str, str, str], Fact] = {}
    for fact in here:
        alike = there if fact.kind is Sort.DATE else known.get(fact.key, ())
        if not fact.quiet and not any(same(fact, other) for other in alike):
            found.setdefault((fact.key, fact.unit, fact.bound), fact)
    return [fact for fact in found.values() if not _in_parts(fact, here, there)]


def _in_parts(fact: Fact, here: list[Fact], there: list[Fact]) -> bool:
    """Say whether a range or pressure is told as its parts in the other text, or is a part of one that is (120/80)."""
    if fact.kind is not Sort.NUMBER:
        return False
    values = {other.key for other in there if other.unit in ("", fact.unit) or not fact.unit}
    parts = _parts(fact.key)
    if len(parts) > 1:
        return parts <= values
    mine = {other.key for other in here if other.unit in ("", fact.unit) or not fact.unit}
    return any(fact.key in whole and len(whole) > 1 and whole <= mine for whole in map(_parts, values))


def _parts(key: str) -> set[str]:
    return set(key.replace("/", "-").split("-")) if key[:1].isdigit() else {key}


def _became(fact: Fact, lost: list[Fact], added: list[Fact]) -> Fact | None:
    """Return the new fact that a lost one has become: said of the same thing, or the only one of its unit."""
    alike = [other for other in added if other.unit == fact.unit and other.kind is fact.kind]
    for other in alike:
        if fact.kind is not Sort.DRUG and fact.owner and fact.owner == other.owner:
            return other
    for other in alike:
        if fact.before and fact.before[-_CLUE:] == other.before[-_CLUE:]:
            return other
    alone = sum(other.unit == fact.unit for other in lost) == 1
    return alike[0] if alone and len(alike) == 1 else None


def _swapped(originals: list[Fact], rewrites: list[Fact]) -> Iterator[Difference]:
    """Find values that both texts have, but of different drugs or conditions."""
    here, there = _owned(originals), _owned(rewrites)
    for owner, mine in here.items():
        theirs = there.get(owner, [])
        elsewhere = [fact for fact in mine if any(_same_number(fact, other) for other in rewrites)]
        if not mine or not theirs or any(_same_number(fact, other) for fact in mine for other in theirs):
            continue
        others = [fact for fact in theirs if any(_same_number(fact, other) for other in originals)]
        if len(elsewhere) == len(mine) and len(others) == len(theirs):
            was, now = mine[0], theirs[0]
            yield Difference(Sort.NUMBER, f"{was.text} → {now.text}", Change.CHANGED, was.place, now.place)


def _owned(facts: list[Fact]) -> dict[tuple[str, str], list[Fact]]:
    """Group numbers by what they are said of and their unit."""
    found: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.owner and fact.unit in _OWNED and not fact.quiet:
            found.setdefault((fact.owner, fact.unit), []).append(fact)
    return found


def _sides(originals: list[Fact], rewrites: list[Fact]) -> Iterator[Difference]:
    """Compare the sides of each part of the body; a side whose part has another name may stand anywhere."""
    here, there = _by_site(originals), _by_site(rewrites)
    for site in here.keys() & there.keys() - {""}:
        mine, theirs = _letters(here[site]), _letters(there[site])
        was = next((fact for fact in here[site] if not set(fact.unit) <= theirs), here[site][0])
        now = next((fact for fact in there[site] if not set(fact.unit) <= mine), there[site][0])
        if mine - theirs and theirs - mine:
            yield Difference(Sort.SIDE, f"{was.text} → {now.text}", Change.CHANGED, was.place, now.place)
        elif mine - theirs:
            yield Difference(Sort.SIDE, was.text, Change.LOST, was.place, now.place)
        elif theirs - mine:
            yield Difference(Sort.SIDE, now.text, Change.ADDED, was.place, now.place)
    lost = list(_unplaced(here, there))
    added = list(_unplaced(there, here))
    for was in lost:
        if added:
            now = added.pop(0)
            yield Difference(Sort.SIDE, f"{was.text} → {now.text}", Change.CHANGED, was.place, now.place)
        else:
            yield Difference(Sort.SIDE, was.text, Change.LOST, was.place)
    yield from (Difference(Sort.SIDE, now.text, Change.ADDED, None, now.place) for now in added)


def _unplaced(here: dict[str, list[Fact]], there: dict[str, list[Fact]]) -> Iterator[Fact]:
    """Yield one fact of each part that the other text does not name, when it has no such side left over either."""
    whole = _letters(fact for facts in there.values() for fact in facts)
    left_over = _letters(fact for site, facts in there.items() if not site or site not in here for fact in facts)
    for site, facts in here.items():
        if site and site in there:
            continue
        known = left_over if site else whole
        yield from [fact for fact in facts if not set(fact.unit) <= known][:1]


def _by_site(facts: list[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.key, []).append(fact)
    return found


def _letters(facts: Iterable[Fact]) -> set[str]:
    return {letter for fact in facts for letter in fact.unit}


_CLASSES = {Assertion.AFFIRMED: "has", Assertion.PAST: "has", Assertion.NEGATED: "no"}


def _class(named: Named) -> str:
    """Return how a condition is spoken of: had (now or before), denied, suspected, a relative's."""
    return _CLASSES.get(named.assertion, named.assertion.value)


def _conditions(originals: tuple[Named, ...], rewrites: tuple[Named, ...]) -> Iterator[Difference]:
    """Compare which conditions are named, and how each is spoken of."""
    ours = {code for named in originals for code in named.codes}
    theirs = {code for named in rewrites for code in named.codes}
    yield from _replaced(_absent(originals, theirs), _absent(rewrites, ours))
    told: set[frozenset[str]] = set()
    for named in originals:
        if named.codes in told or not named.codes & theirs:
            continue
        told.add(named.codes)
        mine = [each for each in originals if each.codes & named.codes]
        other = [each for each in rewrites if each.codes & named.codes]
        turned = _turned([_class(each) for each in mine], [_class(each) for each in other])
        if turned is not None:
            was = next((each for each in mine if _class(each) == turned[0]), mine[0])
            now = next((each for each in other if _class(each) == turned[1]), other[0])
            kind = Sort.NEGATION if "no" in turned else Sort.DIAGNOSIS
            yield Difference(kind, was.text, Change.CHANGED, was.place, now.place)


def _absent(here: tuple[Named, ...], there: set[str]) -> list[Named]:
    """Return the conditions that the other text does not name, each once."""
    told: dict[frozenset[str], Named] = {}
    for named in here:
        if not named.codes & there:
            told.setdefault(named.codes, named)
    return list(told.values())


def _replaced(lost: list[Named], added: list[Named]) -> Iterator[Difference]:
    """Tell lost and added conditions; two whose names are nearly the same (2级 for 3级) are one that changed."""
    for was in lost:
        now = next((each for each in added if _alike(was.text, each.text)), None)
        if now is None:
            yield Difference(Sort.DIAGNOSIS, was.text, Change.LOST, was.place)
        else:
            added.remove(now)
            yield Difference(Sort.DIAGNOSIS, f"{was.text} → {now.text}", Change.CHANGED, was.place, now.place)
    yield from (Difference(Sort.DIAGNOSIS, now.text, Change.ADDED, None, now.place) for now in added)


def _alike(was: str, now: str) -> bool:
    """Say whether two names share more than half of their characters."""
    return 2 * len(set(was) & set(now)) > len(set(was) | set(now))


def _turned(mine: list[str], theirs: list[str]) -> tuple[str, str] | None:
    """Return the way of speaking that grew less and the one that grew more, where one of them is new or gone."""
    for was in dict.fromkeys(mine):
        for now in dict.fromkeys(theirs):
            less, more = theirs.count(was) < mine.count(was), theirs.count(now) > mine.count(now)
            if was != now and less and more and (was not in theirs or now not in mine):
                return was, now
    fresh = [now for now in theirs if now not in mine]
    return (mine[0], fresh[0]) if fresh else None


def _flips(original: Facts, rewrite: Facts) -> Iterator[Difference]:
    """Find words that one text denies and the other does not."""
    seen: list[str] = []
    for words in sorted({*original.denials, *rewrite.denials}, key=lambda each: (len(each), each)):
        if any(known in words for known in seen):
            continue
        mine, theirs = list(_places(original, words)), list(_places(rewrite, words))
        counted = [sum(denies is wanted for _, denies in where) for where in (mine, theirs) for wanted in (True, False)]
        no, yes, no_more, yes_more = counted
        flipped = (yes_more > yes and no_more < no and 0 in (yes, no_more)) or (
            yes_more < yes and no_more > no and 0 in (no, yes_more)
        )
        if flipped:
            seen.append(words)
            denied_before = no_more < no
            was = next(place for place, denies in mine if denies is denied_before)
            now = next(place for place, denies in theirs if denies is not denied_before)
            yield Difference(Sort.NEGATION, words, Change.CHANGED, was, now)


def _places(facts: Facts, words: str) -> Iterator[tuple[Place, bool]]:
    for section, text in facts.texts:
        for start, end, denies in spoken(text, words, section):
            yield Place(section, start, end), denies
