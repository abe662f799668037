"""CoT-first: where in the reasoning a title stands."""

from trainer.rewards.shaping import names_title_early, words_and_marks

TITLE = "Heart Failure and Shock with MCC"


def test_a_title_within_the_first_tokens_is_seen_in_any_case_and_over_line_ends():
    reasoning = "This is HEART FAILURE and\nshock  with mcc, surely."

    assert names_title_early(reasoning, [TITLE], 50)


def test_a_title_that_ends_after_them_is_not():
    reasoning = "The patient has oedema. " * 9 + TITLE

    assert not names_title_early(reasoning, [TITLE], 50)
    assert names_title_early(reasoning, [TITLE], 51)


def test_a_title_inside_longer_words_does_not_stand_there():
    assert not names_title_early("Uncomplicated Peptic Ulcer with MCC", ["Complicated Peptic Ulcer with MCC"], 50)
    assert not names_title_early("Heart Transplants", ["Heart Transplant"], 50)
    assert names_title_early("Heart Transplants or a Heart Transplant", ["Heart Transplant"], 50)


def test_tokens_are_those_of_the_tokenizer_given():
    assert names_title_early("Sepsis", ["Sepsis"], 1)
    assert not names_title_early("Sepsis", ["Sepsis"], 5, pieces=list)
    assert names_title_early("Sepsis", ["Sepsis"], 6, pieces=list)


def test_words_and_marks_put_together_are_the_text():
    text = "Acute MI (NSTEMI), >96 hours: 2nd stay."

    assert "".join(words_and_marks(text)) == text
