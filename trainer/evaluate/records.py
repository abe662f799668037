"""The records an evaluation judges on: examples, the scope each is coded from, names, and which writers are known."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.coding.example import Example
from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.scope import Scope
from app.knowledge.grouping.versions import find_version
from app.knowledge.scopes import load_scope
from trainer.dataset.coded_from import SCOPE, CodedFrom, read_coded_from
from trainer.errors import DataError
from trainer.evaluate.asking import Scoping
from trainer.evaluate.opening import there
from trainer.evaluate.settings import StageSettings
from trainer.examples import iter_examples, read_examples
from trainer.runs import Stage, file_hash
from trainer.samples.scope_lists import open_shelf

FORMULA_SIX = (
    "Formula (6) of the CCL25 report: half for the principal, half the F1 of the others, per record, averaged, ×100; "
    "names outside the list count as wrong, an unreadable answer scores 0."
)
PROTOCOL_DRG = "DRG-Sapphire's protocol (M48): titles compared by the grouper's numbers."


@dataclass(frozen=True, slots=True)
class JudgedOn:
    """The examples in order, where they come from, and what is known of their codes and writers."""

    examples: list[Example]
    path: Path
    name: str
    scope: Scope | None
    """The fixed scope; None for a whole book, or where only DRGs are asked."""
    scoping: Scoping
    source: str
    seen_writers: frozenset[str]
    drg_version: str = ""
    """The MS-DRG version whose titles are asked for; empty where codes are."""

    @property
    def names(self) -> dict[str, str]:
        """Return the names of codes, from the scope and from the gold."""
        found: dict[str, str] = {}
        for example in self.examples:
            gold = example.gold
            for diagnosis in (*((gold.principal,) if gold.principal else ()), *gold.others):
                found[diagnosis.code.code] = diagnosis.code.name
        return found | {code.code: code.name for code in (self.scope.all_codes if self.scope else ())}

    def about(self) -> dict[str, Any]:
        """Say what the set is, as figures.json holds it."""
        listed = self.scope
        outside = 0
        if listed is not None:
            principals, others = ({code.code for code in codes} for codes in (listed.principal, listed.others))
            outside = sum(
                len(each.gold.other_codes - others) + (each.gold.principal_code not in {*principals, None})
                for each in self.examples
            )
        return {
            "name": self.name,
            "file": self.path.name,
            "sha256": file_hash(self.path),
            "n": len(self.examples),
            "scope": self.source,
            "out_of_scope": sum(each.out_of_scope for each in self.examples),
            "gold_outside_scope": outside,
            "writers": len({each.writer for each in self.examples if each.writer}),
        }


@contextmanager
def open_records(settings: StageSettings, at: Stage) -> Iterator[JudgedOn]:
    """Read the examples and open their scope; raise DataError when there are none or two of one id."""
    path = _examples_file(settings, at)
    examples = read_examples(path)[: settings.limit or None]
    if not examples:
        raise DataError(f"{path} holds no examples.", "Hold some records out, or name a file of examples.")
    if len({each.example_id for each in examples}) < len(examples):
        raise DataError(f"{path} holds two examples of one id.", "Give every record its own id.")
    name, seen = settings.name or path.stem, _seen_writers(settings, at)
    if settings.ask == "drg":
        version = _drg_version(settings, path, at)
        yield JudgedOn(examples, path, name, None, _no_scope, f"MS-DRG titles {version}", seen, version)
        return
    coded = _coded_from(settings, at)
    if coded.index:
        with open_shelf(Path(coded.index), coded.book) as shelf:
            yield JudgedOn(examples, path, name, None, shelf.of, f"retrieved from {shelf.book}", seen)
    else:
        scope = load_scope(coded.scope_id or "ccl25")
        fixed = scope, Finder(scope.all_codes)
        yield JudgedOn(examples, path, name, scope, lambda _: fixed, f"{scope.scope_id} {scope.version}", seen)


def _examples_file(settings: StageSettings, at: Stage) -> Path:
    if settings.examples:
        return there(settings.examples, at)
    stage = "dataset" if (at.root / "dataset").exists() else "synthesize"
    return at.before(stage) / "heldout.jsonl"


def _seen_writers(settings: StageSettings, at: Stage) -> frozenset[str]:
    """Return the writers of the training records; none where these are not known."""
    path = there(settings.trained_on, at) if settings.trained_on else at.root / "dataset" / "train.jsonl"
    if not path.exists():
        return frozenset()
    return frozenset(each.writer for each in iter_examples(path) if each.writer)


def _coded_from(settings: StageSettings, at: Stage) -> CodedFrom:
    """Return the scope, or index and book, of the recipe; else those of `dataset`."""
    if settings.scope or settings.index is not None:
        return CodedFrom(settings.scope, index=str(settings.index or ""), book=settings.book)
    dataset = at.root / "dataset"
    return read_coded_from(dataset) if (dataset / SCOPE).is_file() else CodedFrom()


def _drg_version(settings: StageSettings, examples: Path, at: Stage) -> str:
    """Return the MS-DRG version of the recipe, else of the dataset the examples are from, else the latest."""
    stated = settings.drg_version
    for folder in (examples.parent, at.root / "dataset"):
        if not stated and (folder / SCOPE).is_file():
            stated = read_coded_from(folder).drg_version
    return find_version(stated).name


def _no_scope(_: Record) -> tuple[Scope, Finder]:
    raise DataError("A DRG is asked without a scope of codes.", "Set ask = codes.")
