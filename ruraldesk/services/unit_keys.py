"""The keys of a book as somebody looks at them: its own, those of others, what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from ruraldesk.definitions.identity import is_division_code
from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.documents.letterhead import Use
from ruraldesk.errors import UserError
from ruraldesk.exchange.keys import LETTERS, public_key
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.figures import today
from ruraldesk.services.identity import (
    KeySource,
    KeyState,
    KnownKey,
    NoOtherUnit,
    identity_of,
    known_keys,
    trust_key,
)
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.store.known_keys import KnownKeys
from ruraldesk.store.packs import Packs, PackState
from ruraldesk.texts.clean import fold_width
from ruraldesk.texts.dates import chinese_date
from ruraldesk.texts.translate import tr

_GROUPS, _GROUP = 5, 4


class Known(StrEnum):
    """How well a unit's key is known; stable words."""

    NONE = "none"
    EXPECTED = "expected"  # its fingerprint was told; no file has come yet
    FIRST = "first"  # it came with a file and nobody has compared it
    COMPARED = "compared"
    STRANGE = "strange"  # another one came, and somebody has to decide


class Told(StrEnum):
    """What became of a fingerprint that was typed; stable words."""

    CONFIRMED = "confirmed"  # it is that of the key that is known
    TAKEN = "taken"  # it is that of the strange one, which holds from now on
    EXPECTED = "expected"  # the next new key of the unit must have it


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKeys:
    """A unit and its keys: the one that counts, the strange one, and those before."""

    unit: str
    name: str
    known: Known
    key: KnownKey | None  # the one that counts, or the expected one
    strange: KnownKey | None
    former: tuple[KnownKey, ...]
    above: bool  # it is the office above


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBoard:
    """The own key, and all units that the book deals with: what is to be decided first."""

    unit: str
    name: str
    fingerprint: str
    public: str
    units: tuple[UnitKeys, ...]

    @property
    def waiting(self) -> int:
        """How many units came with another key that nobody has decided on."""
        return sum(one.known is Known.STRANGE for one in self.units)


class BadFingerprint(UserError):
    """A text that was typed is no fingerprint."""

    code = "bad_fingerprint"

    def __init__(self, text: str) -> None:
        message = tr(
            "“{text}” is no fingerprint. It has five groups of four letters and digits, like "
            "7K4M-2QXX-9HRT-3WPA-B6CD, without 0, O, 1 and I; it stands on the printed cover and "
            "on the key card."
        )
        super().__init__(message.format(text=text[:40]))


def fingerprint_of(text: str) -> str:
    """Return a fingerprint as it is printed, from what was typed: spaces and small letters too.

    Raises:
        BadFingerprint: it is none.
    """
    letters = "".join(one for one in fold_width(text).upper() if one.isalnum())
    if len(letters) != _GROUPS * _GROUP or any(one not in LETTERS for one in letters):
        raise BadFingerprint(text)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def tell_fingerprint(book: Book, unit: str, text: str, *, operator: str = "") -> Told:
    """Know a unit by the fingerprint that it told by phone or on paper.

    Raises:
        BadFingerprint: the text is none.
        NoOtherUnit: `unit` is no code, or the book's own.
        ReadOnlyBook: the book cannot be written.
    """
    if not is_division_code(unit) or unit == book.info.unit:
        raise NoOtherUnit(unit)
    fingerprint = fingerprint_of(text)
    keys = KnownKeys(book)
    for one in known_keys(book):
        if one.unit == unit and one.fingerprint == fingerprint and one.public:
            trust_key(book, unit, public_key(one.public), operator=operator)
            trusted = one.state is KeyState.TRUSTED
            return Told.CONFIRMED if trusted else Told.TAKEN
    keys.expect(unit, fingerprint, operator)
    return Told.EXPECTED


def take_strange(book: Book, unit: str, public: str, *, operator: str = "") -> None:
    """Know a unit by the other key that it came with, once its fingerprint was compared."""
    trust_key(book, unit, public_key(public), operator=operator)


def refuse_strange(book: Book, unit: str, public: str, *, operator: str = "") -> None:
    """Decide against the other key that files of a unit came with: they stay refused."""
    KnownKeys(book).refuse(unit, public, operator)


