"""What Qt notes in the registry of Windows about file dialogs, taken back on others' computers.

Each of its dialogs notes the folder that was visited last, also where Windows' own dialog is shown,
and nothing turns that off. A program that runs from a stick leaves the computer as it was.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ruraldesk.files.places import portable_folder

if sys.platform == "win32":
    import winreg

    _KEYS = (
        r"Software\QtProject",
        r"Software\QtProject\OrganizationDefaults",
        r"Software\QtProject\OrganizationDefaults\FileDialog",
    )

    @contextmanager
    def left_none() -> Iterator[None]:
        """Leave no trace of file dialogs behind where the program runs from a stick."""
        if portable_folder() is None:
            yield
            return
        before = {key: _values(key) for key in _KEYS}
        try:
            yield
        finally:
            for key in reversed(_KEYS):
                _put_back(key, before[key])

    def _values(key: str) -> list[tuple[str, Any, int]] | None:
        """Return name, content and kind of each value; None where there is no such key."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                return [winreg.EnumValue(opened, n) for n in range(winreg.QueryInfoKey(opened)[1])]
        except FileNotFoundError:
            return None

    def _put_back(key: str, values: list[tuple[str, Any, int]] | None) -> None:
        if _values(key) is None:
            return
        if values is None:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
            return
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, access=winreg.KEY_SET_VALUE) as opened:
            for name, content, kind in values:
                winreg.SetValueEx(opened, name, 0, kind, content)

else:

    @contextmanager
    def left_none() -> Iterator[None]:
        """Leave all as it is: elsewhere Qt notes it in a file of the user, as it does for all."""
        yield
