"""One worksheet of the month's workbook: title, grouped heading, rows, totals, print set-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, Record
from ruraldesk.documents.cells import heading_of, summable
from ruraldesk.documents.excel_cells import (
    CellKind,
    Content,
    content_of,
    drop_down,
    kind_of,
    looks_like_formula,
)
from ruraldesk.documents.excel_lists import Lists
from ruraldesk.documents.excel_paper import LEGIBLE_SCALE, paper_for
from ruraldesk.documents.excel_styles import Styles
from ruraldesk.documents.heading_targets import UUID_HEADING
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.texts.dates import chinese_date, chinese_month
from ruraldesk.texts.translate import on_paper

TITLE_ROW, LINE_ROW, HEADING_ROW = 1, 2, 3
HEADING_HEIGHT, TITLE_HEIGHT, LINE_HEIGHT = 26, 36, 22  # points
ROW_HEIGHT, LINE_OF_TEXT, TALLEST_ROW = 20, 13.5, 409  # points; Excel allows no taller row
NUMBER_WIDTH = 6  # characters, the column of row numbers
BELONGS_WIDTH = 30  # characters, the record that a line belongs to
BELONGS_HEADING = "所属记录"
PLAIN = CellKind("@", "center")
BELONGS = CellKind("@", "left", wrapped=True)
HIDDEN = CellKind("@", "left")  # starting left, so that it does not run over its neighbour
SPARE_ROWS = 200  # rows below the table whose drop-downs already work, for entries by hand
LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class Columns:
    """What a sheet shows: the layout's columns, and whether rows belong to another record."""

    shown: Sequence[tuple[ColumnDef, FieldDef]]
    belongs: bool  # a sheet of lines: the second column names the record they belong to

    @property
    def leading(self) -> int:
        """Columns before the first shown one: the row number, and the record it belongs to."""
        return 2 if self.belongs else 1

    @property
    def count(self) -> int:
        """Columns that are printed; the hidden ones with UUIDs follow."""
        return self.leading + len(self.shown)


