"""Rewrites go through a filter: each is coded anew, its answers logged, and the verdict follows from the log."""

from collections.abc import Sequence

from app.coding.rewrite import Judge, Variant
from trainer.augment.agreeing import open_filter, samples_from, samples_row, verdict_of
from trainer.augment.drafting import with_verdict
from trainer.augment.settings import FilterSettings
from trainer.badcases.scoping import Coding
from trainer.runs import Stage

_TOLD = 10
"""Lines of progress."""


def filtered(
    by: Judge, variants: Sequence[Variant], settings: FilterSettings | None, coding: Coding, at: Stage
) -> list[Variant]:
    """Return the variants with this filter's verdict; as they are where there is no such filter."""
    if settings is None:
        return list(variants)
    log = at.item_log(by.value)
    left = [variant for variant in variants if variant.variant_id not in log.done]
    if left:
        with open_filter(settings, coding, at) as opened:
            log.add({"id": "about", "model": opened.model})
            told = 0
            for start in range(0, len(left), opened.at_once):
                batch = left[start : start + opened.at_once]
                for variant, samples in zip(
                    batch, opened.answers([variant.example.record for variant in batch]), strict=True
                ):
                    log.add(samples_row(variant.variant_id, samples))
                if (start + len(batch)) * _TOLD // len(left) > told:
                    told = (start + len(batch)) * _TOLD // len(left)
                    at.say(f"[augment] {by.value} filter: {start + len(batch)} of {len(left)} rewrites")
    return [
        with_verdict(each, verdict_of(by, each.example, samples_from(log.done[each.variant_id]), settings))
        for each in variants
    ]
