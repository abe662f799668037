"""Several processes: what a rank is told is what it trains (a real pair: test_stage.py)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.policy_runs import right_rows, settings, write_samples
from trainer.model import Training
from trainer.policy import ranks
from trainer.policy.reinforce import StageSettings
from trainer.policy.training import PolicyJob


def test_a_rank_trains_the_job_it_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    trained: list[tuple[PolicyJob, object]] = []

    def start(module: str, job: PolicyJob, _: object, content: dict[str, Any], *__: object) -> dict[str, Any]:
        told.append(json.loads(json.dumps({"job": job.told(), **content})))
        return {"module": module}

    def train(job: PolicyJob, given: object, _: object) -> dict[str, Any]:
        trained.append((job, given))
        return {}

    monkeypatch.setattr(ranks, "train_together", start)
    monkeypatch.setattr(ranks, "train", train)
    samples = write_samples(tmp_path / "samples", right_rows())
    training = Training(name="policy", base="b", base_sha256="c", tuning="full", tasks=("principal",))
    job = PolicyJob(tmp_path, samples, training, start="adapter", dataset="d", measured="m")
    given = settings("reinforce", tmp_path, kl={"beta": 0.5})
    assert ranks.together(job, given, print)["module"] == "trainer.policy.ranks"
    ranks._train(told[0], print)
    assert trained == [(job, given)]
    assert isinstance(given, StageSettings)
