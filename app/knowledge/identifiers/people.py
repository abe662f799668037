"""People's names in a whole record: those that something announces, and the sure ones again wherever they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.knowledge.identifiers.chinese_names import Named, chinese_names, elsewhere, is_name
from app.knowledge.identifiers.english_names import elsewhere_english, english_names
from app.knowledge.identifiers.found import Found, plain
from app.knowledge.identifiers.removed import Kind

_SHORTEST = 2


def people(texts: Sequence[str], known: Iterable[str]) -> tuple[tuple[Found, ...], ...]:
    """Return the names in each text; `texts` are `plain`, `known` are names the site gives."""
    announced = [tuple(_announced(text)) for text in texts]
    sure = dict.fromkeys(name.strip() for name in known)
    for text, named in zip(texts, announced, strict=True):
        sure |= dict.fromkeys(text[each.start : each.end] for each in named if each.sure)
    wanted = tuple(name for name in sure if len(name) >= _SHORTEST)
    return tuple(
        (
            *(Found(Kind.NAME, each.start, each.end) for each in named),
            *(Found(Kind.NAME, start, end) for name in wanted for start, end in _places(text, name)),
        )
        for text, named in zip(texts, announced, strict=True)
    )


def named_by(record_id: str) -> Iterator[str]:
    """Yield the Chinese names in an id: a document's record_id is its file's name, and that is often the patient's."""
    for part in re.findall("[一-龥]{2,4}", plain(record_id)):
        if is_name(part):
            yield part


def _announced(text: str) -> Iterator[Named]:
    if not text.isascii():
        yield from chinese_names(text)
    yield from english_names(text)


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    if name.isascii():
        return elsewhere_english(text, name)
    return elsewhere(text, name) if " " not in name else _spaced(text, name)


def _spaced(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Look for a name written with blanks as it is, and without them."""
    yield from elsewhere(text, name)
    yield from elsewhere(text, name.replace(" ", ""))
