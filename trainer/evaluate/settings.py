"""The settings of stage `evaluate`."""

from collections import Counter
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from trainer.evaluate.asking import Plan
from trainer.evaluate.systems import SystemSettings
from trainer.recipe import Settings

WORKSTATION_REPLY_TOKENS = 320
"""Most tokens of one completion, as the workstation's own default has it."""
DRG_REPLY_TOKENS = 4096
"""Most tokens of one answer in DRG-Sapphire's protocol (M48)."""
_VOTING = ("vote", "folds")
_FOR_DRG = ("model", "gguf")


class StageSettings(Settings):
    """What is judged on which records, and what it is compared with."""

    systems: dict[str, SystemSettings] = Field(default_factory=dict[str, SystemSettings])
    """The systems to judge, a table each: [evaluate.systems.NAME]."""
    examples: str = ""
    """File of examples (.jsonl); empty: what `dataset` held out, else what `synthesize` did."""
    name: str = ""
    """What the set is called in tables; empty: its file's name."""
    ask: Literal["codes", "drg"] = "codes"
    """What is asked: principal and others, or the MS-DRG by DRG-Sapphire's protocol."""
    scope: str = ""
    """Closed list to code from; empty: `dataset`'s, else ccl25."""
    index: Path | None = None
    """Code-book index of a whole book instead: each record is coded from the codes retrieved for it."""
    book: str = ""
    """That book's id."""
    limit: int = Field(default=0, ge=0)
    """Judge the first so many examples only; 0: all."""
    plan: Plan = Plan.TCECP
    """tcecp (three votes, as the workstation) or single (T = 0 once)."""
    reply_tokens: int = Field(default=WORKSTATION_REPLY_TOKENS, ge=16)
    """Most tokens of one completion."""
    trained_on: str = ""
    """Examples the systems were trained on, whose writers are known to them; empty: `dataset`'s train.jsonl."""
    baseline: str = ""
    """System of this recipe that all others are compared with."""
    compare: str = ""
    """figures.json of an earlier evaluation to compare with."""
    compare_system: str = ""
    """System of that evaluation; empty: the one of the same name, or its only one."""
    tables: tuple[str, ...] = ()
    """figures.json files of other evaluations to set into the same table of methods."""
    drg_version: str = ""
    """MS-DRG version whose titles are asked for; empty: that of the dataset the examples are from, else the latest."""
    drg_samples: int = Field(default=8, ge=1)
    """Answers drawn for each record (n of Pass@n and Maj@n)."""
    drg_temperature: float = Field(default=0.6, ge=0)
    """Their temperature."""
    drg_top_p: float = Field(default=0.95, gt=0, le=1)
    """Their top-p, for model folders; a GGUF is always sampled at top-p 1, as the workstation does."""
    plots: bool = True
    """Draw the figures as SVG."""
    rubric_form: str = ""
    """Folder, within this stage's own, to write a reader form to (M49); empty: none."""
    rubric_system: str = ""
    """System whose reasons the form asks about; empty: the first that gives any."""
    rubric_records: int = Field(default=30, ge=1)
    """Records of the form."""
    rubric_key: str = ""
    """form.json of the form that `rubric_ratings` were collected on."""
    rubric_ratings: tuple[str, ...] = ()
    """Filled-in form.csv files to summarise."""

    @model_validator(mode="after")
    def _whole(self) -> "StageSettings":
        if not (self.systems or self.rubric_ratings):
            raise ValueError("there is nothing to judge; add a table [evaluate.systems.NAME] with its kind")
        if bool(self.rubric_key) != bool(self.rubric_ratings):
            raise ValueError("rubric_key and rubric_ratings belong together; give both or none")
        if (self.index is None) != (not self.book):
            raise ValueError("index and book belong together; give both or none")
        if self.scope and self.index is not None:
            raise ValueError("scope and index are two ways to code; remove one of them")
        if self.compare_system and not self.compare:
            raise ValueError("compare_system names a system of `compare`, which is not set")
        if self.rubric_form and not self.systems:
            raise ValueError("rubric_form asks about a system's reasons; add the system")
        self._check_names()
        if self.ask == "drg":
            if self.tables:
                raise ValueError("tables is the table of methods, which holds codes; remove it, or set ask = codes")
            wrong = [name for name, system in self.systems.items() if system.kind not in _FOR_DRG]
            if wrong:
                raise ValueError(f"{', '.join(wrong)} cannot be asked for a DRG; only kinds model and gguf can")
        return self

    def _check_names(self) -> None:
        for key, name in (("baseline", self.baseline), ("rubric_system", self.rubric_system)):
            if name and name not in self.systems:
                raise ValueError(
                    f"{key} names {name}, which is no system here; choose one of {', '.join(self.systems)}"
                )
        rows = Counter((system.title or name, system.method) for name, system in self.systems.items())
        twice = [title for (title, _), count in rows.items() if count > 1]
        if twice:
            raise ValueError(f"two systems are called {twice[0]}, and the table of methods has one row for both")
        for name, system in self.systems.items():
            for member in system.members:
                if member not in self.systems or self.systems[member].kind in _VOTING:
                    raise ValueError(f"{name} has the member {member}, which is no system here that reads by itself")

    def cautions(self) -> list[str]:
        """Say what makes the figures differ from the workstation's or the papers'."""
        said: list[str] = []
        if self.ask == "codes" and self.reply_tokens != WORKSTATION_REPLY_TOKENS:
            said.append(
                f"the workstation's completions have {WORKSTATION_REPLY_TOKENS} tokens, here {self.reply_tokens}"
            )
        if self.ask == "drg" and self.drg_top_p < 1 and any(each.kind == "gguf" for each in self.systems.values()):
            said.append("a GGUF is sampled at top-p 1; its figures are not quite DRG-Sapphire's protocol")
        if self.ask == "drg" and self.reply_tokens < DRG_REPLY_TOKENS // 2:
            said.append(
                f"DRG-Sapphire's answers may have {DRG_REPLY_TOKENS} tokens, here {self.reply_tokens}: a longer "
                "reasoning is cut off, and its answer counts as wrong"
            )
        if any(each.kind in _VOTING and not each.threshold for each in self.systems.values()):
            said.append("thresholds are tuned on the records judged, each part on the others (cross-fitted)")
        return said
