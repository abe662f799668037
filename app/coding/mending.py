"""A variant whose text the expert has mended: another text, so what was said of the old one is marked as that."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.coding.errors import ContractError
from app.coding.example import Span
from app.coding.record import Section
from app.coding.rewrite import Variant, Verdict


def mend(variant: Variant, sections: Mapping[str, str], by: str) -> Variant:
    """Return the variant with these sections' texts put in place; itself when nothing changes.

    Spans follow their words, or go. The rationale goes, because it speaks of the old text. The filters' verdicts stay,
    stale: nobody has judged the new text, and what did not pass has not passed by being mended.
    Raises ContractError on a section the variant does not have, or that would be left empty.
    """
    example = variant.example
    record = example.record
    unknown = sorted(sections.keys() - {section.name for section in record.sections})
    if unknown:
        raise ContractError(f"Variant {variant.variant_id} has no section {unknown[0]}.", "Mend those it has.")
    empty = sorted(name for name, text in sections.items() if not text.strip())
    if empty:
        raise ContractError(f"Section {empty[0]} of variant {variant.variant_id} would be empty.", "Write its text.")
    texts = tuple(Section(section.name, sections.get(section.name, section.text)) for section in record.sections)
    if texts == record.sections:
        return variant
    spans = tuple(
        moved
        for span in example.spans
        if (moved := _moved(span, record.text(span.section), sections.get(span.section))) is not None
    )
    mended = replace(example, record=replace(record, sections=texts), spans=spans, rationale="")
    return replace(
        variant, example=mended, rewriter=f"{variant.rewriter}, mended by {by}", verdicts=stale(variant.verdicts)
    )


def stale(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Mark verdicts as given for a text that has been mended since."""
    return tuple(replace(each, stale=True) for each in verdicts)


def _moved(span: Span, before: str, after: str | None) -> Span | None:
    """Return where a span's words stand in the new text, nearest to where they stood; None when they are gone."""
    if after is None or before[: span.end] == after[: span.end]:
        return span
    shift = len(after) - len(before)
    if before[span.start :] == after[max(0, span.start + shift) :]:
        return replace(span, start=span.start + shift, end=span.end + shift)
    words = before[span.start : span.end]
    places = [place for place in range(len(after)) if after.startswith(words, place)]
    nearest = min(places, key=lambda place: abs(place - span.start), default=None)
    return None if nearest is None else replace(span, start=nearest, end=nearest + len(words))
