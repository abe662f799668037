"""`make bundle`: one folder with everything that a machine without network needs to install and start DxDesk.

Wheels of the locked dependencies for every supported Python, llama.cpp as built here, the default model when it is on
this machine, licences, checksums and the two installers of packaging/offline/.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

import console
import llama_wheel
from places import LOCKS, ROOT, VENV, program

PYTHON = program(VENV, "python")
OFFLINE = ROOT / "packaging" / "offline"
LICENCES = ROOT / "packaging" / "licences"  # of what comes inside wheels that carry no licence text themselves
INSIDE_WHEELS = """\
Qt 6 (in PySide6_Essentials; unmodified shared libraries that may be replaced): LGPL-3.0-only
libgomp (in llama_cpp_python on Linux): GPL-3.0-or-later WITH GCC-exception-3.1
"""
LINUX_PYTHONS = ("3.13", "3.12", "3.11")
NEWEST_GLIBC = 34  # of the target: the Qt binding's own wheels ask for 2.34, so none may ask for more
GLIBC = re.compile(rb"GLIBC_2\.(\d+)")
LOCKED = re.compile(r"^(\S+==\S+)(?: ; ([^\\\n]+?))?( \\\n(?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE)
FETCH = ("-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--require-hashes")
LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|copyright)[^/]*$", re.IGNORECASE)


def version() -> str:
    """Return the version that app/__init__.py states."""
    return re.findall(r'"(.+)"', (ROOT / "app" / "__init__.py").read_text(encoding="utf-8"))[0]


def pythons() -> tuple[str, ...]:
    """Return the Python versions the bundle serves: on Linux all of them, elsewhere the one it is made with."""
    if sys.platform.startswith("linux"):
        return LINUX_PYTHONS
    return (f"{sys.version_info[0]}.{sys.version_info[1]}",)


def download_wheels(wheels: Path) -> None:
    """Fetch the app lock's wheels for every Python served, each checked against its hash."""
    requirements = wheels.parent / "app.txt"
    requirements.write_text(_here((LOCKS / "app.txt").read_text(encoding="utf-8")), encoding="utf-8")
    for number in pythons():
        console.say(f"Fetching the wheels for Python {number}")
        console.call(
            [PYTHON, *FETCH, "-d", wheels, "-r", requirements, *_target(number)],
            doing=f"Fetching the wheels for Python {number}",
            advice="check that the package index can be reached and run the same command again.",
        )
    requirements.unlink()


def _here(lock: str) -> str:
    """Keep a lock's lines for this system and the oldest Python served, without markers, which pip reads for itself."""
    entries = LOCKED.findall(lock)
    probe = (
        "from packaging.markers import Marker; import sys;"
        "print(*(int(Marker(text).evaluate()) for text in sys.argv[1:]))"
    )
    wanted = console.call(
        [PYTHON, "-c", probe, *(marker or "python_version > '3'" for _, marker, _ in entries)],
        doing="Reading the lock",
        advice="remake the locks with: make lock",
        cwd=Path(sys.prefix),
    ).split()
    kept = zip(entries, wanted, strict=True)
    return "".join(f"{name}{hashes}" for (name, _, hashes), holds in kept if holds == "1")


