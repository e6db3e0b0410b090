"""Taking in a pack of the office above: its file, what it would change, then the window anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages, progress

if TYPE_CHECKING:
    from ruraldesk.services.packs import PackResult
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.session import Session

PACK_FILES = "*.rdk"


def choose_pack(desk: Desk) -> None:
    """Ask for the file of a pack, then show what it would change."""
    folder = str(folders.proposed("pack_folder"))
    chosen, _ = QFileDialog.getOpenFileName(
        desk.window,
        tr("Which pack?"),
        folder,
        tr("Pack ({files})").format(files=PACK_FILES),
    )
    if chosen:
        folders.keep("pack_folder", Path(chosen).parent)
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

    progress.run(
        window,
        tr("Looking at the pack"),
        lambda _: try_it(),
        done=show,
        failed=lambda error: _refuse(desk, error),
        stoppable=False,
    )


def _refuse(desk: Desk, error: UserError) -> None:
    """Say why a pack is refused; another key than the known one is decided on its own page."""
    from ruraldesk.services.identity import StrangeKey
    from ruraldesk.ui.handing.places import KEYS

    if isinstance(error, StrangeKey) and desk.session is not None:
        desk.session.changed.emit("")  # the page of keys has something to decide
        act = (tr("Unit keys"), lambda: desk.show(KEYS))
        messages.tell(desk.window, str(error), "cinnabar", act=act)
    else:
        messages.tell_error(desk.window, error)


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


def take_back(desk: Desk, number: int, unit: str) -> None:
    """Show what taking a pack back would do; do it when the clerk wants it."""
    session = desk.session
    if session is None:
        return
    book, operator, window = session.book, session.operator, desk.window

    def try_it() -> tuple[PackResult, list[str]]:
        from ruraldesk.services import packs

        result = packs.uninstall(book, number, unit=unit, dry_run=True)
        return result, packs.told(result)

    def show(tried: tuple[PackResult, list[str]]) -> None:
        from ruraldesk.ui.dialogs.pack import PackDialog

        if PackDialog(*tried, window, back=True).exec():
            title = tr("Taking the pack back")
            progress.run(window, title, lambda _: act(), done=tell, stoppable=False)

    def act() -> PackResult:
        from ruraldesk.services import packs

        return packs.uninstall(book, number, unit=unit, operator=operator)

    def tell(result: PackResult) -> None:
        _show_anew(desk, session)
        pack = result.pack
        text = tr("Pack {number} of {unit} was taken back; the backup from before: {backup}")
        backup = result.backup.name if result.backup else ""
        told = text.format(number=pack.number, unit=pack.unit_name, backup=backup)
        messages.tell(window, "\n".join([told, *(one.message for one in result.problems)]))

    title = tr("Looking at the pack")
    progress.run(window, title, lambda _: try_it(), done=show, stoppable=False)


def after_making(desk: Desk, file: Path, *, here: bool) -> None:
    """Take a pack that was just made in here, too, where that is wanted, and say what follows."""
    if here:
        _take_in(
            desk, file, then=lambda: _offer_sticks(desk, tr("It is made and holds here, too."))
        )
    else:
        _offer_sticks(desk, tr("The pack is made."))


def _offer_sticks(desk: Desk, told: str) -> None:
    """Say what became of a pack, and offer to carry it to the units below."""
    from ruraldesk.ui.handing.packs_page import PacksPage

    page = desk.window.pages.currentWidget()
    if isinstance(page, PacksPage):
        act = (tr("Write onto a stick…"), lambda: page.carry_pack())
        text = tr("{told} Now it goes onto the stick of each unit below.").format(told=told)
        messages.tell(desk.window, text, act=act)


def _show_anew(desk: Desk, session: Session) -> None:
    """Show the window with other ledgers and fields, on the page about packs where one was."""
    from ruraldesk.ui.handing.places import PACKS

    was = desk.is_shown(PACKS)
    session.refresh_settings()
    desk.rebuild()
    if was:
        desk.show(PACKS)


def _take_in(desk: Desk, file: Path, *, then: Callable[[], object] | None = None) -> None:
    session = desk.session
    assert session is not None
    book, operator, window = session.book, session.operator, desk.window

    def install() -> PackResult:
        from ruraldesk.services import packs

        return packs.install(book, file, operator=operator)

    def tell(result: PackResult) -> None:
        _show_anew(desk, session)
        if then is not None:
            then()
            return
        text = tr("Pack {number} of {unit} is taken in; the backup from before: {backup}")
        pack, backup = result.pack, result.backup.name if result.backup else ""
        messages.tell(window, text.format(number=pack.number, unit=pack.unit_name, backup=backup))

    progress.run(window, tr("Taking the pack in"), lambda _: install(), done=tell, stoppable=False)
