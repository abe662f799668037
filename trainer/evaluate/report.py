"""The figures of an evaluation as a page to read: Markdown, every table with what its numbers mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.coding.scope import Task
from trainer.evaluate.asking import Plan
from trainer.evaluate.figures import columns
from trainer.evaluate.table import drg_table, table_three

MOST_CODES = 60
"""Codes of the per-code table; the full table stands in figures.json."""
MOST_CONFUSED = 20
"""Rows and columns of the confusion of principals."""


def report(figures: Mapping[str, Any], names: Mapping[str, str], others: Sequence[Mapping[str, Any]] = ()) -> str:
    """Write the whole report; `others` are the evaluations that share its table of methods."""
    about = figures["set"]
    parts = [f"# Evaluation: {about['name']}", _about(figures)]
    if figures["task"] == "drg":
        parts += ["## DRG", drg_table(figures), *_drg_systems(figures)]
    else:
        parts += ["## Systems", _overview(figures["systems"]), "## Table of methods"]
        parts.append(table_three([*others, figures]))
        parts += [_system(name, each, names) for name, each in figures["systems"].items()]
    if figures.get("differences"):
        parts += ["## Differences", *figures.get("cautions", ()), _differences(figures["differences"])]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _about(figures: Mapping[str, Any]) -> str:
    about = figures["set"]
    lines = [
        f"- {about['n']} records of {about['file']} (SHA-256 {about['sha256'][:12]}…), coded from {about['scope']}.",
        f"- {figures['metric']}",
    ]
    if about.get("out_of_scope"):
        lines.append(
            f"- {about['out_of_scope']} of them are outside the scope: there 不在范围内 is the right principal."
        )
    if about.get("gold_outside_scope"):
        lines.append(
            f"- {about['gold_outside_scope']} gold codes are not in the scope: nobody can answer them, and they count."
        )
    lines.append(
        "- A GGUF is held to the closed list as in the workstation, so its format rate is high by construction; "
        "a model folder answers freely."
    )
    return "\n".join(lines)


def _overview(systems: Mapping[str, Any]) -> str:
    head = ("system", "composite", "95 %", "principal", "others F1", "strict", "shown", "T = 0 alone", "format", "s")
    rows = [
        (
            each["title"],
            f"{each['composite']:.2f}",
            f"{each['interval'][0]:.1f}–{each['interval'][1]:.1f}",
            _percent(each["principal_accuracy"]),
            f"{each['others_f1']:.4f}",
            f"{each['strict']['composite']:.2f}",
            f"{each['shown']['composite']:.2f}" if each["suggested_bands"] else "–",
            f"{each['first_pass']['composite']:.2f}" if each.get("plan") == Plan.TCECP else "–",
            " / ".join(_percent(rate) for rate in each["format_rate"].values()),
            f"{each['seconds_per_record']:.2f}",
        )
        for each in systems.values()
    ]
    meaning = (
        "Composite: formula (6) ×100, lenient reading. Strict: a record counts only if both T = 0 completions are well "
        "formed. Shown: the suggested tier alone, every code with verified evidence. T = 0 alone: TCECP's first "
        "votes without the others. Format: share of well-formed completions, principal / others. s: seconds a record."
    )
    return _table(head, rows) + "\n\n" + meaning


def _system(name: str, each: Mapping[str, Any], names: Mapping[str, str]) -> str:
    parts = [f"## {each['title']}", _made_by(name, each)]
    refusals = each["refusals"]
    if refusals["out_of_scope"]:
        parts.append(
            f"Refused as 不在范围内: {_percent(refusals['out_of_scope_refused'])} of {refusals['out_of_scope']} "
            f"records outside the scope, {_percent(refusals['in_scope_refused'])} of {refusals['in_scope']} inside it."
        )
    evidence = each["evidence"]
    if evidence["suggested"]:
        parts.append(
            f"Evidence: of {evidence['suggested']} suggested codes {_percent(evidence['with_quote'])} come with a "
            f"verified quote of at least 4 characters, and {_percent(evidence['on_gold_span'])} with one that "
            f"overlaps the gold span of that very code (of the {evidence['with_gold_span']} that have a gold span: "
            f"{_percent(evidence['on_gold_span_where_there_is_one'])})."
        )
    parts += [*_calibration(each), "### By group", _groups(each["by"])]
    parts += ["### Principals: gold down, said across", _confusion(each["confusion"], names)]
    parts += ["### By code", _codes(each["per_code"], names)]
    return "\n\n".join(parts)


def _made_by(name: str, each: Mapping[str, Any]) -> str:
    said = [f"`{name}`, {each['kind']}"]
    said += [f"{key} {each[key]}" for key in ("model", "prompt", "plan", "runtime") if each.get(key)]
    if each["kind"] != "rules" and each["tokens_per_record"]:
        said.append(f"{each['tokens_per_record']:.0f} tokens a record")
    if each["shortened"]:
        said.append(f"{each['shortened']} records shortened to the context")
    if each["unreadable"]:
        said.append(f"{each['unreadable']} records without a readable answer")
    if each.get("thresholds"):
        found = ", ".join(f"{n} votes for {count} records" for n, count in each["thresholds"].items())
        said.append(f"threshold of others: {found}")
    return "; ".join(said) + "."


def _calibration(each: Mapping[str, Any]) -> Iterator[str]:
    """Write the reliability tables of what votes; what reads once has none."""
    if not each["votes_of"]:
        return
    for task in (Task.PRINCIPAL, Task.OTHERS):
        bands: Mapping[str, Any] = each["bands"][task.value]
        if bands:
            yield f"### Votes, {task.value}"
            yield _table(
                ("votes", "candidates", "share", "right", "95 %"),
                [
                    (
                        f"{votes}/{each['votes_of']}" if votes != "0" else "0 (mentioned only)",
                        str(band["n"]),
                        _percent(band["share"]),
                        _percent(band["right"]),
                        f"{_percent(band['low'])}–{_percent(band['high'])}",
                    )
                    for votes, band in sorted(bands.items(), reverse=True)
                ],
            )
    suggested = each["suggested_bands"]
    if suggested:
        told = (
            f"{votes}/{each['votes_of']} {_percent(band['share'])} (right {_percent(band['right'])})"
            for votes, band in sorted(suggested.items(), reverse=True)
        )
        yield f"Suggestions by votes: {', '.join(told)}."


def _groups(groups: Mapping[str, Any]) -> str:
    rows = [
        (
            name,
            str(group["n"]),
            f"{group['composite']:.2f}",
            _percent(group["principal_accuracy"]),
            f"{group['others_f1']:.4f}",
        )
        for name, group in groups.items()
    ]
    return _table(("records", "n", "composite", "principal", "others F1"), rows)


def _confusion(table: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> str:
    golds = sorted(table, key=lambda gold: -sum(table[gold].values()))[:MOST_CONFUSED]
    said = columns(table, golds)[:MOST_CONFUSED]
    rows = [(_named(gold, names), *(str(table[gold].get(code, 0) or "·") for code in said)) for gold in golds]
    return _table(("", *(_named(code, names) for code in said)), rows)


def _codes(codes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    frequent = sorted(codes, key=lambda code: -(codes[code]["true_positive"] + codes[code]["false_negative"]))
    rows = [
        (
            code,
            names.get(code, ""),
            *(f"{codes[code][key]:.2f}" for key in ("precision", "recall", "f1")),
            *(str(codes[code][key]) for key in ("true_positive", "false_positive", "false_negative")),
        )
        for code in frequent[:MOST_CODES]
    ]
    more = f"\n\n{len(codes) - MOST_CODES} more in figures.json." if len(codes) > MOST_CODES else ""
    return _table(("code", "name", "P", "R", "F1", "tp", "fp", "fn"), rows) + more


def _drg_systems(figures: Mapping[str, Any]) -> Iterator[str]:
    for name, each in figures["systems"].items():
        errors = each["errors"]
        wrong = sum(errors.values())
        low, high = each["interval"]
        told = [
            f"`{name}`, {each['kind']}; model {each.get('model', '')}",
            f"{each['samples']} samples a record at T = {each['temperature']}, top-p {each['top_p']}",
            f"Pass@1 {each['pass@1']:.2f} (95 %: {low:.1f}–{high:.1f})",
            f"well formed {_percent(each['format_rate']['drg'])}",
            f"no title of the version {_percent(each['no_title'])}",
            f"{each['seconds_per_record']:.2f} s and {each['tokens_per_record']:.0f} tokens a record",
        ]
        if wrong:
            parts = ", ".join(f"{kind} {count} ({_percent(count / wrong)})" for kind, count in errors.items())
            told.append(f"wrong majorities: {parts}")
        yield f"### {each['title']}\n\n{'; '.join(told)}."


def _differences(rows: Sequence[Mapping[str, Any]]) -> str:
    table = _table(
        ("system", "against", "n", "score", "against's", "difference", "95 %", "clear"),
        [
            (
                row["system"],
                row["against"] + (f" ({row['from']})" if row.get("from") else ""),
                str(row["n"]),
                f"{row['score']:.2f}",
                f"{row['score_against']:.2f}",
                f"{row['difference']:+.2f}",
                f"{row['low']:+.2f} – {row['high']:+.2f}",
                "yes" if row["clear"] else "no",
            )
            for row in rows
        ],
    )
    return table + "\n\nPaired bootstrap over the records both judged; clear: 0 lies outside the interval."


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} {code}" if code in names else code


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