class SheetWriter:
    """Writes one sheet, row by row, into a write-only workbook."""

    def __init__(
        self,
        workbook: Workbook,
        name: str,
        layout: LayoutDef,
        columns: Columns,
        letterhead: Letterhead,
        styles: Styles,
        lists: Lists,
    ) -> None:
        self._sheet = workbook.create_sheet(name)
        # openpyxl's own way takes each cell for a value first and fails, in a third of the time
        self._sheet._values_to_row = _placed
        self._layout, self._columns, self._letterhead = layout, columns, letterhead
        self._styles, self._lists = styles, lists
        self._kinds = [kind_of(field, layout) for _, field in columns.shown]
        self._bodies = [styles.body(kind) for kind in self._kinds]
        self._plain, self._hidden = styles.body(PLAIN), styles.body(HIDDEN)
        self._belongs = styles.body(BELONGS)
        self._wrapping = [BELONGS_WIDTH] * columns.belongs + [c.width for c, _ in columns.shown]
        self._grouped = any(column.group for column, _ in columns.shown)
        self._wide = columns.leading + len(columns.shown) >= 6
        self._paper = paper_for(
            layout,
            [NUMBER_WIDTH, *self._wrapping],
            [*[""] * columns.leading, *(column.group for column, _ in columns.shown)],
            self._frozen,
        )
        self.rows = 0
        self._set_up()
        self._head()

    @property
    def _first(self) -> int:
        """The row of the first record."""
        return HEADING_ROW + (2 if self._grouped else 1)

    @property
    def _summed(self) -> bool:
        """Whether a row of totals follows the rows."""
        return bool(self.rows) and any(summable(*shown) for shown in self._columns.shown)

    def append(self, record: Record, parent: Record | None = None, belongs: str = "") -> None:
        """Write the row of one record (of a line: with what it belongs to)."""
        self.rows += 1
        cells = [self._cell(self.rows, self._plain)]
        if self._columns.belongs:
            cells.append(self._cell(belongs, self._belongs))
        for (_, field), style in zip(self._columns.shown, self._bodies, strict=True):
            cells.append(self._cell(content_of(field, record, self._layout), style))
        height = self._height(cells)
        cells.append(self._cell(record.uuid, self._hidden))
        if parent is not None:
            cells.append(self._cell(parent.uuid, self._hidden))
        row = self._first + self.rows - 1
        self._sheet.row_dimensions[row].height = height
        self._sheet.append(cells)
        del self._sheet.row_dimensions[row]  # it is in the file: a long ledger needs no more memory

    def finish(self) -> None:
        """Write totals and signatures below the rows, and what depends on their number."""
        last = self._first + self.rows - 1
        if self._summed:
            self._totals(last)
        self._sheet.append([])
        self._signatures(last + 3 if self._summed else last + 2)
        self._drop_downs(max(last, self._first))
        right = get_column_letter(self._columns.count)
        self._sheet.print_area = f"A1:{right}{last + (3 if self._summed else 2)}"
        self._sheet.auto_filter.ref = f"A{self._first - 1}:{right}{max(last, self._first - 1)}"

    def _height(self, cells: Sequence[Cell]) -> float:
        """Return the height that the wrapped texts of a row need: no program sets it on opening."""
        lines = 1
        for cell, width in zip(cells[1:], self._wrapping, strict=True):
            if isinstance(cell.value, str) and len(cell.value) * 2 > width:
                wide = sum(1 if one.isascii() else 2 for one in cell.value)
                lines = max(lines, -(-wide // max(width - 1, 2)) + cell.value.count("\n"))
        return min(ROW_HEIGHT + (lines - 1) * LINE_OF_TEXT, TALLEST_ROW)

    def _set_up(self) -> None:
        sheet = self._sheet
        sheet.page_setup.paperSize = self._paper.code
        sheet.page_setup.orientation = self._paper.orientation
        if len(self._paper.ends) == 1:
            sheet.sheet_properties.pageSetUpPr.fitToPage = True
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        else:
            sheet.page_setup.scale = LEGIBLE_SCALE
            for end in self._paper.ends[:-1]:
                sheet.col_breaks.append(Break(id=end))
        sheet.print_title_cols = f"A:{get_column_letter(self._frozen)}"
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom = 0.6, 0.7
        code = self._letterhead.check_code
        if code:
            sheet.oddFooter.left.text = on_paper("Check code {code}").format(code=code)
        sheet.oddFooter.right.text = "第 &P 页 共 &N 页"
        sheet.print_title_rows = f"{TITLE_ROW}:{self._first - 1}"
        sheet.freeze_panes = f"{get_column_letter(self._frozen + 1)}{self._first}"
        self._widths()

    @property
    def _frozen(self) -> int:
        """The leading columns that stay in view, and begin every printed page."""
        return min(self._columns.leading + 1, self._columns.count - 1)

    @property
    def _first_page(self) -> int:
        """The number of columns that stand on the first printed page."""
        return self._paper.ends[0]

    def _widths(self) -> None:
        dimensions = self._sheet.column_dimensions
        dimensions["A"].width = NUMBER_WIDTH
        if self._columns.belongs:
            dimensions["B"].width = BELONGS_WIDTH
        for place, (column, _) in enumerate(self._columns.shown, self._columns.leading + 1):
            dimensions[get_column_letter(place)].width = column.width
        for place in range(self._columns.count + 1, self._columns.count + 3):
            dimensions[get_column_letter(place)].hidden = True

    def _head(self) -> None:
        sheet, count = self._sheet, self._columns.count
        head = self._letterhead
        heights = {TITLE_ROW: TITLE_HEIGHT, LINE_ROW: LINE_HEIGHT}
        heights |= dict.fromkeys(range(HEADING_ROW, self._first), HEADING_HEIGHT)
        for row, height in heights.items():
            sheet.row_dimensions[row].height = height
        titles: list[Cell | None] = [None] * count
        for start, end in zip(self._paper.starts, self._paper.ends, strict=True):
            titles[start - 1] = self._cell(self._layout.title, self._styles.title())
            self._across(TITLE_ROW, start, end)
        sheet.append(titles)
        unit = on_paper("Reporting unit: {unit} (seal)").format(unit=head.unit_name)
        month = chinese_month(head.month) if head.month else ""
        paid = any(field.shape is FieldType.MONEY for _, field in self._columns.shown)
        money = on_paper("Unit: {unit}").format(unit=self._layout.money_unit) if paid else ""
        if self._wide:
            third = self._first_page // 3
            line: list[Cell | None] = [None] * count
            line[0] = self._cell(unit, self._styles.line("left"))
            line[third] = self._cell(month, self._styles.line("center"))
            line[2 * third] = self._cell(money, self._styles.line("right"))
            self._across(LINE_ROW, 1, third)
            self._across(LINE_ROW, third + 1, 2 * third)
            self._across(LINE_ROW, 2 * third + 1, self._first_page)
        else:
            words = "    ".join(filter(None, (unit, month, money)))
            line = [self._cell(words, self._styles.line("left"))]
            self._across(LINE_ROW, 1, self._first_page)
        sheet.append(line)
        self._headings()

    def _headings(self) -> None:
        words = [on_paper("No.")] + [BELONGS_HEADING] * self._columns.belongs
        words += [heading_of(column, field, self._layout) for column, field in self._columns.shown]
        hidden = [UUID_HEADING] + [f"{BELONGS_HEADING}标识"] * self._columns.belongs
        style = self._styles.heading()
        if self._grouped:
            groups = [""] * self._columns.leading + [c.group for c, _ in self._columns.shown]
            upper = [group or word for group, word in zip(groups, words, strict=True)]
            self._sheet.append([self._cell(word, style) for word in [*upper, *hidden]])
            self._merge_headings(groups)
            words = [word if group else "" for group, word in zip(groups, words, strict=True)]
            hidden = [""] * len(hidden)
        self._sheet.append([self._cell(word or None, style) for word in [*words, *hidden]])

    def _merge_headings(self, groups: Sequence[str]) -> None:
        """Join the cells of a group above its columns; a column without one takes both rows."""
        place = 1
        while place <= len(groups):
            group = groups[place - 1]
            if not group:
                self._sheet.merged_cells.add(_area(HEADING_ROW, place, HEADING_ROW + 1, place))
                place += 1
                continue
            end = place
            while end < len(groups) and groups[end] == group and end not in self._paper.ends:
                end += 1
            self._across(HEADING_ROW, place, end)
            place = end + 1

    def _totals(self, last: int) -> None:
        summed = [summable(column, field) for column, field in self._columns.shown]
        cells = [self._cell(on_paper("Total"), self._styles.total(PLAIN))]
        cells += [self._cell(None, self._styles.total(PLAIN))] * (self._columns.leading - 1)
        for place, (kind, sums) in enumerate(
            zip(self._kinds, summed, strict=True), self._columns.leading + 1
        ):
            letter = get_column_letter(place)
            formula = f"=SUM({letter}{self._first}:{letter}{last})" if sums else None
            cell = WriteOnlyCell(self._sheet, formula)
            cell.style = self._styles.total(kind)
            cells.append(cell)
        self._sheet.append(cells)

    def _signatures(self, row: int) -> None:
        head = self._letterhead
        roles = [
            f"{role}：{head.signers.get(role) or '________'}" for role in self._layout.signatures
        ]
        roles.append(on_paper("Date: {date}").format(date=chinese_date(head.printed_on)))
        self._sheet.row_dimensions[row].height = LINE_HEIGHT if self._wide else 2 * LINE_HEIGHT
        self._across(row, 1, self._first_page)
        gap = "            " if self._wide else "    "
        self._sheet.append([self._cell(gap.join(roles), self._styles.line("left"))])

    def _drop_downs(self, last: int) -> None:
        for place, (_, field) in enumerate(self._columns.shown, self._columns.leading + 1):
            offered = drop_down(field)
            if not offered:
                continue
            letter = get_column_letter(place)
            rule = DataValidation(
                type="list",
                formula1=self._lists.formula(field, offered),
                allow_blank=True,
                errorTitle=field.label,
                error=on_paper("Choose one of the list."),
                showErrorMessage=True,
            )
            until = min(last + SPARE_ROWS, LAST_ROW)
            rule.add(f"{letter}{self._first}:{letter}{until}")
            self._sheet.data_validations.append(rule)

    def _across(self, row: int, left: int, right: int) -> None:
        if right > left:
            self._sheet.merged_cells.add(_area(row, left, row, right))

    def _cell(self, content: Content, style: str) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet, content)  # type: ignore[arg-type]  # takes Decimal too
        if looks_like_formula(content):
            cell.style = style
            cell.data_type = "s"
            cell.quotePrefix = True
        else:  # as `cell.style` does, which looks the name up and copies its look for every cell
            cell._style = self._styles.look(style)  # type: ignore[attr-defined]
        return cell


def _placed(cells: Iterable[Cell | None], row: int) -> Iterator[Cell]:
    """Yield the cells of a row, each knowing its place."""
    for column, cell in enumerate(cells, start=1):
        if cell is not None:
            cell.row, cell.column = row, column
            yield cell


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
