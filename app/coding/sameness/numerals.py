"""Numbers as they are compared: digits, Chinese numerals, Roman grades and English number words have one value."""

import re
from decimal import Decimal, InvalidOperation

DIGITS = r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?"
HAN = "[零〇一二两三四五六七八九十百千]+"
ROMAN = "[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵ]+|(?<![a-z])[ivx]{1,4}(?![a-z])"
WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_DIGIT = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LETTERS = {"i": 1, "v": 5, "x": 10}
_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_SMALL = "ⅰⅱⅲⅳⅴⅵ"
_WORD = {word: n if n <= 20 else 10 * (n - 18) for n, word in enumerate(WORDS.split("|"))}


def value(written: str) -> Decimal | None:
    """Return the value of a number however it is written, None when it is none."""
    if written in _WORD:
        return Decimal(_WORD[written])
    if re.fullmatch(HAN, written):
        return Decimal(_han(written))
    if re.fullmatch(f"[{_SIGNS}{_SMALL}]+", written):
        return Decimal(sum((_SIGNS.find(sign) if sign in _SIGNS else _SMALL.find(sign)) + 1 for sign in written))
    if re.fullmatch("[ivx]+", written):
        return Decimal(_roman(written))
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None


def shown(number: Decimal) -> str:
    """Write a value without superfluous zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _han(written: str) -> int:
    """Read 三, 十二, 二十五, 一百二十, 一二〇."""
    if not any(sign in _TENS for sign in written):
        return int("".join(str(_DIGIT[sign]) for sign in written))
    total, last = 0, 0
    for sign in written:
        if sign in _TENS:
            total += (last or 1) * _TENS[sign]
            last = 0
        else:
            last = _DIGIT[sign]
    return total + last


def _roman(written: str) -> int:
    total = 0
    for sign, after in zip(written, [*written[1:], ""], strict=True):
        worth = _LETTERS[sign]
        total += -worth if after and _LETTERS[after] > worth else worth
    return total
