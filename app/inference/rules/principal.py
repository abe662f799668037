"""Which of the five principals leads the stay: points for what the record states, and whether any of them fits at all."""

import re
from dataclasses import dataclass, field

from app.inference.rules.chart import COURSE, EVER, NOW, STATED, Chart, Measured, Passage
from app.inference.rules.coronary import Coronary, read_coronary
from app.inference.rules.hypertension import Hypertension, hypertension_code, read_hypertension

HYPERTENSION = "I10.x00x032"
UNSTABLE = "I20.000"
MICROVASCULAR = "I20.800x007"
NSTEMI = "I21.401"
HEART_FAILURE = "I50.900x018"
PRINCIPALS = (HYPERTENSION, UNSTABLE, MICROVASCULAR, NSTEMI, HEART_FAILURE)

_UNSTABLE_NAMES = r"不稳定(?:型|性)?心绞[痛疼]|(?:初发|恶化|静息|自发|变异)(?:劳力)?(?:型|性)?(?:劳力(?:型|性)?)?心绞[痛疼]"
_ANGINA = r"心绞[痛疼]"
_CAD = r"冠心病|冠状动脉粥样硬化性心脏病|冠状动脉性心脏病|缺血性心[脏肌]病"
_CHEST = r"胸[痛闷疼]|憋[气闷]|憨气|心前区|胸骨后|压榨|闷[痛疼]"
_NSTEMI_NAMES = r"非\s*ST\s*段?\s*抬高(?:型|性)?(?:急性)?心(?:肌梗[死塞]|梗)|NSTEMI|急性心内膜下心肌梗[死塞]"
_STEMI_NAMES = r"(?<!非)(?<!非急性)ST\s*段?\s*抬高(?:型|性)(?:急性)?心(?:肌梗[死塞]|梗)|(?<!N)STEMI"
_WALL_INFARCT = r"急性(?:广泛)?(?:前|下|侧|高侧|正后|后|右室|间)[^。；，,\s]{0,8}壁?[^。；，,\s]{0,6}心肌梗[死塞]"
_INFARCT = r"(?<!陈旧性)急性心(?:肌梗[死塞]|梗)"
_ACS = r"急性冠[脉状][^。；，,]{0,4}综合征|ACS"
_ACUTE_ON_CHRONIC = r"慢性(?:充血性)?(?:左|全|右)?心(?:力衰竭|功能不全|衰竭?)(?:急性)?(?:加重|失代偿|发作)"
_FAILURE = r"心力衰竭|心功能不全|心衰|全心衰|左心衰|心功能衰竭"
_BREATH = r"喘憋|憋喘|呼吸困难|气促|气短|气喘|喘息|端坐呼吸|不能平卧|水肿|浮肿|纳差|腹胀|尿少|憋醒|喘"
_HEAD = r"头[晕昏痛胀疼]|血压(?:升|增|偏)?高|高血压|眩晕"
_OTHER_LEADS = (
    r"主动脉夹层|肺栓塞|肺动脉栓塞|心肌炎|心包炎|肥厚(?:型|性)(?:梗阻性)?心肌病|心内膜炎|室上性心动过速|阵发性室上速|房室传导阻滞|病态窦房结|病窦|心脏骤停|应激性心肌病|预激综合征|起搏器"
    r"|阑尾炎|胆囊炎|胆囊结石|胆管|胰腺炎|肠梗阻|消化道出血|溃疡|骨折|肿瘤|癌|脑出血|蛛网膜下腔|急性脑梗[死塞]|慢性阻塞性肺|支气管扩张|哮喘|肺结核|气胸|肾结石|输尿管|尿毒症|白血病|甲状腺功能亢进|甲亢|酮症|蜂窝织炎|前列腺|疝|妊娠|心房扑动|室性心动过速|黏液瘤|房间隔缺损|室间隔缺损|颈椎病|心脏神经"
)
_LEAST = 2.5
"""Points a principal needs; below, none of the five fits."""


@dataclass
class Score:
    """The points of one principal, the reasons, and the words they go by."""

    points: float = 0.0
    reasons: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def add(self, points: float, reason: str = "", passages: list[Passage] | tuple[Passage, ...] = ()) -> None:
        """Add points; a reason is shown with its first words."""
        self.points += points
        if reason and points > 0:
            self.reasons.append(reason)
        self.passages.extend(passages[:2])


