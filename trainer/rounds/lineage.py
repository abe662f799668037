"""The lineage report: which approved rewrite came from which record, who approved it, and what was trained on it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from trainer.augment.stage import LINEAGE
from trainer.jsonfiles import write_json
from trainer.rounds.turn import Turn, figures_of
from trainer.runs import MANIFEST, Stage, input_hash

_ORDER = ("badcases", "augment", "dataset")


def write_lineage(turns: Sequence[Turn], at: Stage) -> dict[str, object]:
    """Write lineage.json and lineage.md of all rounds; return the counts for the manifest."""
    rounds = [_round(turn) for turn in turns]
    artefacts = [row for turn in turns for row in _artefacts(turn, at)]
    approved = [row | _trained_into(row["round"], artefacts) for turn in turns for row in _approved(turn)]
    write_json(at.folder / LINEAGE, {"rounds": rounds, "approved": approved, "artefacts": artefacts})
    text = "\n".join([*_rounds_told(rounds), *_approved_told(approved), *_artefacts_told(artefacts)]) + "\n"
    (at.folder / "lineage.md").write_text(text, encoding="utf-8", newline="\n")
    return {"rounds": len(rounds), "approved": len(approved), "artefacts": len(artefacts)}


def _round(turn: Turn) -> dict[str, Any]:
    cases, rewrites = turn.counts.get("badcases", {}), turn.counts.get("augment", {})
    return {
        "round": turn.number,
        "read": cases.get("read", 0),
        "cases": cases.get("cases", 0),
        "rewrites": rewrites.get("asked", 0),
        "handed_over": rewrites.get("handed_over", 0),
        "approved": rewrites.get("approved", 0),
        "trained_on": turn.counts.get("dataset", {}).get("train", 0),
        "scores": figures_of(turn.folder),
    }


def _approved(turn: Turn) -> list[dict[str, Any]]:
    path = turn.folder / "augment" / LINEAGE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _artefacts(turn: Turn, at: Stage) -> Iterator[dict[str, Any]]:
    """Yield every complete stage of a round: the hash of its manifest, and of all it was made from."""
    stages = [*_ORDER, *turn.settings.stages]
    for stage in stages:
        manifest = turn.folder / stage / MANIFEST
        if manifest.is_file():
            content: Mapping[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
            yield {
                "artefact": f"{turn.folder.name}/{stage}",
                "round": turn.number,
                "sha256": input_hash(manifest.parent),
                "settings_hash": content["settings_hash"],
                "code_version": content["code_version"],
                "inputs": [
                    {"name": name, "path": _within(used["path"], at), "sha256": used["sha256"]}
                    for name, used in content["inputs"].items()
                ],
            }


def _within(path: str, at: Stage) -> str:
    """Write a path within this stage or run as it is after the stage, relative to them; another as it is."""
    found = Path(path)
    for folder, up in ((at.folder, ""), (at.root, "../")):
        if found.is_relative_to(folder):
            return up + found.relative_to(folder).as_posix()
    return path


def _trained_into(number: int, artefacts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    mine = {row["artefact"].rpartition("/")[2]: row["sha256"] for row in artefacts if row["round"] == number}
    return {"dataset_sha256": mine.get("dataset", ""), "trained": {k: v for k, v in mine.items() if k not in _ORDER}}


def _rounds_told(rounds: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = ["# Rotation", "", "| round | read | bad cases | rewrites | handed over | approved | trained on | scores |"]
    lines.append("|---" * 8 + "|")
    for row in rounds:
        scores = ", ".join(f"{name} {score:.2f}" for name, score in row["scores"].items()) or "–"
        cells = [row[key] for key in ("round", "read", "cases", "rewrites", "handed_over", "approved", "trained_on")]
        lines.append(f"| {' | '.join(map(str, cells))} | {scores} |")
    return lines


def _approved_told(approved: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = ["", "## Approved rewrites", ""]
    lines.append("| round | variant | record | rewriter, seed | filters | approved by | at | score | text |")
    lines.append("|---" * 9 + "|")
    for row in approved:
        cells = [
            row["round"],
            row["variant"],
            row["record"],
            f"{row['rewriter']}, {row['seed']}",
            ", ".join(map(_verdict_told, row["verdicts"])),
            row["approved_by"] + (", mended" if row["mended_by_expert"] else ""),
            row["approved_at"],
            row["score"] or "–",
            row["text_sha256"][:12],
        ]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def _verdict_told(verdict: Mapping[str, Any]) -> str:
    score = "" if verdict["score"] is None else f" {verdict['score']:g}"
    return f"{verdict['by']} {'yes' if verdict['passed'] else 'no'}{score}"


def _artefacts_told(artefacts: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = ["", "## Artefacts and what each was made from", "", "| artefact | manifest | made from |", "|---|---|---|"]
    for row in artefacts:
        parents = "; ".join(f"{each['path']} {each['sha256'][:12]}" for each in row["inputs"])
        lines.append(f"| {row['artefact']} | {row['sha256'][:12]} | {parents} |")
    return lines
