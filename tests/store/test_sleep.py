"""The computer sleeps while the program saves: awake, it goes on, and nothing is half there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ruraldesk.store.lists import ListQuery
from tests.soak.kill import faults, opened, saved_in, saving
from tests.store.village import village_book

SLEEPS = 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process by a signal")
def test_a_program_that_is_stopped_while_saving_goes_on_saving(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        path = book.path
    told: set[str] = set()
    with saving(path, seed=11, password=None) as process:
        for _ in range(SLEEPS):
            told.add(next_saved(process))
            os.kill(process.pid, signal.SIGSTOP)
            with opened(path, None) as seen:
                assert seen.read_only  # it is still whose it was
                there = seen.lists.ids("project", ListQuery())
                taken_back = seen.lists.ids("project", ListQuery(deleted=True))
                found = seen.records.by_ids("project", [*there, *taken_back])
                assert told <= {one.uuid for one in found}
            os.kill(process.pid, signal.SIGCONT)
        told.add(next_saved(process))
    assert list(faults(path, None, told)) == []


def next_saved(process: subprocess.Popen[str]) -> str:
    """Wait until the process says that a record was saved, and return its identity."""
    assert process.stdout is not None
    return next(one for line in process.stdout if (one := saved_in(line)))
