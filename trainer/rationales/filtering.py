"""What of a written rationale may be learned: no word that the label was given, no quote that is not in the record."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from app.coding.codebook import Code
from app.coding.evidence import verify_quote
from app.coding.example import Span
from app.coding.language import Language
from app.coding.record import Record
from app.coding.scope import Scope
from trainer.samples.quotes import read_quotes

_TAG = re.compile(r"</?\s*(?:think|answer)\s*>", re.IGNORECASE)
_ANSWER = re.compile(r"<answer>.*?(?:</answer>|\Z)", re.DOTALL | re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[。！？；\n])|(?<=[.!?])(?=\s)")
_LEAK = re.compile(
    r"(?:给定|给出|提供|审定|标注|告知)的?(?:主要|其他)?(?:诊断|标签|答案|结果|结论|编码|分组)"
    r"|(?:已知|标准|正确|参考|最终)的?(?:答案|标签)|答案已|(?:答案|标签)(?:中|里)?(?:已经|已)?给|根据已?给(?:定|出)的"
    r"|题目(?:中|里)?(?:已经|已|所)?(?:给|要求|说|提示)|(?:诊断|答案|结果)(?:是|已)?(?:事先|预先)(?:知道|给|告)"
    r"|\b(?:given|provided|assigned|supplied|pre-?determined)\s+(?:final\s+|correct\s+|principal\s+)?"
    r"(?:labels?|answers?|diagnos[ie]s|(?:MS-)?DRGs?|codes?|titles?|groups?)\b"
    r"|\b(?:known|correct|gold|true|expected)\s+(?:labels?|answers?)\b|\bground[ -]truth\b"
    r"|\b(?:labels?|answers?|(?:MS-)?DRG|title)\s+(?:is|was|has been|that (?:is|was))\s+(?:already\s+)?"
    r"(?:given|provided|assigned|supplied|known)\b|\bas (?:the )?(?:task|prompt|question) (?:says|states|gives)\b",
    re.IGNORECASE,
)
"""A sentence that tells that the answer was known: 给定的诊断, 答案已给出, the given label, the DRG was provided."""
_CANDIDATE = re.compile(r"[\[［【]([^\[\]［］【】\n]{2,240})[\]］】]")
CANDIDATES = 3
"""Candidates that differential thinking weighs."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One rationale as it may be learned: free reasons, and the record's words its quotes were found at."""

    reasons: str
    spans: tuple[Span, ...] = ()

    @property
    def empty(self) -> bool:
        """Say whether nothing is left."""
        return not self.reasons and not self.spans

    def to_json(self) -> dict[str, Any]:
        """Write it as the log keeps it."""
        spans = [[span.section, span.start, span.end, span.code] for span in self.spans]
        return {"reasons": self.reasons, "spans": spans}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Read what `to_json` writes."""
        return cls(row["reasons"], tuple(Span(*span) for span in row["spans"]))


def thought(text: str) -> str:
    """Return what a completion says as its thinking: without answer block and stray tags."""
    return _TAG.sub("", _ANSWER.sub("", text)).strip()


def without_leaks(text: str, tally: Counter[str]) -> str:
    """Leave out the sentences that tell that the label was given; `tally` counts them."""
    sentences = _SENTENCE.split(text)
    kept = [sentence for sentence in sentences if not _LEAK.search(sentence)]
    tally["sentences that told the label"] += len(sentences) - len(kept)
    return "".join(kept).strip()


def draft_of(text: str, record: Record, scope: Scope, codes: Sequence[Code], tally: Counter[str]) -> Draft:
    """Part a rationale into spans and free reasons; a quote that is not in the record, or is denied there, goes."""
    lines: list[str] = []
    spans: dict[str, Span] = {}
    for line in text.splitlines():
        quotes = read_quotes(line)
        if not quotes:
            lines.append(line.rstrip())
        for quote in quotes:
            code = scope.find(quote.label)
            evidence = verify_quote(record, quote, code) if code in codes and code is not None else None
            tally["quotes verified" if evidence else "quotes dropped"] += 1
            if evidence and code:
                spans.setdefault(code.code, Span(evidence.section, evidence.start, evidence.end, code.code))
    return Draft("\n".join(line for line in lines if line).strip(), tuple(spans.values()))


def weighs_three(text: str, labels: Sequence[str]) -> bool:
    """Say whether a text weighs exactly three bracketed candidates, the right one among them (M36)."""
    candidates = {" ".join(found.split()).casefold() for found in _CANDIDATE.findall(text)}
    right = {" ".join(label.split()).casefold() for label in labels}
    return len(candidates) == CANDIDATES and right <= candidates


def too_short(draft: Draft, language: Language) -> bool:
    """Say whether what is left explains nothing: no quote, and fewer than 12 Chinese or 40 English characters."""
    return not draft.spans and len(draft.reasons) < (12 if language is Language.ZH else 40)
