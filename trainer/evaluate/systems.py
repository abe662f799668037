"""What can be judged: the settings of one system, and what contradicts itself in them."""

from typing import Literal

from pydantic import Field, model_validator

from app.coding.prompt import AnswerOrder, Layout
from trainer.evaluate.asking import Plan
from trainer.recipe import Settings

Kind = Literal["model", "gguf", "rules", "bag-of-words", "classifier", "predictions", "folds", "vote"]


class SystemSettings(Settings):
    """One system to judge."""

    kind: Kind
    """model: folder of `sft` or `merge`; gguf: through the workstation's engine; rules: the workstation's reader;
    bag-of-words, classifier: what the classifier stage trained; predictions: a file of codes; folds: `sft`'s fold
    models and their vote; vote: of members."""
    title: str = ""
    """What tables call it; empty: its key in the recipe."""
    method: str = ""
    """The published method it stands beside in the table, such as "sub-task SFT"."""
    path: str = ""
    """Model folder, GGUF, baseline or classifier folder, predictions.jsonl; empty: what the stage before left."""
    principal: str = ""
    """Model that answers the principal, where two models share the work (then `others` too, and no `path`)."""
    others: str = ""
    """Model that answers the others."""
    adapter: str = ""
    """GGUF adapter put on the GGUF."""
    layout: Layout | None = None
    """Prompt layout; empty: what the model was trained in, else shared-prefix."""
    order: AnswerOrder | None = None
    """Where the reasoning stands; empty: as trained, else think-first."""
    composite: bool | None = None
    """Ask both tasks in one question (MTL); empty: as trained."""
    plan: Plan | None = None
    """single (T = 0 once) or tcecp (three votes); empty: the table's `plan`."""
    context_tokens: int = Field(default=8192, ge=512)
    """Most tokens of prompt and completion together, as the workstation's default."""
    threads: int = Field(default=0, ge=0)
    """Threads of a GGUF; 0 chooses."""
    batch: int = Field(default=8, ge=1)
    """Records asked about at once, for a model folder; a GGUF reads one by one, as the workstation does."""
    members: tuple[str, ...] = ()
    """Systems of this recipe whose votes are counted, for kind vote."""
    threshold: int = Field(default=0, ge=0)
    """Votes an other diagnosis needs in a vote (1: union); 0: tuned out of fold on the records judged."""

    @model_validator(mode="after")
    def _fits(self) -> "SystemSettings":
        models = self.kind in ("model", "gguf")
        if bool(self.principal) != bool(self.others):
            raise ValueError("principal and others name two models; name both, or one model as path")
        if self.principal and (not models or self.path):
            raise ValueError("principal and others are for kind model or gguf without path; remove one of them")
        if self.adapter and self.kind != "gguf":
            raise ValueError("adapter is a GGUF adapter; a trained folder of kind model brings its own")
        if self.kind == "gguf" and not (self.path or self.principal):
            raise ValueError("kind gguf needs the path of a GGUF file")
        if (self.kind == "vote") != bool(self.members):
            raise ValueError("members are the voters of kind vote; name at least two there and none elsewhere")
        if self.kind == "vote" and (len(set(self.members)) < 2 or len(set(self.members)) < len(self.members)):
            raise ValueError("a vote needs at least two different members")
        if self.threshold and self.kind not in ("vote", "folds"):
            raise ValueError("threshold is for kinds vote and folds; elsewhere TCECP's two of three stand")
        if self.members and self.threshold > len(self.members):
            raise ValueError("threshold is above the number of members, so no code could be kept")
        return self
