"""How a Chinese name is read aloud: a coder types its initials or its syllables. Used when a book is indexed."""

import re
from collections.abc import Callable, Iterator

_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_CONSTANT = {
    "血": "xue",
    "塞": "se",
    "椎": "zhui",
    "膀": "pang",
    "龈": "yin",
    "尾": "wei",
    "的": "de",
    "似": "si",
    "肋": "lei",
    "粘": "zhan",
    "颤": "chan",
    "晕": "yun",
    "壳": "qiao",
    "剥": "bo",
    "着": "zhuo",
    "核": "he",
    "率": "lv",
    "行": "xing",
    "系": "xi",
    "解": "jie",
    "大": "da",
    "便": "bian",
    "传": "chuan",
    "石": "shi",
    "脉": "mai",
    "臂": "bi",
    "降": "jiang",
    "会": "hui",
    "泌": "mi",
    "秘": "mi",
    "尿": "niao",
    "吐": "tu",
    "阿": "a",
    "藏": "cang",
    "曲": "qu",
    "嚼": "jue",
    "露": "lu",
    "薄": "bao",
    "荨": "xun",
    "伽": "jia",
    "咯": "ka",
    "卒": "zu",
    "给": "ji",
    "调": "tiao",
    "没": "mo",
    "称": "cheng",
    "娠": "shen",
    "佝": "gou",
    "偻": "lou",
    "颌": "he",
    "觉": "jue",
    "恶": "e",
    "折": "zhe",
    "胖": "pang",
    "强": "qiang",
    "分": "fen",
    "种": "zhong",
    "扁": "bian",
    "埋": "mai",
    "相": "xiang",
    "乐": "le",
    "侧": "ce",
    "胺": "an",
    "盛": "sheng",
}
"""How medicine reads a character that has other readings in other trades."""
_ALTERNATIVE = {
    "塞": "sai",
    "肋": "le",
    "粘": "nian",
    "壳": "ke",
    "剥": "bao",
    "嚼": "jiao",
    "薄": "bo",
    "荨": "qian",
    "伽": "ga",
    "咯": "ge",
    "卒": "cu",
    "偻": "lv",
}
"""The second reading that is typed as well (脑卒中 as zu or cu, 荨麻疹 as xun or qian)."""
_BY_PHRASE = frozenset("重长弹参差模龟")
"""Characters whose reading hangs on the word they stand in (重度 zhong, 重复 chong)."""
_PHRASES = {
    "重叠": ("chong", "die"),
    "重复": ("chong", "fu"),
    "重建": ("chong", "jian"),
    "双重": ("shuang", "chong"),
    "多重": ("duo", "chong"),
    "三重": ("san", "chong"),
    "重组": ("chong", "zu"),
    "生长": ("sheng", "zhang"),
    "增长": ("zeng", "zhang"),
    "长大": ("zhang", "da"),
    "长骨": ("chang", "gu"),
    "长期": ("chang", "qi"),
    "延长": ("yan", "chang"),
    "过长": ("guo", "chang"),
    "细长": ("xi", "chang"),
    "龟裂": ("jun", "lie"),
    "弹响": ("tan", "xiang"),
    "弹力": ("tan", "li"),
    "弹性": ("tan", "xing"),
}
"""Words of medicine that a general dictionary reads wrongly or not at all; each has a character of _BY_PHRASE."""
_PHRASE = re.compile("|".join(_PHRASES))


class Reader:
    """Read names; it remembers the characters it has met, so one reader serves a whole table."""

    def __init__(self) -> None:
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries take a moment the window need not wait

        self._read: Callable[[str], list[str]] = lazy_pinyin
        self._known = _Known(lazy_pinyin)

    def readings(self, name: str) -> Iterator[tuple[str, ...]]:
        """Yield the syllables of a name, one per letter, digit or character; a second time with its other reading."""
        first = self._syllables(name)
        yield tuple(filter(None, first))
        if not _ALTERNATIVE.keys().isdisjoint(name):
            second = [_ALTERNATIVE.get(character, read) for character, read in zip(name, first, strict=True)]
            yield tuple(filter(None, second))

    def _syllables(self, name: str) -> list[str]:
        """Return one syllable per character of the name; an empty one for what is not spoken."""
        known = self._known
        syllables = [known[character] for character in name]
        if not _BY_PHRASE.isdisjoint(name):
            for run in _HAN_RUN.finditer(name):
                in_phrases = self._read(run[0])
                if len(in_phrases) == len(run[0]):
                    for position, read in enumerate(in_phrases, start=run.start()):
                        if name[position] in _BY_PHRASE and name[position] not in _CONSTANT:
                            syllables[position] = _typed(read)
            for match in _PHRASE.finditer(name):
                syllables[match.start() : match.end()] = _PHRASES[match[0]]
        return syllables


class _Known(dict[str, str]):
    """The reading of each character by itself: a letter or digit reads as itself, a mark as nothing."""

    def __init__(self, read: Callable[[str], list[str]]) -> None:
        super().__init__(_CONSTANT)
        self._read = read

    def __missing__(self, character: str) -> str:
        spoken = self[character] = _typed(self._read(character)[0]) if character.isalnum() else ""
        return spoken


def initials(syllables: tuple[str, ...]) -> str:
    """Return the first letter of every syllable."""
    return "".join(syllable[0] for syllable in syllables)


def is_typed_pinyin(text: str) -> bool:
    """Say whether a text can be the reading of a name: letters and digits alone, with at least one letter."""
    return text.isascii() and text.isalnum() and not text.isdigit()


def _typed(spoken: str) -> str:
    """Return a reading as keyboards have it: nue for 疟, lv for 率, no tones, lower case."""
    return "".join(c for c in spoken.casefold().replace("ü", "v").replace("ve", "ue") if c.isalnum() and c.isascii())
