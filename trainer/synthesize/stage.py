"""`synthesize`: invented records into files, with the tables that say how real and how hard they are.

Record i depends on the seed and i alone, so a stopped run goes on behind the last whole line, on any number of
processes with the same result.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from app.coding.example import Example
from app.coding.scope import Scope
from app.knowledge.scopes import load_scope
from trainer.errors import RunError
from trainer.examples import read_examples, write_examples
from trainer.jsonfiles import write_json
from trainer.recipe import Settings
from trainer.runs import Stage
from trainer.synthesize import facts
from trainer.synthesize.chunks import Language, Order, writers, written
from trainer.synthesize.difficulty import Difficulty, difficulty_table, measure
from trainer.synthesize.english import english_tables
from trainer.synthesize.naming import naming_tables
from trainer.synthesize.overlap import overlap_tables
from trainer.synthesize.realism import code_tables
from trainer.synthesize.tables import Table
from trainer.synthesize.usage import read_usage
from trainer.synthesize.wording import wording_tables

EXAMPLES, TRAIN, HELD_OUT = "examples.jsonl", "train.jsonl", "heldout.jsonl"
_GROWING = "examples.growing.jsonl"
_TESTDATA = "DXDESK_TESTDATA"


class StageSettings(Settings):
    """What to invent and what to measure."""

    language: Language = "zh"
    """Chinese cardiology records for the 55 codes, or English discharge summaries with a DRG."""
    count: int = Field(default=1000, ge=1)
    """Records."""
    scope: str = "ccl25"
    """The shipped scope the Chinese records are coded in; the English ones have codes of the whole ICD-10-CM."""
    out_of_scope: float = Field(default=0.08, ge=0, lt=1)
    """Share of the Chinese records whose principal is none of the scope's."""
    writers: tuple[str, ...] = ()
    """Names of the writers that write; empty: all."""
    held_out_writers: tuple[str, ...] = ()
    """Writers whose records go to heldout.jsonl and are not trained on."""
    processes: int = Field(default=2, ge=1)
    """Processes that write at the same time."""
    draws: int = Field(default=3, ge=0)
    """Times the bag-of-words baseline is trained to measure the difficulty (Chinese only); 0: not measured."""

    def cautions(self) -> list[str]:
        """Say that a difficulty cannot be measured on few records."""
        needed = (facts.BASELINE_EXAMPLES + 300) / (1 - self.out_of_scope)
        if self.language == "zh" and self.draws and self.count < needed:
            return [f"{self.count} records are too few to measure the difficulty: that takes {needed:.0f}."]
        return []


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write examples.jsonl, its two parts by writer, and the report; return the counts.

    Raises RunError on a writer that does not exist.
    """
    _check(settings)
    path, per_minute = _write(settings, at)
    examples = read_examples(path)
    unread = set(settings.held_out_writers)
    trained = write_examples(at.folder / TRAIN, (each for each in examples if each.writer not in unread))
    held_out = write_examples(at.folder / HELD_OUT, (each for each in examples if each.writer in unread))
    tables, difficulty = _measured(settings, at, examples)
    counts: dict[str, object] = {
        "records": len(examples),
        "train": trained,
        "held out": held_out,
        "writers": len({example.writer for example in examples}),
        "outside the scope": sum(example.out_of_scope for example in examples),
        "records a minute": per_minute,
        "difficulty": {each.name: round(each.composite[0], 2) for each in difficulty},
    }
    _report(settings, at, tables, counts)
    return counts


def _check(settings: StageSettings) -> None:
    known = writers(settings.language)
    strange = [name for name in (*settings.writers, *settings.held_out_writers) if name not in known]
    if strange:
        raise RunError(f"There is no writer called {', '.join(strange)}.", f"The writers are: {', '.join(known)}.")


def _write(settings: StageSettings, at: Stage) -> tuple[Path, int | None]:
    """Write what is not there yet; return the file and how many records a minute were written in this go."""
    whole, growing = at.folder / EXAMPLES, at.folder / _GROWING
    if whole.is_file():
        return whole, None
    done = count = _whole_lines(growing)
    if done:
        at.say(f"{done} records are there already")
    order = Order(
        language=settings.language,
        seed=at.seed,
        count=settings.count - done,
        start=done,
        scope=settings.scope,
        writers=settings.writers,
        out_of_scope=settings.out_of_scope,
    )
    started = time.monotonic()
    with growing.open("a", encoding="utf-8", newline="\n") as out:
        for lines in written(order, settings.processes):
            out.write("".join(lines))
            out.flush()
            count += len(lines)
            if count % 1000 == 0:
                at.say(f"{count} of {settings.count} records")
    seconds = time.monotonic() - started
    growing.replace(whole)
    return whole, round(60 * order.count / seconds) if order.count else None


def _whole_lines(path: Path) -> int:
    """Count the whole lines of a file that was being written, and drop a torn last one."""
    if not path.is_file():
        return 0
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    if end < len(content):
        os.truncate(path, end)
    return content.count(b"\n", 0, end)


def _measured(settings: StageSettings, at: Stage, examples: Sequence[Example]) -> tuple[list[Table], list[Difficulty]]:
    """Make every table the language has."""
    at.say("measuring how alike the records are")
    overlap = overlap_tables(examples)
    if settings.language == "en":
        return [*english_tables(examples), *overlap], []
    scope: Scope = load_scope(settings.scope)
    named = os.environ.get(_TESTDATA)
    usage = read_usage(Path(named) / "usage" if named else None)
    at.say("measuring how hard the records are")
    unread = settings.held_out_writers
    found = measure(examples, scope, draws=settings.draws, seed=at.seed, held_out=unread)
    tables = [
        difficulty_table(found),
        *code_tables(examples, scope, usage),
        *naming_tables(examples, scope),
        *wording_tables(examples, usage),
        *overlap,
    ]
    return tables, found


def _report(settings: StageSettings, at: Stage, tables: Sequence[Table], counts: dict[str, object]) -> None:
    content = {"counts": counts, "seed": at.seed, "tables": [table.to_json() for table in tables]}
    write_json(at.folder / "report.json", content)
    said = [f"- {name}: {value}" for name, value in counts.items()]
    head = [
        f"# Invented records ({settings.language}), seed {at.seed}",
        "",
        "Synthetic beside real. The real figures are counts over the public label sets and texts of CCL25-Eval Task 8",
        "(800 label sets, 206 texts, a sample of 100); no record text is kept here.",
        "",
        *said,
        "",
    ]
    sections = [table.markdown() for table in tables]
    (at.folder / "report.md").write_text("\n".join([*head, *sections]), encoding="utf-8", newline="\n")
