"""One row of the navigation: a page, or the heading of a group that can be folded."""

from __future__ import annotations

from dataclasses import dataclass

from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True)
class Row:
    """A row and where it is painted; `key` is that of a page or of a group."""

    key: str
    title: str
    top: int
    height: int
    heading: bool = False

    def words(self, count: int | str, badge: int, *, folded: bool) -> str:
        """Return the row as it is read aloud, with the numbers that stand beside it."""
        if self.heading:
            return f"{self.title} {tr('folded') if folded else tr('unfolded')}"
        beside = tr("{count} overdue").format(count=badge) if badge else str(count)
        return f"{self.title} {beside}".strip()
