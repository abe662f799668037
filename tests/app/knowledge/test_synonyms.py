"""Abbreviations: the shipped ones, the hospital's own, and what a typed text may stand for."""

from pathlib import Path

import pytest

from app.errors import InputError
from app.knowledge.synonyms import How, Meaning, Synonyms, load_terms, save_site
from app.paths import resources

SHIPPED = resources() / "knowledge"
SMALL = Synonyms.of(
    {"房颤": ("心房颤动",), "冠心病": ("冠状动脉粥样硬化性心脏病",), "MI": ("心肌梗死", "myocardial infarction")}
)


def test_a_term_stands_for_its_words_in_order():
    assert SMALL.expand("mi") == ("心肌梗死", "myocardial infarction")


def test_terms_within_a_text_are_replaced():
    assert SMALL.expand("阵发房颤") == ("阵发心房颤动",)


def test_a_latin_term_inside_a_word_is_left():
    assert SMALL.expand("anemia") == ()


def test_the_initials_of_a_term_are_known():
    assert SMALL.meanings("gxb") == (Meaning(How.SPOKEN, "冠状动脉粥样硬化性心脏病"),)


def test_a_term_that_has_begun_is_completed():
    assert SMALL.meanings("冠心") == (Meaning(How.BEGUN, "冠状动脉粥样硬化性心脏病"),)


def test_what_already_stands_in_the_text_is_not_put_in_again():
    assert Synonyms.of({"脑梗": ("脑梗死",)}).expand("脑梗死") == ()


def test_a_site_adds_its_own_and_goes_first(tmp_path: Path):
    site = tmp_path / "abbreviations.toml"
    save_site(site, {"PE": ("胸腔积液",), '房"颤': ("心房颤动",)})

    synonyms = Synonyms.load(SHIPPED, site)

    assert synonyms.expand("PE")[0] == "胸腔积液"
    assert "肺栓塞" in synonyms.expand("PE")
    assert load_terms(site) == {"PE": ("胸腔积液",), '房"颤': ("心房颤动",)}


def test_a_missing_site_file_is_no_error(tmp_path: Path):
    assert Synonyms.load(SHIPPED, tmp_path / "none.toml").expand("房颤") == ("心房颤动",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[terms]\n房颤 = 心房颤动\n", "cannot be read"),
        ("[words]\n", "words"),
        ('[terms]\n"房颤" = ""\n', "房颤"),
        ('[terms]\n"房颤" = ["心房颤动", 3]\n', "房颤"),
    ],
)
def test_a_faulty_file_is_named_with_what_is_wrong(tmp_path: Path, content: str, said: str):
    site = tmp_path / "own.toml"
    site.write_text(content, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        Synonyms.load(SHIPPED, site)

    assert "own.toml" in caught.value.message
    assert said in caught.value.message
    assert caught.value.advice


def test_an_empty_meaning_is_not_saved(tmp_path: Path):
    with pytest.raises(InputError):
        save_site(tmp_path / "own.toml", {"房颤": ()})

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["abbreviations.zh.toml", "abbreviations.en.toml"])
def test_the_shipped_terms_say_something(name: str):
    terms = load_terms(SHIPPED / name)

    assert len(terms) > 300
    assert not [term for term, meant in terms.items() if meant == (term,)]
