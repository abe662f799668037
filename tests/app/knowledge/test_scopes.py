"""The shipped scope: complete, defined, and refused in words when its file is faulty."""

import csv
from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.coding.mentions import Finder
from app.coding.normalise import fold_text
from app.knowledge.scopes import list_scopes, load_book, load_scope

PRINCIPALS = ["I10.x00x032", "I20.000", "I20.800x007", "I21.401", "I50.900x018"]


def test_the_scope_has_five_principals_and_fifty_three_others():
    scope = load_scope()
    assert [code.code for code in scope.principal] == PRINCIPALS
    assert (len(scope.others), len(scope.all_codes), scope.fixed) == (53, 55, True)


def test_every_code_is_defined_and_the_principals_at_length():
    scope = load_scope()
    assert all(len(code.definition) >= 20 for code in scope.all_codes)
    assert all(90 <= len(code.definition) <= 130 for code in scope.principal)


def test_no_alias_names_two_codes():
    named: dict[str, set[str]] = {}
    for code in load_scope().all_codes:
        for name in (code.name, *code.aliases):
            named.setdefault(fold_text(name), set()).add(code.code)
    assert {name: codes for name, codes in named.items() if len(codes) > 1} == {}


def test_every_name_and_alias_is_found_as_its_own_code():
    scope = load_scope()
    finder = Finder(scope.all_codes)
    for code in scope.all_codes:
        for name in (code.name, *code.aliases):
            assert [mention.code for mention in finder.find_in(name)] == [code], name


def test_codes_and_names_are_those_of_the_task(testdata: Path):
    with (testdata / "labels55.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(code.code, code.name) for code in load_book()] == [(row["code_guolin2.0"], row["name"]) for row in rows]
    scope = load_scope()
    assert [code.code for code in scope.others] == [
        row["code_guolin2.0"] for row in rows if row["is_other_label"] == "1"
    ]


def test_the_shipped_scopes_are_listed():
    assert [scope.scope_id for scope in list_scopes()] == ["ccl25"]


def test_an_unknown_scope_is_refused_by_name():
    with pytest.raises(ScopeError, match=r"no scope called drg.*ccl25"):
        load_scope("drg")


@pytest.mark.parametrize(
    "text", ["not toml [", 'scope = "x"', 'scope="x"\nversion="1"\ntitle=""\nbook={}\ncode=[{code="A"}]']
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str):
    (tmp_path / "broken.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScopeError, match=r"broken\.toml"):
        list_scopes(tmp_path)
