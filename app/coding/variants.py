"""The ways a record may word an English title of a classification: without its modifiers, its parts turned round."""

import re
from collections.abc import Iterator

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_PAIR = re.compile(r"(?P<first>[A-Za-z-]+) \((?P<other>[A-Za-z-]+)\) (?P<noun>[A-Za-z-]+)")
_EMPTY_CLAUSE = re.compile(
    r"^ (?:(?:\w+ )?unspecified|unspecified (?!with|affecting|involving)\w+(?: \w+)?"
    r"|\w+ not (?:otherwise )?specified|NOS|NEC|initial encounter"
    r"(?: for closed fracture)?|not intractable|not elsewhere classified|uncomplicated)$",
    re.IGNORECASE,
)
"""A clause between commas that adds nothing a record would write; never the first."""
_EMPTY_WORD = re.compile(r"\bunspecified ", re.IGNORECASE)
_OR_UNSPECIFIED = re.compile(r"^(\w+) or unspecified ", re.IGNORECASE)
_WITHOUT = re.compile(
    r"(?:,? without (?:mention of )?(?:complications?|esophagitis|angina pectoris|bleeding|hemorrhage|obstruction"
    r"|perforation|abscess|gangrene|rupture|cholecystitis|behavioral disturbance|current pathological fracture"
    r"|heart failure|lower urinary tract symptoms|acute lower respiratory infection)\b[^,]*)",
    re.IGNORECASE,
)
_NEOPLASM = "Malignant neoplasm of "
_SITE_WORDS = 3
_JOINING = frozenset({"with", "without", "of", "in"})
_OF = re.compile(r"^(?P<head>[\w-]+) of (?:the )?(?P<site>[\w-]+)$", re.IGNORECASE)
_LONGEST = 80
"""Characters of a title beyond which nobody words it otherwise in one piece."""
_LATER = ("sequela", "subsequent encounter", "healing", "nonunion", "malunion")
"""Ends of titles that differ only in the encounter from one that has variants."""


def title_variants(title: str) -> tuple[str, ...]:
    """Return other wordings of a title that name nothing else, without the title itself; none of a long title."""
    if len(title) > _LONGEST or title.endswith(_LATER):
        return ()
    found: dict[str, None] = {}
    for variant in _bare(title):
        found[variant] = None
        for turned in _turned(variant):
            found[turned] = None
    found.pop(title, None)
    return tuple(found)


def _bare(title: str) -> Iterator[str]:
    """Yield the title without brackets, then without clauses that say nothing; the cheap tests spare the patterns."""
    plain = title
    if "(" in title or "[" in title:
        pair = _PAIR.fullmatch(title)
        if pair:
            yield f"{pair['other']} {pair['noun']}"
            yield pair["noun"] if pair["noun"].casefold() == "hypertension" else title
        plain = _BRACKETS.sub("", title)
    yield plain
    shorter = plain
    if "," in shorter:
        first, *clauses = shorter.split(",")
        shorter = ",".join((first, *(clause for clause in clauses if not _EMPTY_CLAUSE.match(clause))))
    if "pecified " in shorter:
        if " or unspecified " in shorter:
            yield _OR_UNSPECIFIED.sub(r"\1 ", shorter)
            shorter = _OR_UNSPECIFIED.sub("", shorter)
        shorter = _EMPTY_WORD.sub("", shorter)
    if shorter.startswith("Acute and chronic "):
        yield shorter.replace("and", "on", 1)
    if shorter is not plain:
        yield shorter
    if " without " in shorter:
        shorter = _WITHOUT.sub("", shorter)
        yield shorter
    if " native " in shorter:
        yield shorter.replace(" of native coronary artery", "")


def _turned(name: str) -> Iterator[str]:
    """Yield a name with its clause before its noun (stage 3 chronic kidney disease), its site before its head."""
    if name.count(",") == 1:
        noun, _, clause = name.partition(", ")
        if clause.count(" ") <= 1 and not _JOINING.intersection(clause.split()):
            yield f"{clause} {noun}"
    elif name.startswith(_NEOPLASM):
        site = name.removeprefix(_NEOPLASM)
        if site.count(" ") <= _SITE_WORDS:
            yield from (f"{kind} of {site}" for kind in ("cancer", "carcinoma"))
            yield from (f"{site} {kind}" for kind in ("cancer", "carcinoma"))
    elif name.count(" ") in (2, 3) and (turned := _OF.match(name)):
        yield f"{turned['site']} {turned['head']}"
