"""DRG-Sapphire's reader study (M49): a form on which people rate rationales, and what their ratings say.

Two scales of five points, anchored at 1, 3 and 5; readers are told that the answer may be wrong. The form is one page
to print or read (HTML) and one table to fill in (CSV); form.json says which records it asks about.
"""

import csv
import hashlib
import html
import io
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import mean, median
from types import MappingProxyType
from typing import Any

from app.coding.record import Record
from trainer.errors import DataError
from trainer.jsonfiles import write_json

SCALES = ("helpfulness", "accuracy")
ANCHORS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "helpfulness": MappingProxyType(
            {
                1: "generic: it could stand under any record; no help to a coder",
                3: "acceptable: names the main reasons, I would still search the record",
                5: "very helpful: the reasons and their places are what a coder needs",
            }
        ),
        "accuracy": MappingProxyType(
            {
                1: "disagrees with the record or with the coding rules",
                3: "mostly right, with a gap or an error that matters little",
                5: "agrees with the record and with the coding rules throughout",
            }
        ),
    }
)
NOTICE = (
    "The codes below were suggested by a model and MAY BE WRONG. Rate the stated reasons, not whether you like the "
    "result: first how much they would help you (helpfulness), then whether they are right (accuracy)."
)
COLUMNS = ("form", "item", "record_id", "reader", *SCALES, "comment")
_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>Reader form {form}</title><style>
body {{ font-family: sans-serif; max-width: 50em; margin: 2em auto; line-height: 1.5 }}
article {{ page-break-after: always; border-top: 2px solid #333; padding-top: .5em }}
.record {{ border: 1px solid #bbb; padding: .5em; white-space: pre-wrap }}
.notice {{ border: 2px solid #a00; padding: .5em }}
</style></head><body><h1>Reader form {form}</h1>
<p class="notice">{notice}</p>{scales}<p>Write your ratings into form.csv, or on this page.</p>
{items}</body></html>
"""


@dataclass(frozen=True, slots=True)
class Rated:
    """One record with what a system answered (what it is, what it says) and the reasons it stated."""

    record: Record
    answer: tuple[tuple[str, str], ...]
    rationale: str


@dataclass(frozen=True, slots=True)
class Rating:
    """One reader's ratings of one record."""

    record_id: str
    reader: str
    helpfulness: int
    accuracy: int


@dataclass(frozen=True, slots=True)
class RefusedRating:
    """A row of a ratings file that was not counted, and why."""

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.reason}"


def write_form(items: Sequence[Rated], folder: Path, count: int, seed: int) -> int:
    """Write form.html, form.csv and form.json for `count` records with a rationale; return how many there are.

    Raises DataError when none has a rationale.
    """
    able = [item for item in items if item.rationale.strip()]
    if not able:
        raise DataError(
            "No answer of this system has a rationale to rate.", "Choose a system that thinks, as rubric_system."
        )
    chosen = random.Random(seed).sample(able, min(count, len(able)))  # noqa: S311 - a repeatable draw, no secret
    records = [item.record.record_id for item in chosen]
    asked = [[item.record.record_id, item.answer, item.rationale] for item in chosen]
    form = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:8]
    articles = "\n".join(_article(number, item) for number, item in enumerate(chosen, 1))
    folder.mkdir(parents=True, exist_ok=True)
    page = _PAGE.format(form=form, notice=html.escape(NOTICE), scales=_scales(), items=articles)
    (folder / "form.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / "form.csv").write_text(_sheet(form, records), encoding="utf-8-sig", newline="")
    key = {"form": form, "records": records}
    write_json(folder / "form.json", key)
    return len(chosen)


def read_ratings(key: Path, files: Iterable[Path]) -> tuple[list[Rating], list[RefusedRating]]:
    """Read filled-in tables of the form that `key` (form.json) describes; bad rows are refused one by one.

    A row whose two scales are empty was not rated and is passed over. Raises DataError when the key is none.
    """
    form, records = _key(key)
    ratings: list[Rating] = []
    refused: list[RefusedRating] = []
    seen: set[tuple[str, str]] = set()
    for file in files:
        for number, row in _rows(file):
            if not any(row.get(scale, "").strip() for scale in SCALES):
                continue
            found = _rating(row, form, records, seen)
            if isinstance(found, Rating):
                seen.add((found.record_id, found.reader))
                ratings.append(found)
            else:
                refused.append(RefusedRating(file.name, number, found))
    return ratings, refused


def summary(ratings: Sequence[Rating]) -> dict[str, Any]:
    """Summarise ratings: median, mean and counts of each scale, by reader, and how far readers agree.

    Agreement is over the records that both of a pair rated: equal, at most one apart, and kappa with quadratic
    weights (Cohen 1968; 1 whole agreement, 0 chance).
    """
    readers = sorted({rating.reader for rating in ratings})
    return {
        "ratings": len(ratings),
        "records": len({rating.record_id for rating in ratings}),
        "readers": {
            reader: {scale: _spread([_value(r, scale) for r in ratings if r.reader == reader]) for scale in SCALES}
            for reader in readers
        },
        "scales": {scale: _spread([_value(rating, scale) for rating in ratings]) for scale in SCALES},
        "agreement": {scale: list(_agreement(ratings, readers, scale)) for scale in SCALES},
    }


def rubric_report(found: Mapping[str, Any], refused: Sequence[RefusedRating]) -> str:
    """Write the summary as Markdown."""
    lines = ["# Reader ratings", "", f"{found['ratings']} ratings of {found['records']} records.", ""]
    lines += ["| scale | who | n | median | mean | 1 | 2 | 3 | 4 | 5 |", "| --- | --- |" + " ---: |" * 8]
    for scale in SCALES:
        lines.append(_spread_row(scale, "all", found["scales"][scale]))
        lines += [_spread_row(scale, reader, each[scale]) for reader, each in found["readers"].items()]
    pairs = [(scale, pair) for scale in SCALES for pair in found["agreement"][scale]]
    if pairs:
        lines += ["", "| scale | readers | n | equal | at most one apart | weighted kappa |"]
        lines.append("| --- | --- |" + " ---: |" * 4)
        for scale, pair in pairs:
            who = " and ".join(pair["readers"])
            lines.append(
                f"| {scale} | {who} | {pair['n']} | {pair['equal']:.2f} | {pair['within_one']:.2f} "
                f"| {pair['kappa']:.2f} |"
            )
    if refused:
        lines += ["", f"{len(refused)} rows were refused:", "", *(f"- {each}" for each in refused)]
    return "\n".join([*lines, "", "DRG-Sapphire: median 4 on both scales (4 physicians, 30 cases; other data)."]) + "\n"


def _article(number: int, item: Rated) -> str:
    record = "\n".join(f"【{section.name}】{section.text.strip()}" for section in item.record.sections)
    answer = "<br>".join(f"<b>{html.escape(what)}:</b> {html.escape(said)}" for what, said in item.answer)
    boxes = "".join(f"<p>{scale}: {' '.join(f'☐ {point}' for point in range(1, 6))}</p>" for scale in SCALES)
    return (
        f"<article><h2>{number}. {html.escape(item.record.record_id)}</h2>"
        f'<div class="record">{html.escape(record)}</div><p>{answer}</p>'
        f'<p><b>Stated reasons:</b></p><div class="record">{html.escape(item.rationale)}</div>{boxes}</article>'
    )


def _scales() -> str:
    listed = (
        f"<h3>{scale}</h3><ul>" + "".join(f"<li>{point}: {html.escape(said)}</li>" for point, said in each.items())
        for scale, each in ANCHORS.items()
    )
    return "".join(f"{each}</ul>" for each in listed)


def _sheet(form: str, records: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, record_id in enumerate(records, 1):
        writer.writerow([form, number, record_id, "", "", "", ""])
    return out.getvalue()


def _key(path: Path) -> tuple[str, frozenset[str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return str(found["form"]), frozenset(map(str, found["records"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} describes no reader form.", "Name the form.json written with the form.") from error


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a table as spreadsheets save it, in UTF-8 or GB 18030; the head is row 1."""
    try:
        raw = file.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file} cannot be read: {error}.", "Give the filled-in form.csv.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = {"form", "record_id", "reader", *SCALES} - set(reader.fieldnames or ())
    if missing:
        raise DataError(f"{file.name} lacks the columns {', '.join(sorted(missing))}.", "Give the filled-in form.csv.")
    for row in reader:
        yield reader.line_num, {str(key): value or "" for key, value in row.items() if isinstance(value, str | None)}


def _rating(row: Mapping[str, str], form: str, records: frozenset[str], seen: set[tuple[str, str]]) -> Rating | str:
    """Return a row's rating, or why it is none."""
    record_id, reader = row["record_id"].strip(), row["reader"].strip()
    if row["form"].strip() != form:
        return f"it belongs to the form {row['form'].strip() or '(none)'}, not to {form}."
    if record_id not in records:
        return f"the form does not ask about record {record_id or '(none)'}."
    if not reader:
        return "no reader is named."
    if (record_id, reader) in seen:
        return f"{reader} rated {record_id} already."
    points: list[int] = []
    for scale in SCALES:
        said = row[scale].strip()
        if said not in ("1", "2", "3", "4", "5"):
            return f"{scale} is {said!r}, not a whole number from 1 to 5."
        points.append(int(said))
    return Rating(record_id, reader, *points)


def _value(rating: Rating, scale: str) -> int:
    return rating.helpfulness if scale == "helpfulness" else rating.accuracy


def _spread(values: Sequence[int]) -> dict[str, Any]:
    return {
        "n": len(values),
        "median": float(median(values)) if values else None,
        "mean": round(float(mean(values)), 3) if values else None,
        "counts": [values.count(point) for point in range(1, 6)],
    }


def _spread_row(scale: str, who: str, each: Mapping[str, Any]) -> str:
    counts = " | ".join(map(str, each["counts"]))
    return f"| {scale} | {who} | {each['n']} | {each['median']} | {each['mean']} | {counts} |"


def _agreement(ratings: Sequence[Rating], readers: Sequence[str], scale: str) -> Iterator[dict[str, Any]]:
    by_reader = {reader: {r.record_id: _value(r, scale) for r in ratings if r.reader == reader} for reader in readers}
    for left, right in combinations(readers, 2):
        pairs = [
            (by_reader[left][each], by_reader[right][each]) for each in by_reader[left] if each in by_reader[right]
        ]
        if pairs:
            yield {
                "readers": [left, right],
                "n": len(pairs),
                "equal": round(mean(float(a == b) for a, b in pairs), 4),
                "within_one": round(mean(float(abs(a - b) <= 1) for a, b in pairs), 4),
                "kappa": round(weighted_kappa(pairs), 4),
            }


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Return Cohen's kappa with quadratic weights; 1 where chance itself could not disagree."""
    observed = mean((a - b) ** 2 for a, b in pairs)
    expected = mean((a - b) ** 2 for a, _ in pairs for _, b in pairs)
    return float(1 - observed / expected) if expected else 1.0
