"""One round of the bad-case loop, each step a stage of its own in the round's folder, resumed and proven as any is."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trainer.augment import stage as augment
from trainer.badcases import stage as badcases
from trainer.examples import read_examples
from trainer.recipe import Recipe, Settings
from trainer.rounds.again import TRAINED, aimed, refuse_measured, settings_of_run, work_again
from trainer.rounds.merging import MergeSettings, merge, new_corrections
from trainer.rounds.settings import StageSettings
from trainer.runs import Stage, Work, run_stage


@dataclass(frozen=True, slots=True)
class Reached:
    """What the loop has come to: the training set, and the stages that left the SFT model and the policy."""

    dataset: Path
    sft: Path | None
    policy: Path | None
    rationales: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One round: from what was reached before to what is reached after it."""

    number: int
    settings: StageSettings
    at: Stage
    before: Reached
    counts: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    @property
    def folder(self) -> Path:
        """Return the round's folder."""
        return self.at.folder / f"round-{self.number}"

    def find_bad_cases(self) -> int:
        """Let the policy read the training set; return how many records it gets wrong."""
        told = self.settings.badcases.model_dump(mode="json")
        told |= {"dataset": str(self.before.dataset), "round": self.number}
        told["system"] = aimed(self.settings.badcases.system, self.before.policy)
        if self.number > 1:
            told["corrections"] = []  # they are trained on since the first round
        self._do("badcases", badcases.StageSettings.model_validate(told), badcases.run)
        return int(self.counts["badcases"]["cases"])

    def rewrite_and_await(self) -> int:
        """Rewrite and filter the bad cases; return how many rewrites the expert approved.

        Raises AwaitingExpertError until the expert's bundle of this round is there.
        """
        told = self.settings.augment.model_dump(mode="json")
        told |= {"dataset": str(self.before.dataset), "approved": str(self.bundle)}
        told["sft"] = aimed(self.settings.augment.sft, self.before.sft or self.before.policy)
        told["policy"] = aimed(self.settings.augment.policy, self.before.policy)
        self.bundle.parent.mkdir(parents=True, exist_ok=True)
        self._do("augment", augment.StageSettings.model_validate(told), augment.run)
        return int(self.counts["augment"]["approved"])

    def corrected(self) -> int:
        """Return how many records that coders corrected are not trained on yet."""
        known = {each.example_id for each in read_examples(self.before.dataset / "train.jsonl")}
        return len(new_corrections(self.folder / "badcases", known))

    def merge_approved(self) -> Path:
        """Put what was approved, and what coders corrected, into the training set; return the round's dataset."""
        told = {
            "dataset": self.before.dataset,
            "augment": self.folder / "augment",
            "badcases": self.folder / "badcases",
            "rationales": self.before.rationales,
            "most_of_a_record": self.settings.most_of_a_record,
        }
        return self._do("dataset", MergeSettings.model_validate(told), merge)

    def train_again(self, dataset: Path) -> Reached:
        """Begin again from the base, or from the SFT model, on the grown training set; return what is reached."""
        sft, policy = self.before.sft, self.before.policy
        for stage in self.settings.stages:
            work = work_again(stage, self.settings.changes.get(stage, {}), self.at, self.settings.start)
            folder = self._do(stage, work.settings, work.act)
            sft = folder if stage == "sft" else sft
            policy = folder if stage in TRAINED else policy
        return Reached(dataset, sft, policy)

    @property
    def bundle(self) -> Path:
        """Return where the expert's bundle of this round is looked for."""
        folder = Path(self.settings.handover) if self.settings.handover else self.at.root / "handover"
        return folder / f"round-{self.number}.jsonl"

    def _do(self, stage: str, settings: Settings, act: Callable[[Any, Stage], Mapping[str, object]]) -> Path:
        recipe = Recipe(self.at.root / "rotation", self.folder.name, self.at.seed, {})
        manifest = run_stage(recipe, Work(stage, settings, act), self.at.folder, self._say)
        self.counts[stage] = manifest["counts"]
        return self.folder / stage

    def _say(self, line: str) -> None:
        self.at.say(f"round {self.number}: {line}")


def reached_before(settings: StageSettings, at: Stage) -> Reached:
    """Return what the run's own stages left: where the first round begins.

    Raises RunError on a stage that the rounds cannot do again.
    """
    for stage in settings.stages:
        refuse_measured(stage, settings.changes.get(stage, {}), at)
    dataset = at.before("dataset", settings.dataset)
    sft = at.root / "sft"
    trained = [at.root / stage for stage in TRAINED if stage in settings.train and (at.root / stage).is_dir()]
    samples = settings_of_run("samples", at)
    rationales = ""
    if samples.get("rationales"):
        rationales = str(at.before("rationales", samples.get("rationales_from") or ""))
    return Reached(dataset, sft if sft.is_dir() else None, trained[-1] if trained else None, rationales)


def figures_of(folder: Path) -> dict[str, float]:
    """Return the headline figure of each system that a round judged, empty where it judged none."""
    path = folder / "evaluate" / "figures.json"
    if not path.is_file():
        return {}
    systems = json.loads(path.read_text(encoding="utf-8"))["systems"]
    return {name: each["composite"] for name, each in systems.items() if "composite" in each}
