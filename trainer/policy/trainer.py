"""TRL's GRPO trainer with the batch, the advantages and the loss of this package.

Of TRL stay: the reference (a frozen copy of the adapter, a second model, or adapters off), log-probabilities without
whole logits, generation by the library or vLLM, accumulation, sharding, checkpoints. Overridden are the dataloader
(steps only: prompts come from the stream), the inputs of a step, the loss, and what a checkpoint holds.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import gather_object
from torch import Tensor
from torch.utils.data import DataLoader
from trl.models.utils import disable_gradient_checkpointing
from trl.trainer.grpo_trainer import GRPOTrainer
from trl.trainer.utils import use_adapter

from app.coding.completion import Finish, ModelInfo, Sampling
from trainer.errors import RunError
from trainer.generate import Drawn, HfModel
from trainer.jsonfiles import write_json
from trainer.policy.batches import Counted, Row, micro_batches, rows_of, sequences, tensors, window, windows_of
from trainer.policy.estimates import Estimate
from trainer.policy.filtering import Counts
from trainer.policy.hinting import missed_codes
from trainer.policy.losses import Window, clipped_shares, k3, policy_loss
from trainer.policy.rollouts import Roller, Rollout
from trainer.policy.settings import PolicySettings
from trainer.policy.summary import EpochMean, rollout_sums, summed
from trainer.progress import Meter, refuse_no_number

STATE = "policy_state.json"
"""In a checkpoint: where the prompts are, the plateau, what was missed, how many rollouts there were."""
_REFERENCE = "ref"
"""TRL's name of the frozen adapter that it makes of a loaded one where beta is above 0."""


