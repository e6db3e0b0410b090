"""A program that is killed while it saves, again and again: the book is whole each time.

    python -m tests.soak.kill [--rounds 200] [--seed 1] [--password]

Each round another process saves records with lines, changes, deletes and takes back, keeps drafts,
adds files and makes backups, until it is killed without warning. Then the book is opened: nothing
that was said to be saved may be missing, nothing may be there by half.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, sleep, time

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.verify import verify
from tests.store.village import HUANGSI, village_book, village_definitions

PASSWORD = "秘密 2023"
_LATEST = 0.5  # seconds after the first save
_MOST_LINES = 5
_CLEARED = 120  # seconds after which nothing half-written may be left


@dataclass(slots=True)
class Trial:
    """What the rounds found."""

    rounds: int = 0
    saved: int = 0  # records that were said to be saved
    faults: list[str] = field(default_factory=list)


@contextmanager
def opened(path: Path, password: str | None) -> Iterator[Book]:
    """Open the book of the trial."""
    with Book.open(path, village_definitions(), password=password) as book:
        yield book


def work(path: Path, seed: int, password: str | None) -> None:
    """Save for ever; each thing that is done is told on the standard output at once."""
    random = Random(seed)
    with opened(path, password) as book:
        print("open", flush=True)
        while True:
            _step(book, random)


def _step(book: Book, random: Random) -> None:
    lines = random.randint(1, _MOST_LINES)
    made = _project(lines, random.randint(1, 999))
    saved = book.records.save("project", made, operator="张三")
    assert not saved.refused, saved.problems
    print("saved", saved.record.uuid, flush=True)
    what = random.random()
    if what < 0.3:
        changed = Record(
            values={"planned": Decimal(2 * lines)},
            uuid=saved.record.uuid,
            revision=saved.record.revision,
            lines={"outputs": _lines(2 * lines)},
        )
        book.records.save("project", changed, operator="张三")
    elif what < 0.5:
        book.journal.undo("张三")
        book.journal.redo("张三")
    elif what < 0.7:
        book.drafts.keep("project", f"new-{random.random()}", made)
    elif what < 0.8:
        note = book.path.parent / "新.txt"
        note.write_text(f"{random.random()}" * 1000, encoding="utf-8")
        book.attachments.add(note)
    elif what < 0.83:
        book.backups.make()


def _project(lines: int, number: int) -> Record:
    """Return a project whose plan is the number of its lines: half of it would show."""
    return Record(
        values={
            "unit": HUANGSI,
            "name": f"道路 {number}",
            "kind": "road",
            "stage": "planned",
            "planned": Decimal(lines),
        },
        lines={"outputs": _lines(lines)},
    )


def _lines(count: int) -> tuple[Record, ...]:
    return tuple(Record(values={"item": f"第{n}段"}) for n in range(1, count + 1))


def run(folder: Path, rounds: int, seed: int = 1, password: str | None = None) -> Trial:
    """Let the program be killed `rounds` times; return what was found."""
    random, trial = Random(seed), Trial()
    with village_book(folder, password=password) as book:
        path = book.path
    told: set[str] = set()
    for number in range(rounds):
        told |= _killed(path, random.randint(0, 10**9), password, random.random() * _LATEST)
        trial.rounds += 1
        trial.faults += [f"round {number + 1}: {one}" for one in faults(path, password, told)]
    trial.saved = len(told)
    return trial


def _killed(path: Path, seed: int, password: str | None, after: float) -> set[str]:
    """Let a process save until it is killed; return what it said was saved."""
    with saving(path, seed, password) as process:
        sleep(after)
        process.kill()
        assert process.stdout is not None
        return {one for line in process.stdout if (one := saved_in(line))}


@contextmanager
def saving(path: Path, seed: int, password: str | None) -> Iterator[subprocess.Popen[str]]:
    """Let a process save, until the end of the block at the latest; it says what was saved."""
    words = [sys.executable, "-m", "tests.soak.kill", "--work", str(path), "--seed", str(seed)]
    words += ["--password"] if password else []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == "open"
            yield process
        finally:
            process.kill()


def saved_in(line: str) -> str:
    """Return the identity of the record that a line says was saved, "" where it was cut off."""
    return line.split()[1] if line.count(" ") == 1 and len(line.strip()) > 40 else ""


def faults(path: Path, password: str | None, told: set[str]) -> Iterator[str]:
    """Yield what is wrong with the book after a kill."""
    verdict = verify(path, password)
    yield from (problem.message for problem in verdict.problems)
    with opened(path, password) as book:
        if book.read_only:
            yield "the book is still held by somebody"
        ids = book.lists.ids("project", ListQuery())
        gone = book.lists.ids("project", ListQuery(deleted=True))
        there = book.records.by_ids("project", [*ids, *gone], lines=True)
        missing = told - {one.uuid for one in there}
        if missing:
            yield f"{len(missing)} saved records are missing"
        for one in there:
            if one["planned"] != len(one.lines["outputs"]):
                yield f"{one['code']} has {len(one.lines['outputs'])} lines, not {one['planned']}"
            if book.journal.history("project", one.uuid) == []:
                yield f"{one['code']} has no history"
        if len(book.search.find("道路", form="project", limit=10**6)) != len(ids):
            yield "the search does not find every record"
        book.drafts.all()
        half = [*path.parent.rglob("*.unfinished"), *path.parent.rglob(".making-*")]
        old = [one for one in half if time() - one.stat().st_mtime > _CLEARED]
        if book.backups.list():
            newest = verify(book.backups.list()[0].path, password)
            yield from (problem.message for problem in newest.problems)
        if old:
            yield f"{len(old)} half-written files were left"


def main(arguments: list[str]) -> int:
    """Run the trial, or save until killed."""
    parser = argparse.ArgumentParser(prog="tests.soak.kill")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--password", action="store_true")
    parser.add_argument("--work", type=Path)
    said = parser.parse_args(arguments)
    password = PASSWORD if said.password else None
    if said.work is not None:
        work(said.work, said.seed, password)
    start = perf_counter()
    with TemporaryDirectory(prefix="断电 ") as folder:
        trial = run(Path(folder), said.rounds, said.seed, password)
    print(*trial.faults, sep="\n")
    print(
        f"{trial.rounds} kills, {trial.saved} saves told, {len(trial.faults)} faults, "
        f"{perf_counter() - start:.0f} s"
    )
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
