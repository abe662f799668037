"""Every writer words every slot, in words of its own."""

import pytest

from app.coding.record import SECTIONS_EN
from trainer.synthesize.en.pack import AREAS, SLOTS, packs
from trainer.synthesize.en.wording import holes_of

ALWAYS_THERE = {"Past Medical History", "Hospital Course"}
"""Where a problem is named when nowhere else."""
NAMED = (
    "course_bare",
    "course_open",
    "course_open_later",
    "course_elective",
    "course_present",
    "course_later",
    "problem",
)


@pytest.mark.parametrize("writer", packs().values(), ids=packs())
def test_a_writer_words_every_slot_with_the_slots_own_holes(writer):
    assert writer.phrases.keys() == SLOTS.keys()
    assert not [
        (slot, phrase)
        for slot, phrases in writer.phrases.items()
        for phrase in phrases
        if not holes_of(phrase) <= SLOTS[slot]
    ]


@pytest.mark.parametrize("writer", packs().values(), ids=packs())
def test_a_writer_names_what_it_tells_of(writer):
    assert all("name" in holes_of(phrase) for slot in NAMED for phrase in writer.phrases[slot])


@pytest.mark.parametrize("writer", packs().values(), ids=packs())
def test_a_writer_leaves_out_known_sections_and_never_the_needed_ones(writer):
    assert writer.leaves_out.keys() <= set(SECTIONS_EN) - ALWAYS_THERE
    assert writer.normal.keys() <= set(AREAS)


def test_writers_do_not_share_their_sentences():
    openings = [set(writer.phrases["hpi_open"]) | set(writer.phrases["course_open"]) for writer in packs().values()]

    assert len(set().union(*openings)) == sum(map(len, openings))
