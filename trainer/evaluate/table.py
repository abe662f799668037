"""The table laid out like table 3 of the CCL25 report: methods down, sets across, what was published beside them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainer.evaluate.anchors import ANCHORS, DRG_ANCHORS, REMARK, REMARK_DRG

_Set = tuple[str, int, str]
"""A judged set: its name, how many of its records were judged, and its file's hash."""


@dataclass(slots=True)
class _Row:
    title: str
    method: str
    cells: dict[_Set, str] = field(default_factory=dict[_Set, str])


def table_three(evaluations: Sequence[Mapping[str, Any]]) -> str:
    """Write the table of one or more evaluations of codes as Markdown; every set says how many records it has.

    Systems of the same title and method stand in one row; of two scores for the same set the later evaluation's stands.
    Rows of published methods come in the report's order, then the others; a method nobody ran has its published row
    alone.
    """
    kept = [each for each in evaluations if each.get("task") == "codes"]
    sets = list(dict.fromkeys(_set_of(each) for each in kept))
    rows = _rows(kept)
    titles = Counter(row.title for row in rows)
    ran = {row.method for row in rows}
    rows += [_Row("", method) for method in ANCHORS if method not in ran]
    order = {method: place for place, method in enumerate(ANCHORS)}
    rows.sort(key=lambda row: order.get(row.method, len(order)))
    head = ["method", *_set_names(sets), "published A", "published B"]
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    for row in rows:
        anchor = ANCHORS.get(row.method)
        name = row.title or f"{row.method} (published only)"
        if titles[row.title] > 1:
            name = f"{row.title} ({row.method or 'no method named'})"
        published = [_number(anchor.a), _number(anchor.b)] if anchor else ["", ""]
        lines.append(_line([name, *(row.cells.get(each, "–") for each in sets), *published]))
    return "\n".join([*lines, "", "Composite by formula (6), lenient reading, with 95 % intervals. " + REMARK, ""])


def drg_table(evaluation: Mapping[str, Any]) -> str:
    """Write one evaluation of DRGs beside the published ones as Markdown."""
    systems: Mapping[str, Any] = evaluation["systems"]
    samples = max((each["samples"] for each in systems.values()), default=8)
    head = ["system", "Pass@1", f"Pass@{samples}", f"Maj@{samples}", "base DRG", "CC/MCC"]
    lines = [_line(head), _line(["---", *["---:"] * 5])]
    for each in systems.values():
        cells = [each["pass@1"], each[f"pass@{each['samples']}"], each[f"maj@{each['samples']}"]]
        lines.append(_line([each["title"], *map(_number, [*cells, each["base@1"], each["severity@1"]])]))
    for name, anchor in DRG_ANCHORS.items():
        cells = [anchor.pass_1, anchor.pass_8, anchor.maj_8, anchor.base, anchor.severity]
        lines.append(_line([f"published: {name}", *map(_number, cells)]))
    return "\n".join([*lines, "", REMARK_DRG, ""])


def _rows(evaluations: Sequence[Mapping[str, Any]]) -> list[_Row]:
    rows: dict[tuple[str, str], _Row] = {}
    for evaluation in evaluations:
        for system in evaluation["systems"].values():
            key = system["title"], system["method"]
            row = rows.setdefault(key, _Row(*key))
            low, high = system["interval"]
            row.cells[_set_of(evaluation)] = f"{system['composite']:.2f} ({low:.1f}–{high:.1f})"
    return list(rows.values())


def _set_of(evaluation: Mapping[str, Any]) -> _Set:
    about = evaluation["set"]
    return about["name"], about["n"], about.get("sha256", "")


def _set_names(sets: Sequence[_Set]) -> list[str]:
    """Name each set with its size, and with its file's hash where another set is called the same."""
    called = Counter(each[:2] for each in sets)
    return [f"{name} ({n}, {sha256[:8]}…)" if called[name, n] > 1 else f"{name} ({n})" for name, n, sha256 in sets]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
