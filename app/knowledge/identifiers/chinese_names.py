"""Chinese names where a word announces them: 姓名：, 签名, 患者 … 男, 其妻, 主任; no name is known by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.knowledge.identifiers.surnames import COMPOUND, DOUBTFUL, NO_NAMES, SURNAMES

_HAN = "一-龥〇"
_PERSON = "患者|病人|病员|患儿|产妇|孕妇|伤员|伤者|死者|逝者"
_LABEL = re.compile(
    rf"(?:(?:{_PERSON}|家属|产妇|亲属|联系人|患方|授权人|代理人|曾用|医师|医生|护士)?\s?姓\s?名|联系人|紧急联系人|"
    rf"(?:法定)?监护人|陪护人?员?|陪同人员?|"
    r"(?:病史)?(?:陈述|叙述|提供|供述)(?:者|人)|供史者|代诉(?:者|人)|代述(?:者|人)|委托人|受托人|(?:法定|"
    r"委托)?代理人|被?授权人|"
    r"(?:(?:主治|住院|主任|副主任|主管|经治|管床|上级|会诊|首诊|接诊|申请|送检|报告|审核|检查|诊断|麻醉|手术|值班|"
    r"质控|门诊|记录|"
    r"书写|进修|转诊|责任|操作|指导|带组|病理|影像|超声)(?:医师|医生|大夫|护士|护师|技师|教授)|科主任|主刀|术者|手术者|"
    r"手术医师|第?[一二三]助手?|助手|"
    r"麻醉师|麻醉者|(?:巡回|器械|洗手|责任|质控|值班|当班|台上|台下)护士|护士长|医师|医生|护士|编码员|操作者|检查者|"
    r"审核者|审核人|报告者|报告人|"
    r"记录者|记录人|书写者|复核者|复核人|执行者|核对者|采集者|收件人|寄件人|户主|投保人|被保险人|申请人|当事人|"
    r"报案人|驾驶员|肇事者|收款人|付款人|持卡人|经办人|录入者?|审签者?|审阅者?|会签者?|执笔者?|签名人|签字人|签名者|"
    r"签字者|签\s?名|签\s?字|签章)(?:签\s?名|"
    r"签\s?字|"
    r"签章)?)"
    rf"(?:[ \t]*[(][^()\n]{{0,8}}[)])?[ \t]*(?P<colon>:)?[ \t]*"
)
_PATIENT = re.compile(rf"(?:{_PERSON})[ \t]*[:,]?[ \t]*")
_OF = "其|患者之?|病人之?|[之和与及]"
_KIN = re.compile(
    rf"(?:{_OF})?(?:妻子|丈夫|儿子|女儿|父亲|母亲|爸爸|妈妈|配偶|爱人|老伴|哥哥|弟弟|姐姐|妹妹|孙子|孙女|外孙女?|"
    rf"女婿|儿媳妇?|侄子|侄女|"
    r"外甥女?|长子|次子|长女|次女|大女儿|小儿子|家属|亲属|家长|保姆|护工)[ \t]*(?P<open>[:(])?[ \t]*"
    r"|(?m:^|(?<=[,。;:]))[ \t]*(?:妻|夫|子|女|父|母|兄|弟|姐|妹)(?=[一-龥]{2,3}[,(])"
    rf"|(?:{_OF})(?:妻|夫|子|女|父|母|兄|弟|姐|妹|孙|婿|媳)[ \t]*(?P<opened>[:(])?[ \t]*"
)
_TITLE = re.compile(
    r"(?:副?主任(?:医师|护师|药师|技师)?|副?教授|主治(?:医师|医生)?|住院医师|医师|医生|大夫|护士长?|护师|院长|博士|"
    r"先生|女士|老师|师傅|技师|药师)"
)
_ALONE = re.compile(r"(?:副?主任|副?教授|医师|医生|大夫|护士长?|院长|先生|女士|老师|师傅)(?!科)")
_BEFORE_TITLE = frozenset("请经由与和及随遵按据跟找邀嘱告诉给向陪示科组院日午晨晚区后")
_NOT_ALONE = DOUBTFUL - frozenset("高严方何白毛常史万杜许谢段孔曾康安文温")
_FOLLOW = re.compile(
    rf"$|[^{_HAN}]|性\s?别|年\s?龄|男|女|职业|民族|出生|婚|科|床|籍|电话|手机|联系|关系|身份|入|主任|副|主治|主管|"
    rf"住|医|教授|护|签|查房|会诊|大夫|院长|"
    r"先生|同志|老师|博士|之|的|诉|说|述|称|陈述|代|来|于|因|在|与|和|及|系|现|已|自|曾|亦|为|是|患|出|就|同意|陪|"
    r"并|向|对|给|将|被|由|经|从|到|至|"
    r"往|行|术|检|阅|报|审|记|书|执|指|示|嘱|认为|考虑|建议|[父母夫妻儿]|负责|宣教|操作|完成|协助|评估|家属"
)
_SEX_BEHIND = re.compile(r"[ \t]*[,(、]?[ \t]*(?:性别[ \t]*:?[ \t]*)?[男女]")
_INTRODUCED = re.compile(
    r"(?m)(?:^|[:。;])[ \t]*(?=[一-龥]{2,4}[ \t]*[,、 ][ \t]*[男女]性?[ \t]*[,、 ][ \t]*\d{1,3}[ ]?(?:周?岁|个?月))"
)
_PATIENT_BEHIND = re.compile(r"[ \t]*(?:,|因|于|系|诉|称|[(]|来院|入院|主因|以|家属|之[妻夫子女父母]|\d)")
_KIN_SURE = re.compile(
    r"[ \t]*[(,]?[ \t]*(?:联系)?(?:电话|手机|联系方式|签字|签名|陪同|陪护|代诉|代述|护送|身份证|\+?\d{3,}|同意|知情|"
    r"表示|要求|提供|叙述|讲述|反映|拒绝|强烈|沟通|交代|交待|谈话|协商|商议|在场|到场|说明|签署|来院|病情|送)"
)
_KIN_BEHIND = re.compile(r"[ \t]*[,。;)]")
_ANY_NAME = re.compile(
    rf"[{_HAN}]{{1,8}}(?:[·•．][{_HAN}]{{1,10}})+|[{_HAN}]{{2,4}}(?=\s|[^{_HAN}]|$)|"
    rf"[A-Z][a-z]+(?:[ ][A-Z][a-z]+){{1,2}}|[A-Z]{{2,}}(?:[ ][A-Z]{{2,}}){{1,2}}"
)
_BEGINS = re.compile(
    "交代|交待|陪同|陪护|签字|签名|沟通|主任|主治|主管|住院|副主|查房|会诊|要求|同意|表示|代诉|代述|护送|来院|入院|"
    "医师|医生|教授|护士|大夫|先生|女士|电话|"
    "手机|男性|女性|性别|年龄|因为|就诊|自述|自诉|联系|关系|协商|在场|病情|提供|叙述|讲述"
)
"""Words whose first character is no part of the name before them."""
_NEVER_GIVEN = frozenset(
    "某病炎癌瘤症癣疮疹痛肿瘘盲瘫疝痘疣毒血尿便痰咳喘肺肝肾胃肠脑腹胸膜腺囊胆脾胰骨折伤疼晕吐泻呕痒瘀瘢斑胎瞳疸疟痢"
    "痉挛厥昏迷亡死眼痣喉"
)
"""Characters that stand in no given name; 某 masks one."""
_AND = re.compile(r"[ \t]*[/、,和及][ \t]*")
_SIGNED = re.compile(
    rf"(?m)^[ \t]*(?P<it>[{_HAN}]{{2,4}}(?:[ ]?/[ ]?[{_HAN}]{{2,4}}){{0,2}})[ \t]*(?:(?=(?:19|20)\d\d[-./年])|"
    rf"(?<=[{_HAN}][ /][{_HAN}]{{2}})$|(?<=/[{_HAN}]{{2}})$|(?<=/[{_HAN}]{{3}})$)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name at a place of a text; a sure one is looked for in the whole record."""

    start: int
    end: int
    sure: bool


