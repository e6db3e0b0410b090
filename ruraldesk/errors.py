"""The three kinds of failure.

A `Problem` is a returned value: something in the data that a person should look at.
A `UserError` is raised with its whole sentence and the next step: the environment or the request
does not allow the act. Anything else is a bug and reaches the crash report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How heavy a problem is: only `BLOCK` keeps a record from being saved."""

    BLOCK = "block"
    WARN = "warn"
    INFORM = "inform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with one entry, in words a clerk can act on.

    `message` is a whole sentence in the language of the user: what is wrong and how to mend it.
    `form` is the key of the form, `record` the UUID of the record ("" when it has none yet), `row`
    the 1-based row of the file or line the entry came from, `field` the key of the field, in a line
    `lines[2].field` with the line's 1-based place, `code` a stable word for scripts.
    """

    message: str
    level: Level = Level.BLOCK
    form: str = ""
    record: str = ""
    row: int | None = None
    field: str = ""
    code: str = ""

    def as_json(self) -> dict[str, str | int | None]:
        """Return the shape that the command line prints."""
        return {
            "form": self.form,
            "record": self.record,
            "row": self.row,
            "field": self.field,
            "level": str(self.level),
            "code": self.code,
            "message": self.message,
        }


class UserError(Exception):
    """An act that cannot be done; `str(error)` is the sentence to show, with the next step.

    Subclasses live beside the code that raises them and set `code`, a stable word for scripts.
    """

    code = "refused"

    def problem(self) -> Problem:
        """Return the error as a blocking problem, for results that list problems."""
        return Problem(message=str(self), code=self.code)


class Stopped(Exception):
    """The user stopped a long work; nothing of it remains. Whoever started the work catches it."""


Progress = Callable[[int, int, str], None]
"""Told (done, total, what is being done) now and then; total 0 means "not known"."""

Cancelled = Callable[[], bool]
"""Asked now and then whether the user wants the work stopped."""
