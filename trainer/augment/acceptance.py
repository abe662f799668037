"""What became of every case's rewrites, filter by filter: logged a case, because filters prefer easy cases (T18)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.coding.judged import Truth
from app.coding.metric import set_f1
from app.coding.rewrite import BadCase, Judge, Variant
from trainer.evaluate.readings import truth_of

ACCEPTANCE = "acceptance.jsonl"
STEPS = ("asked", "written", "guarded", "distinct", "sft", "policy", "handed over", "approved")
_SAYS = {
    "asked": "rewrites asked for",
    "written": "in the form asked for, something rewritten",
    "guarded": "no fact lost, added or changed",
    "distinct": "not too near to the original or another",
    "sft": "the SFT model codes them as the case",
    "policy": "the policy codes them as the case",
    "handed over": "in the bundle",
    "approved": "approved by the expert",
}


def passed(variants: Sequence[Variant], by: Judge) -> list[Variant]:
    """Return the variants that a judge let pass, all where it did not judge."""
    return [each for each in variants if all(verdict.passed for verdict in each.verdicts if verdict.by is by)]


def case_row(case: BadCase, tally: Mapping[str, int], judged: Sequence[Variant], handed: int) -> dict[str, Any]:
    """Count one case's rewrites at every step, beside what the policy had got wrong in it."""
    truth: Truth = truth_of(case.example)
    sft = passed(judged, Judge.SFT)
    return {
        "id": case.case_id,
        "principal_wrong": case.predicted.principal_code != truth.principal,
        "others_f1": round(set_f1(truth.others, case.predicted.other_codes), 4),
        "characters": case.example.record.length,
        **{step: tally.get(step, 0) for step in ("asked", "written", "guarded", "distinct")},
        "sft": len(sft),
        "policy": len(passed(sft, Judge.POLICY)),
        "handed over": handed,
        "lost": {key: n for key, n in sorted(tally.items()) if key not in STEPS},
    }


def acceptance(rows: Sequence[Mapping[str, Any]], approved: Iterable[str] = ()) -> dict[str, Any]:
    """Sum the cases' rows: rewrites at every step, cases with any left, and easy against hard cases."""
    by_case = Counter(approved)
    counted = [{**row, "approved": by_case[row["id"]]} for row in rows]
    lost: Counter[str] = Counter()
    for row in rows:
        lost.update(row["lost"])
    kinds = {
        "principal wrong": [row for row in counted if row["principal_wrong"]],
        "only others wrong": [row for row in counted if not row["principal_wrong"]],
    }
    return {
        "steps": _steps(counted),
        "by_fault": {kind: _steps(mine) for kind, mine in kinds.items()},
        "lost": dict(lost.most_common()),
    }


def markdown(found: Mapping[str, Any], about: Mapping[str, str]) -> str:
    """Lay the survivors of every step out to be read."""
    lines = ["# Rewrites", "", *(f"- {key}: {value}" for key, value in about.items() if value)]
    lines += ["", "| step | rewrites | of those asked | cases with any | |", "|---|---|---|---|---|"]
    asked = max(1, found["steps"]["asked"]["rewrites"])
    for step, row in found["steps"].items():
        share = f"{100 * row['rewrites'] / asked:.1f} %"
        lines.append(f"| {step} | {row['rewrites']} | {share} | {row['cases']} | {_SAYS[step]} |")
    lines += ["", "## By what the policy had got wrong", "", "| step | principal | only others |", "|---|---|---|"]
    both = [found["by_fault"][kind] for kind in ("principal wrong", "only others wrong")]
    lines += [f"| {step} | {both[0][step]['rewrites']} | {both[1][step]['rewrites']} |" for step in STEPS]
    lines += ["", "## Why texts and rewrites were lost", "", "| why | n |", "|---|---|"]
    lines += [f"| {why} | {n} |" for why, n in found["lost"].items()]
    return "\n".join(lines) + "\n"


def _steps(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    return {step: {"rewrites": sum(r[step] for r in rows), "cases": sum(bool(r[step]) for r in rows)} for step in STEPS}
