"""How names and typed words are evened out before they meet: one spelling for Chinese, one for words with blanks."""

import re
import unicodedata

from app.coding.normalise import fold_text

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MARKS = re.compile(r"[\W_]+")
_BEFORE = str.maketrans({"\\": None, "\ue00f": ",", "°": "度", "ˊ": None})
_NUMERAL = re.compile(r"[一二三四五六七八九]|(?<![a-z])[ivx]+(?![a-z])")
_RUN = re.compile(r"[一二三四五六七八九ivx]|[|l](?=[级型度期])")
"""What folds as a run of characters, not each by itself."""
_CHINESE = dict(zip("一二三四五六七八九", "123456789", strict=True))
ROMAN = {
    roman: str(number)
    for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), start=1)
}
"""The Roman numerals that names hold, and their digits."""
ARABIC = {digit: roman for roman, digit in ROMAN.items()}
_TEN = re.compile(r"十([1-9])")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼ"))
_BRITISH = (("ae", "e"), ("oe", "e"), ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("phi", "fi"))


def has_han(text: str) -> bool:
    """Say whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


class Speller:
    """Spell Chinese names; it remembers the characters it has met, so one speller serves a whole table."""

    def __init__(self) -> None:
        self._folded = _Folded()

    def spellings(self, text: str) -> tuple[str, ...]:
        """Return the spellings a name or a typed part of one is found by.

        No blanks and marks, each grade and number in one spelling (Ⅲ, III, 三 and 3 are one); 十2 is also 12.
        """
        plain = text.translate(self._folded)
        if _RUN.search(plain):
            plain = _NUMERAL.sub(_digit, fold_text(plain))
        plain = _MARKS.sub("", plain)
        in_digits = _TEN.sub(r"1\1", plain) if "十" in plain else plain
        return (plain,) if in_digits == plain else (plain, in_digits)


class _Folded(dict[int, str]):
    """What each character folds to by itself, folded when it is first met."""

    def __missing__(self, character: int) -> str:
        folded = self[character] = fold_text(chr(character).translate(_BEFORE))
        return folded


class TypedSpellings:
    """The spellings of what is typed, as names are spelt; each text is spelt once."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> tuple[str, ...]:
        """Return the spellings a typed text is looked up by; none for marks alone."""
        known = self._known.get(text)
        if known is None:
            spelt = self._speller.spellings(text)
            known = spelt if has_han(text) else (*_numbered(words(text)), *spelt)
            known = self._known[text] = tuple(filter(None, dict.fromkeys(known)))
        return known


def _numbered(plain: str) -> tuple[str, str, str]:
    """Return a text of words as it is, with Arabic numerals, and with Roman ones."""
    each = plain.split()
    arabic = " ".join(ROMAN.get(word, word) for word in each)
    return plain, arabic, " ".join(ARABIC.get(word, word) for word in each)


def words(text: str) -> str:
    """Return a text as lower-case words with single blanks, accents and apostrophes dropped (Crohn's: crohns)."""
    plain = text.translate(_APOSTROPHES)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _MARKS.sub(" ", plain.casefold()).strip()


def word_variants(word: str) -> tuple[str, ...]:
    """Return other spellings to try for a Latin word that found nothing: American, singular, one letter less."""
    american = word
    for british, other in _BRITISH:
        american = american.replace(british, other)
    tried = [american]
    if len(word) > 4:
        tried += [american.removesuffix("es"), american.removesuffix("s"), word[:-1], american[:-1], word[:-2]]
    return tuple(dict.fromkeys(variant for variant in tried if variant != word))


def code_key(text: str) -> str:
    """Return a code without dots and blanks, lower case, † and * marks evened out (A01.001†K77.0*: a01001+k770)."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("†", "+")
    return "".join(character for character in plain if character.isalnum() or character in "+/")


def _digit(match: re.Match[str]) -> str:
    written = match[0]
    return _CHINESE.get(written) or ROMAN.get(written, written)
