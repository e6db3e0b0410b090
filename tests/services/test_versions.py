"""Versions are compared by their numbers."""

import pytest

from ruraldesk import __version__
from ruraldesk.services.versions import is_newer


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("1.10", "1.9", True),
        ("1.9", "1.10", False),
        ("1.2", "1.2.0", False),
        ("1.2.0", "1.2", False),
        ("1.2.1", "1.2", True),
        ("2.0rc1", "1.9", True),
        ("none", "0.1", False),
    ],
)
def test_a_version_comes_after_another_by_its_numbers(version: str, than: str, newer: bool) -> None:
    assert is_newer(version, than) is newer


def test_this_program_is_no_newer_than_itself() -> None:
    assert not is_newer(__version__)
    assert is_newer(f"{__version__}.1")
