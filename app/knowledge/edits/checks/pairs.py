"""Checks of codes against each other and against a rule's own list: the kinds a site may add, and the orders."""

from collections.abc import Iterator

from app.coding.codeset import OnAdmission
from app.knowledge.edits.rule import Rule
from app.knowledge.edits.rules import Incidental
from app.knowledge.edits.stay import Found, Listed, Stay, in_order, matching


def exclusive(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes of different groups.

    Of two groups the first is the one at fault (the less specific, the outgrown). Of more, each code is found once,
    with those before it that it conflicts with.
    """
    groups = rule.parameters.groups
    members = [
        (each, numbers)
        for each in _distinct(stay.listed(rule))
        if (numbers := {number for number, group in enumerate(groups) if group.match(each.code.code)})
    ]
    for at, (each, of_each) in enumerate(members):
        earlier = members if len(groups) == 2 else members[:at]  # a pair of groups says itself who is at fault
        conflicting = tuple(other for other, of_other in earlier if of_each.isdisjoint(of_other))
        if conflicting and (len(groups) > 2 or 0 in of_each):
            yield Found((each,), conflicting)


def combination(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find one code of every group: a single code may stand for them together."""
    listed = _distinct(stay.listed(rule))
    members: list[Listed] = []
    for group in rule.parameters.groups:
        member = next((each for each in listed if each not in members and group.match(each.code.code)), None)
        if member is None:
            return
        members.append(member)
    yield Found((members[0],), tuple(members[1:]))


def needs_companion(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes of the rule when no other diagnosis is a companion of them."""
    found = in_order(stay.meant(rule))
    companions = matching(stay.listed(rule), rule.parameters.others, rule.parameters.others_unless)
    if found and not any(companion.code != each.code for companion in companions for each in found[:1]):
        yield Found(found)


def principal_forbidden(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a principal of the rule; with `others`, only while one of those stands among the others."""
    listed = stay.listed(rule)
    asked = rule.parameters
    others = in_order(matching((each for each in listed if not each.principal), asked.others, asked.others_unless))
    for each in matching(listed[:1], asked.codes, asked.unless):
        if each.principal and (others or not asked.others):
            yield Found((each,), others[:1])


def advice(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes the rule has something to say about."""
    return (Found((each,)) for each in _distinct(stay.meant(rule)))


def incidental(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find imaging findings among the others, where the site wants to be asked about them."""
    found = in_order(each for each in stay.meant(rule) if not each.principal)
    if found and stay.incidental is Incidental.ADVISE:
        yield Found(found)


def sequence(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find others of the rule that stand behind what should come after them."""
    asked = rule.parameters
    others = [each for each in stay.listed(rule) if not each.principal]
    early = matching(others, asked.others, asked.others_unless)
    arisen = [each for each in others if asked.arisen and each.on_admission is OnAdmission.ABSENT]
    sooner = {each.position: each for each in (*matching(others, asked.codes, asked.unless), *arisen)}
    early = tuple(each for each in early if each.position not in sooner)
    late = tuple(each for each in sooner.values() if any(one.position < each.position for one in early))
    if late:
        last = max(each.position for each in late)
        yield Found(late, tuple(each for each in early if each.position < last))


def _distinct(listed: tuple[Listed, ...]) -> tuple[Listed, ...]:
    """Return each code once, in an order that does not depend on how the others are listed."""
    seen: dict[tuple[str, str], Listed] = {}
    for each in in_order(listed):
        seen.setdefault((each.code.code, each.code.book), each)
    return tuple(seen.values())
