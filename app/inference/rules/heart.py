"""Others of the heart: coronary disease, old infarction, stents, valves, failure and its classes."""

from app.inference.rules.chart import COURSE, NOW, STATED, Passage
from app.inference.rules.classes import KILLIP_CODES, NYHA, classes
from app.inference.rules.names import CORONARY_DISEASE, FAILURE, KILLIP, OLD_INFARCT
from app.inference.rules.others import UNLISTED, Ballot
from app.inference.rules.principal import HEART_FAILURE, HYPERTENSION, MICROVASCULAR, NSTEMI, UNSTABLE
from app.inference.rules.weights import Stated


def put_coronary(ballot: Ballot) -> None:
    """Put up coronary disease, old infarction, stent and muscle bridge."""
    chart, coronary = ballot.findings.chart, ballot.findings.coronary
    listed = chart.listed(CORONARY_DISEASE) or chart.listed_code("I25.103")
    named = listed or chart.find(CORONARY_DISEASE, asserted=STATED)
    principal = ballot.principal
    shown = list(coronary.stenosis or coronary.treated)
    if principal in (UNSTABLE, NSTEMI):
        angina = chart.find(r"心绞[痛疼]|急性冠[脉状]|心肌梗[死塞]", asserted=STATED)
        ballot.put("I25.103", 0.95, [*named, *shown, *angina], "急性冠脉综合征以冠心病为基础")
    elif principal == MICROVASCULAR:
        chance = 0.12 if not listed else 0.48 if coronary.mild else 0.4
        ballot.put("I25.103", chance, [*named, *coronary.mild], "列有冠心病，冠脉有斑块或轻度狭窄")
    elif principal == HYPERTENSION:
        ballot.put("I25.103", 0.65 if listed else 0.25, named, "列有冠心病")
        ballot.put("I25.103", 0.6, shown, "冠脉有意义的狭窄")
        plaque = chart.find("冠(?:状动)?脉(?:粥样)?硬化(?!性)", asserted=STATED)
        ballot.put("I25.102", 0.36, plaque, "冠状动脉粥样硬化")
    else:
        ballot.put("I25.103", 0.9 if listed else 0.55, named, "列有冠心病")
        ballot.put("I25.103", 0.6, shown, "冠脉有意义的狭窄")
    ballot.state("I25.200", Stated.LISTED, chart.listed(OLD_INFARCT, STATED), "列有陈旧性心肌梗死", 0.1)
    ballot.put("I25.200", UNLISTED, chart.find(OLD_INFARCT, asserted=STATED), "陈旧性心肌梗死")
    stent = r"(?:PCI|支架(?:植入|置入)?|介入(?:治疗)?|PTCA)(?:\+[^，。；]{0,8})?(?:治疗)?(?:术)?后"
    shift = -0.1 if principal == MICROVASCULAR else 0.0
    ballot.state("Z95.501", Stated.LISTED, chart.listed(stent, STATED), "列有支架植入术后", shift)
    ballot.state("Z95.501", Stated.HINTED, list(coronary.had_stent), "既往支架植入", 0.1)
    ballot.state("Q24.501", Stated.STATED, chart.find("肌桥|壁冠状动脉", asserted=STATED), "冠状动脉肌桥", 0.08)


def put_valves(ballot: Ballot) -> None:
    """Put up valve disease as named; a single valve listed speaks for it in heart failure."""
    chart = ballot.findings.chart
    named = chart.listed("瓣膜(?:性心脏)?病|联合瓣膜|退行性[^。；，,]{0,4}瓣膜", STATED)
    ballot.state("I38.x01", Stated.LISTED, named, "列有心脏瓣膜病")
    ballot.state("I38.x01", Stated.STATED, chart.of_code("I38.x01", STATED), "心脏瓣膜病")
    single = chart.listed(r"[二三]尖瓣[^。；，,]{0,6}(?:关闭不全|狭窄)|主动脉瓣[^。；，,]{0,6}(?:关闭不全|狭窄)")
    ballot.state("I38.x01", Stated.HINTED, single, "列有瓣膜关闭不全或狭窄", 0.14)


def put_failure(ballot: Ballot) -> None:
    """Put up heart failure beside another principal, and the NYHA or Killip class."""
    chart, findings, principal = ballot.findings.chart, ballot.findings, ballot.principal
    stated = classes(chart, infarct=principal == NSTEMI)
    for code in KILLIP_CODES:
        ballot.put(code, 0.85 if principal == NSTEMI else 0.3, stated[code], "Killip分级")
    for code, grade in NYHA.items():
        found = stated[code]
        listed = [passage for passage in found if passage.section == chart.admission]
        killip = chart.listed(KILLIP)
        if listed:
            chance = 0.86 if principal == HEART_FAILURE else 0.6 if not killip else 0.2
            ballot.put(code, chance, listed, f"心功能{grade}级")
        elif found:
            ballot.put(code, 0.42 if principal == HEART_FAILURE else 0.2, found, f"心功能{grade}级")
    acute = chart.of_code("I50.907")
    chances = {NSTEMI: 0.85, UNSTABLE: 0.6, HEART_FAILURE: 0.28}
    ballot.put("I50.907", chances.get(principal or "", 0.4), acute, "急性心力衰竭")
    if principal == NSTEMI:
        _put_failure_of_infarct(ballot)
    elif principal != HEART_FAILURE:
        listed = chart.listed(FAILURE)
        chronic = chart.of_code("I50.900x018")
        ballot.put("I50.900x018", 0.55, chronic, "慢性心力衰竭急性加重")
        ballot.put("I50.907", 0.4 if findings.natriuretic else 0.3, listed, "列有心力衰竭")
    if principal in (HEART_FAILURE, HYPERTENSION):
        angina = chart.listed(r"不稳定(?:型|性)?心绞[痛疼]")
        loose = chart.listed(r"心绞[痛疼]")
        high = principal == HEART_FAILURE
        ballot.put("I20.000", 0.85 if high else 0.5, angina, "列有不稳定型心绞痛")
        ballot.put("I20.000", 0.45 if high else 0.25, loose, "列有心绞痛")
        elsewhere = chart.find(r"不稳定(?:型|性)?心绞[痛疼]", ("现病史", COURSE), NOW)
        ballot.put("I20.000", 0.45 if high else 0.2, elsewhere, "诊为不稳定型心绞痛")


def _put_failure_of_infarct(ballot: Ballot) -> None:
    """Weigh acute heart failure beside an infarct: named, else by Killip class and signs (40 of 100 have it)."""
    chart, findings = ballot.findings.chart, ballot.findings
    chance = 0.0
    passages: list[Passage] = []
    for points, found in (
        (0.85, chart.of_code("I50.907")),
        (0.45, chart.find(FAILURE, (chart.admission, COURSE, "出院情况"))),
        (0.26, chart.find(KILLIP)),
        (0.08, findings.natriuretic),
        (0.05, findings.rales),
        (0.05, chart.find(r"喘憋|憋喘|呼吸困难|不能平卧|端坐呼吸|夜间憋醒", ("主诉", "现病史"))),
        (0.05, chart.find(r"呋塞米|托拉塞米|利尿|速尿", (COURSE, "出院医嘱"))),
    ):
        if found:
            chance += points
            passages += found[:1]
    chronic = chart.of_code("I50.900x018")
    ballot.put("I50.900x018", 0.6, chronic, "慢性心力衰竭急性加重")
    ballot.put("I50.907", min(chance, 0.85), passages, "心肌梗死合并心力衰竭的表现")
