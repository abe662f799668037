"""The table of the papers' rows is true: it names recipes that are there, and every one of the two studies."""

import re

from trainer.recipe import RECIPES, shipped

TEXT = (RECIPES / "README.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z0-9/-]+)`", TEXT))


def test_every_recipe_it_names_is_shipped():
    there = set(shipped())

    wrong = [name for name in NAMED if "/" in name and not name.endswith("/")]
    wrong = [name for name in wrong if name not in there and f"sapphire-ablation/{name}" not in there]
    assert wrong == []


def test_every_recipe_of_the_two_studies_is_named():
    studies = [name for name in shipped() if name.startswith(("ccl25-table3/", "sapphire-ablation/"))]

    assert [name for name in studies if not {name, name.removeprefix("sapphire-ablation/")} & NAMED] == []