@dataclass
class Findings:
    """What the principal and the others are both judged by."""

    chart: Chart
    coronary: Coronary
    hypertension: Hypertension | None
    troponin: list[Passage]
    troponin_high: bool
    natriuretic: list[Passage]
    rales: list[Passage]
    edema: list[Passage]


def read_findings(chart: Chart) -> Findings:
    """Read everything the rules weigh more than once."""
    troponin = _raised_troponin(chart)
    return Findings(
        chart=chart,
        coronary=read_coronary(chart),
        hypertension=read_hypertension(chart),
        troponin=[measured.passage for measured, _ in troponin],
        troponin_high=any(high for _, high in troponin),
        natriuretic=_raised_natriuretic(chart),
        rales=chart.find(r"(?:干湿性|湿性|湿|水泡)[啰罗]音", ("入院情况", "现病史", "体格检查", COURSE)),
        edema=chart.find(r"(?:下肢|双踝|足背|颜面|凹陷性)[^。；，,]{0,8}(?:水肿|浮肿)", ("入院情况", "现病史", "主诉", "体格检查")),
    )


def score_principals(findings: Findings) -> dict[str, Score]:
    """Give each of the five its points."""
    scores = {code: Score() for code in PRINCIPALS}
    _score_infarct(findings, scores[NSTEMI])
    _score_failure(findings, scores[HEART_FAILURE])
    _score_angina(findings, scores[UNSTABLE], scores[MICROVASCULAR])
    _score_hypertension(findings, scores[HYPERTENSION])
    return scores


def choose_principal(findings: Findings) -> tuple[str | None, Score]:
    """Return the principal with the most points, or None when none of the five fits the stay."""
    scores = score_principals(findings)
    code = max(PRINCIPALS, key=lambda principal: scores[principal].points)
    best = scores[code]
    other = _leads_elsewhere(findings, best.points)
    if other:
        return None, Score(0, [f"入院诊断以“{other}”为主，不在五个主要诊断之内"])
    if best.points < _LEAST:
        return None, Score(0, ["病案中没有足以支持五个主要诊断之一的依据"])
    return code, best


def _leads_elsewhere(findings: Findings, points: float) -> str:
    """Return the diagnosis outside the five that leads the stay, or nothing; records within are rarely refused."""
    chart = findings.chart
    nstemi = chart.find(_NSTEMI_NAMES)
    if not nstemi:
        stemi = chart.listed(_STEMI_NAMES) or chart.find(_STEMI_NAMES, (COURSE, "出院情况", "出院诊断"))
        walls = chart.listed(_WALL_INFARCT)
        elevated = chart.find(r"ST\s*段?[^。；，,]{0,10}抬高(?!型|性)", asserted=NOW)
        if stemi or (walls and elevated):
            return (stemi or walls)[0].text
    if not chart.items:
        return ""
    lead = re.search(_OTHER_LEADS, chart.items[0])
    own = rf"{_ANGINA}|{_CAD}|{_FAILURE}|高血压|{_INFARCT}|{_ACS}|胸[痛闷]"
    if lead and not re.search(own, chart.items[0][: lead.start()]) and points < 7:
        start = chart.texts[chart.admission].find(lead.group())
        if chart.find(re.escape(lead.group()), (chart.admission,), EVER) and start >= 0:
            return lead.group()
    return ""


def _score_infarct(findings: Findings, score: Score) -> None:
    chart = findings.chart
    listed = chart.listed(_NSTEMI_NAMES, EVER)
    if listed:
        score.add(6, "入院诊断列有急性非ST段抬高型心肌梗死", listed)
    concluded = chart.find(_NSTEMI_NAMES, (COURSE, "出院情况", "出院诊断"))
    if concluded:
        score.add(5, "诊疗经过明确为急性非ST段抬高型心肌梗死", concluded)
    elsewhere = chart.find(_NSTEMI_NAMES, ("现病史", "入院情况", "主诉"))
    if elsewhere and not listed:
        score.add(3, "病史中诊断急性非ST段抬高型心肌梗死", elsewhere)
    infarct = chart.listed(rf"{_INFARCT}|{_WALL_INFARCT}", EVER)
    acs = chart.listed(_ACS, EVER)
    if infarct and not listed:
        score.add(4.5, "入院诊断列有急性心肌梗死", infarct)
    elif acs and not listed:
        score.add(2.5, "入院诊断列有急性冠脉综合征", acs)
    course = chart.find(_INFARCT, (COURSE, "出院情况", "现病史"))
    if course and not (listed or concluded or infarct):
        score.add(2, "诊为急性心肌梗死", course)
    killip = chart.find(r"killip", asserted=STATED)
    if killip:
        score.add(2, "有Killip分级", killip)
    if findings.troponin:
        score.add(2.8 if findings.troponin_high else 1.2, "肌钙蛋白升高", findings.troponin)


