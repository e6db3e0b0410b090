"""Compiled definitions say what their files say; nothing else can come out of the bytes."""

import copy
import os
import pickle
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from ruraldesk.definitions import compiled
from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.loader import load
from ruraldesk.definitions.model import Definitions, FieldDef, FormDef
from ruraldesk.texts.resources import forms_dir


@pytest.fixture(scope="module")
def shipped() -> Definitions:
    return load(forms_dir())


@pytest.fixture(scope="module")
def again(shipped: Definitions) -> Definitions:
    return compiled.from_bytes(compiled.to_bytes(shipped))


def pairs(one: object, other: object) -> list[tuple[Expression, Expression]]:
    """Return each expression in `one` with the one at the same place in `other`."""
    found, waiting = [], [(one, other)]
    while waiting:
        left, right = waiting.pop()
        if isinstance(left, Expression):
            assert isinstance(right, Expression)
            found.append((left, right))
        elif isinstance(left, dict):
            assert isinstance(right, dict)
            waiting.extend((value, right[key]) for key, value in left.items())
        elif isinstance(left, tuple):
            assert isinstance(right, tuple)
            waiting.extend(zip(left, right, strict=True))
        elif is_dataclass(left):
            waiting.extend(
                (getattr(left, field.name), getattr(right, field.name)) for field in fields(left)
            )
    return found


def shown(value: object) -> object:
    """Return a tree as plain values; forms and fields, which may be less whole, by their keys."""
    if isinstance(value, FormDef):
        return value.table
    if isinstance(value, FieldDef):
        return value.key, value.type
    if isinstance(value, tuple):
        return tuple(map(shown, value))
    if is_dataclass(value):
        return type(value), *(shown(getattr(value, field.name)) for field in fields(value))
    return value


def test_definitions_come_back_equal_and_in_order(shipped: Definitions, again: Definitions) -> None:
    assert again == shipped
    assert list(again.forms) == list(shipped.forms)
    assert list(again.figures) == list(shipped.figures)


def test_every_expression_comes_back_with_its_tree(
    shipped: Definitions, again: Definitions
) -> None:
    both = pairs(shipped, again)

    assert len(both) > 500
    for before, after in both:
        assert after.source == before.source
        assert after.dependencies == before.dependencies
        assert shown(after.tree) == shown(before.tree)


def test_a_tree_speaks_of_the_forms_and_lists_that_came_back(again: Definitions) -> None:
    def forms_of(value: object) -> list[FormDef]:
        if isinstance(value, FormDef):
            return [value]
        if isinstance(value, tuple):
            return [form for one in value for form in forms_of(one)]
        if is_dataclass(value) and not isinstance(value, FieldDef):
            return [form for one in fields(value) for form in forms_of(getattr(value, one.name))]
        return []

    met = [form for figure in again.figures.values() for form in forms_of(figure.value.tree)]
    assert met
    assert all(form is again.forms[form.table] for form in met if form.table in again.forms)


def test_a_closed_expression_is_equal_to_the_parsed_one_without_being_opened(
    shipped: Definitions,
) -> None:
    before, after = pairs(shipped, compiled.from_bytes(compiled.to_bytes(shipped)))[0]

    assert after == before
    assert hash(after) == hash(before)
    with pytest.raises(AttributeError):
        Expression.tree.__get__(after)  # type: ignore[attr-defined]


def test_a_closed_expression_has_no_other_attributes(again: Definitions) -> None:
    closed = pairs(again, again)[0][0]

    with pytest.raises(AttributeError, match="colour"):
        closed.colour  # type: ignore[attr-defined]  # noqa: B018


def test_what_was_made_of_a_tree_for_evaluating_is_left_behind(shipped: Definitions) -> None:
    for expression, _ in pairs(shipped, shipped)[:1]:
        expression.runner.append(lambda row: None)
        after = pairs(shipped, compiled.from_bytes(compiled.to_bytes(shipped)))[0][1]
        expression.runner.clear()

        assert after.runner == []


def pickle_of_a_call(function: object, *arguments: object) -> bytes:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return function, arguments

    return pickle.dumps(Trap())


@pytest.mark.parametrize(
    "content",
    [
        pickle_of_a_call(os.getenv, "HOME"),
        pickle_of_a_call(eval, "1"),
        pickle_of_a_call(copy.deepcopy, []),
        pickle_of_a_call(load, Path()),
        pickle.dumps(evaluate),
        b"cruraldesk.definitions.compiled\nimport_module\n(Vos\ntR.",
        b"cruraldesk.definitions.loader_source\nPath.home\n.",
        b"cruraldesk.definitions.model\nnot there\n.",
    ],
    ids=["system", "builtin", "library", "ours", "function", "imported", "dotted", "absent"],
)
def test_bytes_that_name_anything_else_are_refused(content: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no part of definitions"):
        compiled.from_bytes(content)


def test_bytes_that_name_parts_out_of_place_are_refused() -> None:
    with pytest.raises(pickle.UnpicklingError, match="nothing has a name"):
        compiled.from_bytes(b"Pform\n.")
