"""What kind of file this is, by its content first and its suffix second."""

from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from app.errors import InputError
from app.exchange.encodings import detect
from app.exchange.refusal import FILE_LIMIT
from app.exchange.tables import names_columns

READABLE = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".jsonl", ".txt", ".docx", ".pdf"})
"""Suffixes a folder is searched for."""


class Kind(StrEnum):
    """How a file is read."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    TEXT = "text"
    DOCX = "docx"
    PDF = "pdf"


DOCUMENTS = frozenset({Kind.TEXT, Kind.DOCX, Kind.PDF})
"""Kinds that hold one record each."""
_HEAD = 4096
_FIRST_LINE = 20_000
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def kind_of(path: Path) -> tuple[Kind, str]:
    """Return a file's kind and, for text, its encoding; raise InputError for what cannot be read."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise InputError("It is empty.", "Export it again.")
    if b"%PDF-" in head[:1024]:
        return Kind.PDF, ""
    if head.startswith(b"PK\x03\x04"):
        return _packed(path), ""
    _refuse_others(head)
    encoding = detect(path)
    with path.open(encoding=encoding) as stream:
        return _text_kind(path.suffix.lower(), stream.read(_FIRST_LINE)), encoding


def _packed(path: Path) -> Kind:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
            unpacked = sum(item.file_size for item in archive.infolist())
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError("It is damaged and cannot be opened.", "Save it again, or copy it again.") from error
    if unpacked > FILE_LIMIT:
        raise InputError(f"Unpacked it has {unpacked // 2**20} MB.", "Save it as CSV UTF-8, which is read row by row.")
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    raise InputError("It is a packed file that is neither .docx nor .xlsx.", "Unpack it and read what is inside.")


def _refuse_others(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            "It is an old .doc or .xls file, or protected by a password.",
            "Save it as .docx or .xlsx without a password.",
        )
    if head.startswith(_PICTURES):
        raise InputError("It is a picture.", "Text recognition (OCR) is not part of DxDesk.")
    if head.startswith(_ARCHIVES):
        raise InputError("It is an archive.", "Unpack it and read what is inside.")
    if head.startswith(b"{\\rtf"):
        raise InputError("It is an RTF document.", "Save it as .docx.")


def _text_kind(suffix: str, beginning: str) -> Kind:
    start = beginning.lstrip()
    if not start:
        raise InputError("It holds nothing but blanks.", "Export it again.")
    inside = start[1:].lstrip()[:1]
    if suffix in {".json", ".jsonl"} or (start[0] == "{" and inside in '"}') or (start[0] == "[" and inside in "[{]"):
        return Kind.JSON
    if suffix in {".csv", ".tsv"} or names_columns(start.splitlines()[0]):
        return Kind.CSV
    return Kind.TEXT
