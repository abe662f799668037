"""What a prompt is rewarded by, as one JSON text beside it: the cluster's reward file reads the same Asked again."""

import json
from collections.abc import Callable
from functools import cache

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Scope
from trainer.policy.prompts import drg_titles
from trainer.rewards.reward import Asked
from trainer.samples.shown import scope_from_json, scope_to_json
from trainer.samples.targets import Question


def asked_to_text(asked: Asked) -> str:
    """Write the list asked from, the gold codes of it, and how the answer is read."""
    question = Question(asked.task.value)
    content = {
        "task": question.value,
        "scope": scope_to_json(asked.scope, question),
        "principal": asked.gold.principal_code,
        "others": [diagnosis.code.code for diagnosis in asked.gold.others],
        "out_of_scope": asked.out_of_scope,
        "drg": asked.drg,
        "order": asked.order.value,
        "language": asked.language.value,
    }
    return json.dumps(content, ensure_ascii=False)


def asked_reader() -> Callable[[str], Asked]:
    """Return what reads `asked_to_text` again, and keeps the lists it has read.

    What it returns raises KeyError, TypeError or ValueError on a text that is none.
    """

    @cache
    def listed(text: str) -> Scope:
        return scope_from_json(json.loads(text))

    titled = drg_titles()

    def read(text: str) -> Asked:
        content = json.loads(text)
        question, order = Question(content["task"]), AnswerOrder(content["order"])
        outside, language, drg = bool(content["out_of_scope"]), Language(content["language"]), str(content["drg"])
        if question is Question.DRG:
            scope, standings = titled(str(content["scope"]["version"]))
            return Asked(question, scope, CodeSet(None), outside, order, language, drg, standings)
        scope = listed(json.dumps(content["scope"], ensure_ascii=False))
        codes = {code.code: code for code in scope.all_codes}
        first = Diagnosis(codes[content["principal"]]) if content["principal"] else None
        gold = CodeSet(first, tuple(Diagnosis(codes[each]) for each in content["others"]))
        return Asked(question, scope, gold, outside, order, language, drg)

    return read
