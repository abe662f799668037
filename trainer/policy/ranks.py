"""Several processes train one policy: started and answered for as [sft]'s are, each with the same job.

Run as `python -m trainer.policy.ranks JOB.json` by the launcher only.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from trainer.model import Training
from trainer.policy.settings import PolicySettings
from trainer.policy.training import Job, train
from trainer.sft.ranks import as_rank, start

_MODULE = "trainer.policy.ranks"


def together(job: Job, settings: PolicySettings, say: Callable[[str], None]) -> dict[str, Any]:
    """Train a job with settings.processes processes and return its figures; raise what a rank raised."""
    content = {
        "folder": str(job.folder.resolve()),
        "samples": str(job.samples.resolve()),
        "training": asdict(job.training),
        "start": job.start,
        "dataset": job.dataset,
        "measured": job.measured,
        "kind": type(settings).__module__,
        "settings": settings.model_dump(mode="json"),
    }
    return start(_MODULE, job.folder / f"{job.name}.job.json", job.name, content, settings, say)


def main(arguments: Sequence[str]) -> int:
    """Train as one rank."""
    return as_rank(Path(arguments[0]), _train)


def _train(content: dict[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    told = content["training"]
    lists = {key: tuple(value) for key, value in told.items() if isinstance(value, list)}
    training = Training(**{**told, **lists})
    job = Job(
        Path(content["folder"]),
        Path(content["samples"]),
        training,
        content["start"],
        content["dataset"],
        content["measured"],
    )
    settings = import_module(content["kind"]).StageSettings.model_validate(content["settings"])
    return train(job, settings, say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
