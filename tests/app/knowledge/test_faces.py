"""A face finds exactly what a plain comparison of its lines finds."""

from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.faces import Face, Line

TEXTS = st.lists(st.text(alphabet="ab心肌 ", min_size=1, max_size=40), max_size=12)
PARTS = st.text(alphabet="ab心肌 ", min_size=1, max_size=38)


def face_of(texts: list[str]) -> Face:
    return Face.of(Line(row, text, range(len(text))) for row, text in enumerate(texts))


@given(TEXTS, PARTS)
def test_a_part_is_met_wherever_a_line_has_it(texts: list[str], part: str):
    met = face_of(texts).meet(part)

    assert set(met.holding.tolist()) == {row for row, text in enumerate(texts) if part in text}
    assert set(met.begun.tolist()) == {row for row, text in enumerate(texts) if text.startswith(part)}
    assert set(met.whole.tolist()) == {row for row, text in enumerate(texts) if text == part}


@given(TEXTS, PARTS)
def test_a_scan_meets_the_same_rows(texts: list[str], part: str):
    assert set(face_of(texts).within(part).tolist()) == {row for row, text in enumerate(texts) if part in text}


def test_a_line_is_met_only_at_its_places():
    face = Face.of([Line(7, "fracture of femur", (0, 9, 12))])

    assert face.holding("fem").tolist() == [7]
    assert face.holding("ract").tolist() == []
    assert face.within("ract").tolist() == [7]


def test_whole_words_are_told_from_their_beginnings():
    face = Face.of([Line(0, "hip pain", (0, 4)), Line(1, "hippocampus", (0,))])

    assert face.worded("hip").tolist() == [0]


def test_a_stored_face_is_the_same():
    face = face_of(["心肌梗死", "心肌"])

    again = Face.laid(face.text, face.starts, face.rows, face.places)

    assert again.meet("心肌").whole.tolist() == [1]
    assert sorted(again.meet("肌").holding.tolist()) == [0, 1]
