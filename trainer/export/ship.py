"""The stage that readies an exported file for workstations: its own name, its scores in the manifest, its entry.

export/, evaluate/ → ship/NAME.gguf with its manifest, and entry.toml: what the catalogue needs to say of an adapter.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from pydantic import Field

from app.inference.modelfile import MANIFEST_SUFFIX, Kind, inspect
from trainer.errors import DataError, RunError
from trainer.export.lineage import write_manifest
from trainer.recipe import Settings
from trainer.runs import Stage, file_hash

ENTRY = "entry.toml"
"""Lines for resources/models/catalog.toml."""
_FIGURES = "figures.json"
_TOLD = ("plan", "n", "composite", "interval", "principal_accuracy", "others_f1", "format_rate", "shown", "first_pass")
_ALSO_TOLD = ("bands", "refusals", "evidence", "seconds_per_record")


class StageSettings(Settings):
    """What is shipped, as what, and by which evaluations it is judged."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    """Name of the file, without .gguf."""
    file: str = ""
    """One file of export/; empty: its only one."""
    export: str = ""
    """Folder of an [export] other than this run's."""
    evaluations: tuple[str, ...] = ()
    """Folders of [evaluate] whose figures go into the manifest; empty: this run's."""
    system: str = "policy"
    """What these evaluations call the model."""


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write the file under its name, its manifest with the scores, and its entry; return hash and size.

    Raises RunError where there is no file, or more than one to choose from, DataError where a score is not there.
    """
    export = at.before("export", settings.export)
    source = _chosen(export, settings.file)
    stated = _read(source.with_name(source.name + MANIFEST_SUFFIX))
    judged = [at.before(f"evaluate {n}", given) for n, given in enumerate(settings.evaluations, 1)]
    scores = [_score(folder, settings.system) for folder in judged or [at.before("evaluate")]]
    made = at.folder / f"{settings.name}.gguf"
    shutil.copyfile(source, made)
    digest = file_hash(made)
    if digest != stated.get("sha256"):
        raise DataError(f"{source} is not as its manifest says.", "Run [export] again.")
    write_manifest(made, {**stated, "scores": scores})
    if inspect(made).kind is Kind.ADAPTER:
        (at.folder / ENTRY).write_text(_entry(made.name, digest, stated), encoding="utf-8", newline="\n")
    at.say(f"[ship] {made.name}: {made.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")
    at.say("[ship] Put it and its manifest into the models folder of a workstation, or into resources/models.")
    return {"file": made.name, "bytes": made.stat().st_size, "sha256": digest}


def _chosen(export: Path, name: str) -> Path:
    there = sorted(path.name for path in export.glob("*.gguf"))
    if name and name not in there:
        raise RunError(f"{export} holds no {name}.", f"It holds: {', '.join(there) or 'no file'}.")
    if not name and len(there) != 1:
        raise RunError(
            f"{export} holds {len(there)} files: {', '.join(there) or 'none'}.", "Name one as `file` in [ship]."
        )
    return export / (name or there[0])


def _score(folder: Path, system: str) -> dict[str, Any]:
    """Return one evaluation's figures of the model; raise DataError where it did not judge it."""
    figures = _read(folder / _FIGURES)
    judged = figures.get("systems", {}).get(system)
    if judged is None:
        known = ", ".join(figures.get("systems", {}))
        raise DataError(f"{folder} did not judge {system}, but: {known}.", "Name the system as that evaluation does.")
    return {"set": figures["set"]["name"], **{key: judged.get(key) for key in (*_TOLD, *_ALSO_TOLD)}}


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read: {error}", "Run the stage that writes it again.") from error


def _entry(name: str, digest: str, stated: dict[str, Any]) -> str:
    """Write what the catalogue's entry says of an adapter; its base's own lines are those of the base's entry."""
    return f'# On the base with SHA-256 {stated.get("base")}\nadapter = "{name}"\nadapter_sha256 = "{digest}"\n'
