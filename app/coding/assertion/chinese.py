"""Whether the words around a span affirm it: negation, suspicion, family and past history in Chinese clinical text.

A cue governs what follows it in its clause and enumeration; `，有…`, `但`, `；`, `。` or a statement of its own end it.
"""

import re

from app.coding.assertion.cues import last, place
from app.coding.assertion.kinds import Assertion

_REACH = 160
"""Characters before a span that can hold its cue."""
_AHEAD = 60
_EVEN = str.maketrans("，；：（）［］【】？！－—–−～．　", ",;:()()()?!-----. ")
_STOP = re.compile(
    r"[。;!\n\r]|(?<=[^\d\s])\.(?!\d)"
    r"|(?:^|(?<=[\s,)]))(?:\d{1,2}[.、)](?!\d(?!型))|[①-⑳])"
    r"|(?<=[\u4e00-\u9fff)])\d{1,2}[.、](?=\s*(?:[\u4e00-\u9fff]|\d型))"
)
"""Ends of sentences and the numbers of a numbered list."""

_NO_CUE = re.compile(
    r"无(?:明显|明确|确切|显著)?(?:的)?(?:诱因|原因|缓解|好转|改善|减轻|变化|进展|效|加重)"
    r"|无(?:症状|痛性|论|规律|法|创|菌|需|关|力|殊|特殊|名|所谓|意间|意中)|未(?:能)?(?:见|有|获)(?:明显|明确)?(?:好转|缓解|改善|减轻|变化|增大|进展)"
    r"|(?<=[乏全体肢])无力|不除外"
)
"""What looks like a negation and denies nothing of what follows."""
_DOUBT_BEFORE = re.compile(
    r"(?:尚|暂|仍|也|亦)?不(?:能|可)?(?:完全|绝对)?(?:除外|排除)|(?:未|难以?|无法|尚未|待)(?:完全)?(?:除外|排除)|(?:除外|排除)?待排"
    r"|(?:为|以|需|须|拟|请|应|注意|进一步|以便|目的是?)(?:进一步)?(?:除外|排除)|是否(?:有|存在|为|合并)?"
    r"|疑似|怀疑|可疑|疑诊|疑为|疑有|(?<![无质存])疑|拟诊为?|可能(?:为|是|系|存在|有|合并|伴)?|警惕|倾向于?|似(?:为|有)|不确定"
    r"|(?:如|若|倘若|一旦)(?:果)?(?:再)?(?:有|出现|发生|合并|感)|预防|防止|以防|避免|筛查|排查|(?:告知|交代)[^,]{0,6}(?:发生|出现)?"
)
_DENIAL = re.compile(
    r"(?P<deny>否认(?:既往|曾|其他|家族|明确)?(?:有|患有?|患过|存在)?|不认为(?:有|患有?)?)"
    r"|(?P<lack>(?:并|从|亦|均|也|现|又|尚)?(?:无|没有)(?:任何|其他|其它|明显|明确|确切|既往)?(?:的)?)"
    r"|(?P<unseen>(?:均|亦|尚|也)?未(?:再|曾)?(?:能|有)?(?:见|及|发现|发作|闻及|闻|触及|扪及|探及|引出|查见|查及|出现|诉|述|显示|提示|发生|合并|并发|患|检出|查出|查到|看到|累及|遗留|做过)(?:到)?(?:有)?"
    r"|不(?:考虑|支持|符合|伴|存在|是|再有|合并)|排除了?|除外|缺乏)"
)
_STATEMENT = re.compile(
    r"有|但|然而|却|患|诊断|确诊|考虑|发现|提示|可见|示|曾|既往|仍|出现|服用|口服|服药|长期|给予|予以|应用|行|术|因|查|于"
    r"|\d+\+?余?(?:年|个?月|天|周|日|小时)|余年|多年|半年|[数几]年|\d{2,3}/\d{2,3}|\d级"
)
"""A clause that says something of its own is no longer part of the list a cue denies."""
_BREAK = re.compile(r"(?<![没])有|但|然而|却|可见|考虑|诊断|确诊|患有|曾|提示|仍|仅|反而|(?<=[,、\s])(?:示|见)|出现")
_CLOSED = re.compile(r"(?:史|病史|等[^,]{0,12}|接触|异常)$")
_LIST_END = re.compile(r"^[^,]{0,40}?(?:病?史|等[^,]{0,10})(?:$|[,\s])")
_DENIED_AFTER = re.compile(
    r"^(?:、[^,:]{1,40}|及[^,:]{1,20}|和[^,:]{1,20})?(?:病史|病|史|征|感染)?\)?\s*:?\s*"
    r"(?:\(\s*(?:-+|阴性?|无)\s*\)|-(?![\d\w\u4e00-\u9fff])|(?:均|皆|都|全部)(?:予以|为|是|已)?(?:否认|无|没有|阴性|未见|排除|除外|未及|不支持|未发现|未引出))"
    r"|^(?:病史|病|史|征)?\)?\s*(?::\s*)?(?:呈|为|是|:)?\s*(?:阴性|否认|(?<=:)无(?![\u4e00-\u9fff]))"
    r"|^(?:病|症)?(?:的?诊断|的?可能)?\s*(?:现|目前)?(?:可以?|已|已经|基本|可基本|应|暂|予以|被|能)*(?:排除|除外)(?!待)"
    r"|^(?:病|症)?(?:的?诊断)?\s*(?:暂|目前)?(?:不支持|不成立|不考虑|不符合|不存在|不明显|依据不足|证据不足|可能性?(?:较?小|不大|极?低|较低))"
    r"|^(?:征象?|影像?|改变|病变|回声)?\s*(?:均|亦)?未(?:见|及|闻及|触及|引出|发现|查见|探及|扪及)(?:明显|明确|异常|显示)*(?:$|[,\s)])"
    r"|^\s*:?\s*(?:\(\s*)?无(?:$|[,\s)])"
)
_DOUBTED_AFTER = re.compile(
    r"^(?:病|症)?\)?\s*\(?\s*\?"
    r"|^(?!\s|原因)[^,、\s?:]{0,4}?\(?(?:待排|待查|待诊|待除外|待确诊|可疑|不除外|不能(?:完全)?(?:除外|排除)|不排除|未(?:除外|排除)|尚?难以?(?:除外|排除)|可能(?!导致|引起|造成|诱发|出现|发生|与|会|需|性小|性不大|性低|性较|性极)|可能性(?:较?大|高|存在))"
    r"|^的?(?:发生|复发)?(?:风险|危险因素|筛查|预防)"
    r"|^(?:或|、)[^,、\s]{1,10}(?:可能(?!导致|引起)|待排|待查|不除外)"
)
_PERSON = re.compile(
    r"父亲|母亲|父母|双亲|其父|其母|祖父|祖母|外公|外婆|爷爷|奶奶|姥姥|姥爷|兄弟|姐妹|兄妹|兄长|哥哥|弟弟|姐姐|妹妹|(?<![师])[兄弟姐妹哥](?=[患有死因、亦也均])|之[兄弟姐妹]|[一二三两\d](?:兄|弟|姐|妹|哥|子|女)|大哥|二哥|大姐|二姐"
    r"|儿子|女儿|长子|次子|长女|次女|其子|其女|其[兄弟姐妹]|子女|配偶|丈夫|妻子|爱人|老伴|叔叔|伯父|姑姑|姑母|舅舅|姨妈|姨母|家族(?!性)|亲属|家人|父(?=[患有因死])|母(?=[患有因死])|子(?=患)|女(?=患)"
)
_SELF = re.compile(r"患者(?!之|的?[父母兄弟姐妹儿女家配]|家)|本人|自己|自身")
_FAMILY_AFTER = re.compile(r"^(?:、[^,]{1,30}|等)?(?:病|等疾病|疾病)?的?(?:阳性)?家族(?:遗传病?)?(?:病)?史")
_PAST = re.compile(
    r"既往|曾|以往|过去|早年|年轻时|多年前|数年前|\d+\+?\s*[余多]?年[余多]?(?:以)?前|[一二两三四五六七八九十半]+[余多]?年[余多]?前|(?:19|20)\d\d年"
)
_PRESENT = re.compile(
    r"本次|此次|现(?!病史)|目前|今(?!后)|入院后|(?:\d+|[一二两三四五六七八九十半数])\+?余?(?:天|小时|周|日|个?月)(?:余)?前|近\d|近日|近期|[昨当]日|入院诊断|出院诊断"
)
_ENDING = re.compile(r"(?:\(\s*-+\s*\)|均?阴性|已?排除|可除外|待排|待查|不除外|不能除外|不能排除|可能|\(?\?\)?)$")
_HISTORY_AFTER = re.compile(r"^(?:[、及和与][^,:]{1,30}?)?(?:等)?(?:慢性)?(?:疾)?(?:病)?(?:病史|史)(?!不)")


