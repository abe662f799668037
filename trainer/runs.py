"""A stage's run: its folder is written aside, resumed after a kill, and renamed into place with a manifest when whole.

`<out>/<recipe>/<stage>.part` is where a stage works; `<stage>` is what a complete one left. What a run was begun with
(settings, seed, the hashes of its inputs) stands in `begun.json`: a run resumes only with the same.
"""

import json
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from itertools import count
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app import __version__
from app.knowledge.filehash import file_hash
from trainer.errors import RunError
from trainer.jsonfiles import add_line, drop_torn_line, read_lines, write_json
from trainer.recipe import Recipe, Settings, hash_json
from trainer.stopping import refuse_full

MANIFEST = "manifest.json"
BEGUN = "begun.json"
WHOLE = "whole.json"
"""In a training's checkpoint once every file of it is written."""
_TRAINED = (WHOLE, "training.json", "head.json")
"""What marks a whole checkpoint, a trained model and a trained head: none of them is thrown away."""
_LIBRARIES = ("torch", "transformers", "trl", "peft", "bitsandbytes", "accelerate", "datasets", "scikit-learn", "gguf")
_LIBRARIES += ("llama-cpp-python", "drgpy")


@dataclass(slots=True)
class ItemLog:
    """Results of a long stage, one JSON object a line with an `id`, so that a kill loses at most the item at work."""

    path: Path
    done: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    def __post_init__(self) -> None:
        """Read what an earlier attempt left; a last line that was torn off is dropped."""
        drop_torn_line(self.path)
        self.done = {row["id"]: row for row in read_lines(self.path)}

    def add(self, row: dict[str, Any]) -> None:
        """Append one result and push it to the disk."""
        add_line(self.path, row, to_disk=True)
        self.done[row["id"]] = row


@dataclass(slots=True)
class Stage:
    """What a stage's run() is given: its own folder, its seed, its voice, and the way to what came before."""

    name: str
    folder: Path
    root: Path
    seed: int
    say: Callable[[str], None]
    inputs: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def before(self, stage: str, given: str | Path = "") -> Path:
        """Return an earlier stage's folder, or the path given instead: as it stands, or within this run.

        Raises RunError when it is not there, or not as it was.

        What was used is kept with its hash: a resumed run refuses to go on with another.
        """
        path = Path(given) if str(given) else self.root / stage
        if str(given) and not path.exists() and (self.root / given).exists():
            path = self.root / given
        if not path.exists():
            if str(given):
                raise RunError(f"{path} does not exist.", f"Correct the path that [{self.name}] names.")
            raise RunError(
                f"[{self.name}] reads what [{stage}] made, and {path} is not there.",
                f"Run that stage first, or name another path in [{self.name}].",
            )
        self._keep(stage, path)
        return path

    def item_log(self, name: str) -> ItemLog:
        """Open the log of results called name in the stage's folder."""
        return ItemLog(self.folder / f"{name}.jsonl")

    def _keep(self, name: str, path: Path) -> None:
        found = {"path": str(path), "sha256": input_hash(path)}
        known = self.inputs.get(name)
        if known is not None and known["sha256"] != found["sha256"]:
            raise RunError(
                f"[{self.name}] was begun with another {name} than {path} is now.",
                "Pass --fresh to begin it again.",
            )
        if known is None:
            self.inputs[name] = found
            begun = _read(self.folder / BEGUN)
            write_json(self.folder / BEGUN, {**begun, "inputs": self.inputs})


@dataclass(frozen=True, slots=True)
class Work:
    """One stage of a recipe: its settings and the function that does it."""

    name: str
    settings: Settings
    act: Callable[[Any, Stage], Mapping[str, object]]


def run_stage(
    recipe: Recipe, work: Work, out: Path, say: Callable[[str], None], *, fresh: bool = False
) -> dict[str, Any]:
    """Do one stage, or return the manifest of the complete one that is there already.

    Raises RunError when the folder is another recipe's or settings', when another process works in it, and when the
    disk or the GPU's memory is full; what was done stays for the next attempt.
    """
    root = out / recipe.name
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / ".lock", timeout=0):
            return _locked(recipe, work, root, say, fresh=fresh)
    except Timeout as error:
        raise RunError(
            f"Another dxdesk-train works in {root}.", "Wait for it, or give this run another name."
        ) from error
    except Exception as error:  # the libraries say a full disk in many ways; all that is not one goes on as it is
        refuse_full(error, root, f"[{work.name}]", "Lower what it takes at once, or use a GPU with more.")
        raise


