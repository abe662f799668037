"""What angiography or CTA says of the coronary arteries, and what was done to them in this stay or before."""

import re
from dataclasses import dataclass

from app.coding.mentions import assertion_at
from app.inference.rules.chart import COURSE, NOW, STATED, Chart, Passage
from app.inference.rules.pattern import words

SIGNIFICANT = 50
"""Per cent of narrowing from which a stenosis explains ischaemia (definitions of the two angina codes)."""

_VESSEL = re.compile(
    words(
        "冠脉|冠状动脉|冠造|左主干|前降支|回旋支|右冠|对角支|钝缘支|后降支|左室后支|中间支|间隔支|锐缘支",
        "LAD|LCX|RCA|LM(?![a-z])|OM\\d?|D1",
    ),
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    words(
        "颈(?:总|内|外)?动脉|椎动脉|下肢|股动脉|腘动脉|胫|锁骨下|肾动脉|大脑|基底动脉", "瓣|腰椎|颈椎|椎间|椎管|食管|肠"
    )
)
_RANGE = r"\s*[%％]?(?:\s*[-~－—–～至]\s*(?P<{0}>\d{{1,3}}))?\s*[%％]"
_PERCENT = re.compile(
    words(
        r"狭窄[^。；;，,%％\d]{0,12}?(?P<a>\d{1,3})" + _RANGE.format("a2"),
        r"(?:[<＜]|小于|不足|不到)?\s*(?P<b>\d{1,3})"
        + _RANGE.format("b2")
        + "(?:左右|以上)?的?[^。；;，,%％\\d]{0,10}?狭窄",
    )
)
_WORST = re.compile(
    words(
        r"(?:病变|最重|最窄|程度|处)[^。；;，,%％\d]{0,8}(?P<a>\d{2,3})" + _RANGE.format("a2"),
        r"(?:(?:近|中|远|开口|起始)[中远]?段?|[支干]|右冠|LAD|LCX|RCA|LM)[^。；;，,%％\d]{0,4}(?P<b>\d{2,3})"
        + _RANGE.format("b2"),
    )
)
"""A percentage that needs the vessel named before it in the sentence to be a narrowing (近段病变80%，最重约90%)."""
_CLAUSE = re.compile(r"(?:[^，,；;：:\s]|[：:\s]{1,2}(?=约?\d{1,3}\s*[%％]))+")
"""A clause; a colon or space before a percentage does not end it."""
_SEVERE = words(
    "(?:重度|严重|次全|完全|慢性完全)(?:性)?(?:狭窄|闭塞)",
    "(?<!未见)闭塞",
    "CTO",
    "[二两三双多]支(?:血管)?(?:冠脉)?病变",
)
_MILD = words(
    "轻[-~]?(?:微|度)狭窄",
    "轻[-~～]?中度狭窄",
    "斑块",
    "粥样硬化(?!性心)",
    "管壁不规则",
    "内膜不光滑",
    "不光整",
    "[轻稍]窄",
)
_WORDS = re.compile(f"(?P<severe>{_SEVERE})|(?P<medium>中[-~]?重?度狭窄)|(?P<mild>{_MILD})")
_CLEAN = re.compile(
    words(
        "(?:[未末]见|无|[未末]发现|[未末]探及)(?:明显|明确|有意义|显著|确切)*(?:的)?(?:狭窄|异常|病变|阻塞)",
        "(?:[未末]见|无|没看到|没有|没见)[^。；;，,]{0,8}(?:狭窄|阻塞性病变)",
        "大致正常",
        "(?:冠脉|冠状动脉)(?:造影|CTA)?[^。；;，,]{0,8}正常",
    )
)
_OTHER_NARROWING = re.compile("肌桥|压缩|收缩期|支架|再狭窄|残余|程度|轻|瓣|没|通畅")
_OF_VESSELS = re.compile(words(_VESSEL.pattern, "狭窄", "^(?:余|其余|各|均|管腔|主要分支)"), re.IGNORECASE)
_TREATED = words(
    "(?:植入|置入|置人|释放)[^。；;]{0,16}支架",
    "支架(?:植入|置入|释放|扩张)(?!术?后)",
    "(?:行|予|于|施)[^。；;，,]{0,24}(?:PCI|PTCA|球囊扩张|支架|药物球囊|旋磨)(?!术?后)",
    "药物(?:涂层)?球囊(?:扩张)?",
    "PCI(?:治疗|术)(?!后|史)",
    "经皮冠状动脉介入治疗(?!术?后)",
)
_NOT_DONE = re.compile(
    "建议|拒绝|择期|拟|必要时|不同意|暂不|未行|未予|考虑|无需|无须|不需|无[^。；;，,]{0,4}指征|未(?:达|进行)"
)
_NOT_DONE_AFTER = re.compile(r"\s*[：:]?\s*(?:无|未|否|不|暂[不缓])|治疗?指征")
_HAD_STENT = words(
    "(?:PCI|支架(?:植入|置入)?|介入(?:治疗)?|PTCA)(?:\\+[^，。；]{0,8})?(?:治疗)?术后",
    "(?:植入|置入)[^。；;，,]{0,14}支架",
    "支架[^。；;，,]{0,8}(?:植入|置入)",
    "行[^。；;，,]{0,20}(?:PCI|PTCA|支架)",
)
_EXAMINED = words("(?:冠脉|冠状动脉|冠造)[^。；;，,]{0,8}(?:造影|CTA|CT血管|成像)", "CAG", "冠脉CT")


