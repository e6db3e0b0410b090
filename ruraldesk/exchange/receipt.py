"""The receipt: what an office says about a package, with its comments, in one signed file.

It is read with nothing taken on trust. Whether the signer is the office above, and whether the
package was ours, is the receiving book's business.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ruraldesk.definitions.identity import is_division_code
from ruraldesk.exchange.answers import is_said, is_word
from ruraldesk.exchange.containers import (
    MANIFEST,
    SIGNATURE,
    Container,
    Envelope,
    write_container,
)
from ruraldesk.exchange.described import canonical, read_json
from ruraldesk.exchange.keys import Identity, PublicKey, public_key
from ruraldesk.exchange.manifest import BadManifest
from ruraldesk.exchange.refusals import DamagedPackage
from ruraldesk.exchange.strange_files import told_exactly
from ruraldesk.texts.translate import tr

SUFFIX = ".rdr"
KIND = "receipt"
FORMAT = 1
VERDICTS = ("accepted", "returned")
LEVELS = ("mend", "look")

_MONTH = re.compile("(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentComment:
    """One comment; what it is not about is ""."""

    uuid: str
    sequence: int  # of the submission that was looked at
    form: str
    record: str  # UUID
    lines: str  # kind of lines
    line: str  # UUID
    field: str
    called: str  # what the record was called
    level: str  # one of LEVELS
    text: str
    time: str  # ISO time
    operator: str
    answer: str
    answered: str
    answered_by: str
    settled: str  # ISO time, "" as long as it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an office says about one package; the hash of its bytes is the receipt's name."""

    unit: str  # 12-digit division code of the unit that is answered
    unit_name: str
    month: str  # "2023-11"
    sequence: int
    package: str  # SHA-256 of the package's manifest
    check_code: str  # of the package
    verdict: str  # one of VERDICTS
    comments: tuple[SentComment, ...]
    office: str  # 12-digit division code of who answers
    office_name: str
    key: str  # the office's public key, as `PublicKey.text`
    operator: str
    made: str  # ISO time; later in each receipt than in those for the same unit before it
    program: str
    kind: str = KIND
    format: int = FORMAT

    def content(self) -> bytes:
        """Return the bytes that stand in the receipt and are signed."""
        return canonical(asdict(self))

    @property
    def sha256(self) -> str:
        """The receipt's name among machines."""
        return hashlib.sha256(self.content()).hexdigest()

    @property
    def signer(self) -> PublicKey:
        """The key that signed it, and for which the unit encrypts its next package."""
        return public_key(self.key)


def write_receipt(
    target: Path, receipt: Receipt, signer: Identity, envelope: Envelope | None = None
) -> None:
    """Write a receipt, whose key is the signer's; what stood at `target` is replaced.

    Args:
        envelope: for whom to encrypt; None leaves it readable for everybody.

    Raises:
        FileError: the drive is full, write-protected, gone …
    """
    write_container(target, receipt.content(), {}, signer, envelope)


def read_receipt(path: Path, identities: Iterable[Identity] = ()) -> Receipt:
    """Read a receipt that is as its signer made it.

    Args:
        path: of the file.
        identities: keys that may open it when it is encrypted.

    Raises:
        FileError: the file cannot be read.
        NotAPackage, WrongKind: it is something else.
        NewerPackage: its format is one that this program does not know.
        NotForUs: it is encrypted, and with none of `identities` can it be read.
        DamagedPackage: it is not as it was written.
        ForgedPackage: the signature is not that of the key that it names.
    """
    with told_exactly(path), Container(path, identities) as container:
        receipt, _ = container.signed(KIND, FORMAT, _receipt)
        strangers = container.zip.names - {MANIFEST, SIGNATURE}
        if strangers or not container.zip.is_whole():
            raise DamagedPackage(path, sorted(strangers) or (tr("its list of contents"),))
        return receipt


def _receipt(content: bytes) -> Receipt:
    try:
        said: dict[str, Any] = read_json(content)
        comments = tuple(SentComment(**one) for one in said.pop("comments"))
        receipt = Receipt(**said, comments=comments)
        if receipt.content() != content or not _is_possible(receipt):
            raise BadManifest("not as this program writes it")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BadManifest(str(error)) from error
    return receipt


def _is_possible(said: Receipt) -> bool:
    """Say whether every value is of its kind."""
    words = (said.unit_name, said.check_code, said.office_name, said.operator, said.program)
    return (
        is_division_code(said.unit)
        and is_division_code(said.office)
        and _MONTH.fullmatch(said.month) is not None
        and _is_number(said.sequence)
        and _SHA256.fullmatch(said.package) is not None
        and said.verdict in VERDICTS
        and all(map(is_word, words))
        and datetime.fromisoformat(said.made).tzinfo is not None
        and all(_is_comment(one) for one in said.comments)
        and len({one.uuid for one in said.comments}) == len(said.comments)
    )


def _is_comment(one: SentComment) -> bool:
    said = asdict(one)
    texts = (said.pop("text"), said.pop("answer"))
    return (
        _is_number(said.pop("sequence"))
        and one.level in LEVELS
        and one.uuid != ""
        and all(map(is_said, texts))
        and all(map(is_word, said.values()))
    )


def _is_number(number: object) -> bool:
    return type(number) is int and 0 < number < 1 << 53
