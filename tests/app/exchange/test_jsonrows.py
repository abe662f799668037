"""JSON files as rows, whatever their outer shape."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.jsonrows import OBJECT_LIMIT, json_rows
from app.exchange.rows import Fault, RawRow, Row

OBJECTS = [{"id": 1, "t": 'a"}{\\'}, {"id": 2, "t": "胸[痛"}, {"id": 3, "t": {"deep": [1, {"x": "]"}]}}]


def rows(path: Path) -> list[Row]:
    return list(json_rows(path, "utf-8"))


def objects(path: Path) -> list[dict[str, object]]:
    found = rows(path)
    assert all(isinstance(row, RawRow) for row in found), found
    return [dict(zip(row.names, row.values, strict=True)) for row in found if isinstance(row, RawRow)]


@pytest.mark.parametrize(
    "write",
    [
        json.dumps,
        lambda found: json.dumps(found, indent=2, ensure_ascii=False),
        lambda found: json.dumps({"data": found}),
        lambda found: json.dumps({"version": "1.0", "n": 3, "records": found, "end": None}, indent=1),
        lambda found: "\n".join(map(json.dumps, found)) + "\n",
        lambda found: "\n\n".join(json.dumps(each, indent=2) for each in found),
        lambda found: "  \n" + json.dumps(found),
    ],
)
def test_every_outer_shape_gives_the_same_rows(tmp_path: Path, write):
    path = tmp_path / "a.json"
    path.write_text(write(OBJECTS), encoding="utf-8")

    assert objects(path) == OBJECTS
    assert [row.number for row in rows(path)][-1] >= 3


words = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\{}[],'), max_size=8)


@given(st.lists(st.dictionaries(words, words | st.none() | st.lists(words)), min_size=1), st.booleans())
def test_any_list_of_objects_is_read_back(tmp_path_factory: pytest.TempPathFactory, value, ascii_only: bool):
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(json.dumps(value, ensure_ascii=ascii_only), encoding="utf-8")

    assert objects(path) == value


def test_a_chunk_border_within_an_object_does_no_harm(tmp_path: Path):
    path = tmp_path / "a.json"
    many = [{"id": n, "t": '胸痛\\"' * 50} for n in range(2000)]
    path.write_text(json.dumps(many), encoding="utf-8")

    assert objects(path) == many


def test_one_broken_object_does_not_stop_the_next(tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1}, {"id": 2, "t": oops}, [5], {"id": 4}]', encoding="utf-8")

    found = rows(path)

    assert [type(row) for row in found] == [RawRow, Fault, Fault, RawRow]
    assert "not JSON" in str(found[1].error) if isinstance(found[1], Fault) else False


def test_one_broken_line_does_not_stop_the_next(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1}\n{"id": "2}\n{"id": 3}\n', encoding="utf-8")

    assert [type(row) for row in rows(path)] == [RawRow, Fault, RawRow]


@pytest.mark.parametrize("text", ['[{"id": 1}, {"id": 2, "t": "胸', '[{"id": 1}, {"id": 2', '{"data": [{"id": 1}, {"i'])
def test_a_truncated_file_gives_what_is_whole(tmp_path: Path, text: str):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    first, last = rows(path)

    assert isinstance(first, RawRow)
    assert isinstance(last, Fault)
    assert "truncated" in last.error.advice


def test_a_list_that_is_not_closed_is_said(tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1},', encoding="utf-8")

    assert "not closed" in rows(path)[-1].error.message  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["[]", "[1, 2]", '"a"', "}", "[", "NaN", '{"data": []}'])
def test_a_file_without_objects_is_said(tmp_path: Path, text: str):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    (fault,) = rows(path)

    assert isinstance(fault, Fault)


def test_endless_nesting_is_a_fault(tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text('[{"a": ' + "[" * 100_000 + "]" * 100_000 + '}, {"id": 2}]', encoding="utf-8")

    assert [type(row) for row in rows(path)] == [Fault, RawRow]


@pytest.mark.parametrize("shape", ["[{}, {}]", "{}\n{}\n"])
def test_an_endless_field_is_passed_over(tmp_path: Path, shape: str):
    path = tmp_path / "a.json"
    long = '{"t": "' + "x" * (OBJECT_LIMIT + 10) + '"}'
    path.write_text(
        shape.replace("{}", '{"id": 1}', 1).replace("{}", long, 1) + ("" if "[" in shape else '{"id": 3}\n')
    )

    found = rows(path)

    assert [type(row) for row in found][:2] == [RawRow, Fault]
    assert "longer" in found[1].error.message  # type: ignore[union-attr]
