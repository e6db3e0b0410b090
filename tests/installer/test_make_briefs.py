"""The templates of the briefs are what their descriptions say, in Word and as text."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document

from installer.make_briefs import DESCRIPTIONS, TEMPLATES, lines_of, text_template, word_template
from ruraldesk.definitions.loader import load

ALL = sorted(path.stem for path in DESCRIPTIONS.glob("*.txt"))


def xml_of(path: Path) -> str:
    return ElementTree.canonicalize(Document(str(path)).element.xml)


@pytest.mark.parametrize("key", ALL)
def test_the_templates_are_made_from_their_description(key: str, tmp_path: Path) -> None:
    lines = lines_of((DESCRIPTIONS / f"{key}.txt").read_text(encoding="utf-8"))
    assert (TEMPLATES / f"{key}.txt").read_text(encoding="utf-8") == text_template(lines)
    made = tmp_path / "a.docx"
    word_template(lines).save(str(made))
    assert xml_of(made) == xml_of(TEMPLATES / f"{key}.docx")


def test_every_shipped_brief_has_a_description() -> None:
    assert sorted(one.key for one in load(TEMPLATES.parent).briefs) == ALL


def test_a_line_break_after_a_statement_stays() -> None:
    made = text_template(lines_of("甲{% if a %}乙{% endif %}\n丙\n|: 1 1\n| 丁 | 戊\n己"))
    assert made == "甲{% if a %}乙{% endif %}\n\n丙\n丁\t戊\n\n己\n"


def test_a_page_is_laid_out_as_papers_of_offices_are(tmp_path: Path) -> None:
    word = word_template(lines_of("! 快报\n* 题目\n正文\n|: 1 3\n| 甲 | 乙\n| 丙 | 丁"))
    head, title, body = word.paragraphs[:3]
    assert str(head.runs[0].font.color.rgb) == "C00000"
    assert title.runs[0].font.size is not None
    assert title.runs[0].font.size.pt == 22
    assert "仿宋" in body.runs[0]._element.xml
    assert round(word.sections[0].page_width.cm) == 21
    assert "PAGE" in word.sections[0].footer._element.xml
    assert "tblHeader" in word.tables[0].rows[0]._tr.xml
    assert "tblHeader" not in word.tables[0].rows[1]._tr.xml
