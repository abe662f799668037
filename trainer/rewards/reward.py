"""A completion's reward: format, accuracy and shaping by the recipe's rules, read by the contract's one parser.

`metric` is the contract's metric, which the difficulty filter and the plateau look at; `total` is what is optimised.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from app.coding.answer import Answer, parse, parse_composite
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Scope, Task
from app.knowledge.grouping.severity import Standing
from trainer.errors import DataError
from trainer.rewards.drg import TABLES, part_reward, tags_hold, title_reward
from trainer.rewards.icd import others_f_beta, others_score, principal_right
from trainer.rewards.settings import RewardSettings
from trainer.rewards.shaping import Pieces, names_title_early, words_and_marks
from trainer.samples.scope_lists import gold_in
from trainer.samples.targets import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked and what is right: the task, the list it was asked from, the gold codes of that list.

    `out_of_scope` says that 不在范围内 is the right PRINCIPAL answer; `drg` is the gold group's number; `standings`
    (number → base and severity, of the version asked about) is needed by the rule drg-grouped.
    """

    task: Task | Question
    scope: Scope
    gold: CodeSet
    out_of_scope: bool = False
    order: AnswerOrder = AnswerOrder.THINK_FIRST
    language: Language = Language.ZH
    drg: str = ""
    standings: Mapping[str, Standing] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @classmethod
    def of(
        cls,
        example: Example,
        task: Task | Question,
        scope: Scope,
        order: AnswerOrder = AnswerOrder.THINK_FIRST,
        language: Language = Language.ZH,
        standings: Mapping[str, Standing] | None = None,
    ) -> Self:
        """Ask about an example: its gold as far as this scope lists it; a principal that it does not is outside it."""
        listed = gold_in(example, scope)
        principal = Diagnosis(listed.principal) if listed.principal else None
        gold = CodeSet(principal, tuple(Diagnosis(code) for code in listed.others))
        outside = principal is None
        return cls(task, scope, gold, outside, order, language, example.drg, standings or MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reward:
    """What one completion got: `parts` add up to `total`; `metric` is 0-1 by the contract, read leniently."""

    total: float
    parts: dict[str, float]
    metric: float
    well_formed: bool


def reward(
    completion: str, tokens: int, asked: Asked, settings: RewardSettings, pieces: Pieces = words_and_marks
) -> Reward:
    """Reward one completion of so many tokens; `pieces` is the tokenizer that cot_first counts with.

    Sources: CCL25 §2.4 (preference, R1, equation 3), DRG-Sapphire (DRG tables, CoT-first), LLM4ICD (F1, F-beta). No
    completion raises; DataError is raised for a DRG question whose gold group the scope does not hold.
    """
    question = Question(asked.task.value)
    found = _drg(completion, asked, settings, pieces) if question is Question.DRG else _icd(completion, asked, settings)
    if settings.overlong is not None:
        found.parts["overlong"] = settings.overlong.penalty(tokens)
    return Reward(sum(found.parts.values()), found.parts, found.metric, found.well_formed)


def _icd(completion: str, asked: Asked, settings: RewardSettings) -> Reward:
    question = Question(asked.task.value)
    answers = _answers(completion, question, asked)
    formed = all(answer.well_formed for answer in answers)
    metric = _scored(answers, asked, beta=None)
    match settings.rule(question):
        case "preference":
            parts = {"accuracy": metric if formed else 0.0}
        case "r1":
            parts = {
                "format": settings.format_weight if formed else 0.0,
                "accuracy": settings.accuracy_weight * metric if formed else 0.0,
            }
        case "f-beta":
            parts = {"accuracy": _scored(answers, asked, beta=settings.beta)}
        case _:
            parts = {"accuracy": metric}
    return Reward(0.0, parts, metric, formed)


def _answers(completion: str, question: Question, asked: Asked) -> tuple[Answer, ...]:
    if question is Question.COMPOSITE:
        return parse_composite(completion, asked.scope, asked.order, asked.language)
    (task,) = question.tasks
    return (parse(completion, task, asked.scope, asked.order, asked.language),)


def _scored(answers: tuple[Answer, ...], asked: Asked, beta: float | None) -> float:
    """Average what each task's answer is worth (0-1): for a composite answer formula (6)."""
    scores: list[float] = []
    for answer in answers:
        if answer.task is Task.PRINCIPAL:
            scores.append(principal_right(answer, asked.gold.principal_code, out_of_scope=asked.out_of_scope))
        elif beta is None:
            scores.append(others_score(answer, asked.gold.other_codes))
        else:
            scores.append(others_f_beta(answer, asked.gold.other_codes, beta))
    return sum(scores) / len(scores)


def _drg(completion: str, asked: Asked, settings: RewardSettings, pieces: Pieces) -> Reward:
    titles = {code.code: asked.scope.label(code) for code in asked.scope.codes(Task.DRG)}
    gold = asked.drg.zfill(3)
    if not asked.drg or gold not in titles:
        raise DataError(
            f"The DRG {asked.drg or '(none)'} is not among the titles of {asked.scope.scope_id} {asked.scope.version}.",
            "Train on records with a DRG, and ask for the titles of the same version.",
        )
    answer = parse(completion, Task.DRG, asked.scope, asked.order, asked.language)
    answered = answer.principal.code if answer.principal else None
    in_form = tags_hold(completion, asked.scope, asked.order)
    parts = {"format": 0.0 if in_form else settings.drg_format_penalty, "accuracy": 0.0}
    if in_form:
        parts["accuracy"] = _title(settings, answered, gold, titles, asked.standings)
    if settings.cot_first and names_title_early(answer.rationale, titles.values(), settings.cot_first_tokens, pieces):
        parts["cot_first"] = settings.cot_first_penalty
    return Reward(0.0, parts, float(answered == gold), answer.well_formed)


def _title(
    settings: RewardSettings,
    answered: str | None,
    gold: str,
    titles: Mapping[str, str],
    standings: Mapping[str, Standing],
) -> float:
    table = TABLES[settings.drg]
    if settings.drg != "drg-grouped":
        return part_reward(table, answered, gold, titles)
    if gold not in standings:
        raise DataError(
            f"The rule drg-grouped needs base and severity of the DRG {gold}.",
            "Give the standings of the version asked about (base_and_severity).",
        )
    return title_reward(table, answered, gold, standings)
