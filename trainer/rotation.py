"""The model improves: bad cases → rewrites → two filters → expert approval → training again (SRADIT, M26).

Read straight down. Each step of a round is a stage in `rotation/round-N`, with its manifest; a killed loop goes on at
the step it was in. It stops in words while a round's rewrites wait for the expert, and goes on when the bundle is
there.
"""

from trainer.rounds.lineage import write_lineage
from trainer.rounds.settings import StageSettings
from trainer.rounds.turn import Turn, reached_before
from trainer.runs import Stage

__all__ = ["StageSettings", "run"]


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Turn round after round and write the lineage report; return its counts.

    Raises AwaitingExpertError while the expert's bundle of a round is not there; the same command then goes on. Ends
    early when the policy gets every training record right, and when the expert approved nothing and coders corrected
    nothing that is not trained on yet.
    """
    reached = reached_before(settings, at)
    turns: list[Turn] = []
    for number in range(1, settings.rounds + 1):
        turn = Turn(number, settings, at, reached)
        turns.append(turn)
        if not turn.find_bad_cases():
            at.say(f"[rotation] round {number}: the policy gets every training record right.")
            break
        if not turn.rewrite_and_await() and not turn.corrected():
            at.say(f"[rotation] round {number}: no rewrite was approved, so there is nothing new to learn.")
            break
        dataset = turn.merge_approved()
        reached = turn.train_again(dataset)
    return write_lineage(turns, at)