def chinese_names(text: str) -> Iterator[Named]:
    """Yield the names that something announces; `text` is `plain`."""
    yield from _labelled(text)
    yield from _patients(text)
    yield from _kin(text)
    yield from _titled(text)
    yield from _signed(text)


def elsewhere(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield every place of a Chinese name in a text but those that are part of a common word."""
    doubtful = len(name) == 2 and (name[0] in DOUBTFUL or name[0] not in SURNAMES)
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        part = len(name) == 2 and (_no_name(text, start) or text[start + 1 : start + 3] in _SHORT_WORDS)
        alone = not _is_han(text[start - 1 : start]) or text[start - 1] in "者人妻夫子女父母诉请由与和及经随"
        if not part and (not doubtful or (alone and _ends(text, end))):
            yield start, end
        start = text.find(name, start + 1)


def is_name(words: str) -> bool:
    """Say whether words as a whole have the build of a Chinese name."""
    return _name_end(words, 0, believing=False, exactly=len(words)) is not None


def _labelled(text: str) -> Iterator[Named]:
    for match in _LABEL.finditer(text):
        strong = match["colon"] is not None
        place = match.end()
        while place is not None and place < len(text):
            end = _name_end(text, place, believing=strong)
            if end is None and strong and place == match.end():
                end = _any_name_end(text, place)
            if end is None or (not strong and not _after_label(text, match, place, end)):
                break
            yield Named(place, end, strong)
            further = _AND.match(text, end)
            place = further.end() if further else None
            strong = strong and further is not None and "," not in further.group()


def _after_label(text: str, label: re.Match[str], start: int, end: int) -> bool:
    """Say whether a word without a colon announces a name: something must end it, and part the word from others."""
    believable = text[start] not in DOUBTFUL or end - start > 2
    return label.end() == start and _FOLLOW.match(text, end) is not None and believable


def _any_name_end(text: str, start: int) -> int | None:
    """Read whatever stands where a name must, unless it is a word that says there is none."""
    match = _ANY_NAME.match(text, start)
    if match is None or _no_name(text, start) or "某" in match.group() or _LABEL.match(text, start):
        return None
    return None if _KIN.match(text, start) or _TITLE.match(text, start) else match.end()


def _patients(text: str) -> Iterator[Named]:
    for match in (*_PATIENT.finditer(text), *_INTRODUCED.finditer(text)):
        start = match.end()
        end = _name_end(text, start, believing=True)
        if end is None:
            continue
        if _SEX_BEHIND.match(text, end):
            yield Named(start, end, sure=True)
        elif text[start] not in DOUBTFUL and _PATIENT_BEHIND.match(text, end):
            yield Named(start, end, sure=end - start > 2)


def _kin(text: str) -> Iterator[Named]:
    for match in _KIN.finditer(text):
        start = match.end()
        end = _name_end(text, start, believing=True)
        if end is None:
            continue
        sure = _KIN_SURE.match(text, end) or (
            "(" in (match["open"], match["opened"]) and text[end : end + 1] in {")", ","}
        )
        if sure or (text[start] not in DOUBTFUL and _KIN_BEHIND.match(text, end)):
            yield Named(start, end, sure=bool(sure))


def _titled(text: str) -> Iterator[Named]:
    """Yield 王建国主任医师 and 王主任, where something parts them from the word before."""
    for title in _TITLE.finditer(text):
        for length in (3, 2):
            start = title.start() - length
            if start < 0 or _name_end(text, start, believing=False, exactly=title.start()) is None:
                continue
            left = text[start - 1 : start]
            if not _is_han(left) or (left in _BEFORE_TITLE and text[start] not in DOUBTFUL):
                yield Named(start, title.start(), sure=text[start] not in DOUBTFUL)
                break
        else:
            start = title.start() - 1
            left = text[start - 1 : start] if start > 0 else ""
            alone = start >= 0 and text[start] in SURNAMES and text[start] not in _NOT_ALONE
            if alone and _ALONE.match(text, title.start()) and (not _is_han(left) or left in _BEFORE_TITLE):
                yield Named(start, title.start(), sure=False)


def _signed(text: str) -> Iterator[Named]:
    """Yield names that stand alone on a line, before a date or parted by a stroke."""
    for match in _SIGNED.finditer(text):
        place = match.start("it")
        for part in match["it"].split("/"):
            start = place + len(part) - len(part.lstrip())
            stop = place + len(part.rstrip())
            if text[start] not in DOUBTFUL and _name_end(text, start, believing=False, exactly=stop):
                yield Named(start, stop, sure=True)
            place += len(part) + 1


def _name_end(text: str, start: int, *, believing: bool, exactly: int | None = None) -> int | None:
    """Return where a name that begins with a surname ends, None when none begins here."""
    surname = next((each for each in COMPOUND if text.startswith(each, start)), text[start : start + 1])
    if (surname not in COMPOUND and surname not in SURNAMES) or _no_name(text, start):
        return None
    longest = start + len(surname) + 2
    for end in (longest, longest - 1):
        given = text[start + len(surname) : end]
        if end > len(text) or not given or not all(map(_is_han, given)) or not _NEVER_GIVEN.isdisjoint(given):
            continue
        if exactly is not None:
            if end == exactly:
                return end
        elif _ends(text, end):
            return end
    spaced = re.compile(rf"[ \u3000][{_HAN}](?:[ ](?![性男女年])[{_HAN}])?(?=\s|[^{_HAN}]|$)").match(
        text, start + len(surname)
    )
    if believing and spaced and exactly is None:
        return spaced.end()
    return None


def _ends(text: str, end: int) -> bool:
    """Say whether a name can end here: something else follows, and its last character belongs to no word after it."""
    follows = _FOLLOW.match(text, end) or _BEGINS.match(text, end)
    return bool(follows) and not _is_sex(text, end - 1) and not _BEGINS.match(text, end - 1)


def _is_sex(text: str, place: int) -> bool:
    """Say whether a 男 or 女 is no part of a name: none other follows it."""
    return text[place] in "男女" and not _SEX_BEHIND.match(text, place + 1)


def _no_name(text: str, start: int) -> bool:
    return any(text.startswith(word, start) for word in _BY_FIRST.get(text[start : start + 1], ()))


def _is_han(character: str) -> bool:
    return "一" <= character <= "龥"


_BY_FIRST: dict[str, tuple[str, ...]] = {
    first: tuple(word for word in NO_NAMES if word[0] == first) for first in {word[0] for word in NO_NAMES}
}
_SHORT_WORDS = frozenset(word for word in NO_NAMES if len(word) == 2)
