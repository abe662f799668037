"""CHS-DRG with the tables a hospital imported: CC/MCC and exclusions per code; ADRG and DRG are not computed.

The tables of procedures and ADRGs are not among those OpenDRG's layout brings here, so no group is named: the result
says so. A grouper that has them stands behind the same protocol.
"""

from dataclasses import dataclass, field

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.coding.record import Patient
from app.knowledge.grouping.chs_tables import CHS_DRG, ChsTables
from app.knowledge.grouping.grouped import Alternative, Carrier, Caveat, Grouped, Level, Missing, Reason, WhatIf, Why
from app.knowledge.grouping.reading import BookReader

_SUPERSEDED = frozenset({"1.0", "1.1", "1.2"})
"""Versions before 2.0 (2024)."""


@dataclass(slots=True)
class ChsDrg:
    """The table-driven CHS-DRG grouper of one imported version; it works on 医保 codes."""

    tables: ChsTables
    reader: BookReader = field(default_factory=lambda: BookReader("医保"))

    @property
    def scheme(self) -> str:
        """Name the scheme."""
        return CHS_DRG

    @property
    def version(self) -> str:
        """Name the imported version."""
        return self.tables.version

    def load(self) -> None:
        """Do nothing: the tables were read when they were opened."""

    def group(self, codes: CodeSet, patient: Patient) -> Grouped:
        """Weigh every other diagnosis against the principal; name no group."""
        principal = codes.principal.code if codes.principal else None
        others = [diagnosis.code for diagnosis in codes.others]
        return Grouped(
            scheme=CHS_DRG,
            version=self.version,
            drg=None,
            carriers=tuple(self._carrier(code, principal) for code in others if code != principal),
            missing=_missing(patient),
            caveats=self._caveats(),
            reason=self._reason(principal),
        )

    def what_if(self, codes: CodeSet, patient: Patient) -> WhatIf:
        """Weigh the others again with each of them as the principal; without a group a removal changes nothing."""
        every = [*([codes.principal.code] if codes.principal else []), *(each.code for each in codes.others)]
        now = _counted(self.group(codes, patient).carriers)
        alternatives: list[Alternative] = []
        for diagnosis in codes.others:
            if isinstance(self.reader.read(diagnosis.code), Why):
                continue
            carriers = tuple(self._carrier(code, diagnosis.code) for code in every if code != diagnosis.code)
            grouped = Grouped(CHS_DRG, self.version, None, carriers=carriers, reason=self._reason(diagnosis.code))
            changed = any(_counted(carriers).get(code, counts) != counts for code, counts in now.items())
            alternatives.append(Alternative(diagnosis.code, grouped, changed))
        return WhatIf(principal=tuple(alternatives))

    def _carrier(self, code: Code, principal: Code | None) -> Carrier:
        read = self.reader.read(code)
        if isinstance(read, Why):
            return Carrier(code, Level.NONE, counted=False, why=read)
        if self.tables.unknown(read):
            return Carrier(code, Level.NONE, counted=False, why=Why.UNKNOWN_CODE, read_as=read)
        flag = self.tables.flag(read)
        if flag is None:
            return Carrier(code, Level.NONE, counted=False, why=Why.NO_LEVEL, read_as=read)
        led = self.reader.read(principal) if principal else ""
        if not isinstance(led, Why) and self.tables.excludes(led, read):
            return Carrier(
                code, flag.level, counted=False, why=Why.EXCLUDED_BY_PRINCIPAL, excluded_by=principal, read_as=read
            )
        return Carrier(code, flag.level, counted=True, why=Why.COUNTED, read_as=read)

    def _reason(self, principal: Code | None) -> Reason:
        if principal is None:
            return Reason.NO_PRINCIPAL
        read = self.reader.read(principal)
        if isinstance(read, Why):
            return Reason.PRINCIPAL_OTHER_BOOK
        return Reason.PRINCIPAL_UNKNOWN if self.tables.unknown(read) else Reason.NOT_COMPUTED

    def _caveats(self) -> tuple[Caveat, ...]:
        stated = (Caveat.ESTIMATE, Caveat.TABLES_OF_THE_SITE)
        return (*stated, Caveat.SUPERSEDED) if self.version in _SUPERSEDED else stated


def _counted(carriers: tuple[Carrier, ...]) -> dict[Code, bool]:
    return {carrier.code: carrier.counted for carrier in carriers}


def _missing(patient: Patient) -> tuple[Missing, ...]:
    lacking = {
        Missing.SEX: patient.sex is None,
        Missing.AGE: patient.age is None,
        Missing.DISPOSITION: patient.disposition is None,
    }
    return tuple(fact for fact, is_missing in lacking.items() if is_missing)
