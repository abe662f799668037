"""The words around a short date that tell it from a value or a duration: 5.12行胃镜 names a day, 血糖5.12 none."""

import re

UNITS = "克升级分次度岁天周倍片粒支袋丸毫厘公微个月年组型肋椎节段号楼床层区期名例秒小点条根颗滴米步口人杯碗瓶管包餐顿"
"""The first characters of what is counted and measured."""
_EXAM = (
    r"CTA?|MRI?|MRA|DSA|PET|ECG|B超|彩超|超声|心超|胃镜|肠镜|造影|心电图|胸片|平片|病理|[血尿便]常规|血气|生化|[肝肾]功|"
    r"凝血|电解质|心肌酶|检[验查]|扫描|血象|髓[像象]|骨髓|涂片|血片|免疫组化|染色体"
)
_STAY = (
    r"来[诊院]|入[院住]|出院|住院|就诊|转(?![氨移录铁])|收(?!缩)|[我外本]院|当地|门诊|急诊|复[查诊]|手术|办理|患[儿者]|"
    rf"(?:(?![{UNITS}])[一-龥]{{1,4}})?(?:{_EXAM})"
)
"""What happens to somebody who is ill, on a day."""
_TIME = r"\d{1,2}:\d\d|\d{1,2}(?:时|点)|凌晨|晨|早(?!餐)|上午|中午|下午|午[后间]|晚(?!餐)|夜|傍晚"
_DONE = (
    r"行(?![走动为程经星])|予|给予|查|化验|测|体检|植入|置[入管]|放置|切[除开]|拔[除管]|停[用药止]|加[用量]|改(?![善变])|换|口服|服用|"
    r"静[滴脉]|输[血液注]|治疗|化疗|放疗|透析|完善|应用|使用|骨穿|腰穿|穿刺|接种|诊断|确诊"
)
_BEFELL = (
    r"出现|发现|突[发然]|[再首][次发]|无(?:明显|诱因)|开始|发[病作热现生]|起(?!伏)|加重|缓解|好转|恶化|患|摔|跌|车祸|外伤|"
    r"受[伤凉]|骨折|死亡(?!率)|去世|病逝|出生|分娩|剖宫|顺产|结婚|退[休伍]|感(?!染率)|自觉"
)
_LINKS = (
    r"因(?![子素])|于|请|在(?!正常|参考|范围|此|目标|内)|经(?!常)|送|住|两次|三次|期间|先后|分别|按(?!压)|遂|"
    r"到|至(?![\d今少多])|第[一二三四五六七八九十\d]+(?:次|周期|疗程)"
)
_CLINIC = re.compile(rf"[ ]*(?:{_STAY}|{_TIME})")
_EVENT = re.compile(rf"[ ]*(?:{_STAY}|{_TIME}|{_DONE}|{_BEFELL}|{_LINKS})")
_YEAR_EVENT = re.compile(
    r"[ ]*(?:行(?![走动为程经])|因(?![子素])|于|在(?!此|其)|曾|经(?!常|过)|患(?!病率|者)|诊断|确诊|发现|查|体检|出现|"
    r"突发|急性|脑[梗出卒]|中风|心肌?梗|再发|发病(?!率|风险)|起(?!伏)|开始|首次|再次|分别|住院(?!\d|[数多]次)|入院|做|"
    r"[植置]入|外伤|车祸|摔|跌|骨折|接受|停[用药止]|至|到|初(?![潮产治始诊])|底|末|春|夏|秋|冬|[上下]半年|年?度|"
    r"复[查诊]|就诊|剖宫|顺产|分娩|结婚|离婚|退[休伍]|参[加军]|入伍|去世|病逝|死亡(?!率|风险)|出生|生于|"
    r"[^,。;\n]{0,8}(?:手术|切除|植术))"
)
_BORN = re.compile(r"[ ]*(?:出?生(?!存|率|活)|参[加军]|入伍|结婚)")
_LASTS = re.compile(
    r"[ ]*(?:[余前后来多间内里之以有的龄制期代级薪功]|中(?!旬)|左右|[^,。;\n]{0,8}史(?![^,。;)\n])|"
    r"[-~至到][ ]*\d+年[余前后])"
)
"""What follows a year that is a duration: 08年余, 16年高血压病史."""
_RESULT = re.compile(
    r"(?a)[ ]+(?:WBC|RBC|Hb|HGB|PLT|CRP|PCT|BNP|NT|CREA?|Cr|ALT|AST|INR|TNI|CT|T|BP|[血尿便痰肌白胸头]|体温|[升降]至|"
    r"今日)"
)
_HEADING = re.compile(r"[ ]+(?:[诊治化放]疗|检[查验]|诊断|手术|病理)[ ]*(?:$|[:,;。\n])")
_WORDS = re.compile(r"[ ]*[\[(]?[一-龥]")
_ENDS = re.compile(r"[ ]*(?:$|[,。;:、)\n])")
_EXAM_BEHIND = re.compile(rf"[ ]*[)](?=[ ]*[一-龥]{{0,4}}(?:{_EXAM}))")

