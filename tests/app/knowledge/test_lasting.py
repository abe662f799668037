"""Categories whose past history still states them."""

import pytest

from app.knowledge.lasting import is_lasting


@pytest.mark.parametrize("code", ["E11.900", "I10", "i25.2", "C16.9", "Z95.501", "J44.1", "N18.32"])
def test_chronic_disease_lasts(code):
    assert is_lasting(code)


@pytest.mark.parametrize("code", ["I20.000", "J18.9", "K35.900", "R07.4", "S72.001A", "O80", "I21.401"])
def test_what_passes_does_not(code):
    assert not is_lasting(code)
