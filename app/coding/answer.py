"""A completion's text becomes an Answer; no text makes it raise.

Strict reading (`well_formed`) gates the reward: exactly one think and one answer block as the order demands, nothing
outside them, every label a member of the closed list by equality, no label twice. Lenient reading is what metric,
votes and screen use: the last answer block that can be read, outside names kept apart as wrong predictions.
"""

import re
from dataclasses import dataclass, replace

from app.coding.codebook import Code
from app.coding.prompt import AnswerOrder
from app.coding.scope import NONE_OF_THEM, OUT_OF_SCOPE, SEPARATOR, Scope, Task

ANSWER_VERSION = "1"
"""Changes with every change of the answer format."""

_TAGS = ("<think>", "</think>", "<answer>", "</answer>")
_ORDERED_TAGS = {
    AnswerOrder.THINK_FIRST: ["<think>", "</think>", "<answer>", "</answer>"],
    AnswerOrder.ANSWER_FIRST: ["<answer>", "</answer>", "<think>", "</think>"],
    AnswerOrder.ANSWER_ONLY: ["<answer>", "</answer>"],
}
_TAG = re.compile("|".join(map(re.escape, _TAGS)))
_LINE = re.compile(
    r"^[ \t]*(?P<label>[^\n←]{1,120}?)[ \t]*←[ \t]*「(?P<quote>[^\n]*?)」[ \t]*(?:（(?P<section>[^（）\n]*)）)?"
)
_LENIENT_SPLIT = re.compile(r"[；;、，,\n]+")
_NUMBERING = re.compile(r"^(?:[-*•·]|\(?（?\d{1,2}[)）.．、:：])\s*")