_MARKED = re.compile(r"(?:^|[\n,。;!?、(\[“”\"①-⑳]|[A-Za-z一-龥)%]\.)[ \t]*\Z")
_COLON = re.compile(r":[ \t]*\Z")
_HISTORY = re.compile(r"(?:史|期|间|过|程|录|果|查|诊|疗|术)[ \t]*:[ \t]*\Z")
"""Headings that a day may follow; behind any other colon stands a value."""
_LABEL = re.compile(
    r"(?:日期|(?:入院|出院|手术|检[查验]|报告|记录|发病|起病|就诊|复[查诊]|采[集血样]|接种|死亡|分娩|换药|预约|"
    r"[化放治]疗|透析|输血|住院|[用停]药|[末首]次|送检|会诊|确诊|谈话|签[字名]|[拔置]管|开始|结束)时间|末次月经|预产期|"
    r"(?<![A-Za-z])(?:LMP|EDC|EDD)|(?:查房|病程)记录)[ \t]*[:为]?[ \t]*\Z"
)
_SICK = re.compile(r"(?:患[者儿]|病人|产妇|院外|外院|我院|门诊|急诊)[ \t]*\Z")
_IN_LINE = re.compile(r"[,。;(][ \t]*\Z")
_COMPARED = re.compile(r"[较比升降增减高低正偏为以之左属在均未无至与、]")
"""What follows a value where a day could stand: 5.12较前下降."""
_GOES_ON = re.compile(r"[年月日号底初旬][ ]*[-~—–至到、及和与][ ]*\Z")
_LISTED = re.compile(r"、[ \t]*\Z")
_PERSON = re.compile(
    r"(?:患者|病[人员]|患[儿方]|[产孕]妇|其|本人|父亲?|母亲?|[妻夫子女兄弟姐妹]|儿子|女儿|妻子|丈夫|家属|自?诉|自?述|既往|曾|并|又|及|"
    r"和|与|分别|先后|直至|大约|约于)[ \t]*\Z"
)
_LED = re.compile(r"(?:(?<![低高大小位处介等限动持制定降升减超宽厚长短])于|自|从|期间|[今去前本同当次]年)[ \t]*\Z")
_BEGUN = re.compile(r"[自从][ \t]*\Z")
_CHANGES = re.compile(r"[ ]*[改加减增升降换至到]")
_IN = re.compile(r"(?<![动持制定处位])在[ \t]*\Z")
_LIFE = re.compile(r"(?<!长)(?<!发)生于[ \t]*\Z")
_NO_MONTH = re.compile(r"(?:孕|娠|胎|月龄|第|每|[药经]|后|前|近)[ \t]*\Z")
_DURATION = re.compile(
    r"(?:史|病程|历时|持续|长达|约|近|共|达|余|随访|每|满|后|前|已|有|的|绝经|婚|龄|烟|酒|病|症|炎|压|癌|瘤|痛|咳|喘|嗽|颤|死)"
    r"[ \t]*:?[ \t]*\Z"
)
_EXAM_BEFORE = re.compile(rf"(?:{_EXAM}|术|[治化放]疗|[入出]院)[ ]*[(][ ]*\Z")
_HAN = re.compile(r"[一-龥]")
_FAR = 12
"""Characters before a date that are looked at."""


