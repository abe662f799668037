"""Stage `evaluate`: systems read examples, and formula (6) with all that explains it is counted, drawn and compared.

Readings go to predictions.jsonl one by one, so that a killed evaluation goes on; figures.json, report.md and plots/
are made of them at the end.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.evaluate.compare import among, compare, other_set, read_figures
from trainer.evaluate.drg import DrgReading
from trainer.evaluate.judging import judge_codes, judge_drg
from trainer.evaluate.opening import there
from trainer.evaluate.plots import draw
from trainer.evaluate.readings import Reading
from trainer.evaluate.records import FORMULA_SIX, PROTOCOL_DRG, JudgedOn, open_records
from trainer.evaluate.report import report
from trainer.evaluate.rubric import Rated, read_ratings, rubric_report, summary, write_form
from trainer.evaluate.settings import StageSettings
from trainer.jsonfiles import write_json
from trainer.runs import Stage

__all__ = ["StageSettings", "run"]


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Judge the systems and write predictions.jsonl, figures.json, report.md, plots/ and what of M49 is asked.

    Raises DataError on examples or files that cannot be judged by, RunError on what is not there, BaseModelError and
    ModelError on models that cannot be used.
    """
    saved = read_figures(there(settings.compare, at)) if settings.compare else None
    beside = [read_figures(there(path, at)) for path in settings.tables]
    counts: dict[str, object] = {}
    if settings.rubric_ratings:
        counts |= _summarise(settings, at)
    if settings.systems:
        counts |= _judge(settings, at, saved, beside)
    return counts


def _judge(
    settings: StageSettings, at: Stage, saved: Mapping[str, Any] | None, beside: Sequence[Mapping[str, Any]]
) -> dict[str, object]:
    with open_records(settings, at) as judged_on:
        names = judged_on.names
        if settings.ask == "drg":
            systems, drgs, names = judge_drg(settings, judged_on, at)
            rated = {name: _rated_drgs(judged_on, each, names) for name, each in drgs.items()}
        else:
            systems, readings = judge_codes(settings, judged_on, at)
            rated = {name: _rated_codes(judged_on, each, names) for name, each in readings.items()}
        figures: dict[str, Any] = {
            "task": settings.ask,
            "metric": PROTOCOL_DRG if settings.ask == "drg" else FORMULA_SIX,
            "set": judged_on.about(),
            "systems": systems,
            "differences": [],
        }
    figures["differences"] = _differences(settings, figures, saved, at.seed)
    caution = other_set(figures, saved) if saved is not None else ""
    if caution:
        figures["cautions"] = [caution]
        at.say(f"[evaluate] caution: {caution}")
    write_json(at.folder / "figures.json", figures)
    (at.folder / "report.md").write_text(report(figures, names, beside), encoding="utf-8", newline="\n")
    counts: dict[str, object] = {"records": figures["set"]["n"], "systems": _headline(systems)}
    if settings.plots:
        counts["plots"] = len(draw(figures, names, at.folder / "plots"))
    if settings.rubric_form:
        counts["rubric_records"] = _form(settings, rated, at)
    return counts


def _differences(
    settings: StageSettings, figures: Mapping[str, Any], saved: Mapping[str, Any] | None, seed: int
) -> list[dict[str, object]]:
    """Compare with a baseline system of this evaluation, and with the saved one."""
    rows = among(figures, settings.baseline, seed) if settings.baseline else []
    if saved is not None:
        rows += [
            {**row, "from": saved["set"]["name"]} for row in compare(figures, saved, seed, settings.compare_system)
        ]
    return rows


def _form(settings: StageSettings, rated: Mapping[str, Sequence[Rated]], at: Stage) -> int:
    """Write the reader form of the system asked about, or of the first that gives reasons."""
    chosen = settings.rubric_system or next(
        (name for name, items in rated.items() if any(item.rationale for item in items)), next(iter(rated))
    )
    folder = at.folder / settings.rubric_form
    count = write_form(rated[chosen], folder, settings.rubric_records, at.seed)
    at.say(f"[evaluate] reader form of {chosen}, {count} records: {folder.name}")
    return count


def _rated_codes(judged_on: JudgedOn, readings: Mapping[str, Reading], names: Mapping[str, str]) -> list[Rated]:
    """Put each record beside what was said of it, for the reader form."""
    found: list[Rated] = []
    for example in judged_on.examples:
        reading = readings[example.example_id]
        said = reading.said
        first = _named(said.principal, names) if said.principal else "不在范围内" if said.out_of_scope else "–"
        others = "；".join(_named(code, names) for code in sorted(said.others)) or "–"
        answer = (("Principal", first), ("Others", others))
        found.append(Rated(example.record, answer, reading.rationale))
    return found


def _rated_drgs(judged_on: JudgedOn, readings: Mapping[str, DrgReading], titles: Mapping[str, str]) -> list[Rated]:
    found: list[Rated] = []
    for example in judged_on.examples:
        reading = readings[example.example_id]
        first = next((each for each in reading.answers if each), None)
        answer = (("MS-DRG", _named(first, titles) if first else "–"),)
        found.append(Rated(example.record, answer, reading.rationale))
    return found


def _summarise(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Summarise collected ratings into rubric.json and rubric.md."""
    ratings, refused = read_ratings(
        there(settings.rubric_key, at), [there(path, at) for path in settings.rubric_ratings]
    )
    for each in refused:
        at.say(f"[evaluate] refused: {each}")
    found = summary(ratings)
    content = {**found, "refused": [str(each) for each in refused]}
    write_json(at.folder / "rubric.json", content)
    (at.folder / "rubric.md").write_text(rubric_report(found, refused), encoding="utf-8", newline="\n")
    return {"ratings": len(ratings), "ratings_refused": len(refused)}


def _headline(systems: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    return {name: each["composite"] if "composite" in each else each["pass@1"] for name, each in systems.items()}


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code
