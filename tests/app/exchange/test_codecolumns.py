"""What the columns of a code table are."""

import pytest

from app.errors import InputError
from app.exchange.codecolumns import TableField, TableMapping, guess_table_mapping


def fields(*header: str) -> list[TableField]:
    return [column.field for column in guess_table_mapping(header).columns]


@pytest.mark.parametrize(
    ("header", "guessed"),
    [
        (("编码", "名称"), "code name"),
        (("Code", "Name"), "code name"),
        (("主要编码", "疾病名称", "附加编码"), "code name ignored"),
        (("类目代码", "类目名称", "亚目名称", "诊断代码", "诊断名称"), "ignored category subcategory code name"),
        (("编码", "名称", "拼音码", "别名", "性别", "灰码"), "code name pinyin aliases sex grey"),
        (("编码", "名称", "年龄下限", "年龄上限", "标志", "说明"), "code name age_from age_to flags definition"),
        (("临床版编码", "临床版名称", "备注"), "code name ignored"),
        (("a", "b"), "ignored ignored"),
    ],
)
def test_columns_are_guessed_from_their_names(header: tuple[str, ...], guessed: str):
    assert fields(*header) == guessed.split()


def test_what_is_said_goes_before_what_is_guessed():
    mapping = TableMapping.said(("编码", "名称", "附加编码"), {"code": "附加编码"})

    assert [column.field for column in mapping.columns] == ["ignored", "name", "code"]
    assert mapping.ignored == ("编码",)
    assert mapping.place(TableField.CODE) == 2


@pytest.mark.parametrize(
    ("words", "said"), [({"kode": "编码"}, "no field 'kode'"), ({"code": "代号"}, "no column '代号'")]
)
def test_an_unknown_word_is_told_with_the_known_ones(words: dict[str, str], said: str):
    with pytest.raises(InputError, match=said) as refused:
        TableMapping.said(("编码", "名称"), words)

    assert refused.value.advice
