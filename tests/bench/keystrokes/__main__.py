"""`python -m tests.bench.keystrokes`: all of it, and a table of what was pressed.

About ten minutes; `--part form`, `grid`, `calc` or `mistakes` does one of them. The spreadsheet
needs soffice, Xvfb, openbox, xdotool, xmodmap and xclip. What came of it is told in
`resources/help/录入对比.md`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ruraldesk.definitions.model import Record
from ruraldesk.definitions.values import text_of
from ruraldesk.ui.desk import Desk
from tests.bench.keystrokes import calc, form, grid, window
from tests.bench.keystrokes.hands import Count
from tests.bench.keystrokes.paper import (
    CADRE_COLUMNS,
    DATES,
    PAYMENT_COLUMNS,
    Line,
    Mistake,
    cadres,
    payments,
    wrong_cadres,
    wrong_payments,
)

PARTS = ("form", "grid", "calc", "mistakes")


@dataclass(frozen=True, slots=True)
class Result:
    """What one way of entering a list took, and how many cells are wrong afterwards."""

    what: str
    lines: int
    count: Count
    wrong: Sequence[str]

    def tell(self) -> None:
        """Print one line of the table."""
        count = self.count
        print(
            f"{self.what:34} {count.keys:5} keys {count.keys / self.lines:6.1f} a line"
            f" {count.thoughts:4} thoughts {count.seconds() / 60:5.1f} min by the model"
            f" {count.took:4.0f} s the robot; {len(self.wrong)} cells wrong",
            flush=True,
        )
        for one in self.wrong[:10]:
            print("   ", one)


# the program


def in_form() -> Iterable[Result]:
    """Enter both lists in the form."""
    with _desk() as desk:
        for key, columns, lines, enter in (
            ("cadre", CADRE_COLUMNS, cadres(), form.cadre),
            ("payment", PAYMENT_COLUMNS, payments(), form.payment),
        ):
            count = form.enter_all(desk, key, lines, enter)
            yield Result(f"{key}: form", len(lines), count, _wrong(desk, key, columns, lines))


def in_grid() -> Iterable[Result]:
    """Type both lists into the table; a cadre's post is no column of it."""
    with _desk() as desk:
        for key, fields, lines in (
            ("cadre", grid.CADRE_FIELDS, cadres()),
            ("payment", grid.PAYMENT_FIELDS, payments()),
        ):
            count = grid.enter_all(desk, key, fields, lines)
            wrong = _wrong(desk, key, tuple(fields), lines)
            yield Result(f"{key}: table, {len(fields)} columns", len(lines), count, wrong)


@contextmanager
def _desk() -> Iterator[Desk]:
    with (
        tempfile.TemporaryDirectory(prefix="keys ", ignore_cleanup_errors=True) as name,
        window.opened(Path(name)) as desk,
    ):
        yield desk


_PATHS = {
    **grid.CADRE_FIELDS,
    **grid.PAYMENT_FIELDS,
    "职务": "current_post",
    "任职时间": "current_start",
}


def _wrong(desk: Desk, key: str, columns: Sequence[str], lines: Sequence[Line]) -> list[str]:
    """Return the cells of the list that are not in the book as the paper has them."""
    assert desk.session is not None
    definition = desk.session.book.definitions.form(key)
    identity = "身份证号" if key == "cadre" else "凭证号"
    found = {str(one[_PATHS[identity]]): one for one in window.rows(desk, key)}
    wrong = []
    for line in lines:
        record = found.get(line[identity], Record(values={}))
        for column in columns:
            field = definition.field(_PATHS[column])
            shown = text_of(field, record[field.key], record.names.get(field.key, ""))
            if not _same(column, line[column], shown):
                wrong.append(f"{line[identity]} {column}: {line[column]} → {shown}")
    return wrong


def _same(column: str, paper: str, shown: str) -> bool:
    if column in DATES:
        return [int(one) for one in shown.split("-") if one][-paper.count(".") - 1 :] == [
            int(one) for one in paper.split(".")
        ]
    if column == "付款金额":
        return shown.replace(",", "") == f"{paper}.00"
    return paper in shown if column == "项目" else shown == paper


# the spreadsheet


def in_calc() -> Iterable[Result]:
    """Type both lists into Calc."""
    for key, columns, lines in (
        ("cadre", CADRE_COLUMNS, cadres()),
        ("payment", PAYMENT_COLUMNS, payments()),
    ):
        count, saved = _typed(columns, lines, formulas=key == "cadre")
        wrong = [
            f"{row + 2}{column}: {line[column]} → {cells[column]}"
            for row, (line, cells) in enumerate(zip(lines, saved, strict=True))
            for column in columns
            if not _same_in_sheet(line[column], cells[column])
        ]
        yield Result(f"{key}: LibreOffice Calc", len(lines), count, wrong)


def _typed(
    columns: Sequence[str], lines: Sequence[Line], *, formulas: bool, in_order: bool = False
) -> tuple[Count, list[dict[str, object]]]:
    with tempfile.TemporaryDirectory(prefix="keys ") as name:
        path = Path(name) / "名单.xlsx"
        calc.prepare(path, columns, len(lines), formulas=formulas)
        signs = "".join(value for line in lines for value in line.cells.values())
        with (
            calc.at_screen(Path(name)) as screen,
            calc.opened(screen, path, signs) as (hands, sheet),
        ):
            count = calc.enter_all(hands, columns, lines, in_order=in_order)
            sheet.save()
        return count, calc.read_back(path, columns, len(lines))


def _same_in_sheet(paper: str, cell: object) -> bool:
    if isinstance(cell, datetime):  # without a year Calc takes that of its clock
        parts = [int(one) for one in paper.split(".")]
        return parts == [cell.year, cell.month, cell.day][-len(parts) :]
    return str(cell) == paper


# mistakes


def mistakes() -> None:
    """Enter lines with mistakes in both, and print who tells what, and when."""
    with _desk() as desk:
        for key, wrong, enter in (
            ("cadre", wrong_cadres(), form.cadre),
            ("payment", wrong_payments(), form.payment),
        ):
            _tell(f"{key}: form", wrong, form.noticed(desk, key, wrong, enter))
    for columns, wrong in ((CADRE_COLUMNS, wrong_cadres()), (PAYMENT_COLUMNS, wrong_payments())):
        lines = [one.line for one in wrong]
        _, saved = _typed(columns, lines, formulas=False, in_order=True)
        told = [f"in the sheet: {cells.get(one.column)!r}" for one, cells in zip(wrong, saved)]  # noqa: B905
        _tell("LibreOffice Calc", wrong, told)


def _tell(where: str, wrong: Sequence[Mistake], told: Sequence[str]) -> None:
    for one, words in zip(wrong, told, strict=True):
        print(f"{where:20} {one.what or 'right':12} {words}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Do the parts that are asked for; 1 where a list came into the book with wrong cells."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parts = [one for one in PARTS if one in arguments] or list(PARTS)
    failed = False
    for part, results in (("form", in_form), ("grid", in_grid), ("calc", in_calc)):
        if part not in parts:
            continue
        if part == "calc" and calc.missing():
            print("no comparison without", ", ".join(calc.missing()))
            continue
        for result in results():
            result.tell()
            failed |= part != "calc" and bool(result.wrong)
    if "mistakes" in parts and not calc.missing():
        mistakes()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