def happens(text: str, end: int) -> bool:
    """Say whether what follows a day is something that happens on one."""
    return _EVENT.match(text, end) is not None


def is_clinic(text: str, end: int) -> bool:
    """Say whether an examination, a move between wards or a time of day follows: no value is followed by these."""
    return _CLINIC.match(text, end) is not None


def happens_in_year(text: str, end: int) -> bool:
    """Say whether what follows 年 happens in a year, not for so many years."""
    return _YEAR_EVENT.match(text, end) is not None and not lasts(text, end)


def born(text: str, start: int, end: int) -> bool:
    """Say whether a life's date stands here: a birth, a marriage."""
    return _BORN.match(text, end) is not None or _before(_LIFE, text, start)


def is_heading(text: str, end: int) -> bool:
    """Say whether a heading's words follow: 2.1 检查."""
    return _HEADING.match(text, end) is not None


def has_result(text: str, end: int) -> bool:
    """Say whether a laboratory's result follows: 12/28 WBC 10.2."""
    return _RESULT.match(text, end) is not None


def goes_on_from(text: str, start: int) -> bool:
    """Say whether a date before goes on here: 20年11月至."""
    return _before(_GOES_ON, text, start)


def speaks_on(text: str, start: int, end: int) -> bool:
    """Say whether a clause begins within a line, and goes on in words that compare nothing."""
    return _before(_IN_LINE, text, start) and _HAN.match(text, end) is not None and not _COMPARED.match(text, end)


def lasts(text: str, end: int) -> bool:
    """Say whether what follows 年 makes it a duration."""
    return _LASTS.match(text, end) is not None


def goes_on(text: str, end: int) -> bool:
    """Say whether words follow."""
    return _WORDS.match(text, end) is not None


def ends(text: str, end: int) -> bool:
    """Say whether a clause ends here."""
    return _ENDS.match(text, end) is not None


def is_chinese(text: str, start: int, end: int) -> bool:
    """Say whether Chinese stands near, or nothing else: English writes decimals and days in other places."""
    around = text[max(0, start - _FAR) : start], text[end : end + _FAR]
    return any(map(_HAN.search, around)) or not any(map(str.strip, around))


def opens(text: str, start: int) -> bool:
    """Say whether a clause begins here, or the words of one that speak of somebody."""
    return any(_before(each, text, start) for each in (_MARKED, _COLON, _PERSON))


def opens_day(text: str, start: int) -> bool:
    """Say whether a clause begins here that may begin with a day: values stand in lists and behind colons."""
    begins = _before(_MARKED, text, start) and not _before(_LISTED, text, start)
    return begins or _before(_HISTORY, text, start) or _before(_SICK, text, start)


def led(text: str, start: int) -> bool:
    """Say whether 于, 自, 从 or 去年 leads to what begins here, and not to a value (波动于)."""
    return _before(_LED, text, start)


def begun(text: str, start: int) -> bool:
    """Say whether 自 or 从 stands before, as before a value that changes."""
    return _before(_BEGUN, text, start)


def changes(text: str, end: int) -> bool:
    """Say whether something is changed: 自2.5改1.25mg."""
    return _CHANGES.match(text, end) is not None


def labelled(text: str, start: int) -> bool:
    """Say whether a word for a date stands before what begins here: 日期, 末次月经."""
    return _before(_LABEL, text, start)


def inside(text: str, start: int) -> bool:
    """Say whether 在 leads to what begins here."""
    return _before(_IN, text, start)


def is_duration(text: str, start: int) -> bool:
    """Say whether the words before a number of years say how long something lasted."""
    return _before(_DURATION, text, start)


def counts_months(text: str, start: int) -> bool:
    """Say whether the words before a number of months count them: 孕5月, 术后3月."""
    return _before(_NO_MONTH, text, start)


def of_exam(text: str, start: int, end: int) -> bool:
    """Say whether brackets around a day stand beside an examination: 血常规(5.12)."""
    before, behind = _before(_EXAM_BEFORE, text, start), _EXAM_BEHIND.match(text, end) is not None
    return (before and text[end : end + 1] == ")") or (text[start - 1 : start] == "(" and behind)


def _before(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return pattern.search(text, max(0, start - _FAR), start) is not None
