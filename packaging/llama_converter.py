"""Puts llama.cpp's GGUF converter beside the trainer; it comes only inside llama-cpp-python's source archive.

So the converter is always of the runtime's own version. What is taken out of the archive is kept in the cache by
version, next to the wheels, and copied into the environment, where trainer/export looks for it.
"""

from __future__ import annotations

import re
import shutil
import tarfile
from pathlib import Path, PurePosixPath

import console
import llama_wheel
from places import LOCKS, VENV, cache

FOLDER = ("vendor", "llama.cpp")
SCRIPTS = ("convert_hf_to_gguf.py", "convert_lora_to_gguf.py")
WANTED = (*SCRIPTS, "conversion", "gguf-py/gguf", "LICENSE", "gguf-py/LICENSE")
VERSION = "VERSION"
"""Names the version of llama-cpp-python; written last, so a folder that holds it is whole."""


def version() -> str:
    """Return the version of llama-cpp-python that is locked."""
    locked = LOCKS.joinpath("llama.txt").read_text(encoding="utf-8")
    found = re.search(r"^llama-cpp-python==(\S+)", locked, re.MULTILINE)
    if not found:
        raise console.StepError("packaging/locks/llama.txt names no version.", "run `make lock`.")
    return found[1]


def place(environment: Path = VENV) -> Path:
    """Return where the converter stands in an environment."""
    return environment / "share" / "dxdesk" / "llama.cpp"


def provide(uv: list[str], env: dict[str, str], environment: Path = VENV) -> Path:
    """Put the converter into the environment and return its folder; downloads only what the cache does not hold."""
    kept = cache() / "llama" / "converter" / version()
    if not (kept / VERSION).is_file():
        take_out(llama_wheel.archive(uv, env), kept, version())
    target = place(environment)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(kept, target, copy_function=shutil.copyfile)
    return target


def take_out(archive: Path, folder: Path, named: str) -> None:
    """Unpack the converter, its model definitions, its gguf library and both licences from the source archive."""
    shutil.rmtree(folder, ignore_errors=True)
    found: set[str] = set()
    with tarfile.open(archive, "r|gz") as packed:
        for member in packed:
            inside = _inside(member.name)
            wanted = next((each for each in WANTED if inside is not None and inside.is_relative_to(each)), None)
            if inside is None or wanted is None or not member.isfile():
                continue
            found.add(wanted)
            file = folder / inside
            file.parent.mkdir(parents=True, exist_ok=True)
            content = packed.extractfile(member)
            file.write_bytes(content.read() if content else b"")
    if missing := set(WANTED) - found:
        raise console.StepError(
            f"{archive.name} does not hold {', '.join(sorted(missing))}.",
            "set DXDESK_LLAMA_CPP to a folder of llama.cpp's source when exporting, and report this.",
        )
    (folder / VERSION).write_text(named + "\n", encoding="utf-8")


def _inside(name: str) -> PurePosixPath | None:
    """Return a member's path under llama.cpp's folder, None when it lies elsewhere."""
    parts = PurePosixPath(name).parts
    if parts[1:3] != FOLDER or ".." in parts:
        return None
    return PurePosixPath(*parts[3:])
