"""Which of the five principals leads the stay: points for what the record states; none when none fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from app.coding.mentions import Assertion
from app.inference.rules.chart import COURSE, EVER, STATED, Chart, Passage
from app.inference.rules.classes import SEVERE, classes
from app.inference.rules.elsewhere import leads_elsewhere
from app.inference.rules.findings import Findings
from app.inference.rules.hypertension import Hypertension, hypertension_code
from app.inference.rules.names import (
    ACUTE_CORONARY,
    ACUTE_ON_CHRONIC,
    ANGINA,
    BREATH_COMPLAINT,
    CHEST_COMPLAINT,
    CHEST_UNCLEAR,
    CORONARY_DISEASE,
    FAILURE,
    HEAD_COMPLAINT,
    INFARCT,
    KILLIP,
    LARGE_HEART,
    MICROVASCULAR_NAMES,
    NSTEMI_NAMES,
    OLD_INFARCT,
    OWN_DISEASES,
    UNSTABLE_NAMES,
    WALL_INFARCT,
)
from app.inference.rules.pattern import words

HYPERTENSION = "I10.x00x032"
UNSTABLE = "I20.000"
MICROVASCULAR = "I20.800x007"
NSTEMI = "I21.401"
HEART_FAILURE = "I50.900x018"
PRINCIPALS = (HYPERTENSION, UNSTABLE, MICROVASCULAR, NSTEMI, HEART_FAILURE)
_LEAST = 2.5
"""Points a principal needs; below, none of the five fits."""
_LEAST_LISTED = 1.5
"""The same where the diagnosis list names a disease of the five."""
_NUMBER_OF_UNSTABLE = 5.6
"""Others from which their number speaks for unstable angina: in the published label sets it has 6 or 7, never fewer."""
_MOST_BY_NUMBER = 1.5
_WHOLE = 800
"""Characters from which a record reports enough for the number of its others to mean something."""
_BEYOND_STRAIN = 50
"""Times its limit from which a troponin is an infarct's even where heart failure is listed."""
_CLOSING = (COURSE, "出院情况", "出院诊断")


@dataclass
class Score:
    """The points of one principal with the reasons and the words they go by."""

    points: float = 0.0
    grounds: list[tuple[float, str, tuple[Passage, ...]]] = field(default_factory=list)

    def add(self, points: float, reason: str = "", passages: Sequence[Passage] = ()) -> None:
        """Add points with their reason and words."""
        self.points += points
        self.grounds.append((points, reason, tuple(passages[:2])))

    def see(self, points: float, passages: Sequence[Passage], reason: str = "") -> None:
        """Add points if there are words for them."""
        if passages:
            self.add(points, reason, passages)

    @property
    def reasons(self) -> list[str]:
        """Return the reasons that spoke for it, weightiest first."""
        return [reason for points, reason, _ in self._weighed if reason and points >= 0]

    @property
    def passages(self) -> list[Passage]:
        """Return the words that spoke for it, weightiest first."""
        return [passage for points, _, passages in self._weighed if points > 0 for passage in passages]

    @property
    def _weighed(self) -> list[tuple[float, str, tuple[Passage, ...]]]:
        return sorted(self.grounds, key=lambda ground: -ground[0])

    @classmethod
    def nothing(cls, reason: str) -> Self:
        """Return a score that only says why there is none."""
        return cls(0.0, [(0.0, reason, ())])


def score_principals(findings: Findings) -> dict[str, Score]:
    """Give each of the five its points."""
    scores = {code: Score() for code in PRINCIPALS}
    _score_infarct(findings, scores[NSTEMI])
    _score_failure(findings, scores[HEART_FAILURE])
    _score_angina(findings, scores[UNSTABLE], scores[MICROVASCULAR])
    _score_hypertension(findings, scores[HYPERTENSION])
    return scores


def rank_principals(findings: Findings, number: float) -> tuple[tuple[str | None, Score], ...]:
    """Return the principals that can lead, most points first, or None alone when none of the five fits the stay.

    `number` is how many others the record adds up to as an unstable angina: it has more of them than its neighbours.
    """
    scores = score_principals(findings)
    if scores[UNSTABLE].points > 0 and findings.chart.length >= _WHOLE:
        scores[UNSTABLE].add(max(-_MOST_BY_NUMBER, min(number - _NUMBER_OF_UNSTABLE, _MOST_BY_NUMBER)))
    ranked = sorted(scores.items(), key=lambda item: -item[1].points)
    best = ranked[0][1]
    other = leads_elsewhere(findings, best.points)
    if other:
        return ((None, Score.nothing(f"病案以“{other}”为主，不在五个主要诊断之内")),)
    if best.points < (_LEAST_LISTED if findings.chart.listed(OWN_DISEASES, EVER) else _LEAST):
        return ((None, Score.nothing("病案中没有足以支持五个主要诊断之一的依据")),)
    return tuple(item for item in ranked if item[1].points >= _LEAST_LISTED)


