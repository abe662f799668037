"""Finished records as they are delivered: final codes with the record and the suggestion they were decided on."""

from collections.abc import Iterable, Iterator

from app.exchange.delivered import DeliveredCase, final_case
from app.store.database import Store


def finished_cases(store: Store, record_ids: Iterable[str]) -> Iterator[DeliveredCase]:
    """Yield the delivered case of every finished record among these, one at a time."""
    for final in store.finals.get_many(record_ids):
        stored = store.suggestions.get(final.suggestion_id) if final.suggestion_id else None
        record = store.records.get(final.record_id)
        yield final_case(record, final.codes, stored.suggestion if stored else None, final.actor, final.at)
