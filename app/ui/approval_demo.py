"""Bad cases and variants to try the approval page with: demo records reworded by a few rules, some of them wrongly."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example, Origin
from app.coding.mentions import Finder
from app.coding.record import Record, Section
from app.coding.rewrite import BadCase, Judge, Variant, Verdict
from app.coding.sameness import Difference, DrugNames, differences, read_facts
from app.exchange.golds import Gold, read_gold
from app.knowledge.drugs import load_drugs
from app.knowledge.scopes import load_scope
from app.paths import resources
from app.store.database import Store
from app.ui.desk import Desk
from app.ui.jobs import Operation

CASES, VARIANTS, ROUND = 8, 6, 1
WRITER = "DxDesk demo"
"""Who rewrote them: rules, no model."""
SAME = (
    ("患者", "病人"),
    ("出现", "发生"),
    ("再次", "又一次"),
    ("加重", "加剧"),
    ("缓解", "减轻"),
    ("此后", "其后"),
    ("频繁", "反复"),
    ("目前服用", "现服用"),
    ("为求进一步诊治", "为进一步明确诊断并治疗"),
    ("收住我科", "收入我科"),
    ("病程中", "发病过程中"),
    ("未见明显异常", "无明显异常"),
    ("精神尚可", "精神可"),
    ("入院后完善检查", "入院后完善相关检查"),
    ("今日查房病情平稳", "今日查房，病情稳定"),
    ("准予出院", "同意出院"),
    ("偶饮少量白酒", "偶尔少量饮用白酒"),
    ("查体合作", "查体配合"),
)
"""Wordings that mean the same."""
WRONG = (
    ("否认脑血管病史", "有脑血管病史"),
    ("左肩", "右肩"),
    ("12年", "2年"),
    ("无发热", "有发热"),
    ("双下肢无水肿", "双下肢水肿"),
    ("阿司匹林", "华法林"),
    ("否认肝炎", "有肝炎"),
    ("左侧", "右侧"),
)
"""Wordings that change what must not change: the page has to show them."""
Case = tuple[BadCase, list[Variant]]


def demo_cases(cases: int = CASES, variants: int = VARIANTS) -> list[Case]:
    """Make bad cases out of the demo records, each with some variants; the same ones every time."""
    scope, drugs = load_scope(), load_drugs()
    codes = {code.code: code for code in scope.all_codes}
    finder = Finder(scope.all_codes)
    folder = resources() / "demo"
    golds = read_gold(folder / "gold", folder / "records")[:cases]
    return [_case(gold, gold.record, codes, variants, (finder, drugs)) for gold in golds if gold.record]


def put_demo_variants(desk: Desk) -> None:
    """Make them beside the window, which does not wait for it, and put them into its store."""
    actor = desk.actor

    def put(cases: list[Case], store: Store) -> None:
        with store.transaction():
            for case, variants in cases:
                store.variants.put_case(case, actor)
                for variant in variants:
                    store.variants.put_variant(variant, actor)

    def made(cases: list[Case]) -> None:
        operation = Operation(partial(put, cases), lambda _none: desk.records_changed.emit())
        desk.runner.submit(operation)

    desk.runner.aside(demo_cases, made)


def _case(
    gold: Gold, record: Record, codes: Mapping[str, Code], variants: int, words: tuple[Finder, DrugNames]
) -> Case:
    others = tuple(Diagnosis(codes[code]) for code in gold.others if code in codes)
    principal = codes.get(gold.principal or "")
    answer = CodeSet(Diagnosis(principal) if principal else None, others)
    example = Example(record, answer, origin=Origin.SYNTHETIC)
    case = BadCase(example, _wrongly(answer, list(codes.values())), WRITER, ROUND)
    return case, [*_variants(case, variants, words)]


def _wrongly(answer: CodeSet, codes: Sequence[Code]) -> CodeSet:
    """Return the codes with one missed and one that is not gold."""
    chosen = {each.code for each in (answer.principal, *answer.others) if each}
    extra = next(code for code in codes if code not in chosen)
    return CodeSet(answer.principal, (*answer.others[1:], Diagnosis(extra)))


def _variants(case: BadCase, number: int, words: tuple[Finder, DrugNames]) -> Iterator[Variant]:
    record = case.example.record
    facts = read_facts(record, *words)
    chance = random.Random(record.record_id)  # noqa: S311 - the same wordings each time, no secret
    for seed in range(number):
        swaps = chance.sample(SAME, k=min(len(SAME), 7 + 2 * seed))
        if seed % 3 == 2:
            swaps += WRONG
        texts = tuple(Section(each.name, _reworded(each.text, swaps)) for each in record.sections)
        name = f"{record.record_id}-V{seed + 1}"
        rewritten = replace(record, record_id=name, sections=texts)
        example = replace(
            case.example, record=rewritten, origin=Origin.VARIANT, parent_id=record.record_id, group=record.record_id
        )
        verdicts = _verdicts(differences(facts, read_facts(rewritten, *words)), chance)
        yield Variant(name, record.record_id, ROUND, example, WRITER, seed, verdicts)


def _verdicts(changed: tuple[Difference, ...], chance: random.Random) -> tuple[Verdict, ...]:
    """Judge by what must not change for real; the two models' verdicts are drawn."""
    guard = Verdict(Judge.GUARD, not changed, "、".join(each.what for each in changed))
    sft, policy = chance.choice((2, 3, 3)) / 3, chance.choice((1, 2, 3)) / 3
    return (
        guard,
        Verdict(Judge.SFT, sft >= 2 / 3, score=round(sft, 2)),
        Verdict(Judge.POLICY, policy >= 2 / 3, score=round(policy, 2)),
    )


def _reworded(text: str, swaps: Sequence[tuple[str, str]]) -> str:
    for old, new in swaps:
        text = text.replace(old, new)
    return text
