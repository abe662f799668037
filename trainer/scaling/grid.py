"""The runs of the grid: one folder for a draw and a first arm, in which stages run as they do in any recipe's run."""

import gc
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.coding.example import Example
from trainer.dataset.coded_from import FOLDS, read_coded_from, read_folds, write_folds
from trainer.errors import RecipeError
from trainer.examples import write_examples
from trainer.recipe import Recipe, Settings, read_recipe
from trainer.runs import Stage, Work, run_stage
from trainer.scaling.draws import Draw, drawn
from trainer.scaling.settings import StageSettings
from trainer.stages import settings_of, work_of

LEARNED, LATER, SAMPLES_LATER = "dataset", "dataset-later", "samples-later"
"""Folders of a run: what it learns from, what an arm that goes on does, and the latter as samples."""
EVALUATE = "evaluate"
_FOUND = "sft"
"""The stage whose models [evaluate] finds by itself, one for all tasks or one for each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of the grid."""

    arm: str
    size: int
    seed: int

    @property
    def id(self) -> str:
        """Return what the log of runs knows it by."""
        return f"{self.arm}/n{self.size}/seed{self.seed}"


class DrawSettings(Settings):
    """What one folder of drawn examples was made from."""

    source: str
    """Folder of the whole [dataset]."""
    size: int
    """Examples asked for."""
    stratified: bool
    """Whether classes were spread evenly."""
    spare: int
    """Examples kept from all draws."""
    part: str
    """learned, or left."""


