"""What a split must not part."""

from app.coding.example import Origin
from tests.trainer.cases import drg_example, example
from trainer.dataset.kin import class_of, labels_of, units_of


def _members(*examples):
    return [unit.members for unit in units_of(examples)]


def test_a_variant_stays_with_its_parent_and_its_siblings():
    variants = [example(name, parent_id="P", origin=Origin.VARIANT) for name in ("V1", "V2")]

    assert _members(variants[0], example("P"), variants[1]) == [("V1", "P", "V2")]
    assert _members(*variants) == [("V1", "V2")]


def test_a_contrast_pair_and_a_patients_stays_stay_together():
    assert _members(drg_example("A", group="pair"), drg_example("B"), drg_example("C", group="pair")) == [
        ("A", "C"),
        ("B",),
    ]


def test_the_same_text_twice_stays_together_whatever_its_blanks():
    first = example("R1")
    spaced = {section.name: f" {section.text}\n" for section in first.record.sections}
    again = type(first.record).of("R2", spaced)

    assert _members(first, type(first)(again, first.gold)) == [("R1", "R2")]


def test_groups_chain():
    examples = (example("A", group="x"), example("B", group="x"), example("C", parent_id="B"), example("D"))

    assert _members(*examples) == [("A", "B", "C"), ("D",)]


def test_labels_tell_a_principal_from_the_same_code_as_other():
    assert labels_of(example(principal="I20.000", others=("I50.900x018",))) == {
        "class I20.000",
        "other I50.900x018",
    }
    assert class_of(example(principal=None)) == "不在范围内"
    assert labels_of(drg_example(drg="291")) == {"class 291"}


def test_a_unit_counts_how_many_of_its_members_carry_a_label():
    (unit,) = units_of((example("A", group="x"), example("B", group="x", others=())))

    assert unit.labels == {"class I20.000": 2, "other E11.900": 1}
