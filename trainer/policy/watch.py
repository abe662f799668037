"""What a policy's training shows of itself: lines, metrics.jsonl, SQLite, TensorBoard, completions to read.

`watch.sqlite` has one table, `figures(model, step, name, value)`; names that begin with `heldout/` are evaluations.
`rollouts.jsonl` has the metrics of every group, which a curriculum reads as measured difficulty.
"""

import math
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from accelerate.utils import gather_object
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from app.coding.completion import Sampling
from trainer.generate import prompt_tokens
from trainer.jsonfiles import add_line
from trainer.policy.prompts import Prompt
from trainer.policy.rollouts import Group
from trainer.policy.settings import PolicySettings
from trainer.policy.summary import judged, sums_of
from trainer.policy.trainer import PolicyTrainer
from trainer.progress import METRICS, Meter, event_writer, forget_after, in_words
from trainer.rewards.reward import reward

DATABASE = "watch.sqlite"
ROLLOUTS = "rollouts.jsonl"
COMPLETIONS = "completions"
_TABLE = """
CREATE TABLE IF NOT EXISTS figures (model TEXT, step INTEGER, name TEXT, value REAL, PRIMARY KEY (model, step, name))
"""
_KEPT_APART = ("total_flos", "train_runtime")


class Figures:
    """The table of figures; opened for each write, so that a kill leaves nothing open."""

    def __init__(self, path: Path, model: str) -> None:
        self._path, self._model = path, model

    def add(self, step: int, figures: Mapping[str, float]) -> None:
        """Write a step's figures; those that are no numbers are left out."""
        rows = [(self._model, step, name, float(value)) for name, value in figures.items() if math.isfinite(value)]
        with closing(sqlite3.connect(self._path)) as database, database:
            database.execute(_TABLE)
            database.executemany("INSERT OR REPLACE INTO figures VALUES (?, ?, ?, ?)", rows)

    def forget_after(self, step: int) -> None:
        """Drop the figures of later steps than this one: they are done again after a resume."""
        with closing(sqlite3.connect(self._path)) as database, database:
            database.execute(_TABLE)
            database.execute("DELETE FROM figures WHERE model = ? AND step > ?", (self._model, step))


def read_figures(path: Path, model: str, name: str) -> list[tuple[int, float]]:
    """Return a figure's course: (step, value) in the order of steps."""
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(
            "SELECT step, value FROM figures WHERE model = ? AND name = ? ORDER BY step", (model, name)
        )
        return [(int(step), float(value)) for step, value in found]


