"""A model server on the LAN, opened for what asks it outside an evaluation."""

import socket

import pytest

from app.coding.completion import Message, Request, Sampling
from app.coding.scope import Task
from app.errors import ModelError
from tests.builders import record, scope
from tests.trainer.rewrite_server import rewriting
from trainer.evaluate.served import open_server


def test_a_server_answers_as_any_model_does():
    request = Request(
        Task.OTHERS, (Message("user", "原文：\n胸闷\n\n现在重写"),), (Sampling(0.7, 1, 40),), (), record(), scope()
    )

    with rewriting() as (address, asked), open_server(address) as model:
        ((completion,),) = model.complete([request])

    assert model.info.name == "rewriter"
    assert completion.text.startswith("<rewrite>")
    assert asked[0]["temperature"] == 0.7


def test_a_server_that_is_not_there_is_said():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"

    with pytest.raises(ModelError, match="cannot be reached"), open_server(address):
        pass
