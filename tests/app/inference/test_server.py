"""The LAN client against a small server on loopback that speaks chat completions, well or badly."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.coding.completion import Finish, Message, Request, Sampling
from app.coding.scope import Task
from app.errors import ModelError
from app.inference import server as server_module
from app.inference.server import Address, ServerModel
from tests.builders import record, scope

REPLY = "<think>理由</think>\n<answer>心力衰竭</answer>"


class Talker(BaseHTTPRequestHandler):
    """Answers as the server's `how` says."""

    protocol_version = "HTTP/1.1"
    server: Any
    mine = 0

    def log_message(self, format, *args):  # noqa: A002 - the base class names it so
        """Say nothing."""

    def do_GET(self):
        self._json({"data": [{"id": "big-model"}]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        how = self.server.how
        if self.path == "/tokenize":
            self._json(
                {"tokens": list(body["content"])} if how == "well" else {"error": "none"}, 200 if how == "well" else 404
            )
        elif how == "refuses":
            self._json({"error": {"message": "no such model"}}, 400)
        elif how == "page":
            self._raw(b"data: <html>\n\n")
        else:
            self._stream(how)

    def _stream(self, how):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in REPLY:
            self._event({"choices": [{"delta": {"content": piece}, "finish_reason": None}]})
            if how == "hangs":
                self.server.freed.wait(20)
            if how == "drops" or (how == "one at a time" and self._interrupted()):
                return
        scores = {"content": [{"token": "心", "logprob": -0.25}]}
        self._event({"choices": [{"delta": {}, "finish_reason": "stop", "logprobs": scores}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _interrupted(self):
        """Tell whether a later request has come, as llama-cpp-python's own server breaks off for it."""
        if not self.mine:
            self.server.started += 1
            self.mine = self.server.started
        time.sleep(0.002)
        return self.server.started != self.mine

    def _event(self, value):
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")
        self.wfile.flush()

    def _json(self, value, status=200):
        raw = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _raw(self, raw):
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


class Quiet(ThreadingHTTPServer):
    """A server that takes a client's leaving for what it is."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talker)
        self.how = "well"
        self.asked: list[dict[str, Any]] = []
        self.freed = threading.Event()
        self.started = 0

    def handle_error(self, request, client_address):
        """Say nothing."""


@pytest.fixture
def talker() -> Iterator[Quiet]:
    server = Quiet()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.freed.set()
    server.shutdown()
    thread.join()
    server.server_close()


def client(talker, model=""):
    return ServerModel(f"http://127.0.0.1:{talker.server_address[1]}/v1", model)


def request(votes=3):
    plan = tuple(Sampling(0.7 if vote else 0.0, 5 + vote, 40) for vote in range(votes))
    return Request(Task.OTHERS, (Message("user", "？"),), plan, (), record(), scope())


def test_every_vote_is_asked_with_its_own_plan_and_streamed(talker):
    told = {}
    (found,) = client(talker).complete(
        [request()], lambda fragment: told.__setitem__(fragment.vote, told.get(fragment.vote, "") + fragment.text)
    )
    assert [each.text for each in found] == [REPLY] * 3
    assert {each.finish for each in found} == {Finish.STOP}
    assert found[0].scores[0].logprob == -0.25
    assert told == dict.fromkeys(range(3), REPLY)
    plans = sorted((body["temperature"], body["seed"], body["top_p"], body["max_tokens"]) for body in talker.asked)
    assert plans == [(0.0, 5, 1, 40), (0.7, 6, 1, 40), (0.7, 7, 1, 40)]


def test_tokens_are_counted_by_the_server_or_estimated(talker):
    assert client(talker).count_tokens("胸痛三天") == 4
    talker.how = "refuses"
    assert client(talker).count_tokens("胸痛三天") >= 4


def test_the_servers_own_model_is_taken_and_another_refused(talker):
    model = client(talker)
    model.start()
    assert model.info.name == "big-model"
    with pytest.raises(ModelError, match="has no model other"):
        client(talker, "other").start()


@pytest.mark.parametrize(("how", "word"), [("refuses", "answered 400"), ("page", "not JSON")])
def test_what_the_server_answers_badly_is_said(talker, how, word):
    talker.how = how
    with pytest.raises(ModelError, match=word):
        client(talker).complete([request()])


def test_a_stream_that_breaks_off_is_an_error_of_that_vote(talker):
    talker.how = "drops"
    (found,) = client(talker).complete([request(votes=1)])
    assert (found[0].text, found[0].finish) == ("<", Finish.ERROR)


def test_a_server_that_serves_one_at_a_time_is_asked_one_by_one(talker):
    talker.how = "one at a time"
    model = client(talker)
    for _ in range(2):
        assert [each.text for each in model.complete([request()])[0]] == [REPLY] * 3


def test_nobody_there_is_said():
    with pytest.raises(ModelError, match="cannot be reached"):
        ServerModel("http://127.0.0.1:1/v1").complete([request(votes=1)])


def test_a_server_that_never_goes_on_is_said(talker, monkeypatch):
    monkeypatch.setattr(server_module, "ANSWER_SECONDS", 0.2)
    talker.how = "hangs"
    with pytest.raises(ModelError, match="in time"):
        client(talker).complete([request(votes=1)])


def test_a_cancelled_call_returns_what_there_is(talker):
    talker.how = "hangs"
    model = client(talker)
    started = time.monotonic()
    (found,) = model.complete([request()], lambda _fragment: model.cancel())
    assert {each.finish for each in found} == {Finish.CANCELLED}
    assert time.monotonic() - started < server_module.ANSWER_SECONDS


def test_addresses_are_read():
    assert str(Address.of("10.0.0.5:8080")) == "http://10.0.0.5:8080/v1"
    assert str(Address.of("https://lan/api/")) == "https://lan:443/api"
