"""Ages over 89 become 90: so old are so few that the age alone may name somebody."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind

OLDEST = 90
_AGE = re.compile(
    r"(?a)(?<![\d.~-])(?P<it>9\d|1[0-3]\d)(?=[ ]*(?:周?岁|[ -]?(?i:years?[ -]?old|y\.?/?o\.?(?![A-Za-z])|yrs?[ -]?old|"
    r"year[ ]of[ ]age|years[ ]of[ ]age)))"
    r"|(?:年\s?龄[ \t]*:?[ \t]*|享年|(?<![A-Za-z])(?i:aged?)[ ]*:?[ ]*)(?P<said>9\d|1[0-3]\d)(?![\d./%]|[ ]*(?:天|"
    r"日|月|个月|小时|分钟|mm|cm|kg|mg|ml))"
    r"|(?m:^)[ ]*(?P<first>9\d|1[01]\d)(?=[ ]?[MF](?:[ ]+(?:with|w/|who|presents|presenting|s/p|h/o|admitted)|,))"
)


def ages(text: str) -> Iterator[Found]:
    """Yield every age over 89 with the one that stands for it; `text` is `plain`."""
    for match in _AGE.finditer(text):
        group = match.lastgroup or 0
        if int(match[group]) > OLDEST:
            yield Found(Kind.AGE, *match.span(group), str(OLDEST))
