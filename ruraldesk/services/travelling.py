"""Whether a file that travels is as its signer made it: a package, a receipt, a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.exchange import pack, package, receipt
from ruraldesk.exchange.keys import Identity, PublicKey
from ruraldesk.exchange.refusals import NotForUs
from ruraldesk.services.identity import Standing, addressed, identity_of, refuse_strange_key
from ruraldesk.services.unit_names import name_of
from ruraldesk.store.book import Book
from ruraldesk.store.verify import Verdict, VerifiedKind
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import tr

SEALED = "sealed"
"""The code of the problem that says that only the outside of a file was looked at."""

Signer = tuple[str, str, PublicKey]  # code and name of who signed, and with which key


def _package(path: Path, identities: Iterable[Identity]) -> Signer:
    with package.read_package(path, identities) as found:
        return found.manifest.unit, found.manifest.unit_name, found.signer_key


def _receipt(path: Path, identities: Iterable[Identity]) -> Signer:
    found = receipt.read_receipt(path, identities)
    return found.office, found.office_name, found.signer


def _pack(path: Path, identities: Iterable[Identity]) -> Signer:
    found = pack.read_pack(path)  # packs are for everybody: never encrypted
    return found.manifest.unit, found.manifest.unit_name, found.key


_KINDS: Mapping[str, tuple[VerifiedKind, Callable[[Path, Iterable[Identity]], Signer]]] = {
    package.SUFFIX: (VerifiedKind.PACKAGE, _package),
    receipt.SUFFIX: (VerifiedKind.RECEIPT, _receipt),
    pack.SUFFIX: (VerifiedKind.PACK, _pack),
}


def travels(path: Path) -> bool:
    """Say whether a file is called as those that travel."""
    return path.suffix.lower() in _KINDS


def verify_travelling(path: Path, book: Book | None = None) -> Verdict:
    """Read all of a package, receipt or pack, and compare it with what was signed.

    Args:
        book: of the office that can open the file; it also says whether the signature is that by
            which it knows the unit. Without it, of an encrypted file only the outside is compared:
            it shows every flipped bit, but not who signed what is in it.

    Raises:
        ReadOnlyBook: the book has no keys yet and cannot be written.
    """
    kind, read = _KINDS[path.suffix.lower()]
    identities = [] if book is None else [identity_of(book)]
    problems: list[Problem] = []
    try:
        with nullcontext() if book is None else addressed(book):
            signer = read(path, identities)
        if book is not None:
            problems += _about_signer(book, *signer)
    except NotForUs as sealed:
        problems.append(_outside_only(sealed, asked=book is not None))
    except UserError as error:
        problems.append(error.problem())
    ok = not any(problem.level is Level.BLOCK for problem in problems)
    return Verdict(ok=ok, kind=kind, problems=tuple(problems))


def _outside_only(sealed: NotForUs, *, asked: bool) -> Problem:
    """Say that what is in a file was not looked at; `asked` when a book should have opened it."""
    message = tr("Only the outside was looked at: the file is as it was written.")
    if asked:
        message = f"{message} {sealed}"
    else:
        why = tr(
            " It is encrypted for {to}, key {key}; what is in it, and who signed it, only that "
            "office can look at, with: verify FILE --book BOOK."
        )
        message += why.format(to=told_unit(sealed.to, sealed.to_name), key=sealed.to_key)
    return replace(sealed.problem(), level=Level.INFORM, code=SEALED, message=message)


def _about_signer(book: Book, unit: str, name: str, key: PublicKey) -> list[Problem]:
    """Return what the book knows of the key that signed a file.

    Raises:
        StrangeKey: the unit is known by another one.
    """
    known = refuse_strange_key(book, unit, key)
    message = (
        tr("Signed by {unit} with the key {fingerprint}, which this book knows.")
        if known is Standing.KNOWN
        else tr(
            "Signed as {unit} with the key {fingerprint}. This book does not know the unit's key "
            "yet: compare it once by phone, or with the printed cover."
        )
    )
    told = message.format(
        unit=told_unit(unit, name_of(book, unit) or name), fingerprint=key.fingerprint
    )
    return [Problem(message=told, level=Level.INFORM, code=f"{known.value}_key")]
