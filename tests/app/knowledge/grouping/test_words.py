"""Every word of grouping is there in both languages, and none of them pushes."""

import re
from enum import StrEnum

import pytest

from app.errors import InputError
from app.knowledge.entries import Language
from app.knowledge.grouping.grouped import Caveat, DrgKind, Level, Missing, Reason, Why
from app.knowledge.grouping.titles import Agreement
from app.knowledge.grouping.words import Words

PARTS: tuple[type[StrEnum], ...] = (Agreement, Caveat, DrgKind, Level, Missing, Reason, Why)
PUSHING = re.compile(
    r"gain|profit|revenue|higher|better|optimi|improve|maximi|收益|增收|提高|更高|优化|高套|最优", re.IGNORECASE
)


@pytest.mark.parametrize("part", PARTS)
def test_every_key_has_both_languages(part):
    words = Words.load()
    for key in part:
        for language in Language:
            assert words.say(key, language) or key is DrgKind.NEITHER
    assert words.texts[part.__name__.lower()].keys() == {key.value for key in part}


def test_nothing_pushes_towards_a_group():
    texts = [text for part in Words.load().texts.values() for each in part.values() for text in each.values()]
    assert not [text for text in texts if PUSHING.search(text)]


def test_phrases_take_their_value():
    assert "I21.4" in Words.load().phrase("if_removed", Language.ZH).format("I21.4")


def test_a_broken_file_is_told(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text("[", encoding="utf-8")
    with pytest.raises(InputError, match=r"words\.toml"):
        Words.load(path)
