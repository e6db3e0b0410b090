"""What a trial found: the table, the sentences that clerks had to read, and the faults."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_PROGRAM_WORDS = re.compile(r"[A-Za-z_]{2,}")
_COMMAND = re.compile("（命令行：[^）]*）")  # for whoever knows what that is
_ALLOWED = frozenset({"RuralDesk", "Excel", "PDF", "rdp", "rdr", "rdk", "KB", "MB", "GB"})


@dataclass
class Result:
    """What the trial found; `faults` are what must not be.

    Sentences may name files below `folder`, which the machine named, not the program.
    """

    folder: Path | None = None
    faults: list[str] = field(default_factory=list)
    made: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    receipts: int = 0
    comparisons: int = 0
    said: dict[tuple[str, str], str] = field(default_factory=dict)  # by what it was about
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    months: int = 0

    def heard(self, about: str, verdict: str, message: str, *names: str) -> None:
        """Keep a sentence that a clerk reads, and look whether he can."""
        self.said.setdefault((about, verdict), message)
        bare = _COMMAND.sub("", message)
        for name in (*names, *([] if self.folder is None else [str(self.folder)])):
            bare = bare.replace(name, "")
        strange = set(_PROGRAM_WORDS.findall(_without_codes(bare))) - _ALLOWED
        if not message or not re.search("[一-龥]", message) or strange:
            self.fault(f"{about}, {verdict}: no clerk's words {sorted(strange)}: {message}")

    def fault(self, text: str) -> None:
        """Keep what must not be, once."""
        if text not in self.faults:
            self.faults.append(text)


def _without_codes(text: str) -> str:
    """Return a sentence without check codes, fingerprints and the like: they are in capitals."""
    words: Iterable[str] = re.split(r"([A-Z0-9]{3,4}(?:-[A-Z0-9]{3,4})+)", text)
    return "".join(word for word in words if not re.fullmatch(r"[A-Z0-9-]+", word))
