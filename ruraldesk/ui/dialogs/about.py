"""What the program is, whose it is, and the licences of what comes with it."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QTextBrowser, QWidget

from ruraldesk import __version__
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.page_text import show_page
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button


class AboutDialog(Sheet):
    """The version, and the page of licences."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(tr("About RuralDesk"), parent, 640)
        self.resize(680, 560)
        text = tr(
            "Version {version} · Python {python} · Qt {qt}. Free software under the Apache "
            "License 2.0. It works without a network and sends nothing anywhere."
        )
        self.say(text.format(version=__version__, python=platform.python_version(), qt=qVersion()))
        self.page = QTextBrowser()
        self.page.setAccessibleName(tr("About the program and its licences"))
        self.page.setOpenLinks(False)
        path = resources_dir() / "LICENCES.md"
        show_page(self.page, path.read_text(encoding="utf-8"))
        self.body.addWidget(self.page, 1)
        self.finish(cancel_button(self, tr("Close")), filled=True)
        self.page.setFocus()
