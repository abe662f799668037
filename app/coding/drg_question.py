"""DRG-Sapphire's question is asked: record → prompt → three votes → the MS-DRG title that two of them name.

The title is set beside the computed group and never replaces it; no code is suggested from it.
"""

from dataclasses import dataclass

from app.coding.answer import Answer
from app.coding.codebook import Code
from app.coding.completion import CompletionModel, ModelInfo, OnText
from app.coding.consensus import principal_consensus
from app.coding.fit import Shortened
from app.coding.prompt import Style
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.coding.suggest import REPLY_TOKENS, Vote, ask, read_votes
from app.coding.versions import Versions, versions_of


@dataclass(frozen=True, slots=True)
class DrgAnswer:
    """What the model answered to Task.DRG; `title` is None where no title was agreed on."""

    record_id: str
    title: Code | None
    votes: tuple[Vote, ...]
    model: ModelInfo
    versions: Versions
    left_out: tuple[Shortened, ...] = ()

    @property
    def answer(self) -> Answer:
        """Return the first vote for the agreed title, else the T = 0 answer: what is shown with its rationale."""
        agreed = [vote.answer for vote in self.votes if self.title and vote.answer.principal == self.title]
        every = [*agreed, *(vote.answer for vote in self.votes)]
        return every[0] if every else Answer(Task.DRG)


def answer_drg(
    record: Record,
    titles: Scope,
    model: CompletionModel,
    *,
    style: Style | None = None,
    reply_tokens: int = REPLY_TOKENS,
    on_text: OnText | None = None,
) -> DrgAnswer:
    """Ask for the MS-DRG's title with TCECP's three votes (methods M34; consensus as for the principal).

    Raises PromptTooLongError when the instructions alone exceed the model's context.
    """
    style = style or Style()
    asked = ask(record, titles, model, style, reply_tokens, (Task.DRG,))
    votes = read_votes(asked.requests, model.complete(asked.requests, on_text), style)
    agreed = principal_consensus([vote.answer for vote in votes])
    return DrgAnswer(record.record_id, agreed.code, votes, model.info, versions_of(titles, style), asked.left_out)
