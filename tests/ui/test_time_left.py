"""What is said of the time that work will still take: late enough to be true, and steady."""

from __future__ import annotations

from ruraldesk.ui.time_left import TimeLeft


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def said(left: TimeLeft, clock: Clock, steps: list[tuple[float, int]], total: int) -> list[str]:
    """Return what is said when so many are done after so many more seconds."""
    words = []
    for seconds, done in steps:
        clock.now += seconds
        words.append(left.note(done, total))
    return words


def test_nothing_is_said_before_it_is_steady() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    assert said(left, clock, [(0, 0), (0.5, 10), (1.4, 40), (0.2, 42)], 1000)[:3] == ["", "", ""]
    assert said(TimeLeft(clock), clock, [(0, 0), (9, 1)], 1000) == ["", ""]  # too little was done
    assert said(TimeLeft(clock), clock, [(0, 0), (9, 1)], 0) == ["", ""]  # no end is known


def test_steady_work_counts_down_to_its_end() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    left.note(0, 100)
    words = said(left, clock, [(1.0, done) for done in range(1, 100)], 100)
    assert words[9] == "还要约 90 秒"
    assert words[49] == "还要约 50 秒"
    assert words[-1] == "马上就好"
    numbers = [int(word.split()[1]) for word in words if word.startswith("还要约")]
    assert numbers == sorted(numbers, reverse=True)


def test_a_short_stumble_is_not_told_but_a_lasting_one_is() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    left.note(0, 100)
    said(left, clock, [(0.2, done) for done in range(1, 21)], 100)
    [before] = said(left, clock, [(0.2, 21)], 100)
    assert before == "还要约 15 秒"
    [stumble] = said(left, clock, [(2.0, 22)], 100)
    assert stumble == "还要约 15 秒"
    words = said(left, clock, [(2.0, done) for done in range(23, 30)], 100)
    assert int(words[-1].split()[1]) > 40


def test_the_second_step_is_told_as_a_step_and_long_ones_in_minutes() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    left.note(0, 10)
    left.note(10, 10)
    words = said(left, clock, [(0, 0), (30, 10)], 100)
    assert words == ["", "这一步还要约 4 分钟"]
    assert said(left, clock, [(0, 0), (30, 10)], 100)[-1] == "这一步还要约 4 分钟"
