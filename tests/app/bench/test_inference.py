"""The six inference figures come out of any model; their size is for a quiet machine to say."""

from app.bench import inference
from tests.app.inference.tiny import write_model
from tests.builders import record


def test_the_six_figures_come_out_of_a_random_model(tmp_path, monkeypatch):
    monkeypatch.setattr(inference, "RECORD_CHARACTERS", 60)
    monkeypatch.setattr(inference, "COMPLETION_TOKENS", 4)
    monkeypatch.setattr(inference, "GREEDY_TOKENS", 8)
    monkeypatch.setattr(inference, "GREEDY_RECORDS", 2)
    monkeypatch.setattr(inference, "_CONTEXT", 16_384)
    model = write_model(tmp_path / "tiny.gguf", width=16, layers=1, **{"qwen2.context_length": 16_384})
    told = []
    figures = inference.run(model, pairs=1, on_progress=told.append)
    assert set(figures) == {
        "consensus_vs_six_calls",
        "consensus_vs_library_reuse",
        "three_votes_vs_one",
        "prompt_speed_vs_library",
        "generation_speed_vs_library",
        "greedy_identical",
    }
    assert figures["greedy_identical"] == 1.0
    assert all(figure > 0 for figure in figures.values())
    assert told


def test_records_are_made_as_long_as_the_figures_say():
    for length in (30, 2400):
        assert sum(len(section.text) for section in inference.sized(record(), length).sections) == length