def _score_infarct(findings: Findings, score: Score) -> None:
    chart = findings.chart
    certain, listed = chart.listed(NSTEMI_NAMES), chart.listed(NSTEMI_NAMES, EVER)
    concluded = chart.find(NSTEMI_NAMES, _CLOSING)
    acute = chart.listed(ACUTE_CORONARY, EVER)
    score.see(10 if certain else 4, certain or listed, "入院诊断列有急性非ST段抬高型心肌梗死")
    score.see(0.5, chart.find(CHEST_COMPLAINT, ("主诉",)) if listed else [])
    score.see(9 if findings.troponin else 5, concluded, "诊疗经过明确为急性非ST段抬高型心肌梗死")
    if not listed:
        infarct = chart.listed(f"{INFARCT}|{WALL_INFARCT}", EVER)
        score.see(3, chart.find(NSTEMI_NAMES, ("现病史", "入院情况", "主诉")), "病史中诊断急性非ST段抬高型心肌梗死")
        sure = findings.troponin and chart.listed(f"{INFARCT}|{WALL_INFARCT}")
        score.see(7 if sure else 4.5, infarct, "入院诊断列有急性心肌梗死")
        score.see(2.5 if findings.troponin else 1, [] if infarct else acute, "入院诊断列有急性冠脉综合征")
        if not (concluded or infarct):
            score.see(2, chart.find(INFARCT, (*_CLOSING, "现病史")), "诊为急性心肌梗死")
    graded = chart.find(KILLIP, (chart.admission, *_CLOSING), STATED)
    score.see(6 if graded else 2, graded or chart.find(KILLIP, asserted=STATED), "有Killip分级")
    score.see(2.8 if findings.troponin_high else 1.2, findings.troponin, "肌钙蛋白升高")
    beyond_strain = acute or findings.troponin_times > _BEYOND_STRAIN or not chart.listed(FAILURE, EVER)
    if findings.troponin_high and findings.ischaemic and beyond_strain:
        score.add(3.5)
        score.see(2, findings.coronary.treated)
        score.see(1, findings.coronary.stenosis)
    score.see(-2.5, chart.find(f"{NSTEMI_NAMES}|{INFARCT}", _CLOSING, (Assertion.NEGATED,)))


def _score_failure(findings: Findings, score: Score) -> None:
    chart = findings.chart
    acute = chart.listed(ACUTE_ON_CHRONIC, EVER)
    listed = acute or chart.listed(FAILURE, EVER)
    score.see(5.5 if acute else 4.5, listed, "入院诊断列有心力衰竭")
    score.see(-4, chart.find(KILLIP, (chart.admission, *_CLOSING), STATED))
    if not chart.listed(KILLIP, EVER):
        stated = classes(chart, infarct=False)
        severe = [passage for code in SEVERE for passage in stated[code] if passage.section == chart.admission]
        score.see(1.5 if listed else 3, severe, "心功能Ⅲ～Ⅳ级")
    concluded = chart.find(f"{ACUTE_ON_CHRONIC}|(?:慢性|全心|充血性){FAILURE}", _CLOSING)
    score.see(2, concluded, "诊疗经过诊为慢性心力衰竭")
    score.see(1, [] if concluded else chart.find(FAILURE, ("现病史", COURSE), STATED))
    score.see(1.5, _failure_first(chart))
    score.see(1.5, chart.find(BREATH_COMPLAINT, ("主诉",)), "主诉为呼吸困难或水肿")
    score.see(0.8, findings.natriuretic)
    score.see(0.5, findings.edema)
    score.see(0.5, findings.rales)
    score.see(0.8, chart.find(LARGE_HEART))
    score.see(0.8, [m.passage for m in chart.measured("EF|射血分数") if 10 < m.value < 45])


def _failure_first(chart: Chart) -> list[Passage]:
    """Return heart failure where the diagnosis list names it before coronary disease."""
    failure = chart.listed(FAILURE, EVER)
    coronary = chart.listed(f"{ANGINA}|{CORONARY_DISEASE}|心肌梗", EVER)
    return failure[:1] if failure and (not coronary or failure[0].start < coronary[0].start) else []


