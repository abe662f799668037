"""What holds for every test: no network, no real home folder, no screen, the same examples in each CI run."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

OFFLINE = Path(__file__).parent / "offline"
sys.path.insert(0, str(OFFLINE))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))

import sitecustomize  # noqa: E402 - tests/offline's own: found only after the line above

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # two busy threads on two shared cores otherwise wait by spinning

hypothesis_settings.register_profile(
    "dxdesk",
    deadline=None,  # no test judges the clock
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault of the code
)
hypothesis_settings.load_profile("dxdesk")

SESSION_HOME = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the session a home folder of its own; only the folder of model files stays the user's."""
    from app.paths import Places

    os.environ.setdefault("DXDESK_MODELS", str(Places.of_user().models))
    home = Path(tempfile.mkdtemp(prefix="dxdesk-tests-"))
    config.stash[SESSION_HOME] = home
    os.environ["DXDESK_HOME"] = str(home / "dxdesk")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(home)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(home / name.lower())
    runtime = home / "xdg_runtime_dir"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the session's home folder."""
    shutil.rmtree(config.stash[SESSION_HOME], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a GPU or a model file where there is none."""
    lacks = {"gpu": shutil.which("nvidia-smi") is None, "model": smallest_model() is None}
    for item in items:
        for marker, lacking in lacks.items():
            if lacking and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"no {marker} on this machine"))


def smallest_model() -> Path | None:
    """Return the model file to test with: DXDESK_TEST_MODEL, or the smallest GGUF of the user's model folder."""
    if named := os.environ.get("DXDESK_TEST_MODEL"):
        return Path(named)
    found = Path(os.environ["DXDESK_MODELS"]).glob("*.gguf")
    return min(found, key=lambda path: path.stat().st_size, default=None)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fail a test that tried to leave the machine, even where the code under test swallowed the refusal."""
    sitecustomize.attempts.clear()
    yield
    if sitecustomize.attempts:
        pytest.fail(f"tried to reach the network: {', '.join(sitecustomize.attempts)}")


@pytest.fixture(scope="session")
def testdata() -> Path:
    """Give the folder of foreign tables and records that DXDESK_TESTDATA names; skip without it."""
    named = os.environ.get("DXDESK_TESTDATA")
    if not named or not Path(named).is_dir():
        pytest.skip("DXDESK_TESTDATA names no folder")
    return Path(named)


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder that one worker of this run fills while the others wait for it."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine
    folder, done, failed = (shared / f"{name}{suffix}" for suffix in ("", ".done", ".failed"))
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            if failed.exists():
                pytest.fail(f"another worker could not make {name}")
            time.sleep(0.1)
        return folder
    try:
        make(folder)
    except BaseException:
        failed.touch()
        raise
    done.touch()
    return folder


@pytest.fixture(scope="session")
def icd10cm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an index with ICD-10-CM, compiled once as `dxdesk codebook import icd-10-cm` does; read it only."""
    from app.__main__ import main

    def compile_into(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DXDESK_HOME", str(home))
            assert main(["codebook", "import", "icd-10-cm"]) == 0

    return made_once(tmp_path_factory, "icd10cm", compile_into) / "codebooks.db"


@pytest.fixture(scope="session")
def model_file() -> Path:
    """Give a GGUF model file; skip where none can be had."""
    found = smallest_model()
    if found is None:
        pytest.skip("no model file (DXDESK_TEST_MODEL, or the user's model folder)")
    return found


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Start the tests' QApplication under the app's name."""
    return ["dxdesk"]
