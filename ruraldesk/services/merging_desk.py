"""Where packages are judged and taken in, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.errors import UserError
from ruraldesk.exchange.keys import Identity
from ruraldesk.exchange.manifest import Manifest, check_code
from ruraldesk.exchange.package import OpenedPackage, read_package
from ruraldesk.exchange.refusals import (
    DamagedPackage,
    ForgedPackage,
    NewerPackage,
    NotForUs,
)
from ruraldesk.files.failures import FileError
from ruraldesk.services.answering import answered
from ruraldesk.services.identity import StrangeKey, addressed, refuse_strange_key
from ruraldesk.services.merging_rows import PackageRows
from ruraldesk.services.merging_verdicts import TAKEN_IN, Judgement, Said, judged, sender
from ruraldesk.store.arrival import Arrival, DoubledRows, ForeignRows, TotalsDiffer
from ruraldesk.store.book import Book
from ruraldesk.store.known_keys import KeySource, KnownKeys
from ruraldesk.store.received import keep_received
from ruraldesk.store.taking import TakingRun
from ruraldesk.store.taking_doubles import Double, Doubles
from ruraldesk.store.taking_laying import Counted
from ruraldesk.texts.clean import shown_path
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import listed, tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAMED = 3  # doubles that a sentence names

_BY_FAILURE: tuple[tuple[type[UserError], Said], ...] = (
    (NotForUs, Said.WRONG_OFFICE),
    (NewerPackage, Said.NEWER_PROGRAM),
    (ForgedPackage, Said.FORGED),
    (TotalsDiffer, Said.TOTALS_DIFFER),
)
"""The verdicts on files that were refused; on all others it is that they are damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one file, in words that say what to do."""

    path: Path
    verdict: Said
    message: str
    unit: str = ""
    unit_name: str = ""
    month: str = ""
    sequence: int = 0
    check_code: str = ""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: tuple[Double, ...] = ()

    @property
    def is_read_anew(self) -> bool:
        """Whether a package that was known already changed something: our forms are newer now."""
        return self.verdict is Said.SAME and self.added + self.changed + self.removed > 0


class Desk:
    """Judges packages and takes them in."""

    def __init__(
        self,
        book: Book,
        run: TakingRun,
        identities: Sequence[Identity],
        *,
        dry_run: bool,
        anyway: bool,
    ) -> None:
        self._book, self._run, self._identities = book, run, identities
        self.strange: list[StrangeKey] = []  # other keys that files of known units came with
        self._dry_run, self._anyway = dry_run, anyway
        self._above = book.taking.above()
        self._names = dict(book.records.units())
        self._doubles = Doubles(book)
        self._signatures: dict[str, str] = {}

    def verdict(self, path: Path) -> Verdict:
        """Say what becomes of a file, and do it.

        Raises:
            UserError: of the book itself: nothing more can be taken in.
        """
        try:
            with addressed(self._book):
                package = read_package(path, self._identities)
        except UserError as error:
            return _refused(Verdict(path=path, verdict=Said.DAMAGED, message=""), error)
        with package:
            manifest = package.manifest
            told = Verdict(
                path=path,
                verdict=Said.NEW,
                message="",
                unit=manifest.unit,
                unit_name=self._names.get(manifest.unit, manifest.unit_name),
                month=manifest.month,
                sequence=manifest.sequence,
                check_code=check_code(manifest),
            )
            found = self._judgement(package)
            told = replace(told, verdict=found.said, message=found.message)
            rows = PackageRows(self._book, package, self._signatures, dry_run=self._dry_run)
            if found.said in TAKEN_IN or (found.said is Said.SAME and self._reads_anew(told, rows)):
                return self._taken(package, rows, told)
            return told

    def _judgement(self, package: OpenedPackage) -> Judgement:
        manifest = package.manifest
        found = sender(manifest, self._book.info, self._above, self._names)
        if found is not None:
            return found
        try:
            refuse_strange_key(self._book, manifest.unit, package.signer_key)
        except StrangeKey as error:
            self.strange.append(error)
            return Judgement(Said.FORGED, str(error))
        return judged(manifest, self._run.taken(manifest.unit), anyway=self._anyway)

    def _reads_anew(self, told: Verdict, rows: PackageRows) -> bool:
        """Say whether our forms have changed since the unit's last package was read."""
        taken = self._run.taken(told.unit)
        if not taken or taken[-1].check_code != told.check_code:
            return False
        known = self._run.hashes(told.unit)
        return any(known.get(key, one) != one for key, one in rows.hashes().items())

    def _taken(self, package: OpenedPackage, rows: PackageRows, told: Verdict) -> Verdict:
        """Take a package in; what was kept of a refused one is removed."""
        kept: Path | None = None
        again = told.verdict is Said.SAME
        try:
            rows.prepare()
            if not (self._dry_run or again):
                kept = self._keep(package)
            arrival = _arrival(package, rows, told)
            counted = self._run.take(arrival, told.verdict.value, self._note(package))
        except (DamagedPackage, ForeignRows, DoubledRows, TotalsDiffer) as error:
            _remove(kept)
            named = error.named(self._names) if isinstance(error, ForeignRows) else error
            return _refused(told, named)
        except FileError as error:
            _remove(kept)
            if error.path != package.path:
                raise
            return _refused(told, error)
        with self._run.reading() as connection:
            doubles = tuple(self._doubles.of(connection, told.unit))
        sentences = [_summary(told, counted), *rows.differences.sentences()]
        if again:
            sentences.insert(
                0, tr("The forms here have changed since it was taken in, so it was read again.")
            )
        if counted.lost:
            sentences.append(_lost(counted.lost))
        if counted.own:
            sentences.append(_own(counted.own))
        if counted.yielded:
            sentences.append(_yielded(counted.yielded))
        sentences += self._about_doubles(doubles)
        return replace(
            told,
            message=" ".join(sentences),
            added=counted.added,
            changed=counted.changed,
            unchanged=counted.unchanged,
            removed=counted.removed,
            duplicates=doubles,
        )

    def _keep(self, package: OpenedPackage) -> Path | None:
        """Keep the package as it came, and the files that came with it."""
        said = package.manifest
        for name in package.attachments:
            self._book.attachments.take_in(name, package.read_attachment(name))
        place = (said.unit, said.month, str(said.sequence))
        return keep_received(self._book, package.path, place, encrypted=package.encrypted)

    def _note(self, package: OpenedPackage) -> Callable[[Connection], None]:
        """Return what is kept with a package in its transaction: the unit's key, its answers."""
        unit, key = package.manifest.unit, package.signer_key

        def note(connection: Connection) -> None:
            self._book.comments.keep(answered(self._book, package), self._run.act, connection)
            keys = KnownKeys(self._book)
            known = keys.trusted(unit, connection)
            if known is None or known.public != key.text:  # a new one that was told beforehand
                keys.trust(
                    unit,
                    key.text,
                    key.fingerprint,
                    source=KeySource.FIRST,
                    operator=self._run.act.operator,
                    connection=connection,
                )

        return note

    def _about_doubles(self, doubles: Sequence[Double]) -> Iterator[str]:
        if not doubles:
            return
        told = tr("{form} “{name}” (also {other} of {unit})")
        forms = self._book.definitions.forms
        names = [
            told.format(
                form=tr(forms[one.form].title),
                name=one.name,
                other=one.other_name,
                unit=self._names.get(one.other_unit, one.other_unit),
            )
            for one in doubles[:_NAMED]
        ]
        message = tr(
            "Perhaps entered twice in different units, {count} times: {names}. It was taken in; "
            "ask both units which of them keeps it."
        )
        more = " …" if len(doubles) > _NAMED else ""
        yield message.format(count=len(doubles), names=listed(names) + more)