class Watch(TrainerCallback):
    """Writes and says what each step was like, and judges the policy on held-out prompts now and then."""

    def __init__(
        self,
        name: str,
        folder: Path,
        settings: PolicySettings,
        meter: Meter,
        say: Callable[[str], None],
        heldout: Sequence[Prompt],
    ) -> None:
        self._name, self._folder, self._settings, self._meter, self._say = name, folder, settings, meter, say
        self._heldout = heldout
        self._figures = Figures(folder / DATABASE, name)
        self._last: dict[str, float] = {}
        self._writer: Any = None
        self._said, self._judged_at = -math.inf, -1
        self.trainer: PolicyTrainer
        self.rewards: list[float] = []
        self.heldout: dict[str, float] = {}

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Drop what is done again after a resume, judge the start, and start the clock."""
        if state.is_world_process_zero:
            forget_after(self._folder / METRICS, self._name, state.global_step)
            forget_after(self._folder / ROLLOUTS, self._name, state.global_step)
            self._figures.forget_after(state.global_step)
            self._open_events()
        if state.global_step == 0:
            self._judge(state)
        self._meter.begin()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Count the step, and judge the policy after every so many rollouts."""
        self._meter.step()
        settings = self._settings
        if state.global_step % (settings.evaluate_rollouts * settings.updates * settings.iterations) == 0:
            self._judge(state)

    def on_train_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Judge what training ended with."""
        self._judge(state)
        if self._writer is not None:
            self._writer.close()

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Write the step's figures and say them, not more often than every few seconds."""
        logs: dict[str, Any] = told.get("logs") or {}
        if "loss" not in logs or not state.is_world_process_zero:
            return
        meter = self._meter
        generating = self.trainer.seconds_generating / max(meter.seconds, 1e-9)
        figures = {name: float(value) for name, value in logs.items() if _number(name, value)}
        figures |= {
            "beta": self.trainer.beta_now,
            **meter.figures(),
            "share_generating": round(min(generating, 1.0), 4),
        }
        self._write(state.global_step, figures, {"epoch": round(state.epoch or 0.0, 4)})
        self._keep_rollouts(state.global_step)
        self._last |= figures
        if "reward" in figures:
            self.rewards.append(figures["reward"])
        now = time.monotonic()
        if now - self._said >= self._settings.progress_seconds or state.global_step >= state.max_steps:
            self._said = now
            self._say(self._line(state))

    def _line(self, state: TrainerState) -> str:
        last, meter = self._last, self._meter
        parts = ", ".join(
            f"{name.partition('/')[2]} {last[name]:.2f}" for name in sorted(last) if name.startswith("part/")
        )
        metric = ", ".join(
            f"{name.partition('/')[2]} {last[name]:.2f}" for name in sorted(last) if name.startswith("metric/")
        )
        left = (state.max_steps - state.global_step) * meter.seconds / max(meter.steps, 1)
        said = [
            f"{self._name}: step {state.global_step}/{state.max_steps}, pass {last.get('passes', 0):.2f}",
            f"reward {last.get('reward', 0):.3f} ({parts})",
            f"metric {metric}",
            f"format {last.get('format_rate', 0):.0%}",
            f"{last.get('length', 0):.0f} tokens each",
            *([f"KL {last['kl']:.4f}"] if "kl" in last else []),
            f"entropy {last.get('entropy', 0):.3f}",
            f"dropped {last.get('groups_dropped', 0):.0%}",
            f"{meter.rate:,.0f} tokens/s, {last['share_generating']:.0%} of the time generating",
            f"{in_words(left)} left, peak {meter.peak / 1024:.1f} GB",
        ]
        return ", ".join(said)

    def _judge(self, state: TrainerState) -> None:
        """Answer held-out prompts greedily, each process its share, and write what came of it."""
        if not self._heldout or self._judged_at == state.global_step:
            return
        self._judged_at = state.global_step
        accelerator = self.trainer.accelerator
        own = self._heldout[accelerator.process_index :: accelerator.num_processes]
        groups = self._answer(own)
        self.heldout = found = judged(gather_object([sums_of(groups)]))
        if self._settings.plateau_on == "evaluation":
            self.trainer.observe(found["metric"])
        if not state.is_world_process_zero:
            return
        figures = {f"heldout/{name}": value for name, value in found.items()}
        self._write(state.global_step, figures, {"evaluated": len(self._heldout)})
        self._show(state.global_step, groups[: self._settings.shown])
        metric = ", ".join(f"{name} {value:.3f}" for name, value in found.items() if name.startswith("metric/"))
        self._say(
            f"{self._name}: step {state.global_step}, of {len(self._heldout)} held-out answers "
            f"{found['format_rate']:.0%} well formed, {metric}"
            + (f", score {found['score']:.1f}" if "score" in found else "")
        )

    def _answer(self, prompts: Sequence[Prompt]) -> list[Group]:
        tokenizer: Any = self.trainer.processing_class
        asked = [tuple(prompt_tokens(tokenizer, prompt.messages)) for prompt in prompts]
        greedy = [(Sampling(0.0, 0, self._settings.reply_tokens),)] * len(prompts)
        with self.trainer.accelerator.autocast():
            drawn = self.trainer.answers().draws(asked, greedy)
        return [
            Group(
                prompt, tokens, replies, (reward(reply.text, len(reply.tokens), prompt.asked, self._settings.reward),)
            )
            for prompt, tokens, replies in zip(prompts, asked, drawn, strict=True)
            for reply in replies
        ]

    def _write(self, step: int, figures: Mapping[str, float], more: Mapping[str, float]) -> None:
        row = {"model": self._name, "step": step, **more, **figures}
        add_line(self._folder / METRICS, row)
        self._figures.add(step, figures)
        if self._writer is not None:
            for name, value in figures.items():
                self._writer.add_scalar(name, value, step)

    def _keep_rollouts(self, step: int) -> None:
        """Write the metrics of every group that was rolled out for this step."""
        for groups in self.trainer.rolled:
            for key, metrics in groups:
                add_line(self._folder / ROLLOUTS, {"id": key, "metrics": metrics, "model": self._name, "step": step})
        self.trainer.rolled = []

    def _show(self, step: int, groups: Sequence[Group]) -> None:
        """Write a few completions whole, with what they got and what was right."""
        if not groups:
            return
        folder = self._folder / COMPLETIONS / self._name
        folder.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(_shown(group) for group in groups)
        (folder / f"step-{step:06}.md").write_text(f"# {self._name}, step {step}\n\n{text}\n", encoding="utf-8")

    def _open_events(self) -> None:
        if self._settings.tensorboard and self._writer is None:
            self._writer = event_writer(self._folder, self._name)


def _shown(group: Group) -> str:
    (reply,), (got,) = group.drawn, group.rewards
    parts = ", ".join(f"{name} {value:.2f}" for name, value in got.parts.items())
    figures = f"reward {got.total:.3f} ({parts}), metric {got.metric:.3f}"
    ended = f"{len(reply.tokens)} tokens, ended by {reply.finish}"
    texts = f"Answered:\n\n```text\n{reply.text}\n```\n\nRight:\n\n```text\n{group.prompt.target}\n```"
    return f"## {group.prompt.key}\n\n{figures}, {ended}\n\n{texts}"


def _number(name: str, value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and name not in _KEPT_APART
