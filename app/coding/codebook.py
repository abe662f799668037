"""A classification in force: codes, names, definitions, and the lookup between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from app.coding.errors import ScopeError


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a classification; equal by code and book."""

    code: str
    name: str
    book: str
    definition: str = field(default="", compare=False, repr=False)
    aliases: tuple[str, ...] = field(default=(), compare=False, repr=False)
    lasting: bool = field(default=False, compare=False, repr=False)
    """Whether a past history of it still states it (chronic disease, implant, old infarction)."""


@dataclass(frozen=True, slots=True)
class CodeBook:
    """A classification with its version; codes are unique, names need not be."""

    book_id: str
    title: str
    version: str
    codes: tuple[Code, ...]
    _by_code: MappingProxyType[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the codes; refuse a code listed twice."""
        by_code = {code.code: code for code in self.codes}
        if len(by_code) != len(self.codes):
            raise ScopeError(f"Code book {self.book_id} lists a code twice.", "Remove the duplicate rows.")
        object.__setattr__(self, "_by_code", MappingProxyType(by_code))

    def __iter__(self) -> Iterator[Code]:
        """Iterate the codes in the book's order."""
        return iter(self.codes)

    def __len__(self) -> int:
        """Count the codes."""
        return len(self.codes)

    def get(self, code: str) -> Code | None:
        """Return the entry of that code, or None."""
        return self._by_code.get(code)

    def select(self, codes: Iterable[str]) -> tuple[Code, ...]:
        """Return the entries of these codes in the order asked; raise ScopeError on an unknown one."""
        found: list[Code] = []
        for code in codes:
            entry = self.get(code)
            if entry is None:
                raise ScopeError(f"{code} is not in {self.title} {self.version}.", "Check the code.")
            found.append(entry)
        return tuple(found)
