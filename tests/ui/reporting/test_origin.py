"""A record that a unit handed in says so at the office above, and is commented on there."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.services.comments import comments
from ruraldesk.services.merging import Merged
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.reporting.comment_dialog import CommentDialog
from ruraldesk.ui.reporting.origin import Origin
from ruraldesk.ui.session import Session
from tests.services.answers_down import MONTH
from tests.store.village import HUANGSI, add
from tests.ui.reporting.conftest import Village


def test_what_a_unit_handed_in_is_better_commented_on(
    qtbot: QtBot, taken: Merged, town: Book, village: Village, session: Session
) -> None:
    panel = EntryPanel(town, session.form("project"))
    qtbot.addWidget(panel)
    origin = Origin(session, panel)
    panel.open(village.road)
    qtbot.waitUntil(lambda: origin.report is not None)
    assert "黄寺村" in panel.notice.text()
    assert not panel.foot.comment.isHidden()

    def write() -> None:
        [dialog] = [o for o in QApplication.topLevelWidgets() if isinstance(o, CommentDialog)]
        dialog.words.setPlainText("与批复不符")
        dialog.act()

    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    panel.pages.page.boxes["name"].editor.setFocus()
    qtbot.waitUntil(lambda: panel.pages.page.stood_in == "name")
    QTimer.singleShot(0, write)
    with qtbot.waitSignal(session.changed):
        panel.foot.comment.click()
    [said] = comments(town, HUANGSI, MONTH)
    assert (said.record, said.field, said.text) == (village.road, "name", "与批复不符")


def test_what_the_office_entered_itself_is_saved_as_ever(
    qtbot: QtBot, taken: Merged, town: Book, session: Session
) -> None:
    own = add(town, "project", unit=HUANGSI, name="镇上自己登记的")
    panel = EntryPanel(town, session.form("project"))
    qtbot.addWidget(panel)
    origin = Origin(session, panel)
    panel.open(own.uuid)
    jobs.stop_all()
    QApplication.processEvents()
    assert origin.report is None
    assert panel.notice.text() == ""
    assert panel.foot.comment.isHidden()
