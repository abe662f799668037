"""What both the principal and the others are judged by, read once: coronary findings, hypertension, heart markers."""

import re
from dataclasses import dataclass
from math import inf

from app.coding.mentions import Assertion, assertion_at
from app.inference.rules.chart import COURSE, EVER, Chart, Measured, Passage
from app.inference.rules.coronary import Coronary, read_coronary
from app.inference.rules.hypertension import Hypertension, read_hypertension
from app.inference.rules.names import ANGINA, CHEST_COMPLAINT, FAILURE
from app.inference.rules.pattern import words

_EXAMINATION = ("主诉", "现病史", "入院情况", "体格检查")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the principal and the others are both judged by."""

    chart: Chart
    coronary: Coronary
    hypertension: Hypertension | None
    troponin: list[Passage]
    troponin_times: float
    natriuretic: list[Passage]
    rales: list[Passage]
    edema: list[Passage]

    @property
    def ischaemic(self) -> bool:
        """Say whether angina, chest pain or a stenosis goes with the troponin."""
        chart = self.chart
        chest = chart.listed(ANGINA, EVER) or chart.find(CHEST_COMPLAINT, ("主诉",))
        return bool(chest) or self.coronary.significant

    @property
    def troponin_high(self) -> bool:
        """Say whether troponin speaks for an infarct: far above its limit, or less far where no failure is listed."""
        if self.troponin_times > _FAR_ABOVE:
            return True
        return self.troponin_times > _ABOVE_STRAIN and self.ischaemic and not self.chart.listed(FAILURE, EVER)


def read_findings(chart: Chart) -> Findings:
    """Read everything the rules weigh more than once."""
    troponin = _raised_troponin(chart)
    return Findings(
        chart=chart,
        coronary=read_coronary(chart),
        hypertension=read_hypertension(chart),
        troponin=[passage for passage, _ in troponin],
        troponin_times=max((times for _, times in troponin), default=0.0),
        natriuretic=_raised_natriuretic(chart),
        rales=chart.find(r"(?:干湿性|湿性|湿|水泡)[啰罗]音", (*_EXAMINATION, COURSE)),
        edema=chart.find(r"(?:下肢|双踝|足背|颜面|凹陷性)[^。；，,]{0,8}(?:水肿|浮肿)", _EXAMINATION),
    )


_TROPONIN = words(r"肌钙蛋白(?:[IT]|Ⅰ)?(?:测定|定量|浓度)?(?:[(（][^)）]{0,16}[)）])?", r"(?:hs-?)?c?Tn[IT](?![a-z])")
_TROPONIN_RAISED = (
    r"(?:肌钙蛋白|c?Tn[IT])(?:(?!正常|阴性|不高)[^。；，,\d]){0,12}(?:明显|显著|进行性)?(?:升高|增高|阳性|↑)"
)
_PEPTIDE = words(
    "(?:NT-?pro-?)?BNP(?:前体)?",
    "(?:[BＢ]型|脑)(?:钠尿肽|利钠肽)(?:前体)?(?:[(（][^)）]{0,16}[)）])?",
    "脑钠肽(?:前体)?",
)
_FAR_ABOVE = 8.0
"""Times its limit from which a troponin speaks for an infarct rather than for strain."""
_ABOVE_STRAIN = 3.0
"""The same where nothing but ischaemia explains it: no heart failure is listed."""
_BELOW = re.compile(r"[^0-9]*[<＜]\s*\d")
"""A value told as below a limit."""


def _raised_troponin(chart: Chart) -> list[tuple[Passage, float]]:
    """Return the raised troponins of this stay and how many times its limit each is."""
    found: list[tuple[Passage, float]] = []
    for measured in chart.measured(_TROPONIN):
        limit = _troponin_limit(chart, measured)
        if limit is not None and (measured.value > limit or measured.raised):
            found.append((measured.passage, 1.0 if measured.lowered else measured.value / limit))
    told = chart.find(_TROPONIN_RAISED)
    return found + [(passage, inf if re.search("明显|显著|进行性", passage.text) else 1.0) for passage in told]


def _troponin_limit(chart: Chart, measured: Measured) -> float | None:
    """Return the limit in the value's own unit (40 ng/L, or 0.06 ng/ml); None for a value that does not count.

    Not counted: after a procedure, of an earlier illness, and numbers whose unit cannot be told.
    """
    passage = measured.passage
    text = chart.texts[passage.section]
    before = text[max(0, passage.start - 14) : passage.start]
    past = assertion_at(text, passage.start, passage.end, passage.section) is Assertion.PAST
    if past or "术后" in before or passage.section == "出院医嘱" or _BELOW.match(passage.text):
        return None
    shown = passage.text.lower()
    if measured.value >= 1 and not measured.raised and not re.search("[npuμµ]g", shown):
        return None
    sensitive = re.search("[高超]敏", before[-4:] + shown) is not None or "hs" in before[-4:] + shown
    coarse = re.search("ng/ml|[uμµ]g/l", shown) is not None
    return 40.0 if re.search("pg/|ng/l", shown) or (sensitive and not coarse) else 0.06


def _raised_natriuretic(chart: Chart) -> list[Passage]:
    """Return the raised natriuretic peptides (BNP from 300, NT-proBNP from 900 pg/ml)."""
    found: list[Passage] = []
    for measured in chart.measured(_PEPTIDE):
        precursor = "pro" in measured.passage.text.lower() or "前体" in measured.passage.text
        if measured.value >= (900 if precursor else 300):
            found.append(measured.passage)
    return found + chart.find(r"(?:BNP|钠尿肽|脑钠肽|利钠肽)[^。；，,\d]{0,8}(?:明显)?(?:升高|增高)")
