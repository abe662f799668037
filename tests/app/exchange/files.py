"""Files of hospitals, written small: tables, JSON, Word, PDF with and without a text layer."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from app.coding.record import Record
from app.exchange.intake import read_files
from app.exchange.refusal import Notice, Refused

HEADER = ("病案标识", "性别", "年龄", "主诉", "现病史")


def csv_file(
    path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8"
) -> Path:
    """Write a CSV of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def json_file(path: Path, value: object) -> Path:
    """Write a JSON file; NaN is written as NaN."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def ccl25(record_id: str = "ZY1", **texts: object) -> dict[str, object]:
    """Build an object of a CCL25 file."""
    return {"病案标识": record_id, "主诉": "胸痛3天", "现病史": "3天前活动后胸痛。"} | texts


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file."""
    path.write_bytes(text.encode(encoding))
    return path


def pdf_file(path: Path, lines: Sequence[str]) -> Path:
    """Write a PDF of one page with these lines as its text layer; no lines make a scanned one."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td\n" for line in lines)
    content = f"BT /F1 12 Tf 50 750 Td\n{shown}ET" if lines else "0 0 100 100 re f"
    letters = sorted({ord(letter) for line in lines for letter in line})
    pairs = "".join(f"<{letter:04x}> <{letter:04x}>\n" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    )
    resources = "<< /Font << /F1 5 0 R >> >>"
    font = "/Encoding /Identity-H /DescendantFonts [7 0 R]"
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    descriptor = "<< /Type /FontDescriptor /FontName /Song /Flags 4 >>"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources {resources} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song {font} /ToUnicode 6 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song {system} /DW 1000 /FontDescriptor {descriptor} >>",
    ]
    document = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(document))
        document += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer << /Root 1 0 R /Size {len(bodies) + 1} >>\n"
    path.write_bytes(document + f"{end}startxref\n{len(document)}\n%%EOF\n".encode())
    return path


def taken(*paths: Path) -> list[Record]:
    """Read files that hold nothing to refuse."""
    results = list(read_files(paths))
    assert [each for each in results if isinstance(each, Refused)] == []
    return [each for each in results if isinstance(each, Record)]


def refused(*paths: Path) -> list[Refused]:
    """Read files and return what was refused."""
    return [each for each in read_files(paths) if isinstance(each, Refused)]


def only_refusal(path: Path) -> Refused:
    """Read a file that is refused once and gives no record."""
    results = list(read_files([path]))
    assert len(results) == 1, results
    assert isinstance(results[0], Refused), results
    return results[0]


def noticed(*paths: Path) -> list[Notice]:
    """Read files and return the notices."""
    notices: list[Notice] = []
    list(read_files(paths, None, notices.append))
    return notices


def texts_of(record: Record) -> Mapping[str, str]:
    """Return a record's sections as a mapping."""
    return {section.name: section.text for section in record.sections}
