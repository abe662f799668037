"""Which language a text is in: whole texts tolerate a Chinese name, lines do not."""

import pytest

from app.coding.language import Language, language_of, line_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("胸痛3天，BP 148/86mmHg", Language.ZH),
        ("He denies chest pain.", Language.EN),
        ("Mr. 王 was admitted with acute dyspnea.", Language.EN),
        ("CHD病史", Language.ZH),
        ("", Language.ZH),
        ("120/80", Language.ZH),
    ],
)
def test_a_text_is_in_the_language_most_of_it_is_in(text: str, language: Language):
    assert language_of(text) is language


def test_each_line_has_its_own_language():
    text = "否认高血压。\nNo fever.\n糖尿病 2 years"
    assert [line_language(text, at, at) for at in (0, 8, 18)] == [Language.ZH, Language.EN, Language.ZH]
