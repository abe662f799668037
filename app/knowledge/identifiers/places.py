"""Addresses, hospitals and wards: from the province down in Chinese, street and ZIP in English.

The province or the state stays (regions of endemic disease are told by it); what is smaller goes.
"""

import re
from collections.abc import Iterator

from app.knowledge.identifiers.found import Found, all_of
from app.knowledge.identifiers.place_words import CITIES, NO_HOSPITALS, REGIONS
from app.knowledge.identifiers.removed import Kind

_H = "一-龥"
_PROVINCE = (
    "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
    "贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?:壮族|回族|维吾尔)?(?:省|市|自治区|特别行政区)?"
)
_CITY = "(?:" + "|".join(sorted(CITIES, key=len, reverse=True)) + ")"
_NOT_IN_UNITS = "肺肝肾胃脑腹胸额颞枕窦骶髂胆胰脾膜腺癌瘤病症炎痛血诊现见示为因后行治疗查检患在于至到至转就"
_IN_UNITS = rf"(?:(?![{_NOT_IN_UNITS}])[{_H}])"
_UNIT = (
    rf"(?:{_IN_UNITS}{{1,8}}?(?:自治县|自治州|自治旗)|{_IN_UNITS}{{1,5}}?(?:新区|开发区|高新区|街道办事处|街道|地区|"
    rf"[市县区旗州盟镇乡村屯寨庄]))"
)
_ROAD = (
    rf"(?:{_IN_UNITS}{{1,5}}?(?:大道|大街|胡同|公路|(?<![通旁径环回管道])[路街巷])|"
    rf"[{_H}\d]{{1,6}}?[路街巷弄道里](?=\d))"
)
_HOUSE = (
    r"(?:[A-Za-z]?\d+(?:-\d+)*(?:号院|号楼|号|弄|栋|幢|座|单元|层|楼|室|户|组|队|社)|[一二三四五六七八九十]+(?:单元|"
    r"组|队|社|栋|号楼))"
)
_ESTATE = rf"(?:[{_H}]{{1,10}}?(?:小区|花园|家园|公寓|新村|大厦|广场|家属院|宿舍|苑|佳苑|嘉园|名邸|别墅))"
_TAIL = rf"(?:{_ROAD})?(?:{_ESTATE})?(?:{_HOUSE}){{0,5}}"
_CHAIN = (
    re.compile(rf"{_PROVINCE}[ ]?(?P<it>(?:(?:{_UNIT}){{1,5}}|{_CITY}市?){_TAIL})"),
    re.compile(rf"(?P<it>{_CITY}(?:市|州|地区|盟)(?:{_UNIT}){{0,4}}{_TAIL})"),
    re.compile(rf"(?P<it>{_CITY}(?:{_UNIT}){{1,4}}{_TAIL})"),
)
_STREET = re.compile(
    rf"(?P<it>(?:(?![市县区省镇乡])[{_H}]){{2,8}}?(?:大道|大街|胡同|公路|"
    rf"(?<![通旁径环回管道])[路街巷弄])(?:[{_H}]{{1,2}}段)?\d+"
    rf"(?:-\d+)?[号弄](?!染色|线|管|片|导)"
    rf"(?:{_ESTATE})?(?:{_HOUSE}){{0,5}})"
)
_HOME = re.compile(rf"(?P<it>{_ESTATE}(?:{_HOUSE}){{1,5}})")
_NUMBERED_HOUSE = re.compile(
    r"(?<!\d)(?P<it>\d{1,4}(?:号楼|栋|幢|座)\d{1,4}(?:单元|室|号)(?:\d{1,5}(?:室|号|户))?|\d{1,4}单元\d{1,5}(?:室|"
    r"号|户))"
)
_VILLAGE = re.compile(
    rf"(?:(?:家住|住在|居住于|居住在|居住|现住|来自|住于|(?<=[,。;:])住)(?:{_PROVINCE})?)(?P<it>[{_H}]{{2,12}}?"
    rf"(?:[县区镇乡村屯寨街路社](?![{_H}]?(?:医院|卫生)))(?:{_UNIT}){{0,3}}(?:{_HOUSE}){{0,4}})"
)
_GROUP = re.compile(rf"(?P<it>[{_H}]{{1,6}}[村屯寨](?:{_HOUSE})+)")
_COUNTY = re.compile(
    rf"(?:(?<=[在于住自往至])|(?<![{_H}]))(?P<it>[{_H}]{{1,3}}(?:县|旗|自治县)(?:{_UNIT}){{0,3}})(?![医级{_H}]?"
    rf"(?:医院|卫生|级|中医))"
)
_ADDRESS_SAID = re.compile(
    r"(?:(?:家庭|现|户口|户籍|联系|通讯|通信|单位|工作|常住|居住|暂住)*(?:住址|地址)|现住|户口所在地|户籍所在地|"
    r"户籍地|户籍|常住地|居住地|住所|工作单位|"
    r"单位名称|就业单位|学校名称|所在单位)(?:及(?:电话|邮编|地址))?[ \t]*(?:[(][^()\n]{0,8}[)])?(?:[ \t]*:|"
    r"(?<!现住)[ \t])[ \t]*"
    r"(?P<it>(?:(?![ \t]{2})[^,。;\n、\[]){2,60})"
)
_ORIGIN = re.compile(
    rf"(?:籍\s?贯|出生地|祖籍|原籍|生于|出生于|生长于|长期居住于|长期居住在|久居于?|居住于|"
    rf"居住在)[ \t]*:?[ \t]*(?:{_PROVINCE})?[ ]?(?P<it>(?:{_CITY}市?(?:{_UNIT}){{0,4}}|"
    rf"[{_H}]{{1,8}}?[市县区镇乡村旗州](?:{_UNIT}){{0,3}}))"
)
_LEAD = re.compile(r".*(?:[住在于至到往自]|就职|任职|位于|患者|家属|其子|其女|系|为)(?=..)")
_NOWHERE = re.compile(
    r"(?:.*(?:疫区|疫水|牧区|矿区|山区|农区|灾区|社区|病区|高发区|城区|郊区|郊县|林区|流行区|地区|景区|农村|乡村|"
    r"城镇|乡镇|"
    r"小镇|城市|超市|门市|本[市县区镇乡村地]|当地|本地|"
    r"外地|原地|各地|同村|该[市县村区]|某.?[市县村区]|我[市县区]|全[市县区村]|不详|同上|无|未))$"
)
_EMPLOYER = re.compile(rf"(?P<it>[{_H}()]{{2,20}}?(?:有限责任公司|股份有限公司|有限公司|集团公司|分公司))")

