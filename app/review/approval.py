"""An expert approves: bad case + its variants → one chosen or none, stored and audited in one transaction per act.

One of a case's variants is chosen; choosing another withdraws the first. An approval is given for one text, so mending
the text voids it. Only what is approved leaves (`approved_bundle`), round by round and batch by batch as it came.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.coding.bundle import Bundle
from app.coding.decision import Actor, Role
from app.coding.mending import mend
from app.coding.rewrite import Approval, BadCase, RejectWhy, Standing, Variant, approved_bundle
from app.errors import InputError
from app.store.approvals import ApprovalAct, Change, StoredVariant
from app.store.database import Store


class CaseStanding(StrEnum):
    """Where a bad case stands: one of its variants is chosen, none is (all are rejected), or it is open."""

    OPEN = "open"
    CHOSEN = "chosen"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One bad case in the list; `position` counts from 0 in the order they came in, the others count variants."""

    case_id: str
    round: int
    batch: str
    variants: int
    passed: int
    rejected: int
    standing: CaseStanding
    position: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A variant with the text in force (`edited`: the expert's), and what the expert said of it, if anything."""

    variant: Variant
    approval: Approval | None
    edited: bool

    @property
    def standing(self) -> Standing:
        """Return where the variant stands."""
        return self.approval.standing if self.approval else Standing.PENDING


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A bad case on the screen, with its variants in the order they came in."""

    case: BadCase
    variants: tuple[Judged, ...]

    @property
    def chosen(self) -> Judged | None:
        """Return the variant that is chosen, None while there is none."""
        return next((each for each in self.variants if each.standing is Standing.APPROVED), None)

    @property
    def standing(self) -> CaseStanding:
        """Return where the case stands."""
        rejected = sum(each.standing is Standing.REJECTED for each in self.variants)
        return _standing(len(self.variants), int(self.chosen is not None), rejected)


def utc_now() -> str:
    """Return the time in UTC as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class ApprovalSession:
    """One reviewer's work on a store; use it on the store's thread."""

    def __init__(self, store: Store, reviewer: str, now: Callable[[], str] = utc_now) -> None:
        """Work as the named expert on an open store; raise InputError when nobody is named."""
        if not reviewer.strip():
            raise InputError("An approval names its reviewer.", "Enter your name first.")
        self._store = store
        self._actor = Actor(reviewer.strip(), Role.EXPERT)
        self._now = now
        self.last_undone: tuple[str, int, str] | None = None
        """Case, round and batch of the step taken back last: where the page should go."""

    @property
    def reviewer(self) -> str:
        """Return the name of who approves."""
        return self._actor.name

    @property
    def actor(self) -> Actor:
        """Return who approves, as the audit names them."""
        return self._actor

    def cases(self) -> list[CaseLine]:
        """List every bad case with where it stands, in the order they came in."""
        return [
            CaseLine(
                each.case_id,
                each.round,
                each.batch,
                each.variants,
                each.passed,
                each.rejected,
                _standing(each.variants, each.approved, each.rejected),
                position,
            )
            for position, each in enumerate(self._store.variants.counts())
        ]

    def open(self, case_id: str, of_round: int | None = None, of_batch: str | None = None) -> OpenCase:
        """Show a case of a round and batch, the newest when none is named; raise InputError without such a case."""
        return self._opened(self._store.variants.case_row(case_id, of_round, of_batch))

    def _opened(self, case_row: int) -> OpenCase:
        judged = tuple(
            Judged(each.variant, each.approval, each.edited) for each in self._store.approvals.of_case(case_row)
        )
        return OpenCase(self._store.variants.case(case_row), judged)

    def approve(self, variant_id: str, score: int | None = None, note: str = "") -> OpenCase:
        """Choose this variant, saying how close in meaning it is (1 to 5); the one chosen before is withdrawn."""
        with self._store.transaction():
            chosen = self._store.approvals.get(variant_id)
            earlier = [
                Change(each, ApprovalAct.WITHDRAW, Standing.PENDING)
                for each in self._siblings(chosen)
                if each.variant_row != chosen.variant_row and _stands(each) is Standing.APPROVED
            ]
            return self._act(*earlier, Change(chosen, ApprovalAct.APPROVE, Standing.APPROVED, score, note=note))

    def reject(self, variant_id: str, why: RejectWhy, note: str = "") -> OpenCase:
        """Turn one variant down; it is no longer chosen if it was."""
        with self._store.transaction():
            turned_down = self._store.approvals.get(variant_id)
            return self._act(Change(turned_down, ApprovalAct.REJECT, Standing.REJECTED, why=why, note=note))

    def none_of(
        self,
        case_id: str,
        why: RejectWhy,
        note: str = "",
        of_round: int | None = None,
        of_batch: str | None = None,
    ) -> OpenCase:
        """Turn down every variant of a case that is not rejected yet, in one step."""
        with self._store.transaction():
            case_row = self._store.variants.case_row(case_id, of_round, of_batch)
            left = [
                Change(each, ApprovalAct.REJECT, Standing.REJECTED, why=why, note=note)
                for each in self._store.approvals.of_case(case_row)
                if _stands(each) is not Standing.REJECTED
            ]
            return self._act(*left) if left else self._opened(case_row)

    def edit(self, variant_id: str, sections: Mapping[str, str]) -> OpenCase:
        """Put the expert's own words into sections of a variant; what was said of the old text is void.

        Raises ContractError on a section the variant does not have, or that would be left empty.
        """
        with self._store.transaction():
            before = self._store.approvals.get(variant_id)
            mended = mend(before.variant, sections, self.reviewer)
            if mended == before.variant:
                return self._opened(before.case_row)
            return self._act(Change(before, ApprovalAct.EDIT, Standing.PENDING, text=mended))

    def undo(self) -> bool:
        """Take back this reviewer's last step that stands; say whether there was one that could be taken back."""
        touched = self._store.approvals.undo(self._actor, self._now())
        if touched is None:
            return False
        variant = self._store.approvals.get(touched).variant
        self.last_undone = (variant.case_id, variant.round, variant.batch)
        return True

    def approved_bundle(
        self, about: Mapping[str, str], of_round: int | None = None, of_batch: str | None = None
    ) -> Bundle:
        """Put the chosen variants of a round and batch, or of all, into a bundle with their approvals.

        Raises InputError when a case has two: only the expert can say which of them is meant.
        """
        return approved_bundle(self._chosen(of_round, of_batch), about)

    def _chosen(self, of_round: int | None, of_batch: str | None) -> Iterator[tuple[Variant, Approval]]:
        before: StoredVariant | None = None
        for each in self._store.approvals.approved():
            variant = each.variant
            if of_round not in (None, variant.round) or of_batch not in (None, variant.batch):
                continue
            if before and before.case_row == each.case_row:
                raise InputError(
                    f"Case {variant.case_id} has two approved variants: {before.variant.variant_id}, "
                    f"{variant.variant_id}.",
                    "Approve the right one again; the other is withdrawn by that.",
                )
            before = each
            if each.approval:
                yield variant, each.approval

    def _act(self, *changes: Change) -> OpenCase:
        """Keep one act, and show its case as it stands then."""
        at = self._now()
        self._store.approvals.append(changes, self._actor, at)
        return self._opened(changes[0].of.case_row)

    def _siblings(self, of: StoredVariant) -> tuple[StoredVariant, ...]:
        return self._store.approvals.of_case(of.case_row)


def _stands(stored: StoredVariant) -> Standing:
    return stored.approval.standing if stored.approval else Standing.PENDING


def _standing(variants: int, approved: int, rejected: int) -> CaseStanding:
    if approved:
        return CaseStanding.CHOSEN
    return CaseStanding.NONE if rejected == variants else CaseStanding.OPEN
