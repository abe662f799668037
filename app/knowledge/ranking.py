"""Names of a whole book ranked against a record's passages: how much of a name a passage holds, and how rare that is.

score = passage weight · cover² · √held, with cover = held / name (sums of the terms' weights). A share of what the
passage lacks is made up for by the rest of the record. Titles that are short and wholly held come first.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.coding.mentions import Assertion, assertion_at
from app.coding.record import Record
from app.knowledge.passages import Passage, passages
from app.knowledge.tables.names_index import NamesIndex

LEAST_COVER = 0.5
"""Share of a name, by weight, that a passage must hold."""
_FROM_ELSEWHERE = 0.3
"""What a term counts that stands elsewhere in the record."""
_WORDED = 0.9
"""Share of a name from which a place is taken for another wording of it."""
_LONGEST_WORDING = 60
_KEPT_PLACES = 4
"""Places kept for one code: a denied one gives way to the next."""
ASSERTED: Mapping[Assertion, float] = {
    Assertion.AFFIRMED: 1.0,
    Assertion.PAST: 0.95,
    Assertion.SUSPECTED: 0.85,
    Assertion.NEGATED: 0.0,
    Assertion.FAMILY: 0.0,
}
"""What a condition so stated counts."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record holds how much of a name."""

    score: float
    section: str
    start: int
    end: int
    name: int = -1
    """The name's place among the book's names; -1 when the whole stretch names the code."""
    derived: bool = False
    """Whether it was found by words that stand for what is written there, not by the words themselves."""
    cover: float = 0.0
    """Share of the name, by weight, that the stretch holds."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A code by its entry's number, with its score and the place that gave it."""

    owner: int
    score: float
    place: Place


@dataclass(slots=True)
class Ranking:
    """The names of one book against one record."""

    names: NamesIndex
    record: Record
    _places: dict[int, list[Place]] = field(default_factory=dict[int, list[Place]])
    _whole: NDArray[np.float32] = field(init=False)
    _texts: dict[str, str] = field(init=False)
    _read: dict[frozenset[str], float] = field(default_factory=dict[frozenset[str], float])

    def __post_init__(self) -> None:
        """Find what share of every name the whole record holds."""
        self._texts = {section.name: section.text for section in self.record.sections}
        everything = {term.word for text in self._texts.values() for term in self.names.vocabulary.terms(text)}
        self._whole = self._held(everything) / self.names.weights

    def read_passages(self) -> None:
        """Compare every passage of the record."""
        for passage in passages(self.record, self.names.vocabulary.language):
            text = self._texts[passage.section][passage.start : passage.end]
            self._compare(self.names.vocabulary.words(text), passage)

    def read_words(self, words: str, passage: Passage, *, derived: bool = False) -> None:
        """Compare words that stand for a passage: an abbreviation written out, the grade of a blood pressure.

        Derived words are what a number stands for: nothing around it denies them.
        """
        self._compare(self.names.vocabulary.words(words), passage, derived=derived)

    def put(self, owner: int, place: Place) -> None:
        """Put a place of a code among the best that are known of it."""
        known = self._places.setdefault(owner, [])
        if len(known) < _KEPT_PLACES:
            heapq.heappush(known, place)
        elif place > known[0]:
            heapq.heapreplace(known, place)

    def best(self) -> Iterator[Ranked]:
        """Yield codes, best first; denied and family places do not count, doubted ones count less."""
        ordered = {owner: sorted(places) for owner, places in self._places.items()}
        queue = [(-places[-1].score, owner, False) for owner, places in ordered.items()]
        heapq.heapify(queue)
        judged: dict[tuple[str, int, int], float] = {}
        while queue:
            score, owner, settled = heapq.heappop(queue)
            place = ordered[owner][-1]
            if settled:
                yield Ranked(owner, -score, place)
                continue
            share = self._share(place, judged)
            if share == 1.0:
                yield Ranked(owner, -score, place)
            elif share:
                heapq.heappush(queue, (score * share, owner, True))
            else:
                ordered[owner].pop()
                if ordered[owner]:
                    heapq.heappush(queue, (-ordered[owner][-1].score, owner, False))

    def wording(self, place: Place) -> str:
        """Return how the record words a name at a place that holds nearly all of it, empty where it does not.

        Where only an abbreviation written out holds the name, the abbreviation itself must be all that stands there:
        of SIADH considered unlikely, no more than SIADH would name anything.
        """
        start, end = self._span(place)
        if place.derived or place.cover < _WORDED or end - start > _LONGEST_WORDING:
            return ""
        words = self._texts[place.section][start:end].strip()
        return words if len(words.split()) == 1 or self._holds_any(place) else ""

    def _holds_any(self, place: Place) -> bool:
        """Say whether a word of the place itself, not of what it stands for, is in the name."""
        text = self._texts[place.section][place.start : place.end]
        return any(self.names.holds(place.name, term.word) for term in self.names.vocabulary.terms(text))

    def words_weight(self, words: Iterable[str]) -> float:
        """Sum the weights of terms."""
        return sum(holding.weight for word in words if (holding := self.names.holding(word)))

    def whole_cover(self, place: int) -> float:
        """Return the share of a name, by its place among the names, that the whole record holds."""
        return float(self._whole[place])

    def _share(self, place: Place, judged: dict[tuple[str, int, int], float]) -> float:
        """Return what a place counts for the way the record speaks there."""
        if place.derived:
            return 1.0
        key = (place.section, *self._span(place))
        if key not in judged:
            stated = assertion_at(self._texts[place.section], *key[1:], place.section)
            judged[key] = ASSERTED[stated]
        return judged[key]

    def _held(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Return how much of every name the words hold."""
        held = np.zeros(len(self.names.owners), dtype=np.float32)
        for word in words:
            holding = self.names.holding(word)
            if holding is not None:
                held[holding.names] += holding.weight
        return held

    def _compare(self, words: frozenset[str], passage: Passage, *, derived: bool = False) -> None:
        """Score the names a passage holds at least half of."""
        if not words or self._read.get(words, 0.0) >= passage.weight:
            return
        self._read[words] = passage.weight
        weights = self.names.weights
        held = self._held(words)
        names = np.flatnonzero(held >= weights * LEAST_COVER)
        held = held[names]
        within = held / weights[names]
        cover = within + _FROM_ELSEWHERE * np.maximum(0.0, self._whole[names] - within)
        scores = passage.weight * cover * cover * np.sqrt(held)
        owners = self.names.owners[names]
        rows = zip(names.tolist(), owners.tolist(), scores.tolist(), within.tolist(), strict=True)
        for name, owner, score, share in rows:
            self.put(owner, Place(score, passage.section, passage.start, passage.end, name, derived, share))

    def _span(self, place: Place) -> tuple[int, int]:
        """Return the stretch of a place from the first to the last term that the name holds."""
        if place.name < 0:
            return place.start, place.end
        text = self._texts[place.section][place.start : place.end]
        terms = [term for term in self.names.vocabulary.terms(text) if self.names.holds(place.name, term.word)]
        if not terms:
            return place.start, place.end
        return place.start + min(term.start for term in terms), place.start + max(term.end for term in terms)