def key_board(book: Book) -> KeyBoard:
    """Return the own key and those of all units that the book has to do with.

    Raises:
        ReadOnlyBook: the book has no keys yet and cannot be written.
    """
    own, found = identity_of(book).public, known_keys(book)
    names = _names(book)
    below = [code for code, _ in units_below(book)]
    parent = [book.info.parent] if book.info.parent else []
    codes = dict.fromkeys([*parent, *sorted(below), *(one.unit for one in found)])
    units = [_unit(book, code, names, [k for k in found if k.unit == code]) for code in codes]
    return KeyBoard(
        unit=book.info.unit,
        name=book.info.name,
        fingerprint=own.fingerprint,
        public=own.text,
        units=tuple(sorted(units, key=lambda one: (one.known is not Known.STRANGE, not one.above))),
    )


def strange_count(book: Book) -> int:
    """Return how many units came with another key that nobody has decided on."""
    return len({one.unit for one in known_keys(book) if one.state is KeyState.STRANGE})


def _names(book: Book) -> Mapping[str, str]:
    packs = Packs(book).all(PackState.INSTALLED)
    return {**{one.unit: one.unit_name for one in packs}, **dict(book.records.units())}


def _unit(book: Book, code: str, names: Mapping[str, str], keys: Iterable[KnownKey]) -> UnitKeys:
    by_state: dict[KeyState, list[KnownKey]] = {}
    for one in keys:
        by_state.setdefault(one.state, []).append(one)
    trusted = next(iter(by_state.get(KeyState.TRUSTED, ())), None)
    expected = next(iter(by_state.get(KeyState.EXPECTED, ())), None)
    strange = next(iter(by_state.get(KeyState.STRANGE, ())), None)
    if strange is not None:
        known = Known.STRANGE
    elif expected is not None:
        known = Known.EXPECTED
    elif trusted is not None:
        known = Known.FIRST if trusted.source is KeySource.FIRST else Known.COMPARED
    else:
        known = Known.NONE
    above = code == book.info.parent
    return UnitKeys(
        unit=code,
        name=names.get(code) or (tr("the office above") if above else code),
        known=known,
        key=trusted or expected,
        strange=strange,
        former=(
            *((expected,) if expected is not None and trusted is not None else ()),
            *by_state.get(KeyState.REPLACED, ()),
            *by_state.get(KeyState.REFUSED, ()),
        ),
        above=above,
    )


def write_key_card(book: Book, target: Path) -> None:
    """Print the own key as a card: unit, code, fingerprint, and what it is for, on one page.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    day: date = today(book)
    values = {
        "unit": book.info.name,
        "code": book.info.unit,
        "fingerprint": identity_of(book).public.fingerprint,
        "day": chinese_date(day),
        "use": _USE,
        "care": _CARE,
    }
    head = replace(letterhead(book, "", day), use=Use.ISSUED)
    write_ledger(_FORM, _CARD, [Record(values=values)], target, head)


_USE = (
    "交给上级单位或下级单位留存。对方第一次收到本单位的文件时，用这里的指纹逐位核对，"
    "也可以在“单位密钥”页先登记这个指纹。"
)
_CARE = "指纹可以告诉别人；程序和任何单位都不会要账本或密码。换了密钥以后，本卡作废，重新打印。"


def _text(key: str, label: str, width: int = 1) -> FieldDef:
    return FieldDef(key=key, type=FieldType.TEXT, label=label, width=width)


_FORM = FormDef(
    key="key_card",
    title="单位密钥卡",
    fields=(
        _text("unit", "单位"),
        _text("code", "区划代码"),
        _text("fingerprint", "密钥指纹", 2),
        _text("day", "打印日期", 2),
        _text("use", "用途", 2),
        _text("care", "注意", 2),
    ),
)
_CARD = LayoutDef(
    key="key_card",
    title=_FORM.title,
    kind="card",
    orientation="portrait",
    signatures=("单位负责人", "经办人", "接收人"),
    columns=tuple(ColumnDef(field=one.key, heading="", width=40) for one in _FORM.fields),
)
