"""Whether a file that travels is as its signer made it: a package, a receipt, a pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.exchange import pack, package, receipt
from ruraldesk.exchange.refusals import NotForUs
from ruraldesk.store.verify import Verdict, VerifiedKind
from ruraldesk.texts.translate import tr

_KINDS: Mapping[str, tuple[VerifiedKind, Callable[[Path], object]]] = {
    package.SUFFIX: (VerifiedKind.PACKAGE, lambda path: package.read_package(path).close()),
    receipt.SUFFIX: (VerifiedKind.RECEIPT, receipt.read_receipt),
    pack.SUFFIX: (VerifiedKind.PACK, pack.read_pack),
}


def travels(path: Path) -> bool:
    """Say whether a file is called as those that travel."""
    return path.suffix.lower() in _KINDS


def verify_travelling(path: Path) -> Verdict:
    """Read all of a package, receipt or pack, and compare it with what was signed.

    Of an encrypted file only the outside is compared: it shows every flipped bit. Whose the
    signature is, only the book says that the file is for.
    """
    kind, read = _KINDS[path.suffix.lower()]
    problems: list[Problem] = []
    try:
        read(path)
    except NotForUs as sealed:
        message = tr(
            "The file is as it was written. It is encrypted for {to} (key {key}), which alone can "
            "look into it."
        ).format(to=sealed.to, key=sealed.to_key)
        problems.append(replace(sealed.problem(), level=Level.INFORM, message=message))
    except UserError as error:
        problems.append(error.problem())
    ok = not any(problem.level is Level.BLOCK for problem in problems)
    return Verdict(ok=ok, kind=kind, problems=tuple(problems))