def _arrival(package: OpenedPackage, rows: PackageRows, told: Verdict) -> Arrival:
    said: Manifest = package.manifest
    return Arrival(
        unit=said.unit,
        unit_name=told.unit_name,
        month=said.month,
        sequence=said.sequence,
        sha256=package.sha256,
        before=said.before,
        check_code=told.check_code,
        path=shown_path(str(package.path)),
        closed_at=said.closed_at,
        counts=said.counts,
        totals=said.totals,
        hashes=rows.hashes(),
        uuids=rows.uuids,
        records=rows.records,
    )


def _refused(told: Verdict, error: UserError) -> Verdict:
    said = next((one for kind, one in _BY_FAILURE if isinstance(error, kind)), Said.DAMAGED)
    return replace(told, verdict=said, message=shown_path(str(error)))


def _remove(kept: Path | None) -> None:
    if kept is not None:
        kept.unlink(missing_ok=True)


def _summary(told: Verdict, counted: Counted) -> str:
    message = tr(
        "{unit}, {month}: added {added}, changed {changed}, unchanged {unchanged}, into the "
        "recycle bin {removed}."
    )
    return message.format(
        unit=told.unit_name,
        month=told_month(told.month),
        added=counted.added,
        changed=counted.changed,
        unchanged=counted.unchanged,
        removed=counted.removed,
    )


def _lost(count: int) -> str:
    message = tr(
        "{count} references lead to records that the package does not have; they were left empty. "
        "Ask the unit to restore these records, or to choose others."
    )
    return message.format(count=count)


def _own(count: int) -> str:
    message = tr(
        "{count} records that were entered here for this unit are not in the package and stay. "
        "Delete them if the unit enters the same itself."
    )
    return message.format(count=count)


def _yielded(count: int) -> str:
    message = tr(
        "{count} records that were entered here for this unit had numbers that the unit uses "
        "itself; they are in the recycle bin."
    )
    return message.format(count=count)
