"""From which codes a record is asked: one closed list for all, or those of a whole book that fit this record."""

from dataclasses import dataclass
from typing import Protocol

from app.coding.codebook import Code
from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.versions import Versions, versions_of
from app.review.whole_book import WholeBook


class Scoping(Protocol):
    """Gives each record its scope; what suggestions of it state is known before any record is read."""

    @property
    def style(self) -> Style:
        """Return how records are asked."""
        ...

    @property
    def sample(self) -> Scope:
        """Return a scope of the kind records are asked from, which says whether a model was made for it."""
        ...

    def ready(self) -> None:
        """Make everything ready that all records need, which may take seconds; raise DxDeskError in words."""
        ...

    def of(self, record: Record) -> tuple[Scope, Finder]:
        """Return a record's scope and what finds its names; raise ScopeError when it names nothing of the book."""
        ...


@dataclass(frozen=True, slots=True)
class FixedScoping:
    """Every record from the same list."""

    scope: Scope
    finder: Finder
    style: Style

    @property
    def sample(self) -> Scope:
        """Return the list."""
        return self.scope

    def ready(self) -> None:
        """Need nothing more."""

    def of(self, record: Record) -> tuple[Scope, Finder]:  # noqa: ARG002 - the same for every record
        """Return the list."""
        return self.scope, self.finder


@dataclass(frozen=True, slots=True)
class BookScoping:
    """Every record from the codes that are retrieved for it out of a whole book."""

    book: WholeBook
    style: Style

    @property
    def sample(self) -> Scope:
        """Return a retrieved scope of one entry that stands for the book."""
        from app.knowledge.retrieval import SCOPE_ID  # noqa: PLC0415 - it brings numpy, and a start does not wait

        entry = Code(self.book.book_id, self.book.book_id, self.book.book_id)
        return Scope(SCOPE_ID, self.book.book_id, (entry,), (entry,), fixed=False)

    def ready(self) -> None:
        """Read the book's names once."""
        self.book.prepare()

    def of(self, record: Record) -> tuple[Scope, Finder]:
        """Retrieve the record's codes."""
        scope = self.book.scope_of(record)
        return scope, Finder(scope.all_codes)


def stated_by(scoping: Scoping) -> Versions:
    """Return the versions that every suggestion asked this way states."""
    return versions_of(scoping.sample, scoping.style)
