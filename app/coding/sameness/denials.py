"""What a text denies, item by item, and how another text speaks of the same words."""

import re
from collections.abc import Iterator

from app.coding.assertion import Assertion, assertion_at
from app.coding.language import has_han

_CUE_ZH = re.compile(
    r"否认|(?:无|未见|未闻及|未触及|未扪及|未及|未诉|未出现|未发现|未引出|未探及|没有|未再|未予|未行|不伴|排除了?|除外|未|不)"
    r"(?:任何|其[他它]|明显|明确|显著|曾|再)?(?:的|有|发生|出现)?"
)
_NO_CUE_ZH = re.compile(
    r"无诱因|无明显诱因|不(?:详|规则|全|足|适|良|稳|等|齐|同|均匀|均|能|可|清|佳|振|大|高|低|如|宁|变|除外|排除|定|止|应|敢|必|久|断|整"
    r"|平|对称)|未(?:见好转|见缓解|婚|来|知|及时|明|能)|无(?:菌|力|法|效|论|创|殊|意|症状|痛)|无(?=$)"
)
_ITEM_ZH = re.compile(r"[^、,。;\n:()/及和或与或者]{2,10}")
_TAIL_ZH = re.compile("(?:病史|史|等|表现|症状|征象|情况|现象|不适|疾病|改变|发作|形成|者)+$")
_NO_ITEM = frozenset(
    ["明显", "异常", "特殊", "不适", "明显异常", "病史", "既往", "诱因", "症状", "其他", "变化", "重要", "药物", "食物"]
)
_CUE_EN = re.compile(
    r"(?<![a-z])(?:denies|denied|denying|no evidence of|no signs? of|no history of|negative for|without|no|never|not)"
    r"(?![a-z])"
)
_ITEM_EN = re.compile(r"[a-z][a-z -]{2,40}")
_SPLIT_EN = re.compile(r",\s*(?:and |or |nor )?|\s+(?:and|or|nor)\s+|;|\.|\n|/")
_NO_ITEM_EN = frozenset(
    [
        "more than",
        "less than",
        "known",
        "longer",
        "change",
        "changes",
        "significant",
        "acute distress",
        "time",
        "further",
        "new",
        "other",
        "any",
    ]
)
_LEAD_EN = re.compile(r"^(?:any|recent|significant|acute|new|known|further|other|evidence of|history of|the|a|an) ")
_BREAK_EN = re.compile(
    r"(?<![a-z])(?:but|however|although|though|which|who|except|with|on|was|is|were|are|has|had)(?![a-z])"
)
_BEFORE = re.compile("(?:未|无|不|没|没有|否认|停|勿)[曾再予行经明显能有给]{0,2}$")
_BEFORE_EN = re.compile(
    r"(?:\bno|\bnot|\bnever|\bwithout|\bdenie[sd]|\bnegative for)(?: any| further| acute| recent| new)* $"
)
_AFTER_EN = re.compile(r" (?:was|were|is|are|has been|have been) (?:not|never|neither) ")
_GONE = re.compile(
    r"\s*(?:症状|感|等)?(?:已|均|完全|明显|基本|较前|逐渐|有所|程度)*(?:消失|缓解|好转|减轻|消退|停止|改善)"
    r"|\s*(?:has|have|had|was|were)?\s*(?:completely |fully )?(?:resolved|improved|subsided|disappeared|relieved|free)"
)
"""What is gone is neither had nor denied."""
_LONGEST_LIST = 60
_SAME = (
    ("发热", "发烧"), ("心慌", "心悸"), ("气短", "气促", "气急"), ("浮肿", "水肿"), ("晕厥", "昏厥"),
    ("罗音", "啰音"), ("黑便", "黑粪", "柏油便"), ("恶心", "反胃"), ("饮酒", "喝酒"), ("吸烟", "抽烟"),
    ("胸痛", "胸部疼痛"), ("头痛", "头疼"), ("腹痛", "肚子痛", "腹部疼痛"), ("fever", "fevers", "febrile"),
    ("chest pain", "chest pains"), ("edema", "swelling"), ("dyspnea", "shortness of breath", "sob"),
    ("palpitations", "palpitation"), ("chills", "chill"),
)  # fmt: skip


def denied(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and words of what evened text denies."""
    if has_han(text):
        yield from _denied_zh(text)
    yield from _denied_en(text)


def spoken(text: str, words: str, section: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where evened text says these words or their like, and whether it denies them there."""
    like = next((same for same in _SAME if words in same), (words,))
    seen: list[tuple[int, int]] = []
    for each in sorted(like, key=len, reverse=True):
        start = text.find(each)
        while start >= 0:
            end = start + len(each)
            if not any(start < stop and begin < end for begin, stop in seen) and _alone(text, start, end):
                seen.append((start, end))
                if not _GONE.match(text, end):
                    yield start, end, is_denied(text, start, end, section)
            start = text.find(each, end)


def is_denied(text: str, start: int, end: int, section: str) -> bool:
    """Say whether the words at a span are denied: by their clause, or by the word right before them."""
    before = text[max(0, start - 24) : start]
    if _BEFORE.search(before) or _BEFORE_EN.search(before):
        return True
    if _AFTER_EN.match(text, end):
        return True
    return assertion_at(text, start, end, section) is Assertion.NEGATED


def _denied_zh(text: str) -> Iterator[tuple[int, int, str]]:
    hidden = [match.span() for match in _NO_CUE_ZH.finditer(text)]
    for cue in _CUE_ZH.finditer(text):
        if any(start <= cue.start() < end for start, end in hidden):
            continue
        stop = re.compile(r"[,。;\n:]|(?<=.)(?:有|但|而)").search(text, cue.end(), cue.end() + _LONGEST_LIST)
        end = stop.start() if stop else min(len(text), cue.end() + _LONGEST_LIST)
        for item in _ITEM_ZH.finditer(text, cue.end(), end):
            words = _TAIL_ZH.sub("", item.group().strip())
            if len(words) > 1 and words not in _NO_ITEM and has_han(words):
                begin = text.index(words, item.start())
                yield begin, begin + len(words), words


def _denied_en(text: str) -> Iterator[tuple[int, int, str]]:
    for cue in _CUE_EN.finditer(text):
        end = min(len(text), cue.end() + 2 * _LONGEST_LIST)
        stop = re.compile(r"[.;\n:(]").search(text, cue.end(), end)
        clause = text[cue.end() : stop.start() if stop else end]
        broken = _BREAK_EN.search(clause)
        clause = clause[: broken.start()] if broken else clause
        place = cue.end()
        for piece in _SPLIT_EN.split(clause):
            words = piece.strip(" .,")
            while lead := _LEAD_EN.match(words):
                words = words[lead.end() :]
            if len(words) > 2 and words not in _NO_ITEM_EN and _ITEM_EN.fullmatch(words):
                begin = text.find(words, place)
                if begin >= 0:
                    yield begin, begin + len(words), words


def _alone(text: str, start: int, end: int) -> bool:
    """Refuse Latin words inside longer ones."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isascii() and before.isalpha() and text[start].isascii())
        or (after.isascii() and after.isalpha() and text[end - 1].isascii())
    )
