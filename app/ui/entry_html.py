"""One entry of a code book as HTML: what it is, where it stands, its notes; every code named in it is a link."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote, unquote

from PySide6.QtCore import QCoreApplication

from app.coding.codebook import Code
from app.knowledge.entries import Entry, Note
from app.ui import book_words
from app.ui.knowledge import Knowledge
from app.ui.theme import Theme

translate = QCoreApplication.translate
CHILDREN = 40
"""Codes right below a heading that are listed on its page; the tree has them all."""
_SCHEME = "code:"


def link(book: str, code: str, text: str, theme: Theme) -> str:
    """Write a link to a code of a book."""
    address = f"{_SCHEME}{quote(book, safe='')}/{quote(code, safe='')}"
    return f"<a href='{address}' style='color:{theme.accent}'>{escape(text)}</a>"


def linked(address: str) -> tuple[str, str] | None:
    """Read a link back as book and code, None for another kind of link."""
    if not address.startswith(_SCHEME):
        return None
    book, _, code = address.removeprefix(_SCHEME).partition("/")
    return unquote(book), unquote(code)


def resolve(knowledge: Knowledge, book: str, reference: str) -> Entry | None:
    """Return the entry a note refers to: a code, a stem (I21.-), a range that is a heading, or a range's first code."""
    index = knowledge.index
    plain = reference.removesuffix("-").removesuffix(".")
    if found := index.get(book, reference) or index.get(book, plain):
        return found
    first = plain.partition("-")[0].removesuffix(".")
    entry = index.get(book, first)
    if entry is None:
        return None
    above = index.ancestors(book, entry.code.code)
    return next((each for each in above if f"({plain})" in each.code.name), entry)


def page(knowledge: Knowledge, entry: Entry, theme: Theme, uses: int) -> str:
    """Write everything known of an entry."""
    code = entry.code
    shipped = knowledge.shipped(code)
    definition = code.definition or (shipped.definition if shipped else "")
    aliases = tuple(dict.fromkeys((*code.aliases, *(shipped.aliases if shipped else ()))))
    parts = [_head(entry, theme, uses), path(knowledge, entry, theme)]
    if entry.leaf:
        parts.append(second(knowledge, code, theme))
    if definition:
        parts += [title(translate("books", "Definition"), theme), _paragraph(escape(definition))]
    if aliases:
        parts += [title(translate("books", "Also called"), theme), _paragraph(escape("、".join(aliases)))]
    parts.append(notes(knowledge.index.notes(code.book, code.code), code, theme))
    if not entry.leaf:
        parts.append(_below(knowledge, entry, theme))
    return "".join(parts)


def path(knowledge: Knowledge, entry: Entry, theme: Theme) -> str:
    """Write where an entry stands: the headings above it, the chapter first."""
    above = knowledge.index.ancestors(entry.code.book, entry.code.code)
    if not above:
        return ""
    said = " › ".join(
        link(each.code.book, each.code.code, f"{each.code.code} {each.code.name}", theme) for each in reversed(above)
    )
    return title(translate("books", "Stands under"), theme) + _paragraph(said)


def second(knowledge: Knowledge, code: Code, theme: Theme) -> str:
    """Write the code's counterpart in the second book, or that there is none."""
    book = knowledge.second_book
    if not book or book == code.book or not any(walk.source == code.book for walk in knowledge.index.crosswalks()):
        return ""
    found = knowledge.second(code)
    if found is None:
        said = "⚠ " + escape(translate("books", "no counterpart in the map"))
    else:
        said = link(book, found.code.code, f"{found.code.code} {found.code.name}", theme)
    return title(translate("books", "In {0}").format(book), theme) + _paragraph(said)


def notes(found: Iterable[Note], code: Code, theme: Theme, most: int | None = None) -> str:
    """Write notes by kind, each inherited one with the heading it comes from; `most` leaves out what is beyond."""
    listed = list(found)[:most]
    written: list[str] = []
    for (kind, origin), group in groupby(listed, key=lambda note: (note.kind, note.origin)):
        head = escape(book_words.note_kind(kind))
        if origin != code.code:
            from_ = escape(translate("books", "from"))
            head += f" <span style='color:{theme.muted}'>({from_} {link(code.book, origin, origin, theme)})</span>"
        written.append(f"<p style='margin:8px 0 2px 0'><b>{head}</b></p>")
        written += [_paragraph(_note(note, code.book, theme)) for note in group]
    return "".join(written)


def title(text: str, theme: Theme) -> str:
    """Write a small title."""
    return f"<p style='margin:8px 0 2px 0; color:{theme.muted}'><b>{escape(text)}</b></p>"


def _head(entry: Entry, theme: Theme, uses: int) -> str:
    facts = [book_words.standing(entry), book_words.kind(entry.kind) if entry.leaf else "", book_words.limits(entry)]
    facts += [book_words.flag(each) for each in sorted(entry.flags)]
    if uses:
        facts.append(translate("books", "coded {0} × here").format(uses))
    said = escape(" · ".join(filter(None, facts)))
    return (
        f"<p style='margin:0'><b style='font-size:large'>{escape(entry.code.name)}</b></p>"
        f"<p style='margin:2px 0 4px 0'><b>{escape(entry.code.code)}</b>"
        f" <span style='color:{theme.muted}'>· {escape(entry.code.book)}<br/>{said}</span></p>"
    )


def _note(note: Note, book: str, theme: Theme) -> str:
    """Write a note's text with its codes as links."""
    if not note.codes:
        return escape(note.text).replace("\n", "<br/>")
    pattern = "|".join(map(re.escape, _longest_first(note.codes)))
    pieces = re.split(f"({pattern})", note.text)
    said = (
        link(book, piece, piece, theme) if number % 2 else escape(piece).replace("\n", "<br/>")
        for number, piece in enumerate(pieces)
    )
    return "".join(said)


def _longest_first(codes: Sequence[str]) -> list[str]:
    return sorted(set(codes), key=len, reverse=True)


def _below(knowledge: Knowledge, entry: Entry, theme: Theme) -> str:
    children = knowledge.index.children(entry.code.book, entry.code.code)
    lines = [
        link(each.code.book, each.code.code, f"{each.code.code} {each.code.name}", theme)
        for each in children[:CHILDREN]
    ]
    if len(children) > CHILDREN:
        lines.append(escape(translate("books", "… {0} more in the tree").format(len(children) - CHILDREN)))
    return title(translate("books", "Below it ({0})").format(len(children)), theme) + _paragraph("<br/>".join(lines))


def _paragraph(html: str) -> str:
    return f"<p style='margin:0 0 2px 0'>{html}</p>"
