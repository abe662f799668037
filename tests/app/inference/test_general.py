"""The model-free reading of a retrieved scope: what is coded, what leads, and what the cardiology rules still say."""

import pytest

from app.coding.codebook import Code
from app.coding.errors import PromptTooLongError
from app.coding.mentions import Finder
from app.coding.prompt import Layout, Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import Suggestion, ask, suggest
from app.inference.reader import RuleReader
from app.knowledge.scopes import load_scope
from tests import builders

BOOK = "国家临床版2.0"
NAMES = {
    "K25.901": "胃溃疡",
    "K35.900": "急性阑尾炎",
    "K92.208": "上消化道出血",
    "N40.x00": "前列腺增生",
    "J44.100": "慢性阻塞性肺病伴急性加重",
    "J44.900": "慢性阻塞性肺病",
    "R07.400": "胸痛",
    "R10.400": "腹痛",
    "B99.x00x001": "感染",
}
LASTING = {"K25.901", "N40.x00", "J44.100", "J44.900"}
ENGLISH = {
    "J18.9": "Pneumonia, unspecified organism",
    "I10": "Essential (primary) hypertension",
    "E11.9": "Type 2 diabetes mellitus without complications",
    "R07.9": "Chest pain, unspecified",
}
READER = RuleReader()


def listed(names: dict[str, str], book: str = BOOK, lasting: frozenset[str] = frozenset(LASTING)) -> Scope:
    codes = tuple(Code(code, name, book, lasting=code in lasting) for code, name in names.items())
    return Scope("retrieved", book, codes, codes, fixed=False)


def read(scope: Scope, **texts: str) -> Suggestion:
    named = {name.replace("_", " "): text for name, text in texts.items()}
    return suggest(Record.of("R", named), scope, READER, Finder(scope.all_codes))


def principal(made: Suggestion) -> str | None:
    return made.principal.code.code if made.principal else None


def others(made: Suggestion) -> set[str]:
    return {candidate.code.code for candidate in made.others}


def test_the_first_listed_diagnosis_leads_and_the_others_follow():
    made = read(listed(NAMES), 入院诊断="1.急性阑尾炎 2.前列腺增生")
    assert (principal(made), others(made)) == ("K35.900", {"N40.x00"})


def test_the_closing_list_goes_before_the_opening_one():
    made = read(listed(NAMES), 入院诊断="1.腹痛待查 2.前列腺增生", 出院诊断="1.急性阑尾炎 2.前列腺增生")
    assert principal(made) == "K35.900"


def test_what_is_acute_leads_its_item():
    assert principal(read(listed(NAMES), 入院诊断="1.胃溃疡 上消化道出血 2.前列腺增生")) == "K92.208"


def test_a_symptom_leads_only_where_no_disease_is_listed():
    assert principal(read(listed(NAMES), 入院诊断="1.腹痛 2.急性阑尾炎")) == "K35.900"
    assert principal(read(listed(NAMES), 入院诊断="1.胸痛")) == "R07.400"


def test_a_symptom_or_a_bare_infection_outside_the_list_is_not_coded():
    made = read(listed(NAMES), 主诉="腹痛1天", 入院诊断="1.急性阑尾炎", 诊疗经过="予抗感染治疗，腹痛缓解，感染控制")
    assert others(made) == set()


def test_what_is_denied_suspected_or_a_relatives_is_not_coded():
    made = read(listed(NAMES), 入院诊断="1.急性阑尾炎 2.胃溃疡？", 既往史="否认慢性阻塞性肺病", 家族史="父亲前列腺增生")
    assert others(made) == set()


def test_the_less_specific_code_of_a_category_gives_way():
    made = read(listed(NAMES), 入院诊断="1.慢性阻塞性肺病伴急性加重", 既往史="慢性阻塞性肺病10年")
    assert (principal(made), others(made)) == ("J44.100", set())


def test_a_lasting_condition_of_the_history_is_coded_and_a_past_acute_one_is_not():
    made = read(listed(NAMES), 入院诊断="1.上消化道出血", 既往史="前列腺增生5年，2年前急性阑尾炎")
    assert others(made) == {"N40.x00"}


def test_every_answer_holds_its_evidence():
    made = read(listed(NAMES), 入院诊断="1.急性阑尾炎 2.前列腺增生")
    assert all(candidate.evidence for candidate in made.candidates)
    assert all(vote.answer.well_formed for vote in made.votes)


@pytest.mark.parametrize(
    "texts",
    [
        {"Discharge_Diagnoses": "1. Pneumonia\n2. Hypertension"},
        {"Hospital_Course": "Treated for pneumonia with ceftriaxone.", "Past_Medical_History": "Hypertension."},
    ],
)
def test_english_records_are_led_by_their_discharge_diagnoses_or_course(texts):
    scope = listed(ENGLISH, "ICD-10-CM 2026-04", frozenset({"I10", "E11.9"}))
    made = read(scope, **texts)
    assert (principal(made), others(made)) == ("J18.9", {"I10"})
    assert all(vote.answer.well_formed for vote in made.votes)


def test_codes_the_cardiology_rules_know_are_left_to_them():
    fixed = load_scope()
    texts = {
        "主诉": "发作性胸闷2年余，加重1周",
        "入院诊断": "1.冠状动脉粥样硬化性心脏病 不稳定型心绞痛 2.2型糖尿病 3.前列腺增生",
        "诊疗经过": "肌钙蛋白I 0.012ng/ml。冠脉造影：前降支近段狭窄约80%，植入支架1枚。",
    }
    more = Code("N40.x00", "前列腺增生", BOOK, lasting=True)
    scope = Scope("retrieved", BOOK, (*fixed.all_codes, more), (*fixed.all_codes, more), fixed=False)
    by_rules = suggest(Record.of("R", texts), fixed, READER, Finder(fixed.all_codes))
    made = read(scope, **texts)
    assert principal(made) == principal(by_rules) == "I20.000"
    assert others(made) == others(by_rules) | {"N40.x00"}


def test_a_scope_of_60000_codes_is_read_by_rules_and_refused_in_words_by_a_model():
    many = {f"A{n // 1000:02}.{n % 1000:03}": f"第{n}号病" for n in range(60_000)}
    scope = listed(many | NAMES)
    record = Record.of("R", {"入院诊断": "1.急性阑尾炎 2.前列腺增生 3.第59999号病"})
    made = suggest(record, scope, READER, Finder(scope.all_codes))
    assert (principal(made), others(made)) == ("K35.900", {"N40.x00", "A59.999"})
    with pytest.raises(PromptTooLongError, match="leave no room"):
        suggest(record, scope, builders.ScriptedModel(), Finder(scope.all_codes))


def test_two_hundred_mentions_give_a_bounded_answer():
    many = {f"A{n:02}.000": f"第{n}号疾病" for n in range(100, 300)}
    made = read(listed(many), 入院诊断="、".join(many.values()))
    assert len(others(made)) <= 25


def test_a_model_answers_from_a_retrieved_scope_in_the_record_first_layout():
    style = Style(Layout.RECORD_FIRST)
    record = Record.of("R", {"入院诊断": "1.急性阑尾炎 2.前列腺增生"})
    scope = listed(NAMES)
    model = builders.ScriptedModel()
    made = suggest(record, scope, model, Finder(scope.all_codes), style=style)
    assert (principal(made), others(made)) == ("K35.900", {"N40.x00"})
    assert all(candidate.votes == 3 for candidate in (made.principal, *made.others) if candidate)
    prompt = ask(record, scope, model, style, 64).requests[0].messages[-1].content
    assert prompt.index("1.急性阑尾炎") < prompt.index("主要诊断列表")
