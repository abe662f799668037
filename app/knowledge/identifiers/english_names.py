"""English names where a word announces them: Mr., Dr., Patient Name:, his wife Mary, Jane Roe, MD."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers.chinese_names import Named
from app.knowledge.identifiers.english_words import NO_NAMES_EN, WORDS_EN

_ONE = r"(?:[A-Z][a-z]+(?:['’][A-Z]?[a-z]+)?(?:-[A-Z][a-z]+)?|(?:Mc|Mac|O['’]|De|Van|Von|La|Le|St\.? )[A-Z][a-z]+)"
_FULL = rf"{_ONE}(?:[ ](?:[A-Z]\.?[ ])?{_ONE}){{0,2}}"
_CAPS = r"[A-Z][A-Z'-]+(?:,)?(?:[ ][A-Z]\.?)?(?:[ ][A-Z][A-Z'-]+){1,2}(?:[ ][A-Z]\b\.?)?"
_LAST_FIRST = rf"{_ONE},[ ]{_ONE}(?:[ ][A-Z]\.?)?"

_TITLED = re.compile(
    rf"(?<![A-Za-z])(?:Mrs?|Ms|Mx|Drs?|Prof|Miss|Professor|Doctor)\.?[ ]+(?P<it>(?:[A-Z]\.[ ]?)*(?:{_FULL}|"
    rf"[A-Z]{{3,}}(?![a-z])))"
    rf"(?:[ ](?:and|&)[ ](?:Drs?\.?[ ]|Mrs?\.?[ ])?(?P<second>{_ONE}))?"
)
_LABELLED = re.compile(
    r"(?<![A-Za-z])(?i:(?:patient(?:['’]s)?|pt\.?|full|legal|last|first|maiden|mother['’]s|father['’]s|"
    r"spouse['’]s)[ ]+name|name|"
    r"(?:attending|referring|admitting|consulting|ordering|primary(?: care)?|discharging|covering|"
    r"responsible)(?:[ ]+(?:physician|provider|md|doctor|surgeon))?|"
    r"physician|surgeon|assistant|anesthesiologist|pcp|provider|(?:electronically[ ]+)?signed(?:[ ]+(?:by|off by))?|"
    r"(?:dictated|transcribed|reviewed|attested|authored|prepared|entered|verified|seen|examined|interpreted)[ ]+by|"
    r"author|cc|resident|fellow|"
    r"(?:emergency[ ]+)?contact(?:[ ]+person)?|next of kin|nok|health ?care proxy|hcp|guardian|spouse|informant|"
    r"interpreter|"
    r"witness|nurse|rn|case manager|social worker)"
    rf"[ ]*(?::|[ ]by[ ])[ ]*(?:Drs?\.?[ ]+|Mrs?\.?[ ]+|Ms\.?[ ]+)?(?P<it>{_LAST_FIRST}|{_FULL}|{_CAPS})"
)
_BY = re.compile(
    rf"(?<![A-Za-z])(?:[Ss]igned|[Dd]ictated|[Tt]ranscribed)[ ]by[ ]+(?P<it>{_LAST_FIRST}|"
    rf"{_ONE}[ ](?:[A-Z]\.?[ ])?{_ONE})"
)
_CREDENTIAL = re.compile(
    rf"(?<![A-Za-z])(?P<it>{_ONE}[ ](?:[A-Z]\.?[ ])?{_ONE}),?[ ](?:M\.?D|D\.?O|R\.?N|N\.?P|PA-C|PA|Ph\.?D|APRN|FNP|"
    rf"CRNA|LCSW|MBBS|PharmD)\b"
)
_KIN = re.compile(
    r"(?<![A-Za-z])(?i:wife|husband|son|daughter|mother|father|brother|sister|spouse|partner|friend|niece|nephew|"
    r"granddaughter|grandson|"
    r"aunt|uncle|cousin|caregiver|guardian|girlfriend|boyfriend|roommate|neighbor|neighbour|patient|resident)"
    rf"(?:['’]s[ ]name[ ]is|,|[ ]named|[ ]is|[ ]called)?[ ](?P<it>{_ONE}(?:[ ]{_ONE})?)"
    r"(?=[,.;)]|[ ](?:is|was|who|at|reports?|states?|brought|called|can|will|says|said|[(]|via|by|and|also|lives)|$)"
)
_PATIENT = re.compile(
    rf"(?<![A-Za-z])(?:Patient|PATIENT|Pt|Re|RE)[ ]*:[ ]*(?P<it>{_LAST_FIRST}|{_ONE}[ ](?:[A-Z]\.?[ ])?{_ONE}|{_CAPS})"
)
_AGED = re.compile(
    rf"(?<![A-Za-z])(?P<it>{_ONE}[ ](?:[A-Z]\.?[ ])?{_ONE})(?:,| is| was)[ ]an?[ ]\d{{1,3}}[ -](?:year|yo|y/o)"
)
_NAMED = re.compile(rf"(?<![A-Za-z])(?:named|known as|goes by)[ ](?P<it>{_FULL})")

_EPONYM = re.compile(
    r"(?:['’]s)?[ -](?:sign|signs|disease|syndrome|test|score|criteria|classification|palsy|lymphoma|sarcoma|"
    r"tumou?r|thyroiditis|ulcer|"
    r"catheter|drain|tube|stage|grade|scale|reflex|murmur|law|fracture|procedure|operation|repair|maneuver|"
    r"manoeuvre|contracture|cells?|"
    r"blood|count|sputum|stool|stools|urine|phenomenon|ring|rings|line|lines|node|nodes|esophagus|anemia|hernia|"
    r"body|bodies|stent|"
    r"valve|graft|protocol|index|formula|method|ophthalmopathy|encephalopathy|dementia|chorea|encephalitis|forceps|"
    r"clamp|triad|position)"
)


def english_names(text: str) -> Iterator[Named]:
    """Yield the names that something announces; `text` is `plain`."""
    for pattern in (_TITLED, _LABELLED, _PATIENT, _BY, _CREDENTIAL, _AGED, _KIN, _NAMED):
        for match in pattern.finditer(text):
            for group in ("it", "second"):
                if group in pattern.groupindex and match[group]:
                    yield from _judged(text, *match.span(group), sure=pattern is not _KIN)


def parts(name: str) -> tuple[str, ...]:
    """Return the words of an English name that are looked for by themselves."""
    return tuple(
        each for each in re.findall(r"[A-Za-z][A-Za-z'’-]{2,}", name) if each.capitalize() not in WORDS_EN | NO_NAMES_EN
    )


def elsewhere_english(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield every place of a name, or of one of its words, less those that name a sign or a disease."""
    wanted = {name, *parts(name)}
    for each in sorted(wanted, key=len, reverse=True):
        spelled = "|".join(map(re.escape, {each, each.title(), each.upper(), each[:1].upper() + each[1:]}))
        for match in re.finditer(rf"(?<![A-Za-z])(?:{spelled})(?![A-Za-z])", text):
            if not _EPONYM.match(text, match.end()):
                yield match.span()


def _judged(text: str, start: int, end: int, *, sure: bool) -> Iterator[Named]:
    """Cut a name at the first word that is none."""
    stop = start
    for match in re.finditer(r"[A-Za-z][A-Za-z.'’-]*", text[start:end]):
        word = re.sub(r"['’]s$|\.$", "", match.group())
        if word.capitalize() in NO_NAMES_EN and word not in {"May", "June", "April", "August"}:
            break
        initial = len(word) == 1 and match.group().endswith(".")
        stop = start + match.start() + len(word) + initial
    if stop - start >= 2:
        yield Named(start, stop, sure)
