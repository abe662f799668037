"""The model-free reader on small invented stays: principal, others, refusals, and the contract it answers in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.completion import Fragment, Source
from app.coding.mentions import Finder
from app.coding.record import SECTIONS_ZH, Record
from app.coding.scope import Task
from app.coding.suggest import Suggestion, Tier, suggest
from app.inference.reader import RuleReader
from app.knowledge.scopes import load_scope
from app.paths import resources
from tests import builders

SCOPE = load_scope()
FINDER = Finder(SCOPE.all_codes)
READER = RuleReader()


def read(**texts: str) -> Suggestion:
    return suggest(Record.of("r", texts), SCOPE, READER, FINDER)


def principal(suggestion: Suggestion) -> str | None:
    return suggestion.principal.code.code if suggestion.principal else None


def others(suggestion: Suggestion) -> set[str]:
    return {candidate.code.code for candidate in suggestion.others}


UNSTABLE = {
    "主诉": "发作性胸闷2年余，加重1周",
    "入院诊断": "1.冠状动脉粥样硬化性心脏病 不稳定型心绞痛 2.高血压病（3级 很高危） 3.2型糖尿病",
    "诊疗经过": "肌钙蛋白I 0.012ng/ml。冠脉造影：左主干未见狭窄，前降支近段狭窄约80%，于前降支植入支架1枚。",
}
CLEAN = "冠脉造影：左主干未见狭窄，左前降支未见明显狭窄，左回旋支未见明显狭窄，右冠状动脉未见明显狭窄。"


@pytest.mark.parametrize(
    ("expected", "texts"),
    [
        ("I20.000", UNSTABLE),
        ("I20.000", UNSTABLE | {"入院诊断": "冠心病不稳定型心绞痛，高血压病3级很高危", "诊疗经过": "好转出院。"}),
        ("I20.800x007", UNSTABLE | {"诊疗经过": CLEAN}),
        (
            "I20.800x007",
            {
                "主诉": "间断胸痛1月",
                "入院诊断": "1.胸痛待查 冠心病？",
                "诊疗经过": "冠状动脉CTA：前降支中段肌桥，管腔轻度狭窄，余血管未见明显异常。",
            },
        ),
        ("I21.401", UNSTABLE | {"诊疗经过": "血清高敏肌钙蛋白I测定 2350.6pg/ml↑。造影示三支病变，建议搭桥。"}),
        (
            "I21.401",
            {
                "主诉": "胸闷憋气1天",
                "入院诊断": "急性冠脉综合征",
                "诊疗经过": "肌钙蛋白I 5.36ng/ml，心电图无ST段抬高。",
            },
        ),
        (
            "I21.401",
            {"主诉": "胸痛3小时", "入院诊断": "1.急性非ST段抬高型心肌梗死 Killip II级 2.高血压病3级（极高危）"},
        ),
        (
            "I50.900x018",
            {
                "主诉": "活动后憋喘3年，加重1周",
                "入院诊断": "1.冠心病 不稳定型心绞痛 心力衰竭 心功能III级（NYHA分级）",
                "诊疗经过": "BNP 2300pg/ml，全心扩大。",
            },
        ),
        ("I50.900x018", {"主诉": "喘憋2周", "诊疗经过": "诊断为慢性心力衰竭急性加重，给予利尿。BNP 3000pg/ml。"}),
        (
            "I10.x00x032",
            {
                "主诉": "头晕1周",
                "入院诊断": "1.高血压病3级（极高危） 2.2型糖尿病",
                "现病史": "血压190/110mmHg，无胸痛。",
            },
        ),
        (
            "I10.x00x032",
            {"主诉": "胸闷、头痛3天", "入院诊断": "高血压病 3级 很高危；冠心病？", "诊疗经过": "冠脉CTA未见明显异常。"},
        ),
    ],
)
def test_principal(expected: str, texts: dict[str, str]):
    assert principal(read(**texts)) == expected


@pytest.mark.parametrize(
    "texts",
    [
        {"主诉": "突发胸痛3小时", "入院诊断": "1.急性ST段抬高型前壁心肌梗死", "诊疗经过": "前降支闭塞，植入支架1枚。"},
        {
            "主诉": "突发胸背部撕裂样疼痛",
            "入院诊断": "1.主动脉夹层 2.高血压病3级（极高危）",
            "诊疗经过": "行腔内修复术。",
        },
        {"主诉": "转移性右下腹痛1天", "入院诊断": "急性阑尾炎", "既往史": "高血压病史10年，冠心病5年。"},
        {"主诉": "心悸半天", "入院诊断": "心律失常 阵发性室上性心动过速", "诊疗经过": "行射频消融术。"},
        {"主诉": "咳嗽", "现病史": "否认高血压、冠心病。"},
        {"主诉": "头晕、意识障碍", "现病史": "头部CT示“颅内出血”。高血压病10余年，收缩压波动于150-200mmHg。"},
    ],
)
def test_out_of_scope(texts: dict[str, str]):
    suggestion = read(**texts)
    assert suggestion.out_of_scope
    assert principal(suggestion) is None


def test_angina_brings_the_coronary_disease_and_what_is_listed():
    assert {"I25.103", "I10.x00x032", "E11.900"} <= others(read(**UNSTABLE))


def test_unnamed_type_of_diabetes_is_read_as_type_two_and_diet_as_nothing():
    assert "E11.900" in others(read(**UNSTABLE | {"入院诊断": "1.冠心病 不稳定型心绞痛", "既往史": "糖尿病5年。"}))
    none = UNSTABLE | {"入院诊断": "1.冠心病 不稳定型心绞痛", "出院医嘱": "低盐低脂糖尿病饮食。"}
    assert "E11.900" not in others(read(**none))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("高血压病（2级，很高危）", "I10.x00x028"),
        ("高血压病1级 极高危", "I10.x00x024"),
        ("高血压病Ⅱ级（高危）", "I10.x00x027"),
        ("3级高血压（极高危）", "I10.x00x032"),
    ],
)
def test_one_hypertension_code_by_grade_and_risk(words: str, code: str):
    found = others(read(**UNSTABLE | {"入院诊断": f"1.冠心病 不稳定型心绞痛 2.{words}"}))
    assert {name for name in found if name.startswith("I10")} == {code}


def test_an_unnamed_grade_follows_the_highest_pressure():
    texts = UNSTABLE | {"入院诊断": "1.冠心病 不稳定型心绞痛 2.高血压病", "入院情况": "BP 165/95mmHg，血压130/80mmHg。"}
    assert "I10.x00x028" in others(read(**texts))


def test_pulmonary_hypertension_is_no_hypertension():
    found = others(read(**UNSTABLE | {"入院诊断": "1.冠心病 不稳定型心绞痛 2.肺动脉高血压"}))
    assert not any(code.startswith("I10") for code in found)


def test_what_is_denied_suspected_or_a_relatives_is_not_coded():
    texts = UNSTABLE | {
        "入院诊断": "1.冠心病 不稳定型心绞痛 2.肺部感染？",
        "既往史": "否认高血压、糖尿病、脑梗死病史。",
        "家族史": "父亲患脑梗死。",
        "诊疗经过": "双肺未见结节，肝内未见囊肿，颈动脉未见明显斑块。",
    }
    assert others(read(**texts)) == {"I25.103"}


def test_failure_keeps_angina_class_and_rhythm_as_others():
    found = others(
        read(
            主诉="憋喘1周",
            入院诊断="1.冠心病 不稳定型心绞痛 心力衰竭 心功能III级（NYHA分级） 2.心律失常 心房颤动 3.肺部感染",
        )
    )
    assert {"I20.000", "I50.900x008", "I49.900", "I48.x01", "J98.414", "I25.103"} <= found


def test_in_a_whole_record_few_others_speak_against_unstable_angina():
    few = {"主诉": "胸闷1周", "现病史": "患者神志清，精神可。" * 90, "入院诊断": "1.冠心病 不稳定型心绞痛"}
    more = " 2.高血压病3级 很高危 3.2型糖尿病 4.高脂血症 5.心律失常 室性早搏 6.脂肪肝 7.颈动脉硬化"
    assert principal(read(**few)) == "I20.800x007"
    assert principal(read(**few | {"入院诊断": few["入院诊断"] + more})) == "I20.000"


def test_quotes_stand_in_the_record_as_it_was_typed():
    suggestion = read(主诉="胸痛1天", 入院诊断="1.急性非ＳＴ段抬高型心肌梗死 2.心律失常 频发的室性早博")
    assert principal(suggestion) == "I21.401"
    quoted = {evidence.text for candidate in suggestion.others for evidence in candidate.evidence}
    assert "频发的室性早博" in quoted


def test_an_infarct_with_congestion_has_acute_failure():
    found = others(
        read(
            主诉="胸痛伴憋喘1天",
            入院诊断="1.急性非ST段抬高型心肌梗死 Killip II级",
            诊疗经过="BNP 1260pg/ml，给予呋塞米利尿。",
        )
    )
    assert {"I50.907", "I50.900x014", "I25.103"} <= found


def test_no_pair_that_the_label_sets_exclude():
    texts = UNSTABLE | {
        "入院诊断": "1.冠心病 不稳定型心绞痛 心律失常 阵发性心房颤动 心房颤动 2.脑梗死 陈旧性脑梗死 3.肺炎 肺部感染",
    }
    found = others(read(**texts))
    for pair in ({"I48.x01", "I48.x02"}, {"I63.900", "I69.300x002"}, {"J18.900", "J98.414"}):
        assert len(found & pair) == 1


def test_every_answer_is_well_formed_and_read_once():
    suggestion = read(**UNSTABLE)
    assert [vote.task for vote in suggestion.votes] == [Task.PRINCIPAL, Task.OTHERS]
    assert all(vote.answer.well_formed for vote in suggestion.votes)
    assert suggestion.model.source is Source.RULES
    assert suggestion.rationale[Task.PRINCIPAL].splitlines()[-1].startswith("规则：")


def test_the_reasons_reach_the_listener_per_task():
    heard: list[Fragment] = []
    suggest(Record.of("r", UNSTABLE), SCOPE, READER, FINDER, on_text=heard.append)
    assert [fragment.task for fragment in heard] == [Task.PRINCIPAL, Task.OTHERS]


def test_another_scope_is_read_by_what_the_record_affirms():
    scope = builders.scope()
    record = builders.record(入院诊断="1.不稳定性心绞痛 2.高血压病3级（极高危）")
    suggestion = suggest(record, scope, READER, Finder(scope.all_codes))
    assert principal(suggestion) == "I20.000"
    assert {"I10.x00x032", "E11.900"} <= others(suggestion)


def test_an_empty_record_is_out_of_scope():
    reading = READER.read(Record.of("r", {}), SCOPE)
    assert (reading.principal, reading.others) == (None, ())


@given(
    st.lists(
        st.sampled_from(
            [
                "1.",
                "冠心病",
                "不稳定型心绞痛",
                "高血压病",
                "3级",
                "极高危",
                "（",
                "）",
                "，",
                "。",
                "」",
                "\n",
                "狭窄",
                "80%",
                "肌钙蛋白I",
                "0.5ng/ml↑",
                "否认",
                "180/110mmHg",
                "心功能",
                "III级",
                "钾",
                "2.9mmol/L",
                "😀",
                "￥",
                "<answer>",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_is_answered_and_all_that_is_suggested_has_evidence(pieces: list[str]):
    text = "病" + "".join(pieces)
    suggestion = read(主诉=text, 入院诊断=text, 诊疗经过=text)
    assert all(vote.answer.well_formed for vote in suggestion.votes)
    assert all(candidate.evidence for candidate in suggestion.candidates)
    assert {candidate.code for candidate in suggestion.others} == set(suggestion.agreed_others)


def test_the_demo_records_keep_evidence_for_every_suggestion():
    for path in sorted((resources() / "demo" / "records").glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        suggestion = read(**{name: content.get(name) or "" for name in SECTIONS_ZH})
        shown = [suggestion.principal, *suggestion.others]
        assert all(candidate.evidence and candidate.tier is Tier.SUGGESTED for candidate in shown if candidate)
        assert len(suggestion.agreed_others) == len(suggestion.others)


def test_foreign_case_texts_are_read_without_evidence_missing(testdata: Path):
    cases = json.loads((testdata / "cmb_clin" / "cmb_clin.json").read_text(encoding="utf-8"))
    suggestions = [read(现病史=case["description"]) for case in cases]
    assert all(candidate.evidence for suggestion in suggestions for candidate in suggestion.candidates)
    assert sum(suggestion.out_of_scope for suggestion in suggestions) >= 0.9 * len(cases)