def _target(number: str) -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    machine = platform.machine()
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(NEWEST_GLIBC, 4, -1)]
    tags += [f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1", "linux")]
    plain = number.replace(".", "")
    options = ["--python-version", number, "--implementation", "cp"]
    for abi in (f"cp{plain}", "abi3", "none"):
        options += ["--abi", abi]
    for tag in tags:
        options += ["--platform", tag]
    return options


def build_own_wheel(wheels: Path) -> None:
    """Build DxDesk's own wheel, resources included."""
    console.call(
        [PYTHON, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels],
        doing="Building DxDesk's wheel",
        advice="mend what the lines above name and run the same command again.",
        cwd=ROOT,
    )


def default_model() -> Path | None:
    """Return the default model's file when it is on this machine, in the folder of models that the app uses."""
    ask = (
        "from app.inference.catalog import find_model; from app.paths import Places;"
        "print(find_model('', Places.of_user()) or '')"
    )
    said = console.call(
        [PYTHON, "-c", ask],
        doing="Looking for the default model",
        advice="name a model with --model FILE, or make the bundle without one: --no-model.",
        cwd=ROOT,
    )
    return Path(said.strip()) if said.strip() else None


def collect_licences(wheels: Path, folder: Path) -> str:
    """Copy each wheel's licence files into `folder` and return the list of components."""
    lines = []
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as packed:
            described = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
            about = HeaderParser().parsestr(packed.read(described).decode())
            for name in packed.namelist():
                if ".dist-info/" in name and LICENCE_FILE.search(name):
                    place = folder / f"{about['Name']}-{about['Version']}" / Path(name).name
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(packed.read(name))
        lines.append(f"{about['Name']} {about['Version']}: {_licence(about)}")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def _licence(about: Message) -> str:
    classified = [text.rpartition(" :: ")[2] for text in about.get_all("Classifier", []) if text.startswith("License")]
    stated = about["License-Expression"] or ", ".join(classified) or about["License"] or ""
    return stated.strip().splitlines()[0].strip() if stated.strip() else "see its licence file"


def glibc_needed(wheels: Path) -> str:
    """Return the oldest GNU C library (as 2.N) that the bundle's wheels run on; empty where there is none."""
    if not sys.platform.startswith("linux"):
        return ""
    with zipfile.ZipFile(next(wheels.glob("llama_cpp_python-*.whl"))) as packed:
        libraries = [packed.read(name) for name in packed.namelist() if ".so" in name]
    asked = {int(minor) for library in libraries for minor in GLIBC.findall(library)}
    return f"2.{max(asked | {NEWEST_GLIBC})}"


def write_texts(out: Path, *, model: Path | None, glibc: str) -> None:
    """Write the installers and the README with this bundle's facts in place of the @NAMES@."""
    facts = {
        "VERSION": version(),
        "PLATFORM": _platform(),
        "PYTHONS": " ".join(pythons()),
        "GLIBC": glibc,
        "GLIBC_ZH": f"，系统 C 库 glibc {glibc} 或更新" if glibc else "",
        "GLIBC_EN": f" and the C library glibc {glibc} or newer" if glibc else "",
        "MODEL_ZH": f"和模型 {model.name}" if model else "（不含模型文件）",
        "MODEL_EN": f" and the model {model.name}" if model else " (no model file)",
    }
    for source in OFFLINE.iterdir():
        text = source.read_text(encoding="utf-8")
        for name, fact in facts.items():
            text = text.replace(f"@{name}@", fact)
        # Windows PowerShell reads a script as UTF-8 only with a byte order mark.
        encoding = "utf-8-sig" if source.suffix == ".ps1" else "utf-8"
        (out / source.name).write_text(text, encoding=encoding, newline="\n")


def _platform() -> str:
    return f"{sys.platform}-{platform.machine().lower()}"


def write_sums(out: Path) -> None:
    """Write SHA256SUMS over every other file of the bundle."""
    lines = [f"{_sha256(path)}  {path.relative_to(out).as_posix()}" for path in _files(out)]
    (out / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _files(out: Path) -> Iterator[Path]:
    return (path for path in sorted(out.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def add_model(folder: Path, chosen: Path | None) -> Path | None:
    """Put the model into the bundle, or say that there is none; a link saves the space where the disk allows it."""
    if chosen is None:
        console.say("No model in the bundle: get it with `.venv/bin/dxdesk model fetch`, or name one with --model.")
        return None
    folder.mkdir()
    try:
        os.link(chosen, folder / chosen.name)
    except OSError:
        shutil.copyfile(chosen, folder / chosen.name)
    return chosen


def main() -> int:
    """Make the bundle and say where it is and how large."""
    parser = argparse.ArgumentParser(description="Make a bundle that installs without network.")
    parser.add_argument("--model", type=Path, help="the model file to put in (default: the default model)")
    parser.add_argument("--no-model", action="store_true", help="make it without a model")
    options = parser.parse_args()
    if options.model and not options.model.is_file():
        raise console.StepError(f"There is no file {options.model}.", "name a GGUF file.")
    llama = llama_wheel.cached()
    if llama is None:
        raise console.StepError("llama-cpp-python is not built yet.", "run: make setup")
    chosen = None if options.no_model else options.model or default_model()

    out = ROOT / "dist" / f"dxdesk-{version()}-{_platform()}"
    shutil.rmtree(out, ignore_errors=True)
    wheels = out / "wheels"
    wheels.mkdir(parents=True)
    download_wheels(wheels)
    shutil.copy2(llama, wheels)
    build_own_wheel(wheels)
    model = add_model(out / "models", chosen)
    notice = collect_licences(wheels, out / "LICENSES")
    shutil.copytree(LICENCES, out / "LICENSES", dirs_exist_ok=True)
    (out / "NOTICE.txt").write_text(notice + INSIDE_WHEELS, encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", out)
    write_texts(out, model=model, glibc=glibc_needed(wheels))
    write_sums(out)
    megabytes = sum(path.stat().st_size for path in _files(out)) / 1e6
    console.say(f"Bundle: {out} ({megabytes:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(console.main_border(main))
