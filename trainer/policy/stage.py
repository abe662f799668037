"""What [grpo] and [reinforce] do alike: train one policy, or one a task."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trainer.jobs import POLICY, start_of, train_each, training_of
from trainer.policy.prompts import read_prompts
from trainer.policy.ranks import together
from trainer.policy.settings import PolicySettings
from trainer.policy.training import PolicyJob, train
from trainer.runs import Stage


def train_all(settings: PolicySettings, at: Stage) -> dict[str, object]:
    """Train every policy the settings ask for; those that are whole already are kept."""
    samples = at.before("samples", settings.samples)
    tasks = list(dict.fromkeys(prompt.task for prompt in read_prompts(samples / "train.jsonl", settings.tasks)))
    groups = [(POLICY, tuple(tasks))] if settings.models == "one" else [(task, (task,)) for task in tasks]
    dataset = str(at.before("dataset").resolve()) if settings.curriculum.sft_share else ""
    named = settings.curriculum.measured
    measured = str(at.before("measured", named)) if named else ""

    def jobs() -> Iterator[PolicyJob]:
        for name, members in groups:
            start = start_of(settings, settings.start, at, name)
            training = training_of(settings, at, samples, name, members, start)
            yield PolicyJob(at.folder, samples, training, start.adapter, dataset, measured)

    def learn(job: PolicyJob) -> dict[str, Any]:
        ours = settings.model_copy(update={"base": Path(job.training.base)})
        began = Path(job.start or job.training.base).name
        at.say(f"{job.name}: {at.name}, {settings.tuning} from {began}, rate {settings.rate:g}, {settings.form} loss")
        return (together if settings.processes > 1 else train)(job, ours, at.say)

    return {"models": train_each(jobs(), at, learn)}
