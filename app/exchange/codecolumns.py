"""Which column of a hospital's code table is what: guessed from its name, or said by the user."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from app.errors import InputError
from app.exchange.section_names import plain


class TableField(StrEnum):
    """What a column of a code table holds."""

    CODE = "code"
    NAME = "name"
    PINYIN = "pinyin"
    ALIASES = "aliases"
    SEX = "sex"
    AGE = "age"
    AGE_FROM = "age_from"
    AGE_TO = "age_to"
    FLAGS = "flags"
    GREY = "grey"
    DEFINITION = "definition"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    IGNORED = "ignored"


_NAMES: dict[TableField, tuple[str, ...]] = {
    TableField.CODE: (
        *("诊断代码", "诊断编码", "疾病诊断代码", "疾病诊断编码", "疾病编码", "疾病代码", "主要编码", "icd编码"),
        *("icd代码", "icd10编码", "icd10代码", "icd10", "编码", "代码", "code", "icd10cm code", "diagnosis code", "dx"),
    ),
    TableField.NAME: (
        *("诊断名称", "疾病诊断名称", "疾病名称", "标准名称", "中文名称", "名称", "name", "long description"),
        *("description", "title", "diagnosis", "diagnosis name"),
    ),
    TableField.PINYIN: ("拼音", "拼音码", "拼音简码", "助记码", "输入码", "pinyin"),
    TableField.ALIASES: ("别名", "又称", "同义词", "其他名称", "aliases", "synonyms"),
    TableField.SEX: ("性别", "适用性别", "性别限制", "sex", "gender"),
    TableField.AGE: ("年龄", "适用年龄", "年龄限制", "年龄范围", "age"),
    TableField.AGE_FROM: ("年龄下限", "最小年龄", "起始年龄", "age from", "min age"),
    TableField.AGE_TO: ("年龄上限", "最大年龄", "终止年龄", "age to", "max age"),
    TableField.FLAGS: ("标志", "标记", "标识", "flags"),
    TableField.GREY: ("灰码", "是否灰码", "灰码标识", "grey"),
    TableField.DEFINITION: ("定义", "说明", "释义", "definition"),
    TableField.CATEGORY: ("类目名称", "category name"),
    TableField.SUBCATEGORY: ("亚目名称", "subcategory name"),
}
"""Names of each column, the surest first."""
_OF_HEADINGS = re.compile("类目|亚目|细目|章|节|category|chapter")
_SOME_CODE = re.compile("编码|代码|code")
_SOME_NAME = re.compile("名称|name")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a header."""

    name: str
    field: TableField


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What each column of a code table is, in the header's order."""

    columns: tuple[TableColumn, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Name the columns nothing is taken from."""
        return tuple(column.name for column in self.columns if column.field is TableField.IGNORED and column.name)

    @property
    def complete(self) -> bool:
        """Say whether both the codes and the names have a column."""
        return {TableField.CODE, TableField.NAME} <= {column.field for column in self.columns}

    def place(self, field: TableField) -> int | None:
        """Return which column holds a field, None when none does."""
        return next((place for place, column in enumerate(self.columns) if column.field is field), None)

    @classmethod
    def said(cls, header: Sequence[str], words: Mapping[str, str]) -> Self:
        """Return the mapping for a header with these fields said by column name, the others guessed.

        Raises InputError on an unknown field or a column the header does not have.
        """
        guessed = guess_table_mapping(header)
        fields = [column.field for column in guessed.columns]
        keys = [plain(name) for name in header]
        for field, name in words.items():
            if field not in set(TableField):
                raise InputError(f"There is no field {field!r}.", f"Known: {', '.join(TableField)}.")
            if plain(name) not in keys:
                raise InputError(f"There is no column {name!r}.", f"Columns: {', '.join(filter(None, header))}.")
            fields = [TableField.IGNORED if each == field else each for each in fields]
            fields[keys.index(plain(name))] = TableField(field)
        return cls(tuple(map(TableColumn, header, fields)))


def guess_table_mapping(header: Sequence[str]) -> TableMapping:
    """Guess what each column is from its name; names that say nothing are ignored."""
    keys = [plain(name) for name in header]
    found: dict[int, TableField] = {}
    for field, names in _NAMES.items():
        place = next((keys.index(plain(name)) for name in names if plain(name) in keys), None)
        if place is not None:
            found.setdefault(place, field)
    for field, some in ((TableField.CODE, _SOME_CODE), (TableField.NAME, _SOME_NAME)):
        likely = [place for place, key in enumerate(keys) if some.search(key) and not _OF_HEADINGS.search(key)]
        if field not in found.values() and len(likely) == 1:
            found.setdefault(likely[0], field)
    return TableMapping(
        tuple(TableColumn(name, found.get(place, TableField.IGNORED)) for place, name in enumerate(header))
    )
