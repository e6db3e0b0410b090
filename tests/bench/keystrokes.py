"""Key strokes for fifty cadres from a paper list: typed into the program, and in a spreadsheet.

`python -m tests.bench.keystrokes` types all of it into a real window over a copy of the sample,
with key events alone, looks that every ID number is saved, and prints what was pressed (three to
five minutes). The strokes of the spreadsheet are counted by the same rules from what its cells need
(`resources/help/录入对比.md` tells the rules and what came of it).

Counted is every key that goes down, Shift and Ctrl as well. Chinese is typed with full pinyin and
one key to take it; a choice or a name that a list offers with its initials.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ruraldesk.services.sample import make_sample
from ruraldesk.texts.pinyin import initials, pinyin
from ruraldesk.ui import jobs, preferences
from ruraldesk.ui.app import make_application
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow

KEY_S, MENTAL_S = (
    0.28,
    1.35,
)  # of the keystroke-level model: an average typist; one thing thought of
CADRES = 50
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_MODIFIERS = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)


@dataclass(slots=True)
class Count:
    """What was pressed, and how many things were thought of: each value, each run of skipping."""

    keys: int = 0
    thoughts: int = 0

    def seconds(self) -> float:
        """Return the time that a trained clerk needs by the model."""
        return self.keys * KEY_S + self.thoughts * MENTAL_S


@dataclass(frozen=True, slots=True)
class Cadre:
    """A line of the paper list."""

    name: str
    village: str
    number: str
    phone: str
    education: str
    party: str
    post: str
    since: str


def paper_list() -> list[Cadre]:
    """Return the list: five villages with ten cadres each, the same each time."""
    chance = Random("花名册")
    villages = ["黄寺村", "吴杏庄村", "胡堂村", "王楼村", "杨树湾村"]
    posts = ["村委会主任", "村委会副主任", "村委会委员", "村务监督委员会主任", "村务监督委员会委员"]
    made = []
    for place in range(CADRES):
        body = f"410726{chance.randint(1962, 1998)}{chance.randint(1, 12):02}{place % 28 + 1:02}"
        body += f"{700 + place}"
        digit = _CHECK[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
        made.append(
            Cadre(
                name=chance.choice("王李张刘陈杨赵黄")
                + chance.choice(["建国", "秀兰", "志强", "玉梅"]),
                village=villages[place * len(villages) // CADRES],
                number=body + digit,
                phone=f"138{chance.randint(10**7, 10**8 - 1)}",
                education=chance.choice(["高中", "大专", "本科"]),
                party=chance.choice(["中共党员", "群众"]),
                post=posts[place % len(posts)],
                since="2021.3.15",
            )
        )
    return made


class Typist:
    """Presses keys in whatever has the focus, and counts them."""

    def __init__(self) -> None:
        self.count = Count()

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press one key; a modifier that is held is a key as well."""
        self.count.keys += 1 + sum(bool(held & one) for one in _MODIFIERS)
        QTest.keyClick(_focus(), key, held)
        QApplication.processEvents()

    def enter(self, times: int = 1) -> None:
        """Press Enter, once after a value or several times to pass over fields."""
        if times > 1:
            self.count.thoughts += 1
        for _ in range(times):
            self.press(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Type letters and digits."""
        self.count.keys += len(text)
        self.count.thoughts += 1
        QTest.keyClicks(_focus(), text)
        QApplication.processEvents()

    def chinese(self, text: str) -> None:
        """Type Chinese through an input method: the letters, and one key to take the word."""
        self.count.keys += len(pinyin(text).replace(" ", "")) + 1
        self.count.thoughts += 1
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(_focus(), event)
        QApplication.processEvents()

    def choose(self, text: str) -> None:
        """Type the initials of what a list offers, and take it with Enter."""
        self.type(initials(text))
        wait(lambda: False, 0.15)  # the list is read in the background
        self.enter()


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def wait(until: Callable[[], bool], most: float = 20.0) -> None:
    """Let the window live until something is so."""
    loop, ends = QEventLoop(), time.monotonic() + most
    timer = QTimer()
    timer.timeout.connect(lambda: (until() or time.monotonic() > ends) and loop.quit())
    timer.start(10)
    loop.exec()
    timer.stop()


def enter_cadre(hand: Typist, one: Cadre, *, same_village: bool) -> None:
    """Enter a line of the list in the form; it begins at “人员”, after the unit."""
    hand.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    if same_village:
        hand.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        hand.enter()
    else:
        hand.choose(one.village)
    hand.enter()
    hand.chinese(one.name)
    hand.enter()
    hand.type(one.number)
    hand.enter()
    go_to(hand, "联系电话")
    hand.type(one.phone)
    hand.enter()
    go_to(hand, "学历")
    hand.choose(one.education)
    go_to(hand, "政治面貌")
    hand.choose(one.party)
    hand.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    hand.type("10")  # the term: a row of lines that is begun with nothing is left again
    hand.press(Qt.Key.Key_Tab)
    go_to(hand, "职务", Qt.Key.Key_Tab)
    hand.choose(one.post)
    go_to(hand, "任职时间", Qt.Key.Key_Tab)
    hand.type(one.since)
    hand.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def go_to(hand: Typist, label: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Pass over fields with Enter (in a row of lines, Tab) until this one has the focus."""
    passed = 0
    while _focus().accessibleName() != label:
        hand.press(key)
        passed += 1
        assert passed < 40, (label, _focus().accessibleName(), type(_focus()).__name__)
    hand.count.thoughts += passed > 0


def in_calc(lines: list[Cadre], *, formulas: bool) -> Count:
    """Count the same list in a spreadsheet whose columns are set up (ID and phone as text).

    Sex and birth date stand in the sheet too; with `formulas` they are computed from the ID number.
    """
    count, before = Count(), ""
    for one in lines:

        def chinese(text: str) -> int:
            return len(pinyin(text).replace(" ", "")) + 1

        cells = [chinese(one.name), 2 if one.village == before else chinese(one.village), 18]
        cells += [] if formulas else [chinese("男"), len("1985-03-12")]
        cells += [len(one.phone), *(len(initials(t)) + 1 for t in (one.education, one.party))]
        cells += [len(initials(one.post)) + 1, len("2021-3-15")]
        skipped = 2 if formulas else 0
        count.keys += sum(cells) + len(cells) + skipped  # Tab after each, Enter after the last
        count.thoughts += len(cells) + (1 if skipped else 0)
        before = one.village
    return count


def run(folder: Path) -> int:
    """Type the roster into a copy of the sample and print what was pressed."""
    preferences.folder = lambda: folder / "preferences"
    make_application()
    book = folder / "样例.rdb"
    make_sample(book).close()
    window = MainWindow()
    window.build()
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    desk = Desk(window)
    desk.start(book)
    wait(lambda: desk.session is not None)
    assert desk.session is not None
    page = desk.ledger("cadre")
    wait(lambda: not jobs._running)
    page.open_blank()
    wait(lambda: _focus().accessibleName() == "人员")
    hand, lines, before, started = Typist(), paper_list(), "", time.monotonic()
    for one in lines:
        enter_cadre(hand, one, same_village=one.village == before)
        before = one.village
        wait(lambda: not page.place.panel().has_unsaved() and not jobs._running, 10)
        wait(lambda: _focus().accessibleName() == "人员", 5)
    took = time.monotonic() - started
    saved = {str(row["id_number"]): row for row in _roster(desk)}
    wrong = [one.name for one in lines if one.number not in saved]
    tell("form of the program", hand.count, CADRES)
    tell("spreadsheet, all typed", in_calc(lines, formulas=False), CADRES)
    tell("spreadsheet with formulas", in_calc(lines, formulas=True), CADRES)
    print(f"{CADRES - len(wrong)} of {CADRES} saved; the program kept up in {took:.0f} s")
    jobs.stop_all()
    desk.leave_book()
    return len(wrong) > 0


def _roster(desk: Desk) -> list[dict[str, object]]:
    from ruraldesk.services.ledger import ListQuery

    assert desk.session is not None
    book = desk.session.book
    ids = book.lists.ids("cadre", ListQuery())
    return [dict(row.values) for row in book.records.by_ids("cadre", ids)]


def tell(what: str, count: Count, rows: int) -> None:
    """Print one line of the comparison."""
    minutes = count.seconds() / 60
    each = count.keys / rows
    print(f"{what:28} {count.keys:6} keys  {each:6.1f} a row  {minutes:5.1f} min by the model")


def main() -> int:
    """Run in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        return run(Path(name))


if __name__ == "__main__":
    sys.exit(main())