def _score_failure(findings: Findings, score: Score) -> None:
    chart = findings.chart
    acute = chart.listed(_ACUTE_ON_CHRONIC, EVER)
    listed = acute or chart.listed(_FAILURE, EVER)
    if listed:
        score.add(5.5 if acute else 4.5, "入院诊断列有心力衰竭", listed)
    grade = chart.listed(r"(?:心功能|NYHA)[^。；，,]{0,12}?(?:Ⅲ|Ⅳ|III|IV|lll|[34三四])[-~]?(?:Ⅳ|IV)?级?", EVER)
    if grade and not chart.listed("killip", EVER):
        score.add(1.5 if listed else 3, "心功能Ⅲ～Ⅳ级", grade)
    concluded = chart.find(f"{_ACUTE_ON_CHRONIC}|(?:慢性|全心|充血性){_FAILURE}", (COURSE, "出院情况", "出院诊断"))
    if concluded:
        score.add(2, "诊疗经过诊为慢性心力衰竭", concluded)
    elif chart.find(_FAILURE, ("现病史", COURSE), STATED):
        score.add(1, "", chart.find(_FAILURE, ("现病史", COURSE)))
    if items := chart.items:
        first = items[0]
        position = re.search(_FAILURE, first)
        angina = re.search(f"{_ANGINA}|{_CAD}|心肌梗", first)
        if position and (angina is None or position.start() < angina.start()):
            score.add(1.5)
    breath = chart.find(_BREATH, ("主诉",))
    if breath:
        score.add(1.5, "主诉为呼吸困难或水肿", breath)
    for points, passages in (
        (0.8, findings.natriuretic),
        (0.5, findings.edema),
        (0.5, findings.rales),
        (0.8, chart.find(r"全心扩大|全心增大|左室扩大|左心扩大|心界(?:向[^。，]{0,6})?扩大|心影增大|心脏增大|左室收缩功能减低")),
        (0.8, [m.passage for m in chart.measured(r"EF|射血分数") if 10 < m.value < 45]),
    ):
        if passages:
            score.add(points, "", passages)


def _score_angina(findings: Findings, unstable: Score, micro: Score) -> None:
    """Score both anginas: what names angina speaks for both, the coronary findings tell them apart."""
    chart, coronary = findings.chart, findings.coronary
    named = chart.listed(_UNSTABLE_NAMES, EVER)
    angina = named or chart.listed(_ANGINA, EVER)
    cad = chart.listed(_CAD, EVER)
    chest = chart.find(_CHEST, ("主诉",))
    unclear = chart.listed(r"胸[痛闷][^。；，,]{0,6}(?:待查|原因)|胸[痛闷]", EVER)
    for score in (unstable, micro):
        if angina:
            score.add(2.8 if named else 2, "入院诊断列有心绞痛", angina)
        if cad:
            score.add(1, "", cad)
        if chest:
            score.add(1, "主诉为胸痛胸闷", chest)
    if unclear and not angina:
        micro.add(1.5, "以胸痛胸闷待查入院", unclear)
        unstable.add(0.5)
    course = chart.find(_UNSTABLE_NAMES, (COURSE, "出院情况", "出院诊断"))
    if course:
        unstable.add(1, "诊疗经过诊为不稳定型心绞痛", course)
    stated = chart.find(r"微血管(?:性|型)?心绞痛|[冠微][^。；，,]{0,6}微(?:循环|血管)(?:障碍|病变|功能)|X综合征", asserted=NOW)
    if stated:
        micro.add(6, "病案写有微血管性心绞痛", stated)
    _score_coronary(findings, unstable, micro)
    if coronary.had_stent or chart.find(r"陈旧性[^。；，,]{0,6}心(?:肌梗[死塞]|梗)", asserted=STATED):
        unstable.add(1.2, "有支架植入或陈旧性心肌梗死", coronary.had_stent)
        micro.add(-3)
    if findings.troponin_high:
        unstable.add(-1)
        micro.add(-2)
    if chart.listed(f"{_FAILURE}|NYHA|killip", EVER):
        micro.add(-3)