@dataclass(frozen=True, slots=True)
class Grid:
    """All runs, resolved before the first begins."""

    settings: StageSettings
    recipes: Mapping[str, Recipe]
    """The recipe each arm follows."""
    source: Path
    at: Stage

    def cells(self) -> Iterator[Cell]:
        """Yield the runs, draw by draw, an arm after the one it goes on from."""
        for seed in self.settings.seeds:
            for size in self.settings.sizes:
                for arm in self.settings.in_order():
                    yield Cell(arm, size, seed)

    def folder(self, cell: Cell) -> Path:
        """Return the folder of a run, which arms of one line share."""
        return self.root / self.name(cell)

    @property
    def root(self) -> Path:
        """Return where the runs are: beside the stage, so that no path changes when it is complete."""
        return self.at.root / "scaling-runs"

    def name(self, cell: Cell) -> str:
        """Return a run's name."""
        return f"{self.settings.line_of(cell.arm)[0]}-n{cell.size}-seed{cell.seed}"

    def train(self, cell: Cell, groups: Sequence[tuple[Example, ...]]) -> int:
        """Draw, train and judge one run; what is complete already is kept. Return how many examples it learned from."""
        draw = drawn(groups, cell.size, self.settings.spare)
        self._drawn(cell, draw)
        for work in self.works(cell):
            self._run(cell, work)
            _forget()
        self._run(cell, self.judging(cell))
        _forget()
        return len(draw.learned)

    def figures(self, cell: Cell) -> dict[str, Any]:
        """Return what [evaluate] counted of a run's model."""
        path = self.folder(cell) / self.judging(cell).name / "figures.json"
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        (found,) = content["systems"].values()
        return found

    def drop_models(self, cell: Cell) -> None:
        """Remove the models a run trained; its figures and manifests stay."""
        for work in self.works(cell):
            shutil.rmtree(self.folder(cell) / work.name / "models", ignore_errors=True)

    def check(self) -> None:
        """Read the settings of every stage of every arm, so that a mistake shows before the first run."""
        for arm in self.settings.arms:
            cell = Cell(arm, self.settings.sizes[0], self.settings.seeds[0])
            for work in (*self.works(cell), self.judging(cell)):
                work.settings.cautions()

    def _drawn(self, cell: Cell, draw: Draw) -> None:
        line = self.settings.line_of(cell.arm)
        parts = [(LEARNED, draw.learned)]
        if len(line) > 1:
            parts.append((LATER, draw.learned if self.settings.later == "same" else draw.left))
        for name, examples in parts:
            settings = DrawSettings(
                source=str(self.source),
                size=cell.size,
                stratified=self.settings.stratified,
                spare=self.settings.spare,
                part="learned" if name == LEARNED else self.settings.later,
            )
            self._run(cell, Work(name, settings, lambda given, at, e=examples: _write(given, at, e)))

    def works(self, cell: Cell) -> Iterator[Work]:
        """Yield what trains an arm: its own stages, or its one stage upon the model of the arm before."""
        arm, line = self.settings.arms[cell.arm], self.settings.line_of(cell.arm)
        recipe = replace(self.recipes[cell.arm], name=self.name(cell), seed=cell.seed)
        if len(line) == 1:
            yield from (work_of(recipe, stage) for stage in arm.stages)
            return
        yield from self._going_on(recipe, cell, arm.stages[0])

    def _going_on(self, recipe: Recipe, cell: Cell, stage: str) -> Iterator[Work]:
        """Yield the samples of the examples kept for it, and the stage that goes on from another arm's model."""
        folder, before = self.folder(cell), replace(cell, arm=self.settings.arms[cell.arm].after)
        if not {"start", "samples"} <= settings_of(stage).model_fields.keys():
            raise RecipeError(f"[{stage}] cannot go on from another arm's model.", "Let an arm of its own train it.")
        asked = {**recipe.tables.get("samples", {}), "dataset": str(folder / LATER), "rationales": False}
        given = {
            **recipe.tables.get(stage, {}),
            "samples": str(folder / SAMPLES_LATER),
            "start": str(folder / self._trained(before) / "models" / "policy"),
        }
        recipe = replace(recipe, tables={**recipe.tables, "samples": asked, stage: given})
        yield replace(work_of(recipe, "samples"), name=SAMPLES_LATER)
        yield replace(work_of(recipe, stage), name=self._trained(cell))

    def _trained(self, cell: Cell) -> str:
        """Return the folder, within the run's, of the stage whose model is judged."""
        arm = self.settings.arms[cell.arm]
        return f"{arm.stages[-1]}-{cell.arm}" if arm.after else arm.stages[-1]

    def judging(self, cell: Cell) -> Work:
        """Return the evaluation of an arm's model alone, on what [dataset] held out."""
        arm, recipe = self.settings.arms[cell.arm], self.recipes[cell.arm]
        table = dict(recipe.tables.get(EVALUATE, {}))
        systems: dict[str, Any] = dict(table.get("systems", {}))
        name = arm.system or next(iter(systems), "")
        if name not in systems:
            raise RecipeError(
                f"{recipe.path.name} has no system {name or 'to judge the runs by'} in [evaluate].",
                "Add a table [evaluate.systems.NAME], or name it in the arm's `system`.",
            )
        system = dict(systems[name])
        if system.get("kind") == "model" and not system.get("principal"):
            trained = self._trained(cell)
            system["path"] = "" if trained == _FOUND else f"{trained}/models/policy"
        kept = {key: value for key, value in table.items() if key not in _AMONG_SYSTEMS}
        tables = {**recipe.tables, EVALUATE: {**kept, "systems": {name: system}, "plots": False}}
        work = work_of(replace(recipe, tables=tables, name=self.name(cell), seed=cell.seed), EVALUATE)
        return replace(work, name=f"{EVALUATE}-{cell.arm}" if arm.after else EVALUATE)

    def _run(self, cell: Cell, work: Work) -> None:
        recipe = replace(self.recipes[cell.arm], name=self.name(cell), seed=cell.seed)
        run_stage(recipe, work, self.root, lambda line: self.at.say(f"{cell.id} {line}"))


_AMONG_SYSTEMS = ("baseline", "compare", "compare_system", "tables", "rubric_form", "rubric_system")
"""Settings of [evaluate] that set several systems beside each other."""


def open_grid(settings: StageSettings, source: Path, at: Stage) -> Grid:
    """Read the recipes of all arms and check every setting; raise RecipeError in words."""
    recipes = {arm: read_recipe(settings.recipe, settings.changes_for(arm)) for arm in settings.arms}
    grid = Grid(settings, recipes, source, at)
    grid.check()
    return grid


def _write(settings: DrawSettings, at: Stage, examples: Sequence[Example]) -> Mapping[str, object]:
    """Write drawn examples as [dataset] would have, with the held-out part, the scope and their folds."""
    source = at.before("source", settings.source)
    write_examples(at.folder / "train.jsonl", examples)
    (at.folder / "heldout.jsonl").write_bytes((source / "heldout.jsonl").read_bytes())
    read_coded_from(source).write(at.folder)
    kept = {example.example_id for example in examples}
    fold_of = {name: fold for name, fold in read_folds(source).items() if name in kept}
    folds: int = json.loads((source / FOLDS).read_text(encoding="utf-8"))["folds"]
    write_folds(at.folder, folds, fold_of)
    return {"train": len(examples)}


def _forget() -> None:
    """Give back the GPU's memory that the model just trained or judged took."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        gc.collect()
        torch.cuda.empty_cache()
