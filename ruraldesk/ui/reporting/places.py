"""Where files are read from and written to: the stick that is plugged in, or a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from ruraldesk.services import carrying
from ruraldesk.services.carrying import Stick
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, jobs, messages
from ruraldesk.ui.widgets import Button

_NO_STICK = "no stick"  # what a message is about
_FOLDER = "reporting_folder"  # key of the preference


def with_stick(
    button: Button, then: Callable[[Stick], object], *, otherwise: Callable[[], object]
) -> None:
    """Look for sticks and go on with the one there is, or the one of several that is chosen.

    Args:
        button: under which the choice appears.
        otherwise: what is offered when none is plugged in: a folder.
    """

    def go_on(found: list[Stick]) -> None:
        messages.hush(button, _NO_STICK)
        if not found:
            text = tr("No USB stick is plugged in. Plug it in and try again, or use a folder.")
            offer = (tr("Choose a folder…"), otherwise)
            messages.tell(button, text, "wheat", act=offer, about=_NO_STICK)
        elif len(found) == 1:
            then(found[0])
        else:
            menu = QMenu(button)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for stick in found:
                menu.addAction(stick.name, lambda chosen=stick: then(chosen))
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    jobs.run(
        carrying.sticks,
        done=go_on,
        failed=lambda error: messages.tell_error(button, error),
        owner=button,
    )


def ask_folder(button: Button, title: str) -> Path | None:
    """Ask for a folder, beginning with the one that was used last; None when it was left."""
    begin = str(folders.proposed(_FOLDER))
    chosen = QFileDialog.getExistingDirectory(button.window(), title, begin)
    if not chosen:
        return None
    folders.keep(_FOLDER, Path(chosen))
    return Path(chosen)
