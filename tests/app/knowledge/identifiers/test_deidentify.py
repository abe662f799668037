"""The whole: ids and dates by the site's secret, offsets that can be followed, any text."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.coding.record import Patient, Record, Section
from app.knowledge.identifiers import FACE, Deidentified, Kind, Known, deidentify, keyed_id
from tests.app.knowledge.identifiers.planted import SECRET, SECTION, clean, lines, planted

PIECES = st.lists(
    st.sampled_from(
        [planted(line)[0] for line in (*lines("planted_zh.txt"), *lines("planted_en.txt"), *lines("clinical.txt"))]
    ),
    max_size=6,
).map("\n".join)
ANY = st.one_of(
    st.text(),
    PIECES,
    st.from_regex(r"[0-9零〇二三十今去年月上旬日号于行、至/.\-:：张王医院省市县A-Z ]{0,60}", fullmatch=True),
)


def rebuilt(record: Record, done: Deidentified) -> tuple[Section, ...]:
    sections: list[Section] = []
    for section in record.sections:
        text, shift = section.text, 0
        for each in (one for one in done.removed if one.section == section.name):
            assert section.text[each.start : each.end] == each.was
            text = text[: each.start + shift] + each.now + text[each.end + shift :]
            shift += len(each.now) - len(each.was)
        sections.append(Section(done.sections[section.name], text))
    return tuple(sections)


@given(ANY, ANY)
def test_what_is_told_to_be_replaced_is_all_that_changes(one: str, two: str):
    record = Record("R1", (Section("现病史", one), Section("History of Present Illness", two)))
    done = deidentify(record, Known(), SECRET)

    assert rebuilt(record, done) == done.record.sections


@given(PIECES, st.integers(0, 400), st.integers(1, 20))
def test_words_that_stayed_are_found_where_they_are_said_to_be(text: str, start: int, length: int):
    done = clean(text)
    end = min(start + length, len(text))
    place = done.moved(SECTION, start, end) if start < end else None

    if place is not None:
        section, begin, stop = place
        assert done.record.text(section)[begin:stop] == text[start:end]


def test_words_that_touch_an_identifier_are_nowhere():
    text = "患者姓名：张秋实，男，高血压病3级。"
    done = clean(text)

    assert done.moved(SECTION, 4, 6) is None
    start = text.index("高血压")
    assert done.moved(SECTION, start, start + 6) == (SECTION, start + 1, start + 7)
    assert done.moved("既往史", 0, 3) is None


def test_the_record_is_called_by_a_key_that_only_the_secret_gives():
    first, again, other = keyed_id("ZY0001", SECRET), keyed_id("ZY0001", SECRET), keyed_id("ZY0001", b"another")

    assert first == again != other
    assert "ZY0001" not in first


def test_the_records_own_id_goes_where_the_text_names_it():
    assert (
        clean("住院号ZY2023-77，流水ZY2023-77。", record_id="ZY2023-77").record.sections[0].text
        == "住院号[编号]，流水[编号]。"
    )


def test_patient_facts_are_moved_and_told():
    patient = Patient(age=93, admitted=date(2024, 3, 11), discharged=date(2024, 3, 18))
    done = deidentify(Record.of("R1", {SECTION: "无"}, patient), Known(), SECRET)

    assert done.record.patient.age == 90
    assert [each.kind for each in done.removed] == [Kind.HOSPITAL_NUMBER, Kind.DATE, Kind.DATE, Kind.AGE]
    assert {each.section for each in done.removed} == {FACE}


def test_a_heading_that_names_somebody_is_cleaned_and_stays_apart_from_its_like():
    record = Record.of("R1", {"王建国主任查房": "平稳。", "李志强主任查房": "好转。"})
    done = deidentify(record, Known(), SECRET)

    assert [section.name for section in done.record.sections] == ["[姓名]主任查房", "[姓名]主任查房 2"]
    assert done.moved("李志强主任查房", 0, 2) == ("[姓名]主任查房 2", 0, 2)


def test_hospitals_and_numbers_the_site_knows_go():
    done = clean("在二七疗养所复查，档案Q7781-3。", Known(hospitals=("二七疗养所",), numbers=("Q7781-3",)))

    assert done.record.sections[0].text == "在[医院]复查，档案[编号]。"


def test_a_hospital_goes_where_a_number_follows_its_name():
    known = Known(hospitals=("二七院", "RH2"))

    assert clean("二七院3楼，RH2，RH21号。", known).record.sections[0].text == "[医院]3楼，[医院]，RH21号。"
