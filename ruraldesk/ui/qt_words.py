"""Qt's own words, such as OK, Cancel, cut and paste, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from ruraldesk.texts.translate import language


class QtWords(QTranslator):
    """Qt's translation; English needs none."""

    def take_up(self) -> None:
        """Speak the window's language from now on."""
        app = QApplication.instance()
        assert app is not None
        app.removeTranslator(self)
        if language() == "en":
            return
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self.load("qtbase_zh_CN", folder):
            app.installTranslator(self)
