"""A record without what names its patient: each recogniser over each section, one keyed shift of dates, a keyed id."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.coding.language import Language, line_language
from app.coding.record import Patient, Record, Section
from app.knowledge.identifiers.ages import OLDEST, ages
from app.knowledge.identifiers.dates import dates, days_in
from app.knowledge.identifiers.found import Found, plain, settled
from app.knowledge.identifiers.numbers import numbers
from app.knowledge.identifiers.people import named_by, people
from app.knowledge.identifiers.places import places
from app.knowledge.identifiers.removed import FACE, Deidentified, Kind, Known, Removed
from app.knowledge.identifiers.shift import Shift
from app.knowledge.identifiers.short_years import short_days_in

LEAST_DAYS, MOST_DAYS = 30, 365
"""How far dates move, at least and at most, into the past or the future."""
_KEY_LENGTH = 16
_SHORTEST_KNOWN = 4

PLACEHOLDERS: dict[Kind, tuple[str, str]] = {
    Kind.ID_NUMBER: ("[证件号]", "[id number]"),
    Kind.BANK_CARD: ("[卡号]", "[card number]"),
    Kind.PHONE: ("[电话]", "[phone]"),
    Kind.HOSPITAL_NUMBER: ("[编号]", "[number]"),
    Kind.EMAIL: ("[邮箱]", "[e-mail]"),
    Kind.ACCOUNT: ("[账号]", "[account]"),
    Kind.OTHER_NUMBER: ("[编号]", "[number]"),
    Kind.HOSPITAL: ("[医院]", "[hospital]"),
    Kind.ADDRESS: ("[地址]", "[address]"),
    Kind.NAME: ("[姓名]", "[name]"),
    Kind.DATE: ("[日期]", "[date]"),
    Kind.AGE: ("[年龄]", "[age]"),
}
"""What stands for an identifier of each kind, in Chinese and in English text."""


def deidentify(record: Record, known: Known, secret: bytes) -> Deidentified:
    """Take out of a record what names its patient.

    `secret` keys the record's new id and the number of days its dates move, so that a second export of the same record
    gives the same and nobody without the secret can go back. Never raises on any text.
    """
    texts = [plain(section.text) for section in record.sections]
    names = [plain(section.name) for section in record.sections]
    shift = shift_of(record, secret)
    found = _found([*texts, *names], known, record.record_id, shift)
    sections: list[Section] = []
    called: dict[str, str] = {}
    face = list(_face(record, secret, shift))
    removed: list[Removed] = []
    for section, in_text, in_name in zip(record.sections, found, found[len(texts) :], strict=False):
        text, out = _rewritten(section.name, section.text, in_text)
        name, out_of_name = _rewritten(FACE, section.name, in_name)
        called[section.name] = _free(name, called.values())
        sections.append(Section(called[section.name], text))
        removed += out
        face += out_of_name
    patient = _patient(record.patient, shift)
    clean = Record(keyed_id(record.record_id, secret), tuple(sections), patient)
    return Deidentified(clean, (*face, *removed), called)


def keyed_id(record_id: str, secret: bytes) -> str:
    """Return the name a record has outside: the same for the same id and secret, and no way back."""
    return f"C-{_keyed('record_id', record_id, secret).hex()[:_KEY_LENGTH]}"


def shift_of(record: Record, secret: bytes) -> Shift:
    """Return how a record's dates move; the anchor is the admission, else the latest date its text names."""
    drawn = int.from_bytes(_keyed("dates", record.record_id, secret)[:8], "big")
    days = LEAST_DAYS + drawn // 2 % (MOST_DAYS - LEAST_DAYS + 1)
    texts = [plain(section.text) for section in record.sections]
    anchor = record.patient.admitted or _latest(days_in, texts) or _latest(short_days_in, texts)
    return Shift(days if drawn % 2 else -days, anchor)


def _latest(read: Callable[[str], Iterator[date]], texts: Iterable[str]) -> date | None:
    return max((day for text in texts for day in read(text)), default=None)


def _keyed(purpose: str, value: str, secret: bytes) -> bytes:
    return hmac.digest(secret, f"{purpose}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256)


def _found(texts: list[str], known: Known, record_id: str, shift: Shift) -> list[tuple[Found, ...]]:
    """Return what every recogniser finds in each text, overlaps settled."""
    stated = (record_id, *known.numbers)
    return [
        settled(
            (
                *numbers(text),
                *_literal(Kind.HOSPITAL_NUMBER, (each for each in stated if re.search(r"\d", each)), text),
                *places(text),
                *_literal(Kind.HOSPITAL, known.hospitals, text),
                *named,
                *dates(text, shift),
                *ages(text),
            )
        )
        for text, named in zip(texts, people(texts, (*map(plain, known.names), *named_by(record_id))), strict=True)
    ]


def _literal(kind: Kind, words: Iterable[str], text: str) -> Iterator[Found]:
    """Yield where words the site knows stand, not inside a longer word of letters or digits."""
    for word in words:
        wanted = plain(word.strip())
        if len(wanted) < _SHORTEST_KNOWN and not (kind is Kind.HOSPITAL and len(wanted) > 1):
            continue
        begin, end = (r"(?<!\w)" * _is_word(wanted[0]), r"(?!\w)" * _is_word(wanted[-1]))
        for match in re.finditer(f"(?a){begin}{re.escape(wanted)}{end}", text):
            yield Found(kind, *match.span())


def _is_word(character: str) -> bool:
    """Say whether a character makes one word with a letter or digit beside it; 二七院3楼 names 二七院 whole."""
    return character.isascii() and (character.isalnum() or character == "_")


def _rewritten(section: str, text: str, found: Iterable[Found]) -> tuple[str, list[Removed]]:
    """Return a text with every finding replaced, and the replacements; what would stay the same is none."""
    pieces: list[str] = []
    removed: list[Removed] = []
    last = 0
    for each in found:
        was = text[each.start : each.end]
        now = _placeholder(each, text) if each.now is None else each.now
        if now == was:
            continue
        pieces += text[last : each.start], now
        removed.append(Removed(each.kind, section, each.start, each.end, was, now))
        last = each.end
    return "".join((*pieces, text[last:])), removed


def _placeholder(found: Found, text: str) -> str:
    chinese, english = PLACEHOLDERS[found.kind]
    return english if line_language(text, found.start, found.end) is Language.EN else chinese


def _face(record: Record, secret: bytes, shift: Shift) -> Iterator[Removed]:
    """Yield the replacements in what stands beside the text."""
    was = record.record_id
    yield Removed(Kind.HOSPITAL_NUMBER, FACE, 0, len(was), was, keyed_id(was, secret))
    for day in (record.patient.admitted, record.patient.discharged):
        if day:
            yield Removed(Kind.DATE, FACE, 0, 10, day.isoformat(), shift.moved(day).isoformat())
    age = record.patient.age
    if age is not None and age > OLDEST:
        yield Removed(Kind.AGE, FACE, 0, len(str(age)), str(age), str(OLDEST))


def _patient(patient: Patient, shift: Shift) -> Patient:
    return replace(
        patient,
        age=None if patient.age is None else min(patient.age, OLDEST),
        admitted=patient.admitted and shift.moved(patient.admitted),
        discharged=patient.discharged and shift.moved(patient.discharged),
    )


def _free(name: str, taken: Iterable[str]) -> str:
    """Return a section's name, numbered when another section has it already."""
    used = set(taken)
    number = 2
    free = name
    while free in used:
        free, number = f"{name} {number}", number + 1
    return free
