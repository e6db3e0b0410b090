"""Commands about packages and keys: package, keys."""

from __future__ import annotations

from argparse import Namespace

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.arguments import WrongUsage
from ruraldesk.cli.opening import book_of
from ruraldesk.services import identity
from ruraldesk.services.unit_names import called
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import tr


def package(parsed: Namespace) -> Answer:
    """Write the package of a closed month and its cover, and note that it was handed in."""
    from ruraldesk.services import months, packaging

    with book_of(parsed, writing=True) as book:
        done = packaging.package(book, parsed.month, parsed.to)
        state = months.submitted(book, parsed.month).state
    told = tr("{month}, submission {sequence}: check code {code}.")
    return Answer(
        document={
            "files": [str(file) for file in done.files],
            "check_code": done.check_code,
            "month": done.month,
            "sequence": done.sequence,
            "state": state.value,
            "encrypted": done.encrypted,
            "fingerprint": done.fingerprint,
        },
        lines=[
            told.format(month=told_month(done.month), sequence=done.sequence, code=done.check_code),
            *(tr("Written: {file}").format(file=file) for file in done.files),
            tr("Encrypted for the office above.")
            if done.encrypted
            else tr(
                "Not encrypted: the key of the office above is not known yet. It comes with that "
                "office's first receipt or pack; whoever must encrypt before that takes it in with "
                "“keys BOOK --trust CODE --key TEXT” and makes the package again."
            ),
        ],
        problems=done.problems,
    )


def keys(parsed: Namespace) -> Answer:
    """Show the keys of a book, after taking one in or making new ones where that is asked for.

    Raises:
        WrongUsage: a unit is to be trusted, but not by which key, or the other way round.
    """
    _refuse_half_said(parsed)
    with book_of(parsed, writing=bool(parsed.trust or parsed.renew), remembering=True) as book:
        if parsed.renew:
            identity.renew(book)
        if parsed.trust:
            key = (
                identity.key_in_file(book, parsed.source, parsed.trust)
                if parsed.source
                else identity.public_key(parsed.key)
            )
            identity.trust_key(book, parsed.trust, key, operator=parsed.operator)
        own, known = identity.identity_of(book).public, identity.known_keys(book)
        names = {one.unit: called(book, one.unit) for one in known}
        unit, name = book.info.unit, told_unit(book.info.unit, book.info.name)
    return Answer(
        document={
            "unit": unit,
            "fingerprint": own.fingerprint,
            "key": own.text,
            "known": [
                {
                    "unit": one.unit,
                    "fingerprint": one.fingerprint,
                    "key": one.public,
                    "state": one.state.value,
                    "source": one.source.value,
                    "first_seen": one.first_seen,
                    "operator": one.operator,
                }
                for one in known
            ],
        },
        lines=[
            tr("Own key of {unit}: {fingerprint}").format(unit=name, fingerprint=own.fingerprint),
            own.text,
            *(f"{names[one.unit]}  {one.fingerprint}  {_state(one)}" for one in known),
        ],
    )


def _state(key: identity.KnownKey) -> str:
    words = {
        identity.KeyState.TRUSTED: tr("trusted"),
        identity.KeyState.REPLACED: tr("replaced"),
        identity.KeyState.EXPECTED: tr("its fingerprint was told"),
        identity.KeyState.STRANGE: tr("another one than the known: to be decided"),
        identity.KeyState.REFUSED: tr("refused here"),
    }
    return words[key.state]


def _refuse_half_said(parsed: Namespace) -> None:
    given = bool(parsed.source) + bool(parsed.key)
    if given != bool(parsed.trust):
        raise WrongUsage(
            tr("Say which unit with --trust, and its key with either --from or --key.")
        )
