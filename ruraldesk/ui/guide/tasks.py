"""The tasks of the first day: what is asked, how it is done, and by what it is known to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.services.books import Book

ROSTER, PAYMENTS = "cadre", "payment"
CADRES, PAID, CLOSED, PACKAGED = "cadres", "paid", "closed", "packaged"


@dataclass(frozen=True, slots=True)
class Seen:
    """What has happened so far, as far as the tasks ask for it.

    `facts` and `first` are what stands in the book now and what stood there at first: records of
    the roster, cents of all payments, whether the month is closed and its package written.
    `happened` are things seen on the screen: pages (by their keys), `"search"`, `"print"`,
    `"check"`, `"paid changed"`.
    """

    facts: Mapping[str, int]
    first: Mapping[str, int]
    happened: frozenset[str]


@dataclass(frozen=True, slots=True)
class Task:
    """One task; `is_done` looks at what has happened."""

    key: str
    title: str
    how: str
    is_done: Callable[[Seen], bool]


def read_facts(book: Book, month: str) -> dict[str, int]:
    """Return the facts of a book, see `Seen`."""
    from ruraldesk.services import ledger, months
    from ruraldesk.services.ledger import ListQuery
    from ruraldesk.services.month_papers import papers_folder

    paid = ledger.totals(book, PAYMENTS, ListQuery()).get("amount") or 0
    return {
        CADRES: ledger.count(book, ROSTER, ListQuery()),
        PAID: round(float(str(paid)) * 100),
        CLOSED: int(months.state(book, month).state != "open"),
        PACKAGED: int(any(papers_folder(book, month).glob("*.rdp"))),
    }


def all_tasks() -> tuple[Task, ...]:
    """Return the tasks in their order."""
    return (*_entering(), *_correcting(), *_month())


def _entering() -> tuple[Task, ...]:
    return (
        Task(
            "open",
            tr("Open a ledger"),
            tr("Click “Cadres” under “Team” at the left; or press Ctrl+L, type cgb, press Enter."),
            lambda seen: ROSTER in seen.happened,
        ),
        Task(
            "add",
            tr("Enter a cadre"),
            tr(
                "Press Ctrl+N. Enter goes from field to field: type any name, choose the sex with "
                "F4. Ctrl+S saves; red words say what is still missing."
            ),
            lambda seen: seen.facts[CADRES] > seen.first[CADRES],
        ),
        Task(
            "find",
            tr("Find somebody by pinyin"),
            tr("Press Ctrl+K, type the initials of a name, such as hsc, ↓ to a line, Enter."),
            lambda seen: "search" in seen.happened,
        ),
    )


def _correcting() -> tuple[Task, ...]:
    return (
        Task(
            "amount",
            tr("Correct an amount"),
            tr(
                "Open “Payments”. Go to an amount, type a smaller one over it, for example 1.2万, "
                "and press Enter."
            ),
            lambda seen: "paid changed" in seen.happened,
        ),
        Task(
            "undo",
            tr("Take the change back"),
            tr("Press Ctrl+Z: the amount is as it was. Nothing that was saved is lost."),
            lambda seen: "paid changed" in seen.happened and seen.facts[PAID] == seen.first[PAID],
        ),
        Task(
            "print",
            tr("See it on paper"),
            tr("Press Ctrl+P: so it will be printed. Esc goes back; no printer is needed."),
            lambda seen: "print" in seen.happened,
        ),
    )


def _month() -> tuple[Task, ...]:
    return (
        Task(
            "check",
            tr("Check the month"),
            tr("Press Alt+M and choose “Check the month”: what is wrong or doubtful is listed."),
            lambda seen: "check" in seen.happened or bool(seen.facts[CLOSED]),
        ),
        Task(
            "close",
            tr("Close the month, make the package"),
            tr(
                "Open “This month” at the left and press its green button, step by step: close, "
                "then make the package. It is written into a folder beside the book; a real one "
                "then goes onto a stick."
            ),
            lambda seen: bool(seen.facts[CLOSED] and seen.facts[PACKAGED]),
        ),
    )
