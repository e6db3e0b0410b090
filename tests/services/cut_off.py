"""Install or take back a pack as the program does, and lose the current at a given moment.

    python -m tests.services.cut_off PROGRAM BOOK (install FILE | uninstall NUMBER) MOMENT

MOMENT counts the steps on the disk while the definitions are exchanged; 0 means before the first.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.files.writing import flush_folder
from ruraldesk.services import packs
from ruraldesk.services.books import open_book
from ruraldesk.store import own_forms
from tests.services.small_program import use_small_program

LOST = 7  # the exit code of a machine without current


def main(program: str, book: str, act: str, what: str, moment: str) -> None:
    """Do it."""
    patch = pytest.MonkeyPatch()
    use_small_program(Path(program), patch)
    left = [int(moment)]
    rename = Path.rename

    def losing(step: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*words: Any) -> Any:
            if left[0] == 0:
                os._exit(LOST)
            left[0] -= 1
            return step(*words)

        return taken

    with open_book(Path(book)) as opened:
        patch.setattr(own_forms, "flush_folder", losing(flush_folder))
        patch.setattr(Path, "rename", losing(rename))
        if act == "install":
            packs.install(opened, Path(what))
        else:
            packs.uninstall(opened, int(what))


if __name__ == "__main__":
    main(*sys.argv[1:])
