"""Which column of a hospital's table is which part of a record: guessed from names, editable, remembered as JSON."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self, cast

from app.errors import InputError
from app.exchange.section_names import WHOLE_TEXT, known_sections, plain

_IDS = (
    "病案标识",
    "record_id",
    "recordid",
    "住院流水号",
    "就诊流水号",
    "住院号",
    "病案号",
    "病案编号",
    "住院编号",
    "就诊号",
    "病历号",
    "病例编号",
    "case_id",
    "hadm_id",
    "admission_id",
    "mrn",
    "id",
    "编号",
)
"""Names of the record_id, the surest first: 住院号 names a stay, 病案号 often a patient."""


class Field(StrEnum):
    """What a column is."""

    RECORD_ID = "record_id"
    SECTION = "section"
    SEX = "sex"
    AGE = "age"
    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    DISPOSITION = "disposition"
    LABEL = "label"
    """Codes that stand in the same file: no part of the record; read as gold by `dxdesk evaluate` only."""
    IGNORED = "ignored"


_FACTS: dict[str, Field] = {
    "性别": Field.SEX,
    "sex": Field.SEX,
    "gender": Field.SEX,
    "年龄": Field.AGE,
    "入院年龄": Field.AGE,
    "age": Field.AGE,
    "入院日期": Field.ADMITTED,
    "入院时间": Field.ADMITTED,
    "admitted": Field.ADMITTED,
    "admission date": Field.ADMITTED,
    "admit date": Field.ADMITTED,
    "出院日期": Field.DISCHARGED,
    "出院时间": Field.DISCHARGED,
    "discharged": Field.DISCHARGED,
    "discharge date": Field.DISCHARGED,
    "离院方式": Field.DISPOSITION,
    "出院方式": Field.DISPOSITION,
    "disposition": Field.DISPOSITION,
    "discharge disposition": Field.DISPOSITION,
}
_WHOLE = ("病历", "病历文本", "病历内容", "全文", "text", "content", "description", "note", "clinical note")
"""Columns that hold a whole record's text, to be cut at its headings."""
_LABEL = re.compile(r"(?:主要?诊断|其[他它]诊断)(?:编码|代码|名称|入院病情)?\d*|预测结果")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a header; `section` names the record's section when the field is SECTION."""

    name: str
    field: Field
    section: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What each column of a header is, in the header's order."""

    columns: tuple[Column, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Name the columns that no record takes anything from."""
        return tuple(column.name for column in self.columns if column.field is Field.IGNORED)

    def assign(self, name: str, field: Field, section: str = "") -> Self:
        """Return the mapping with that column changed; SECTION without a name takes the column's own."""
        section = (section or name.strip()) if field is Field.SECTION else ""
        changed = tuple(
            replace(column, field=field, section=section) if column.name == name else column for column in self.columns
        )
        return replace(self, columns=changed)

    def over(self, header: Sequence[str]) -> Self:
        """Return the mapping for this header: its columns by name, what it does not name ignored."""
        named = {column.name: column for column in self.columns}
        return replace(self, columns=tuple(named.get(name, Column(name, Field.IGNORED)) for name in header))

    def check(self) -> None:
        """Raise InputError unless exactly one column is the record_id and at least one a section."""
        ids = [column.name for column in self.columns if column.field is Field.RECORD_ID]
        known = ", ".join(column.name for column in self.columns)[:200]
        if not ids:
            raise InputError(
                f"No column names the record (病案标识). Columns: {known}.",
                "Name one column 病案标识, or choose it in the column mapping.",
            )
        if len(ids) > 1:
            raise InputError(f"Several columns are the record_id: {', '.join(ids)}.", "Choose one of them.")
        if not any(column.field is Field.SECTION for column in self.columns):
            raise InputError(
                f"No column holds text of the record. Columns: {known}.",
                "Name the columns 主诉, 现病史, …, or choose them in the column mapping.",
            )

    def to_json(self) -> str:
        """Write the mapping as JSON, to be remembered under its header's signature."""
        rows = [
            {"column": column.name, "field": column.field.value, "section": column.section} for column in self.columns
        ]
        return json.dumps(rows, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a mapping written by to_json; raise InputError on anything else."""
        try:
            rows = cast("list[dict[str, Any]]", json.loads(text))
            return cls(tuple(Column(str(r["column"]), Field(r["field"]), str(r["section"])) for r in rows))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("The remembered column mapping cannot be read.", "Map the columns again.") from error


def signature(header: Sequence[str]) -> str:
    """Hash a header, so that a mapping is remembered for every file with the same columns."""
    return hashlib.sha256("\x1f".join(map(plain, header)).encode("utf-8", "replace")).hexdigest()[:32]


def guess_mapping(header: Sequence[str]) -> ColumnMapping:
    """Guess what each column is from its name; names that say nothing are ignored."""
    sections = known_sections() | {plain(name): WHOLE_TEXT for name in _WHOLE}
    facts = {plain(name): field for name, field in _FACTS.items()}
    record_id = _record_id(header)
    taken: set[Field] = set()
    columns: list[Column] = []
    for position, name in enumerate(header):
        key = plain(name)
        field = facts.get(key, Field.IGNORED)
        if position == record_id:
            columns.append(Column(name, Field.RECORD_ID))
        elif key in sections:
            columns.append(Column(name, Field.SECTION, sections[key]))
        elif _LABEL.fullmatch(key):
            columns.append(Column(name, Field.LABEL))
        elif field not in taken:
            columns.append(Column(name, field))
            taken |= {field} - {Field.IGNORED}
        else:
            columns.append(Column(name, Field.IGNORED))
    return ColumnMapping(tuple(columns))


def _record_id(header: Sequence[str]) -> int | None:
    keys = [plain(name) for name in header]
    return next((keys.index(plain(name)) for name in _IDS if plain(name) in keys), None)
