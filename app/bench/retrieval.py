"""Retrieval figures: how many gold codes are among the 50 retrieved for a record, in Chinese and in English.

Chinese: the demo gold out of the table of 37,294 codes, and formula (6) by rules alone with retrieved scopes against
the fixed 55. English: CodiEsp's dev split (CC BY 4.0, Miranda-Escalada et al. 2020) against FTS5 over bare titles, the
better of one query per document and one per clause; and the demo discharge summaries. Nothing is learnt from CodiEsp.
Gold codes of 2018 are set in upper case with their dot; a placeholder seventh character (T81.4XX) becomes the initial
encounter; what is no billable code of the release at hand cannot be retrieved and is left out on both sides, counted.
Tables and CodiEsp come from the folder DXDESK_TESTDATA names; without it only the English demo is measured.
"""

import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from app.coding.mentions import Finder
from app.coding.metric import Outcome, evaluate
from app.coding.prompt import Layout, Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import suggest
from app.exchange.codetables import read_code_table
from app.exchange.golds import Gold, read_gold
from app.inference.reader import RuleReader
from app.knowledge.entries import Language
from app.knowledge.retrieval import LIMIT, book_finder, retrieve
from app.knowledge.scopes import load_scope
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.build import import_table
from app.knowledge.tables.icd10cm import compile_icd10cm
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.names_index import names_index
from app.knowledge.tables.plain_titles import PlainTitles
from app.knowledge.tables.rows import BookDescription
from app.knowledge.terms import load_vocabulary
from app.paths import resources

OnProgress = Callable[[str], None]
_ZH = BookDescription("国家临床版", "2.0", Language.ZH, "bench", "")
SPECIALTIES = Path(__file__).with_name("specialties.tsv")
_CODE_LENGTH = 7
_CATEGORY = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A record with the sets of codes that are right: of each set one must be found."""

    record: Record
    wanted: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How many of the wanted codes were retrieved, over all records, and how long a record took."""

    recall: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Retriever:
    """One book, opened once."""

    index: CodeIndex
    book_id: str
    finder: Finder
    synonyms: Synonyms

    @classmethod
    def of(cls, index: CodeIndex, book_id: str) -> "Retriever":
        """Open a book with the shipped synonyms; its rows for retrieval are made now, outside any timing."""
        names_index(index, book_id)
        return cls(index, book_id, book_finder(index, book_id), Synonyms.load(resources() / "knowledge"))

    def scope(self, record: Record) -> Scope:
        """Retrieve the scope of one record."""
        return retrieve(record, self.index, self.book_id, self.finder, self.synonyms)

    def codes(self, record: Record) -> Collection[str]:
        """Retrieve the codes of one record."""
        return {code.code for code in self.scope(record).all_codes}


def run(on_progress: OnProgress) -> dict[str, float]:
    """Measure both languages; what needs foreign tables is left out without them, and said."""
    named = os.environ.get("DXDESK_TESTDATA")
    data = Path(named) if named and Path(named).is_dir() else None
    if data is None:
        on_progress("no DXDESK_TESTDATA: the Chinese table and CodiEsp are left out")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebooks.db"
        chinese = measure_chinese(data, path, on_progress) if data else {}
        return chinese | measure_english(data, path, on_progress)


def measure_chinese(data: Path, path: Path, on_progress: OnProgress) -> dict[str, float]:
    """Give recall of the demo gold and of other specialties' wording, and formula (6) with either kind of scope."""
    on_progress("importing the Chinese table")
    _, rows = read_code_table(data / "icd10cn" / "guolin_2.0_2022.csv")
    import_table(path, rows, _ZH)
    golds = [gold for gold in read_gold(resources() / "demo" / "gold") if gold.record]
    with CodeIndex.open(path) as index:
        retriever = Retriever.of(index, _ZH.book_id)
        on_progress("retrieving the demo records out of the Chinese table")
        found = recall((_case(gold) for gold in golds), retriever.codes)
        other = recall(specialties(index, _ZH.book_id), retriever.codes)
        on_progress("formula (6) by rules, with retrieved and with fixed scopes")
        return {
            "retrieval_recall50_zh": round(found.recall, 4),
            "retrieval_recall50_specialties_zh": round(other.recall, 4),
            "seconds_per_record_retrieval": round(found.seconds, 3),
            **_composites(golds, retriever),
        }


def measure_english(data: Path | None, path: Path, on_progress: OnProgress) -> dict[str, float]:
    """Give recall of CodiEsp's dev split against plain FTS5, and of the English demo gold."""
    on_progress("compiling ICD-10-CM")
    book_id = compile_icd10cm(path).book_id
    figures: dict[str, float] = {}
    with CodeIndex.open(path) as index:
        retriever = Retriever.of(index, book_id)
        golds = [gold for gold in read_gold(resources() / "demo" / "en" / "gold") if gold.record]
        demo = recall((_case(gold) for gold in golds), retriever.codes)
        figures["retrieval_recall50_en_demo"] = round(demo.recall, 4)
        if data is not None:
            billable = {code.code: code.name for code in index.codes(book_id)}
            figures |= _codiesp(data, retriever, billable, on_progress)
    return figures


def recall(cases: Iterable[Case], retrieved: Callable[[Record], Collection[str]]) -> Found:
    """Count over all records how many wanted codes are among those retrieved (0–1)."""
    hit = wanted = records = 0
    seconds = 0.0
    for case in cases:
        start = perf_counter()
        codes = retrieved(case.record)
        seconds += perf_counter() - start
        records += 1
        wanted += len(case.wanted)
        hit += sum(bool(right.intersection(codes)) for right in case.wanted)
    return Found(hit / max(1, wanted), seconds / max(1, records))


