"""The names sections go by in hospital files, and running text cut into sections at its headings."""

import re
import unicodedata

from app.coding.language import Language, has_han, language_of
from app.coding.record import SECTIONS_ZH
from app.exchange.english_sections import english_columns, english_sections, split_english

WHOLE_TEXT = "病历全文"
"""The section of a text without headings."""
PREAMBLE = "病历首部"
"""The section of what stands before the first heading."""

ALIASES: dict[str, tuple[str, ...]] = {
    "主诉": ("主述", "chief complaint"),
    "现病史": ("history of present illness", "hpi", "present illness"),
    "既往史": ("过去史", "past history", "past medical history", "medical history"),
    "个人史": ("personal history", "social history"),
    "婚姻史": ("婚育史", "婚姻生育史", "月经婚育史", "月经及婚育史", "marital history"),
    "家族史": ("family history",),
    "入院情况": ("入院时情况", "入院查体", "condition on admission", "admission condition"),
    "入院诊断": ("入院时诊断", "初步诊断", "admission diagnosis", "admission diagnoses"),
    "诊疗经过": ("治疗经过", "住院经过", "诊治经过", "诊疗过程", "治疗过程", "hospital course", "course of treatment"),
    "出院情况": ("出院时情况", "出院状况", "condition at discharge", "discharge condition"),
    "出院医嘱": ("出院嘱托", "出院指导", "出院后医嘱", "discharge orders", "discharge instructions"),
}
OWN_NAMES = (
    "出院诊断",
    "体格检查",
    "专科检查",
    "专科情况",
    "辅助检查",
    "实验室检查",
    "手术记录",
    "手术史",
    "过敏史",
    "月经史",
    "病程记录",
    "首次病程记录",
    "会诊记录",
    "病理诊断",
    WHOLE_TEXT,
    PREAMBLE,
)
"""Further sections hospitals write, kept under their own names."""


def plain(name: str) -> str:
    """Reduce a name to what matters for comparing: widths, case, spaces and marks do not."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-:/.、()\[\]【】\"'#*]+", "", folded)


def known_sections() -> dict[str, str]:
    """Map every plain name or alias to the section's name; a heading of both languages' is the Chinese section's."""
    known = english_columns() | {plain(alias): name for name, aliases in ALIASES.items() for alias in aliases}
    return known | {plain(name): name for name in (*SECTIONS_ZH, *OWN_NAMES)}


def section_written(heading: str, section: str, text: str) -> str:
    """Return the section a text belongs to: the English one where an English heading stands over an English text."""
    if has_han(heading) or language_of(text) is not Language.EN:
        return section
    return english_sections().get(plain(heading), section)


def split_sections(text: str) -> tuple[tuple[str, str], ...]:
    """Cut running text at its headings; a text without any is one section, unknown 【…】 headings keep their names.

    English text is cut at English headings into sections with English names.
    """
    if language_of(text) is Language.EN and not has_han(text):
        return split_english(text)
    known = known_sections()
    found = [
        match
        for match in _headings().finditer(text)
        if match["bracketed"] is not None or plain(match["named"] or match["alone"] or "") in known
    ]
    if not found:
        return ((WHOLE_TEXT, text.strip()),)
    parts: dict[str, list[str]] = {}
    before = text[: found[0].start()].strip()
    if before:
        parts[PREAMBLE] = [before]
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=True):
        written = (match["bracketed"] or match["named"] or match["alone"] or "").strip()
        name = known.get(plain(written), " ".join(written.split()))
        body = text[match.end() : end].strip()
        if body:
            parts.setdefault(name, []).append(body)
    return tuple((name, "\n".join(bodies)) for name, bodies in parts.items())


def _headings() -> re.Pattern[str]:
    """Write the heading pattern.

    【名】 at a line's start or after a full stop; a known name with a colon there; the eleven sections' names also
    after a blank; a known name alone on its line. Names may be spaced out (主 诉) and numbered (一、).
    """
    core = _alternatives((*SECTIONS_ZH, *(alias for aliases in ALIASES.values() for alias in aliases)))
    every = _alternatives((*SECTIONS_ZH, *OWN_NAMES, *(alias for aliases in ALIASES.values() for alias in aliases)))
    number = r"(?:[一二三四五六七八九十\d]{1,3}[ \t]*[、.．)）][ \t]*|[（(][一二三四五六七八九十\d]{1,3}[)）][ \t]*)?"
    line = r"(?:^|(?<=\n)|(?<=。))[ \t\u3000]*" + number
    return re.compile(
        rf"(?:{line}【[ \t]*(?P<bracketed>[^】\n]{{1,20}}?)[ \t]*】[ \t]*[：:]?"
        rf"|(?:{line}(?={every})|(?<=[\s；;。])(?={core}))(?P<named>{every})[ \t]*[：:]"
        rf"|(?:^|(?<=\n))[ \t\u3000]*{number}(?P<alone>{every})[ \t]*(?=\n|$))",
        re.IGNORECASE,
    )


def _alternatives(names: tuple[str, ...]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "(?:" + "|".join(_spaced(name) for name in longest_first) + ")"


def _spaced(name: str) -> str:
    if name.isascii():
        return re.escape(name).replace(r"\ ", r"[ \t]+")
    return r"[ \t\u3000]*".join(map(re.escape, name))