def _score_angina(findings: Findings, unstable: Score, micro: Score) -> None:
    """Score both anginas: what names angina speaks for both, the coronary findings tell them apart."""
    chart = findings.chart
    named = chart.listed(UNSTABLE_NAMES, EVER)
    angina = named or chart.listed(ANGINA, EVER)
    for score in (unstable, micro):
        score.see(2.8 if named else 2, angina, "入院诊断列有心绞痛")
        score.see(1, chart.listed(CORONARY_DISEASE, EVER))
        score.see(1, chart.find(CHEST_COMPLAINT, ("主诉",)), "主诉为胸痛胸闷")
    unclear = [] if angina else chart.listed(CHEST_UNCLEAR, EVER)
    micro.see(1.5, unclear, "以胸痛胸闷待查入院")
    unstable.see(0.5, unclear)
    unstable.see(1, chart.find(UNSTABLE_NAMES, _CLOSING), "诊疗经过诊为不稳定型心绞痛")
    unstable.see(2, [] if angina else chart.listed(ACUTE_CORONARY, EVER), "入院诊断列有急性冠脉综合征")
    written = chart.find(MICROVASCULAR_NAMES)
    doubted = [] if written else chart.find(MICROVASCULAR_NAMES, asserted=(Assertion.SUSPECTED,))
    micro.see(6 if written else 4, written or doubted, "病案写有微血管性心绞痛")
    before = [*findings.coronary.had_stent, *chart.find(OLD_INFARCT, asserted=STATED)]
    unstable.see(1.2, before, "有支架植入或陈旧性心肌梗死")
    failing = chart.listed(f"{FAILURE}|NYHA|{KILLIP}", EVER)
    micro.see(-2 if written else -6, before)
    micro.see(-2 if written else -6, failing)
    _score_coronary(findings, unstable, micro, excluded=bool(before or failing))
    if findings.troponin:
        unstable.add(-2 if findings.troponin_high else -1)
        micro.add(-2)


def _score_coronary(findings: Findings, unstable: Score, micro: Score, *, excluded: bool) -> None:
    """Score what angiography or CTA shows; free arteries speak against the one only where the other can be."""
    chart, coronary = findings.chart, findings.coronary
    unstable.see(3, coronary.treated, "本次行冠脉介入治疗")
    micro.see(-5, coronary.treated)
    if coronary.significant:
        unstable.add(2, "冠脉有意义的狭窄", coronary.stenosis)
        micro.add(-4)
        return
    if coronary.free:
        micro.add(2.5 if coronary.mild else 3.5, "冠脉未见有意义的狭窄", coronary.clean or coronary.mild)
        unstable.add(0 if excluded else -1 if coronary.mild else -2)
    elif chart.listed(ANGINA, EVER) or chart.find(CHEST_COMPLAINT, ("主诉",)):
        unstable.add(0.8)
    micro.see(1, chart.find("慢血流|血流(?:缓慢|减慢)", (COURSE,)), "冠脉血流缓慢")
    micro.see(1.5, chart.find("肌桥|壁冠状动脉"), "冠状动脉肌桥")


def _score_hypertension(findings: Findings, score: Score) -> None:
    chart, stated = findings.chart, findings.hypertension
    if stated is None:
        return
    code, passages = hypertension_code(chart, stated)
    score.add(0.5 if code == HYPERTENSION else 0, "", passages)
    if stated.lesser:
        score.add(-4)
    if chart.admission:
        _score_listed_hypertension(chart, stated, passages, score)
    else:
        score.add(0.5)
    chest = chart.find(CHEST_COMPLAINT, ("主诉",))
    head = chart.find(HEAD_COMPLAINT, ("主诉",), STATED)
    score.see(2.5 if chest else 5, head, "主诉为头晕头痛或血压升高")
    if chart.texts.get("主诉") and not chest:
        score.add(0.5)
    if findings.troponin_high or chart.listed(NSTEMI_NAMES, EVER):
        score.add(-3)


def _score_listed_hypertension(chart: Chart, stated: Hypertension, passages: Sequence[Passage], score: Score) -> None:
    """Score hypertension by its place in the diagnosis list and by what stands beside it."""
    score.add(0.5 if stated.listed else -5)
    if stated.first_listed:
        score.add(2.5, "入院诊断首列高血压病", passages)
    if not chart.listed(words(ANGINA, CORONARY_DISEASE, FAILURE, INFARCT, NSTEMI_NAMES, ACUTE_CORONARY), EVER):
        score.add(2.5, "入院诊断无冠心病、心力衰竭")
    elif not chart.listed(words(ANGINA, FAILURE, INFARCT, NSTEMI_NAMES, ACUTE_CORONARY), EVER):
        score.add(1)
    score.see(-1, chart.listed(UNSTABLE_NAMES, EVER))