class PolicyTrainer(GRPOTrainer):
    """Rolls out, estimates advantages, and learns from them; what a run goes on from is in its checkpoints."""

    def __init__(
        self, *, settings: PolicySettings, estimate: Estimate, roller: Roller, meter: Meter, **arguments: Any
    ) -> None:
        self._policy, self._estimate, self._roller, self._meter = settings, estimate, roller, meter
        self._pending: Iterator[tuple[list[Row], Window]] = iter(())
        self.rollouts = 0
        self._epoch = EpochMean()
        self._spare: Row
        self.seconds_generating = 0.0
        self.counts = Counts()
        self.rolled: list[list[tuple[str, list[float]]]] = []
        super().__init__(reward_funcs=_rewarded_elsewhere, **arguments)
        model: Any = self.model
        if _REFERENCE in getattr(model, "peft_config", {}):
            model.set_adapter("default")  # freezes the copy
        roller.draw, roller.gather = self.draw, self._gathered
        roller.rank = self.accelerator.process_index

    def get_train_dataloader(self) -> Any:
        """Give one item a micro-batch, as many as a pass over the prompts takes: they only count."""
        settings = self._policy
        steps = settings.rollouts_of(len(self._roller.prompts)) * settings.updates * settings.iterations
        return DataLoader(range(steps * self.args.gradient_accumulation_steps), collate_fn=list)  # pyright: ignore[reportArgumentType]

    def _prepare_inputs(self, generation_batch: Any) -> dict[str, Any]:  # noqa: ARG002 - the library's signature
        """Return the next micro-batch, after a new rollout where the last one is used up."""
        found = next(self._pending, None)
        if found is None:
            self._pending = self._micro_batches(self._roll())
            found = next(self._pending)
        rows, whole = found
        weighs = 1.0
        if not rows and self.accelerator.num_processes > 1:
            rows, weighs = [self._spare], 0.0
        if not rows:
            return {"window": whole}
        batch = tensors(rows, self._pad, self.accelerator.device)
        self._meter.tokens += int(batch["attention_mask"].sum()) if weighs else 0
        return {**batch, "window": whole, "weighs": weighs}

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> Tensor:
        """Return a micro-batch's part of the window's loss; those of all micro-batches and processes add up to it."""
        if "input_ids" not in inputs:
            return torch.zeros((), device=self.accelerator.device, requires_grad=True)
        settings, mask = self._policy, inputs["mask"]
        logprobs, entropies, _ = self._get_per_token_logps_and_entropies(
            model, inputs["input_ids"], inputs["attention_mask"], mask.shape[1], compute_entropy=True
        )
        old = inputs.get("old", logprobs.detach())
        kl = k3(logprobs, inputs["reference"]) if "reference" in inputs else None
        beta = self.beta_now if self._estimate.kl_in == "loss" else 0.0
        clip = {"clip_low": settings.clip_low, "clip_high": settings.clip_high}
        loss = policy_loss(
            logprobs,
            old,
            inputs["advantage"],
            mask,
            **clip,
            form=settings.form,
            kl=kl,
            beta=beta,
            group_tokens=inputs["group_tokens"],
            window=inputs["window"],
            constant=settings.constant or settings.reply_tokens if settings.form == "constant" else 0,
        )
        if inputs["weighs"]:
            low, high = clipped_shares(logprobs.detach(), old, inputs["advantage"], mask, **clip)
            told = {"entropy": _mean(entropies, mask), "clipped_low": low, "clipped_high": high}
            if kl is not None:
                told["kl"] = _mean(kl, mask)
            self._tell(told)
        return loss * (self.accelerator.num_processes * inputs["weighs"])

    @property
    def beta_now(self) -> float:
        """Return the KL weight of the step at work."""
        return self._policy.kl.at(self.state.global_step, self.state.max_steps)

    def _roll(self) -> Rollout:
        """Make the next rollout batch and tell what came of it."""
        count = self._policy.prompts_per_rollout // self.accelerator.num_processes
        rollout = self._roller.rollout(self.rollouts, count)
        self.rollouts += 1
        self.seconds_generating += rollout.seconds
        whole = summed(gather_object([rollout_sums(rollout)]), gather_object([rollout.counts]))
        self._tell({**whole.figures, "filter_on": float(rollout.filtered), "passes": self._roller.stream.passes})
        self.rolled = gather_object([pass_rates(rollout)])
        self.counts = self.counts + whole.counts
        if self._roller.hinting is not None:
            for missed in gather_object([_missed(rollout)]):
                self._roller.hinting.observe(missed)
        self._epoch.add(whole.metric, whole.count)
        self._watch_epoch()
        return rollout

    def _watch_epoch(self) -> None:
        """Tell the plateau of each pass over the prompts that is done."""
        done = self.rollouts * self._policy.prompts_per_rollout // len(self._roller.prompts)
        if done > self._epoch.passes:
            self._epoch.passes = done
            mean = self._epoch.close()
            if self._policy.plateau_on == "epoch":
                self._roller.switch.observe(mean)

    def _micro_batches(self, rollout: Rollout) -> Iterator[tuple[list[Row], Window]]:
        """Yield a rollout's micro-batches with their windows, pass after pass."""
        settings = self._policy
        rows = rows_of(rollout.slots, mask_truncated=settings.mask_truncated)
        self._spare = min(rows, key=lambda row: len(row.asked) + len(row.tokens), default=_stand_in(rollout))
        self._score(rows)
        self._estimate.fill(rows, settings.group_size, self.beta_now, self._summed, self._everyone)
        size = settings.per_device_batch_size
        steps: list[tuple[list[list[Row]], Window]] = []
        for part in windows_of(rows, len(rollout.slots), settings.updates):
            counts = torch.tensor(Counted.of(part, size).numbers, dtype=torch.float64)
            whole = window(self._summed(counts).tolist())
            steps.append((micro_batches(part, size, self.args.gradient_accumulation_steps), whole))
        for _ in range(settings.iterations):
            for parts, whole in steps:
                for part in parts:
                    yield part, whole

    def _score(self, rows: Sequence[Row]) -> None:
        """Set the log-probabilities of the policy that drew the rows, and of the reference, where they are needed."""
        settings = self._policy
        in_reward = bool(settings.kl.beta) and self._estimate.kl_in == "reward"
        off_policy = settings.updates * settings.iterations > 1 or settings.rollouts == "vllm"
        if off_policy or in_reward:
            self._fill(rows, "old", self.model)
        if not settings.kl.beta:
            return
        if self.ref_model is not None:
            self._fill(rows, "reference", self.ref_model)
            return
        inner: Any = self.accelerator.unwrap_model(self.model)
        with use_adapter(inner, _REFERENCE if _REFERENCE in inner.peft_config else None):
            self._fill(rows, "reference", self.model)

    @torch.no_grad()
    def _fill(self, rows: Sequence[Row], name: str, model: Any) -> None:
        """Set one kind of log-probabilities; every process computes as many batches as the one with most rows."""
        size = self._policy.per_device_batch_size
        most = max(count for (count,) in self._gathered([len(rows)]))
        inner: Any = self.model
        with disable_gradient_checkpointing(inner, {"use_reentrant": False}):
            for start in range(0, most, size):
                part = rows[start : start + size] or [self._spare]
                ids, attention = sequences(part, self._pad, self.accelerator.device)
                keep = max(len(row.tokens) for row in part)
                logprobs, _, _ = self._get_per_token_logps_and_entropies(model, ids, attention, keep)
                for row, values in zip(part, logprobs.float().cpu(), strict=True):
                    setattr(row, name, values[: len(row.tokens)])

    def observe(self, metric: float) -> None:
        """Tell the filter's plateau of an evaluation."""
        self._roller.switch.observe(metric)

    def answers(self) -> HfModel:
        """Return the policy as something that completes prompts."""
        inner = self.accelerator.unwrap_model(self.model)
        tokenizer: Any = self.processing_class
        return HfModel(inner, tokenizer, ModelInfo("policy"), 1 << 20, rows=self._policy.rollout_rows)

    def draw(
        self, prompts: Sequence[Sequence[int]], samplings: Sequence[Sequence[Sampling]]
    ) -> Sequence[tuple[Drawn, ...]]:
        """Complete prompts by the engine the settings name."""
        if self._policy.rollouts == "shared-prefill":
            with self.accelerator.autocast():
                return self.answers().draws(prompts, samplings)
        asked = [list(prompt) for prompt, plan in zip(prompts, samplings, strict=True) for _ in plan]
        if not asked:
            return []
        with torch.random.fork_rng():
            torch.manual_seed(samplings[0][0].seed)
            if self._policy.rollouts == "transformers":
                self.generation_config.temperature = samplings[0][0].temperature
            completed, _ = self._generate_single_turn(asked, None, {}, self._policy.group_size)
        each = iter(self._drawn(tokens) for tokens in completed)
        return [tuple(next(each) for _ in plan) for plan in samplings]

    def _drawn(self, tokens: Sequence[int]) -> Drawn:
        """Read what the library generated: ended by a mark, or cut."""
        ended = bool(tokens) and tokens[-1] in self.eos_token_ids
        tokenizer: Any = self.processing_class
        text = tokenizer.decode(list(tokens[:-1] if ended else tokens), skip_special_tokens=False)
        return Drawn(tuple(tokens), str(text), Finish.STOP if ended else Finish.LENGTH)

    def policy_state(self) -> dict[str, Any]:
        """Return what a run goes on from besides weights and optimiser."""
        hinting = self._roller.hinting
        return {
            "rollouts": self.rollouts,
            "taken": self._roller.stream.taken,
            "filter": self._roller.switch.state_dict(),
            "epoch": self._epoch.state_dict(),
            "counts": self.counts.state_dict(),
            "hints": hinting.state_dict() if hinting else None,
        }

    def restore(self, checkpoint: Path) -> None:
        """Go on from a checkpoint's state."""
        state = read_state(checkpoint)
        self.rollouts = int(state["rollouts"])
        self._roller.stream.taken = int(state["taken"])
        self._roller.switch.load_state_dict(state["filter"])
        self._epoch.load_state_dict(state["epoch"])
        self.counts = Counts(**state["counts"])
        if self._roller.hinting is not None:
            self._roller.hinting.load_state_dict(state["hints"])

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """Save as the library does, and our own state beside it."""
        super()._save_checkpoint(model, trial)
        if self.args.should_save:
            folder = Path(str(self.args.output_dir)) / f"checkpoint-{self.state.global_step}"
            write_json(folder / STATE, self.policy_state())

    def _get_grad_norm(self, model: Any, grad_norm: Any = None) -> Any:
        """Return the gradients' norm; raise TrainingStoppedError where it is no number, as a NaN loss makes it."""
        norm = super()._get_grad_norm(model, grad_norm=grad_norm)
        checkpoints = Path(str(self.args.output_dir))
        advice = f"Lower learning_rate (now {self.args.learning_rate:g}) or raise kl.beta"
        refuse_no_number(norm, checkpoints.name, self.state, checkpoints, advice)
        return norm

    @property
    def _pad(self) -> int:
        tokenizer: Any = self.processing_class
        return int(tokenizer.pad_token_id)

    def _tell(self, figures: Mapping[str, float]) -> None:
        """Put figures into the step's row; several of one name become their mean."""
        for name, value in figures.items():
            self._metrics["train"][name].append(value)

    def _gathered(self, numbers: list[int]) -> list[list[int]]:
        return gather_object([numbers])

    def _summed(self, value: Tensor) -> Tensor:
        return self.accelerator.reduce(value.to(self.accelerator.device), reduction="sum").to(value.device)  # pyright: ignore[reportAttributeAccessIssue]

    def _everyone(self, mine: Tensor) -> tuple[Tensor, int]:
        parts: list[list[float]] = gather_object([mine.tolist()])
        begin = sum(map(len, parts[: self.accelerator.process_index]))
        return torch.tensor([each for part in parts for each in part]), begin