_SCHOOL = re.compile(
    rf"(?P<it>(?:{_CITY}市?|{_IN_UNITS}{{2,5}}?(?=第)|(?:{_UNIT}))(?:第?[一二三四五六七八九十]+|"
    rf"[{_H}]{{0,6}}?)(?:大学|学院|中学|高中|小学|幼儿园))"
    r"(?!第|附属|医院|文化|毕业证)"
)
_KIND_OF_HOSPITAL = (
    "(?:医院|卫生院|卫生所|卫生室|卫生服务中心|卫生服务站|保健院|疗养院|医学中心|医疗中心|急救中心|疾控中心|诊所|"
    "医学院|防治院|防治所|体检中心|养老院|敬老院|福利院|血站|透析中心)"
)
_HOSPITAL = re.compile(
    rf"(?P<run>[{_H}A-Za-z\d]{{1,24}}?)(?P<kind>{_KIND_OF_HOSPITAL}(?!获得|内?感染|感控)(?:附属[{_H}]{{0,6}}?医院)?"
    rf"(?:[{_H}]{{1,3}}(?:分院|院区))?)"
)
_SHORT_HOSPITAL = re.compile(
    rf"(?P<run>[{_H}]{{1,10}}?)(?P<kind>附[一二三四五]?院|附属?[一二三四五]院|"
    rf"(?<=[省市县大附])[一二三四五六七八九十]+院)"
)
_CUT = re.compile(
    r".*(?:[在于至到赴往去从由经转入送住诊求回抵被向遂后曾前余请,]|来自|就诊|入住|联系|先后|分别|急送|以及|及)(?=..)"
)
_TIME = re.compile(r"^(?:\d+|[年月日天周]|小时|个月|余|前|后|许|今|昨|曾)+(?:前|后|余|许|来|日|曾)")
_ANY = (
    r"(?:当地|外地|本地|异地|附近|上级|下级|基层|私立|私人|民营|正规|其[他它]|各大|各家|各|多家|数家|几家|两家|三家|"
    r"一家|某家?|该|此|我|另一|"
    r"院外|综合性?|专科|专业|[三二一][级甲乙](?:[甲乙]等)?|国外|国内|省外|家门口|同一|不同|我们|教学|定点|所在地|"
    r"对口|地方|就近|区域)"
)
_ANY_HOSPITAL = re.compile(
    rf".*(?:{_ANY}|[至到在于去往来赴入住送回出抵转为是因即系如或])$|(?:{_ANY}|建议|可|需|患者|家属|自行|曾|多次|"
    rf"[至到在于])*"
    r"(?:本|外|他|原|同|大|小|校|省|市|县|区|社区|乡镇|镇|乡|村|街道)?级?(?:里的?|内)?$"
)
_PLACED = re.compile(r"^(?:当地|本地|外地|附近|我|本|该|某|外)")
_WARD = re.compile(
    r"(?<![\d.第])(?P<it>(?:第?[一二三四五六七八九十]+|\d{1,2})(?:病区|病室|疗区|护理单元))|"
    r"(?<=科)(?P<number>[一二三四五六七八九十]+|\d{1,2})(?=病房|区(?!域))"
)

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|"
    "PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_STREET_EN = re.compile(
    r"(?<![\w./-])\d{1,6}[ ](?:[NSEW]\.?[ ]|North[ ]|South[ ]|East[ ]|West[ ])?(?:[A-Z][A-Za-z'’]+|\d{1,3}(?:st|nd|"
    r"rd|th))(?:[ ][A-Z][A-Za-z'’]+){0,3}[ ]"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Ter|Highway|Hwy|"
    r"Parkway|Pkwy|Circle|Cir|Square|Sq)\b\.?"
    r"(?:,?[ ](?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|#)\.?[ ]?#?[\w-]+)?(?:,[ ](?:[A-Z][a-z]+"
    r"(?:[ ][A-Z][a-z]+){0,2}))?(?=,|[. ]|$)"
)
_ZIP = re.compile(
    rf"(?P<it>(?:[A-Z][a-z]+(?:[ ][A-Z][a-z]+){{0,2}},?[ ])?)(?:{_STATES})[ ](?P<zip>\d{{5}}(?:-\d{{4}})?)(?!\d)|"
    rf"(?i:zip)(?:[ ]code)?[ :]*(?P<said>\d{{5}}(?:-\d{{4}})?)(?!\d)"
)
_PO_BOX = re.compile(r"P\.?[ ]?O\.?[ ]Box[ ]\d+")
_ADDRESS_SAID_EN = re.compile(r"(?<![A-Za-z])(?i:(?:home |mailing |street )?address)[ ]*:[ ]*(?P<it>[^;\n.]{5,80})")
_LIVES = re.compile(
    r"(?:[Ll]ives|[Ll]iving|[Rr]esides|[Rr]esiding)[ ]in[ ](?P<it>[A-Z][a-z]+(?:[ ][A-Z][a-z]+){0,2})(?=,|[. ;)]|$)"
)
_HOSPITAL_EN = re.compile(
    r"(?P<it>(?:(?:[A-Z][\w'’&-]*\.?|of|the|and|for)[ ]){1,6}(?:Hospital|Medical Center|Medical Ctr|Clinic|"
    r"Health System|Healthcare|Infirmary|Nursing Home|"
    r"Rehabilitation Center|Rehab Center|Rehab|Hospice|Health Center|Nursing Facility|Care Center|"
    r"Nursing and Rehab))(?![a-z])(?![ ](?:Course|Day|Problem|Medications|Stay|Summary|Discharge))"
)

