"""The samples stage: rows in the contract's own prompts, within their tokens, each target read back as its gold."""

import json
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.coding.answer import parse, parse_composite
from app.coding.errors import PromptTooLongError
from app.coding.example import Example, Span
from app.coding.language import Language
from app.coding.prompt import AnswerOrder, Layout, Style, build
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.coding.suggest import ask
from app.knowledge.grouping.titles import drg_scope
from tests.app.knowledge.shelves import shelf
from tests.builders import ScriptedModel, english_scope
from tests.trainer.cases import ccl25, drg_example, example, many
from trainer.errors import BaseModelError, DataError
from trainer.examples import write_examples
from trainer.policy.prompts import read_prompts
from trainer.samples.budget import Budget
from trainer.samples.made import Tally
from trainer.samples.stage import Maker, StageSettings, run
from trainer.samples.targets import Question
from trainer.sft.rows import read_rows, tokenised
from trainer.tiny import tiny_tokenizer

SCOPE = ccl25()
FILLER = "患者神志清楚，精神可，饮食睡眠尚可，大小便正常，体重无明显变化。"


tiny_words = cache(tiny_tokenizer)


@pytest.fixture
def tokenizer():
    return tiny_words()


def _maker(tokenizer, scope: Scope | None = SCOPE, **settings) -> Maker:
    values = {"base": "base", "max_tokens": 8192, "reply_tokens": 256} | settings
    read = StageSettings.model_validate(values)
    drgs = drg_scope("v43.1") if "drg" in read.tasks else None
    budget = Budget(tokenizer, read.max_tokens, read.reply_tokens)
    return Maker(read, budget, scope, None, drgs, 42, MappingProxyType({"R1": 3}))


def _rows(maker: Maker, *examples: Example, part: str = "train", tally: Tally | None = None):
    return [row.to_json() for row in maker.rows(examples, part, tally or Tally())]


def _prompt(row) -> str:
    return "\n".join(message["content"] for message in row["prompt"])


def _answer(row) -> str:
    return row["completion"][0]["content"]


def _long(record_id: str = "R1", times: int = 12) -> Example:
    """Build an example whose sections are long, with its diabetes named at the far end of one of them."""
    made = example(record_id, "I20.000", ("E11.900", "I48.x01"))
    texts = {section.name: section.text + FILLER * times for section in made.record.sections}
    texts["个人史"] = FILLER * times + "2型糖尿病十年。" + FILLER * times
    start = texts["个人史"].index("2型")
    spans = [span for span in made.spans if span.code != "E11.900"]
    return Example(Record.of(record_id, texts), made.gold, spans=(*spans, Span("个人史", start, start + 8, "E11.900")))


def test_a_row_is_the_prompt_of_the_contract_and_its_answer(tokenizer):
    maker = _maker(tokenizer, shuffle=False, subsample=0.0)

    first, second = _rows(maker, example("R1", others=("E11.900", "E78.500"), rationale="胸痛反复。"))

    whole = build(example("R1", others=("E11.900", "E78.500")).record.sections, SCOPE, Task.PRINCIPAL, Style())
    assert first["prompt"] == [{"role": each.role, "content": each.content} for each in whole.messages]
    assert _answer(first) == (
        "<think>不稳定型心绞痛 ←「冠脉造影见前降支狭窄80%，考虑不稳定型心绞痛」（诊疗经过）\n胸痛反复。</think>\n"
        "<answer>不稳定型心绞痛</answer>"
    )
    assert _answer(second).endswith("<answer>2型糖尿病；高脂血症</answer>")
    assert {key: first[key] for key in ("task", "example_id", "fold", "layout", "order", "language")} == {
        "task": "principal",
        "example_id": "R1",
        "fold": 3,
        "layout": "shared-prefix",
        "order": "think-first",
        "language": "zh",
    }


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("order", list(AnswerOrder))
def test_every_layout_and_order_reads_back(tokenizer, layout: Layout, order: AnswerOrder):
    maker = _maker(tokenizer, layout=layout, order=order, shuffle=False, subsample=0.0)

    first, second = _rows(maker, example())

    assert (first["layout"], second["order"]) == (layout.value, order.value)
    principal = parse(_answer(first), Task.PRINCIPAL, SCOPE, order)
    others = parse(_answer(second), Task.OTHERS, SCOPE, order)
    assert principal.well_formed
    assert principal.principal is not None
    assert principal.principal.code == "I20.000"
    assert others.well_formed
    assert [code.code for code in others.codes] == ["E11.900"]


def test_both_questions_in_one_row(tokenizer):
    maker = _maker(tokenizer, tasks=("composite",), shuffle=False, subsample=0.0)

    (row,) = _rows(maker, example())

    principal, others = parse_composite(_answer(row), SCOPE)
    assert principal.well_formed
    assert others.well_formed
    assert [quote.label for quote in principal.quotes] == ["不稳定型心绞痛", "2型糖尿病"]
    assert "答案写两行" in _prompt(row)


