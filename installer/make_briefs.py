"""Write forms/briefs/*.txt and *.docx: the templates of the briefs, both from one description.

    python installer/make_briefs.py

A description (installer/briefs/<key>.txt) is read line by line:

    %  a statement of Jinja: {% if … %}, {% set … %}
    !  the red head              #  a heading            *  the title        ~  a name under it
    >  at the right              <> left <tab> right     -  a red line       =  who signs
    |  a row of a table, cells between bars; the first one is its heading, `|:` gives its widths,
       `|%` is a statement about its rows
    anything else is a paragraph of the text
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTIONS = ROOT / "installer" / "briefs"
TEMPLATES = ROOT / "forms" / "briefs"

MARKS = ("|:", "|%", "<>", "%", "!", "#", "*", "~", ">", "-", "=", "|")
SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体", "仿宋"  # as papers of offices use them
RED = RGBColor(0xC0, 0x00, 0x00)
WIDTH = Cm(21 - 2.8 - 2.6)  # of the text on A4: GB/T 9704-2012, 5.1
LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a description: what it is, and what it says."""

    mark: str
    text: str

    @property
    def cells(self) -> list[str]:
        """What stands between the bars."""
        return [cell.strip() for cell in self.text.strip().strip("|").split("|")]


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of line looks: font, size in points, where it stands."""

    font: str = FANG
    size: float = 16  # 三号
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    bold: bool = False
    colour: RGBColor | None = None
    indent: bool = False  # two characters before the first line
    before: float = 0
    after: float = 0


CENTRE, RIGHT, LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
)
LOOKS = {
    "": Look(indent=True),
    "!": Look(SONG, 40, CENTRE, bold=True, colour=RED, after=6),
    "~": Look(KAI, 16, CENTRE, after=6),
    "*": Look(SONG, 22, CENTRE, bold=True, before=16, after=12),  # 二号
    "#": Look(HEI, 16, indent=True, before=4),
    ">": Look(FANG, 16, RIGHT),
    "<>": Look(FANG, 16, LEFT, before=4),
    "=": Look(FANG, 16, LEFT),
}


def lines_of(text: str) -> list[Line]:
    """Return a description's lines; empty ones only part what stands around them."""
    lines = []
    for raw in text.splitlines():
        mark = next((one for one in MARKS if raw.startswith(one)), "")
        if raw.strip():
            lines.append(Line(mark, raw.removeprefix(mark).strip() if mark else raw.strip()))
    return lines


def text_template(lines: list[Line]) -> str:
    """Return the plain text: cells apart by tabs, so that a table can be pasted into a sheet."""
    return "".join(_text_lines(lines))


def _text_lines(lines: list[Line]) -> Iterator[str]:
    inside = False
    for line in lines:
        if inside and not line.mark.startswith("|"):
            yield "\n"
        inside = line.mark.startswith("|")
        if line.mark == "|:":
            continue  # widths are the paper's business
        if line.mark in ("%", "|%"):
            yield f"{line.text}\n"
        elif line.mark == "|":
            text = "\t".join(line.cells)
            yield text + _end(text)
        elif line.mark in ("#", "*"):
            yield f"\n{line.text}{_end(line.text)}\n"
        elif line.mark == "-":
            yield "\n"
        else:
            yield f"{line.text}{_end(line.text)}"


def _end(text: str) -> str:
    """Return what ends a line: Jinja drops the line break that follows a statement."""
    return "\n\n" if text.endswith("%}") else "\n"


def word_template(lines: list[Line]) -> Word:
    """Return the Word template."""
    word = Document()
    _set_page(word)
    rows: list[Line] = []
    for line in [*lines, Line("", "")]:
        if line.mark.startswith("|"):
            rows.append(line)
            continue
        if rows:
            _add_table(word, rows)
            rows = []
        if line.mark == "-":
            _add_rule(word)
        elif line.mark == "%":
            word.add_paragraph(line.text.replace("{%", "{%p", 1))
        elif line.text:
            _add_paragraph(word, line)
    return word


def _set_page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.5)
    normal = word.styles["Normal"]
    _use_font(normal.element.get_or_add_rPr(), FANG)
    normal.font.size = Pt(16)
    footer = section.footer.paragraphs[0]
    footer.alignment = CENTRE
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = footer.add_run(text)
        run.font.size = Pt(14)
        _use_font(run._element.get_or_add_rPr(), SONG)
        if field:
            for part in _field(field):
                run._element.append(part)


def _field(instruction: str) -> Iterator[BaseOxmlElement]:
    for kind in ("begin", "", "end"):
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = instruction
        yield made


def _use_font(properties: BaseOxmlElement, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]  # a theme's font would win
    for key, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", name), ("cs", LATIN)):
        fonts.set(qn(f"w:{key}"), value)


def _add_paragraph(word: Word, line: Line) -> None:
    look = LOOKS[line.mark]
    paragraph = word.add_paragraph()
    _shape(paragraph, look)
    if line.mark == "<>":
        paragraph.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _add_run(paragraph, line.text, look)


def _shape(paragraph: Paragraph, look: Look) -> None:
    shape = paragraph.paragraph_format
    shape.alignment = look.align
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.first_line_indent = Pt(2 * look.size) if look.indent else None
    if look.size <= LOOKS[""].size:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)


def _add_run(paragraph: Paragraph, text: str, look: Look) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(look.size), look.bold
    if look.colour is not None:
        run.font.color.rgb = look.colour
    _use_font(run._element.get_or_add_rPr(), look.font)


def _add_rule(word: Word) -> None:
    """Draw a red line over the whole width."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.line_spacing = Pt(6)
    border, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "1"), ("color", str(RED))):
        bottom.set(qn(f"w:{key}"), value)
    border.append(bottom)
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _add_table(word: Word, rows: list[Line]) -> None:
    """Add a table; its heading is repeated on every page, its rows are docxtpl's loops."""
    shares = [int(one) for one in next(r.text for r in rows if r.mark == "|:").split()]
    table = word.add_table(rows=0, cols=len(shares))
    table.style = "Table Grid"
    table.autofit = False
    widths = [Emu(WIDTH * share // sum(shares)) for share in shares]
    heading = True
    for line in rows:
        if line.mark == "|:":
            continue
        cells = [line.text.replace("{%", "{%tr", 1)] if line.mark == "|%" else line.cells
        _add_row(table, cells, widths, heading=heading and line.mark == "|")
        heading = heading and line.mark != "|"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _add_row(table: Table, texts: list[str], widths: list[Emu], *, heading: bool) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    look = Look(HEI if heading else FANG, 12, CENTRE)
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = width
    for cell, text in zip(row.cells, texts, strict=False):  # a statement fills one cell
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTRE if len(text) < 40 or heading else LEFT
        paragraph.paragraph_format.space_before = Pt(2)
        paragraph.paragraph_format.space_after = Pt(2)
        _add_run(paragraph, text, look)
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _save(word: Word, target: Path) -> None:
    """Write a file that is the same, byte for byte, whenever its description is."""
    made = BytesIO()
    word.save(made)
    with ZipFile(made) as parts, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for part in parts.infolist():
            entry = ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, parts.read(part))


def main() -> int:
    """Write every template anew."""
    for path in sorted(DESCRIPTIONS.glob("*.txt")):
        lines = lines_of(path.read_text(encoding="utf-8"))
        target = TEMPLATES / path.name
        target.write_text(text_template(lines), encoding="utf-8", newline="\n")
        _save(word_template(lines), target.with_suffix(".docx"))
        print(target.stem)
    return 0


if __name__ == "__main__":
    sys.exit(main())
