"""Filling templates: what they may say, and what is said when they cannot be filled."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from ruraldesk.documents.brief_out import BadTemplate, fill_text, fill_word, word_text


def text_file(folder: Path, source: str | bytes) -> Path:
    path = folder / "模 板.txt"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return path


def word_file(folder: Path, *paragraphs: str) -> Path:
    word = Document()
    for one in paragraphs:
        word.add_paragraph(one)
    word.save(str(folder / "模 板.docx"))
    return folder / "模 板.docx"


def test_text_is_filled_whatever_notepad_made_of_it(tmp_path: Path) -> None:
    template = text_file(tmp_path, b"\xef\xbb\xbf{{ unit }}\r\n\r\n\r\n\r\n{{ n }}\r\n")
    assert fill_text(template, {"unit": "黄寺村", "n": 3}) == "黄寺村\n\n3\n"


def test_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTemplate, match="UTF-8"):
        fill_text(text_file(tmp_path, "村级干部".encode("gbk")), {})


def test_word_is_filled_and_its_signs_stay_signs(tmp_path: Path) -> None:
    template = word_file(tmp_path, "甲 {{ name }} 乙")
    fill_word(template, {"name": "<王 & 李>"}, tmp_path / "成 品.docx")
    (paragraph,) = Document(str(tmp_path / "成 品.docx")).paragraphs
    assert paragraph.text == "甲 <王 & 李> 乙"


def test_rows_of_a_word_table_are_repeated(tmp_path: Path) -> None:
    word = Document()
    table = word.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for row in rows %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ row.a }}", "{{ row.b }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    word.save(str(tmp_path / "表.docx"))
    rows = [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    assert word_text(tmp_path / "表.docx", {"rows": rows}) == "1\t2\n3\t4\n"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("甲\n{{ unit", "第 2 行"),
        ("{{ unknown }}", "unknown"),
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", "模 板.txt"),
        ("{{ 1 // 0 }}", "zero"),
        ("{{ 'a' | int + unit }}", "模 板.txt"),
        ("{% import 'os' as os %}", "模 板.txt"),
        ("{% set unit.x = 1 %}", "模 板.txt"),
    ],
)
def test_what_cannot_be_filled_is_told_with_the_file(
    tmp_path: Path, source: str, named: str
) -> None:
    with pytest.raises(BadTemplate) as refused:
        fill_text(text_file(tmp_path, source), {"unit": "黄寺村"})
    assert named in str(refused.value)
    assert "模 板.txt" in str(refused.value)


@pytest.mark.parametrize(
    "source", ["{{ ''.__class__ }}", "{{ unknown }}", "{{ unit", "{%tr for x in unit %}"]
)
def test_a_word_template_that_cannot_be_filled_writes_nothing(tmp_path: Path, source: str) -> None:
    target = tmp_path / "成品.docx"
    target.write_bytes(b"old")
    with pytest.raises(BadTemplate):
        fill_word(word_file(tmp_path, source), {"unit": "黄寺村"}, target)
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 broken"])
def test_a_template_that_is_no_word_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "假.docx"
    path.write_bytes(content)
    with pytest.raises(BadTemplate, match=r"假\.docx"):
        fill_word(path, {}, tmp_path / "a.docx")


def test_a_zip_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "假.docx", "w") as packed:
        packed.writestr("a.txt", "a")
    with pytest.raises(BadTemplate, match=r"假\.docx"):
        word_text(tmp_path / "假.docx", {})
