"""The Scope for one record out of a whole code book: record → mentions, ranked names, clues, relatives → codes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from app.coding.codebook import Code
from app.coding.errors import ScopeError
from app.coding.mentions import Finder
from app.coding.record import Patient, Record
from app.coding.scope import SPECIAL_ANSWERS, Scope
from app.knowledge.clues import clues
from app.knowledge.entries import Entry, Language
from app.knowledge.lasting import is_lasting
from app.knowledge.passages import Passage, passages, section_weight
from app.knowledge.ranking import Place, Ranked, Ranking
from app.knowledge.scopes import shipped_codes
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.names_index import names_index

SCOPE_ID = "retrieved"
LIMIT = 50
"""Codes of a retrieved scope."""
_NAMED = 1.5
"""What a mention of a whole name or alias counts against words that merely hold it."""
_DIAGNOSIS_LIST = 1.2
"""Weight from which a section is a list of diagnoses."""
_RELATIVES = 8
"""Places of a scope kept for relatives of the leading diagnoses."""
_LEADING = 4
"""Categories of leading diagnoses whose other codes are looked at."""
_LEAST_RELATIVE = 0.35
"""Share of a relative's name that the whole record must hold."""
_STEM = 3
_SYNONYM = 0.8
_MEANINGS = 2
"""Meanings of an abbreviation that are tried."""
_UNITS = re.compile(
    r"(?<![A-Za-z])\d+(?:[.,]\d+)?\s?(?:[mc]m|[mkμuµnp]?g|[md]?l|[mμuµn]?mol|mmhg|[mk]?hz|ms|[shdw]|i?u|m?v|bpm|cpm)(?![A-Za-z])"
    r"|(?<![A-Za-z])(?:mg|mm|cm|ml|kg|qd|qn|bid|tid|po|iv)(?![A-Za-z])",
    re.IGNORECASE,
)
"""Units and dosing words, which are spelt like abbreviations of diseases (mg, MM)."""
_INITIAL = "A"
_NEAR = 40
"""Characters around an injury's place that say whether it is an old one."""
_SEQUELA = re.compile(r"\bsequel|\blate effect|\bold\b|\bhealed\b", re.IGNORECASE)
_SUBSEQUENT = re.compile(r"\bfollow.?up|\bhealing\b|\bsubsequent|\baftercare", re.IGNORECASE)


def book_finder(index: CodeIndex, book_id: str) -> Finder:
    """Compile the names and aliases of a whole book; the shipped aliases of equal codes are among them."""
    return Finder(enriched(code) for code in index.codes(book_id))


def retrieve(
    record: Record,
    index: CodeIndex,
    book_id: str,
    finder: Finder | None = None,
    synonyms: Synonyms | None = None,
    limit: int = LIMIT,
) -> Scope:
    """Return the codes of a book that this record may be coded with, best first, the same in both lists.

    Names that stand in the record, names most of whose words do, abbreviations written out, grades and laboratory
    values, and relatives of the leading diagnoses; what is denied or a relative's is left out, and so is what
    contradicts the patient's sex or age. A finder of the whole book lets names that are outright mentions lead.
    Raises ScopeError when the record names nothing of the book.
    """
    ranking = Ranking(names_index(index, book_id), record)
    ranking.read_passages()
    _put_clues(ranking)
    if synonyms is not None:
        _put_synonyms(ranking, synonyms)
    if finder is not None:
        _put_mentions(ranking, finder)
    ranked = _fitting(ranking, index, book_id, limit)
    codes = _scope_codes(_with_relatives(ranked, ranking, index, book_id, limit), limit)
    if ranking.names.vocabulary.language is Language.EN:
        codes = _worded(codes, ranked, ranking)
    if not codes:
        title = index.book(book_id).title
        raise ScopeError(f"Record {record.record_id} names nothing of {title}.", "Check its language and its sections.")
    return Scope(SCOPE_ID, book_id, codes, codes, fixed=False)


def enriched(code: Code) -> Code:
    """Return a code with what the repository ships on an equal one, and whether its category is lasting."""
    shipped = shipped_codes().get(code.book, {}).get(code.code)
    if shipped is None:
        return code if code.lasting or not is_lasting(code.code) else replace(code, lasting=True)
    aliases = tuple(dict.fromkeys((*code.aliases, *shipped.aliases)))
    return replace(code, aliases=aliases, definition=code.definition or shipped.definition, lasting=shipped.lasting)


def _put_mentions(ranking: Ranking, finder: Finder) -> None:
    """Put every place where the record names a code outright."""
    names = ranking.names
    for mention in finder.find(ranking.record):
        owner = names.number(mention.code.code)
        weight = section_weight(mention.section)
        if owner is not None and weight:
            held = ranking.words_weight(names.vocabulary.words(mention.text))
            score = weight * _NAMED * held**0.5
            ranking.put(owner, Place(score, mention.section, mention.start, mention.end))


