"""Settings: one declaration, round trip, unknown keys and wrong types refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.settings import Settings, load, save

NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(NAMES, st.integers(50, 300))
def test_what_is_saved_is_loaded(tmp_path_factory, actor, scale):
    path = tmp_path_factory.mktemp("s") / "settings.toml"
    save(Settings(actor=actor, font_scale=scale), path)
    assert load(path) == Settings(actor=actor, font_scale=scale)


def test_a_missing_file_gives_the_defaults(tmp_path):
    assert load(tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize(
    "text", ["nonsense = 1", 'font_scale = "big"', "font_scale = true", "= broken", 'layout = "sideways"']
)
def test_a_wrong_file_is_refused_in_words(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"settings\.toml"):
        load(path)
