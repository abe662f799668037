"""The settings of stage `augment`: who rewrites how often, what must not change, which models judge, what returns."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from trainer.evaluate.settings import WORKSTATION_REPLY_TOKENS
from trainer.evaluate.systems import SystemSettings
from trainer.recipe import Settings

SRADIT_REWRITES = 30
"""Rewrites of a bad case in SRADIT (M26); §2.1's BDA has 20 (M8, T8)."""
UNTOUCHED = (
    "入院诊断",
    "Admission Diagnoses",
    "Discharge Diagnoses",
    "Procedures",
    "Allergies",
    "Laboratory Data",
    "Medications on Admission",
    "Discharge Medications",
)
"""Sections that are lists of names and figures: nothing in them may change, so nothing in them is rewritten."""


class RewriterSettings(Settings):
    """The model that rewrites."""

    kind: Literal["model", "gguf", "server"]
    """model: a folder of a language model; gguf: through the workstation's engine; server: one on the LAN."""
    path: str = ""
    """Model folder or GGUF file."""
    adapter: str = ""
    """GGUF adapter put on the GGUF."""
    address: str = ""
    """The server's address: http://192.168.1.20:8080/v1."""
    name: str = ""
    """Model asked for at the server; empty: the one it has."""
    context_tokens: int = Field(default=8192, ge=512)
    """Most tokens of instructions, text and rewrite together."""
    threads: int = Field(default=0, ge=0)
    """Threads of a GGUF; 0 chooses."""
    batch: int = Field(default=6, ge=1)
    """Rewrites asked for at once; a killed run repeats at most these."""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.kind == "server" and (not self.address or self.path or self.adapter):
            raise ValueError("kind server needs an address and no path")
        if self.kind != "server" and (not self.path or self.address or self.name):
            raise ValueError(f"kind {self.kind} needs the path of a model, and no address or name")
        if self.adapter and self.kind != "gguf":
            raise ValueError("adapter is a GGUF adapter; a trained folder of kind model brings its own")
        return self

    def system(self) -> SystemSettings:
        """Return how [evaluate] opens it, where it is no server."""
        told = self.model_dump(include={"kind", "path", "adapter", "context_tokens", "threads", "batch"})
        return SystemSettings.model_validate(told)


class FilterSettings(SystemSettings):
    """A model that judges rewrites: what it codes them as must be the case's whole code set."""

    samples: int = Field(default=1, ge=1)
    """Answers drawn for each rewrite: the first at T = 0, further ones at `temperature`."""
    least: int = Field(default=1, ge=1)
    """How many of them must give the whole code set."""
    temperature: float = Field(default=0.7, gt=0)
    """Temperature of the further ones."""
    others_f1: float = Field(default=1.0, gt=0, le=1)
    """F1 of the others from which an answer agrees; 1: the same codes."""
    reply_tokens: int = Field(default=WORKSTATION_REPLY_TOKENS, ge=16)
    """Most tokens of one answer."""

    @model_validator(mode="after")
    def _judges(self) -> Self:
        if self.kind in ("vote", "folds", "predictions"):
            raise ValueError(f"kind {self.kind} cannot read rewrites; name one model, classifier or the rules")
        if self.least > self.samples:
            raise ValueError("least is above samples, so nothing could pass; draw more samples or lower least")
        if self.samples > 1 and self.kind not in ("model", "gguf"):
            raise ValueError(f"kind {self.kind} always answers the same; samples = 1 is enough")
        return self


class StageSettings(Settings):
    """How bad cases are rewritten, filtered, handed over and taken back."""

    rewriter: RewriterSettings
    """The model that rewrites."""
    badcases: str = ""
    """Folder of a [badcases] other than this recipe's."""
    dataset: str = ""
    """Folder of a [dataset] other than this recipe's: its held-out records are never rewritten."""
    limit: int = Field(default=0, ge=0)
    """Rewrite the first so many cases only; 0: all."""
    rewrites: int = Field(default=SRADIT_REWRITES, ge=1)
    """Rewrites of each case."""
    temperature: float = Field(default=0.7, gt=0)
    """Sampling temperature of the first rewrite."""
    highest_temperature: float = Field(default=1.0, gt=0)
    """Of the last; those between rise evenly."""
    form: Literal["sections", "whole"] = "sections"
    """Rewrite section by section, or the whole record at once with its section marks."""
    untouched: tuple[str, ...] = UNTOUCHED
    """Sections that stay as they are."""
    least_characters: int = Field(default=24, ge=1)
    """A section shorter than this stays as it is."""
    longest: float = Field(default=1.5, ge=1)
    """Most tokens of a rewrite, as a multiple of the original's; 64 more are always allowed."""
    shortest: float = Field(default=0.6, ge=0, le=1)
    """Fewest characters of a rewritten section, as a share of the original's; below it something was left out."""
    mend: bool = True
    """Section by section: one whose rewrite changes a fact keeps its original words, and the rest is not lost."""
    closest: float = Field(default=0.9, gt=0, le=1)
    """Jaccard similarity of 8-grams from which a rewrite is too near to its original, or to another rewrite."""
    sft: FilterSettings | None = None
    """The first filter: the SFT model."""
    policy: FilterSettings | None = None
    """The second filter: the policy the cases are bad cases of."""
    hand_over: Literal["passed", "guarded"] = "passed"
    """Hand the expert what passed everything, or all that kept the facts, with the filters' verdicts to read."""
    most: int = Field(default=SRADIT_REWRITES, ge=1)
    """Most rewrites of a case in the bundle."""
    approved: str = Field(default="", exclude=True)
    """The bundle that the expert approved; until it is there the stage waits. It is no part of what was begun."""
    approved_most: int = Field(default=1, ge=1)
    """Most approved rewrites of a case."""
    least_score: int = Field(default=0, ge=0, le=5)
    """Score (1 to 5) an approval needs; 0: any, scored or not."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.highest_temperature < self.temperature:
            raise ValueError("highest_temperature is below temperature; swap them")
        return self

    def cautions(self) -> list[str]:
        """Say what weakens the filters."""
        said: list[str] = []
        if self.sft is None:
            said.append("no [augment.sft]: rewrites whose codes may have changed reach the expert")
        if self.hand_over == "guarded" and (self.sft or self.policy):
            said.append("hand_over = guarded: the filters only tell the expert, they stop nothing")
        if self.rewrites > 1 and self.highest_temperature < 0.5:
            said.append(f"rewrites drawn at T {self.highest_temperature:g} will be much alike")
        return said

    def at_temperature(self, number: int) -> float:
        """Return the temperature of a rewrite by its number (0-based)."""
        if self.rewrites == 1:
            return self.temperature
        return self.temperature + (self.highest_temperature - self.temperature) * number / (self.rewrites - 1)

    def approved_file(self) -> Path | None:
        """Return the expert's bundle, None while it is not there."""
        found = Path(self.approved) if self.approved else None
        return found if found is not None and found.is_file() else None
