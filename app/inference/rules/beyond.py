"""Others beyond the heart: metabolism, brain, lungs, and the findings of ultrasound and CT."""

import re

from app.coding.mentions import Assertion
from app.inference.rules.chart import STATED
from app.inference.rules.others import UNLISTED, Ballot
from app.inference.rules.pattern import words
from app.inference.rules.principal import HEART_FAILURE, HYPERTENSION, MICROVASCULAR, NSTEMI, UNSTABLE
from app.inference.rules.weights import Stated

_LIPIDS = words(
    "高(?:血脂|脂血)症?",
    "(?:混合(?:型|性))?高(?:胆固醇|甘油三[酯脂]|脂蛋白)血症",
    "血脂(?:代谢)?(?:异常|紊乱)",
    "脂(?:质)?代谢(?:异常|紊乱)",
)
_STROKE = words("脑梗[死塞]?", "腔隙性?(?:脑)?梗[死塞]", "腔梗")
_OLD_STROKE = words(
    "陈旧性?[^。；，,]{0,6}(?:脑梗|腔梗|梗[死塞]灶|腔隙性)", "(?:脑梗[死塞]?|脑卒中)(?:个人史|恢复期|后遗症)"
)
_OLD_LISTED = words(_OLD_STROKE, "脑梗[死塞]?[(（]陈旧性?[)）]", "脑梗[死塞]?(?:病史|史)")
_IMAGED = rf"(?>{_STROKE})(?!\s*(?:病?史|\d+\+?余?(?:年|个?月)))"
_LUNG_NODULE = words(
    "(?:[双两左右]侧?肺|肺)[^。；;，,甲肝肾]{0,18}?(?:小|微|磨玻璃)?结节", "肺[^。；;，,]{0,12}(?:磨玻璃|占位)"
)
_LEG_PLAQUE = words("下肢(?:各)?动脉[^。；;]{0,26}?(?:斑块|硬化|粥样)", "(?:股|腘|胫前|胫后)动脉[^。；;]{0,16}斑块")
_THICK = "[^。；;]{0,10}内-?(?:中)?膜[^。；;，,]{0,6}(?:增厚|毛糙)"
_LIVER_CYST = words(
    "肝(?:脏|内|右叶|左叶)?[^。；;，,胆肾]{0,10}囊肿", "肝脏?[、及和与](?:[双左右]侧?)?肾脏?[^。；;，,]{0,6}囊肿"
)
_THYROID_NODULE = words(
    "甲状腺[^。；;，,]{0,16}结节", "甲状腺[^。；;，,]{0,12}[，,](?:双侧?|左侧?|右侧?)叶[^。；;，,]{0,12}结节"
)
_FINDINGS: tuple[tuple[str, str, str, float], ...] = (
    ("R91.x00x003", _LUNG_NODULE, "肺部影像结节或磨玻璃影", 0.0),
    ("I70.806", "颈(?:总|内|外)?动脉[^。；;]{0,26}?(?:斑块|硬化|粥样)", "颈动脉斑块或硬化", 0.0),
    ("I70.203", _LEG_PLAQUE, "下肢动脉斑块或硬化", 0.0),
    ("K76.000", "脂肪肝|肝[^。；;，,]{0,6}脂肪(?:变|浸润|沉积)|脂肪性肝病", "脂肪肝", 0.06),
    ("K76.807", _LIVER_CYST, "肝囊肿", 0.05),
    ("N28.101", "(?:[双左右两]侧?)?肾(?:脏)?[^。；;，,]{0,12}囊肿", "肾囊肿", 0.08),
    ("E04.101", _THYROID_NODULE, "甲状腺结节", 0.08),
)
_WEAK_FINDINGS: tuple[tuple[str, str, str, float], ...] = (
    ("R91.x00x003", "肺[^。；;，,]{0,10}(?:纤维灶|条索|索条|阴影|高密度影|斑片)", "肺部影像改变", -0.12),
    ("I70.806", f"颈(?:总|内|外)?动脉{_THICK}", "颈动脉内中膜增厚", 0.05),
    ("I70.203", f"下肢(?:各)?动脉{_THICK}", "下肢动脉内中膜增厚", 0.03),
)
"""Code, words, reason, and how far the chance of a code departs from that of findings at large."""
_HOMOCYSTEINE = {NSTEMI: 0.48, UNSTABLE: 0.4, HEART_FAILURE: 0.25, HYPERTENSION: 0.15, MICROVASCULAR: 0.08}
"""Chance that a raised homocysteine is coded, by principal."""
_LEFT_OUT_WHEN_ACUTE = {"R91.x00x003": -0.15, "I70.806": -0.15, "I70.203": -0.15}
"""Chance such findings lose in an infarct or heart failure, where the list fills with what was treated."""
_ANTIBIOTICS = "抗感染|头孢|莫西沙星|左氧氟沙星|哌拉西林|抗生素|消炎"
_LISTED_ONLY: tuple[str, ...] = ("E04.102", "Z54.000x033", "Z98.800x612", "I31.800x004", "I67.200x011")
_POTASSIUM = r"(?<!氯化)(?<!丁酸)(?:血清?|离子)?钾(?:离子)?(?:[(（]K\+?[)）])?|(?<![A-Za-z])K\+?(?![A-Za-z])"