@dataclass(frozen=True, slots=True)
class Coronary:
    """The coronary findings: the worst stenosis in per cent (None: none stated), and what else the rules ask.

    `narrowed` says that a narrowing is told without number or grade.
    """

    worst: int | None
    narrowed: bool
    stenosis: tuple[Passage, ...]
    mild: tuple[Passage, ...]
    clean: tuple[Passage, ...]
    treated: tuple[Passage, ...]
    had_stent: tuple[Passage, ...]
    examined: bool

    @property
    def significant(self) -> bool:
        """Say whether a stenosis explains ischaemia or was treated in this stay."""
        return bool(self.treated) or (self.worst is not None and self.worst >= SIGNIFICANT)

    @property
    def free(self) -> bool:
        """Say whether the arteries were looked at and found without significant stenosis."""
        seen = bool(self.clean or self.mild) and (self.examined or len(self.clean) > 1)
        return seen and not self.significant and not (self.narrowed and self.worst is None)


def read_coronary(chart: Chart) -> Coronary:
    """Read the course first; an examination told in the present illness counts when the course has none."""
    findings = _Findings()
    for name in (COURSE, "出院情况", "出院诊断"):
        findings.read(chart, name)
    if not (findings.stenosis or findings.clean):
        for name in [name for name in chart.texts if name not in {COURSE, "家族史", "既往史", "出院医嘱"}]:
            findings.read(chart, name)
    return Coronary(
        worst=findings.worst,
        narrowed=findings.narrowed,
        stenosis=tuple(findings.stenosis),
        mild=tuple(findings.mild),
        clean=tuple(findings.clean),
        treated=tuple(_treated(chart)),
        had_stent=tuple(p for p in chart.find(_HAD_STENT, asserted=STATED) if p.section != COURSE),
        examined=bool(chart.find(_EXAMINED, asserted=STATED)),
    )


def _treated(chart: Chart) -> list[Passage]:
    """Return the words that say a stent or balloon was used in this stay."""
    found: list[Passage] = []
    for passage in chart.find(_TREATED, (COURSE,), NOW):
        text = chart.texts[COURSE]
        clause = re.split(r"[。；;]", text[max(0, passage.start - 30) : passage.start])[-1]
        after = text[passage.end : passage.end + 8]
        said = clause + passage.text
        if _ELSEWHERE.search(said) and not _VESSEL.search(said):
            continue
        undone = _NOT_DONE.search(said) or _NOT_DONE.match(after) or _NOT_DONE_AFTER.match(after)
        if not undone:
            found.append(passage)
    return found


class _Findings:
    """Gather the coronary findings clause by clause; a clause belongs to the vessel named last."""

    def __init__(self) -> None:
        self.worst: int | None = None
        self.narrowed = False
        self.stenosis: list[Passage] = []
        self.mild: list[Passage] = []
        self.clean: list[Passage] = []

    def read(self, chart: Chart, name: str) -> None:
        """Read one section."""
        text = chart.texts.get(name, "")
        for sentence in re.finditer(r"[^。\n]+", text):
            coronary = False
            for clause in _CLAUSE.finditer(sentence.group()):
                said = clause.group()
                if _VESSEL.search(said):
                    coronary = True
                elif _ELSEWHERE.search(said):
                    coronary = False
                if coronary:
                    start = sentence.start() + clause.start()
                    self._clause(name, text, start, start + len(said))

    def _clause(self, name: str, text: str, start: int, end: int) -> None:
        passage = Passage(name, start, end, text[start:end])
        percent = _percent(passage.text)
        graded = _WORDS.search(passage.text)
        if percent is None and graded and not graded["mild"]:
            stands = assertion_at(text, start + graded.start(), start + graded.end(), name) in NOW
            percent = (90 if graded["severe"] else 60) if stands else None
        if percent is not None:
            self.worst = max(percent, self.worst or 0)
            (self.stenosis if percent >= SIGNIFICANT else self.mild).append(passage)
        elif _CLEAN.search(passage.text) and _OF_VESSELS.search(passage.text):
            self.clean.append(passage)
        elif graded and graded["mild"]:
            self.mild.append(passage)
        elif "狭窄" in passage.text and not _OTHER_NARROWING.search(passage.text):
            self.narrowed |= assertion_at(text, start, end, name) in NOW


def _percent(said: str) -> int | None:
    """Return the worst narrowing a clause states in per cent (a range by its middle), not that of a muscle bridge."""
    if re.search("肌桥|压缩|收缩期", said):
        return None
    found: list[int] = []
    for match in (*_PERCENT.finditer(said), *_WORST.finditer(said)):
        values = [int(value) for value in match.group("a", "a2", "b", "b2") if value and int(value) <= 100]
        if values:
            below = re.search(r"[<＜]|小于|不足|不到", match.group()) is not None
            found.append(sum(values) // len(values) - below)
    return max(found, default=None)
