"""What an exported file says of how it was made: in its own header, and in the manifest the workstation checks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import __version__
from app.coding.errors import DxDeskError
from app.coding.prompt import AnswerOrder, Layout, Style
from app.coding.versions import versions_of
from app.inference.modelfile import MANIFEST_SUFFIX
from app.knowledge.scopes import load_scope
from trainer.errors import BaseModelError
from trainer.jsonfiles import write_json
from trainer.merge import MERGE
from trainer.model import Training
from trainer.runs import MANIFEST, file_hash


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a file comes from and what it was trained for."""

    name: str
    prompt: str
    answer: str
    trained_scopes: str
    base_model: str
    base_sha256: str
    """Of what was trained on: a base folder's files, or a GGUF."""
    tuning: str
    tasks: str
    settings_hash: str
    data_hash: str
    code_version: str
    seed: str
    made: str
    """merged, full, adapter or base."""
    dequantised: str = ""
    """yes, where the base was a GGUF whose weights were rounded before."""
    scope: str = ""
    """From here on what the workstation compares with what is in force; an empty one is not asked."""
    scope_digest: str = ""
    book: str = ""
    base: str = ""
    """SHA-256 of the GGUF file an adapter belongs on."""
    licence: str = ""
    """Under what the file may be used, and what its base is under."""

    def header(self, kind: str) -> dict[str, str]:
        """Return the header's text fields: general.* for any reader, dxdesk.* for ours."""
        own = {f"dxdesk.{name}": str(getattr(self, name)) for name in self.__slots__ if getattr(self, name)}
        described = {
            "general.name": self.name,
            "general.version": __version__,
            "general.description": f"Diagnosis coding ({self.made}), made by DxDesk, prompt {self.prompt or 'none'}",
        }
        return {**described, **own, "dxdesk.kind": kind}

    def manifest(self, file: Path, kind: str, converter: str) -> dict[str, str]:
        """Return the manifest's content: what is checked, the file's own hash, and the lineage."""
        stated = {name: str(getattr(self, name)) for name in self.__slots__}
        return {**stated, "kind": kind, "sha256": file_hash(file), "converter": converter, "dxdesk": __version__}


def of_trained(folder: Path, *, bound: bool, licence: str = "") -> Lineage:
    """Read the lineage of a trained or merged model's folder.

    `bound` makes the workstation refuse the file for any other list of codes than the one it was trained on.
    Raises BaseModelError when the folder is none, or is to be bound and was not trained on exactly one list.
    """
    training = Training.read(folder)
    before = _read(folder / MERGE)
    stage = before.get("training_stage") or _read(folder.parent.parent / MANIFEST)
    data = stage.get("inputs", {}).get("samples", {})
    tuning = str(before.get("training", {}).get("tuning", training.tuning))
    rounded = before.get("dequantised", Path(training.base).suffix == ".gguf")
    lineage = Lineage(
        name=training.name,
        prompt=_prompt(training),
        answer=training.answer_version,
        trained_scopes="; ".join(training.scopes),
        base_model=str(before.get("base", Path(training.base).name)),
        base_sha256=str(before.get("base_sha256", training.base_sha256)),
        tuning=tuning,
        tasks=", ".join(training.tasks),
        settings_hash=training.settings_hash or str(stage.get("settings_hash", "")),
        data_hash=str(data.get("sha256", "")),
        code_version=str(stage.get("code_version", "")),
        seed=str(training.seed),
        made="full" if tuning == "full" else "merged",
        dequantised="yes" if rounded else "",
        licence=licence,
    )
    return _bound(lineage, training) if bound else lineage


def write_manifest(file: Path, content: Mapping[str, Any]) -> Path:
    """Write the manifest beside its file, as the workstation looks for it."""
    manifest = file.with_name(file.name + MANIFEST_SUFFIX)
    write_json(manifest, content)
    return manifest


def style_of(training: Training) -> Style:
    """Return the style a model was trained to be asked in; the workstation's own where it does not say."""
    if not training.style:
        return Style()
    layout, order = training.style.split("/")[-2:]
    return Style(Layout(layout), AnswerOrder(order))


def _prompt(training: Training) -> str:
    style = style_of(training)
    return f"{training.prompt_version}/{style.layout}/{style.order}" if training.prompt_version else style.version


def _bound(lineage: Lineage, training: Training) -> Lineage:
    if len(training.scopes) != 1:
        raise BaseModelError(
            f"{training.name} was trained on {len(training.scopes)} lists of codes and cannot be bound to one.",
            "Write scope_bound = false in [export].",
        )
    name, _, version = training.scopes[0].partition("@")
    try:
        scope = load_scope(name)
    except DxDeskError as error:
        raise BaseModelError(error.message, "Write scope_bound = false in [export].") from error
    if version and version != scope.version:
        raise BaseModelError(
            f"{training.name} was trained on version {version} of {name}, and this is {scope.version}.",
            "Train it again, or write scope_bound = false in [export].",
        )
    book = versions_of(scope, style_of(training)).book
    return replace(lineage, scope=scope.scope_id, scope_digest=scope.digest, book=book)


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