def assertion_at(text: str, start: int, end: int, section: str = "") -> Assertion:
    """Say how text speaks of its code points start to end, standing in the named section.

    The span may itself begin with a denial or end in doubt (a quote such as 否认高血压): that is read too.
    """
    judged = mention_assertion(text, start, end, section)
    if judged is Assertion.NEGATED:
        return judged
    span = text[start:end].translate(_EVEN).strip()
    masked = _masked(span)
    if _DENIAL.match(masked) or _DENIED_AFTER.search(_tail(span)):
        return Assertion.NEGATED
    if judged is Assertion.AFFIRMED and (_DOUBT_BEFORE.match(masked) or _DOUBTED_AFTER.search(_tail(span))):
        return Assertion.SUSPECTED
    return judged


def mention_assertion(text: str, start: int, end: int, section: str = "") -> Assertion:
    """Say how the words around a condition's name speak of it; the name itself is not read."""
    left, right = _sentence(text, start, end)
    if _denied_before(left, right) or _DENIED_AFTER.search(right):
        return Assertion.NEGATED
    if _doubted_before(left) or _DOUBTED_AFTER.search(right):
        return Assertion.SUSPECTED
    if _of_family(left, right, section):
        return Assertion.FAMILY
    if _past(left, right, section):
        return Assertion.PAST
    return Assertion.AFFIRMED


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after the span within its sentence, punctuation evened."""
    window = text[max(0, start - _REACH) : start].translate(_EVEN)
    left = window
    for stop in _STOP.finditer(window):
        left = window[stop.end() :]
    right = text[end : end + _AHEAD].translate(_EVEN)
    stop = _STOP.search(right)
    return left, right[: stop.start()] if stop else right


def _masked(text: str) -> str:
    """Blank what only looks like a denial, keeping length."""
    for pattern in (_NO_CUE, _DOUBT_BEFORE):
        text = pattern.sub(lambda match: "○" * len(match.group()), text)
    return text


def _denied_before(left: str, right: str) -> bool:
    """Find the last denial before the span and see whether its scope reaches the span."""
    cue = last(_DENIAL, _masked(left))
    if cue is None:
        return False
    gap = left[cue.end() :]
    first, *further = _clauses(gap)
    if _BREAK.search(first):
        return False
    if not further:
        return True
    return cue["unseen"] is None and _list_goes_on(first, further, right, denial=cue["deny"] is not None)


def _clauses(gap: str) -> list[str]:
    """Split at commas, and at a space once something has been named before it."""
    clauses: list[str] = [""]
    for piece in re.split(r"([,?:]|\s+)", gap):
        named = re.sub("明显|明确|确切|任何|其[他它]|[^\u4e00-\u9fff]", "", clauses[-1])
        if piece in {",", "?", ":"} or (piece.isspace() and len(named) > 1):
            clauses.append("")
        elif not piece.isspace():
            clauses[-1] += piece
    return clauses


def _list_goes_on(first: str, further: list[str], right: str, *, denial: bool) -> bool:
    """Say whether a denied list runs past its commas up to the span.

    否认高血压，糖尿病，冠心病病史 does; 否认肝炎、结核病史，高血压病10年 does not: the later clause states something.
    """
    rest = right.split(",", maxsplit=1)[0]
    if any(_STATEMENT.search(clause) for clause in (*further, rest)):
        return False
    ends_as_list = _LIST_END.search(rest) is not None
    closed = any(_CLOSED.search(clause.strip()) for clause in (first, *further[:-1]))
    if closed:
        return denial and ends_as_list
    later_end = any(_LIST_END.search(clause) for clause in right.split(",")) and not _STATEMENT.search(right)
    return ends_as_list or later_end or (denial and not rest.strip())


def _doubted_before(left: str) -> bool:
    """Find a word of doubt in the span's own clause."""
    cue = last(_DOUBT_BEFORE, left)
    if cue is None:
        return False
    gap = left[cue.end() :]
    return len(_clauses(gap)) == 1 and not _BREAK.search(gap)


def _of_family(left: str, right: str, section: str) -> bool:
    """Say whether the span belongs to a relative: a person named before it, or the family section."""
    if _FAMILY_AFTER.search(right):
        return True
    person = place(last(_PERSON, left))
    patient = place(last(_SELF, left))
    if patient > person:
        return False
    return person >= 0 or section == "家族史"


def _past(left: str, right: str, section: str) -> bool:
    """Say whether the span is history: by its section, by a time before it, or by 病史 after it."""
    if _HISTORY_AFTER.search(right):
        return True
    past, present = place(last(_PAST, left)), place(last(_PRESENT, left))
    if section == "既往史":
        return True
    return past >= 0 and past > present


def _tail(span: str) -> str:
    """Return the words a quote may end with that deny or doubt it."""
    match = _ENDING.search(span)
    return match.group() if match else ""