def read_state(checkpoint: Path) -> dict[str, Any]:
    """Read a checkpoint's own state; raise RunError where it is damaged."""
    try:
        return json.loads((checkpoint / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"{checkpoint} holds no readable {STATE}.", "Pass --fresh to begin this stage again.") from error


def pass_rates(rollout: Rollout) -> list[tuple[str, list[float]]]:
    """Return the metrics of each group that was generated, by example and task."""
    return [(group.prompt.key, group.metrics) for group in rollout.generated]


def _missed(rollout: Rollout) -> dict[str, list[str]]:
    return {
        group.prompt.prompt_id: missed_codes(group.prompt, [reply.text for reply in group.drawn])
        for group in rollout.generated
    }


def _stand_in(rollout: Rollout) -> Row:
    """Return a row that weighs nothing, for where every group of this process was dropped."""
    group = rollout.slots[0].group
    tokens = group.drawn[0].tokens[:1]
    zero = torch.zeros(1)
    return Row(group.asked, tokens, 0, 0.0, learned=True, group_tokens=1, advantage=zero, old=zero, reference=zero)


def _mean(values: Tensor, mask: Tensor) -> float:
    return float((values.detach() * mask).sum() / mask.sum().clamp(min=1))


def _rewarded_elsewhere(**_: Any) -> list[float | None]:
    """Stand where TRL wants a reward: the roller gives them."""
    raise NotImplementedError
