"""Stage `scaling`: runs of a recipe at several sizes and seeds, and score = a + b·log(n) through them (methods M47).

DRG-Sapphire found its score about linear in the log of the examples of supervised training, before and after
reinforcement learning. Every run is resumable by itself, in scaling-runs/ beside this stage, with its manifests.
"""

from collections.abc import Mapping
from typing import Any

from trainer.errors import RecipeError
from trainer.examples import read_examples
from trainer.jsonfiles import write_json
from trainer.runs import Stage
from trainer.scaling.draws import drawn, ordered
from trainer.scaling.fit import Point
from trainer.scaling.grid import Cell, Grid, open_grid
from trainer.scaling.report import draw, gains, report, studied
from trainer.scaling.settings import StageSettings
from trainer.sft.format_rate import STEADY

__all__ = ["StageSettings", "run"]
_HEADLINES = {"composite": "Formula (6)", "pass@1": "Pass@1 of MS-DRG"}


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Do every run that is not done yet, and write scaling.json, scaling.md and scaling.svg.

    Raises RecipeError on a setting of any run before the first begins, DataError where the examples do not suffice, and
    what the stages of a run raise.
    """
    source = at.before("dataset", settings.dataset)
    grid = open_grid(settings, source.resolve(), at)
    train = read_examples(source / "train.jsonl")
    orders = {seed: ordered(train, seed, stratified=settings.stratified) for seed in settings.seeds}
    for groups in orders.values():
        drawn(groups, settings.sizes[-1], settings.spare)
    log = at.item_log("runs")
    cells = list(grid.cells())
    for number, cell in enumerate(cells, 1):
        if cell.id not in log.done:
            at.say(f"[scaling] run {number} of {len(cells)}: {cell.id}")
            n = grid.train(cell, orders[cell.seed])
            log.add(
                {"id": cell.id, "arm": cell.arm, "seed": cell.seed, "size": cell.size, "n": n, **_scored(grid, cell)}
            )
            at.say(f"[scaling] {cell.id}: {log.done[cell.id]['score']:.2f}")
        if not settings.keep_models and number % len(settings.arms) == 0:
            _drop_models(grid, cells[number - len(settings.arms) : number])
    return _written(settings, at, log.done)


def _scored(grid: Grid, cell: Cell) -> dict[str, Any]:
    """Return a run's score, that of each record where the score is their mean, and its worst format rate."""
    figures = grid.figures(cell)
    headline = next(key for key in _HEADLINES if key in figures)
    metric = grid.settings.metric or headline
    if not isinstance(figures.get(metric), int | float):
        known = ", ".join(key for key, value in figures.items() if isinstance(value, int | float))
        raise RecipeError(f"[evaluate] counts no {metric}.", f"Set metric in [scaling] to one of: {known}.")
    rates: Mapping[str, float] = figures.get("format_rate", {})
    return {
        "metric": metric,
        "score": float(figures[metric]),
        "records": figures["n"],
        "by_record": figures["scores"] if metric == headline else {},
        "format_rate": min(rates.values(), default=None),
    }


def _written(settings: StageSettings, at: Stage, done: Mapping[str, Mapping[str, Any]]) -> dict[str, object]:
    rows = list(done.values())
    points = {
        arm: [
            Point(row["n"], row["seed"], row["score"], row["by_record"], row["size"])
            for row in rows
            if row["arm"] == arm
        ]
        for arm in settings.in_order()
    }
    metric = rows[0]["metric"]
    content: dict[str, Any] = {
        "metric": _HEADLINES.get(metric, metric),
        "records": rows[0]["records"],
        "recipe": settings.recipe,
        "seeds": list(settings.seeds),
        "later": settings.later,
        "arms": studied(points, at.seed),
        "gains": gains(points, {name: arm.after for name, arm in settings.arms.items() if arm.after}),
        "unsteady": [
            {"id": row["id"], "rate": row["format_rate"]}
            for row in rows
            if row["format_rate"] is not None and row["format_rate"] < STEADY
        ],
        "runs": [{key: value for key, value in row.items() if key != "by_record"} for row in rows],
    }
    write_json(at.folder / "scaling.json", content)
    (at.folder / "scaling.md").write_text(report(content), encoding="utf-8", newline="\n")
    draw(content, points, at.folder / "scaling.svg")
    lines = {name: arm["line"] for name, arm in content["arms"].items()}
    for name, line in lines.items():
        at.say(f"[scaling] {name}: {line['per_doubling']:+.2f} per doubling, R² {line['r_squared']:.3f}")
    told = {name: {key: line[key] for key in ("per_doubling", "r_squared")} for name, line in lines.items()}
    return {"runs": len(rows), "lines": told}


def _drop_models(grid: Grid, cells: list[Cell]) -> None:
    """Remove the trained models of runs that are judged."""
    for cell in cells:
        grid.drop_models(cell)
