"""The books that were opened last on this computer, and what is told of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ruraldesk.files import preferences
from ruraldesk.files.places import kept_path, kept_words
from ruraldesk.files.practice import is_practice
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

MOST_RECENT = 6
_KEY = "recent_books"


@dataclass(frozen=True, slots=True)
class RecentBook:
    """A book of the list: its file, and as they were last the unit, month and time of opening."""

    path: Path
    unit: str = ""
    month: str = ""  # "2023-11"
    opened: str = ""  # ISO time; "" where an earlier version opened it

    def is_there(self) -> bool:
        """Say whether the file is where it was."""
        return self.path.is_file()

    def told(self, today: date) -> str:
        """Return month and time of opening in words, as far as they are known."""
        month = told_month(self.month) if self.month else ""
        return " · ".join(filter(None, (month, _when(self.opened, today))))


def recent_books() -> list[RecentBook]:
    """Return the books opened last, the newest first, also those that are not there now."""
    return [_read(one) for one in preferences.load(_KEY, [])]


def books_there() -> list[Path]:
    """Return those of the books opened last that are where they were."""
    return [one.path for one in recent_books() if one.is_there()]


def note_book(path: Path, unit: str, month: str) -> None:
    """Remember that `path` was opened; a book for practising is no book of an office."""
    if is_practice(path):
        return
    opened = datetime.now().isoformat(timespec="minutes")
    others = [one for one in recent_books() if one.path != path]
    _keep([RecentBook(path, unit, month, opened), *others][:MOST_RECENT])


def forget_book(path: Path) -> None:
    """Take a book out of the list; the book itself stays where it is."""
    _keep([one for one in recent_books() if one.path != path])


def _keep(books: list[RecentBook]) -> None:
    preferences.keep(_KEY, [asdict(one) | {"path": kept_words(one.path)} for one in books])


def _read(kept: Any) -> RecentBook:
    if not isinstance(kept, dict):
        return RecentBook(kept_path(str(kept)))  # as earlier versions kept them
    words = {key: str(kept.get(key, "")) for key in ("unit", "month", "opened")}
    return RecentBook(kept_path(str(kept.get("path", ""))), **words)


def _when(opened: str, today: date) -> str:
    try:
        at = datetime.fromisoformat(opened)
    except ValueError:
        return ""
    if at.date() == today:
        return tr("opened today {time}").format(time=f"{at:%H:%M}")
    if at.date() == today - timedelta(days=1):
        return tr("opened yesterday {time}").format(time=f"{at:%H:%M}")
    return tr("opened {day}").format(day=f"{at:%Y-%m-%d}")
