"""The expert's hand-over files: a bundle of variants is taken in row by row, the approved ones are handed out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.coding.bundle import Kind
from app.coding.decision import Actor
from app.coding.rewrite import BadCase, Variant, text_hash
from app.exchange.handover import VariantRow, bundle_hash, read_bundle_file, variant_rows, write_bundle_file
from app.exchange.refusal import Refused
from app.knowledge.filehash import file_hash
from app.review.approval import ApprovalSession
from app.store.audit import Action
from app.store.database import Store
from app.store.variants import Kept

LONGEST_ID = 200
_IDS = f"Ids have {LONGEST_ID} characters at most."


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle added, how many of its rows were known, and which were refused."""

    cases: int
    variants: int
    same: int
    refused: tuple[Refused, ...]


@dataclass(slots=True)
class _Taking:
    """One bundle on its way in; `case` is the one whose variants come, None while theirs is refused."""

    store: Store
    actor: Actor
    path: Path
    case: BadCase | None = None
    added: dict[type[BadCase | Variant], int] = field(default_factory=lambda: {BadCase: 0, Variant: 0})
    same: int = 0
    refused: list[Refused] = field(default_factory=list[Refused])

    def take(self, row: VariantRow) -> None:
        """Put one row into the store, or refuse it."""
        value = row.value
        kept = self._put_case(value, row.row) if isinstance(value, BadCase) else self._put_variant(value, row.row)
        if isinstance(kept, Refused):
            self.refused.append(kept)
        else:
            self.added[type(value)] += kept is Kept.ADDED
            self.same += kept is Kept.SAME

    def _put_case(self, case: BadCase, row: int) -> Kept | Refused:
        self.case = None
        if len(case.case_id) > LONGEST_ID:
            return Refused(self.path, row, f"The id {case.case_id[:40]} is too long.", _IDS)
        kept = self.store.variants.put_case(case, self.actor)
        if kept is Kept.DIFFERS:
            return Refused(
                self.path, row, f"Case {case.case_id} is known with other content.", "Make another round of it."
            )
        self.case = case
        return kept

    def _put_variant(self, variant: Variant, row: int) -> Kept | Refused:
        if self.case is None:
            return Refused(
                self.path, row, f"The case of variant {variant.variant_id} was refused.", "See the row of its case."
            )
        if (wrong := self._unfit(variant, self.case, row)) is not None:
            return wrong
        kept = self.store.variants.put_variant(variant, self.actor)
        if kept is Kept.DIFFERS:
            return Refused(
                self.path, row, f"Variant {variant.variant_id} is known with other content.", "Give it its own id."
            )
        return kept

    def _unfit(self, variant: Variant, case: BadCase, row: int) -> Refused | None:
        """Refuse what cannot be a variant of its case: other codes, or nothing rewritten."""
        name = variant.variant_id
        if len(name) > LONGEST_ID:
            return Refused(self.path, row, f"The id {name[:40]} is too long.", _IDS)
        gold, own = case.example.gold, variant.example.gold
        if (gold.principal_code, gold.other_codes) != (own.principal_code, own.other_codes):
            return Refused(self.path, row, f"Variant {name} has other codes than its case.", "A rewrite keeps them.")
        if variant.text_hash == text_hash(case.example.record):
            return Refused(self.path, row, f"Variant {name} has the text of its case.", "Leave it out.")
        return None


def take_in(store: Store, path: Path, actor: Actor) -> TakenIn:
    """Import a bundle of variants in one transaction; what is known stays as it is, what is wrong is refused alone.

    Raises InputError or ContractError when the file is no whole bundle of variants.
    """
    bundle = read_bundle_file(path, Kind.VARIANTS)
    taking = _Taking(store, actor, path)
    with store.transaction():
        for row in variant_rows(bundle, path):
            if isinstance(row, Refused):
                taking.refused.append(row)
            else:
                taking.take(row)
        taken = TakenIn(taking.added[BadCase], taking.added[Variant], taking.same, tuple(taking.refused))
        if taken.cases or taken.variants or taken.refused:
            store.audit.append(
                Action.IMPORT,
                actor,
                body={
                    "bundle": Kind.VARIANTS.value,
                    "sha256": file_hash(path),
                    "cases": taken.cases,
                    "variants": taken.variants,
                    "same": taken.same,
                    "refused": len(taken.refused),
                },
            )
    return taken


def hand_out(
    store: Store,
    session: ApprovalSession,
    path: Path,
    about: Mapping[str, str],
    of_round: int | None = None,
    of_batch: str | None = None,
) -> int:
    """Write the approved variants as a bundle, note it in the audit trail, and return their number.

    The header says who hands them out, of which round and batch, and the audit's head. Raises InputError when the
    file cannot be written, and when a case has two approved variants.
    """
    head = store.audit.head()
    of = {"round": "" if of_round is None else str(of_round), "batch": of_batch or ""}
    said = {"reviewer": session.reviewer, "audit_head": head, **{key: value for key, value in of.items() if value}}
    bundle = session.approved_bundle({**about, **said}, of_round, of_batch)
    with store.transaction():
        store.audit.append(
            Action.EXPORT,
            session.actor,
            body={
                "bundle": Kind.APPROVED.value,
                "sha256": bundle_hash(bundle),
                "variants": len(bundle.rows),
                "head": head,
            },
        )
        write_bundle_file(bundle, path)
    return len(bundle.rows)
