"""Word and PDF documents as texts."""

from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from app.errors import InputError
from app.exchange.documents import read_docx, read_pdf
from tests.app.exchange.files import pdf_file


def test_a_word_document_is_read_in_order(tmp_path: Path):
    document = Document()
    document.add_paragraph("主诉：胸痛")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "检验"
    table.cell(1, 0).text = "肌钙蛋白"
    table.cell(1, 1).text = "阴性"
    document.add_paragraph("现病史：三天前")
    document.save(str(tmp_path / "a.docx"))

    assert read_docx(tmp_path / "a.docx").split("\n") == ["主诉：胸痛", "检验", "肌钙蛋白\t阴性", "现病史：三天前"]


def test_a_damaged_word_document_is_refused(tmp_path: Path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 200)

    with pytest.raises(InputError, match="damaged"):
        read_docx(path)


def test_the_text_layer_of_a_pdf_is_read(tmp_path: Path):
    path = pdf_file(tmp_path / "a.pdf", ["主诉：胸痛3天", "现病史：活动后胸痛，休息后缓解。"])

    assert read_pdf(path).strip().split("\n") == ["主诉：胸痛3天", "现病史：活动后胸痛，休息后缓解。"]


def test_a_scanned_pdf_is_refused_with_a_word_about_ocr(tmp_path: Path):
    with pytest.raises(InputError, match="no text layer") as caught:
        read_pdf(pdf_file(tmp_path / "a.pdf", []))

    assert "OCR" in caught.value.advice


def test_an_encrypted_pdf_is_refused(tmp_path: Path):
    writer = PdfWriter(PdfReader(pdf_file(tmp_path / "plain.pdf", ["主诉：胸痛3天，加重1天"])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")

    with pytest.raises(InputError, match="encrypted"):
        read_pdf(tmp_path / "a.pdf")


@pytest.mark.parametrize("keep", [9, 200, 700])
def test_a_truncated_pdf_is_refused(tmp_path: Path, keep: int):
    path = pdf_file(tmp_path / "a.pdf", ["主诉：胸痛3天，加重1天"])
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(InputError):
        read_pdf(path)
