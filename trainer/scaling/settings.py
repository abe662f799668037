"""The settings of stage `scaling`: the grid, the recipe its runs follow, and the arms that are compared."""

import re
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from trainer.recipe import Settings

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_NOT_TRAINED = ("synthesize", "dataset", "evaluate", "badcases", "augment", "rotation", "scaling")
_FEW_SEEDS = 3


class ArmSettings(Settings):
    """One way to train, run at every size with every seed."""

    stages: tuple[str, ...]
    """The recipe's stages that train it, in order; the model of the last one is judged."""
    after: str = ""
    """An arm whose trained model this one goes on from; then one stage, which may learn from other examples."""
    changes: tuple[str, ...] = ()
    """Changes to the recipe for this arm, as --set takes them: 'grpo.group_size=4'."""
    system: str = ""
    """System of the recipe's [evaluate] that judges it; empty: the first."""

    @model_validator(mode="after")
    def _trains(self) -> Self:
        wrong = [stage for stage in self.stages if stage in _NOT_TRAINED]
        if wrong or not self.stages or len(set(self.stages)) < len(self.stages):
            raise ValueError(f"stages are those that train, each once{f', not {wrong[0]}' if wrong else ''}")
        if self.after and len(self.stages) > 1:
            raise ValueError("an arm that goes on from another has one stage; make two arms of it")
        return self


class StageSettings(Settings):
    """Which runs there are; what they do is their recipe's."""

    recipe: str
    """Recipe that every run follows (a file, or a shipped one's name), with a table for each stage and [evaluate]."""
    changes: tuple[str, ...] = ()
    """Changes to it for all runs, as --set takes them."""
    sizes: tuple[int, ...]
    """Numbers of examples learned from; a smaller draw lies within the larger ones of its seed."""
    seeds: tuple[int, ...] = (42,)
    """Each draws and trains anew at every size."""
    arms: dict[str, ArmSettings] = Field(default_factory=lambda: {"sft": ArmSettings(stages=("samples", "sft"))})
    """Ways to train, a table each: [scaling.arms.NAME]."""
    dataset: str = ""
    """Folder of a [dataset] other than this recipe's."""
    stratified: bool = True
    """Give every draw the classes in about the shares of the whole."""
    later: Literal["left", "spare", "same"] = "left"
    """What an arm that goes on learns from: what its draw left, `spare` examples kept from all draws, or the same."""
    spare: int = Field(default=0, ge=0)
    """Examples kept from all draws for that."""
    metric: str = ""
    """Figure of [evaluate] that is fitted, such as maj@8; empty: formula (6), or Pass@1 of DRGs."""
    keep_models: bool = True
    """Keep the trained models of the runs; without them an arm that is added later trains anew."""

    @field_validator("sizes", "seeds")
    @classmethod
    def _each_once(cls, given: tuple[int, ...]) -> tuple[int, ...]:
        if not given or len(set(given)) < len(given) or min(given) < 0:
            raise ValueError("name each number once, none below 0")
        return given

    @field_validator("sizes")
    @classmethod
    def _a_line(cls, given: tuple[int, ...]) -> tuple[int, ...]:
        if len(given) < 2 or min(given) < 1:
            raise ValueError("a line needs at least two sizes of 1 or more")
        return tuple(sorted(given))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.arms:
            raise ValueError("nothing is trained; add a table [scaling.arms.NAME] with its stages")
        for name, arm in self.arms.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"the arm {name} names folders; use small letters, digits and hyphens")
            if arm.after and arm.after not in self.arms:
                raise ValueError(f"{name} goes on after {arm.after}, which is no arm here")
            if len(self.line_of(name)) > len(self.arms):
                raise ValueError(f"{name} goes on from itself")
        if (self.later == "spare") != (self.spare > 0):
            raise ValueError('later = "spare" needs spare, the number of examples kept for it, and only it does')
        return self

    def line_of(self, arm: str) -> list[str]:
        """Return the arms that lead to one, the first trained first; a circle is cut after one turn."""
        line = [arm]
        while self.arms[line[0]].after and len(line) <= len(self.arms):
            line.insert(0, self.arms[line[0]].after)
        return line

    def in_order(self) -> Iterator[str]:
        """Yield the arms so that each comes after the one it goes on from."""
        yield from sorted(self.arms, key=lambda name: len(self.line_of(name)))

    def changes_for(self, arm: str) -> list[str]:
        """Return all changes to the recipe that hold for an arm: everyone's, then those of its line."""
        return [*self.changes, *(change for name in self.line_of(arm) for change in self.arms[name].changes)]

    def cautions(self) -> list[str]:
        """Say what makes the line less than it seems."""
        said: list[str] = []
        if len(self.seeds) < _FEW_SEEDS:
            said.append(f"{len(self.seeds)} seed(s): how far the slope varies with the seed cannot be told from so few")
        if len(self.sizes) < 3:
            said.append("two sizes: any two points lie on a line, R² says nothing")
        if self.later == "left" and any(arm.after for arm in self.arms.values()):
            said.append('later = "left": larger draws leave less to go on with; "spare" gives every size the same')
        return said
