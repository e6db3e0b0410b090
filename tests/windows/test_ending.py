"""Windows is shut down while somebody types, or while files are written: nothing is lost."""

from pathlib import Path

from pypdf import PdfReader

from ruraldesk.services.books import open_book
from ruraldesk.services.sample import make_sample
from tests.endtoend.screen import Screen, wait_for
from tests.windows.wine import LONGEST_S, Wine

MENU = (1325, 45)


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


def test_windows_is_asked_to_wait_until_the_month_is_written(
    windows: Wine, installed: Path, documents: Path, screen: Screen, pictures: Path
) -> None:
    out, book = documents.parent, documents / "导出" / "王楼镇.rdb"  # out: what is proposed
    book.parent.mkdir()
    make_sample(book).close()
    with windows.started("wine", installed / "RuralDesk.exe", "open", windows.path(book)):
        screen.wait_for_title("王楼镇 ·", LONGEST_S)
        screen.wait_until_still(20)
        screen.click(*MENU)
        screen.press("Down", "Down")
        screen.call("xdotool", "key", "Return")
        screen.wait_for_title("导出本月")
        screen.wait_until_still()
        screen.call("xdotool", "key", "ctrl+Return")
        wait_for("the first paper", lambda: next(out.glob("*.pdf"), None), LONGEST_S)
        assert not is_ended(windows)
        screen.picture().save(pictures / "asked to wait.png")
        wait_for("the end", lambda: is_ended(windows), LONGEST_S)
    papers = list(out.glob("*.pdf"))
    assert not list(out.glob("*.unfinished"))
    assert len(list(out.glob("*.xlsx"))) == 1
    assert len(papers) > 50
    assert all(PdfReader(paper).pages for paper in papers)


def is_ended(windows: Wine) -> bool:
    """Ask every program to end, as Windows does before it shuts down; say whether all agreed."""
    return windows.run("wineboot", "--end-session", check=False).returncode == 0
