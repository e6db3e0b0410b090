"""What the entry panel asks of the book: one ledger's door to the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ruraldesk.definitions.model import Choice, FieldDef
    from ruraldesk.services.filling import Meant


class Found(Protocol):
    """A record that a search found."""

    @property
    def uuid(self) -> str:
        """Its identity."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def detail(self) -> str:
        """What tells it from others of the same name."""


class Sources(Protocol):
    """What single editors ask: records to refer to, units, new members of lists, files."""

    subject: str  # what the record is called that is on screen; "" for none

    def find(self, form_key: str, text: str, limit: int = 30) -> Sequence[Found]:
        """Return records of a ledger that answer to `text`; called off the window's thread."""

    def find_named(self, form_key: str, text: str, limit: int = 30) -> Sequence[Found]:
        """Return whom a name may mean, without a UUID where the ledger lacks it; likewise."""

    def used(self, field: FieldDef) -> Sequence[str]:
        """Return what was written into a text field before and may be written again."""

    def brought(self, field: FieldDef, uuid: str) -> Meant | None:
        """Return what the record fills that was chosen for a reference."""

    def title_of(self, form_key: str) -> str:
        """Return what a ledger is called."""

    def today(self) -> date:
        """Return the day of the book, from which dates such as 5 or 去年3月 are seen."""

    def units(self) -> Sequence[tuple[str, str]]:
        """Return code and name of every unit of the book."""

    def current(self, field: FieldDef) -> FieldDef:
        """Return `field` with its choice list as it is now, added members included."""

    def add_choice(self, list_key: str, label: str) -> Choice:
        """Add a member to a list."""

    def add_file(self, path: Path, *, whole: bool = False) -> str:
        """Take a file into the book; return the name under which it is kept.

        A picture is made small unless it is to stay `whole`.
        """

    def file_path(self, name: str) -> Path:
        """Return where a kept file lies."""

    def print_photos(self, names: Sequence[str], target: Path, per_page: int) -> int:
        """Print photos with their captions to a PDF; return the number of pages."""

    def may_begin(self, form_key: str) -> str:
        """Return what a ledger is called of which a new record may be begun; "" where not."""

    def begin_new(self, form_key: str, text: str) -> None:
        """Begin a record that is missing, `text` being what it is called."""
