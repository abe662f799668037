"""Units of clinical text: each written form has a canonical unit and a factor, so that 0.5g is 500毫克."""

import re
from decimal import Decimal

_DAY = 24 * 60
_LISTED: tuple[tuple[str, str, str], ...] = (
    ("s", "1", "秒钟 秒 seconds second secs sec"),
    ("min", "1", "分钟 minutes minute mins min"),
    ("min", "60", "个小时 小时 hours hour hrs hr h"),
    ("min", str(_DAY), "天 日 days day d"),
    ("min", str(7 * _DAY), "个星期 星期 礼拜 周 weeks week wks wk"),
    ("month", "1", "个月 月 months month mos mo"),
    ("month", "12", "年 years year yrs yr"),
    ("岁", "1", "周岁 岁 years-old year-old years_old year_old yo y/o yr-old"),
    ("kg", "1", "千克 公斤 kg"),
    ("kg", "0.5", "市斤 斤"),
    ("lb", "1", "pounds pound lbs lb"),
    ("mg", "1000", "克 grams gram g"),
    ("mg", "1", "毫克 mg"),
    ("mg", "0.001", "微克 μg ug mcg"),
    ("mg", "0.000001", "ng"),
    ("ml", "1", "毫升 ml cc"),
    ("ml", "1000", "升 liters liter litres litre l"),
    ("mm", "1", "毫米 mm ㎜"),
    ("mm", "10", "厘米 公分 cm ㎝"),
    ("mm", "1000", "米 meters meter m"),
    ("mmhg", "1", "毫米汞柱 mmhg mm_hg"),
    ("kpa", "1", "千帕 kpa"),
    ("℃", "1", "摄氏度 ℃ °c ºc °_c degrees_celsius"),
    ("℉", "1", "℉ °f ºf"),
    (
        "次/min",
        "1",
        "次每分钟 次每分 次/分钟 次/分 次/min bpm beats/min beats_per_minute per_minute breaths/min /min /分",
    ),
    ("%", "1", "% percent ％"),
    ("mmol/l", "1", "毫摩尔/升 mmol/l"),
    ("mmol/l", "0.001", "微摩尔/升 μmol/l umol/l"),
    ("mg/l", "1", "毫克/升 mg/l μg/ml ug/ml"),
    ("mg/l", "0.001", "微克/升 μg/l ug/l ng/ml"),
    ("mg/l", "0.000001", "ng/l pg/ml"),
    ("g/l", "1", "克/升 g/l"),
    ("g/dl", "1", "g/dl"),
    ("mg/dl", "1", "mg/dl"),
    ("mg/g", "1", "mg/g"),
    ("u/l", "1", "单位/升 iu/l u/l miu/ml"),
    ("miu/l", "1", "miu/l uiu/ml μiu/ml"),
    ("meq/l", "1", "meq/l"),
    ("10^9/l", "1", "×10^9/l ×10⁹/l ×109/l 10^9/l 10⁹/l ×10e9/l k/ul"),
    ("10^12/l", "1", "×10^12/l ×10¹²/l ×1012/l 10^12/l 10¹²/l ×10e12/l"),
    ("mm/h", "1", "mm/小时 mm/h mm/hr"),
    ("ml/min", "1", "ml/min/1.73m2 ml/min/1.73m² ml/(min·1.73m2) ml/(min·1.73m²) ml/min ml/分"),
    ("ml/h", "1", "ml/h ml/小时 ml/hr"),
    ("l/min", "1", "l/min l/分"),
    ("m/s", "1", "m/s"),
    ("mg/kg", "1", "mg/kg"),
    ("次/日", "1", "次/日 次/天 次/d"),
    ("次/week", "1", "次/周"),
    ("u", "1", "国际单位 单位 units unit iu u"),
    ("u", "10000", "万单位 万u 万iu"),
    ("ma", "1", "ma"),
    ("mv", "1", "mv"),
    ("gy", "1", "gy"),
    ("级", "1", "级"),
    ("度", "1", "度 °"),
    ("期", "1", "期"),
    ("型", "1", "型"),
    ("类", "1", "类"),
    ("分", "1", "分 points point"),
    ("次", "1", "次 times"),
    ("片", "1", "片 tablets tablet tabs tab"),
    ("粒", "1", "粒 颗 capsules capsule"),
    ("支", "1", "支 vials vial"),
    ("枚", "1", "枚"),
    ("袋", "1", "袋 包 packs pack"),
    ("pack-year", "1", "pack-years pack-year pack_years"),
    ("瓶", "1", "瓶"),
    ("滴", "1", "滴 drops drop"),
    ("喷", "1", "喷 吸 puffs puff"),
    ("个", "1", "个 处 根 条 块 层"),
    ("联", "1", "联"),
    ("倍", "1", "倍 fold"),
    ("米次", "1", "步"),
    ("杯", "1", "杯"),
    ("子", "1", "子"),
    ("女", "1", "女"),
)
"""Canonical unit, factor, and the forms; `_` stands for blanks. A month has no days here, so years are months."""

FREQUENCY = "次/日"
"""Times a day."""
GRADES = frozenset({"级", "度", "期", "型", "类"})
HAN_UNITS = frozenset(
    [
        "秒",
        "分钟",
        "小时",
        "天",
        "日",
        "周",
        "星期",
        "月",
        "年",
        "岁",
        "级",
        "度",
        "期",
        "型",
        "类",
        "次",
        "片",
        "粒",
        "颗",
        "支",
        "枚",
        "袋",
        "瓶",
        "滴",
        "联",
        "倍",
        "子",
        "女",
        "分",
        "斤",
        "个",
    ]
)
"""First words of units that a Chinese numeral may count; before any other word it is part of a name."""

UNITS: dict[str, tuple[str, Decimal]] = {
    form.replace("_", " "): (unit, Decimal(factor)) for unit, factor, forms in _LISTED for form in forms.split()
}


def pattern() -> str:
    """Return a pattern of all written units, longest first; a Latin one ends where its word ends."""
    ordered = sorted(UNITS, key=len, reverse=True)
    latin = [re.escape(form) for form in ordered if form[-1].isascii() and form[-1].isalpha()]
    other = [re.escape(form) for form in ordered if not (form[-1].isascii() and form[-1].isalpha())]
    return f"(?:(?:{'|'.join(latin)})(?![a-z])|(?:{'|'.join(other)}))"
