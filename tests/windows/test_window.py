"""The installed program with its window, worked with real keys."""

import json
from pathlib import Path

from tests.endtoend.screen import Screen
from tests.windows.wine import Wine

ID_NUMBER = "410726196803122462"


def test_a_cadre_is_entered_by_keyboard(
    windows: Wine, installed: Path, documents: Path, screen: Screen, pictures: Path
) -> None:
    book, console = documents / "黄寺村.rdb", installed / "RuralDesk.com"
    who = ["--unit", "410726104201", "--name", "黄寺村", "--level", "village"]
    windows.run("wine", console, "init", windows.path(book), *who, "--parent", "410726104000")
    window = windows.started("wine", installed / "RuralDesk.exe", "open", windows.path(book))
    with window:
        screen.wait_for_title("黄寺村 ·")
        screen.wait_until_still(20)
        screen.picture().save(pictures / "1 home.png")
        screen.press("ctrl+l")
        screen.type("cgbhmc")
        screen.press("Return", "ctrl+n", "Return")
        screen.paste("李桂英")
        screen.press("Return")
        screen.type(ID_NUMBER)
        screen.press("Return", "Return", "Return")
        screen.type("jk")
        screen.press("Return")
        screen.picture().save(pictures / "2 form.png")
        screen.press("ctrl+s")
        screen.picture().save(pictures / "3 saved.png")
        screen.call("xdotool", "key", "alt+F4")
    told = windows.run("wine", console, "rows", windows.path(book), "cadre", "--json")
    (row,) = json.loads(told.stdout)["rows"]
    assert (row["name"], row["id_number"]) == ("李桂英", ID_NUMBER)
