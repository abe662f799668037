"""A finished record with invented identifiers, to see what the corrections preview takes out."""

from dataclasses import replace

from app.coding.record import Record, Section
from app.coding.suggest import Suggestion, suggest
from app.review.session import Session
from app.store.database import Store
from app.store.thread import StoreThread
from app.ui.demo import demo_records
from app.ui.desk import Desk

RECORD = "ZY2024031107"
INVENTED = (
    ("现病史", "患者王小明，身份证号11010519491231002X，联系电话13800138000，现住示例市幸福路88号3单元502室。"),
    ("出院医嘱", "复诊请持住院号0024031107，联系人：李小红，或致电010-12345678。2024年4月11日门诊复查。"),
)
"""Nobody's: the number is the national standard's own example, the rest is made up."""


def put_demo_correction(store: StoreThread, desk: Desk, number: int = 0) -> str:
    """Put such a record in, finished with other codes than the rules suggest; return its id."""
    record = planted(demo_records()[number], f"{RECORD[:-1]}{number}")
    made = suggest(record, desk.reading.scope, desk.reading.model, desk.reading.finder)
    store.submit(lambda opened: _finish(opened, desk, record, made)).result()
    return record.record_id


def planted(record: Record, record_id: str) -> Record:
    """Put the invented identifiers into a record."""
    added = dict(INVENTED)
    sections = tuple(Section(each.name, each.text + added.get(each.name, "")) for each in record.sections)
    return replace(record, record_id=record_id, sections=sections)


def _finish(store: Store, desk: Desk, record: Record, made: Suggestion) -> None:
    store.records.put(record, desk.actor)
    store.suggestions.put(made, actor=desk.actor)
    session = Session(store, desk.actor)
    first, *others = session.open(record.record_id).open_candidates
    session.accept(record_id=record.record_id, code=first.code, task=first.task)
    for each in others[1:]:
        session.accept(record_id=record.record_id, code=each.code, task=each.task)
    session.reject(record_id=record.record_id, code=others[0].code, task=None)
    session.finish(record_id=record.record_id)
