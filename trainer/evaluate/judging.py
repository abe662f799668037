"""Systems read the records of an evaluation: one log of readings, and the figures of each system made from it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.coding.example import Example
from app.coding.record import Record
from app.coding.scope import Scope
from app.knowledge.grouping.severity import base_and_severity
from app.knowledge.grouping.titles import drg_scope
from trainer.evaluate.drg import DrgAsking, DrgReading, drg_figures, drg_from_row, drg_row, gold_number, read_drg
from trainer.evaluate.figures import Judged, figures_of
from trainer.evaluate.opening import Shared, about_model, open_model, open_system
from trainer.evaluate.readings import Reading, from_row, row_id, to_row
from trainer.evaluate.records import JudgedOn
from trainer.evaluate.settings import StageSettings
from trainer.evaluate.systems import SystemSettings
from trainer.evaluate.voters import vote, with_members
from trainer.runs import ItemLog, Stage

LOG = "predictions"
_TOLD = 10
"""Lines of progress for each system."""
Figures = dict[str, dict[str, Any]]


def judge_codes(
    settings: StageSettings, judged_on: JudgedOn, at: Stage
) -> tuple[Figures, dict[str, dict[str, Reading]]]:
    """Let every system read every record, count the votes of ensembles, and return figures and readings by system."""
    log = at.item_log(LOG)
    shared = Shared(judged_on.scoping, judged_on.scope, settings.plan, settings.reply_tokens)
    figures: Figures = {}
    readings: dict[str, dict[str, Reading]] = {}
    for name, system in with_members(settings.systems, at).items():
        told: dict[str, Any] = {}
        if system.kind in ("vote", "folds"):
            readings[name], told["thresholds"] = vote(system, judged_on.examples, readings)
        else:
            told = _read_codes(name, system, shared, judged_on.examples, log, at)
            readings[name] = {
                each.example_id: from_row(log.done[row_id(name, each.example_id)]) for each in judged_on.examples
            }
        judged = [Judged(each, readings[name][each.example_id]) for each in judged_on.examples]
        counted = figures_of(judged, judged_on.seen_writers, at.seed)
        votes_of = max(each.reading.votes_of for each in judged)
        figures[name] = {**_called(name, system), **told, "votes_of": votes_of, **counted}
        at.say(f"[evaluate] {name}: {counted['composite']:.2f}")
    return figures, readings


def judge_drg(
    settings: StageSettings, judged_on: JudgedOn, at: Stage
) -> tuple[Figures, dict[str, dict[str, DrgReading]], dict[str, str]]:
    """Let every system answer the DRG of every record; return figures, readings by system, and titles by number.

    Raises DataError on a record whose DRG the version does not know, before anything is read.
    """
    log = at.item_log(LOG)
    titles, standings = drg_scope(judged_on.drg_version), base_and_severity(judged_on.drg_version)
    for example in judged_on.examples:
        gold_number(example, standings)
    figures: Figures = {}
    readings: dict[str, dict[str, DrgReading]] = {}
    for name, system in settings.systems.items():
        about = _read_drgs(name, system, settings, titles, judged_on.examples, log, at)
        readings[name] = {
            each.example_id: drg_from_row(log.done[row_id(name, each.example_id)]) for each in judged_on.examples
        }
        counted = drg_figures(judged_on.examples, readings[name], standings, at.seed)
        figures[name] = {**_called(name, system), **about, **counted}
        at.say(f"[evaluate] {name}: Pass@1 {counted['pass@1']:.2f}")
    return figures, readings, {code.code: code.name for code in titles.principal}


def _read_codes(
    name: str, system: SystemSettings, shared: Shared, examples: Sequence[Example], log: ItemLog, at: Stage
) -> dict[str, Any]:
    """Let one system read what it has not read yet; return what is said of it."""
    left = _left(name, examples, log)
    if left:
        with open_system(system, shared, at) as opened:
            _remember(name, opened.about, log)
            _read_left(
                name, left, lambda part: [to_row(name, each) for each in opened.read(part)], opened.at_once, log, at
            )
    return _about(name, log)


def _read_drgs(
    name: str,
    system: SystemSettings,
    settings: StageSettings,
    titles: Scope,
    examples: Sequence[Example],
    log: ItemLog,
    at: Stage,
) -> dict[str, Any]:
    """Let one system answer the DRGs it has not answered yet; return what is said of it."""
    left = _left(name, examples, log)
    if left:
        top_p = settings.drg_top_p if system.kind == "model" else 1.0
        with open_model(system, None, at, top_p, drg=titles) as opened:
            samples, temperature = settings.drg_samples, settings.drg_temperature
            asking = DrgAsking(titles, opened.style, samples, temperature, settings.reply_tokens)
            _remember(name, {**about_model(opened), "temperature": temperature, "top_p": top_p}, log)
            _read_left(
                name,
                left,
                lambda part: [drg_row(name, each) for each in read_drg(part, opened.model, asking)],
                opened.at_once,
                log,
                at,
            )
    return _about(name, log)


def _read_left(
    name: str,
    left: Sequence[Record],
    rows: Callable[[Sequence[Record]], list[dict[str, Any]]],
    at_once: int,
    log: ItemLog,
    at: Stage,
) -> None:
    """Read records some at a time, log each, and say now and then how far it is."""
    step = max(1, len(left) // _TOLD)
    done = 0
    for start in range(0, len(left), at_once):
        for row in rows(left[start : start + at_once]):
            log.add(row)
            done += 1
            if done % step == 0:
                at.say(f"[evaluate] {name}: {done} of {len(left)} records")


def _left(name: str, examples: Sequence[Example], log: ItemLog) -> list[Record]:
    return [each.record for each in examples if row_id(name, each.example_id) not in log.done]


def _remember(name: str, about: Mapping[str, object], log: ItemLog) -> None:
    log.add({"id": _about_id(name), "system": name, "about": dict(about)})


def _about(name: str, log: ItemLog) -> dict[str, Any]:
    return dict(log.done[_about_id(name)]["about"])


def _about_id(name: str) -> str:
    return f"about\t{name}"


def _called(name: str, system: SystemSettings) -> dict[str, Any]:
    return {"title": system.title or name, "kind": system.kind, "method": system.method}
