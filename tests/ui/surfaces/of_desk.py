"""The dialogs of the desk: the book, its settings, help, tables in and out, the health check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from PySide6.QtWidgets import QWidget

from ruraldesk.services import briefs, health, updates
from ruraldesk.services.health import Mending
from ruraldesk.services.health_paper import write_report
from ruraldesk.ui.dialogs.about import AboutDialog
from ruraldesk.ui.dialogs.exporting import ExportDialog
from ruraldesk.ui.dialogs.figure_picker import FigurePicker
from ruraldesk.ui.dialogs.help import HelpDialog
from ruraldesk.ui.dialogs.importing import ImportDialog
from ruraldesk.ui.dialogs.new_book import NewBookDialog
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.dialogs.password import PasswordDialog
from ruraldesk.ui.dialogs.printing import PrintDialog
from ruraldesk.ui.dialogs.reason import ReasonDialog
from ruraldesk.ui.dialogs.settings import SettingsDialog
from ruraldesk.ui.dialogs.updating import UpdateDialog
from ruraldesk.ui.health.accepted_dialog import AcceptedDialog
from ruraldesk.ui.health.mend_dialog import MendDialog
from ruraldesk.ui.progress import ProgressDialog
from ruraldesk.ui.trace_view import TraceView
from tests.services.office import id_number
from tests.ui.surfaces.offices import MONTH
from tests.ui.surfaces.shown import Dialog, Shown

_ROWS = (
    ("序号", "姓名", "性别", "身份证号码", "联系电话", "备注", "家里几口人"),
    (1, "周大山", "男", id_number(date(1965, 3, 5), 11), "13803730011", "", 4),
    (2, "吴桂兰", "女", "41072619700101", "13803730012", "号码少几位", 3),
    (3, "郑小军", "男", "", "138037", "", 5),
)


def _table(shown: Shown) -> Path:
    file = shown.folder / "花名册.xlsx"
    book = Workbook()
    book.active.title = "人员花名册"
    for row in _ROWS:
        book.active.append(row)
    book.save(file)
    return file


def _open_table(dialog: ImportDialog, shown: Shown) -> None:
    dialog.open_file(_table(shown))


def _go_on(dialog: ImportDialog, shown: Shown) -> None:
    dialog.act()


def _take_good(dialog: ImportDialog, shown: Shown) -> None:
    dialog.skip.click()


def _import(shown: Shown) -> QWidget:
    return ImportDialog(shown.book, shown.session.form("person"), None)


def _report(shown: Shown) -> health.Report:
    report = health.last_report(shown.book)
    assert report is not None
    return report


def _mend(shown: Shown) -> QWidget:
    findings = [one for one in _report(shown).findings if one.mending is not Mending.NOTHING]
    return MendDialog(shown.session, findings, None)


def _accepted(shown: Shown) -> QWidget:
    for one in _report(shown).findings[:3]:
        health.accept(shown.book, one, "与镇里核对过，就是这样")
    return AcceptedDialog(shown.session, None)


def _paper(shown: Shown) -> QWidget:
    report, book = _report(shown), shown.book
    return PaperDialog(
        None, "体检结果", "体检结果", lambda target: write_report(book, report, target)
    )


def _progress(shown: Shown) -> QWidget:
    stand = QWidget()
    shown.kept.append(stand)
    dialog = ProgressDialog(stand, "正在写入十一月的表册")
    dialog.show_progress(37, 104, "村干部花名册")
    return dialog


_IMPORT = "dialogs.importing.ImportDialog"


def _update(shown: Shown) -> UpdateDialog:
    setup = shown.folder / "RuralDesk-9.1-setup.exe"
    setup.write_bytes(b"MZ" + bytes(5000))
    changes = "打印花名册更快\n修正跨年的年龄\n新增台账：河长巡河记录"
    path = updates.make(shown.book, setup, shown.folder, changes=changes)
    return UpdateDialog(shown.session, None, path)


DIALOGS = {
    "settings": Dialog(
        "dialogs.settings.SettingsDialog", lambda shown: SettingsDialog(shown.book, None)
    ),
    "new_book": Dialog("dialogs.new_book.NewBookDialog", lambda shown: NewBookDialog(None)),
    "export": Dialog(
        "dialogs.exporting.ExportDialog", lambda shown: ExportDialog(shown.book, MONTH, None)
    ),
    "import_file": Dialog(_IMPORT, _import),
    "import_columns": Dialog(_IMPORT, _import, (_open_table,)),
    "import_tried": Dialog(_IMPORT, _import, (_open_table, _go_on)),
    "import_done": Dialog(_IMPORT, _import, (_open_table, _go_on, _take_good)),
    "print": Dialog(
        "dialogs.printing.PrintDialog",
        lambda shown: PrintDialog(shown.book, shown.session.form("project"), None, None),
    ),
    "paper": Dialog("dialogs.paper_dialog.PaperDialog", _paper),
    "help": Dialog("dialogs.help.HelpDialog", lambda shown: HelpDialog(None)),
    "about": Dialog("dialogs.about.AboutDialog", lambda shown: AboutDialog(None)),
    "password": Dialog(
        "dialogs.password.PasswordDialog", lambda shown: PasswordDialog(None, shown.book.path)
    ),
    "reason": Dialog(
        "dialogs.reason.ReasonDialog",
        lambda shown: ReasonDialog("重新打开2023年11月", "为什么要重新打开？", "重新打开", None),
    ),
    "figures": Dialog(
        "dialogs.figure_picker.FigurePicker",
        lambda shown: FigurePicker(briefs.figure_choices(shown.book), str),
    ),
    "trace": Dialog("trace_view.TraceView", lambda shown: TraceView(shown.session, "cadre_total")),
    "mend": Dialog("health.mend_dialog.MendDialog", _mend),
    "accepted": Dialog("health.accepted_dialog.AcceptedDialog", _accepted),
    "update": Dialog("dialogs.updating.UpdateDialog", _update),
    "progress": Dialog("progress.ProgressDialog", _progress),
}