def _locked(recipe: Recipe, work: Work, root: Path, say: Callable[[str], None], *, fresh: bool) -> dict[str, Any]:
    final, part = root / work.name, root / f"{work.name}.part"
    settings = work.settings.model_dump(mode="json")
    wanted = {"settings_hash": work.settings.digest(), "seed": recipe.seed}
    if fresh:
        _begin_again(part, final, say)
    if final.is_dir():
        manifest = _complete(final, work.name, settings, recipe.seed)
        say(f"[{work.name}] is complete: {final}")
        return manifest
    begun = _begin(part, work.name, wanted)
    cautions = work.settings.cautions()
    for caution in cautions:
        say(f"[{work.name}] caution: {caution}")
    stage = Stage(work.name, part, root, recipe.seed, say, inputs=begun.get("inputs", {}))
    for key, path in _paths(settings):
        stage.before(key, path) if Path(path).exists() else None
    started = time.monotonic()
    say(f"[{work.name}] goes on in {part}" if begun.get("seconds") is not None else f"[{work.name}] begins")
    write_json(part / BEGUN, {**_read(part / BEGUN), "seconds": begun.get("seconds") or 0.0})
    try:
        counts = dict(work.act(work.settings, stage))
    finally:
        seconds = (begun.get("seconds") or 0.0) + time.monotonic() - started
        write_json(part / BEGUN, {**_read(part / BEGUN), "seconds": round(seconds, 1)})
    manifest: dict[str, Any] = {
        "stage": work.name,
        "recipe": recipe.name,
        "settings": settings,
        **wanted,
        "inputs": stage.inputs,
        "versions": versions(),
        "code_version": code_version(),
        "counts": counts,
        "cautions": cautions,
        "seconds": round(seconds, 1),
        "outputs": {name: file_hash(path) for name, path in _files(part)},
    }
    (part / BEGUN).unlink()
    write_json(part / MANIFEST, manifest)
    part.rename(final)
    say(f"[{work.name}] done in {seconds:.0f} s: {final}")
    return manifest


def _begin(part: Path, name: str, wanted: Mapping[str, object]) -> dict[str, Any]:
    """Open the folder aside; one begun with other settings is refused."""
    part.mkdir(exist_ok=True)
    begun = _read(part / BEGUN)
    if not begun:
        begun = dict(wanted)
        write_json(part / BEGUN, begun)
    if any(begun.get(key) != value for key, value in wanted.items()):
        raise RunError(
            f"{part} was begun with other settings or another seed.",
            f"Pass --fresh to begin [{name}] again, or give the recipe another name.",
        )
    return begun


def _complete(final: Path, name: str, settings: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return the manifest of a complete stage when it was made from the same; raise RunError saying what differs."""
    manifest = _read(final / MANIFEST)
    advice = f"Pass --fresh to make [{name}] again (the old folder is kept), or give the recipe another name."
    if not manifest:
        raise RunError(f"{final} holds no manifest: dxdesk-train did not make it.", "Give the recipe another name.")
    made: dict[str, Any] = manifest["settings"]
    other = sorted(key for key in made.keys() | settings.keys() if made.get(key) != settings.get(key))
    if seed != manifest["seed"]:
        other.append("seed")
    if other:
        raise RunError(f"{final} was made with other settings: {', '.join(other)}.", advice)
    for key, used in manifest["inputs"].items():
        path = Path(used["path"])
        if path.exists() and input_hash(path) != used["sha256"]:
            raise RunError(f"{final} was made from another {key} than {path} is now.", advice)
    return manifest


def kept_under_fresh(path: Path) -> Path:
    """Return where something in the folder that a stage works in is found once that stage is begun again."""
    part = next((each for each in reversed(path.parents) if (each / BEGUN).is_file()), None)
    return path if part is None else _aside(part) / path.relative_to(part)


def _begin_again(part: Path, final: Path, say: Callable[[str], None]) -> None:
    """Make room for a stage that is to be made again; a complete one is kept, and whatever was trained."""
    kept = [final] if final.is_dir() else []
    if any(path.name in _TRAINED for path in part.rglob("*.json")):
        kept.append(part)
    for folder in kept:
        aside = _aside(folder)
        folder.rename(aside)
        say(f"{folder.name} is kept as {aside}")
    shutil.rmtree(part, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """Return the name that a folder is kept under: its own, with the next number that is free."""
    names = (folder.with_name(f"{folder.name}.{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _paths(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every setting that names an existing file or folder, with its key."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
        elif isinstance(value, str) and ("/" in value or "\\" in value or "." in value) and Path(value).exists():
            yield f"{prefix}{key}", value
        elif isinstance(value, list):
            yield from _paths({str(n): each for n, each in enumerate(value)}, f"{prefix}{key}.")


def input_hash(path: Path) -> str:
    """Hash what a stage reads: a complete stage by its manifest, else a file's bytes or a folder's files."""
    if (path / MANIFEST).is_file():
        return file_hash(path / MANIFEST)
    return file_hash(path) if path.is_file() else tree_hash(path)


def tree_hash(folder: Path) -> str:
    """Return the SHA-256 over a folder's relative file names and their hashes, in hex."""
    return hash_json({name: file_hash(path) for name, path in _files(folder)})


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != BEGUN:
            yield path.relative_to(folder).as_posix(), path


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that are installed."""
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    torch = sys.modules.get("torch")
    if torch is not None:
        gpu = torch.cuda.is_available()
        found["device"] = torch.cuda.get_device_name() if gpu else f"cpu, {torch.get_num_threads()} threads"
    return found


def code_version() -> str:
    """Return DxDesk's version with a hash of the code that decides what is trained."""
    root = Path(__file__).parents[1]
    folders = (root / "trainer", root / "app" / "coding", root / "app" / "knowledge")
    sources = {
        path.relative_to(root).as_posix(): file_hash(path)
        for folder in folders
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.toml")])
    }
    return f"{__version__}+{hash_json(sources)[:12]}"


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise RunError(f"{path} is damaged.", "Pass --fresh to begin this stage again.") from error
