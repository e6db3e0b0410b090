"""A few rounds of the trial in tests/soak/kill.py: a killed program leaves no half saves."""

from pathlib import Path

import pytest

from tests.soak.kill import PASSWORD, run


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "encrypted"])
def test_a_program_killed_while_saving_leaves_a_whole_book(
    tmp_path: Path, password: str | None
) -> None:
    trial = run(tmp_path, rounds=3, seed=7, password=password)
    assert trial.faults == []
    assert trial.rounds == 3