@given(st.integers(0, 10**6), st.sampled_from(["principal", "others", "composite"]), st.integers(1900, 3500))
def test_whatever_is_listed_and_cut_the_target_is_what_the_row_shows(seed: int, task: str, room: int):
    maker = _maker(tiny_words(), tasks=(task,), max_tokens=room, subsample=1.0, drop_gold=0.3, subsample_from=0.1)
    made = _long(f"R{seed}", 1 + seed % 40)

    (row,) = maker.rows([made], "train", Tally())

    shown, answers = _prompt(row.to_json()), row.target.read(_answer(row.to_json()))
    assert row.tokens <= room
    for asked, answer in zip(Question(task).tasks, answers, strict=True):
        listed = {code.code for code in row.target.scope.codes(asked)}
        gold = [made.gold.principal_code] if asked is Task.PRINCIPAL else [each.code.code for each in made.gold.others]
        assert answer.well_formed
        assert [code.code for code in answer.codes] == [code for code in gold if code in listed]
        assert answer.out_of_scope == (asked is Task.PRINCIPAL and not answer.codes)
    for quote in answers[0].quotes:
        assert 4 <= len(quote.text) <= 40
        assert quote.text in shown
        assert f"【{quote.section}】" in shown


class Counting(ScriptedModel):
    """A model at work that counts by the tests' tokenizer."""

    def count_tokens(self, text: str) -> int:
        return len(tiny_words()(text)["input_ids"])


def test_a_record_is_shortened_as_at_work_and_a_quote_from_what_was_cut_is_not_used():
    made = _long()
    maker = _maker(tiny_words(), max_tokens=1900, shuffle=False, subsample=0.0, reasons=False)
    tally = Tally()

    rows = list(maker.rows([made], "train", tally))

    at_work = ask(made.record, SCOPE, Counting(context_length=1900), Style(), 256)
    assert [row.left_out for row in rows] == [at_work.left_out] * 2
    assert [row.messages["prompt"][-1]["content"] for row in rows] == [
        request.messages[-1].content for request in at_work.requests
    ]
    assert "2型糖尿病" in _answer(rows[1].to_json())
    assert [quote.label for quote in rows[1].target.quotes] == ["心房颤动"]
    assert tally.cut[0]["cut"][0]["section"]
    assert len(tally.cut) == 2


def test_instructions_that_leave_no_room_for_the_record(tokenizer):
    with pytest.raises(PromptTooLongError, match="no room for the record"):
        _rows(_maker(tokenizer, max_tokens=600), example())


def test_reasons_longer_than_a_reply_are_left_out_and_counted(tokenizer):
    tally = Tally()

    first, _ = _rows(_maker(tokenizer, reply_tokens=64), example(rationale="胸痛反复发作。" * 80), tally=tally)

    assert "反复发作" not in _answer(first)
    assert tally.counts["reasons_left_out"] == 1


def test_reasons_that_are_wanted_where_nothing_is_quoted(tokenizer):
    inside, outside = example(rationale="胸痛反复发作。"), example("R2", None, rationale="胆囊炎不属于所列主要诊断。")

    rows = _rows(_maker(tokenizer, reasons="unquoted"), inside, outside)

    assert ["反复发作" in _answer(row) for row in rows] == [False] * 4
    assert ["胆囊炎不属于" in _answer(row) for row in rows] == [False, False, True, False]


def test_rows_differ_from_view_to_view_and_repeat_with_the_seed(tokenizer):
    rows = _rows(_maker(tokenizer, views=3), *many(3))

    assert len(rows) == 18
    assert len({_prompt(row) for row in rows}) == 18
    assert rows == _rows(_maker(tokenizer, views=3), *many(3))


def test_an_example_with_several_rationales_shows_other_lists_each_time(tokenizer):
    again = [example("R1", rationale="胸痛入院。"), example("R1", rationale="造影见狭窄。")]

    first, _, second, _ = _rows(_maker(tokenizer), *again)

    assert _prompt(first) != _prompt(second)


def test_held_out_rows_show_the_whole_list_in_its_order(tokenizer):
    (first, _) = _rows(_maker(tokenizer, views=3), example("H1"), part="heldout")

    assert _prompt(first) == _prompt(_rows(_maker(tokenizer, shuffle=False, subsample=0.0), example("H1"))[0])
    assert first["fold"] == -1


def test_a_record_outside_the_scope(tokenizer):
    first, second = _rows(_maker(tokenizer), example(principal=None, others=()))

    assert _answer(first) == "<think></think>\n<answer>不在范围内</answer>"
    assert _answer(second) == "<think></think>\n<answer>无</answer>"


