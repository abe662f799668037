"""What leaves for the trainer: nothing yet, because corrections carry patients' text and nothing removes it so far."""

from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from app.coding.record import Record
from app.errors import InputError


def export_corrections(records: Iterable[Record], out: Path) -> NoReturn:
    """Refuse: corrections leave the workstation only de-identified, and DxDesk cannot de-identify yet."""
    del records
    raise InputError(
        f"No corrections were written to {out}: they would carry patients' text as it is.",
        "This version cannot de-identify records, and corrections leave the workstation only de-identified.",
    )
