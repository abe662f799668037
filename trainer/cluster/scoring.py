"""The reward of a completion as verl asks for it, by the project's own functions: what reward.py of an export calls."""

import json
from collections.abc import Callable
from pathlib import Path

from trainer.cluster.asked import asked_reader
from trainer.rewards.reward import reward
from trainer.rewards.settings import RewardSettings

METRIC = "acc"
"""What verl is to call the contract's metric: its filter looks at that, never at the reward (methods M21)."""
REWARD_FILE = '''"""The reward of this run for verl; DxDesk must be installed on the cluster."""

from pathlib import Path

from trainer.cluster.scoring import scorer

SCORE = scorer(Path(__file__).with_name("reward.json"))


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **more):
    """Return the score, and what verl logs and filters groups by."""
    return SCORE(solution_str, ground_truth)
'''
Scored = dict[str, float]


def scorer(path: Path) -> Callable[[str, str], Scored]:
    """Return the reward function of the settings in a file: completion, what was asked (as text) → figures.

    The length penalty is not among them: verl takes it off itself, by tokens. No tokenizer is at hand: cot_first counts
    words and marks.
    """
    settings = RewardSettings.model_validate(json.loads(path.read_text(encoding="utf-8")))
    read = asked_reader()

    def score(completion: str, asked: str) -> Scored:
        found = reward(completion, 0, read(asked), settings)
        return {
            "score": found.total,
            METRIC: found.metric,
            "well_formed": float(found.well_formed),
            "format": found.parts.get("format", 0.0),
            "accuracy": found.parts.get("accuracy", 0.0),
            "cot_first": found.parts.get("cot_first", 0.0),
        }

    return score
