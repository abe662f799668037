"""Whether a disease outside the five principals leads the stay; records within are rarely refused."""

import re

from app.inference.rules.chart import COURSE, EVER, NOW, Chart
from app.inference.rules.findings import Findings
from app.inference.rules.names import (
    ACUTE_ELSEWHERE,
    CONCLUDED,
    LASTING_DISEASES,
    NSTEMI_NAMES,
    OTHER_DISEASES,
    OTHER_PROCEDURES,
    OWN_DISEASES,
    STEMI_NAMES,
    WALL_INFARCT,
)


def leads_elsewhere(findings: Findings, points: float) -> str:
    """Return the diagnosis outside the five that leads the stay, or nothing; records within are rarely refused."""
    chart = findings.chart
    if not chart.find(NSTEMI_NAMES):
        stemi = chart.listed(STEMI_NAMES) or chart.find(STEMI_NAMES, (COURSE, "出院情况", "出院诊断"))
        walls = chart.listed(WALL_INFARCT)
        elevated = chart.find(r"ST\s*段?[^。；，,]{0,10}抬高(?!型|性)", asserted=NOW)
        if stemi or (walls and elevated):
            return (stemi or walls)[0].text
        concluded = chart.find(f"{CONCLUDED}(?:{OTHER_DISEASES})", (COURSE,))
        if concluded and not chart.listed(OWN_DISEASES):
            return concluded[0].text
    if not chart.items and (acute := chart.find(ACUTE_ELSEWHERE, ("现病史", "入院情况", COURSE))):
        return acute[0].text
    lead = _lead_of_list(chart)
    if not lead:
        return ""
    treated = chart.find(OTHER_PROCEDURES, (COURSE,))
    least = 10.0
    if chart.listed(OWN_DISEASES, EVER):
        least = 3.5 if re.search(LASTING_DISEASES, lead) else 7.0
    return lead if treated or points < least else ""


def _lead_of_list(chart: Chart) -> str:
    """Return the disease outside the five that opens the diagnosis list before any of theirs, or nothing."""
    if not chart.items:
        return ""
    lead = re.search(OTHER_DISEASES, chart.items[0])
    if lead is None or re.search(OWN_DISEASES, chart.items[0][: lead.start()]):
        return ""
    return lead.group() if chart.listed(re.escape(lead.group()), EVER) else ""
