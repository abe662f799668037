"""What the dataset stage says of its examples: counts, lengths, duplicates, leaks, refusals; as JSON and to read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.coding.example import Example
from trainer.dataset.kin import class_of, text_digest
from trainer.dataset.leaks import Overlap
from trainer.dataset.split import Split
from trainer.jsonfiles import write_json

QUANTILES = (0, 5, 25, 50, 75, 95, 100)
_MOST_LISTED = 50
"""Rows of a list in report.md; report.json holds all."""


def write_report(folder: Path, split: Split, leaks: Sequence[Overlap], cautions: Sequence[str]) -> dict[str, object]:
    """Write report.json and report.md; return the counts for the manifest."""
    same = same_texts((*split.train, *split.heldout))
    report: dict[str, Any] = {
        "parts": {"train": part_counts(split.train), "heldout": part_counts(split.heldout)},
        "folds": fold_counts(split),
        "thin_labels": split.thin,
        "empty_classes": split.empty,
        **same,
        "leaks": [asdict(leak) for leak in leaks],
        "refused": [asdict(refusal) for refusal in split.refused],
        "cautions": list(cautions),
    }
    write_json(folder / "report.json", report)
    (folder / "report.md").write_text(_markdown(report, _names(split)), encoding="utf-8", newline="\n")
    return {
        "train": len(split.train),
        "heldout": len(split.heldout),
        "folds": split.folds,
        "refused": len(split.refused),
        "duplicates": len(same["duplicates"]),
        "contradictory": len(same["contradictory"]),
        "leaks": len(leaks),
    }


def part_counts(examples: Sequence[Example]) -> dict[str, Any]:
    """Count one part: where its records come from, their codes, and how long they are (characters)."""
    n = len(examples)
    outside = sum(example.out_of_scope for example in examples)
    sections: dict[str, list[int]] = defaultdict(list)
    for example in examples:
        for section in example.record.sections:
            sections[section.name].append(len(section.text))
    return {
        "n": n,
        "origins": _counts(example.origin.value for example in examples),
        "writers": _counts(example.writer for example in examples if example.writer),
        "out_of_scope": outside,
        "out_of_scope_share": round(outside / n, 4) if n else 0.0,
        "classes": _counts(map(class_of, examples)),
        "others": _counts(code for example in examples for code in sorted(example.gold.other_codes)),
        "others_per_record": _counts(str(len(example.gold.others)) for example in examples),
        "with_spans": sum(bool(example.spans) for example in examples),
        "with_rationale": sum(bool(example.rationale) for example in examples),
        "characters": quantiles([example.record.length for example in examples]),
        "sections": {
            name: {"share": round(len(lengths) / n, 4), **quantiles(lengths)} for name, lengths in sections.items()
        },
    }


def fold_counts(split: Split) -> list[dict[str, Any]]:
    """Count examples and classes of every fold."""
    return [
        {
            "n": sum(fold == at for at in split.fold_of.values()),
            "classes": _counts(class_of(each) for each in split.train if split.fold_of[each.example_id] == fold),
        }
        for fold in range(split.folds)
    ]


def same_texts(examples: Iterable[Example]) -> dict[str, list[list[str]]]:
    """List the records that say the same: `duplicates` with the same codes, `contradictory` with others."""
    by_text: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_text[text_digest(example)].append(example)
    found: dict[str, list[list[str]]] = {"duplicates": [], "contradictory": []}
    for group in by_text.values():
        if len(group) > 1:
            golds = {(class_of(example), example.gold.other_codes) for example in group}
            kind = "duplicates" if len(golds) == 1 else "contradictory"
            found[kind].append([example.example_id for example in group])
    return found


def quantiles(values: Sequence[int]) -> dict[str, int]:
    """Return the percentiles QUANTILES of some lengths, empty for none."""
    if not values:
        return {}
    return {f"p{q}": int(value) for q, value in zip(QUANTILES, np.percentile(values, QUANTILES), strict=True)}


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _names(split: Split) -> dict[str, str]:
    names: dict[str, str] = {}
    for example in (*split.train, *split.heldout):
        first = (example.gold.principal,) if example.gold.principal else ()
        for diagnosis in (*first, *example.gold.others):
            names.setdefault(diagnosis.code.code, diagnosis.code.name)
    return names


def _markdown(report: Mapping[str, Any], names: Mapping[str, str]) -> str:
    parts: Mapping[str, Mapping[str, Any]] = report["parts"]
    lines = ["# Dataset", ""]
    lines += [f"- **Caution:** {caution}" for caution in report["cautions"]] + [""]
    lines += ["| | train | held out |", "|---|---|---|"]
    lines += [
        f"| {key.replace('_', ' ')} | {parts['train'][key]} | {parts['heldout'][key]} |"
        for key in ("n", "out_of_scope", "out_of_scope_share", "with_spans", "with_rationale")
    ]
    for key in ("origins", "writers", "others_per_record"):
        cells = [", ".join(f"{name} {n}" for name, n in parts[part][key].items()) for part in ("train", "heldout")]
        lines.append(f"| {key.replace('_', ' ')} | {cells[0]} | {cells[1]} |")
    lines += _lengths(parts)
    for kind, title in (("classes", "Principals"), ("others", "Others")):
        lines += _codes(title, kind, report, names)
    for key, title in (("thin_labels", "Labels in fewer groups than folds"), ("empty_classes", "Classes not in folds")):
        lines += _listed(title, [f"{name}: {value}" for name, value in report[key].items()])
    for key in ("duplicates", "contradictory"):
        lines += _listed(f"Same text, {'same' if key == 'duplicates' else 'other'} codes", map(", ".join, report[key]))
    lines += _listed(
        "Close to a held-out record", [f"{x['train']} ~ {x['heldout']} {x['share']}" for x in report["leaks"]]
    )
    lines += _listed("Refused", [f"{x['where']}: {x['reason']} {x['advice']}" for x in report["refused"]])
    return "\n".join(lines) + "\n"


def _lengths(parts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    head = " | ".join(f"p{q}" for q in QUANTILES)
    lines = ["", "## Characters", "", f"| part, section | {head} |", "|---" * (len(QUANTILES) + 1) + "|"]
    for part, counts in parts.items():
        for name, row in {"whole record": counts["characters"], **counts["sections"]}.items():
            if row:
                cells = " | ".join(str(row[f"p{q}"]) for q in QUANTILES)
                lines.append(f"| {part}, {name} | {cells} |")
    return lines


def _codes(title: str, kind: str, report: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Lay out one list of codes by part, and the classes by fold."""
    folds: list[Mapping[str, Any]] = report["folds"] if kind == "classes" else []
    columns = [report["parts"]["train"][kind], report["parts"]["heldout"][kind], *(fold[kind] for fold in folds)]
    head = ["train", "held out", *(f"fold {n}" for n in range(len(folds)))]
    lines = ["", f"## {title}", "", f"| code | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|"]
    for code in dict.fromkeys(code for column in columns for code in column):
        cells = " | ".join(str(column.get(code, 0)) for column in columns)
        lines.append(f"| {code} {names.get(code, '')} | {cells} |")
    return lines


def _listed(title: str, rows: Iterable[str]) -> list[str]:
    listed = list(rows)
    if not listed:
        return []
    more = [f"- … and {len(listed) - _MOST_LISTED} more (report.json)"] if len(listed) > _MOST_LISTED else []
    return ["", f"## {title} ({len(listed)})", "", *(f"- {row}" for row in listed[:_MOST_LISTED]), *more]
