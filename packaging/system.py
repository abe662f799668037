"""The machine under the set-up: the right Python, a compiler, and the system libraries that Qt's window needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import console

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")

# Shared library that Qt opens -> Debian and Ubuntu package that has it.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def require_python() -> None:
    """Go on in a newer Python when this one is too old and a newer one is installed; otherwise say so."""
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return
    for name in NEWER_PYTHONS:
        newer = shutil.which(name)
        if newer and subprocess.run([newer, "-c", ""], check=False, capture_output=True).returncode == 0:
            raise SystemExit(subprocess.run([newer, *sys.argv], check=False).returncode)
    found = ".".join(str(number) for number in sys.version_info[:3])
    wanted = ".".join(str(number) for number in OLDEST_PYTHON)
    raise console.StepError(
        f"DxDesk needs Python {wanted} or newer; this is Python {found} ({sys.executable}).",
        f"install Python {wanted} or newer and run: make setup PYTHON=python{wanted}",
    )


def apt_usable() -> bool:
    """Return whether packages can be installed without asking: Debian's tool is there and we are root."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def install(packages: Sequence[str], *, why: str) -> None:
    """Install Debian packages as root, or raise StepError with the one line that does it."""
    line = f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    if not apt_usable():
        raise console.StepError(f"Missing: {why}.", f"ask an administrator to run: {line}")
    console.say(f"Installing {why}: {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A stale list is no reason to stop: the install that follows says whether it matters.
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    console.call(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        doing=f"Installing {why}",
        advice=f"look at the lines above, then run: {line}",
        env=env,
    )


def missing_libraries() -> list[str]:
    """Return the shared libraries of LIBRARIES that the dynamic loader of this machine does not find."""
    loader = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        known = subprocess.run([loader, "-p"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return []
    names = {line.split()[0] for line in known.splitlines() if "=>" in line}
    return [library for library in LIBRARIES if library not in names] if names else []


def ensure_window_libraries() -> None:
    """Install what the window needs; where that is not allowed, print the one line and go on (headless still works)."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries()
    if not missing:
        return
    packages = sorted({LIBRARIES[library] for library in missing})
    if shutil.which("dpkg") is None:
        console.say(f"The window needs these shared libraries from your distribution: {', '.join(missing)}")
        return
    try:
        install(packages, why="the system libraries of the window")
    except console.StepError as failure:
        console.say(f"{failure.message} Until they are there, the window may not open. {failure.advice}")


def ensure_compiler() -> None:
    """Make sure that a C++ compiler is there before llama.cpp is built."""
    if any(shutil.which(name) for name in (os.environ.get("CXX") or "c++", "g++", "clang++", "cl")):
        return
    if sys.platform.startswith("linux") and shutil.which("dpkg"):
        install(["g++", "libc6-dev"], why="a C++ compiler, to build llama.cpp")
        return
    raise console.StepError(
        "Building llama.cpp needs a C++ compiler and none was found.",
        "install one (macOS: xcode-select --install; Windows: the C++ build tools of Visual Studio; "
        "else your distribution's g++) and run the same command again.",
    )


def make_environment(folder: Path) -> None:
    """Make a virtual environment with pip at `folder`; on Debian the module that does it may need installing first."""
    advice = "check that this Python is complete (its venv and ensurepip modules) and run the same command again."
    if not _can_make_environments():
        number = f"{sys.version_info[0]}.{sys.version_info[1]}"
        if not shutil.which("dpkg"):
            raise console.StepError("This Python cannot make virtual environments: ensurepip is missing.", advice)
        install([f"python{number}-venv"], why="Python's module for virtual environments")
    with tempfile.TemporaryDirectory() as elsewhere:
        # Run from an empty folder, so that nothing in the current one can be imported in its place.
        console.call(
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            doing="Making the environment",
            advice=advice,
            cwd=Path(elsewhere),
        )


def _can_make_environments() -> bool:
    probe = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], check=False, capture_output=True)
    return probe.returncode == 0
