"""Sets up this tree: environment, locked dependencies, llama.cpp, system libraries. Run by the system's own Python.

Each step leaves a stamp with the hash of what it was made from, so a second run does nothing and takes a moment.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.dont_write_bytecode = True

import console  # noqa: E402 - the line above must come first: no __pycache__ in a folder of scripts
import llama_converter  # noqa: E402 - as above
import llama_wheel  # noqa: E402 - as above
import system  # noqa: E402 - as above
from places import LOCKS, ROOT, VENV, cache, program  # noqa: E402 - as above

INDEX_ADVICE = "check that the package index can be reached (proxy and mirror are taken from pip's settings) and retry."


class Setup:
    """The steps of one set-up, in the order in which they must run."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.python = program(VENV, "python")
        self.uv = [str(program(VENV, "uv"))]
        self._env: dict[str, str] | None = None
        self.did: list[str] = []

    def run(self) -> None:
        """Bring the tree's environment up to what the options ask for."""
        system.ensure_window_libraries()
        self.step("environment", [sys.version_info[:2], VENV], self.environment, made=self.python)
        self.step("tools", [self.lock("tools")], self.tools, made=Path(self.uv[0]))
        for name in self.locks():
            self.step(f"lock-{name}", [self.lock(name)], lambda name=name: self.install_lock(name))
        if self.options.llama:
            self.step("llama", [llama_wheel.key()], self.llama)
        if self.options.trainer:
            self.step("torch", [torch_range(), os.environ.get("DXDESK_TORCH")], self.torch)
        if self.options.trainer and self.options.llama:
            made = llama_converter.place(VENV) / llama_converter.VERSION
            self.step("converter", [llama_converter.version()], self.converter, made=made)
        self.step("dxdesk", [self.description()], self.dxdesk, made=program(VENV, "dxdesk"))

    def step(self, name: str, inputs: list[object], act: Callable[[], None], made: Path | None = None) -> None:
        """Run `act` unless its stamp says that it was done with the same inputs and what it made is still there."""
        stamp = VENV / ".dxdesk" / name
        wanted = hashlib.sha256(json.dumps(inputs, default=str).encode()).hexdigest()
        if stamp.is_file() and stamp.read_text() == wanted and (made is None or made.exists()):
            return
        started = time.monotonic()
        act()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted)
        self.did.append(name)
        console.say(f"  {name}: done in {console.elapsed(started)}")

    def locks(self) -> list[str]:
        """Return the locks to install; the wider ones contain what the app needs, in the same versions."""
        wider = [name for name in ("dev", "trainer") if getattr(self.options, name)]
        return wider or ["app"]

    @staticmethod
    def lock(name: str) -> str:
        """Return the text of a lock file."""
        return (LOCKS / f"{name}.txt").read_text(encoding="utf-8")

    @staticmethod
    def description() -> list[str]:
        """Return what the installed metadata of this project depends on."""
        files = (ROOT / "pyproject.toml", ROOT / "app" / "__init__.py")
        return [path.read_text(encoding="utf-8") for path in files]

    def env(self) -> dict[str, str]:
        """Return the environment for uv: pip's mirror, certificate and time limit apply to it too."""
        if self._env is None:
            self._env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PYTHONDONTWRITEBYTECODE": "1"}
            settings = pip_settings(self.python)
            for name, setting in (
                ("UV_DEFAULT_INDEX", "index-url"),
                ("SSL_CERT_FILE", "cert"),
                ("UV_HTTP_TIMEOUT", "default-timeout"),
            ):
                if settings.get(setting):
                    self._env.setdefault(name, settings[setting])
        return self._env

    def environment(self) -> None:
        """Make .venv, anew when the tree was moved or Python is another one."""
        console.say("Making the environment .venv")
        system.make_environment(VENV)

    def tools(self) -> None:
        """Install uv, the installer for everything else, with pip."""
        console.call(
            [self.python, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCKS / "tools.txt"],
            doing="Installing uv",
            advice=INDEX_ADVICE,
        )

    def install_lock(self, name: str) -> None:
        """Install exactly the versions of a lock, each file checked against its hash."""
        console.say(f"Installing the locked dependencies ({name})")
        self.pip("--no-deps", "--require-hashes", "-r", str(LOCKS / f"{name}.txt"), doing="Installing the dependencies")

    def llama(self) -> None:
        """Build llama-cpp-python, or take the wheel of an earlier build, and install it."""
        wheel = llama_wheel.build(self.uv, self.env())
        self.pip("--no-deps", "--reinstall", str(wheel), doing="Installing llama-cpp-python")

    def converter(self) -> None:
        """Put llama.cpp's GGUF converter, which the wheel does not bring, where the trainer finds it."""
        llama_converter.provide(self.uv, self.env(), VENV)

    def torch(self) -> None:
        """Install torch: the file or version that DXDESK_TORCH names, a wheel that lies at hand, or the index's own."""
        if chosen := os.environ.get("DXDESK_TORCH"):
            self.pip(chosen, doing=f"Installing torch from DXDESK_TORCH={chosen}")
            return
        wanted = torch_range()
        for folder in pip_settings(self.python).get("find-links", "").split():
            try:
                self.pip("--no-deps", "--no-index", "--find-links", folder, wanted, doing="Installing torch")
            except console.StepError:
                continue
            self.pip("--find-links", folder, wanted, doing="Installing what torch needs")
            return
        console.say("Installing torch from the package index; on Linux that is the build for NVIDIA GPUs (5 GB)")
        self.pip(wanted, doing="Installing torch")

    def dxdesk(self) -> None:
        """Install this tree itself, in place, so that its commands are there."""
        self.pip("--no-deps", "--no-build-isolation", "-e", str(ROOT), doing="Installing DxDesk")

    def pip(self, *arguments: str, doing: str) -> None:
        """Run `uv pip install` into the environment."""
        command = [*self.uv, "pip", "install", "-q", "--python", str(self.python), *arguments]
        console.call(command, doing=doing, advice=INDEX_ADVICE, env=self.env(), cwd=ROOT)


def torch_range() -> str:
    """Return the range of torch that pyproject.toml allows the trainer."""
    import tomllib  # noqa: PLC0415 - an older Python must get as far as being told that it is too old

    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return next(each for each in described["project"]["optional-dependencies"]["trainer"] if each.startswith("torch>"))


def pip_settings(python: Path) -> dict[str, str]:
    """Return pip's own settings by plain name (`index-url`, `find-links`, …); environment variables win."""
    listed = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    found = re.findall(r"^(global|:env:|install)\.([\w.-]+)='(.*)'$", listed, re.MULTILINE)
    order = {"global": 0, "install": 1, ":env:": 2}
    ranked = sorted(found, key=lambda line: order[line[0]])
    return {name.lstrip("."): value.replace("\\n", " ") for _, name, value in ranked}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Set up DxDesk in this folder.")
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    parser.add_argument("--trainer", action="store_true", help="also the trainer's libraries (torch: about 5 GB)")
    parser.add_argument(
        "--no-llama", dest="llama", action="store_false", help="do not build llama.cpp; the app reads without a model"
    )
    return parser.parse_args()


def main() -> int:
    """Set up, and say what was done when anything was."""
    options = arguments()
    started = time.monotonic()
    system.require_python()
    setup = Setup(options)
    setup.run()
    if setup.did:
        console.say(f"Set up in {console.elapsed(started)} (cache: {cache()}).")
    return 0


if __name__ == "__main__":
    sys.exit(console.main_border(main))