def test_an_english_record_is_asked_in_english(tokenizer):
    asked = english_scope()
    made = drg_example(drg="")
    gold = type(made.gold)(None, (type(made.gold.principal)(asked.others[0]),))  # type: ignore[call-arg]
    english = Example(made.record, gold, out_of_scope=True, spans=(Span("Hospital Course", 26, 39, "I50.9"),))

    first, second = _rows(_maker(tokenizer, asked, shuffle=False, subsample=0.0), english)

    assert first["language"] == "en"
    assert _answer(first).endswith("<answer>Outside this scope</answer>")
    assert _answer(second) == (
        '<think>Heart failure, unspecified ← "heart failure" (Hospital Course)</think>\n'
        "<answer>Heart failure, unspecified</answer>"
    )
    assert parse(_answer(second), Task.OTHERS, asked, language=Language.EN).well_formed


def test_a_drg_question_is_asked_of_records_that_have_one(tokenizer):
    tally = Tally()

    (row,) = _rows(_maker(tokenizer, tasks=("drg",)), drg_example(rationale="Acute failure."), example(), tally=tally)

    assert _answer(row) == "<think>Acute failure.</think>\n<answer>Heart Failure and Shock with MCC</answer>"
    assert tally.counts["without_drg"] == 1


def test_a_record_of_another_book_is_not_asked_for_codes(tokenizer):
    assert _rows(_maker(tokenizer), drg_example()) == []


def _dataset(root: Path, train, heldout=(), **scope: str) -> Path:
    folder = root / "dataset"
    folder.mkdir(parents=True)
    write_examples(folder / "train.jsonl", train)
    write_examples(folder / "heldout.jsonl", heldout)
    folds = {each.example_id: n % 2 for n, each in enumerate(train)}
    (folder / "folds.json").write_text(json.dumps({"folds": 2, "of": folds}))
    (folder / "scope.json").write_text(json.dumps({"scope_id": "ccl25", "drg_version": ""} | scope))
    return folder


