"""The stages by name: which module does each, loaded only when it is asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from trainer.errors import RecipeError
from trainer.recipe import Recipe, Settings
from trainer.runs import Stage, Work

MODULES = {
    "synthesize": "trainer.synthesize.stage",
    "dataset": "trainer.dataset.stage",
    "rationales": "trainer.rationales.stage",
    "samples": "trainer.samples.stage",
    "sft": "trainer.sft.stage",
    "classifier": "trainer.classifier.stage",
    "grpo": "trainer.policy.grpo",
    "reinforce": "trainer.policy.reinforce",
    "staged": "trainer.policy.staged",
    "merge": "trainer.merge",
    "export": "trainer.export.stage",
    "evaluate": "trainer.evaluate.stage",
    "ship": "trainer.export.ship",
    "badcases": "trainer.badcases.stage",
    "augment": "trainer.augment.stage",
    "rotation": "trainer.rotation",
    "scaling": "trainer.scaling.stage",
    "cluster": "trainer.cluster.stage",
    "bench": "trainer.bench.stage",
}
"""In the order in which a whole chain usually needs them."""

SAYS = {
    "synthesize": "invent records with their codes, evidence and reasons",
    "dataset": "read records with codes; hold some out, part the rest into folds",
    "rationales": "let a model write the reasons for codes that are known, and check them",
    "samples": "write the chat messages that are trained on",
    "sft": "supervised fine-tuning: full, LoRA or QLoRA; one policy, one per task, or folds",
    "classifier": "a classification head, or the bag-of-words baseline",
    "grpo": "reinforcement learning with rule rewards: GRPO and its variants",
    "reinforce": "reinforcement learning with rule rewards: REINFORCE++",
    "staged": "further tuning on the cases the policy finds hard: supervised, or by preference (DPO)",
    "merge": "put an adapter into its base model",
    "export": "write the GGUF the workstation opens, and hold it against its source",
    "evaluate": "score models by the workstation's own contract",
    "ship": "ready an exported file for workstations: name, manifest with scores, catalogue entry",
    "badcases": "let the policy read every training record and keep what it gets wrong",
    "augment": "rewrite bad cases, filter the rewrites twice, and hand them to the expert",
    "rotation": "the bad-case loop: bad cases, rewrites, approval, training again; three rounds",
    "scaling": "how the score grows with supervised examples, before and after reinforcement learning",
    "bench": "measure training against a plain TRL script with the same settings",
    "cluster": "write a reinforcement-learning run out for a cluster: verl's configuration, data and reward",
}


def settings_of(stage: str) -> type[Settings]:
    """Return a stage's kind of settings."""
    return _module(stage).StageSettings


def work_of(recipe: Recipe, stage: str) -> Work:
    """Return what a recipe asks of a stage; raise RecipeError when its table is missing or wrong."""
    if stage not in recipe.tables:
        raise RecipeError(f"{recipe.path.name} has no table [{stage}].", f"Add [{stage}] with its settings.")
    act: Callable[[Any, Stage], Mapping[str, object]] = _module(stage).run
    return Work(stage, recipe.settings(stage, settings_of(stage)), act)


def chain_of(recipe: Recipe) -> list[Work]:
    """Return every stage of a recipe in the order of its tables; all settings are read before anything runs."""
    unknown = [name for name in recipe.tables if name not in MODULES]
    if unknown:
        raise RecipeError(
            f"{recipe.path.name} has tables that are no stage: {', '.join(unknown)}.",
            f"The stages are: {', '.join(MODULES)}.",
        )
    return [work_of(recipe, name) for name in recipe.tables]


def _module(stage: str) -> Any:
    return import_module(MODULES[stage])
