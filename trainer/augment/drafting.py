"""Logged completions become drafts of variants: read strictly, put together section by section, facts held."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.coding.example import Example, Origin, Span
from app.coding.mentions import Assertion, Finder, Mention
from app.coding.record import Record, Section
from app.coding.rewrite import BadCase, Variant, Verdict
from trainer.augment.guard import Guard, counted
from trainer.augment.prompts import rewritten
from trainer.augment.rewriting import UNUSABLE, Part, parts_of, seed_of
from trainer.augment.settings import StageSettings
from trainer.shingles import jaccard, shingles

_STATED = (Assertion.AFFIRMED, Assertion.PAST)
Done = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Drafting:
    """Makes the variants of one case out of the log; `tally` counts what became of sections and rewrites."""

    settings: StageSettings
    guard: Guard
    rewriter: str
    seed: int
    batch: str
    """What the variants are handed over in: it stands in their ids, so that another loop's have others."""
    earlier: Sequence[Record] = ()
    """Rewrites of the case that are trained on already."""

    def variants(self, case: BadCase, done: Done, tally: Counter[str]) -> list[Variant]:
        """Return the rewrites that hold the form and the facts and differ from original and each other."""
        found = [self._variant(case, number, done, tally) for number in range(self.settings.rewrites)]
        kept: list[Variant] = []
        near = [shingles(_texts(record)) for record in (case.example.record, *self.earlier)]
        for variant in found:
            if variant is None:
                continue
            if not variant.passed:
                tally["facts changed"] += 1
                continue
            tally["guarded"] += 1
            mine = shingles(_texts(variant.example.record))
            if any(jaccard(mine, other) >= self.settings.closest for other in near):
                tally["too near to the original or another"] += 1
                continue
            near.append(mine)
            kept.append(variant)
        tally["distinct"] += len(kept)
        return kept

    def _variant(self, case: BadCase, number: int, done: Done, tally: Counter[str]) -> Variant | None:
        """Put one rewrite together and judge it; None where nothing of it can be used."""
        tally["asked"] += 1
        texts: dict[str, str] = {}
        for part in parts_of(case, self.settings):
            found = self._texts(part, done[part.item_id(number)], tally)
            if found is None:
                return None
            texts |= found
        if not texts:
            tally["nothing rewritten"] += 1
            return None
        tally["written"] += 1
        variant_id = f"{case.case_id}~{case.round}.{self.batch}.{number + 1:02}"
        example = rewritten_example(case, texts, variant_id, self.guard.finder)
        verdict = self.guard.verdict(example.record)
        seed = seed_of(case, number, self.seed)
        return Variant(
            example.example_id, case.case_id, case.round, example, self.rewriter, seed, (verdict,), self.batch
        )

    def _texts(self, part: Part, row: Mapping[str, Any], tally: Counter[str]) -> dict[str, str] | None:
        """Return a part's new texts, empty where it keeps its words, None where the whole rewrite is lost by it."""
        reason = UNUSABLE.get(row["finish"], "")
        found = None if reason else rewritten(row["text"], part.sections)
        mends = self.settings.mend and self.settings.form == "sections"
        if found is None:
            reason = reason or "not in the form asked for"
        elif any(len(found[each.name]) < self.settings.shortest * len(each.text) for each in part.sections):
            reason = "shortened"
        if found is None or reason:
            tally[f"text {reason}"] += 1
            return {} if mends else None
        found = {each.name: found[each.name] for each in part.sections if _changed(each, found[each.name])}
        if not found:
            tally["text unchanged"] += 1
            return found
        if mends and (differences := self.guard.of_section(part.sections[0], found[part.name])):
            tally["text put back: facts changed"] += 1
            tally.update({f"put back for {kind}": n for kind, n in counted(differences).items()})
            return {}
        tally["text rewritten"] += 1
        return found


def rewritten_example(case: BadCase, texts: Mapping[str, str], variant_id: str, finder: Finder) -> Example:
    """Put new texts into a case's example; gold, group and facts about the patient stay, spans are found again."""
    original = case.example
    sections = tuple(Section(each.name, texts.get(each.name, each.text)) for each in original.record.sections)
    record = Record(variant_id, sections, original.record.patient)
    return replace(
        original,
        record=record,
        origin=Origin.VARIANT,
        parent_id=case.case_id,
        group=original.group or case.case_id,
        spans=tuple(found_again(original, record, finder)),
    )


def found_again(original: Example, record: Record, finder: Finder) -> Iterator[Span]:
    """Yield where the gold spans are in a rewrite: by their words, else where the section states their code by name."""
    for span in original.spans:
        text, words = record.text(span.section), original.words(span)
        start = span.start if text[span.start : span.end] == words else text.find(words)
        if start >= 0:
            yield Span(span.section, start, start + len(words), span.code)
            continue
        named = next((each for each in finder.find_in(text, span.section) if _states(each, span)), None)
        if named is not None:
            yield Span(span.section, named.start, named.end, span.code)


def _states(mention: Mention, span: Span) -> bool:
    return mention.code.code == span.code and mention.assertion in _STATED


def with_verdict(variant: Variant, verdict: Verdict) -> Variant:
    """Return a variant with one more verdict."""
    return replace(variant, verdicts=(*variant.verdicts, verdict))


def _changed(section: Section, text: str) -> bool:
    return "".join(text.split()) != "".join(section.text.split())


def _texts(record: Record) -> Sequence[str]:
    return [section.text for section in record.sections]
