"""Nothing leaves for the trainer that still names patients."""

from pathlib import Path

import pytest

from app.errors import InputError
from app.exchange.handover import export_corrections
from tests.builders import record


def test_corrections_are_refused_until_they_can_be_de_identified(tmp_path: Path):
    out = tmp_path / "corrections.zip"

    with pytest.raises(InputError, match="de-identif"):
        export_corrections([record()], out)

    assert not out.exists()
