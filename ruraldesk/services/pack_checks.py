"""Whether a pack may be taken in: whose it is, for which program, in which order, and what fits."""

from __future__ import annotations

from collections.abc import Sequence

from ruraldesk import __version__
from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.exchange.pack import Pack
from ruraldesk.services.identity import StrangeKey, is_known_or_told
from ruraldesk.services.pack_records import is_above
from ruraldesk.services.versions import is_newer
from ruraldesk.store.book import Book
from ruraldesk.store.packs import KeptPack
from ruraldesk.texts.translate import listed, tr

_SHOWN = 5  # choices that one sentence names


class PackRefused(UserError):
    """A pack is not made, taken in or taken back, and nothing was changed.

    `problems` says all of it: the sentence itself first.
    """

    def __init__(self, code: str, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.problems = (self.problem(), *problems)


def refuse_stranger(book: Book, pack: Pack) -> list[Problem]:
    """Refuse a pack that is not for this book or program; return what should be known of its key.

    Raises:
        PackRefused: it needs a newer program, or is not from an office above.
        StrangeKey: the office is known by another key.
    """
    said = pack.manifest
    if is_newer(said.needs):
        message = tr(
            "Pack {number} of {unit} needs RuralDesk {needs}; this computer has {version}. Install "
            "the newest RuralDesk, then install the pack again."
        )
        told = message.format(
            number=said.number, unit=said.unit_name, needs=said.needs, version=__version__
        )
        raise PackRefused("newer_program", told)
    if said.unit != book.info.unit and not is_above(said.unit, book.info):
        message = tr(
            "This pack is from {unit} ({code}), which is not an office above {own}. Ask the office "
            "above for its own pack."
        )
        told = message.format(unit=said.unit_name, code=said.unit, own=book.info.name)
        raise PackRefused("wrong_office", told)
    try:
        known = is_known_or_told(book, said.unit, pack.key)
    except StrangeKey as error:
        raise StrangeKey(said.unit, error.known, pack.key, said.unit_name) from error
    if known:
        return []
    message = tr(
        "This is the first file of {unit} here. Compare its key once by phone: {fingerprint}."
    )
    told = message.format(unit=said.unit_name, fingerprint=pack.key.fingerprint)
    return [Problem(message=told, level=Level.WARN, code="first_key")]


def doubts_about_order(pack: KeptPack, present: Sequence[KeptPack]) -> list[Problem]:
    """Return what should be known when packs of an office do not come one after the other."""
    numbers = {one.number for one in present}
    last = max(numbers, default=0)
    if pack.number in numbers:
        message = tr(
            "Another pack with the number {number} of {unit} is installed; both count, the later "
            "one first. Tell the office: it seems to use two copies of its book."
        )
        return [_doubt("same_number", message.format(number=pack.number, unit=pack.unit_name))]
    if pack.number < last:
        message = tr(
            "Pack {last} of {unit} is installed already. Of this older one only what the newer do "
            "not say counts."
        )
        return [_doubt("older", message.format(last=last, unit=pack.unit_name))]
    missing = [str(one) for one in range(1, pack.number) if one not in numbers]
    if missing:
        message = tr(
            "Not installed here: {numbers} of {unit}. Their forms come along with this pack, their "
            "tasks and targets do not: ask the office for them."
        )
        told = message.format(numbers=listed(missing), unit=pack.unit_name)
        return [_doubt("gap", told)]
    return []


def refuse_older_forms(pack: KeptPack, before: Definitions, after: Definitions) -> None:
    """Refuse a pack that would put an older version of a form in place of today's.

    Raises:
        PackRefused: names the forms.
    """
    older = [
        tr(form.title)
        for key, form in after.forms.items()
        if key in before.forms and form.version < before.forms[key].version
    ]
    if older:
        reason = tr("It was made for an older program, with an older version of {forms}.")
        raise not_taken(pack, "older_forms", reason.format(forms=listed(older)))


def lost_choices(before: Definitions, after: Definitions) -> str:
    """Return why lists that lose members cannot be used; "" where none does.

    Records may hold them: a member that nobody shall choose any more is marked as retired.
    """
    lost = [
        tr("“{choice}” of “{list}”").format(choice=tr(one.label), list=tr(old.title))
        for key, old in before.choices.items()
        if key in after.choices
        for one in old.items
        if one.code not in after.choices[key].codes()
    ]
    if not lost:
        return ""
    reason = tr(
        "{choices} would be missing, which records may hold: such choices are kept and marked as "
        "retired."
    )
    shown = listed(lost[:_SHOWN]) + (" …" if len(lost) > _SHOWN else "")
    return reason.format(choices=shown)


def faulty(pack: KeptPack, error: BadDefinitions, doubts: Sequence[Problem]) -> PackRefused:
    """Return the refusal of a pack whose definitions have faults, all of them told."""
    reason = tr("Its forms hold {count} faults.").format(count=len(error.faults))
    problems = [
        Problem(message=str(fault), form=fault.file, field=fault.place, code="definition")
        for fault in error.faults
    ]
    return not_taken(pack, "faulty_forms", reason, (*problems, *doubts))


def not_taken(
    pack: KeptPack, code: str, reason: str, problems: Sequence[Problem] = ()
) -> PackRefused:
    """Return the refusal of a pack that its office must mend."""
    message = tr(
        "Pack {number} “{title}” was left out, and the book is as it was. {reason} Tell {unit}, "
        "which must send a mended pack."
    )
    told = message.format(number=pack.number, title=pack.title, reason=reason, unit=pack.unit_name)
    return PackRefused(code, told, problems)


def _doubt(code: str, message: str) -> Problem:
    return Problem(message=message, level=Level.WARN, code=code)
