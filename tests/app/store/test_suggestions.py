"""Suggestions are kept whole: nothing of a vote, its text, scores or evidence is lost."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.coding.answer import Answer, Quote
from app.coding.codebook import Code
from app.coding.completion import Completion, Finish, ModelInfo, Sampling, Source, TokenScore
from app.coding.evidence import Evidence, Kind
from app.coding.fit import Shortened
from app.coding.mentions import Finder
from app.coding.scope import Task
from app.coding.suggest import Candidate, Suggestion, Tier, Vote, suggest
from app.coding.versions import Versions
from app.store.suggestion_json import from_json, to_json
from app.store.suggestions import suggestion_key
from tests.builders import CODER, Misbehaviour, ScriptedModel, candidate, record, scope, suggestion

TEXT = st.text(st.characters(), max_size=20)  # lone surrogates included: a model's text may be broken
COUNT = st.integers(0, 5000)
CODES = st.builds(
    Code, TEXT, TEXT, TEXT, definition=TEXT, aliases=st.lists(TEXT, max_size=2).map(tuple), lasting=st.booleans()
)
CANDIDATES = st.builds(
    Candidate,
    CODES,
    st.sampled_from(Task),
    st.sampled_from(Tier),
    st.integers(0, 3),
    st.lists(st.builds(Evidence, TEXT, COUNT, COUNT, TEXT, st.sampled_from(Kind)), max_size=2).map(tuple),
)
COMPLETIONS = st.builds(
    Completion,
    TEXT,
    st.sampled_from(Finish),
    COUNT,
    st.lists(st.builds(TokenScore, TEXT, st.floats(allow_nan=False, max_value=0)), max_size=3).map(tuple),
)
ANSWERS = st.builds(
    Answer,
    st.sampled_from(Task),
    st.lists(CODES, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    st.booleans(),
    TEXT,
    st.lists(st.builds(Quote, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
)
VOTES = st.builds(
    Vote,
    st.sampled_from(Task),
    st.integers(0, 2),
    st.builds(Sampling, st.floats(0, 2), st.integers(0, 2**31), COUNT),
    COMPLETIONS,
    ANSWERS,
)
SUGGESTIONS = st.builds(
    Suggestion,
    record_id=TEXT,
    principal=st.none() | CANDIDATES,
    others=st.lists(CANDIDATES, max_size=2).map(tuple),
    possible=st.lists(CANDIDATES, max_size=2).map(tuple),
    out_of_scope=st.booleans(),
    rationale=st.dictionaries(st.sampled_from(Task), TEXT),
    votes=st.lists(VOTES, max_size=2).map(tuple),
    left_out=st.lists(st.builds(Shortened, TEXT, COUNT, COUNT), max_size=2).map(tuple),
    model=st.builds(ModelInfo, TEXT, st.sampled_from(Source), TEXT, TEXT, TEXT, st.booleans()),
    versions=st.builds(Versions, TEXT, TEXT, TEXT, TEXT),
    agreed_principal=st.none() | CODES,
    agreed_others=st.lists(CODES, max_size=2).map(tuple),
)


@example(suggestion(rationale={Task.OTHERS: "\ud800\x00"}))
@given(SUGGESTIONS)
def test_json_gives_the_same_suggestion_back(made):
    assert from_json(to_json(made)) == made


@example(suggestion(rationale={Task.OTHERS: "\ud800\x00"}))
@given(SUGGESTIONS)
def test_json_can_always_be_written_to_disk(made):
    assert to_json(made).encode()


def test_definitions_and_aliases_come_back_too():
    code = Code("I10", "高血压", "b", "定义", ("血压高",), lasting=True)
    principal = from_json(to_json(suggestion(principal=candidate(code)))).principal
    assert principal
    read = principal.code
    assert (read.definition, read.aliases, read.lasting) == ("定义", ("血压高",), True)


def test_a_stored_suggestion_comes_back_as_it_went_in(store):
    store.records.put(record(), CODER)
    number = store.suggestions.put(suggestion())
    assert store.suggestions.get(number).suggestion == suggestion()
    assert store.suggestions.latest("R1") == store.suggestions.get(number)


def test_a_models_broken_texts_are_stored_as_they_came(store):
    store.records.put(record(), CODER)
    for way in Misbehaviour:
        model = ScriptedModel(misbehave=way)
        made = suggest(record(), scope(), model, Finder(scope().all_codes), reply_tokens=50)
        store.suggestions.put(made)
        assert store.suggestions.latest("R1").suggestion == made
    assert store.audit.verify().ok


def test_the_newest_suggestion_stands_and_the_older_stay(store):
    store.records.put(record(), CODER)
    first = store.suggestions.put(suggestion())
    second = store.suggestions.put(suggestion(out_of_scope=True))
    assert store.suggestions.latest("R1").suggestion_id == second
    assert store.suggestions.history("R1") == (first, second)


def test_a_suggestion_made_from_an_older_text_is_not_shown(store):
    store.records.put(record(主诉="头晕"), CODER)
    store.suggestions.put(suggestion(), record=record())
    assert store.suggestions.latest("R1") is None
    assert store.worklist.row("R1").suggested_at is None


def test_the_same_model_and_versions_are_known_again(store):
    store.records.put(record(), CODER)
    made = suggestion()
    store.suggestions.put(made)
    assert store.suggestions.exists("R1", suggestion_key(made.model, made.versions))
    assert not store.suggestions.exists("R1", suggestion_key(ScriptedModel(name="other").info, made.versions))
