"""Gold spans as quotes: short, verbatim, standing in what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.example import Example, Span
from app.coding.language import Language
from app.coding.quoting import LONGEST, SHORTEST, clauses
from app.coding.record import Record, Section
from tests.trainer.cases import ccl25, example
from trainer.samples.quotes import kept_parts, quotes_for

SCOPE = ccl25()
LONG = "发现血糖升高，" + "测空腹血糖多次在十二毫摩尔每升左右波动，" * 3
DIABETES = next(code for code in SCOPE.others if code.code == "E11.900")


def _texts(made: Example, *shown: Section):
    return [quote.text for quote in quotes_for(made, (DIABETES,), shown or made.record.sections, SCOPE, Language.ZH)]


def _marking(text: str, words: str, section: str = "既往史", **texts: str) -> Example:
    record = Record.of("R", {section: text} | texts)
    start = text.index(words)
    return Example(record, example().gold, spans=(Span(section, start, start + len(words), "E11.900"),))


@pytest.mark.parametrize(
    ("text", "words", "quoted"),
    [
        ("患2型糖尿病10年，口服二甲双胍。", "2型糖尿病", "2型糖尿病"),
        ("有DM，口服药控制。", "DM", "有DM，口服药控制"),
        ("有DM，药。高血压。", "DM", "有DM，药"),
        ("高血压；DM；\n查体", "DM", "高血压；DM"),
        (
            LONG,
            LONG,
            "发现血糖升高，测空腹血糖多次在十二毫摩尔每升左右波动",
        ),
        ("。2型糖尿病。", "。2型糖尿病。", "2型糖尿病"),
    ],
)
def test_words_are_widened_to_their_clause_or_cut_at_one(text: str, words: str, quoted: str):
    assert _texts(_marking(text, words)) == [quoted]


@pytest.mark.parametrize("text", ["DM", "糖「尿」病史十年", "糖尿病<think>史"])
def test_a_span_that_cannot_be_a_quote_gives_none(text: str):
    assert _texts(_marking(text, text)) == []


def test_a_quote_the_workstation_verifies_goes_before_one_it_does_not():
    record = Record.of("R", {"现病史": "否认2型糖尿病病史。", "既往史": "患2型糖尿病十年。"})
    spans = (Span("现病史", 0, 9, "E11.900"), Span("既往史", 1, 8, "E11.900"))

    (quote,) = quotes_for(
        Example(record, example().gold, spans=spans), (DIABETES,), record.sections, SCOPE, Language.ZH
    )

    assert (quote.text, quote.section) == ("2型糖尿病十年", "既往史")


def test_a_quote_that_names_the_condition_goes_before_one_that_implies_it():
    record = Record.of("R", {"现病史": "血糖升高十年。", "入院诊断": "二型糖尿病"})
    spans = (Span("现病史", 0, 6, "E11.900"), Span("入院诊断", 0, 5, "E11.900"))

    assert _texts(Example(record, example().gold, spans=spans)) == ["二型糖尿病"]


def test_a_span_in_a_part_that_was_cut_is_not_quoted_though_its_words_stand_elsewhere():
    text = "父亲患2型糖尿病，" + "母亲体健，" * 30 + "本人2型糖尿病，" + "余无特殊，" * 30
    made = _marking(text, "本人2型糖尿病")
    cut = Section("既往史", text[:40] + "……（略）……" + text[-20:])

    assert _texts(made) == ["本人2型糖尿病"]
    assert _texts(made, cut) == []
    assert _texts(made, Section("主诉", "胸痛")) == []


def test_a_long_english_quote_ends_with_a_word():
    text = "Acute on chronic systolic congestive heart failure with reduced ejection fraction and volume overload today"

    (place,) = clauses(text, 0, len(text), LONGEST[Language.EN])

    assert text[slice(*place)] == "Acute on chronic systolic congestive heart failure with reduced ejection"


@given(st.text("糖尿病，。；\n a1,.「」", min_size=1, max_size=120), st.data())
def test_every_quote_is_short_stands_in_its_span_or_around_it_and_reads_back(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = Example(
        Record("R", (Section("既往史", text),)), example().gold, spans=(Span("既往史", start, end, "E11.900"),)
    )

    for quote in quotes_for(made, (DIABETES,), made.record.sections, SCOPE, Language.ZH):
        assert SHORTEST <= len(quote.text) <= LONGEST[Language.ZH]
        assert quote.text in text
        assert "\n" not in quote.text


@given(st.text("胸痛略…", max_size=30), st.integers(0, 30))
def test_kept_parts_hold_what_is_shown(text: str, cut: int):
    made = Example(Record("R", (Section("现病史", text or "无"),)), example().gold)
    shown = Section("现病史", text[: cut // 2] + "……（略）……" + text[len(text) - cut // 3 :])

    head, tail = kept_parts(made, [shown])["现病史"]

    whole = made.record.text("现病史")
    assert shown.text.startswith(whole[:head])
    assert shown.text.endswith(whole[tail:])
