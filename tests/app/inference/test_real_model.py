"""The engine with a real model file, where one can be had: skipped otherwise."""

import pytest

from app.coding.answer import parse
from app.coding.completion import Finish
from app.coding.prompt import Style
from app.coding.suggest import ask
from app.inference.worker import ModelSpec, ModelWorker
from app.paths import Places
from tests.builders import record, scope
from tests.conftest import smallest_model

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def model(tmp_path):
    path = smallest_model()
    assert path is not None
    opened = ModelWorker(ModelSpec(path), Places(tmp_path, tmp_path / "cache"))
    yield opened
    opened.close()


def test_every_vote_parses_strictly_and_a_rerun_from_disk_repeats(model):
    asked = ask(record(), scope(), model, Style(), 64)
    first = model.complete(asked.requests)
    for request, votes in zip(asked.requests, first, strict=True):
        assert all(parse(vote.text, request.task, scope()).well_formed for vote in votes)
        assert all(vote.scores and vote.finish is not Finish.ERROR for vote in votes)
    model.close()
    again = ModelWorker(model.spec, model._places)
    assert again.complete(asked.requests) == first
    assert again.timing["reused_tokens"] > 0
    again.close()
