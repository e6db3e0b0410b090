"""Taking in a pack of the office above: its file, what it would change, then the window anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, preferences, progress

if TYPE_CHECKING:
    from ruraldesk.services.packs import PackResult
    from ruraldesk.ui.desk import Desk

PACK_FILES = "*.rdk"


def choose_pack(desk: Desk) -> None:
    """Ask for the file of a pack, then show what it would change."""
    folder = preferences.load("pack_folder", str(Path.home()))
    chosen, _ = QFileDialog.getOpenFileName(
        desk.window,
        tr("Which pack?"),
        folder,
        tr("Pack ({files})").format(files=PACK_FILES),
    )
    if chosen:
        preferences.keep("pack_folder", str(Path(chosen).parent))
        look_at_pack(desk, Path(chosen))


def look_at_pack(desk: Desk, file: Path) -> None:
    """Try the pack and show what it would change; it is taken in when the clerk wants it."""
    session = desk.session
    if session is None:
        return
    if session.book.because is not None:
        _mend(desk, file)
        return
    book, window = session.book, desk.window

    def try_it() -> tuple[PackResult, list[str]]:
        from ruraldesk.services import packs

        result = packs.preview(book, file)
        return result, packs.told(result)

    def show(tried: tuple[PackResult, list[str]]) -> None:
        from ruraldesk.ui.dialogs.pack import PackDialog

        result, told = tried
        if result.already:
            messages.tell(window, tr("This pack was taken in before; nothing was changed."), "sky")
        elif PackDialog(result, told, window).exec():
            _take_in(desk, file)

    progress.run(window, tr("Looking at the pack"), lambda _: try_it(), done=show, stoppable=False)


def _mend(desk: Desk, file: Path) -> None:
    """Take a pack into a book that can only be read until it has other forms; open it anew."""
    from ruraldesk.ui.dialogs.password import ask_password

    assert desk.session is not None
    book, window = desk.session.book, desk.window
    path, password = book.path, None
    if book.key is not None:
        password = ask_password(window, path)
        if password is None:
            return
    desk.leave_book()

    def install() -> PackResult:
        from ruraldesk.services import packs
        from ruraldesk.services.books import open_book

        with open_book(path, password=password, mending=True) as mended:
            return packs.install(mended, file)

    def refuse(error: UserError) -> None:
        desk.acts.open_book(path, password)
        messages.tell_error(window, error)

    progress.run(
        window,
        tr("Taking the pack in"),
        lambda _: install(),
        done=lambda _: desk.acts.open_book(path, password),
        failed=refuse,
        stoppable=False,
    )


def _take_in(desk: Desk, file: Path) -> None:
    session = desk.session
    assert session is not None
    book, operator, window = session.book, session.operator, desk.window

    def install() -> PackResult:
        from ruraldesk.services import packs

        return packs.install(book, file, operator=operator)

    def tell(result: PackResult) -> None:
        session.refresh_settings()
        desk.rebuild()  # other ledgers, other fields
        text = tr("Pack {number} of {unit} is taken in; the backup from before: {backup}")
        pack, backup = result.pack, result.backup.name if result.backup else ""
        messages.tell(window, text.format(number=pack.number, unit=pack.unit_name, backup=backup))

    progress.run(window, tr("Taking the pack in"), lambda _: install(), done=tell, stoppable=False)
