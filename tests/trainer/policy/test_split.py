"""The split of examples between SFT and reinforcement learning: both stages part them alike."""

from pathlib import Path

from tests.trainer.cases import example
from tests.trainer.policy_runs import NAMES, right_rows, row, settings, stage, write_samples
from trainer.examples import write_examples
from trainer.jsonfiles import read_lines
from trainer.model import Training
from trainer.policy.training import PolicyJob, prompts_for
from trainer.sft.stage import share_of

COUNT = 12


def test_each_example_is_learned_from_by_one_of_the_two(tmp_path: Path) -> None:
    rows = [row(number, NAMES[number % 4], asked=f"胸闷\u2028三天\u0085{number}？") for number in range(COUNT)]
    samples = write_samples(tmp_path / "samples", rows)
    (tmp_path / "dataset").mkdir()
    write_examples(tmp_path / "dataset" / "train.jsonl", [example(f"E{number}") for number in range(COUNT)])
    shared = share_of(samples, 0.75, stage("sft", tmp_path))
    taught = {each["example_id"] for each in read_lines(shared / "train.jsonl")}
    training = Training(name="policy", base="b", base_sha256="c", tuning="full", seed=42)
    job = PolicyJob(tmp_path, samples, training, dataset=str(tmp_path / "dataset"))
    rolled = {each.example_id for each in prompts_for(job, settings("grpo", tmp_path, curriculum={"sft_share": 0.75}))}
    assert (taught & rolled, len(taught | rolled)) == (set(), COUNT)
    assert len(taught) == 9


def test_without_a_split_every_prompt_is_rolled_out(tmp_path: Path) -> None:
    samples = write_samples(tmp_path / "samples", right_rows(5))
    job = PolicyJob(tmp_path, samples, Training(name="policy", base="b", base_sha256="c", tuning="full"))
    assert len(prompts_for(job, settings("grpo", tmp_path))) == 5