_HOSPITAL_OF = re.compile(
    r"(?P<it>Hospital[ ](?:(?:de|del|la|las|los|el|of|d['’])[ ]){0,3}(?!Course|Day|Problem|Medications|Stay|Summary|"
    r"Discharge|Admission|"
    r"Number|Record|No\b|I[dD]\b|Acquired|Follow|Labs|Complications|Emergency|Department|Staff|Policy|Procedures|"
    r"Clinic|Center|Events|"
    r"Course)[A-Z]\w+(?:[ ](?:(?:de|del|la|y|e)[ ]){0,2}[A-Z]\w+){0,3})"
)


def places(text: str) -> Iterator[Found]:
    """Yield addresses below the province or state, hospitals with a name and numbered wards; `text` is `plain`."""
    yield from _addresses(text)
    yield from _hospitals(text)
    for match in _WARD.finditer(text):
        yield Found(Kind.HOSPITAL, *match.span(match.lastgroup or 0))
    for pattern in (_STREET_EN, _PO_BOX, _ADDRESS_SAID_EN):
        yield from all_of(Kind.ADDRESS, pattern, text)
    yield from (found for found in all_of(Kind.ADDRESS, _LIVES, text) if text[found.start : found.end] not in REGIONS)
    for match in _ZIP.finditer(text):
        for group in ("it", "zip", "said"):
            if match[group]:
                yield Found(Kind.ADDRESS, match.start(group), match.start(group) + len(match[group].rstrip(", ")))
    yield from _hospitals_en(text)
    yield from all_of(Kind.HOSPITAL, _HOSPITAL_OF, text)


