"""Definitions as bytes, which are read back many times faster than the files they come from.

What is read back is equal to what was written. Expressions come back closed: their trees, the
greater part of all, are read form by form and figure by figure when one of them is asked for.

The bytes are a pickle. A pickle can name anything to be called, so that only the classes of which
definitions are made are let in.
"""

from __future__ import annotations

import gc
import io
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from importlib import import_module
from typing import Any

from ruraldesk.definitions.expressions import Expression, Parsed
from ruraldesk.definitions.model import ChoiceList, Definitions, FieldDef, FormDef

_OURS = "ruraldesk.definitions."
_FOREIGN: Mapping[tuple[str, str], type] = {
    ("builtins", "frozenset"): frozenset,
    ("datetime", "date"): date,
    ("decimal", "Decimal"): Decimal,
}


def to_bytes(definitions: Definitions) -> bytes:
    """Return all that the definitions say, for `from_bytes`."""
    groups = [*definitions.forms.values(), *definitions.figures.values()]
    places: dict[int, tuple[int, int]] = {}
    trees = []
    for number, group in enumerate(groups):
        own = [one for one in _expressions_in(group) if id(one) not in places]
        places |= {id(one): (number, place) for place, one in enumerate(own)}
        names = _Names(definitions)
        trees.append(_written([(one.tree, one.dependencies) for one in own], names.name_of))
    body = _written(definitions, partial(_place_of, places))
    return pickle.dumps((trees, body), pickle.HIGHEST_PROTOCOL)


def from_bytes(content: bytes) -> Definitions:
    """Return the definitions that `to_bytes` wrote.

    Raises:
        UnpicklingError: the bytes name something that is no part of definitions.
    """
    with _uncollected():
        trees, body = _read(content, _nothing)
        shelf = _Shelf(trees)
        shelf.definitions = _read(body, shelf.closed)
    return shelf.definitions


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector away, which would look through all that is made again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Shelf:
    """The trees of expressions, by group; a group is read when first asked for."""

    definitions: Definitions

    def __init__(self, trees: Sequence[bytes]) -> None:
        self._trees = trees
        self._read: dict[int, list[Parsed]] = {}

    def closed(self, name: tuple[int, int, str]) -> Expression:
        """Return the expression at a place, without its tree as yet."""
        group, place, source = name
        return Expression.closed(source, partial(self._open, group, place))

    def _open(self, group: int, place: int) -> Parsed:
        found = self._read.get(group)
        if found is None:  # should two threads read it, either result will do
            found = _read(self._trees[group], _Names(self.definitions).named)
            self._read[group] = found
        return found[place]


class _Names:
    """Names that trees use for what stands in the definitions anyway: forms, fields and lists.

    A tree speaks of forms as they were before their expressions were parsed; read back, it speaks
    of the whole ones.
    """

    def __init__(self, definitions: Definitions) -> None:
        ledgers = definitions.forms.values()
        self._forms = {one.table: one for form in ledgers for one in (form, *form.lines)}
        self._choices = definitions.choices
        self._fields: dict[int, tuple[str, str, str]] = {}  # by id, of the forms met so far

    def name_of(self, value: object) -> tuple[str, ...] | None:
        """Return the name of a form, field or choice list; None for anything else."""
        if isinstance(value, FormDef) and value.table in self._forms:
            whole = self._forms[value.table]
            for field in value.fields:
                if whole.find(field.key) is not None:
                    self._fields[id(field)] = ("field", value.table, field.key)
            return "form", value.table
        if isinstance(value, FieldDef):
            return self._fields.get(id(value))
        if isinstance(value, ChoiceList) and self._choices.get(value.key) == value:
            return "choices", value.key
        return None

    def named(self, name: tuple[str, ...]) -> object:
        """Return what `name_of` gave this name."""
        match name:
            case ("form", table):
                return self._forms[table]
            case ("field", table, key):
                return self._forms[table].field(key)
            case ("choices", key):
                return self._choices[key]
        raise pickle.UnpicklingError(f"{name} is no name of a part of definitions")


def _place_of(places: Mapping[int, tuple[int, int]], value: object) -> tuple[int, int, str] | None:
    return (*places[id(value)], value.source) if isinstance(value, Expression) else None


def _nothing(name: object) -> object:
    raise pickle.UnpicklingError(f"{name} is named where nothing has a name")


def _expressions_in(value: object) -> Iterator[Expression]:
    """Yield every expression of a form or figure once, those of its parts included."""
    found: dict[int, Expression] = {}
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Expression):
            found[id(one)] = one
        elif isinstance(one, tuple):
            waiting.extend(one)
        elif is_dataclass(one):
            waiting.extend(getattr(one, field.name) for field in fields(one))
    return iter(found.values())


# --- Pickles of our own classes ------------------------------------------------------------------


def _written(value: object, name_of: Callable[[object], object]) -> bytes:
    """Return the pickle of a value, in which parts that have a name are only named."""
    target = io.BytesIO()
    _Writer(target, name_of).dump(value)
    return target.getvalue()


def _read(content: bytes, named: Callable[[Any], object]) -> Any:
    return _Reader(io.BytesIO(content), named).load()


class _Writer(pickle.Pickler):
    """Takes dataclasses apart into their values: slotted frozen ones are slow to unpickle else."""

    def __init__(self, target: io.BytesIO, name_of: Callable[[object], object]) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self.persistent_id = name_of  # type: ignore[method-assign]

    def reducer_override(self, value: object) -> Any:
        """Say how a dataclass is made again; leave the rest as it is."""
        if isinstance(value, type) or not is_dataclass(value):
            return NotImplemented
        return _made, (type(value), *(getattr(value, field.name) for field in fields(value)))


class _Reader(pickle.Unpickler):
    """Makes dataclasses and enumerations of this package, and nothing else."""

    def __init__(self, source: io.BytesIO, named: Callable[[Any], object]) -> None:
        super().__init__(source)
        self.persistent_load = named  # type: ignore[method-assign]

    def find_class(self, module: str, name: str) -> Any:
        """Return a class that definitions may be made of."""
        if (module, name) in _FOREIGN:
            return _FOREIGN[module, name]
        if (module, name) == (_made.__module__, _made.__name__):
            return _made
        if module.startswith(_OURS) and "." not in name:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of definitions")


def _made(kind: type, *values: object) -> object:
    """Return a dataclass with these values, which were checked when it was made first."""
    one: object = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(one, value)
    return one


@cache
def _setters(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """Return what fills the slots of a frozen dataclass, in the order of its fields."""
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))