def put_metabolism(ballot: Ballot) -> None:
    """Put up diabetes, lipids, homocysteine and potassium."""
    chart = ballot.findings.chart
    listed = chart.listed(r"糖尿病", STATED) or chart.listed_code("E11.900")
    stated = chart.find(r"糖尿病(?!饮食|普食|宣教|教育|低|家族)", asserted=STATED)
    stated = stated or chart.of_code("E11.900", STATED)
    one = chart.find(r"(?<![1Ⅰ一IⅡl|])[1Ⅰ一I]\s*型糖尿病", asserted=STATED)
    if not one or chart.of_code("E11.900", STATED):
        ballot.state("E11.900", Stated.LISTED, listed, "列有糖尿病", 0.05)
        ballot.state("E11.900", Stated.STATED, stated, "糖尿病史", 0.1)
    ballot.state("E78.500", Stated.LISTED, chart.listed(_LIPIDS, STATED), "列有高脂血症")
    ballot.state("E78.500", Stated.STATED, chart.find(_LIPIDS, asserted=STATED), "高脂血症", -0.1)
    named = r"高(?:同型)?半胱氨酸(?:血症)?|同型半胱氨酸(?:血症|[升增]高|偏高)|H型高血压"
    ballot.state("E72.101", Stated.LISTED, chart.listed(named), "列有高同型半胱氨酸血症", 0.1)
    ballot.state("E72.101", Stated.STATED, chart.find(named), "高同型半胱氨酸血症", 0.1)
    high = [m for m in chart.measured(r"同型半胱氨酸|HCY") if 15 < m.value < 200 and not m.lowered]
    far = 0.12 if any(m.value >= 25 for m in high) else 0.0
    chance = _HOMOCYSTEINE.get(ballot.principal or "", 0.2)
    ballot.put("E72.101", chance + far, [m.passage for m in high], "同型半胱氨酸升高")
    _put_potassium(ballot)


def _put_potassium(ballot: Ballot) -> None:
    chart = ballot.findings.chart
    named = r"低[血]?钾(?:血症|症)?|血钾(?:偏|较)?低|血钾降低"
    ballot.state("E87.600", Stated.LISTED, chart.listed(named), "列有低钾血症")
    ballot.state("E87.600", Stated.STATED, chart.find(named, asserted=(Assertion.AFFIRMED,)), "低钾血症", 0.2)
    low = [m.passage for m in chart.measured(_POTASSIUM) if 1.5 < m.value < 3.5 and _is_potassium(m.passage.text)]
    ballot.state("E87.600", Stated.HINTED, low, "血钾低于3.5mmol/L", 0.3)


