"""Which codes an example may carry: a closed list, a whole code book, MS-DRG numbers; and what becomes of the rest."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example
from app.coding.scope import Scope, Task
from app.knowledge.grouping.titles import drg_scope
from app.knowledge.scopes import load_scope
from app.knowledge.tables.index import CodeIndex
from trainer.errors import DataError

INDEX_NAME = "codebooks.db"
Find = Callable[[str], Code | None]


@dataclass(frozen=True, slots=True)
class LabelSpace:
    """What may be coded; `find` gives a principal's or an other's entry, None for a code outside."""

    principal: Find
    others: Find
    books: frozenset[str]
    drgs: frozenset[str] = frozenset()
    outside_principal: Literal["refuse", "out-of-scope"] = "refuse"
    outside_others: Literal["refuse", "drop"] = "refuse"

    @classmethod
    def of_scope(cls, scope: Scope) -> Self:
        """Take the two lists of a scope."""
        principal = {code.code: code for code in scope.codes(Task.PRINCIPAL)}
        others = {code.code: code for code in scope.codes(Task.OTHERS)}
        return cls(principal.get, others.get, frozenset(code.book for code in scope.all_codes))

    @classmethod
    def of_codes(cls, codes: Sequence[Code]) -> Self:
        """Take every code of a book for both tasks."""
        listed = {code.code: code for code in codes}
        return cls(listed.get, listed.get, frozenset(code.book for code in codes))

    def choosing(self, principal: Literal["refuse", "out-of-scope"], others: Literal["refuse", "drop"]) -> Self:
        """Say what becomes of an example whose principal, or one of whose others, is outside."""
        return replace(self, outside_principal=principal, outside_others=others)

    def conformed(self, example: Example) -> Example | str:
        """Return the example with the space's own entries, or why it cannot be learned from."""
        if not any(section.text.strip() for section in example.record.sections):
            return "It has no text in any section."
        if example.drg:
            return self._grouped(example)
        gold = example.gold
        if self._of_other_book(gold):
            return f"Its codes are of another book than {', '.join(sorted(self.books))}."
        principal = self.principal(gold.principal.code.code) if gold.principal else None
        out_of_scope = example.out_of_scope
        if gold.principal and principal is None:
            if self.outside_principal == "refuse":
                return f"Its principal {gold.principal.code.code} is outside the scope."
            out_of_scope = True
        if gold.principal is None and not out_of_scope:
            return "It has no principal and is not marked as outside the scope."
        others, outside = self._others(gold)
        if outside and self.outside_others == "refuse":
            return f"Its others {', '.join(outside)} are outside the scope."
        first = replace(gold.principal, code=principal) if gold.principal and principal else None
        return replace(example, gold=replace(gold, principal=first, others=others), out_of_scope=out_of_scope)

    def _others(self, gold: CodeSet) -> tuple[tuple[Diagnosis, ...], list[str]]:
        """Return the others that may be coded, each once and never the principal, and the codes that may not."""
        found: dict[str, Diagnosis] = {}
        outside: list[str] = []
        for other in gold.others:
            code = self.others(other.code.code)
            if code is None:
                outside.append(other.code.code)
            elif code.code != gold.principal_code:
                found.setdefault(code.code, replace(other, code=code))
        return tuple(found.values()), outside

    def _grouped(self, example: Example) -> Example | str:
        """Accept a record of a known DRG whatever its codes are: only its DRG is asked."""
        number = example.drg.zfill(3)
        if number not in self.drgs:
            return f"Its DRG {example.drg} is none of the version asked for (drg_version)."
        return replace(example, drg=number)

    def _of_other_book(self, gold: CodeSet) -> bool:
        first = (gold.principal,) if gold.principal else ()
        return any(diagnosis.code.book not in ("", *self.books) for diagnosis in (*first, *gold.others))


def open_space(scope: str, index: Path | None, book: str, drg_version: str) -> LabelSpace:
    """Open the space a recipe names: a shipped scope, or a book of an index; with a version's DRG numbers."""
    if index is not None:
        space = LabelSpace.of_codes(book_codes(index, book))
    elif scope:
        space = LabelSpace.of_scope(load_scope(scope))
    else:
        space = LabelSpace.of_codes(())
    if drg_version:
        space = replace(space, drgs=frozenset(code.code for code in drg_scope(drg_version).principal))
    return space


def book_codes(index: Path, book: str) -> tuple[Code, ...]:
    """Return every code of a book; raise DataError when the index is not there, ScopeError when the book is not."""
    with closing(CodeIndex.open(index_file(index))) as opened:
        opened.book(book)
        return tuple(opened.codes(book, leaves_only=False))


def index_file(index: Path) -> Path:
    """Return the file of a code-book index, named itself or by its folder; raise DataError when it is not there."""
    file = index / INDEX_NAME if index.is_dir() else index
    if not file.is_file():
        raise DataError(f"There is no code-book index {file}.", "Name a codebooks.db that `dxdesk codebook` made.")
    return file
