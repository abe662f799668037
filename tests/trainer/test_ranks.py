"""Several processes: what is started, and what the parent makes of how they ended (a real pair: test_sft.py)."""

import json
import sys
from pathlib import Path

import pytest
import torch
import yaml

from tests.trainer.sft_runs import settings
from trainer.errors import DataError, RunError
from trainer.ranks import CONFIGS, _figures, command


def test_without_a_gpu_torch_starts_the_ranks_on_the_loopback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    started = command("trainer.sft.ranks", tmp_path / "job.json", settings(tmp_path, processes=2, accelerate="ddp"))
    assert started[:3] == [sys.executable, "-m", "torch.distributed.run"]
    assert {"--nproc-per-node=2", "--master-addr=127.0.0.1"} < set(started)


@pytest.mark.parametrize("kind", ["ddp", "fsdp2", "zero3"])
def test_with_gpus_accelerate_starts_them_with_a_shipped_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    started = command("trainer.sft.ranks", tmp_path / "job.json", settings(tmp_path, processes=2, accelerate=kind))
    config = Path(started[started.index("--config_file") + 1])
    assert config == CONFIGS / f"{kind}.yaml"
    assert started[started.index("--num_processes") + 1] == "2"


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_accelerate_reads_every_shipped_configuration(path: Path) -> None:
    from accelerate.commands.config.config_args import ClusterConfig

    config = ClusterConfig.from_yaml_file(str(path))
    distributed = {"ddp": "MULTI_GPU", "fsdp2": "FSDP", "zero3": "DEEPSPEED"}[path.stem]
    assert str(config.distributed_type).rpartition(".")[2] == distributed
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["main_training_function"] == "main"


def test_what_a_rank_refuses_the_parent_raises(tmp_path: Path) -> None:
    answer = tmp_path / "job.answer"
    answer.write_text(json.dumps({"error": "DataError", "message": "too long", "advice": "shorten"}), encoding="utf-8")
    with pytest.raises(DataError, match="too long"):
        _figures(answer, 2, "policy")


def test_ranks_that_die_are_reported(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="code -9"):
        _figures(tmp_path / "job.answer", -9, "policy")
