"""Builds llama-cpp-python from its source archive, once per machine, for any x86-64-v3 processor; the wheel is cached.

The default build takes what the building machine's processor claims to have; on a virtual machine that can be AMX it
may not use, and the first decode crashes. So the instruction set is stated here.
"""

from __future__ import annotations

import base64
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import TextIO

import console
import system
from places import LOCKS, cache, program

FLAGS = (
    "-DGGML_NATIVE=OFF",
    "-DLLAVA_BUILD=OFF",
    "-DLLAMA_OPENSSL=OFF",
    # Plain names instead of versioned ones: a wheel cannot hold links, so each library would be in it three times.
    "-DCMAKE_PLATFORM_NO_VERSIONED_SONAME=ON",
)
X86_FLAGS = ("-DGGML_AVX2=ON", "-DGGML_FMA=ON", "-DGGML_F16C=ON", "-DGGML_BMI2=ON")
X86 = ("x86_64", "amd64")

# llama.cpp's command-line library is more than half of the compile time, and nothing of it goes into the wheel.
UNUSED_LIBRARY = ("set(LLAMA_BUILD_COMMON ON CACHE BOOL", "set(LLAMA_BUILD_COMMON OFF CACHE BOOL")

# GCC's OpenMP runtime goes along (GPL with the runtime exception): a machine without a compiler may lack it.
OPENMP = "libgomp.so.1"

# What the wheel carries for C programs; at run time only the libraries beside the Python package are read.
NOT_NEEDED = ("lib/", "lib64/", "include/", "bin/")

FETCH = ("-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--no-cache-dir")
FETCH += ("--require-hashes",)
STEP = re.compile(r"^\[(\d+)/(\d+)\]")
ADVICE = "read the end of {log}, mend the cause and run the same command again, or pass --no-llama to go without."


def flags() -> tuple[str, ...]:
    """Return the compiler flags for this machine's kind of processor."""
    return FLAGS + (X86_FLAGS if platform.machine().lower() in X86 else ())


def key() -> str:
    """Return what decides whether a built wheel can be used again: version, flags, machine, system."""
    recipe = (LOCKS.joinpath("llama.txt").read_text(), *flags(), UNUSED_LIBRARY[1], OPENMP, *NOT_NEEDED)
    parts = (*recipe, sys.platform, platform.machine())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def cached() -> Path | None:
    """Return the wheel that an earlier run built for this key, if it is there."""
    return next(iter(sorted(_home().joinpath("wheels", key()).glob("llama_cpp_python-*.whl"))), None)


def build(uv: list[str], env: dict[str, str]) -> Path:
    """Download, unpack, compile and slim; return the wheel. `uv` is the installer's command, `env` its environment."""
    if wheel := cached():
        return wheel
    system.ensure_compiler()
    started = time.monotonic()
    tools = _build_tools(uv, env)
    source = _unpacked(_archive(tools, env))
    console.say("Building llama.cpp for this kind of processor. It is done once; expect some minutes.")
    built = _compile(tools, source)
    kept = _home() / "wheels" / key()
    wheel = slim(built, kept, _openmp())
    for finished in (built.parent, source.parent, _home() / "build"):
        shutil.rmtree(finished, ignore_errors=True)
    console.say(f"llama.cpp built in {console.elapsed(started)}; kept in {kept}")
    return wheel


def archive(uv: list[str], env: dict[str, str]) -> Path:
    """Return the source archive, checked against the lock's hash: an earlier run's, or a fresh download."""
    return _kept_archive() or _archive(_build_tools(uv, env), env)


def _home() -> Path:
    return cache() / "llama"


def _build_tools(uv: list[str], env: dict[str, str]) -> Path:
    """Make the environment that compiles (cmake, ninja, build backend; all locked) and return its Python."""
    lock = LOCKS / "llama-build.txt"
    folder = _home() / "build-env"
    python = program(folder, "python")
    stamp = folder / "lock.sha256"
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == wanted and python.exists()):
        console.call(
            [*uv, "venv", "-q", "--clear", "--python", sys.executable, str(folder)],
            doing="Making the build environment",
            advice=ADVICE.format(log="the lines above"),
            env=env,
        )
        console.call(
            [*uv, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(lock)],
            doing="Installing the build tools",
            advice="check that the package index can be reached and run the same command again.",
            env=env,
        )
        stamp.write_text(wanted)
    return python


