"""Receipts go onto the stick or into a folder; reminders are looked at before they are printed."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from ruraldesk.services.comments import CommentLevel
from ruraldesk.services.merging import Merged
from ruraldesk.services.month_papers import stick_at
from ruraldesk.services.receipts import accept, comment
from ruraldesk.services.reporting_status import ReportState, note_report, status
from ruraldesk.store.book import Book
from ruraldesk.ui.reporting import receipts_dialog
from ruraldesk.ui.reporting.page import ReportingPage
from ruraldesk.ui.reporting.receipts_dialog import ReceiptsDialog
from tests.services.answers_down import MONTH
from tests.store.village import HUANGSI, WANGLOU
from tests.ui.reporting.conftest import Village


@pytest.fixture(autouse=True)
def _no_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts_dialog.carrying, "sticks", list)


def opened(qtbot: QtBot, page: ReportingPage, unit: str = "") -> ReceiptsDialog:
    dialog = page.write_receipts(unit)
    qtbot.waitUntil(lambda: bool(dialog.counts.text()))
    return dialog


def written(qtbot: QtBot, dialog: ReceiptsDialog, folder: Path) -> list[str]:
    """Write into a folder; return the names of the files."""
    dialog.use_folder(folder)
    with qtbot.waitSignal(dialog.written), qtbot.waitSignal(dialog.read):
        dialog.act()
    return sorted(one.name for one in folder.iterdir())


def test_without_a_place_nothing_can_be_written(
    qtbot: QtBot, taken: Merged, page: ReportingPage
) -> None:
    dialog = opened(qtbot, page)
    assert dialog.counts.text() == "已接收 0，退回 0，未处理 1"
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width())
    assert not dialog.write.isEnabled()
    assert dialog.where.combo.currentText() == "没有插U盘"
    dialog.reject()


def test_the_undecided_are_decided_by_their_comments(
    qtbot: QtBot,
    taken: Merged,
    page: ReportingPage,
    town: Book,
    tmp_path: Path,
) -> None:
    comment(town, HUANGSI, MONTH, "", "", "", "请改", level=CommentLevel.MEND)
    note_report(town, WANGLOU, MONTH)
    folder = tmp_path / "回执"
    folder.mkdir()
    dialog = opened(qtbot, page)
    assert "口头告知" in dialog.counts.text()
    names = written(qtbot, dialog, folder)
    assert names == ["黄寺村 2023年11月 第1次 回执.rdr"]
    states = {one.unit: one.state for one in status(town, MONTH).units}
    assert states == {HUANGSI: ReportState.RETURNED, WANGLOU: ReportState.ACCEPTED}
    assert "王楼村" in dialog.outcome.text()
    assert dialog.counts.text().startswith("已接收 1，退回 1，未处理 0")
    dialog.reject()


def test_the_undecided_are_left_when_the_tick_is_taken_away(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book, tmp_path: Path
) -> None:
    folder = tmp_path / "回执"
    folder.mkdir()
    dialog = opened(qtbot, page)
    dialog.decide.setChecked(False)
    assert written(qtbot, dialog, folder) == []
    assert "还没处理、没有回执：黄寺村" in dialog.outcome.text()
    dialog.reject()


def test_the_button_at_the_right_answers_one_unit(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book, village: Village
) -> None:
    accept(town, HUANGSI, MONTH)
    dialog = opened(qtbot, page, HUANGSI)
    assert dialog.counts.text() == "已接收 1，退回 0，未处理 0"
    assert dialog.decide.isHidden()
    assert len(written(qtbot, dialog, village.stick)) == 2  # beside the package
    dialog.reject()


def test_reminders_are_shown_for_all_and_for_one_and_saved(
    qtbot: QtBot, taken: Merged, page: ReportingPage, tmp_path: Path
) -> None:
    dialog = page.print_reminders(WANGLOU, MONTH, "王楼村")
    qtbot.waitUntil(lambda: dialog.print.isEnabled())
    assert dialog.count.text() == "共 1 个单位"
    assert dialog.pages is not None
    assert len(dialog.pages) == 1
    target = tmp_path / "催报单.pdf"
    dialog.save_to(target)
    assert "王楼村" in PdfReader(target).pages[0].extract_text()
    dialog.which.setCurrentIndex(1)
    dialog.how.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.shown) as shown:
        dialog.refresh()
    assert shown.args == [1]  # the other one has reported
    folder = Path(dialog._folder.name)
    dialog.reject()
    assert not folder.exists()


def test_reminders_saved_on_a_stick_let_it_be_ejected(
    qtbot: QtBot, page: ReportingPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "E 盘").mkdir()
    stick = stick_at(tmp_path / "E 盘")
    monkeypatch.setattr(receipts_dialog.carrying, "sticks", lambda: [stick])
    dialog = page.print_reminders()
    qtbot.waitUntil(lambda: dialog.print.isEnabled())
    assert dialog.eject.isHidden()
    dialog.save_to(stick.root / "催报单.pdf")
    qtbot.waitUntil(lambda: not dialog.eject.isHidden())
    dialog.reject()


def test_nobody_to_remind_prints_nothing(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book
) -> None:
    note_report(town, WANGLOU, MONTH)
    dialog = page.print_reminders()
    with qtbot.waitSignal(dialog.shown) as shown:
        dialog.refresh()
    assert shown.args == [0]
    assert not dialog.print.isEnabled()
    dialog.reject()
