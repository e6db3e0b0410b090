"""What is wrong in a folder of definitions, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr

_SHOWN_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one file.

    `file` is the path below the folder, with forward slashes; `place` the way inside the file, such
    as `field[3] net_weight.range`; `line` is 1-based, 0 where it is unknown; `nearest` the valid
    word that was probably meant, "" where none is close (`message` names it too).
    """

    file: str
    place: str
    message: str
    line: int = 0
    nearest: str = ""

    def __str__(self) -> str:
        """Return the whole sentence: file, line, place, what is wrong."""
        line = tr(", line {line}").format(line=self.line) if self.line else ""
        place = f" [{self.place}]" if self.place else ""
        return f"{self.file}{line}{place}: {self.message}"

    def as_json(self) -> dict[str, str | int]:
        """Return the shape that the command line prints."""
        return {
            "file": self.file,
            "line": self.line,
            "place": self.place,
            "message": self.message,
            "nearest": self.nearest,
        }


class BadDefinitions(UserError):
    """A folder of definitions cannot be used; `faults` holds everything that is wrong with it."""

    code = "bad_definitions"

    def __init__(self, folder: Path, faults: Sequence[Fault]) -> None:
        self.folder, self.faults = folder, tuple(faults)
        head = tr("The forms in {folder} hold {count} faults; mend them and try again:")
        lines = [head.format(folder=folder, count=len(self.faults))]
        lines += [f"· {fault}" for fault in self.faults[:_SHOWN_AT_ONCE]]
        if len(self.faults) > _SHOWN_AT_ONCE:
            more = len(self.faults) - _SHOWN_AT_ONCE
            lines.append(tr("… and {count} more.").format(count=more))
        super().__init__("\n".join(lines))
