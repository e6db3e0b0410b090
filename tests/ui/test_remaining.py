"""The time that is left is told once it can be judged, in round numbers."""

import pytest

from ruraldesk.ui import remaining
from ruraldesk.ui.remaining import Remaining


@pytest.mark.parametrize(
    ("spent", "done", "total", "words"),
    [
        (1, 50, 100, ""),  # too soon
        (10, 0, 0, ""),  # nobody knows how much it is
        (10, 0, 100, ""),
        (10, 2, 100, ""),  # too little to judge by
        (10, 90, 100, ""),  # ends at once
        (10, 25, 100, "约剩 30 秒"),
        (60, 25, 100, "约剩 3 分钟"),
        (50, 45, 100, "约剩 1 分钟"),
        (10, 100, 100, ""),
    ],
)
def test_the_rest_is_judged_by_what_is_done(
    monkeypatch: pytest.MonkeyPatch, spent: float, done: int, total: int, words: str
) -> None:
    now = [100.0]
    monkeypatch.setattr(remaining, "monotonic", lambda: now[0])
    left = Remaining()
    now[0] += spent
    assert left.words(done, total) == words