def _put_clues(ranking: Ranking) -> None:
    """Put what numbers of the record stand for."""
    for clue in clues(ranking.record, ranking.names.vocabulary.language):
        ranking.read_words(clue.words, Passage(clue.section, clue.start, clue.end, clue.weight), derived=True)


def _put_synonyms(ranking: Ranking, synonyms: Synonyms) -> None:
    """Compare the clauses again with their abbreviations written out."""
    for passage in passages(ranking.record, ranking.names.vocabulary.language):
        text = ranking.record.text(passage.section)[passage.start : passage.end]
        plain = _UNITS.sub(" ", text)
        for words in synonyms.expand(plain)[:_MEANINGS]:
            if words != plain:
                ranking.read_words(words, replace(passage, weight=passage.weight * _SYNONYM))


def _fitting(ranking: Ranking, index: CodeIndex, book_id: str, limit: int) -> list[tuple[Ranked, Entry]]:
    """Return the best codes that fit the patient, with their entries."""
    found: list[tuple[Ranked, Entry]] = []
    for ranked in islice(ranking.best(), limit * 2):
        entry = _entry(ranking, index, book_id, ranked)
        if entry is not None and _fits(entry, ranking.record.patient):
            found.append((ranked, entry))
    return found


def _entry(ranking: Ranking, index: CodeIndex, book_id: str, ranked: Ranked) -> Entry | None:
    """Return a ranked code's entry; an injury's seventh character follows what its sentence says."""
    code = ranking.names.code(ranked.owner)
    if code is None:
        return None
    if code[-1] == _INITIAL and len(code) == 8 and code[0] in "ST":
        around = slice(max(0, ranked.place.start - _NEAR), ranked.place.end + _NEAR)
        said = ranking.record.text(ranked.place.section)[around]
        letter = "S" if _SEQUELA.search(said) else "D" if _SUBSEQUENT.search(said) else _INITIAL
        code = code[:-1] + letter
    return index.get(book_id, code)


def _fits(entry: Entry, patient: Patient) -> bool:
    """Say whether sex and age, where known, allow the code."""
    if entry.sex and patient.sex and entry.sex != patient.sex:
        return False
    if patient.age is None:
        return True
    return (entry.age_from or 0) <= patient.age and (entry.age_to is None or patient.age <= entry.age_to)


def _with_relatives(
    ranked: list[tuple[Ranked, Entry]], ranking: Ranking, index: CodeIndex, book_id: str, limit: int
) -> Iterator[Entry]:
    """Yield the best codes; the last places go to other codes of the leading categories that the record supports."""
    kept = max(limit - _RELATIVES, limit // 2)
    yield from (entry for _, entry in ranked[:kept])
    yield from islice(_relatives(ranked, ranking, index, book_id), min(_RELATIVES, limit - kept))
    yield from (entry for _, entry in ranked[kept:])


def _relatives(ranked: list[tuple[Ranked, Entry]], ranking: Ranking, index: CodeIndex, book_id: str) -> Iterator[Entry]:
    """Yield codes of the leading diagnoses' categories by how much of their names the whole record holds."""
    listed = [entry for each, entry in ranked if section_weight(each.place.section) >= _DIAGNOSIS_LIST]
    leading = [entry for _, entry in ranked[: _LEADING * 2]]
    stems = islice(dict.fromkeys(entry.code.code[:_STEM] for entry in (*listed, *leading)), _LEADING)
    known = {entry.code.code for _, entry in ranked}
    covers: list[tuple[float, int]] = []
    for stem in stems:
        for owner, places in ranking.names.category(stem).items():
            cover = max(map(ranking.whole_cover, places), default=0.0)
            if cover >= _LEAST_RELATIVE:
                covers.append((cover, owner))
    for _, owner in sorted(covers, reverse=True):
        code = ranking.names.code(owner)
        entry = index.get(book_id, code) if code and code not in known else None
        if entry is not None and _fits(entry, ranking.record.patient):
            yield entry


def _scope_codes(entries: Iterable[Entry], limit: int) -> tuple[Code, ...]:
    """Return the codes of entries, each once, without names that are answers of their own."""
    codes = dict.fromkeys(entry.code for entry in entries if entry.code.name not in SPECIAL_ANSWERS)
    return tuple(enriched(code) for code in islice(codes, limit))


def _worded(codes: tuple[Code, ...], ranked: list[tuple[Ranked, Entry]], ranking: Ranking) -> tuple[Code, ...]:
    """Return codes with how this record words them among their aliases: words that fit several are the best one's.

    English titles rarely stand in a record word for word; Chinese names do, and their like names too much else.
    """
    wordings: dict[str, Code] = {}
    for each, entry in ranked:
        wordings.setdefault(ranking.wording(each.place), entry.code)
    worded = {code: words for words, code in wordings.items() if words}
    return tuple(
        replace(code, aliases=(*code.aliases, worded[code])) if worded.get(code, code.name) != code.name else code
        for code in codes
    )
