"""Tables as a person reads them."""

from trainer.synthesize.tables import Table, percent


def test_a_table_as_markdown():
    table = Table("Title", ("what", "synthetic", "real"), (("a|b", 12.34, None), ("c", 0.5, 3)), "Note.")

    assert table.markdown() == (
        "## Title\n\nNote.\n\n| what | synthetic | real |\n|---|---:|---:|\n| a¦b | 12.3 | – |\n| c | 0.5 | 3 |\n"
    )


def test_an_empty_table_says_so():
    assert Table("Title", ("what",), ()).markdown() == "## Title\n\nNothing to show.\n"


def test_a_share_of_nothing_is_none():
    assert percent(0, 0) is None
    assert percent(1, 3) == 33.3
