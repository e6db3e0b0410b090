"""A town takes its villages' packages in: a verdict for each file, and never a stop at a bad one.

Each package is one transaction. What the book holds of a unit afterwards is exactly what its last
package says; the control totals are compared before anything is kept. A batch can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.exchange.containers import Container
from ruraldesk.exchange.finding import files_below
from ruraldesk.exchange.keys import Identity
from ruraldesk.exchange.manifest import BadManifest, Manifest, read_manifest
from ruraldesk.exchange.package import SUFFIX
from ruraldesk.services.identity import identity_of, note_strange
from ruraldesk.services.merging_desk import Desk, Verdict
from ruraldesk.services.merging_memory import remember
from ruraldesk.services.merging_verdicts import FINE, TAKEN_IN, Said
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.taking_back import TakenBack

__all__ = ["FINE", "Merged", "Said", "TakenBack", "Verdict", "merge", "unmerge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of all files, in the order in which they were found.

    `batch` names what was taken in, for taking it back; "" when nothing was. `stopped` says that
    the user stopped it: the files that are not listed were not looked at.
    """

    batch: str
    files: tuple[Verdict, ...]
    stopped: bool = False

    @property
    def refused(self) -> int:
        """How many files were neither taken in nor known already."""
        return sum(one.verdict not in FINE for one in self.files)


def merge(
    book: Book,
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    anyway: bool = False,
    operator: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Merged:
    """Take packages in; folders are searched for them.

    Args:
        dry_run: keep nothing, but say what would become of each file.
        anyway: take a package in, too, that was not made from the book that the unit's last one
            came from; for whoever has asked the unit.
        progress: told of each file.
        cancelled: asked before each file; what was taken in stays.

    Raises:
        FileError: a folder cannot be read.
        ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written; what was taken in stays.
    """
    identities = (identity_of(book),)
    found = list(_found(paths))
    places = [_place(path, identities) for path in found]
    order = sorted(range(len(found)), key=places.__getitem__)
    act = Act(operator=operator)
    verdicts: dict[int, Verdict] = {}
    with book.taking.run(act, dry_run=dry_run) as run:
        desk = Desk(book, run, identities, dry_run=dry_run, anyway=anyway)
        for done, at in enumerate(order):
            if cancelled is not None and cancelled():
                break
            if progress is not None:
                progress(done, len(found), found[at].name)
            verdicts[at] = desk.verdict(found[at])
    told = tuple(verdicts[at] for at in sorted(verdicts))
    for error in desk.strange:
        note_strange(book, error.unit, error.found)  # also of a trial: somebody has to decide
    if not dry_run:
        remember(book, told, act)
    taken = not dry_run and any(one.verdict in TAKEN_IN or one.is_read_anew for one in told)
    return Merged(batch=act.batch if taken else "", files=told, stopped=len(told) < len(found))


def unmerge(book: Book, batch: str, *, operator: str = "", reason: str = "") -> TakenBack:
    """Take a batch back: all records are as they were before, what it brought is in the bin.

    Raises:
        CannotTakeBack: there is no such batch, a later package builds on it, or a record has been
            changed since.
    """
    return book.taking.take_back(batch.strip(), Act(operator=operator, reason=reason))


def _found(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are meant: those named, and the packages in folders, each once."""
    known: set[Path] = set()
    for path in paths:
        for file in files_below(path, SUFFIX) if path.is_dir() else [path]:
            if file not in known:
                known.add(file)
                yield file


def _place(path: Path, identities: Sequence[Identity]) -> tuple[str, int, str, int]:
    """Return where a package comes among the others: those of a unit follow one another."""
    said = _manifest(path, identities)
    return (said.unit, len(said.before), said.month, said.sequence) if said else ("", 0, "", 0)


def _manifest(path: Path, identities: Sequence[Identity]) -> Manifest | None:
    """Return what a file says of itself; None where it is refused later, with the reason."""
    try:
        with Container(path, identities) as container:
            return read_manifest(container.manifest)
    except (UserError, BadManifest):
        return None
