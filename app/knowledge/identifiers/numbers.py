"""Numbers and addresses of the wire: identity numbers, cards, phones, hospital numbers, e-mail, accounts."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers.checksums import has_id_build, is_card_number, is_id_number
from app.knowledge.identifiers.found import Found, all_of
from app.knowledge.identifiers.removed import Kind

_BY = r"(?:号码|号|码)?[ \t]*(?:[(][^()\n]{0,8}[)])?[ \t]*(?:为|是|[:#=])*[ \t]*"
"""What may stand between a word and its number: 号码, a remark in brackets, a colon."""

_ALONE = r"(?<![\d*])(?<!\d\.)"
"""Before a number: no digit, nor the whole part of a decimal; letters and a dot may stand there (No.139…, ID110…)."""
_PARTED = r"[ \t\u00a0·‐-―-]{0,2}"
"""What may part the digits of one number."""
_IDENTITY = tuple(
    re.compile(rf"(?a)(?<!\d)(?=(?P<it>(?:\d{_PARTED}){{{digits}}}{last})(?!\d))")
    for digits, last in ((17, r"[\dXx]"), (14, r"\d"))
)
"""Fifteen or eighteen characters that no other digit touches; whether they are an identity number, their build says."""
_TORN = 3
"""Digits that a group has at least, for a number whose check character says nothing."""
_DOI = re.compile(r"(?a)(?<![\w.])10\.\d{4,9}/[\w.()/:;-]+")
"""A paper's address: its long numbers are nobody's."""

_LONG = re.compile(rf"(?a){_ALONE}\d(?:[ -]?\d){{9,40}}[Xx]?(?![A-Za-z\d*])(?!\.\d)")
"""Ten digits or more, alone or in groups."""
_UNIT = re.compile(r"(?a)[ \t]*(?:IU|U\b|U/|copies|cop|CFU|cfu|个|/|%|ml|mL|mg|[x×*]|拷贝|单位|\+)")
"""What makes a long number a measurement: virus load, germs, cells."""
_GROUPS = re.compile(
    r"(?a)(?<!\d)\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?(?!\d)|(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)|\d+[Xx]?"
)

_MOBILE = re.compile(
    rf"(?a){_ALONE}(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{{4}}){{2}}(?![\d*])(?!\.\d)(?![ ]?(?:IU|copies|CFU|拷贝))"
)
_LANDLINE = re.compile(
    rf"(?a){_ALONE}(?:(?:\+|00)86[ -]?)?[(]?0(?:10|2\d|[3-9]\d{{2}})[)]?[ -]?[2-8]\d{{6,7}}"
    r"(?:(?:-|[ ]?转[ ]?)\d{1,6})?(?![\d*])(?!\.\d)"
)
_HOTLINE = re.compile(r"(?a)(?<![\w.*-])[48]00-?\d{3}-?\d{4}(?![\d*-])")
_PHONE_US = re.compile(
    r"(?a)(?<![\w.*-])(?:\+?1[-. ])?(?:[(]\d{3}[)][ -]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:[ ]*(?:x|"
    r"ext\.?)[ ]*\d{1,6})?(?![\w*-])"
)
_PHONE_SAID = re.compile(
    r"(?a)(?:电\s?话|手\s?机|联系方式|传真|短号|分机|(?<![A-Za-z])(?i:telephone|tel|(?:cell[ ]?)?phone|fax|pager|ext))"
    + _BY
    + r"[(.]?[ ]?(?P<it>\+?\d(?:[ -]?\d|[)][ -]?\d){3,14})(?![\d*])"
)

_NUMBERED = (
    "[一-龥]{0,3}(?:单|证)(?:编)?号|住院(?:流水)?号|病案(?:标识|编)?号?|病历(?:编)?号|门(?:急)?诊号|急诊号|"
    "就诊(?:卡|流水)?号|挂号|登记号|诊疗卡号?|"
    "健康卡号?|健康档案号?|档案号|医保(?:卡号?|编号|号)|社保(?:卡号?|号)|社会保障(?:卡)?号?|(?:病人|患者)(?:ID|"
    "编)号?|病人号|"
    "(?<![A-Za-z])ID(?:号|(?=[ \t]*[:#]))|流水号|检查号|影像号|放射号|(?:CT|MRI?|DR|X线|超声|内镜|病理|心电图?|标本|"
    "样本|申请单|报告单?)(?:编)?号|"
    "条形?码号?|合同号|保单号|工号|执业证(?:书)?(?:编)?号?|编号|序列号|(?:发票|收据|票据)号?|准考证号?|车牌号?|邮编|"
    "邮政编码|身份证(?:件)?|证件|护照|军官证|士兵证|驾驶证|通行证|户口簿?|(?:银行)?卡号|银行卡|账号|帐号|账户"
)
_HOSPITAL_NUMBER = re.compile(
    rf"(?a)(?:{_NUMBERED})"
    + _BY
    + r"(?!(?:19|20)\d\d-\d{1,2}-\d)(?P<it>[一-龥]{0,2}[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,23})(?![\w*])"
)
_CERTIFICATE = re.compile(r"(?a)身份证|证件|护照|军官证|士兵证|驾驶证|通行证|户口")
_CARD = re.compile(r"(?a)银行|卡号|账|帐")
_OTHER = re.compile(r"(?a)车牌|邮|发票|收据|票据|合同|保单|序列|准考|执业|工号")
_BED = re.compile(
    r"(?a)(?:床\s?号|床位号?)[ \t]*:?[ \t]*(?P<it>[A-Za-z加+]?\d{1,4}(?:-\d{1,3})?)(?![\d.])"
    r"|(?<![\d.~-])(?P<bed>(?:加)?\d{1,3}(?:-\d{1,2})?床)(?![旁边位单垫上下头尾次日])"
)
_NUMBERED_EN = re.compile(
    r"(?a)(?<![A-Za-z])(?:(?i:MRN|medical record|med rec|account|acct|encounter|accession|visit|patient id|chart|"
    r"CSN|FIN|case|policy|member id|subscriber id|insurance id|license|DEA|NPI|specimen|hospital (?:no|number|id)|"
    r"passport|admission|job|unit(?= ?(?:no|number|#)))[ ]*(?i:numbers?|no|num|id)?[ ]*[.:#=]+[ ]*#?[ ]*|"
    r"(?i:MRN|medical record number|account number|patient id|accession(?: number)?|passport number|medicare number|"
    r"medicaid number|medicaid id|medicare id)[ ]+(?:is |was )?)"
    r"(?!(?:19|20)\d\d-\d{1,2}-\d)(?P<it>[A-Z]{0,4}-?\d[\dA-Z-]{3,19})(?![\w*])"
)
_ROOM_EN = re.compile(
    r"(?a)(?<![A-Za-z] )(?<![A-Za-z])(?:Room|Rm\.?|Bed|Ward)[ ]*[:#]?[ ]*(?P<it>\d{1,4}[A-Z]?"
    r"(?:-[\dA-Z]{1,3})?)(?!\w|\.\d|%)"
    r"|(?<![A-Za-z])(?:(?:in|to|from|on)[ ](?i:room|ward|bed))[ ](?P<placed>\d{1,4}[A-Z]?(?:-[\dA-Z]{1,3})?)(?!\w|"
    r"\.\d|%)"
)
_SSN = re.compile(r"(?a)(?<![\w.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_SSN_SAID = re.compile(
    r"(?a)(?i:SSN|social security(?: number| no\.?)?)[ ]*[:#]?[ ]*(?P<it>\d{3}[ -]?\d{2}[ -]?\d{4})(?!\d)"
)
_PASSPORT = re.compile(r"(?a)(?<![\w])(?:[EGP]\d{8}|E[A-HJ-NP-Z]\d{7}|[HM]\d{10})(?!\w)")
_PLATE = re.compile(
    r"(?a)[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.]?[A-Z\d]{5,6}(?![\w])"
)

_EMAIL = re.compile(r"(?a)(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_WEB = re.compile(r"(?a)(?:https?://|www\.)[A-Za-z0-9./?=&%_#:~-]+[A-Za-z0-9/]")
_ACCOUNT = re.compile(
    r"(?a)(?:微\s?信|(?<![A-Za-z])(?i:wechat|weixin|wx|vx|qq|skype|whatsapp)|扣扣|钉钉|支付宝|抖音|微博)"
    r"[ \t]*(?:(?:账号|帐号|号码|号|ID|id)?[ \t]*(?:为|是|[:=])[ \t]*|(?:账号|帐号|号码|号)[ \t]*|"
    r"(?=[ ]?[A-Za-z_-]*\d)[ ]?)"
    r"(?P<it>[A-Za-z0-9][A-Za-z0-9_-]{4,19})(?![\w*@])"
)


def numbers(text: str) -> Iterator[Found]:
    """Yield every number that names a person, a stay or a way to reach somebody; `text` is `plain`."""
    yield from _identity(text)
    cited = [match.span() for match in _DOI.finditer(text)]
    for found in (*_long(text), *all_of(Kind.PHONE, _MOBILE, text), *all_of(Kind.PHONE, _LANDLINE, text)):
        if not any(start < found.start and found.end <= end for start, end in cited):
            yield found
    for pattern in (_SSN, _SSN_SAID, _PASSPORT):
        yield from all_of(Kind.ID_NUMBER, pattern, text)
    for pattern in (_HOTLINE, _PHONE_US, _PHONE_SAID):
        yield from all_of(Kind.PHONE, pattern, text)
    yield from _numbered(text)
    for pattern in (_BED, _ROOM_EN, _NUMBERED_EN):
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            yield Found(Kind.HOSPITAL_NUMBER, *match.span(group))
    yield from all_of(Kind.OTHER_NUMBER, _PLATE, text)
    yield from all_of(Kind.EMAIL, _EMAIL, text)
    for pattern in (_WEB, _ACCOUNT):
        yield from all_of(Kind.ACCOUNT, pattern, text)


def _identity(text: str) -> Iterator[Found]:
    """Yield identity numbers wherever they stand; one that is torn or mistyped must hold together otherwise."""
    for pattern in _IDENTITY:
        for match in pattern.finditer(text):
            groups = re.findall(r"[\dXx]+", match["it"])
            number = "".join(groups)
            whole = min(map(len, groups)) >= _TORN
            if has_id_build(number) and (whole or (len(number) == 18 and is_id_number(number))):
                yield Found(Kind.ID_NUMBER, *match.span("it"))


def _long(text: str) -> Iterator[Found]:
    """Judge each long number by its build; one that is no measurement goes, whatever it is."""
    for run in _LONG.finditer(text):
        for part in _GROUPS.finditer(run.group()):
            number = re.sub(r"[ -]", "", part.group())
            start, end = run.start() + part.start(), run.start() + part.end()
            if is_id_number(number) or (len(number) == 18 and has_id_build(number)):
                yield Found(Kind.ID_NUMBER, start, end)
            elif len(number) >= 15 and is_card_number(number):
                yield Found(Kind.BANK_CARD, start, end)
            elif len(number) >= 11 and number == part.group() and not _is_measured(text, start, end):
                yield Found(Kind.OTHER_NUMBER, start, end)


def _is_measured(text: str, start: int, end: int) -> bool:
    """Say whether a unit follows, or whether a number behind no letter is a time, which is shifted, not removed."""
    glued = re.match(r"[A-Za-z_]", text[start - 1 : start])
    return bool(_UNIT.match(text, end)) or (not glued and _is_time(text[start:end]))


def _is_time(number: str) -> bool:
    """Say whether a number is a date with a time written without marks; dates are shifted, not removed."""
    return bool(
        re.fullmatch(
            r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?", number
        )
    )


def _numbered(text: str) -> Iterator[Found]:
    """Yield what stands behind a word for a number, by what the word says."""
    for match in _HOSPITAL_NUMBER.finditer(text):
        said = text[match.start() : match.start("it")]
        kind = Kind.HOSPITAL_NUMBER
        if _CERTIFICATE.match(said):
            kind = Kind.ID_NUMBER
        elif _CARD.match(said):
            kind = Kind.BANK_CARD
        elif _OTHER.match(said):
            kind = Kind.OTHER_NUMBER
        yield Found(kind, *match.span("it"))
