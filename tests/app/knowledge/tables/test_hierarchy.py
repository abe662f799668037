"""Where each code stands, and how headings that no row names are called."""

import pytest

from app.knowledge.entries import Kind, Language
from app.knowledge.tables.hierarchy import Node, arrange
from app.knowledge.tables.rows import TableRow
from app.knowledge.tables.sift import sift
from tests.app.knowledge.tables.books import table_rows


def arranged(*codes: tuple[str, str], language: Language = Language.ZH) -> dict[str, Node]:
    """Arrange these rows by code."""
    return {node.code: node for node in arrange(sift(table_rows(codes), language).drafts, language)}


def path(nodes: dict[str, Node], code: str) -> list[str]:
    """Return a code's headings, nearest first."""
    parent = nodes[code].parent
    return [parent, *path(nodes, parent)] if parent else []


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("I21.401", ["I21.4", "I21", "第九章"]),
        ("I21.900x011", ["I21.9", "I21", "第九章"]),
        ("I10.x00x032", ["I10", "第九章"]),
        ("A01.001†K77.0*", ["A01.0", "A01", "第一章"]),
        ("D63.0*", ["D63", "第三章"]),
        ("C22.101M81600/3", ["C22.1", "C22", "第二章"]),
        ("M80000/0", ["M800", "形态学"]),
        ("M80.000", ["M80.0", "M80", "第十三章"]),
    ],
)
def test_a_code_stands_below_its_category_and_chapter(code: str, above: list[str]):
    nodes = arranged((code, "某病"))

    assert path(nodes, code) == above
    assert nodes[code].leaf
    assert all(nodes[each].kind is Kind.HEADING and not nodes[each].leaf for each in above)


def test_parents_come_before_children_and_chapters_in_their_order():
    nodes = list(arranged(("Z51.100", "化疗"), ("U07.100", "某病毒"), ("M80000/0", "良性肿瘤"), ("A00.900", "霍乱")))

    assert [code for code in nodes if len(code) > 5 or not code.isascii()] == [
        *("第一章", "A00.900", "第二十一章", "Z51.100", "第二十二章", "U07.100", "形态学", "M80000/0")
    ]


def test_a_row_of_a_category_is_its_heading():
    nodes = arranged(("I21", "急性心肌梗死"), ("I21.4", "心内膜下"), ("I21.401", "非ST段抬高型"))

    assert [nodes[code].leaf for code in ("I21", "I21.4", "I21.401")] == [False, False, True]
    assert nodes["I21"].kind is Kind.HEADING
    assert not nodes["I21"].derived


@pytest.mark.parametrize(
    ("codes", "heading", "name", "derived"),
    [
        ([("A00.000", "古典霍乱"), ("A00.001", "轻型")], "A00.0", "古典霍乱", False),
        ([("I10.x00", "原发性高血压"), ("I10.x01", "恶性高血压")], "I10", "原发性高血压", False),
        ([("A00.000", "古典霍乱"), ("A00.900", "未特指的霍乱")], "A00", "霍乱", True),
        ([("I11.000", "伴心衰"), ("I11.900", "高血压心脏病不伴有心力衰竭")], "I11", "高血压心脏病", True),
        ([("A01.000", "伤寒"), ("A01.400", "副伤寒")], "A01", "伤寒", True),
        ([("K74.000", "肝纤维化"), ("K74.600", "硬变")], "K74", "肝纤维化等", True),
        ([("D63.0*", "肿瘤引起的贫血"), ("D63.8*", "慢性病引起的贫血")], "D63", "贫血", True),
    ],
)
def test_a_heading_without_a_row_is_named_by_what_stands_for_it(
    codes: list[tuple[str, str]], heading: str, name: str, derived: bool
):
    node = arranged(*codes)[heading]

    assert (node.name, node.derived) == (name, derived)


def test_the_tables_own_columns_name_headings():
    row = TableRow(2, "I21.401", "非ST段抬高型", category="急性心肌梗死", subcategory="急性心内膜下心肌梗死")

    nodes = {node.code: node for node in arrange(sift([row], Language.ZH).drafts, Language.ZH)}

    assert (nodes["I21"].name, nodes["I21.4"].name) == ("急性心肌梗死", "急性心内膜下心肌梗死")
    assert not nodes["I21"].derived


def test_an_english_code_stands_below_the_longest_row_that_begins_it():
    nodes = arranged(
        ("S72", "Fracture of femur"),
        ("S72.0", "Fracture of neck"),
        ("S72.001A", "Initial encounter"),
        ("S72.301", "Shaft"),
        language=Language.EN,
    )

    assert path(nodes, "S72.001A") == ["S72.0", "S72", "19"]
    assert path(nodes, "S72.301") == ["S72", "19"]
