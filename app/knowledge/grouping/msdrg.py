"""MS-DRG of a code set, computed by drgpy: the group, what carries its severity, and what it would be otherwise.

Every trap of drgpy is met here or in `claim`: codes are read and checked before they are given to it, sex is never
assumed, death is stated twice, `000` becomes 999 with its reason.
"""

from dataclasses import dataclass, field

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.coding.record import Patient
from app.knowledge.grouping.carriers import carriers_of
from app.knowledge.grouping.claim import Claim, read_claim
from app.knowledge.grouping.engine import Engine, load_engine
from app.knowledge.grouping.grouped import Alternative, Caveat, DrgKind, Grouped, Missing, Reason, WhatIf
from app.knowledge.grouping.reading import BookReader
from app.knowledge.grouping.severity import Standing, standings
from app.knowledge.grouping.versions import Version
from app.knowledge.grouping.weights import Weight, load_weights

MS_DRG = "MS-DRG"
ICD_10_CM = "ICD-10-CM"
UNGROUPABLE = "999"
_NO_GROUP = "000"
_SEXED = frozenset({"_MDC12", "_MDC13"})
"""The two major categories (diseases of the male and the female reproductive system) where sex decides."""
_WEAK = frozenset({"939", "940", "941", "949", "950", "981", "982", "983"})
"""Where drgpy is known to part from CMS's own grouper: aftercare, and hierarchies of several procedures."""


@dataclass(slots=True)
class _Loaded:
    engine: Engine
    standings: dict[str, Standing]
    weights: dict[str, Weight]


