"""Why the principal is the principal: one to three sentences a coder might write, from the world and not the text."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from trainer.synthesize.zh.cardiac import Coronary
from trainer.synthesize.zh.stay import Stay

_RULED_OUT = {
    "I20.800x007": "无冠脉明显狭窄的依据，不选不稳定型心绞痛。",
    "I21.401": "有心肌坏死，不选不稳定型心绞痛。",
}
_CLEAR_YET_UNSTABLE = "症状近期加重，临床按不稳定型心绞痛诊治，故作主要诊断"


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))


def rationale(rng: Random, stay: Stay, coronary: Coronary) -> str:
    """Say why this principal; empty where the label is not what the story tells."""
    if stay.illness:
        return f"{stay.illness.name}不属于所列主要诊断，主要诊断不在范围内。"
    if stay.truth is None or stay.principal != stay.truth:
        return ""
    words = _words()
    said = rng.choice(words["chosen"]).format(complaint=rng.choice(words["complaint"][stay.kind.value]))
    sure = coronary.clear if stay.truth == "I20.800x007" else coronary.report is None
    because = rng.choice(words["because"][stay.truth]["sure" if sure else "seen"])
    if stay.truth == "I20.000" and coronary.clear:
        because = _CLEAR_YET_UNSTABLE
    sentences = [f"{said}，{because}。"]
    if stay.truth in _RULED_OUT and rng.random() < 0.5:
        sentences.append(_RULED_OUT[stay.truth])
    beside = [text for code, text in words["beside"].items() if code in stay.others and code != stay.principal]
    if beside and rng.random() < 0.6:
        sentences.append(rng.choice(beside) + "。")
    return "".join(sentences)
