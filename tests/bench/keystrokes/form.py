"""The paper lists entered in the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ruraldesk.ui.desk import Desk
from ruraldesk.ui.entry.editors.picking import PickEditor
from ruraldesk.ui.entry.panel import EntryPanel
from tests.bench.keystrokes.hands import Count
from tests.bench.keystrokes.paper import FUNDS, Line, Mistake
from tests.bench.keystrokes.window import WindowHands, focus, quiet, wait

Enter = Callable[[WindowHands, EntryPanel, Line, Line | None], None]


def blank(desk: Desk, form: str) -> EntryPanel:
    """Begin a new record of a ledger; the focus is where a clerk begins."""
    page = desk.ledger(form)
    wait(quiet)
    page.open_blank()
    panel = page.place.panel()
    wait(lambda: panel.isAncestorOf(focus()))
    return panel


def enter_all(desk: Desk, form: str, lines: Sequence[Line], enter: Enter) -> Count:
    """Enter a list, each line saved with Ctrl+Enter; return what was pressed."""
    panel = blank(desk, form)
    hands, before = WindowHands(), None
    for line in lines:
        enter(hands, panel, line, before)
        hands.press("ctrl+Return")
        saved = wait(lambda: not panel.has_unsaved(), 10)
        assert saved, (line, panel.foot.words.whole_text())
        before = line
    return hands.stop()


def cadre(hands: WindowHands, panel: EntryPanel, line: Line, before: Line | None) -> None:
    """Enter a cadre; the village is carried on (F9) until another one begins."""
    if before is None or line["村"] != before["村"]:
        hands.go_to("所属单位", "shift+Tab")
        if not panel.pages.page.boxes["unit"].pinned:
            hands.press("F9")
        hands.seek(line["村"])
        hands.press("Return")
    hands.go_to("姓名")
    hands.chinese(line["姓名"])
    hands.press("Return")
    hands.go_to("身份证号")
    hands.type(line["身份证号"])
    hands.press("Return")
    hands.go_to("联系电话")
    hands.type(line["联系电话"])
    hands.press("Return")
    for label in ("学历", "政治面貌", "职务"):
        hands.go_to(label)
        hands.seek(line[label])
        hands.press("Return")
    hands.go_to("任职时间")
    if before is not None and line["任职时间"] == before["任职时间"]:
        hands.press("ctrl+d")
    else:
        hands.type(line["任职时间"])


def payment(hands: WindowHands, panel: EntryPanel, line: Line, before: Line | None) -> None:
    """Enter a payment; who handled and approved it is carried on (F9) from the first."""
    hands.go_to("付款日期")
    as_before(hands, line, before, "付款日期", lambda: hands.type(line["付款日期"]))
    hands.press("Return")
    hands.go_to("资金安排")
    as_before(hands, line, before, "项目", lambda: choose_fund(hands, line))
    hands.press("Return")
    for label in ("收款单位（人）", "付款金额", "用途", "凭证号"):
        hands.go_to(label)
        key = label.removesuffix("（人）")
        if label == "凭证号" and before is not None:
            hands.press("ctrl+shift+d")
        else:
            as_before(hands, line, before, key, lambda key=key: text(hands, line[key]))  # type: ignore[misc]
        hands.press("Return")
    for label, key in (("经办人", "handled_by"), ("审批人", "approved_by")):
        if panel.pages.page.boxes[key].is_empty():
            hands.go_to(label)
            hands.chinese(line[label])
            hands.press("F9", "Return")


def as_before(
    hands: WindowHands, line: Line, before: Line | None, key: str, enter: Callable[[], None]
) -> None:
    """Take what the line before has with Ctrl+D, or enter it."""
    if before is not None and line[key] == before[key] and len(line[key]) > 2:
        hands.press("ctrl+d")
    else:
        enter()


def text(hands: WindowHands, words: str) -> None:
    """Type a text; what was written there before, by initials."""
    if words.isascii():
        hands.type(words)
    elif hands.knows(words):
        hands.seek(words)
    else:
        hands.chinese(words)


def choose_fund(hands: WindowHands, line: Line) -> None:
    """Look for where the money comes from by the project's number; moving on takes it."""
    fund = next(one for one in FUNDS if one.project == line["项目"])
    hands.type(fund.sought)
    editor = focus()
    assert isinstance(editor, PickEditor), editor
    wait(lambda: bool(editor.shown_options()), 5)
    options = [one.label for one in editor.shown_options()]
    place = next(place for place, one in enumerate(options) if fund.source in one)
    hands.skip("Down", place)


def noticed(desk: Desk, form: str, mistakes: Sequence[Mistake], enter: Enter) -> list[str]:
    """Enter lines with mistakes; return of each when it was told, and in which words."""
    told = []
    for mistake in mistakes:
        panel = blank(desk, form)
        hands = WindowHands()
        enter(hands, panel, mistake.line, None)
        hands.rest(3)
        panel.reviewer.now()
        at_once = _sentences(panel)
        hands.press("ctrl+Return")
        saved = wait(lambda panel=panel: not panel.has_unsaved() and quiet(), 3)  # type: ignore[misc]
        when = "at once" if at_once else "on saving" if not saved else "not told"
        told.append(f"{when}; {'saved' if saved else 'refused'}: {at_once or _sentences(panel)}")
        if not saved:
            panel.drop_draft()
            wait(quiet)
    return told


def _sentences(panel: EntryPanel) -> str:
    found = [said for box in panel.pages.page.boxes.values() for said in box.sentences()]
    for page in panel.pages.lines.values():
        found += page.problem.sentences()
    return " / ".join(found)
