"""DOCX and PDF documents as texts; imported only when one is read, because their libraries are slow to load."""

import logging
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import pypdf
from docx import Document
from docx.document import Document as OpenDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Row  # pyright: ignore[reportPrivateUsage] - its public rows are of this type
from pypdf.errors import DependencyError, PdfReadError

from app.errors import InputError
from app.exchange.refusal import CUT_ADVICE, FILE_LIMIT, RECORD_LIMIT, TOO_LONG

_LEAST_TEXT = 10
"""Characters below which a PDF counts as having no text layer: page numbers and stamps are no record."""
_DAMAGED = "It is damaged and cannot be opened."
_SCANNED = "Read the record from the hospital's system instead; text recognition (OCR) is not part of DxDesk."


def read_docx(path: Path) -> str:
    """Return the paragraphs and tables of a Word document in reading order; a table row is one line."""
    try:
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(_DAMAGED, "Save it again as .docx.") from error
    return _bounded(_docx_lines(document))


def read_pdf(path: Path) -> str:
    """Return the text layer of a PDF; raise InputError for one that is encrypted, damaged or only scanned."""
    if path.stat().st_size > FILE_LIMIT:
        raise InputError("It is too large for one record.", CUT_ADVICE)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on other programs' PDFs help nobody here
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("It is encrypted.", "Save it without a password and read it again.")
        text = _bounded(page.extract_text() for page in reader.pages)
    except DependencyError as error:
        raise InputError("It is encrypted.", "Save it without a password and read it again.") from error
    except (PdfReadError, RecursionError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputError(_DAMAGED, "Save or print it as PDF again.") from error
    if len("".join(text.split())) < _LEAST_TEXT:
        raise InputError("The PDF has no text layer: it is scanned.", _SCANNED)
    return text


def _docx_lines(document: OpenDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from ("\t".join(_cells(row)) for row in block.rows)
        else:
            yield block.text


def _cells(row: _Row) -> Iterator[str]:
    """Give a table row's texts; a cell merged over several columns is given once."""
    cells = row.cells
    at = 0
    while at < len(cells):
        if text := cells[at].text.strip():
            yield text
        at += cells[at].grid_span


def _bounded(pieces: Iterator[str]) -> str:
    kept: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > RECORD_LIMIT:
            raise InputError(TOO_LONG, CUT_ADVICE)
        kept.append(piece)
    return "\n".join(kept)