@dataclass(frozen=True, slots=True)
class Quote:
    """One rationale line: which label, which words of the record, said to stand in which section."""

    label: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One parsed completion.

    `codes` are the scope's codes that were answered, in order (at most one for PRINCIPAL); `outside` are names that
    are not in the scope; `out_of_scope` says that the PRINCIPAL answer was 不在范围内; `readable` is false when no
    answer could be read at all, and then it is no vote.
    """

    task: Task
    codes: tuple[Code, ...] = ()
    outside: tuple[str, ...] = ()
    out_of_scope: bool = False
    rationale: str = ""
    quotes: tuple[Quote, ...] = ()
    well_formed: bool = False
    readable: bool = False

    @property
    def principal(self) -> Code | None:
        """Return the one code answered, None when there is none."""
        return self.codes[0] if len(self.codes) == 1 else None


def parse(text: str, task: Task, scope: Scope, order: AnswerOrder = AnswerOrder.THINK_FIRST) -> Answer:
    """Read a completion strictly and leniently; never raises, whatever the text (methods M19)."""
    rationale = _block(text, "<think>")
    body = _block(text, "<answer>")
    quotes = _quotes(rationale)
    if body is None:
        return Answer(task, rationale=(rationale or "").strip(), quotes=quotes)
    codes, outside, special = _members(body, task, scope)
    readable = bool(codes or outside or special)
    if task is Task.PRINCIPAL and len(codes) + len(outside) != 1 and not special:
        readable = False
        codes, outside = (), ()
    return Answer(
        task=task,
        codes=codes,
        outside=outside,
        out_of_scope=special and task is Task.PRINCIPAL and not codes,
        rationale=(rationale or "").strip(),
        quotes=quotes,
        well_formed=_blocks_in_order(text, order) and _strict_body(body, task, scope),
        readable=readable,
    )


def parse_composite(text: str, scope: Scope, order: AnswerOrder = AnswerOrder.THINK_FIRST) -> tuple[Answer, Answer]:
    """Read an MTL answer (two lines, principal and others) as one Answer per task; never raises."""
    body = _block(text, "<answer>") or ""
    lines = [line.strip() for line in body.strip().splitlines() if line.strip()]
    principal = _after(lines, "主要诊断")
    others = _after(lines, "其他诊断")
    rationale = _block(text, "<think>")
    think = f"<think>{rationale}</think>" if rationale is not None else ""
    blocks = _blocks_in_order(text, order) and len(lines) == 2
    answers: list[Answer] = []
    for task, part in ((Task.PRINCIPAL, principal), (Task.OTHERS, others)):
        answer = parse(f"{think}<answer>{part}</answer>" if part is not None else think, task, scope)
        strict = blocks and part is not None and _strict_body(part, task, scope)
        answers.append(replace(answer, well_formed=strict))
    return answers[0], answers[1]


def render(
    task: Task,
    scope: Scope,
    codes: tuple[Code, ...],
    quotes: tuple[Quote, ...] = (),
    reasons: str = "",
    order: AnswerOrder = AnswerOrder.THINK_FIRST,
) -> str:
    """Write the well-formed completion that answers these codes; `parse` reads it back."""
    empty = OUT_OF_SCOPE if task is Task.PRINCIPAL else NONE_OF_THEM
    answer = f"<answer>{SEPARATOR.join(scope.label(code) for code in codes) or empty}</answer>"
    lines = [render_quote(quote) for quote in quotes]
    think = "<think>" + "\n".join([*lines, reasons] if reasons else lines) + "</think>"
    if order is AnswerOrder.ANSWER_ONLY:
        return answer
    return f"{think}\n{answer}" if order is AnswerOrder.THINK_FIRST else f"{answer}\n{think}"


def render_quote(quote: Quote) -> str:
    """Write one rationale line, 名称 ←「原文」（段）."""
    section = f"（{quote.section}）" if quote.section else ""
    return f"{quote.label} ←「{quote.text}」{section}"


def _after(lines: list[str], heading: str) -> str | None:
    for line in lines:
        if line.startswith(heading):
            return line.removeprefix(heading).lstrip("：:").strip()
    return None


def _block(text: str, opening: str) -> str | None:
    """Return the last block opened; an unclosed one runs to the next tag or the end."""
    start = text.rfind(opening)
    if start < 0:
        return None
    start += len(opening)
    next_tag = _TAG.search(text, start)
    return text[start : next_tag.start() if next_tag else len(text)]


def _blocks_in_order(text: str, order: AnswerOrder) -> bool:
    """Count tags instead of matching lazily: a lazy pattern accepts several answer blocks (methods T7)."""
    if [match.group() for match in _TAG.finditer(text)] != _ORDERED_TAGS[order]:
        return False
    outside = re.sub(r"<think>.*?</think>|<answer>.*?</answer>", "", text, flags=re.DOTALL)
    return not outside.strip()


def _strict_body(body: str, task: Task, scope: Scope) -> bool:
    """Accept exactly the labels of the task's own list, each once, or the task's one special answer."""
    body = body.strip()
    if body == (OUT_OF_SCOPE if task is Task.PRINCIPAL else NONE_OF_THEM):
        return task is not Task.DRG
    labels = body.split(SEPARATOR)
    found = [scope.find(label) for label in labels]
    allowed = set(scope.codes(task))
    if any(code is None or code not in allowed for code in found) or len(set(found)) != len(found):
        return False
    return len(found) == 1 or task is Task.OTHERS


def _members(body: str, task: Task, scope: Scope) -> tuple[tuple[Code, ...], tuple[str, ...], bool]:
    """Split leniently into listed codes, names outside the list, and whether the special answer stood there."""
    allowed = set(scope.codes(task))
    codes: dict[Code, None] = {}
    outside: dict[str, None] = {}
    special = False
    for label in _labels(body, scope):
        code = scope.find(label)
        if label in (OUT_OF_SCOPE, NONE_OF_THEM):
            special = True
        elif code is not None and code in allowed:
            codes[code] = None
        else:
            outside[label] = None
    return tuple(codes), tuple(outside), special


def _labels(body: str, scope: Scope) -> list[str]:
    """Split an answer into labels: by the separator first, by looser marks only where that finds no member."""
    labels: list[str] = []
    for raw in body.replace("\n", SEPARATOR).split(SEPARATOR):
        part = _bare(raw)
        if not part:
            continue
        if scope.find(part) is not None:
            labels.append(part)
        else:
            labels.extend(piece for piece in map(_bare, _LENIENT_SPLIT.split(part)) if piece)
    return labels


def _bare(label: str) -> str:
    return _NUMBERING.sub("", label.strip()).strip().rstrip("。.")


def _quotes(rationale: str | None) -> tuple[Quote, ...]:
    if not rationale:
        return ()
    matches = filter(None, map(_LINE.match, rationale.splitlines()))
    return tuple(
        Quote(_bare(m["label"]), m["quote"].strip(), (m["section"] or "").strip())
        for m in matches
        if m["quote"].strip()
    )
