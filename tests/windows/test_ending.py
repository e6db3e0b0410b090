"""Windows is shut down while somebody types: what was typed is there again."""

from pathlib import Path

from ruraldesk.services.books import open_book
from tests.endtoend.screen import Screen
from tests.windows.wine import Wine


def test_what_was_typed_when_windows_shuts_down_is_kept_as_a_draft(
    windows: Wine, installed: Path, documents: Path, screen: Screen, pictures: Path
) -> None:
    book = documents / "关机.rdb"
    who = ["--unit", "410726104207", "--name", "南街村", "--level", "village"]
    windows.run("wine", installed / "RuralDesk.com", "init", windows.path(book), *who)
    window = windows.started("wine", installed / "RuralDesk.exe", "open", windows.path(book))
    with window:
        screen.wait_for_title("南街村 ·")
        screen.wait_until_still(20)
        screen.press("ctrl+l")
        screen.type("cgbhmc")
        screen.press("Return", "ctrl+n", "Return")
        screen.paste("李桂英")
        windows.run("wineboot", "--end-session")
    with open_book(book, read_only=True) as kept:
        (draft,) = kept.drafts.all("cadre")
    assert draft.record.values["name"] == "李桂英"
    with windows.started("wine", installed / "RuralDesk.exe", "open", windows.path(book)):
        screen.wait_for_title("南街村 ·")
        screen.wait_until_still(20)
        screen.picture().save(pictures / "after a shutdown.png")
        screen.call("xdotool", "key", "alt+F4")
