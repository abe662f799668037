"""The worker with a child that misbehaves, and with the real one on a random model."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.coding.completion import Finish, Message, Request, Sampling
from app.coding.scope import NONE_OF_THEM, Task
from app.errors import ModelError, ModelRefusedError, ModelStoppedError
from app.inference import worker as worker_module
from app.inference.worker import ModelSpec, ModelWorker
from app.knowledge.filehash import file_hash
from app.paths import Places
from tests.app.inference.tiny import write_adapter, write_model
from tests.builders import record, scope

CHILD = Path(__file__).with_name("scripted_child.py")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture(scope="module")
def slow_model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("slow") / "slow.gguf", width=256, layers=8)


@pytest.fixture
def opened(model, tmp_path):
    made = []

    def make(how=None, *more, **spec):
        places = Places(tmp_path / "home", tmp_path / "cache")
        command = [sys.executable, str(CHILD), how, *map(str, more)] if how else None
        made.append(ModelWorker(ModelSpec(**{"path": model} | spec), places, command))
        return made[-1]

    yield make
    for each in made:
        each.close()


def request(text="患者高血压病。", max_tokens=40, votes=1):
    plan = tuple(Sampling(0.7 if vote else 0.0, vote, max_tokens) for vote in range(votes))
    closed = (*scope().labels(Task.OTHERS), NONE_OF_THEM)
    messages = (Message("user", f"先<think>再<answer>。{text}"),)
    return Request(Task.OTHERS, messages, plan, closed, record(), scope())


def test_a_completion_comes_back_with_its_text_and_scores(opened):
    told = []
    ((found,),) = opened("well").complete([request()], told.append)
    assert (found.text, found.finish, found.scores[0].logprob) == ("<answer>无</answer>", Finish.STOP, -0.5)
    assert [(fragment.task, fragment.vote, fragment.text) for fragment in told] == [(Task.OTHERS, 0, "胸")]


def test_a_child_that_dies_is_said_and_replaced(opened, tmp_path):
    model = opened("dies-once", tmp_path / "died")
    with pytest.raises(ModelStoppedError):
        model.complete([request()])
    assert not model.running
    assert model.complete([request()])[0][0].finish is Finish.STOP


def test_a_child_that_talks_nonsense_is_stopped(opened):
    with pytest.raises(ModelStoppedError):
        opened("garbage").complete([request()])


def test_a_child_that_never_answers_is_stopped(opened, monkeypatch):
    monkeypatch.setattr(worker_module, "SILENCE_SECONDS", 0.3)
    model = opened("deaf")
    with pytest.raises(ModelStoppedError):
        model.complete([request()])
    assert not model.running


def test_an_error_of_the_engine_keeps_its_words(opened):
    model = opened("refuses")
    with pytest.raises(ModelError) as caught:
        model.complete([request()])
    assert (caught.value.message, caught.value.advice) == ("It is too long.", "Shorten it.")
    assert model.running


def test_a_model_that_cannot_be_loaded_is_said(opened):
    with pytest.raises(ModelError, match="No memory"):
        opened("no-load").start()


def test_a_program_that_is_not_there_is_said(model, tmp_path):
    lost = ModelWorker(ModelSpec(model), Places(tmp_path, tmp_path), [str(tmp_path / "nothing")])
    with pytest.raises(ModelStoppedError):
        lost.start()


def test_a_cancelled_call_returns_though_the_child_is_deaf(opened, monkeypatch):
    monkeypatch.setattr(worker_module, "RECOVER_SECONDS", 0.2)
    model = opened("deaf")
    ((found,),) = model.complete([request()], lambda _fragment: model.cancel())
    assert (found.text, found.finish) == ("胸", Finish.CANCELLED)
    before = model.pid
    model.start()
    assert model.pid != before


def test_a_call_can_be_cancelled_while_the_model_loads(opened):
    model = opened("slow")
    threading.Timer(0.3, model.cancel).start()
    assert model.complete([request()])[0][0].finish is Finish.CANCELLED
    pid = model.pid
    assert model.complete([request()])[0][0].finish is Finish.STOP
    assert model.pid == pid


def test_a_cancel_with_nothing_to_stop_does_nothing(opened):
    model = opened("well")
    model.cancel()
    assert model.complete([request()])[0][0].finish is Finish.STOP


def test_a_file_that_is_no_model_is_refused_before_a_child_starts(tmp_path):
    (tmp_path / "bad.gguf").write_bytes(b"nothing")
    bad = ModelWorker(ModelSpec(tmp_path / "bad.gguf"), Places(tmp_path, tmp_path))
    with pytest.raises(ModelRefusedError):
        bad.start()
    assert bad.pid is None


def test_tokens_are_counted_once(opened):
    model = opened("well")
    assert [model.count_tokens("胸痛"), model.count_tokens("胸痛")] == [2, 2]


def test_the_real_child_answers_from_the_closed_list(opened):
    model = opened()
    (found,) = model.complete([request(votes=3)])
    assert model.count_tokens("高血压") == 3
    labels = {*scope().labels(Task.OTHERS), NONE_OF_THEM}
    for completion in found:
        answer = completion.text.rpartition("<answer>")[2].removesuffix("</answer>")
        assert set(answer.split("；")) <= labels
    assert model.info.runtime.startswith("llama-cpp-python")
    assert len(model.info.sha256) == 64


def test_the_real_child_killed_in_the_middle(opened, slow_model):
    model = opened(path=slow_model)
    with pytest.raises(ModelStoppedError):
        model.complete([request(max_tokens=2000)], lambda _fragment: os.kill(model.pid, signal.SIGTERM))
    assert model.complete([request()])[0][0].tokens > 0


def test_the_real_child_cancelled_in_the_middle(opened, slow_model):
    model = opened(path=slow_model)
    (found,) = model.complete([request(max_tokens=2000, votes=3)], lambda _fragment: model.cancel())
    assert {completion.finish for completion in found} == {Finish.CANCELLED}
    pid = model.pid
    assert model.complete([request()])[0][0].finish is not Finish.CANCELLED
    assert model.pid == pid


def test_a_prompt_beyond_the_context_is_said(opened):
    with pytest.raises(ModelError, match="context"):
        opened(context_tokens=300).complete([request("胸痛" * 300)])


def test_the_child_ends_with_its_parent(model, tmp_path):
    script = (
        "import sys, time; from pathlib import Path\n"
        "from app.inference.worker import ModelSpec, ModelWorker\n"
        "from app.paths import Places\n"
        "home = Path(sys.argv[2])\n"
        "worker = ModelWorker(ModelSpec(Path(sys.argv[1])), Places(home, home))\n"
        "worker.start(); print(worker.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(model), str(tmp_path)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert gone(child)


def gone(pid):
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except OSError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rsplit(")")[-1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_an_adapter_must_be_the_file_it_should_be(opened, tmp_path):
    adapter = write_adapter(tmp_path / "lora.gguf")
    assert opened(adapter=adapter, adapter_sha256=file_hash(adapter)).context_length
    with pytest.raises(ModelRefusedError, match=r"lora\.gguf is not the file it should be"):
        _ = opened(adapter=adapter, adapter_sha256="0" * 64).context_length


def test_an_adapter_made_for_another_base_is_refused_before_anything_is_loaded(opened, tmp_path):
    other: dict[str, Any] = {"dxdesk.base": "0" * 64}
    adapter = write_adapter(tmp_path / "lora.gguf", **other)
    with pytest.raises(ModelRefusedError, match="made for another base model"):
        opened(adapter=adapter).start()


def test_a_base_and_its_adapter_keep_prefixes_of_their_own(model, tmp_path):
    adapter = write_adapter(tmp_path / "lora.gguf")
    places = Places(tmp_path / "home", tmp_path / "cache")
    long = request("患者高血压病。" * 40)
    static = replace(long, static_length=200)
    for each in (None, adapter, adapter):
        worker = ModelWorker(ModelSpec(model, each), places)
        worker.complete([static])
        reused = worker.timing["reused_tokens"]
        worker.close()
    assert len(list(places.prefixes.glob("*.kv"))) == 2
    assert reused > 0
