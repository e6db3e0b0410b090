"""Versions of the program, compared by their numbers."""

from __future__ import annotations

import re

from ruraldesk import __version__


def version_numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared: 1.10 after 1.9, and 1.2 is 1.2.0.

    What follows the numbers does not count; a text without any comes before all.
    """
    found = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(one) for one in found[0].split(".")] if found else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def is_newer(version: str, than: str = __version__) -> bool:
    """Say whether a version comes after another, or after this program."""
    return version_numbers(version) > version_numbers(than)
