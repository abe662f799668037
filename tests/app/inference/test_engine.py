"""The real llama.cpp on a random model of two layers: what the decoder gives is what the library gives."""

import threading

import pytest

from app.coding.completion import Sampling
from app.errors import ModelError
from app.inference.decoder import ConsensusDecoder, Question
from app.inference.engine import Llama
from app.inference.modelfile import inspect
from app.inference.prefixes import PrefixFiles
from tests.app.inference.tiny import write_adapter, write_model

RECORD = "患者高血压病，糖尿病，不稳定型心绞痛。" * 30
PLAN = (Sampling(0.0, 1, 24), Sampling(0.7, 2, 24), Sampling(0.7, 3, 24))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture
def llama(model, tmp_path):
    found = Llama(inspect(model), adapter=None, threads=2, prefixes=PrefixFiles(tmp_path / "prefixes", ("tiny",)))
    yield found
    found.close()


def question(llama, tail, *, static=0, plan=PLAN, endless=True):
    tokens = tuple(llama.vocabulary.encode(RECORD + tail))
    return Question(tokens, static, plan, None, endless=endless)


def complete(llama, questions, decoder=None):
    return (decoder or ConsensusDecoder(llama)).complete(questions, lambda _pieces: None, llama.stop.is_set)


def library_greedy(model, tokens, count):
    import llama_cpp

    plain = llama_cpp.Llama(str(model), n_ctx=4096, n_threads=2, verbose=False)
    try:
        stream = plain.generate(list(tokens), temp=0.0)
        return plain.detokenize([next(stream) for _ in range(count)]).decode(errors="replace")
    finally:
        plain.close()


def test_the_greedy_votes_equal_the_librarys_own_loop(model, llama):
    asked = [question(llama, "主要诊断"), question(llama, "其他诊断的")]
    found = complete(llama, asked)
    assert [votes[0].text for votes in found] == [library_greedy(model, each.tokens, 24) for each in asked]


def test_split_and_shared_streams_draw_the_same(llama, model, tmp_path):
    asked = [question(llama, "主要诊断"), question(llama, "其他诊断的")]
    shared = Llama(inspect(model), adapter=None, threads=2, prefixes=PrefixFiles(tmp_path, ()), exact=False)
    assert complete(shared, asked) == complete(llama, asked)
    assert (shared.split, llama.split) == (False, True)
    shared.close()


def test_a_rerun_repeats(llama):
    asked = [question(llama, "主要诊断")]
    assert complete(llama, asked) == complete(llama, asked)


def test_the_prefix_comes_back_from_disk(llama):
    asked = [question(llama, "主要诊断", static=200)]
    fresh = complete(llama, asked)
    decoder = ConsensusDecoder(llama)
    assert complete(llama, asked, decoder) == fresh
    assert decoder.timing.reused_tokens == 200


def test_a_spoilt_prefix_file_is_made_anew(llama, tmp_path):
    asked = [question(llama, "主要诊断", static=200)]
    fresh = complete(llama, asked)
    (file,) = (tmp_path / "prefixes").glob("*.kv")
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    file.write_bytes(raw)
    decoder = ConsensusDecoder(llama)
    assert complete(llama, asked, decoder) == fresh
    assert decoder.timing.reused_tokens == 0


def test_the_context_grows_with_the_record(llama):
    short = complete(llama, [question(llama, "")])
    longer = "糖尿病" * 1000
    assert complete(llama, [question(llama, longer)])[0][0].tokens == 24
    assert complete(llama, [question(llama, "")]) == short


def test_a_stop_in_the_middle_of_a_prefill_is_obeyed(llama):
    decoder = ConsensusDecoder(llama)
    threading.Timer(0.05, llama.stop.set).start()
    found = complete(llama, [question(llama, "糖尿病" * 4000)], decoder)
    assert found[0][0].finish == "cancelled"
    llama.stop.clear()
    assert complete(llama, [question(llama, "")], decoder)[0][0].tokens == 24


def test_token_bytes_make_the_text(llama):
    text = "高血压病3级 <think> mixed"
    tokens = llama.vocabulary.encode(text)
    assert b"".join(map(llama.vocabulary.piece, tokens)).decode() == text


@pytest.mark.parametrize(("strength", "same"), [(0.0, True), (1.0, False)])
def test_an_adapter_is_applied_on_the_base(model, llama, tmp_path, strength, same):
    adapter = write_adapter(tmp_path / "lora.gguf", strength=strength)
    adapted = Llama(inspect(model), adapter=adapter, threads=2, prefixes=PrefixFiles(tmp_path, ()))
    asked = [question(llama, "主要诊断")]
    assert (complete(adapted, asked) == complete(llama, asked)) is same
    adapted.close()


def test_an_adapter_for_another_base_is_refused_in_words(model, tmp_path):
    adapter = write_adapter(tmp_path / "lora.gguf", width=32)
    with pytest.raises(ModelError, match="does not fit"):
        Llama(inspect(model), adapter=adapter, threads=2, prefixes=PrefixFiles(tmp_path, ()))
