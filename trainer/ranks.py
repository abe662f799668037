"""Several processes train one model: started on this machine, each with the same job, by accelerate's own launcher.

The parent keeps the stage's lock and waits; the ranks meet on the loopback interface. Without a GPU the launcher is
torch's (accelerate's needs MPI there), with gloo. sft/ranks.py and policy/ranks.py are what it runs.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from app.coding.errors import DxDeskError
from trainer import errors
from trainer.errors import RunError
from trainer.learning import Job, LearningSettings
from trainer.telling import tell

CONFIGS = Path(__file__).parent / "recipes" / "accelerate"
_LOOPBACK = "127.0.0.1"


def train_together(
    module: str, job: Job, settings: LearningSettings, content: dict[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Start the ranks of a module with a job, and return the first one's figures; raise what a rank raised."""
    if torch.cuda.is_available() and settings.processes > torch.cuda.device_count():
        raise RunError(
            f"{settings.processes} processes want a GPU each, and there are {torch.cuda.device_count()}.",
            "Lower `processes` in the recipe.",
        )
    order = job.folder / f"{job.name}.job.json"
    answer = _answer(order)
    answer.unlink(missing_ok=True)
    order.write_text(json.dumps({"job": job.told(), **content}, ensure_ascii=False), encoding="utf-8")
    say(f"{job.name}: {settings.processes} processes, {settings.accelerate}")
    try:
        done = subprocess.run(command(module, order, settings), env=_environment(settings), check=False)
        return _figures(answer, done.returncode, job.name)
    finally:
        order.unlink(missing_ok=True)
        answer.unlink(missing_ok=True)


def command(module: str, order: Path, settings: LearningSettings) -> list[str]:
    """Return the launcher's command line."""
    port = str(_free_port())
    run = ["-m", module, str(order)]
    if not torch.cuda.is_available():
        ranks = ["--nnodes=1", f"--nproc-per-node={settings.processes}", f"--master-addr={_LOOPBACK}"]
        return [sys.executable, "-m", "torch.distributed.run", *ranks, f"--master-port={port}", *run]
    config = CONFIGS / f"{settings.accelerate}.yaml"
    ranks = ["--num_processes", str(settings.processes), "--main_process_ip", _LOOPBACK, "--main_process_port", port]
    return [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(config), *ranks, *run]


def as_rank(order: Path, act: Callable[[dict[str, Any], Callable[[str], None]], dict[str, Any]]) -> int:
    """Do what an order says; the first rank leaves the figures, any leaves its error, beside the order."""
    content = json.loads(order.read_text(encoding="utf-8"))
    first = os.environ.get("RANK", "0") == "0"

    def say(line: str) -> None:
        if first:
            tell(line, sys.stderr)

    try:
        figures = act(content, say)
    except DxDeskError as error:
        told = {"error": type(error).__name__, "message": error.message, "advice": error.advice}
        _answer(order).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return errors.exit_code(error)
    if first:
        _answer(order).write_text(json.dumps(figures), encoding="utf-8")
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()
    return errors.EXIT_DONE


def _answer(order: Path) -> Path:
    return order.with_suffix(".answer")


def _figures(answer: Path, code: int, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8")) if answer.is_file() else {}
    if "error" in told:
        kind = getattr(errors, told["error"], RunError)
        raise kind(told["message"], told["advice"])
    if code or not told:
        raise RunError(
            f"The processes that trained {name} ended with code {code}.",
            "See what they said above; run the same command again to go on from the last whole checkpoint.",
        )
    return told


def _environment(settings: LearningSettings) -> dict[str, str]:
    """Return the ranks' environment: loopback only, no hub, and no more threads than there are cores."""
    threads = settings.threads or max(1, (os.cpu_count() or 1) // settings.processes)
    loopback = {"linux": "lo", "darwin": "lo0"}.get(sys.platform)
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "OMP_NUM_THREADS": str(threads),
        "OMP_WAIT_POLICY": "passive",
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        **({"GLOO_SOCKET_IFNAME": loopback} if loopback else {}),
        "TOKENIZERS_PARALLELISM": "false",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
