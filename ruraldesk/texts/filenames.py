"""File names that every system takes: Windows, FAT32 sticks, and Chinese."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
LONGEST_ENDING = 10  # characters behind a point that are still an ending, such as xlsx
RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)", re.IGNORECASE
)
LONGEST = 120  # characters: with the folder it stays below Windows' 260
MOST_BYTES = 240  # in UTF-8: Linux counts bytes, and a temporary name is a little longer


def is_strange(name: str) -> bool:
    """Say whether Windows takes `name` for something else than a file or folder called so.

    Source: Microsoft, "Naming Files, Paths, and Namespaces".
    """
    return bool(FORBIDDEN.search(name) or RESERVED.match(name)) or name.endswith((" ", "."))


def legal_name(name: str) -> str:
    """Return `name` as a legal file name: forbidden characters become `_`, the ending stays.

    Source: Microsoft, "Naming Files, Paths, and Namespaces".
    """
    clean = FORBIDDEN.sub("_", name).strip(" .") or "_"
    if RESERVED.match(clean):
        clean = f"_{clean}"
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem, dot, ending = clean, "", ""
    behind = f"{dot}{ending}"
    room = MOST_BYTES - len(behind.encode("utf-8", "replace"))
    cut = stem[: LONGEST - len(behind)].encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return f"{cut.rstrip(' .')}{behind}"