def _score_coronary(findings: Findings, unstable: Score, micro: Score) -> None:
    """Score what angiography or CTA shows."""
    coronary = findings.coronary
    if coronary.treated:
        unstable.add(3, "本次行冠脉介入治疗", coronary.treated)
        micro.add(-5)
    if coronary.significant:
        unstable.add(2, "冠脉有意义的狭窄", coronary.stenosis)
        micro.add(-4)
    elif coronary.free:
        whole = not coronary.mild
        micro.add(3.5 if whole else 2.5, "冠脉未见有意义的狭窄", coronary.clean or coronary.mild)
        unstable.add(-2 if whole else -1)
    else:
        unstable.add(0.8)
    bridge = findings.chart.find("肌桥", asserted=NOW)
    if bridge and not coronary.significant:
        micro.add(1.5, "冠状动脉肌桥", bridge)


def _score_hypertension(findings: Findings, score: Score) -> None:
    chart, stated = findings.chart, findings.hypertension
    if stated is None:
        return
    code, passages = hypertension_code(chart, stated)
    if not stated.listed and chart.admission:
        score.add(-2)
    cardiac = chart.listed(rf"{_ANGINA}|{_CAD}|{_FAILURE}|{_INFARCT}|{_NSTEMI_NAMES}|{_ACS}", EVER)
    if stated.first_listed:
        score.add(3, "入院诊断首列高血压病", passages)
    else:
        score.add(0.5, "", passages)
    if not cardiac:
        score.add(2.5, "入院诊断无冠心病、心力衰竭", ())
    complaint = chart.find(_HEAD, ("主诉",), STATED)
    if complaint:
        score.add(2.5, "主诉为头晕头痛或血压升高", complaint)
    if not chart.find(_CHEST, ("主诉",)) and chart.texts.get("主诉"):
        score.add(0.5)
    if code == HYPERTENSION:
        score.add(0.5)
    if chart.listed(_UNSTABLE_NAMES, EVER):
        score.add(-1)
    if findings.troponin_high or chart.listed(_NSTEMI_NAMES, EVER):
        score.add(-3)


def _raised_troponin(chart: Chart) -> list[tuple[Measured, bool]]:
    """Return the raised troponins and whether each is far above its limit (pg/ml and ng/ml are told apart by size)."""
    found: list[tuple[Measured, bool]] = []
    name = r"肌钙蛋白(?:[ITit]|Ⅰ)?(?:测定|定量|浓度)?(?:[(（][^)）]{0,16}[)）])?|(?:hs-?)?c?Tn[ITi](?![a-z])|TNI"
    for measured in chart.measured(name):
        words = measured.passage.text.lower()
        fine = re.search(r"pg/|ng/l", words) is not None or (measured.value >= 100 and "ng/ml" not in words)
        limit = 40.0 if fine else 0.06
        if measured.value > limit or measured.raised:
            found.append((measured, measured.value > limit * 8 and not measured.lowered))
    for passage in chart.find(r"(?:肌钙蛋白|c?TnI|TNI|TnT)[^。；，,\d]{0,12}(?:明显|显著|进行性)?(?:升高|增高|阳性|↑)"):
        strong = any(word in passage.text for word in ("明显", "显著", "进行性"))
        found.append((Measured(passage, 0.0, raised=True, lowered=False), strong))
    return found


def _raised_natriuretic(chart: Chart) -> list[Passage]:
    """Return the raised natriuretic peptides (BNP from 300, NT-proBNP from 900 pg/ml)."""
    found: list[Passage] = []
    for measured in chart.measured(r"(?:NT-?pro-?)?BNP(?:前体)?|(?:[BＢ]型|脑)(?:钠尿肽|利钠肽)(?:前体)?(?:[(（][^)）]{0,16}[)）])?|脑钠肽(?:前体)?"):
        pro = "pro" in measured.passage.text.lower() or "前体" in measured.passage.text
        if measured.value >= (900 if pro else 300):
            found.append(measured.passage)
    found += chart.find(r"(?:BNP|钠尿肽|脑钠肽|利钠肽)[^。；，,\d]{0,8}(?:明显)?(?:升高|增高)")
    return found
