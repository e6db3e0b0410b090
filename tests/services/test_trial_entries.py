"""What the villages of the trial enter is as real villages have it."""

from random import Random

from tests.soak.entries import Entries, Kept


class AllOnOneDay(Random):
    """Draws the same number again and again."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return 0 if stop is None else start


def test_nobody_in_a_village_has_the_id_number_of_another() -> None:
    entries = Entries("410726104201", "黄寺村", 1, AllOnOneDay(7), Kept.FEW)
    rows = [row for month in ("2023-10", "2023-11") for row in entries.of_month(month, 2)]
    numbers = [row["id_number"] for form, row in rows if form == "person"]
    assert len(numbers) == 4
    assert len(set(numbers)) == 4
