"""What is to become of a package, by what it says of itself and what was taken in before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ruraldesk.definitions.identity import is_division_code, parent_code
from ruraldesk.exchange.manifest import Manifest, check_code
from ruraldesk.store.info import BookInfo
from ruraldesk.store.taken import REPORTED, Taken
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import tr


class Said(StrEnum):
    """What becomes of a package; stable words."""

    NEW = "new"
    SAME = "same"
    CORRECTION = "correction"
    DAMAGED = "damaged"
    FORGED = "forged"
    UNKNOWN_UNIT = "unknown_unit"
    WRONG_OFFICE = "wrong_office"
    OLDER = "older"
    NEWER_PROGRAM = "newer_program"
    TOTALS_DIFFER = "totals_differ"


TAKEN_IN = frozenset({Said.NEW, Said.CORRECTION})
FINE = TAKEN_IN | {Said.SAME}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its sentence, "" for what is taken in."""

    said: Said
    message: str = ""


def sender(
    manifest: Manifest, own: BookInfo, above: Mapping[str, str], names: Mapping[str, str]
) -> Judgement | None:
    """Say why a package is not for this office; None when it is from one of its units.

    Args:
        above: by the code of each unit of our ledger the code of the one above it, "" where none.
        names: of the units by code.
    """
    code, name = manifest.unit, manifest.unit_name
    if code == own.unit:
        message = tr(
            "This is {name}'s own package. It is for the office above: hand it in there, with the "
            "printed cover."
        )
        return Judgement(Said.WRONG_OFFICE, message.format(name=name))
    if code in above:
        upper = above[code] or _parent(code)
        if upper == own.unit:
            return None
        message = tr(
            "{name} ({code}) reports to {upper}, not to {own}. Hand the file to {upper}; if the "
            "unit is ours now, choose {own} as its upper unit in “Units” first, and take the file "
            "in again."
        )
        called = told_unit(upper, names.get(upper, ""))
        said = message.format(name=name, code=code, upper=called, own=own.name)
        return Judgement(Said.WRONG_OFFICE, said)
    if (manifest.parent or _parent(code)) == own.unit:
        message = tr(
            "{name} ({code}) is not among our units. Enter it in “Units” with this code and "
            "{own} as its upper unit, then take the file in again; if the code is wrong, the unit "
            "has to mend it in its own program."
        )
        return Judgement(Said.UNKNOWN_UNIT, message.format(name=name, code=code, own=own.name))
    message = tr(
        "{name} ({code}) is a unit of another office ({parent}). Hand the file to that office. "
        "Nothing of it was taken in here."
    )
    upper = manifest.parent or _parent(code)
    parent = told_unit(upper, names.get(upper, ""))
    return Judgement(Said.WRONG_OFFICE, message.format(name=name, code=code, parent=parent))


def judged(manifest: Manifest, taken: Sequence[Taken], *, anyway: bool) -> Judgement:
    """Say whether a package of a known unit follows what was taken in of that unit.

    Args:
        taken: the unit's reports that hold, the oldest first.
        anyway: take it in although it was not made from the book that the last one came from.
    """
    packages = [one for one in taken if one.verdict != REPORTED]
    same = next((one for one in packages if one.sha256 == manifest.sha256), None)
    if same is not None:
        message = tr(
            "The same package (check code {code}) was taken in on {time} already. There is nothing "
            "to do."
        )
        said = message.format(code=check_code(manifest), time=_time(same))
        return Judgement(Said.SAME, said)
    if not packages:
        return Judgement(Said.NEW)
    last = packages[-1]
    again = any(one.month == manifest.month for one in packages)
    follows = Judgement(Said.CORRECTION if again else Said.NEW)
    if last.sha256 in manifest.before:
        return follows
    place, newest = (manifest.month, manifest.sequence), (last.month, last.sequence)
    if place < newest and not _is_fork(manifest, packages):
        message = tr(
            "We have a later one: {last}, taken in on {time}. Nothing was changed. If {month} is "
            "to be corrected, the unit reopens it in its program, closes it and hands in the new "
            "package."
        )
        month = told_month(manifest.month)
        said = message.format(last=_named(last), time=_time(last), month=month)
        return Judgement(Said.OLDER, said)
    if anyway and place >= newest:
        return follows
    return Judgement(Said.OLDER, _second_copy(manifest, last))


def _is_fork(manifest: Manifest, packages: Sequence[Taken]) -> bool:
    """Say whether another package of the same month and number was taken in."""
    place = (manifest.month, manifest.sequence)
    return any((one.month, one.sequence) == place for one in packages)


def _second_copy(manifest: Manifest, last: Taken) -> str:
    message = tr(
        "It was not made from the book that our last one came from ({last}, check code {code}): a "
        "second copy of {name}'s book seems to be in use. Nothing was changed. Ask the unit which "
        "computer keeps the valid book, have what the other one holds entered there, and have the "
        "month closed anew there. Only if the valid book was restored from a backup, take this "
        "file in all the same (on the command line: --anyway)."
    )
    return message.format(last=_named(last), code=last.check_code, name=manifest.unit_name)


def _named(one: Taken) -> str:
    text = tr("{month}, package {sequence}")
    return text.format(month=told_month(one.month), sequence=one.sequence)


def _time(one: Taken) -> str:
    return one.time[:16].replace("T", " ")


def _parent(code: str) -> str:
    return parent_code(code) if is_division_code(code) else ""
