"""How often this site's finished records hold each code: what search results are ranked by."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Uses:
    """In how many finished records a code is the principal, and in how many an other."""

    as_principal: int = 0
    as_other: int = 0


class CodeUses:
    """Counts final codes, in the transaction that finishes or reopens a record."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, codes: CodeSet, by: int) -> None:
        """Count a code set in (by = 1) or out (by = -1)."""
        rows = [(codes.principal.code, by, 0)] if codes.principal else []
        rows += [(diagnosis.code, 0, by) for diagnosis in codes.others]
        for code, as_principal, as_other in rows:
            self._connection.write(
                "INSERT INTO code_uses (book, code, as_principal, as_other) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (book, code) DO UPDATE SET as_principal = as_principal + excluded.as_principal, "
                "as_other = as_other + excluded.as_other",
                (code.book, code.code, as_principal, as_other),
            )

    def of(self, codes: Iterable[Code]) -> dict[Code, Uses]:
        """Return the uses of these codes; those never used are not in it."""
        return {code: uses for code in codes if (uses := self._uses(code)) is not None}

    def counts(self) -> dict[tuple[str, str], int]:
        """Return (book, code) → in how many finished records it is, for every code there is."""
        rows = self._connection.rows("SELECT book, code, as_principal + as_other FROM code_uses")
        return {(book, code): count for book, code, count in rows if count > 0}

    def _uses(self, code: Code) -> Uses | None:
        row = self._connection.one(
            "SELECT as_principal, as_other FROM code_uses WHERE book = ? AND code = ?", (code.book, code.code)
        )
        return Uses(row[0], row[1]) if row and (row[0] or row[1]) else None