def _run(stage_at, root: Path, base: Path, **settings):
    at = stage_at("samples", root)
    counts = run(StageSettings.model_validate({"base": base, "reply_tokens": 256} | settings), at)
    rows = {
        part: [json.loads(line) for line in (at.folder / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
        for part in ("train", "heldout")
    }
    return rows, counts, json.loads((at.folder / "samples.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    tiny_words().save_pretrained(folder)
    return folder


def test_the_stage_writes_rows_and_says_what_they_are(stage_at, tmp_path: Path, base: Path):
    _dataset(tmp_path, many(6), [example("H1")])

    rows, counts, about = _run(stage_at, tmp_path, base)
    folder = tmp_path / "samples.part"

    assert (len(rows["train"]), len(rows["heldout"])) == (12, 2)
    assert {row["fold"] for row in rows["train"]} == {0, 1}
    assert counts["train_principal"] == 6
    assert about["style"] == "1/shared-prefix/think-first"
    assert about["scopes"] == ["ccl25@1"]
    trained = tokenised([*read_rows(folder / "train.jsonl"), *read_rows(folder / "heldout.jsonl")], tiny_words(), 0)
    assert about["longest_tokens"] == max(len(row["input_ids"]) for row in trained)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085"])
def test_a_row_stays_one_line_whatever_the_record_holds(stage_at, tmp_path: Path, base: Path, mark: str):
    made = example("R1")
    texts = {section.name: section.text for section in made.record.sections} | {"现病史": f"胸闷{mark}三天。"}
    _dataset(tmp_path, [Example(Record.of("R1", texts), made.gold, spans=made.spans), example("R2")])
    at = stage_at("samples", tmp_path)
    run(StageSettings(base=base, reply_tokens=256), at)
    path = at.folder / "train.jsonl"

    assert mark in path.read_text(encoding="utf-8")
    assert [row.example_id for row in read_rows(path)] == ["R1", "R1", "R2", "R2"]
    assert [prompt.example_id for prompt in read_prompts(path)] == ["R1", "R1", "R2", "R2"]
    assert mark in read_rows(path)[0].prompt[-1].content


def test_rows_of_some_examples_only(stage_at, tmp_path: Path, base: Path):
    _dataset(tmp_path, many(6), [example("H1"), example("H2")])

    rows, _, _ = _run(stage_at, tmp_path, base, examples=3)
    ids = [row["example_id"] for row in rows["train"]]

    assert (len(ids), len(set(ids)), len(rows["heldout"])) == (6, 3, 4)
    assert ids == sorted(ids, key=[each.example_id for each in many(6)].index)


def test_scopes_from_a_whole_book(stage_at, tmp_path: Path, base: Path):
    with shelf(tmp_path) as index:
        path, book = index.path, index.books()[0].book_id
    codes = {code.code: code for code in SCOPE.all_codes}
    made = example("R1", "I20.000", ("E11.900",))
    assert codes["E11.900"] in {each.code for each in made.gold.others}
    lost = Example(Record.of("R2", {"主诉": "复查。"}), made.gold)
    _dataset(tmp_path, [made, lost], index=str(path), book=book, scope_id="")

    rows, counts, about = _run(stage_at, tmp_path, base, retrieve=True, layout="record-first", limit=6)

    assert counts["left_out"] == 2
    assert about["left_out"][0]["reason"].startswith("Record R2 names nothing")
    assert _answer(rows["train"][0]).endswith("<answer>不稳定型心绞痛</answer>")
    assert "急性阑尾炎" not in _prompt(rows["train"][0])
    assert about["scopes"] == [f"retrieved@{book}"]


def test_examples_with_reasons(stage_at, tmp_path: Path, base: Path):
    _dataset(tmp_path, [example("R1")])
    folder = tmp_path / "rationales"
    folder.mkdir()
    write_examples(folder / "examples.jsonl", [example("R1", rationale="主要诊断：胸痛伴狭窄。\n其他诊断：血糖高。")])

    rows, _, _ = _run(stage_at, tmp_path, base, rationales=True)

    assert "胸痛伴狭窄。</think>" in _answer(rows["train"][0])
    assert "血糖高。</think>" in _answer(rows["train"][1])


def test_knowledge_rows_that_fit_are_added_and_others_listed(stage_at, tmp_path: Path, base: Path):
    _dataset(tmp_path, [drg_example("EN1")], drg_version="v43.1", scope_id="")

    rows, counts, about = _run(stage_at, tmp_path, base, tasks=["drg"], knowledge=True, max_tokens=3000)

    known = [row["example_id"] for row in rows["train"][1:]]
    left_out = [row["example_id"] for row in about["left_out"]]
    assert "knowledge v43.1 all" in left_out
    assert "knowledge v43.1 MDC 25" in known
    assert len(known) + len(left_out) == 28
    assert counts["train_knowledge"] == len(known)
    assert about["longest_tokens"] <= 3000


def test_rows_that_think_nothing_are_remarked(stage_at, tmp_path: Path, base: Path):
    _dataset(tmp_path, [example("R1", spans=())])

    _, _, about = _run(stage_at, tmp_path, base)

    assert about["counts"]["without_thinking"] == 2


@pytest.mark.parametrize(
    ("scope", "settings", "said"),
    [
        ({}, {"tasks": ["drg"]}, "carry no DRG"),
        ({"scope_id": ""}, {}, "no closed list"),
        ({}, {"retrieve": True, "layout": "record-first"}, "needs a code book"),
        ({"drg_version": "v43.1"}, {"tasks": ["principal", "drg"]}, "can be asked for drg"),
    ],
)
def test_questions_that_the_examples_cannot_be_asked(stage_at, tmp_path: Path, base: Path, scope, settings, said):
    _dataset(tmp_path, [example("R1")], **scope)

    with pytest.raises(DataError, match=said):
        _run(stage_at, tmp_path, base, **settings)


def test_a_base_without_tokenizer(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1")])

    with pytest.raises(BaseModelError, match="There is no base model"):
        _run(stage_at, tmp_path, tmp_path / "absent")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BaseModelError, match="no tokenizer that can be loaded"):
        _run(stage_at, tmp_path, tmp_path / "empty")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tasks": ()}, "each question once"),
        ({"tasks": ("drg", "drg")}, "each question once"),
        ({"layout": "seed", "tasks": ("composite",)}, "no composite question"),
        ({"index": "a.db"}, "belong to retrieve"),
        ({"knowledge": True}, "MS-DRG titles"),
        ({"max_tokens": 100, "reply_tokens": 100}, "no room for the prompt"),
    ],
)
def test_contradictory_settings(values, said):
    with pytest.raises(ValidationError, match=said):
        StageSettings.model_validate({"base": "b"} | values)


def test_a_layout_the_workstation_does_not_use_for_retrieval_is_remarked():
    assert "record-first" in StageSettings(base=Path("b"), retrieve=True).cautions()[0]
    assert StageSettings(base=Path("b"), retrieve=True, layout=Layout.RECORD_FIRST).cautions() == []


def test_the_questions_of_one_view_show_the_same_lists_so_that_they_can_share_the_record(tokenizer):
    rows = _rows(_maker(tokenizer, views=2), example("R1"))

    asked = [row["prompt"][-1]["content"].partition("问题：")[0] for row in rows]
    assert [row["task"] for row in rows] == ["principal", "others"] * 2
    assert asked[0] == asked[1] != asked[2] == asked[3]
