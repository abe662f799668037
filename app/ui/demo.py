"""The demo records, put into a throw-away store."""

from app.coding.record import Record
from app.exchange.intake import read_files
from app.paths import resources
from app.store.thread import StoreThread
from app.ui.desk import Desk


def demo_records() -> list[Record]:
    """Read the demo records that DxDesk ships."""
    return [item for item in read_files([resources() / "demo" / "records"]) if isinstance(item, Record)]


def put_demo_records(store: StoreThread, desk: Desk) -> None:
    """Put the demo records into a store."""
    records, actor = demo_records(), desk.actor
    store.submit(lambda opened: opened.records.put_many(records, actor)).result()
