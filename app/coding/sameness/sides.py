"""Left, right and both sides, each with the part of the body it is said of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SITES_ZH = (
    "前降支|回旋支|主干|冠状动脉|冠脉|冠|心室|心房|室|房|束支|颈内动脉|颈总动脉|颈动脉|椎动脉|"
    "锁骨下动脉|桡动脉|股动脉|腘动脉|肾动脉|髂动脉|足背动脉|大脑中动脉|基底节区|基底节|放射冠|"
    "丘脑|额叶|颞叶|顶叶|枕叶|小脑|脑室|侧脑室|大脑半球|半球|半卵圆中心|内囊|脑干|上肢|下肢|"
    "肢体|偏瘫|偏身|半身|肢|上臂|前臂|大腿|小腿|手|足|腿|膝|髋|踝|肩|肘|腕|臂|指|趾|跟|"
    "股骨|胫骨|腓骨|桡骨|尺骨|肱骨|锁骨|肋骨|肋|髌|胸壁|胸腔|胸膜|胸|乳腺|乳房|乳|腋|肺|"
    "肺门|肺叶|上叶|中叶|下叶|上肺|下肺|膈|肾|肾上腺|输尿管|附件|卵巢|输卵管|睾丸|精索|"
    "腹股沟|腹|上腹|下腹|腰|背|臀|髂|眼|眼睑|瞳孔|视野|耳|鼻|鼻腔|面部|面|颊|口角|鼻唇沟|"
    "颞|额|颈|甲状腺|扁桃体|腮腺|叶|侧叶|坐骨|颅|头|锁骨上|淋巴结|足背|巴氏征|霍夫曼征|"
    "克氏征"
)
_FIXED = ("前降支", "回旋支", "主干")
"""Vessels of the left heart, with or without the word."""
_SAME_ZH = {
    "冠状动脉": "冠脉", "冠": "冠脉", "心室": "室", "心房": "房", "肢体": "肢", "偏瘫": "肢", "偏身": "肢",
    "半身": "肢",
    "基底节区": "基底节", "胸腔": "胸", "乳腺": "乳", "乳房": "乳", "面部": "面", "大脑半球": "半球",
    "侧叶": "叶", "上肺": "上叶", "下肺": "下叶", "肺叶": "叶",
}  # fmt: skip
_SITES_EN = (
    "anterior descending|circumflex|main|coronary|ventricle|ventricular|atrium|atrial|bundle branch|carotid|vertebral"
    "|subclavian|radial|femoral|popliteal|renal|iliac|cerebral|basal ganglia|thalamus|frontal|temporal|parietal"
    "|occipital|hemisphere|upper extremity|lower extremity|upper extremities|lower extremities|extremity|extremities"
    "|arms?|legs?|hands?|foot|feet|knees?|hips?|ankles?|shoulders?|elbows?|wrists?|thighs?|calf|calves|toes?|fingers?"
    "|heel|femur|tibia|fibula|humerus|clavicle|ribs?|chest|breasts?|axilla|lungs?|upper lobe|middle lobe|lower lobe"
    "|lobe"
    "|pleural|hemithorax|kidneys?|ureters?|adrenal|ovary|ovarian|testicle|testis|groin|inguinal|flank|abdomen|quadrant"
    "|back|buttock|eyes?|pupils?|ears?|face|facial|cheek|neck|thyroid|parotid|hemiparesis|hemiplegia|weakness|sided"
    "|sides?"
    "|bases?|crackles|effusions?|hydronephrosis|edema|pneumonia|infiltrates?|opacities|opacity|stroke|hand|heart"
)
_SAME_EN = {
    "ventricular": "ventricle", "atrial": "atrium", "upper extremities": "upper extremity", "arm": "upper extremity",
    "arms": "upper extremity", "lower extremities": "lower extremity", "leg": "lower extremity",
    "legs": "lower extremity", "feet": "foot", "calves": "calf", "ovarian": "ovary", "facial": "face",
    "inguinal": "groin", "lungs": "lung", "kidneys": "kidney", "renal": "kidney", "extremities": "extremity",
    "opacities": "opacity", "sided": "", "side": "", "sides": "",
}  # fmt: skip
_ZH_SITE = re.compile(
    rf"[的侧边面前后上下中外内近远大小主全]{{0,3}}?"
    rf"(?P<site>{'|'.join(sorted(_SITES_ZH.split('|'), key=len, reverse=True))})"
)
_ZH_SIDE = re.compile("左[、,及和与]右(?:两侧|双侧|侧)?|左右(?:两侧|双侧|侧)|双侧|两侧|左侧|右侧|左边|右边|左|右|双|两")
_NO_SIDE_ZH = re.compile(
    "左右(?!两侧|双侧|侧)|左心?室射血|左氧氟|左旋|左甲状|左西孟|左乙拉|左卡尼|左炔|左奥|左沙|左布比|左羟|左亚叶|右美|右旋|右佐|右丙|右雷|右兰"
    "|双抗|双联|双胍|双氯|双嘧|双歧|双相|双重|双腔|双源|双硫|双香|双j|双磷|双膦|双黄|左主干|左前降|左回旋|两便|双氢"
)
_EN = re.compile(
    r"(?<![a-z])(?P<side>left|right|bilateral|bilaterally|both)(?![a-z])(?P<gap>(?:[ -][a-z-]+){0,3}?)[ -]"
    rf"(?P<site>{_SITES_EN})(?![a-z])|(?<![a-z])(?P<both>bilateral(?:ly)?)(?![a-z])"
)
_NO_GAP_EN = re.compile(r"\b(?:the|against|home|ama|hospital|without|for|work|and|away|now|after|to|her|his|with|at)\b")
_SHORT_EN = re.compile(r"(?<![a-z])(?P<side>[lrb])(?P<site>ue|le|ul|ml|ll|uq|lq|bbb|ij|ica|mca|pca|aca)(?:l)?(?![a-z])")
_SHORT_SITE = {
    "ue": "upper extremity", "le": "lower extremity", "ul": "upper lobe", "ml": "middle lobe", "ll": "lower lobe",
    "uq": "upper quadrant", "lq": "lower quadrant", "bbb": "bundle branch", "ij": "jugular", "ica": "carotid",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sided:
    """A side of a part of the body; `sides` is l, r or lr, `site` empty when no known part is named."""

    start: int
    end: int
    sides: str
    site: str


def sides(text: str) -> Iterator[Sided]:
    """Yield the sides that evened text names."""
    hidden = [match.span() for match in _NO_SIDE_ZH.finditer(text)]
    for match in _ZH_SIDE.finditer(text):
        if any(start <= match.start() < end for start, end in hidden):
            continue
        found = _chinese(text, match)
        if found:
            yield found
    for match in _EN.finditer(text):
        if match["both"]:
            yield Sided(match.start(), match.end(), "lr", "")
        elif not _NO_GAP_EN.search(match["gap"]):
            side = {"left": "l", "right": "r"}.get(match["side"], "lr")
            yield Sided(match.start(), match.end(), side, _english(match["gap"], match["site"]))
    for match in _SHORT_EN.finditer(text):
        side = {"l": "l", "r": "r", "b": "lr"}[match["side"]]
        yield Sided(match.start(), match.end(), side, _SHORT_SITE.get(match["site"], match["site"]))


def _chinese(text: str, match: re.Match[str]) -> Sided | None:
    """Read a Chinese side with the part that follows; 双 and 两 alone count only before a part."""
    word = match.group()
    site = _ZH_SITE.match(text, match.end())
    if site is None and word in ("双", "两"):
        return None
    part = site["site"] if site else ""
    if part in _FIXED:
        return None
    both = "右" in word[1:] or word[0] in "双两"
    which = "lr" if both else "l" if word[0] == "左" else "r"
    return Sided(match.start(), site.end() if site else match.end(), which, _SAME_ZH.get(part, part))


def _english(gap: str, site: str) -> str:
    """Name the part in one form, with upper, middle or lower where that was said."""
    level = re.search(r"upper|middle|lower|mid", gap)
    named = _SAME_EN.get(site, site)
    return f"{level.group()} {named}" if level else named
