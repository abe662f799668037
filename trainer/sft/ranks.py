"""Several processes tune one model on samples. Run as `python -m trainer.sft.ranks JOB.json` by the launcher only."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from trainer.learning import Job
from trainer.ranks import as_rank, train_together
from trainer.sft.tuning import TuneSettings, tune

_MODULE = "trainer.sft.ranks"


def together(job: Job, settings: TuneSettings, say: Callable[[str], None]) -> dict[str, Any]:
    """Train a job with settings.processes processes and return its figures; raise what a rank raised."""
    told = settings.model_dump(mode="json", include=set(TuneSettings.model_fields))
    return train_together(_MODULE, job, settings, {"settings": told}, say)


def main(arguments: Sequence[str]) -> int:
    """Train as one rank."""
    return as_rank(Path(arguments[0]), _tune)


def _tune(content: dict[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    return tune(Job.of(content["job"]), TuneSettings.model_validate(content["settings"]), say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
