"""The dialogs about months and what travels: packages, receipts, keys and packs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ruraldesk.services import packs, reporting_board
from ruraldesk.services.comments import comments
from ruraldesk.services.merging import merge
from ruraldesk.services.reporting_points import points
from ruraldesk.services.strange_keys import key_change
from ruraldesk.services.unit_keys import key_board
from ruraldesk.ui.dialogs.pack import PackDialog
from ruraldesk.ui.handing.carry_dialog import CarryDialog
from ruraldesk.ui.handing.register_dialog import RegisterDialog
from ruraldesk.ui.handing.wizard import PackWizard
from ruraldesk.ui.month.comments import CommentDialog as AnswerDialog
from ruraldesk.ui.month.differences import DifferencesDialog
from ruraldesk.ui.month.wizard import STEPS, MonthEnd
from ruraldesk.ui.reporting.changes_dialog import ChangesDialog
from ruraldesk.ui.reporting.comment_dialog import CommentDialog
from ruraldesk.ui.reporting.key_dialog import KeyDialog
from ruraldesk.ui.reporting.notices_dialog import NoticesDialog
from ruraldesk.ui.reporting.reading import ReadingDialog
from ruraldesk.ui.reporting.receipts_dialog import ReceiptsDialog
from ruraldesk.ui.reporting.twins import TwinsDialog
from tests.ui.surfaces.offices import AFTER, BEFORE, EAST, HUANGSI, MONTH, VILLAGE_BOOK
from tests.ui.surfaces.shown import Dialog, Shown


def _twins(shown: Shown) -> QWidget:
    [one] = (one for one in points(shown.book) if one.double and one.double.form == "project")
    assert one.double is not None
    records = shown.book.records
    pair = (
        records.get("project", one.double.uuid),
        records.get("project", one.double.other_uuid),
    )
    form = shown.session.form("project")
    return TwinsDialog(form, pair, (one.unit_name, one.other_name), None)


def _changes(shown: Shown) -> QWidget:
    report = reporting_board.unit_report(shown.book, EAST, MONTH)
    assert report is not None
    found = reporting_board.row_changes(shown.book, EAST, MONTH)
    return ChangesDialog(shown.session, report, found, None)


def _key(shown: Shown) -> QWidget:
    verdicts = merge(shown.book, [shown.stick], dry_run=True).files
    found = [key_change(shown.book, one) for one in verdicts]
    return KeyDialog(next(one for one in found if one is not None), None)


def _comment(shown: Shown) -> QWidget:
    forms = [shown.session.form(one) for one in ("project", "person", "cadre")]
    return CommentDialog("黄寺村", forms, None)


def _pack(shown: Shown) -> QWidget:
    file = next((shown.folder / "下发").glob("*.rdk"))
    result = packs.preview(shown.book, file)
    return PackDialog(result, packs.told(result), None)


def _register(shown: Shown) -> QWidget:
    unit = next(one for one in key_board(shown.book).units if one.unit == EAST)
    return RegisterDialog(shown.session, unit, None)


def _carry(shown: Shown) -> QWidget:
    explained = "依次写到下面各单位的U盘上；盘里的回执和报送包都留着。"
    return CarryDialog("第 1 号 四季度任务", explained, lambda place, job: (), None)


def _answer(shown: Shown) -> QWidget:
    return AnswerDialog(shown.session, comments(shown.book, HUANGSI, MONTH)[0], None)


def _wizard(step: str, month: str = MONTH) -> Dialog:
    def make(shown: Shown) -> QWidget:
        shown.session.month = month
        return MonthEnd(shown.session, step)

    return Dialog("month.wizard.MonthEnd", make, office=VILLAGE_BOOK)


def _name_pack(dialog: PackWizard, shown: Shown) -> None:
    dialog.title.setText("十二月任务")
    dialog.note.setPlainText("本月起每周五报一次进度。")


def _step(dialog: PackWizard, shown: Shown) -> None:
    dialog.act()


_PACK = "handing.wizard.PackWizard"
_READING = "reporting.reading.ReadingDialog"


def _new_pack(shown: Shown) -> QWidget:
    return PackWizard(shown.session, None)


def _reading(shown: Shown) -> QWidget:
    return ReadingDialog(shown.session, [shown.stick], None)


def _take_in(dialog: ReadingDialog, shown: Shown) -> None:
    dialog.act()


DIALOGS = {
    "reading": Dialog(_READING, _reading),
    "reading_done": Dialog(_READING, _reading, (_take_in,)),
    "strange_key": Dialog("reporting.key_dialog.KeyDialog", _key),
    "twins": Dialog("reporting.twins.TwinsDialog", _twins),
    "changes": Dialog("reporting.changes_dialog.ChangesDialog", _changes),
    "comment": Dialog("reporting.comment_dialog.CommentDialog", _comment),
    "receipts": Dialog(
        "reporting.receipts_dialog.ReceiptsDialog",
        lambda shown: ReceiptsDialog(shown.session, MONTH, None, None),
    ),
    "notices": Dialog(
        "reporting.notices_dialog.NoticesDialog",
        lambda shown: NoticesDialog(shown.session, MONTH, None),
    ),
    "pack_about": Dialog(_PACK, _new_pack),
    "pack_forms": Dialog(_PACK, _new_pack, (_name_pack, _step)),
    "pack_records": Dialog(_PACK, _new_pack, (_name_pack, _step, _step)),
    "pack": Dialog("dialogs.pack.PackDialog", _pack),
    "register_key": Dialog("handing.register_dialog.RegisterDialog", _register),
    "carry": Dialog("handing.carry_dialog.CarryDialog", _carry),
    "answer": Dialog("month.comments.CommentDialog", _answer, office=VILLAGE_BOOK),
    "differences": Dialog(
        "month.differences.DifferencesDialog",
        lambda shown: DifferencesDialog(shown.session, [MONTH, BEFORE], MONTH),
        office=VILLAGE_BOOK,
    ),
    **{f"month_{step}": _wizard(step) for step in STEPS},
    **{f"month_{step}_open": _wizard(step, AFTER) for step in ("check", "close")},
}