@dataclass(slots=True)
class MsDrg:
    """The MS-DRG grouper of one version; its tables are read when first needed."""

    of: Version
    reader: BookReader = field(default_factory=lambda: BookReader(ICD_10_CM))
    _tables: _Loaded | None = field(default=None, init=False, repr=False)

    @property
    def scheme(self) -> str:
        """Name the scheme."""
        return MS_DRG

    @property
    def version(self) -> str:
        """Name the version in force."""
        return self.of.name

    @property
    def standings(self) -> dict[str, Standing]:
        """Return number → base and severity."""
        return self._loaded().standings

    def load(self) -> None:
        """Read the tables now (0.4 s, 104 MB)."""
        self._loaded()

    def group(self, codes: CodeSet, patient: Patient) -> Grouped:
        """Group one code set; the first diagnosis is the principal, the order of the others does not matter."""
        tables = self._loaded()
        claim = read_claim(codes, patient, tables.engine, self.reader)
        drg, reason = self._number(claim)
        made = self._stated(drg, reason)
        standing = tables.standings.get(drg or "")
        return Grouped(
            made.scheme,
            made.version,
            drg,
            made.title,
            made.mdc or self._mdc(claim),
            made.kind,
            made.weight,
            made.gmlos,
            carriers=carriers_of(claim, drg, standing, tables.engine),
            missing=_missing(codes, patient),
            caveats=self._caveats(claim, drg, patient),
            reason=reason,
            unused=claim.unused,
        )

    def what_if(self, codes: CodeSet, patient: Patient) -> WhatIf:
        """Regroup without each other diagnosis and with each as the principal, in the coder's order."""
        tables = self._loaded()
        claim = read_claim(codes, patient, tables.engine, self.reader)
        drg, _ = self._number(claim)
        carriers = carriers_of(claim, drg, tables.standings.get(drg or ""), tables.engine)
        carrying = [carrier.code for carrier in carriers if carrier.carries]
        removed: list[Alternative] = []
        principal: list[Alternative] = []
        for read in claim.others:
            if not read.usable:
                continue
            if claim.principal is not None:
                also = tuple(code for code in carrying if code != read.code) if read.code in carrying else ()
                removed.append(self._alternative(read.code, claim.without(read), drg, also))
            principal.append(self._alternative(read.code, claim.led_by(read), drg))
        return WhatIf(tuple(removed), tuple(principal))

    def _alternative(self, code: Code, claim: Claim, drg: str | None, also: tuple[Code, ...] = ()) -> Alternative:
        number, reason = self._number(claim)
        changed = number != drg
        return Alternative(code, self._stated(number, reason), changed, () if changed else also)

    def _number(self, claim: Claim) -> tuple[str | None, Reason | None]:
        """Return the group's number: 999 where the claim has none, None where nothing can be said of it.

        Nothing can be said of codes that cannot be read, and where all hangs on a sex that is not known.
        """
        if reason := claim.refused():
            return None if reason is Reason.PRINCIPAL_OTHER_BOOK else UNGROUPABLE, reason
        engine = self._loaded().engine
        genders = [claim.gender] if claim.gender else ["F", "M"] if self._sexed(claim) else ["F"]
        numbers = {claim.drg(engine, gender) for gender in genders}
        if len(numbers) > 1:
            return None, Reason.SEX_NEEDED
        number = numbers.pop()
        if number != _NO_GROUP:
            return number, None
        other = "F" if claim.gender == "M" else "M"
        conflict = claim.gender and self._sexed(claim) and claim.drg(engine, other) != _NO_GROUP
        return UNGROUPABLE, Reason.SEX_CONFLICT if conflict else Reason.NO_GROUP

    def _sexed(self, claim: Claim) -> bool:
        return claim.principal is not None and not _SEXED.isdisjoint(self._labels(claim.principal.plain))

    def _labels(self, plain: str) -> list[str]:
        return self._loaded().engine.dxmap.get(plain, [])

    def _stated(self, drg: str | None, reason: Reason | None) -> Grouped:
        """State a group by its number: title, category, kind, and weight where the year's table is here."""
        tables = self._loaded()
        row = tables.engine.drgmap.get(drg or "")
        if drg is None or row is None:
            return Grouped(MS_DRG, self.of.name, drg, reason=reason)
        weight = tables.weights.get(drg)
        return Grouped(
            MS_DRG,
            self.of.name,
            drg,
            str(row["desc"]),
            str(row["mdc"]) or (weight.mdc if weight else ""),
            DrgKind.SURGICAL if row["is_surgical"] else DrgKind.MEDICAL if row["is_medical"] else DrgKind.NEITHER,
            weight.weight if weight else None,
            weight.gmlos if weight else None,
            reason=reason,
        )

    def _mdc(self, claim: Claim) -> str:
        """Return the principal's major category where the group itself belongs to none (981–989)."""
        labels = self._labels(claim.principal.plain) if claim.principal else []
        return next((label[4:6] for label in labels if label.startswith("_MDC")), "")

    def _caveats(self, claim: Claim, drg: str | None, patient: Patient) -> tuple[Caveat, ...]:
        said = {
            Caveat.ESTIMATE: True,
            Caveat.AGE_NOT_USED: True,
            Caveat.NEWBORN: patient.age == 0,
            Caveat.ALIVE_ASSUMED: patient.disposition is None,
            Caveat.DEPENDS_ON_DISPOSITION: patient.disposition is None and self._depends(claim, drg),
            Caveat.OTHER_PERIOD: patient.discharged is not None and not self.of.covers(patient.discharged),
            Caveat.NO_WEIGHTS: not self._loaded().weights,
            Caveat.WEAK_ZONE: drg in _WEAK,
        }
        return tuple(caveat for caveat, applies in said.items() if applies)

    def _depends(self, claim: Claim, drg: str | None) -> bool:
        """Tell whether a death or leaving against advice would give another group."""
        ends = (claim.ended(alive=False, status="20"), claim.ended(alive=True, status="07"))
        return any(self._number(end)[0] != drg for end in ends)

    def _loaded(self) -> _Loaded:
        if self._tables is None:
            engine = load_engine(self.of.name)
            self._tables = _Loaded(engine, dict(standings(engine)), dict(load_weights(self.of)))
        return self._tables


def _missing(codes: CodeSet, patient: Patient) -> tuple[Missing, ...]:
    lacking = {
        Missing.SEX: patient.sex is None,
        Missing.AGE: patient.age is None,
        Missing.DISPOSITION: patient.disposition is None,
        Missing.PROCEDURES: not codes.procedures,
        Missing.ON_ADMISSION: any(diagnosis.on_admission is None for diagnosis in codes.others),
    }
    return tuple(fact for fact, is_missing in lacking.items() if is_missing)