def _addresses(text: str) -> Iterator[Found]:
    for pattern in (*_CHAIN, _STREET, _HOME, _NUMBERED_HOUSE, _VILLAGE, _GROUP, _COUNTY, _ORIGIN, _EMPLOYER, _SCHOOL):
        for match in pattern.finditer(text):
            lead = _LEAD.match(match["it"])
            start = match.start("it") + (lead.end() if lead else 0)
            if not _NOWHERE.match(text[start : match.end("it")]):
                yield Found(Kind.ADDRESS, start, match.end("it"))
    for match in _ADDRESS_SAID.finditer(text):
        province = re.match(_PROVINCE, match["it"])
        said = match["it"][province.end() :] if province else match["it"]
        if said.strip() and not _NOWHERE.match(said.strip()) and "*" not in said:
            yield Found(Kind.ADDRESS, match.start("it") + len(match["it"]) - len(said), match.end("it"))


def _hospitals(text: str) -> Iterator[Found]:
    """Yield a hospital's name from behind the word that leads to it; 当地医院, 外院 and 我院 name none."""
    for match in (*_HOSPITAL.finditer(text), *_SHORT_HOSPITAL.finditer(text)):
        start, run = match.start("run"), match["run"]
        cut = _CUT.match(run)
        if cut:
            start, run = start + cut.end(), run[cut.end() :]
        time = _TIME.match(run)
        if time and len(time.group()) < len(run):
            start, run = start + time.end(), run[time.end() :]
        placed = _PLACED.match(run)
        generic = _ANY_HOSPITAL.match(run) or (placed and len(run) - placed.end() < 3)
        if (generic and match.re is _HOSPITAL) or not re.search(rf"[{_H}]", run):
            continue
        yield Found(Kind.HOSPITAL, start, match.end())


def _hospitals_en(text: str) -> Iterator[Found]:
    for match in _HOSPITAL_EN.finditer(text):
        start = match.start()
        words = list(re.finditer(r"\S+", match.group()))
        while len(words) > 1 and words[0].group().strip(".,").casefold() in NO_HOSPITALS:
            words.pop(0)
        tail = re.search(
            r"(?:Hospital|Medical|Clinic|Health|Healthcare|Infirmary|Nursing|Rehabilitation|Rehab|Hospice|"
            r"Care)\b[A-Za-z ]*$",
            match.group(),
        )
        if (
            tail
            and words[0].start() < tail.start()
            and not _all_generic(match.group()[words[0].start() : tail.start()])
        ):
            yield Found(Kind.HOSPITAL, start + words[0].start(), match.end())


def _all_generic(name: str) -> bool:
    return all(word.strip(".,").casefold() in NO_HOSPITALS for word in name.split())
