"""Several processes train one policy. Run as `python -m trainer.policy.ranks JOB.json` by the launcher only."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from trainer.policy.settings import PolicySettings
from trainer.policy.training import PolicyJob, train
from trainer.ranks import as_rank, train_together

_MODULE = "trainer.policy.ranks"


def together(job: PolicyJob, settings: PolicySettings, say: Callable[[str], None]) -> dict[str, Any]:
    """Train a job with settings.processes processes and return its figures; raise what a rank raised."""
    told = {"kind": type(settings).__module__, "settings": settings.model_dump(mode="json")}
    return train_together(_MODULE, job, settings, told, say)


def main(arguments: Sequence[str]) -> int:
    """Train as one rank."""
    return as_rank(Path(arguments[0]), _train)


def _train(content: dict[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    settings = import_module(content["kind"]).StageSettings.model_validate(content["settings"])
    return train(PolicyJob.of(content["job"]), settings, say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
