"""The demo records, put into a throw-away store.

The English ones are a demo of their own: they are coded from ICD-10-CM, and a desk codes from one book at a time.
"""

from app.coding.record import Record
from app.exchange.intake import read_files
from app.paths import resources
from app.store.thread import StoreThread
from app.ui.desk import Desk


def demo_records(*, english: bool = False) -> list[Record]:
    """Read the demo records that DxDesk ships: the Chinese ones, or the English discharge summaries."""
    folder = resources() / "demo" / ("en/records" if english else "records")
    return [item for item in read_files([folder]) if isinstance(item, Record)]


def put_demo_records(store: StoreThread, desk: Desk, *, english: bool = False) -> None:
    """Put the demo records into a store."""
    records, actor = demo_records(english=english), desk.actor
    store.submit(lambda opened: opened.records.put_many(records, actor)).result()


def put_demo(store: StoreThread, desk: Desk, *, english: bool = False) -> None:
    """Put everything to try into a store: the records, and variants of the Chinese ones to approve."""
    from app.ui.approval_demo import put_demo_variants  # noqa: PLC0415 - only a demo needs it

    put_demo_records(store, desk, english=english)
    if not english:
        put_demo_variants(desk)
