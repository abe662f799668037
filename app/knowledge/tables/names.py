"""Names and codes as tables spell them: mended for showing, and reduced to a key that all spellings share."""

import re
import unicodedata

_ESCAPED = re.compile(r"\\+([\[\]()（）［］])")
_COMMA_LOST = "\ue00f"
"""A private-use character that stands for a comma in copies of 国家临床版2.0 (核型45,X)."""
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]")
_HALF = str.maketrans(
    {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | {ord("［"): "[", ord("］"): "]", ord("＋"): "+", ord("－"): "-", ord("　"): " "}
)
_CHINESE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff"
_LOOSE = re.compile(rf"(?<=[{_CHINESE}])\s+|\s+(?=[{_CHINESE}])|(?<=[(\[（])\s+|\s+(?=[)\]）])")
_QUIRK = re.compile(
    "[\\s\\\\\ue00f\x00-\x08\x7f-\x9f\u200b-\u200f\u2060\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a［］＋－　]"
)
"""What a name may hold that has to be mended; most have none of it."""
_HAS_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_DAGGERS = str.maketrans({"†": "+", "‡": "+", "✝": "+"})


def clean_name(text: str) -> str:
    """Mend a name for showing: escapes, lost commas, full-width letters and square brackets, stray blanks.

    Round brackets and Chinese punctuation stay as the table has them: they are its official spelling.
    """
    if _QUIRK.search(text) is None:
        return text
    text = " ".join(_INVISIBLE.sub("", text.replace(_COMMA_LOST, ",")).translate(_HALF).split())
    return _LOOSE.sub("", _ESCAPED.sub(r"\1", _LOOSE.sub("", text)))


def name_key(text: str) -> str:
    """Reduce a name to what its spellings share: no widths, case or blanks."""
    folded = unicodedata.normalize("NFKC", clean_name(text)).casefold()
    return "".join(folded.replace("、", ",").replace("，", ",").split())


def code_key(text: str) -> str:
    """Reduce a code to what its spellings share: upper case, no dots and blanks, + for †."""
    folded = unicodedata.normalize("NFKC", text).translate(_DAGGERS).upper()
    return "".join(folded.replace(".", "").split())


def is_chinese(text: str) -> bool:
    """Say whether a text has a Chinese character."""
    return _HAS_CHINESE.search(text) is not None
