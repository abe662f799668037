"""Recipes: what they extend, what they refuse, what they say of it."""

from pathlib import Path

import pytest
from pydantic import model_validator

from trainer.errors import RecipeError
from trainer.recipe import Settings, described, read_recipe


class Shape(Settings):
    side: int = 1
    """Length of a side, cm."""


class Toy(Settings):
    rate: float = 0.5
    """Learning rate."""
    batch: int = 8
    """Rows a step."""
    group: int = 2
    """Rows of one group."""
    shape: Shape = Shape()
    """What it looks like."""

    @model_validator(mode="after")
    def _divides(self) -> "Toy":
        if self.batch % self.group:
            raise ValueError(f"group = {self.group} does not divide batch = {self.batch}; choose one that does")
        return self


def _recipe(folder: Path, text: str, name: str = "r.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_becomes_settings_and_the_rest_is_default(tmp_path: Path):
    recipe = read_recipe(_recipe(tmp_path, "seed = 7\n[toy]\nrate = 1e-4\n"))

    assert recipe.settings("toy", Toy) == Toy(rate=1e-4)
    assert (recipe.name, recipe.seed) == ("r", 7)


def test_a_mistyped_key_is_refused_with_the_one_that_was_meant(tmp_path: Path):
    recipe = read_recipe(_recipe(tmp_path, "[toy]\nraet = 1\n"))

    with pytest.raises(RecipeError, match=r"\[toy\] has no key raet; did you mean rate\?"):
        recipe.settings("toy", Toy)


def test_a_mistyped_key_of_an_inner_table_is_refused_with_its_place(tmp_path: Path):
    recipe = read_recipe(_recipe(tmp_path, "[toy.shape]\nsid = 1\n"))

    with pytest.raises(RecipeError, match=r"no key shape\.sid; did you mean side\?"):
        recipe.settings("toy", Toy)


def test_a_contradictory_pair_is_refused_in_its_own_words(tmp_path: Path):
    recipe = read_recipe(_recipe(tmp_path, "[toy]\ngroup = 3\n"))

    with pytest.raises(RecipeError, match=r"^r\.toml: \[toy\] group = 3 does not divide batch = 8; choose one that"):
        recipe.settings("toy", Toy)


def test_a_recipe_extends_another_key_by_key(tmp_path: Path):
    _recipe(tmp_path, 'name = "parent"\nseed = 1\n[toy]\nrate = 0.1\nbatch = 4\n[last]\n', "deep/parent.toml")

    recipe = read_recipe(_recipe(tmp_path, 'extends = "parent"\n[toy]\nrate = 0.2\n[new]\n', "deep/child.toml"))

    assert recipe.settings("toy", Toy) == Toy(rate=0.2, batch=4)
    assert (recipe.name, recipe.seed) == ("child", 1)
    assert list(recipe.tables) == ["toy", "last", "new"]


class Learner(Settings):
    base: str
    """Model."""


def test_the_recipes_base_is_that_of_every_stage_that_names_no_other(tmp_path: Path):
    recipe = read_recipe(_recipe(tmp_path, 'base = "m"\n[sft]\n[samples]\nbase = "t"\n[toy]\n'))

    assert recipe.settings("sft", Learner).base == "m"
    assert recipe.settings("samples", Learner).base == "t"
    assert recipe.settings("toy", Toy) == Toy()


def test_a_circle_of_recipes_is_refused(tmp_path: Path):
    _recipe(tmp_path, 'extends = "two.toml"\n', "one.toml")
    _recipe(tmp_path, 'extends = "one.toml"\n', "two.toml")

    with pytest.raises(RecipeError, match="extends itself"):
        read_recipe(tmp_path / "one.toml")


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("toy.rate=1e-3", Toy(rate=1e-3)),
        ("toy.shape.side=4", Toy(shape=Shape(side=4))),
        ("toy.batch = 2", Toy(batch=2)),
    ],
)
def test_a_setting_is_changed_on_the_command_line(tmp_path: Path, override: str, expected: Toy):
    assert read_recipe(_recipe(tmp_path, "[toy]\n"), [override]).settings("toy", Toy) == expected


@pytest.mark.parametrize("override", ["toy", "=3", "toy.rate.deep=3", ".=1"])
def test_an_override_that_is_none_is_refused(tmp_path: Path, override: str):
    with pytest.raises(RecipeError):
        read_recipe(_recipe(tmp_path, "[toy]\nrate = 1\n"), [override])


@pytest.mark.parametrize("text", ["name = 3", 'name = "../up"', "seed = -1", "seed = true", "rate = 3", "[toy"])
def test_a_recipe_that_cannot_be_used_is_refused(tmp_path: Path, text: str):
    with pytest.raises(RecipeError):
        read_recipe(_recipe(tmp_path, text))


def test_an_unknown_recipe_is_answered_with_the_shipped_ones(tmp_path: Path):
    with pytest.raises(RecipeError, match="tiny/chain"):
        read_recipe("tiny/chian")


def test_every_key_is_described_with_its_default():
    assert described(Toy).splitlines()[:2] == ["rate = 0.5  # Learning rate.", "batch = 8  # Rows a step."]
    assert "    side = 1  # Length of a side, cm." in described(Toy)