def _archive(python: Path, env: dict[str, str]) -> Path:
    """Download the source archive, checked against the lock's hash, and return its path."""
    if kept := _kept_archive():
        return kept
    folder = _home() / "source"
    folder.mkdir(parents=True, exist_ok=True)
    console.say("Downloading the source of llama-cpp-python (77 MB)")
    console.call(
        [python, *FETCH, "-r", LOCKS / "llama.txt", "-d", folder],
        doing="Downloading llama-cpp-python",
        advice="check that the package index can be reached and run the same command again.",
        env={**env, "PATH": f"{python.parent}{os.pathsep}{env.get('PATH', '')}"},
    )
    return next(folder.glob("*.tar.gz"))


def _kept_archive() -> Path | None:
    """Return the archive an earlier run downloaded, if it is the one whose hash the lock states."""
    digests = re.findall(r"sha256:([0-9a-f]{64})", LOCKS.joinpath("llama.txt").read_text())
    archives = _home().joinpath("source").glob("*.tar.gz")
    return next((each for each in archives if hashlib.sha256(each.read_bytes()).hexdigest() in digests), None)


def _unpacked(archive: Path) -> Path:
    """Unpack at a fixed path (ccache finds a file again only where it was) and leave out what is not needed."""
    folder = archive.with_name("tree")
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as packed:
        if hasattr(tarfile, "data_filter"):  # newer than the Python of Debian 12
            packed.extraction_filter = tarfile.data_filter
        packed.extractall(folder)  # noqa: S202 - the archive is the one whose hash the lock states
    source = next(path for path in folder.iterdir() if path.is_dir())
    recipe = source / "CMakeLists.txt"
    recipe.write_text(recipe.read_text(encoding="utf-8").replace(*UNUSED_LIBRARY, 1), encoding="utf-8")
    return source


def _compile(python: Path, source: Path) -> Path:
    """Run the package's own build backend and show `[n/N]` as it goes; return the wheel it made."""
    out = _home() / "raw"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    log = _home() / "build.log"
    settings = {"build-dir": str(_home() / "build"), "cmake.verbose": "false", "build.verbose": "false"}
    hook = f"import scikit_build_core.build as b; b.build_wheel({str(out)!r}, {settings!r})"
    env = {
        **os.environ,
        "CMAKE_ARGS": " ".join(flags()),
        "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("w", encoding="utf-8") as written:
        code = _follow([str(python), "-c", hook], written, cwd=source, env=env)
    if code:
        end = "".join(f"    | {line}\n" for line in log.read_text(encoding="utf-8").splitlines()[-12:])
        raise console.StepError(f"Building llama.cpp failed:\n{end}", ADVICE.format(log=log))
    return next(out.glob("*.whl"))


def _follow(command: list[str], log: TextIO, *, cwd: Path, env: dict[str, str]) -> int:
    """Run a build, copy its output to `log`, show its progress, and return its exit code."""
    progress = _Progress()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            log.write(line)
            progress.show(line)
    progress.end()
    return running.returncode


class _Progress:
    """Shows how far a build is: one moving line on a terminal, a line per tenth elsewhere."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.tenth = -1

    def show(self, line: str) -> None:
        """Show the step that a line of the build's output names, if it names one."""
        found = STEP.match(line)
        if not found:
            return
        done, steps = int(found[1]), int(found[2])
        text = f"  llama.cpp [{done}/{steps}] {console.elapsed(self.started)}"
        if self.terminal:
            sys.stderr.write(f"\r{text}   ")
            sys.stderr.flush()
        elif done * 10 // steps > self.tenth:
            self.tenth = done * 10 // steps
            console.say(text)

    def end(self) -> None:
        """Leave the moving line."""
        if self.terminal:
            sys.stderr.write("\n")


def _openmp() -> dict[str, bytes]:
    """Return GCC's OpenMP runtime by its name in the wheel, where GCC has one (not on macOS and Windows)."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or not compiler:
        return {}
    asked = subprocess.run([compiler, f"-print-file-name={OPENMP}"], capture_output=True, text=True, check=False)
    found = Path(asked.stdout.strip())
    return {f"llama_cpp/lib/{OPENMP}": found.read_bytes()} if found.is_file() else {}


def slim(built: Path, folder: Path, added: dict[str, bytes]) -> Path:
    """Write a copy of the wheel without the files for C programs and with `added`, its RECORD made anew; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{built.name}.part"
    with zipfile.ZipFile(built) as old, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if not name.endswith("/") and not name.startswith(NOT_NEEDED)]
        record = next(name for name in names if name.endswith(".dist-info/RECORD"))
        content = {name: old.read(name) for name in names if name != record} | added
        lines = [f"{name},{_digest(each)},{len(each)}" for name, each in content.items()]
        for name, each in content.items():
            new.writestr(name, each)
        new.writestr(record, "\n".join([*lines, f"{record},,"]) + "\n")
    return unfinished.replace(folder / built.name)


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
