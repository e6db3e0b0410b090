"""What a system says of one drive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FAT32 = "FAT32"
EXFAT = "exFAT"
NTFS = "NTFS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """One drive, as far as the system tells without asking the drive for its room.

    `letter` is Windows' ("E:"), "" elsewhere. `file_system` is the name that a file manager shows
    ("FAT32", "exFAT", "NTFS"), or the system's own. `identity` tells this drive from another one
    that is put into the same slot; two that are alike to the last byte of room may share it.
    """

    root: Path
    label: str
    letter: str
    file_system: str
    write_protected: bool
    identity: str

    @property
    def name(self) -> str:
        """Return how the drive is called in a sentence: 王楼 (E:), or its folder."""
        if not self.letter:
            return str(self.root)
        return f"{self.label} ({self.letter})" if self.label else self.letter
