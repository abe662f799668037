"""What the study found: a line for each arm as JSON values, as a Markdown report, and drawn."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from trainer.scaling.fit import Line, Point, Spread, fit_line, over_records, over_seeds
from trainer.sft.format_rate import STEADY

_SVG: Any = {"svg.hashsalt": "dxdesk", "svg.fonttype": "path"}
"""The same bytes each time; glyphs as paths, so that the file looks alike wherever it is opened."""
_COLOURS = ("#33658a", "#c8553d", "#588157", "#8e6c8a", "#b08900")
_MARKS = "osD^v"


def studied(points: Mapping[str, Sequence[Point]], seed: int) -> dict[str, Any]:
    """Return each arm's line with its intervals, and its scores at every size."""
    return {arm: _arm(found, seed) for arm, found in points.items()}


def gains(points: Mapping[str, Sequence[Point]], after: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what each arm that goes on adds to the one before, at every size: runs of one seed are compared."""
    rows: list[dict[str, Any]] = []
    for arm, before in after.items():
        known = {(point.asked, point.seed): point.score for point in points[before]}
        for n in _sizes(points[arm]):
            added = [point.score - known[n, point.seed] for point in points[arm] if point.asked == n]
            rows.append({"arm": arm, "after": before, "n": n, **_summed(added)})
    return rows


def report(content: Mapping[str, Any]) -> str:
    """Write the study as Markdown."""
    arms: Mapping[str, Any] = content["arms"]
    lines = [
        "# How the score grows with the examples learned from",
        "",
        f"{content['metric']}, 0–100, on {content['records']} held-out records; recipe {content['recipe']}, seeds: "
        + ", ".join(map(str, content["seeds"]))
        + ". n counts the examples of supervised training.",
        "",
        "| n | " + " | ".join(arms) + " |",
        "|---" * (len(arms) + 1) + "|",
    ]
    sizes = sorted({row["n"] for arm in arms.values() for row in arm["scores"]})
    for n in sizes:
        cells = [next((_cell(row) for row in arm["scores"] if row["n"] == n), "–") for arm in arms.values()]
        lines.append(f"| {n:,} | " + " | ".join(cells) + " |")
    lines += ["", "## score = a + b · log(n)", ""]
    lines += [
        "| arm | gain per doubling | varying the seed | varying the records | R² | a | b (natural log) |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_fitted(name, arm["line"]) for name, arm in arms.items()]
    if content["gains"]:
        lines += ["", "## What going on adds", "", "| arm | after | n | gain |", "|---|---|---|---|"]
        lines += [f"| {row['arm']} | {row['after']} | {row['n']:,} | {_cell(row)} |" for row in content["gains"]]
        lines += ["", _LATER[content["later"]]]
    if content["unsteady"]:
        named = ", ".join(f"{row['id']} ({row['rate']:.0%})" for row in content["unsteady"])
        lines += [
            "",
            f"**Unsteady answer format** (below {STEADY:.0%} well formed; such a point says little): {named}.",
        ]
    lines += [
        "",
        _METHOD,
    ]
    return "\n".join(lines) + "\n"


_METHOD = (
    "Ordinary least squares over all runs. Intervals are 95 % percentile bootstraps of the gain per doubling: seeds "
    "drawn with all their runs (too narrow where they are few), or held-out records drawn alike for every run."
)
_LATER = {
    "left": "What goes on learns from the examples its draw left: fewer at larger n.",
    "spare": "What goes on learns from the same examples at every n, which no draw holds.",
    "same": "What goes on learns from the examples of its own draw.",
}


def draw(content: Mapping[str, Any], points: Mapping[str, Sequence[Point]], path: Path) -> Path:
    """Draw every run and the lines over log n; return the SVG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with rc_context(_SVG):
        figure = Figure(figsize=(7, 4.5), layout="constrained")
        axes = figure.subplots()
        for number, (arm, found) in enumerate(points.items()):
            colour, mark = _COLOURS[number % len(_COLOURS)], _MARKS[number % len(_MARKS)]
            line = Line(*(content["arms"][arm]["line"][key] for key in ("a", "b", "r_squared")))
            sizes = _sizes(found)
            label = f"{arm}: {line.per_doubling:+.2f} per doubling, R² {line.r_squared:.3f}"
            axes.plot([p.n for p in found], [p.score for p in found], mark, color=colour, alpha=0.6, markersize=5)
            axes.plot(sizes, [line.at(n) for n in sizes], color=colour, label=label)
        axes.set_xscale("log", base=2)
        ticks = sorted({point.asked for found in points.values() for point in found})
        axes.set_xticks(ticks, [f"{n:,}" for n in ticks], rotation=45 if len(ticks) > 8 else 0)
        axes.minorticks_off()
        axes.set_xlabel("examples learned from (log scale)")
        axes.set_ylabel(content["metric"])
        axes.legend(fontsize=8)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "DxDesk"})
    return path


def _arm(points: Sequence[Point], seed: int) -> dict[str, Any]:
    line = fit_line(points)
    return {
        "line": {
            "a": line.intercept,
            "b": line.slope,
            "per_doubling": round(line.per_doubling, 3),
            "r_squared": round(line.r_squared, 4),
            "over_seeds": _interval(over_seeds(points, seed)),
            "over_records": _interval(over_records(points, seed)),
            "runs": len(points),
        },
        "scores": [{"n": n, **_summed([each.score for each in points if each.asked == n])} for n in _sizes(points)],
    }


def _interval(spread: Spread | None) -> list[float] | None:
    return [round(spread.low, 3), round(spread.high, 3)] if spread else None


def _summed(scores: Sequence[float]) -> dict[str, Any]:
    deviation = round(stdev(scores), 3) if len(scores) > 1 else None
    return {"mean": round(mean(scores), 3), "deviation": deviation, "runs": len(scores)}


def _sizes(points: Sequence[Point]) -> list[int]:
    return sorted({point.asked for point in points})


def _cell(row: Mapping[str, Any]) -> str:
    spread = "" if row["deviation"] is None else f" ± {row['deviation']:.2f}"
    return f"{row['mean']:.2f}{spread}"


def _fitted(name: str, line: Mapping[str, Any]) -> str:
    seeds, records = (_words(line[key]) for key in ("over_seeds", "over_records"))
    gain = f"{line['per_doubling']:+.2f}"
    return f"| {name} | {gain} | {seeds} | {records} | {line['r_squared']:.3f} | {line['a']:.2f} | {line['b']:.3f} |"


def _words(interval: Sequence[float] | None) -> str:
    return f"{interval[0]:+.2f} … {interval[1]:+.2f}" if interval else "–"
