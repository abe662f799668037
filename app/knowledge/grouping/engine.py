"""drgpy behind the few names DxDesk uses of it; loaded when a group is first asked for (0.4 s, 104 MB)."""

from collections.abc import Mapping
from typing import Any, Protocol, cast


class Engine(Protocol):
    """What drgpy's engine of one version offers: its tables and the grouping of one claim."""

    dxmap: Mapping[str, list[str]]
    """Diagnosis → labels: its MDC (`_MDC05`) and the groups it can lead to (`280&281&282|PDX`)."""
    prmap: Mapping[str, list[str]]
    orpcsmap: Mapping[str, list[str]]
    drgmap: Mapping[str, dict[str, Any]]
    """Number → title (`desc`), `mdc`, `is_medical`, `is_surgical`."""
    ccmap: Mapping[str, dict[str, Any]]
    """Diagnosis → `level`, exclusion set (`pdx`), `aowa` (counts only if discharged alive), `hac`."""
    exmap: Mapping[str, set[str]]
    """Exclusion set → the principals it is not counted with."""
    drg_exclusions: Mapping[str, set[str]]
    """Number → diagnoses that define the group and so do not raise its severity."""

    def get_drg(
        self,
        dx_lst: list[str],
        pr_lst: list[str],
        gender: str,
        is_alive: bool,  # noqa: FBT001  drgpy's own signature
        poa: dict[str, str],
        discharge_status: str,
    ) -> str:
        """Return the number of the group, `000` for none; the first diagnosis is the principal."""
        ...


def load_engine(version: str) -> Engine:
    """Load drgpy's tables of one version, named as in `versions`."""
    from drgpy.msdrg import DRGEngine  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    return cast("Engine", DRGEngine(version=version))


def known_diagnosis(engine: Engine, plain: str) -> bool:
    """Tell whether a dotless code is a diagnosis of the engine's version.

    Its table names every billable code but the external causes (V00–Y99), which belong to no MDC and are judged by
    form. An empty row is none: drgpy's own indexing adds one for every code it is asked about.
    """
    return bool(engine.dxmap.get(plain)) or is_external_cause(plain)


def is_external_cause(plain: str) -> bool:
    """Tell whether a dotless code has the form of an external cause (V00–Y99)."""
    return 3 <= len(plain) <= 7 and plain[0] in "VWXY" and plain[1:3].isdigit() and plain.isalnum()
