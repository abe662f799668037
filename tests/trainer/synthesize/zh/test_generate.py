"""Invented Chinese records: the same for the same seed, spans on the words that state a code."""

import re
from collections import Counter

import pytest

from app.coding.example import Example, Origin, from_json, to_json
from app.coding.mentions import Assertion, Finder
from app.coding.record import SECTIONS_ZH
from app.coding.scope import Scope
from trainer.errors import DataError
from trainer.synthesize.zh.generate import examples, examples_of, writers
from trainer.synthesize.zh.pack import Pack

Invented = tuple[Example, ...]


def test_the_same_number_gives_the_same_record(ccl25: Scope, steady: Pack, invented: Invented) -> None:
    (again,) = examples_of(1, 5, ccl25, {"steady": steady}, out_of_scope=0.2, start=77)
    assert again == invented[77]


def test_another_seed_gives_another_record(ccl25: Scope, steady: Pack, invented: Invented) -> None:
    (other,) = examples_of(1, 6, ccl25, {"steady": steady}, out_of_scope=0.2)
    assert other.record.sections != invented[0].record.sections


def test_every_span_lies_in_the_record_and_names_a_gold_code(invented: Invented) -> None:
    for example in invented:
        gold = {example.gold.principal_code, *example.gold.other_codes}
        assert all(span.code in gold and example.words(span).strip() for span in example.spans)


def test_spans_point_at_the_words_that_state_the_code(ccl25: Scope, invented: Invented) -> None:
    finder = Finder(ccl25.all_codes)
    spans = [(e, s) for e in invented for s in e.spans if s.section == "入院诊断" and s.code in ("E78.500", "I25.200")]
    named = [s.code in {m.code.code for m in finder.find_in(e.words(s), s.section)} for e, s in spans]
    assert sum(named) / len(named) > 0.9


def test_nearly_every_gold_code_has_evidence(invented: Invented) -> None:
    stated = Counter[bool]()
    for example in invented:
        have = {span.code for span in example.spans}
        stated.update(code in have for code in example.gold.other_codes)
    assert stated[False] / stated.total() < 0.05


def test_records_carry_all_sections_but_a_few_lost_ones(invented: Invented) -> None:
    lost = Counter(name for example in invented for name in SECTIONS_ZH if not example.record.text(name))
    assert not lost.keys() & {"主诉", "入院诊断", "诊疗经过", "入院情况"}
    assert lost.total() < len(invented) * 0.1


def test_what_a_stay_is_taken_for_is_no_evidence(ccl25: Scope, steady: Pack) -> None:
    found = examples_of(400, 5, ccl25, {"steady": steady}, out_of_scope=1.0)
    taken = [example for example in found if "急性非ST段抬高型心肌梗死" in example.record.text("入院诊断")]
    assert taken
    assert not any(span.code == "I21.401" for example in taken for span in example.spans)


def test_what_is_outside_the_scope_has_no_principal(invented: Invented) -> None:
    outside = [example for example in invented if example.out_of_scope]
    assert 10 < len(outside) < 60
    assert all(example.gold.principal is None and "不在范围内" in example.rationale for example in outside)


def test_the_principals_are_balanced(ccl25: Scope, steady: Pack) -> None:
    found = Counter(example.gold.principal_code for example in examples_of(50, 9, ccl25, {"steady": steady}, 0.0))
    assert len(found) == 5
    assert all(8 <= count <= 12 for count in found.values())


def test_a_rationale_names_the_principal(invented: Invented) -> None:
    told = [example for example in invented if example.rationale and not example.out_of_scope]
    assert len(told) > 0.9 * sum(not example.out_of_scope for example in invented)
    assert all(example.gold.principal and example.gold.principal.code.name in example.rationale for example in told)


def test_what_the_history_denies_is_not_coded(ccl25: Scope, invented: Invented) -> None:
    finder = Finder(ccl25.all_codes)
    wrong: list[tuple[str, str]] = []
    for example in invented:
        text = example.record.text("既往史")
        denied = {m.code.code for m in finder.find_in(text, "既往史") if m.assertion is Assertion.NEGATED}
        wrong += [(example.example_id, code) for code in denied & example.gold.other_codes]
    assert wrong == []


def test_no_evidence_stands_in_the_family_history(invented: Invented) -> None:
    assert not [span for example in invented for span in example.spans if span.section == "家族史"]


def test_no_hole_or_template_sign_is_left(invented: Invented) -> None:
    left = re.compile(r"[{}«»〈〉]|<[a-z_]+>")
    assert not [example.example_id for example in invented for s in example.record.sections if left.search(s.text)]


def test_women_alone_have_menses(invented: Invented) -> None:
    menses = re.compile("初潮|绝经")
    assert all(
        example.record.patient.sex == "female" for example in invented if menses.search(example.record.text("婚姻史"))
    )


def test_an_example_survives_its_json(invented: Invented) -> None:
    assert from_json(to_json(invented[3])) == invented[3]


def test_examples_say_where_they_come_from(invented: Invented) -> None:
    assert all(example.origin is Origin.SYNTHETIC and example.writer == "steady" for example in invented)


def test_an_unknown_writer_is_refused(ccl25: Scope) -> None:
    with pytest.raises(DataError, match="No such writer: nobody"):
        list(examples(1, 1, ccl25, writers=("nobody",)))


def test_the_named_writers_alone_write(ccl25: Scope) -> None:
    chosen = writers()[:2]
    assert {example.writer for example in examples(12, 1, ccl25, writers=chosen)} <= set(chosen)


def test_a_scope_without_the_codes_is_refused(ccl25: Scope) -> None:
    small = Scope("small", "1", ccl25.principal, ccl25.others[:5])
    with pytest.raises(DataError, match="lacks"):
        next(examples(1, 1, small))


def test_plain_mention_is_often_false_where_it_is_in_life(ccl25: Scope, invented: Invented) -> None:
    finder = Finder(ccl25.all_codes)
    mentioned = [
        "R91.x00x003" in example.gold.other_codes
        for example in invented
        if any(
            m.code.code == "R91.x00x003" and m.assertion is not Assertion.NEGATED for m in finder.find(example.record)
        )
    ]
    assert 0.25 < mentioned.count(False) / len(mentioned) < 0.8
