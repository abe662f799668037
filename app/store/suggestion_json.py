"""A suggestion as JSON text and back, whole: every vote with its text and scores, evidence, versions.

Each code is written once, in a list at the front; everything else names it by its place there.
"""

import json
from typing import Any

from app.coding.answer import Answer, Quote
from app.coding.codebook import Code
from app.coding.completion import Completion, Finish, ModelInfo, Sampling, Source, TokenScore
from app.coding.evidence import Evidence, Kind
from app.coding.fit import Shortened
from app.coding.scope import Task
from app.coding.suggest import Candidate, Suggestion, Tier, Vote
from app.coding.versions import Versions
from app.store.canonical import Json, dumps
from app.store.codes import code_of, code_value

FORMAT = 1


def to_json(suggestion: Suggestion) -> str:
    """Write a suggestion."""
    codes = _Codes()
    value: dict[str, Json] = {
        "format": FORMAT,
        "record_id": suggestion.record_id,
        "principal": None if suggestion.principal is None else _candidate(suggestion.principal, codes),
        "others": [_candidate(each, codes) for each in suggestion.others],
        "possible": [_candidate(each, codes) for each in suggestion.possible],
        "out_of_scope": suggestion.out_of_scope,
        "rationale": {task.value: text for task, text in suggestion.rationale.items()},
        "votes": [_vote(vote, codes) for vote in suggestion.votes],
        "left_out": [[each.section, each.kept, each.total] for each in suggestion.left_out],
        "model": model_value(suggestion.model),
        "versions": versions_value(suggestion.versions),
        "agreed_principal": codes.place(suggestion.agreed_principal),
        "agreed_others": [codes.place(code) for code in suggestion.agreed_others],
    }
    return dumps({**value, "codes": [code_value(code) for code in codes.listed]})


def from_json(text: str) -> Suggestion:
    """Read a suggestion back; `from_json(to_json(s)) == s`."""
    value: dict[str, Any] = json.loads(text)
    codes = [code_of(each) for each in value["codes"]]
    agreed = value["agreed_principal"]
    return Suggestion(
        record_id=value["record_id"],
        principal=None if value["principal"] is None else _candidate_of(value["principal"], codes),
        others=tuple(_candidate_of(each, codes) for each in value["others"]),
        possible=tuple(_candidate_of(each, codes) for each in value["possible"]),
        out_of_scope=value["out_of_scope"],
        rationale={Task(task): said for task, said in value["rationale"].items()},
        votes=tuple(_vote_of(each, codes) for each in value["votes"]),
        left_out=tuple(Shortened(*each) for each in value["left_out"]),
        model=model_of(value["model"]),
        versions=Versions(**value["versions"]),
        agreed_principal=None if agreed is None else _at(codes, agreed),
        agreed_others=tuple(_at(codes, place) for place in value["agreed_others"]),
    )


def model_value(model: ModelInfo) -> Json:
    """Return a model's description as a JSON object."""
    return {
        "name": model.name,
        "source": model.source.value,
        "sha256": model.sha256,
        "adapter": model.adapter,
        "runtime": model.runtime,
        "prompt": model.prompt,
    }


def model_of(value: dict[str, Any]) -> ModelInfo:
    """Read a model's description back."""
    return ModelInfo(
        value["name"],
        Source(value["source"]),
        value["sha256"],
        value["adapter"],
        value["runtime"],
        value.get("prompt", ""),
    )


def versions_value(versions: Versions) -> Json:
    """Return versions as a JSON object."""
    return {
        "prompt": versions.prompt,
        "answer": versions.answer,
        "scope": versions.scope,
        "book": versions.book,
    }


def _at(codes: list[Code], place: int) -> Code:
    return codes[place]


class _Codes:
    """Gives every code its place in the list."""

    def __init__(self) -> None:
        self.listed: list[Code] = []
        self._places: dict[Code, int] = {}

    def place(self, code: Code | None) -> int | None:
        if code is None:
            return None
        if code not in self._places:
            self._places[code] = len(self.listed)
            self.listed.append(code)
        return self._places[code]


def _candidate(candidate: Candidate, codes: _Codes) -> Json:
    return {
        "code": codes.place(candidate.code),
        "task": candidate.task.value,
        "tier": candidate.tier.value,
        "votes": candidate.votes,
        "evidence": [[e.section, e.start, e.end, e.text, e.kind.value] for e in candidate.evidence],
    }


def _candidate_of(value: dict[str, Any], codes: list[Code]) -> Candidate:
    return Candidate(
        _at(codes, value["code"]),
        Task(value["task"]),
        Tier(value["tier"]),
        value["votes"],
        tuple(Evidence(section, start, end, text, Kind(kind)) for section, start, end, text, kind in value["evidence"]),
    )


def _vote(vote: Vote, codes: _Codes) -> Json:
    completion, answer, sampling = vote.completion, vote.answer, vote.sampling
    return {
        "task": vote.task.value,
        "position": vote.position,
        "sampling": [sampling.temperature, sampling.seed, sampling.max_tokens],
        "completion": {
            "text": completion.text,
            "finish": completion.finish.value,
            "tokens": completion.tokens,
            "scores": [[score.text, score.logprob] for score in completion.scores],
        },
        "answer": {
            "task": answer.task.value,
            "codes": [codes.place(code) for code in answer.codes],
            "outside": list(answer.outside),
            "out_of_scope": answer.out_of_scope,
            "rationale": answer.rationale,
            "quotes": [[quote.label, quote.text, quote.section] for quote in answer.quotes],
            "well_formed": answer.well_formed,
            "readable": answer.readable,
        },
    }


def _vote_of(value: dict[str, Any], codes: list[Code]) -> Vote:
    said = value["completion"]
    completion = Completion(
        said["text"],
        Finish(said["finish"]),
        said["tokens"],
        tuple(TokenScore(text, logprob) for text, logprob in said["scores"]),
    )
    return Vote(
        Task(value["task"]),
        value["position"],
        Sampling(*value["sampling"]),
        completion,
        _answer_of(value["answer"], codes),
    )


def _answer_of(value: dict[str, Any], codes: list[Code]) -> Answer:
    return Answer(
        task=Task(value["task"]),
        codes=tuple(_at(codes, place) for place in value["codes"]),
        outside=tuple(value["outside"]),
        out_of_scope=value["out_of_scope"],
        rationale=value["rationale"],
        quotes=tuple(Quote(*each) for each in value["quotes"]),
        well_formed=value["well_formed"],
        readable=value["readable"],
    )