def _is_potassium(words: str) -> bool:
    """Say whether a value is a serum potassium and not a dose (mg, g, ml) or another ion."""
    return re.search(r"mg|\dg|ml|[钠氯钙镁磷]", words, re.IGNORECASE) is None


def put_brain(ballot: Ballot) -> None:
    """Put up stroke: the old one where it is called old or is history, the plain one where it is listed or imaged."""
    chart = ballot.findings.chart
    old_listed = chart.listed(_OLD_LISTED, STATED)
    ballot.state("I69.300x002", Stated.LISTED, old_listed, "列有陈旧性脑梗死")
    old = [*old_listed, *chart.find(_OLD_STROKE, asserted=STATED)]
    ballot.put("I69.300x002", UNLISTED, old, "陈旧性脑梗死")
    plain = [passage for passage in chart.listed(_STROKE, STATED) if not passage.inside(old)]
    ballot.state("I63.900", Stated.LISTED, plain, "列有脑梗死", 0.05)
    past = [passage for passage in chart.find(_STROKE, asserted=(Assertion.PAST,)) if not passage.inside(old)]
    ballot.put("I69.300x002", UNLISTED, past, "既往脑梗死")
    imaged = [passage for passage in chart.find(_IMAGED, ("诊疗经过", "现病史", "入院情况")) if not passage.inside(old)]
    resonance = 0.15 if chart.find(r"[颅头脑]部?\s*MR", ("诊疗经过",)) else 0.0
    ballot.state("I63.900", Stated.REPORTED, imaged, "影像示脑梗死灶", 0.04 + resonance)
    faint = chart.find("腔隙[性灶]|缺血(?:性)?、?(?:梗[死塞])?灶", ("诊疗经过",))
    ballot.state("I63.900", Stated.HINTED, faint, "影像示缺血灶", 0.08 + resonance)


def put_lungs(ballot: Ballot) -> None:
    """Put up pneumonia or lung infection, whichever the record calls it; treatment makes either likelier."""
    chart = ballot.findings.chart
    treated = 0.12 if chart.find(_ANTIBIOTICS, ("诊疗经过",)) else -0.04
    for code, names in (
        ("J98.414", "肺(?:部)?[^。；，,]{0,4}感染"),
        ("J18.900", "肺炎(?!支原体|衣原体|链球菌|克雷伯|疫苗|球菌)|肺[^。；;，,]{0,8}炎[症性]"),
    ):
        ballot.state(code, Stated.LISTED, chart.listed(names), "入院诊断列出", treated)
        ballot.state(code, Stated.REPORTED, chart.find(names), "诊疗中诊为肺部炎症", treated)


def put_findings(ballot: Ballot) -> None:
    """Put up what ultrasound and CT report; half of such findings are coded, more when listed, few in heart failure."""
    chart = ballot.findings.chart
    acute = _LEFT_OUT_WHEN_ACUTE if ballot.principal in (NSTEMI, HEART_FAILURE) else {}
    seen = {code: chart.find(names, asserted=STATED) for code, names, _, _ in _FINDINGS}
    vessels = 0.07 if seen["I70.806"] and seen["I70.203"] else -0.03
    for code, names, reason, shift in _FINDINGS:
        change = shift + acute.get(code, 0.0) + (vessels if code.startswith("I70") else 0.0)
        ballot.state(code, Stated.LISTED, chart.listed(names, STATED), f"列有{reason}", -0.1)
        ballot.state(code, Stated.REPORTED, seen[code], reason, change)
    for code, names, reason, shift in _WEAK_FINDINGS:
        ballot.state(code, Stated.HINTED, chart.find(names), reason, shift)
    for code in _LISTED_ONLY:
        found = [passage for passage in chart.of_code(code, STATED) if passage.section == chart.admission]
        ballot.put(code, 0.45, found, "入院诊断列出")
    renal = chart.listed(r"(?<!慢性)(?<!急性)肾功能(?:不全|异常|损害)")
    ballot.put("N19.x00x002", 0.15 if ballot.principal in (NSTEMI, HEART_FAILURE) else 0.25, renal, "列有肾功能不全")
