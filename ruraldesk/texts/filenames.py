"""File names that every system takes: Windows, FAT32 sticks, and Chinese."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
LONGEST = 120  # characters: with the folder it stays below Windows' 260


def legal_name(name: str) -> str:
    """Return `name` as a legal file name: forbidden characters become `_`, the ending stays.

    Source: Microsoft, "Naming Files, Paths, and Namespaces".
    """
    clean = FORBIDDEN.sub("_", name).strip(" .") or "_"
    if RESERVED.match(clean):
        clean = f"_{clean}"
    stem, dot, ending = clean.rpartition(".")
    if not dot:
        return clean[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