def billable_code(written: str, billable: Collection[str]) -> str | None:
    """Return the billable code that a gold code of an older release stands for, None when there is none."""
    bare = written.strip().upper().replace(".", "")
    code = _dotted(bare)
    if code in billable:
        return code
    stem = bare.rstrip("X")
    first = _dotted(stem.ljust(_CODE_LENGTH - 1, "X") + "A")
    return first if first in billable else None


def read_codiesp(path: Path, split: str, billable: Collection[str]) -> tuple[list[Case], int]:
    """Return one split's documents with the codes that can be retrieved, and how many gold codes were left out."""
    cases: list[Case] = []
    left_out = 0
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        document = json.loads(line)
        if document["split"] != split:
            continue
        codes = [billable_code(code, billable) for code in document["codes_cm"]]
        left_out += codes.count(None)
        wanted = dict.fromkeys(code for code in codes if code)
        record = Record.of(document["id"], {"Case Report": document["text_en"]})
        cases.append(Case(record, tuple(frozenset({code}) for code in wanted)))
    return cases, left_out


def specialties(index: CodeIndex, book_id: str) -> Iterator[Case]:
    """Yield one record per specialty: diagnoses as clinicians write them, each with the names that are right."""
    groups: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for line in SPECIALTIES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            specialty, said, names = line.split("\t")
            entries = (entry for name in names.split("|") for entry in index.named(book_id, name))
            groups.setdefault(specialty, []).append((said, frozenset(entry.code.code for entry in entries)))
    for specialty, rows in groups.items():
        course = "。".join(said for said, _ in rows)
        yield Case(Record.of(specialty, {"诊疗经过": f"{course}。"}), tuple(right for _, right in rows))


def _codiesp(data: Path, retriever: Retriever, billable: dict[str, str], on_progress: OnProgress) -> dict[str, float]:
    cases, left_out = read_codiesp(data / "codiesp" / "codiesp_train_dev_en.jsonl", "dev", billable)
    on_progress(f"retrieving {len(cases)} CodiEsp documents; {left_out} gold codes are not billable and left out")
    found = recall(cases, retriever.codes)
    on_progress("the same with FTS5 over bare titles")
    plain = PlainTitles(billable.items(), load_vocabulary(Language.EN).empty)
    document = recall(cases, lambda record: plain.by_document(record.sections[0].text, LIMIT))
    clause = recall(cases, lambda record: plain.by_clause(record.sections[0].text, LIMIT))
    plain.close()
    best = max(document.recall, clause.recall)
    return {
        "retrieval_recall50_en": round(found.recall, 4),
        "fts5_document_recall50_en": round(document.recall, 4),
        "fts5_clause_recall50_en": round(clause.recall, 4),
        "fts5_recall50_en": round(best, 4),
        "retrieval_vs_fts5": round(found.recall / max(best, 1e-9), 2),
        "retrieval_gold_en": sum(len(case.wanted) for case in cases),
        "retrieval_gold_left_out_en": left_out,
        "seconds_per_record_retrieval_en": round(found.seconds, 3),
    }


def _composites(golds: Sequence[Gold], retriever: Retriever) -> dict[str, float]:
    """Give formula (6) (0–100) with the fixed scope, with retrieved ones, and these counting codes of the 55 alone.

    The gold lists codes of the 55 only, so any other code counts as wrong in the second.
    """
    fixed, reader = load_scope(), RuleReader()
    own = frozenset(code.code for code in fixed.all_codes)
    finder = Finder(fixed.all_codes)
    by_fixed: list[Outcome] = []
    by_retrieved: list[Outcome] = []
    for gold in golds:
        assert gold.record is not None  # noqa: S101 - kept only with a record
        scope = retriever.scope(gold.record)
        by_fixed.append(_outcome(gold, gold.record, fixed, reader, finder))
        by_retrieved.append(_outcome(gold, gold.record, scope, reader, Finder(scope.all_codes)))
    of_55 = [
        replace(one, principal=one.principal if one.principal in own else None, others=one.others & own)
        for one in by_retrieved
    ]
    return {
        "fixed_composite": round(evaluate(by_fixed).composite, 2),
        "retrieval_composite": round(evaluate(by_retrieved).composite, 2),
        "retrieval_composite_of_55": round(evaluate(of_55).composite, 2),
    }


def _outcome(gold: Gold, record: Record, scope: Scope, reader: RuleReader, finder: Finder) -> Outcome:
    layout = Layout.SHARED_PREFIX if scope.fixed else Layout.RECORD_FIRST
    made = suggest(record, scope, reader, finder, style=Style(layout))
    return Outcome(
        gold.principal or None,
        frozenset(gold.others),
        made.agreed_principal.code if made.agreed_principal else None,
        frozenset(code.code for code in made.agreed_others),
    )


def _case(gold: Gold) -> Case:
    assert gold.record is not None  # noqa: S101 - kept only with a record
    wanted = dict.fromkeys(code for code in (gold.principal, *gold.others) if code)
    return Case(gold.record, tuple(frozenset({code}) for code in wanted))


def _dotted(bare: str) -> str:
    return f"{bare[:_CATEGORY]}.{bare[_CATEGORY:]}" if len(bare) > _CATEGORY else bare
