"""Which page of the help speaks of which part of the window, and F1 wherever the focus is.

A topic is the name of a page, and after a `#` the Chinese heading in it: `查找与透视#标色`.
"""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ruraldesk.ui.dialogs.help_pages import BEGINNING, KEYS

# By class, so that a part of the window knows nothing of the help; subclasses inherit.
TOPICS = {
    # pages
    "StartPage": BEGINNING,
    "HomePage": "首页",
    "CalendarPage": "首页#工作日历",
    "ChangeListDialog": "首页#只填变动的台账",
    "ProblemsPage": "月末报送#六步",
    "BriefsPage": "简报怎么写",
    "MonthPage": "月末报送",
    "ReportingPage": "收报",
    "MergingPage": "收报",
    "ReceiptsPage": "意见与回执",
    "SummariesPage": "汇总表",
    "PacksPage": "下发包",
    "KeysPage": "单位密钥",
    "HealthPage": "数据体检",
    "LedgerPage": "表格录入",
    "Grid": "表格录入",
    "FilterRow": "查找与透视#在台账里筛选",
    "EntryPanel": "录入",
    # finding
    "PivotDialog": "查找与透视#透视",
    "ColoursDialog": "查找与透视#标色",
    "TitleDialog": "查找与透视#视图",
    "TraceView": "常见问题#首页的数是怎么来的",
    # entering
    "ChangeMany": "表格录入#一片单元格",
    "RefusedDialog": "表格录入#有的单元格不能写",
    "PastePreview": "表格录入",
    "ComparisonDialog": "常见问题#保存时说别人改过了",
    "NotesPage": "批注与复核",
    "NoteDialog": "批注与复核",
    "ChoosingDialog": "批注与复核#怕录错：复核录入",
    "KeyingDialog": "批注与复核#怕录错：复核录入",
    "ResultDialog": "批注与复核#怕录错：复核录入",
    "HistoryDialog": "备份恢复#一条记录以前是什么样",
    "ReasonDialog": "结账与更正",
    "Viewer": "照片与附件",
    # in and out
    "ImportDialog": "导入",
    "ExportDialog": "导出打印#每月的 Excel 和 PDF",
    "PrintDialog": "导出打印#打印一本台账",
    "PaperDialog": "导出打印#打印一本台账",
    "FigurePicker": "简报怎么写",
    # months and files that travel
    "MonthEnd": "月末报送#六步",
    "DifferencesDialog": "月末报送#两个月之间改了什么",
    "CommentDialog": "意见与回执",
    "ReceiptsDialog": "意见与回执",
    "ReadingDialog": "收报",
    "ChangesDialog": "收报",
    "TwinsDialog": "收报",
    "NoticesDialog": "收报",
    "KeyDialog": "单位密钥",
    "RegisterDialog": "单位密钥",
    "PackWizard": "下发包",
    "CarryDialog": "下发包",
    "PackDialog": "下发包",
    # the book
    "MendDialog": "数据体检",
    "AcceptedDialog": "数据体检",
    "NewBookDialog": f"{BEGINNING}#新建账本",
    "PasswordDialog": "常见问题#忘了密码",
    "SettingsDialog": "设置",
    "AboutDialog": "设置",
    "UpdateDialog": "更新程序",
    "ProgressDialog": "常见问题#要等很久",
    "HelpDialog": KEYS,
}


def topic_for(widget: QWidget | None) -> str:
    """Return the topic of the innermost part around `widget` that has one, "" for none."""
    while widget is not None:
        for kind in type(widget).__mro__:
            if kind.__name__ in TOPICS:
                return TOPICS[kind.__name__]
        if isinstance(widget, QDialog):
            return ""  # what lies behind a dialog is not what is asked about
        widget = widget.parentWidget()
    return ""


def open_help(parent: QWidget, topic: str) -> None:
    """Show the help over the window of `parent`, at `topic`."""
    from ruraldesk.ui.dialogs.help import HelpDialog

    HelpDialog(parent.window(), topic).open()


def listen(widget: QWidget | None) -> None:
    """Let F1 open the help in the dialog that holds `widget`; the window behind does not hear it.

    Called whenever the focus has moved: a filter over all events would cost each of them.
    """
    dialog = widget.window() if widget is not None else None
    if not isinstance(dialog, QDialog) or dialog.property(_HEARS) or _is_help(dialog):
        return
    dialog.setProperty(_HEARS, True)
    key = QShortcut(QKeySequence("F1"), dialog)
    key.activated.connect(lambda: open_help(dialog, topic_for(QApplication.focusWidget())))


_HEARS = "hears_f1"


def _is_help(dialog: QDialog) -> bool:
    return type(dialog).__name__ == "HelpDialog"
