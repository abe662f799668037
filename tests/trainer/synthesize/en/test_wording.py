"""Templates become words, and marks become spans."""

from app.coding.example import Span
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.letter import mistyped
from trainer.synthesize.en.wording import agreed, capital, fill, holes_of, listed, mark, mark_bracketed, unmarked


def test_choices_numbers_and_holes_are_filled():
    assert fill("<a|a> {#3-3} {#12-12}/10 {name} {Name}", Chance("x"), {"name": "gout"}) == "a 3 1.2 gout Gout"


def test_a_template_names_its_holes():
    assert holes_of("{Name} and {#2-3} {detail}") == {"name", "detail"}


def test_marks_become_spans_at_the_words():
    text, spans = unmarked(
        "Hospital Course", f"He had {mark('gout', ['M10.9'])} and {mark('CKD', ['N18.4', 'I12.9'])}."
    )

    assert text == "He had gout and CKD."
    assert spans == [
        Span("Hospital Course", 7, 11, "M10.9"),
        Span("Hospital Course", 16, 19, "N18.4"),
        Span("Hospital Course", 16, 19, "I12.9"),
    ]


def test_brackets_mark_evidence():
    assert unmarked("s", mark_bracketed("[On insulin], doing well", ["Z79.4"]))[1] == [Span("s", 0, 10, "Z79.4")]


def test_a_capital_is_written_behind_a_mark():
    assert unmarked("s", capital(mark("gout", ["M10.9"])))[0] == "Gout"


def test_words_agree_with_the_patient_and_the_number():
    assert agreed("He took his pills for 1 days; a 84-year-old", female=True) == (
        "She took her pills for 1 day; an 84-year-old"
    )
    assert agreed("his 11 days", female=False) == "his 11 days"


def test_lists_are_joined():
    assert (listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")) == ("a", "a and b", "a, b or c")


def test_a_word_is_mistyped_alike_wherever_it_stands():
    first, second = mistyped("because, and because", Chance("x"), 1.0).split(", and ")

    assert first == second != "because"


def test_mistyped_evidence_keeps_its_span():
    text, (span,) = unmarked("s", mistyped(f"has {mark('pneumonia', ['J18.9'])} again", Chance("x"), 2.0))

    assert text[span.start : span.end] not in {"", "pneumonia"}
    assert text[: span.start] == "has "


def test_a_named_draw_does_not_depend_on_the_draws_beside_it():
    chance = Chance("x")
    alone = chance.of("a").number()
    chance.of("b").number()

    assert chance.of("a").number() == alone


def test_a_weighted_draw_keeps_to_the_weights():
    chance = Chance("x")

    assert {chance.weighted({"a": 0.0, "b": 1.0}) for _ in range(20)} == {"b"}
