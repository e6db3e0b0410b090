"""The second reading: expressions, which speak about all forms, and what is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ruraldesk.definitions.expression_nodes import DATE, TRUTH, Shape
from ruraldesk.definitions.expression_parser import ExpressionParser
from ruraldesk.definitions.expression_shapes import kind_name
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.loader_actions import read_actions
from ruraldesk.definitions.loader_fills import check_fills
from ruraldesk.definitions.loader_forms import Draft
from ruraldesk.definitions.loader_keys import (
    check_all_of,
    check_key,
    check_one_of,
    check_twice,
)
from ruraldesk.definitions.loader_layouts import read_sort
from ruraldesk.definitions.loader_source import TABLES, TEXT, TEXTS, WHOLE, Node
from ruraldesk.definitions.model import (
    COLOURS,
    FieldDef,
    FieldType,
    FormDef,
    ReminderDef,
    RuleDef,
    StateDef,
    StatesDef,
    ViewDef,
)
from ruraldesk.errors import Level
from ruraldesk.texts.translate import tr

_RULE = {
    "key": TEXT,
    "level": TEXT,
    "check": TEXT,
    "message": TEXT,
    "when": TEXT,
    "field": TEXT,
}
_STATES = {"field": TEXT, "state": TABLES}
_STATE = {
    "code": TEXT,
    "colour": TEXT,
    "to": TEXTS,
    "requires": TEXTS,
    "rule": TABLES,
}
_VIEW = {
    "key": TEXT,
    "title": TEXT,
    "columns": TEXTS,
    "where": TEXT,
    "sort": TEXTS,
}
_REMINDER = {
    "key": TEXT,
    "message": TEXT,
    "due": TEXT,
    "when": TEXT,
    "who": TEXT,
    "days_before": WHOLE,
    "lines": TEXT,
    "each": TEXT,
}
_LEVELS = tuple(level.value for level in Level)
_MESSAGE_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class Completing:
    """Puts the expressions into forms, once all of them have been read."""

    def __init__(self, drafts: Mapping[str, Draft]) -> None:
        self.forms: Mapping[str, FormDef] = {key: draft.form for key, draft in drafts.items()}
        self._parser = ExpressionParser(self.forms, _computed_sources(drafts))
        self._parsed_before: dict[tuple[str, str], Expression] = {}

    def form(self, draft: Draft) -> FormDef:
        """Return the form of `draft`, whole."""
        node, form = draft.node, draft.form
        rules = self._rules(node, form)
        return replace(
            form,
            fields=tuple(self._field(draft, field) for field in form.fields),
            lines=tuple(self.form(line) for line in draft.lines),
            rules=rules,
            states=self._states(node.table("states"), form, {rule.key for rule in rules}),
            views=self._views(node, form),
            reminders=self._reminders(node, form),
            actions=read_actions(node, form, self.forms, self.expression),
            prints=self._prints(node, form),
        )

    def expression(
        self, node: Node, key: str, form: FormDef | None, wanted: Shape | None = None
    ) -> Expression | None:
        """Return what the text `key` of a table says about `form`; note what is wrong with it.

        Args:
            wanted: its kind is the only one that means something here; None for any.
        """
        source = node.data.get(key)
        if not isinstance(source, str) or not source:
            return None
        return self._parsed(node, key, source, form, wanted)

    def _parsed(
        self,
        node: Node,
        key: str,
        source: str,
        form: FormDef | None,
        wanted: Shape | None = None,
    ) -> Expression | None:
        about = (form.table if form is not None else "", source)
        made = self._parsed_before.get(about)  # messages repeat what their rule checks
        if made is None:
            try:
                made = self._parser.parse(source, form)
            except BadExpression as error:
                _note(node, key, error)
                return None
            self._parsed_before[about] = made
        if wanted is not None and made.kind is not wanted.kind:
            message = tr("This expression is {kind}; it must be {wanted}.")
            kinds = {"kind": kind_name(made.shape), "wanted": kind_name(wanted)}
            node.fault(message.format(**kinds), key)
            return None
        return made

    def _field(self, draft: Draft, field: FieldDef) -> FieldDef:
        node = draft.fields.get(field.key)
        if node is None:
            return field
        if field.form and check_one_of(node, "form", field.form, self.forms):
            check_fills(node, draft.form, field, self.forms[field.form])
        if field.names and check_one_of(node, "names", field.names, self.forms):
            check_fills(node, draft.form, field, self.forms[field.names])
        expressions: dict[str, Any] = {
            "visible_when": self.expression(node, "visible_when", draft.form, TRUTH),
            "required_when": self.expression(node, "required_when", draft.form, TRUTH),
            "expression": self._computed(node, draft.form, field),
        }
        return replace(field, **expressions) if any(expressions.values()) else field

    def _computed(self, node: Node, form: FormDef, field: FieldDef) -> Expression | None:
        if field.type is not FieldType.COMPUTED or not isinstance(node.data.get("expression"), str):
            return None
        try:
            return self._parser.computed(form, field)
        except BadExpression as error:
            _note(node, "expression", error)
            return None

    def _rules(
        self, node: Node, form: FormDef, seen: set[str] | None = None
    ) -> tuple[RuleDef, ...]:
        """Return the rules under a table; `seen` are keys of the form's rules read before."""
        seen = set() if seen is None else seen
        targets = {field.key: field for field in form.fields} | {
            line.key: line for line in form.lines
        }
        made = []
        for one in node.tables("rule"):
            data = one.checked(_RULE, ("key", "check", "message"))
            good = check_key(one, data.get("key")) and check_twice(one, data["key"], seen)
            seen.add(data.get("key", ""))
            if "level" in data:
                check_one_of(one, "level", data["level"], _LEVELS)
            if data.get("field"):
                check_one_of(one, "field", data["field"], targets)
            check = self.expression(one, "check", form, TRUTH)
            when = self.expression(one, "when", form, TRUTH)
            parts = self._message(one, data.get("message", ""), form)
            if good and check is not None:
                given = data | {"check": check, "when": when, "message_parts": parts}
                made.append(RuleDef(**{"message": "", **given}))
        return tuple(made)

    def _message(self, node: Node, message: str, form: FormDef) -> tuple[str | Expression, ...]:
        """Take a message apart into literal text and the expressions in braces."""
        parts: list[str | Expression] = []
        literal = ""
        position = 0
        for found in _MESSAGE_PART.finditer(message):
            literal += message[position : found.start()]
            position = found.end()
            if found[0] in ("{{", "}}"):
                literal += found[0][0]
            elif found[1] is None or not found[1].strip():
                text = tr(
                    "Braces stand around an expression, {{like_this}}; double those meant so."
                )
                node.fault(text.format(), "message")
            else:
                expression = self._parsed(node, "message", found[1].strip(), form)
                if expression is not None:
                    parts += [literal, expression] if literal else [expression]
                    literal = ""
        literal += message[position:]
        return (*parts, literal) if literal else tuple(parts)

    def _states(self, node: Node | None, form: FormDef, rules: set[str]) -> StatesDef | None:
        if node is None:
            return None
        data = node.checked(_STATES, ("field", "state"))
        key = data.get("field", "")
        fields = {field.key: field for field in form.fields}
        if not key or not check_one_of(node, "field", key, fields):
            return None
        field = fields[key]
        if field.type is not FieldType.CHOICE or field.choices is None:
            node.fault(tr("States are kept in a field of type “choice”."), "field")
            return None
        codes = dict.fromkeys(field.choices.codes())
        states: dict[str, StateDef] = {}
        for one in node.tables("state"):
            state = self._state(one, form, codes, rules)
            if state is not None and check_twice(one, state.code, states, "code"):
                states[state.code] = state
        return StatesDef(field=key, states=tuple(states.values()))

    def _state(
        self, node: Node, form: FormDef, codes: Mapping[str, None], rules: set[str]
    ) -> StateDef | None:
        data = node.checked(_STATE, ("code",))
        if "colour" in data:
            check_one_of(node, "colour", data["colour"], COLOURS)
        check_all_of(node, "to", data.get("to", ()), codes)
        targets = {field.key: field for field in form.fields} | {
            line.key: line for line in form.lines
        }
        check_all_of(node, "requires", data.get("requires", ()), targets)
        made = self._rules(node, form, rules)
        if not data.get("code") or not check_one_of(node, "code", data["code"], codes):
            return None
        return StateDef(**data, rules=made)

    def _views(self, node: Node, form: FormDef) -> tuple[ViewDef, ...]:
        fields = {field.key: field for field in form.fields}
        views: dict[str, ViewDef] = {}
        for one in node.tables("view"):
            data = one.checked(_VIEW, ("key", "title"))
            check_all_of(one, "columns", data.get("columns", ()), fields)
            data["sort"] = read_sort(one, form, data.get("sort", ()))
            data["where"] = self.expression(one, "where", form, TRUTH)
            if check_key(one, data.get("key")) and check_twice(one, data["key"], views):
                views[data["key"]] = ViewDef(**{"title": "", **data})
        return tuple(views.values())

    def _reminders(self, node: Node, form: FormDef) -> tuple[ReminderDef, ...]:
        reminders: dict[str, ReminderDef] = {}
        lines = {line.key: line for line in form.lines}
        for one in node.tables("reminder"):
            data = one.checked(_REMINDER, ("key", "message", "due"))
            about = form
            if data.get("lines") and check_one_of(one, "lines", data["lines"], lines):
                about = lines[data["lines"]]
            elif data.get("each") and check_one_of(one, "each", data["each"], self.forms):
                about = self.forms[data["each"]]
            if data.get("who"):
                _check_who(one, data["who"], about)
            due = self.expression(one, "due", about, DATE)
            when = self.expression(one, "when", about, TRUTH)
            parts = self._message(one, data.get("message", ""), about)
            good = check_key(one, data.get("key")) and check_twice(one, data["key"], reminders)
            if good and due is not None:
                given: dict[str, Any] = data | {"due": due, "when": when, "message_parts": parts}
                reminders[data["key"]] = ReminderDef(**{"message": "", **given})
        return tuple(reminders.values())

    def _prints(self, node: Node, form: FormDef) -> tuple[LayoutDef, ...]:
        conditions = {
            str(one.data.get("key")): self.expression(one, "where", form, TRUTH)
            for one in node.tables("print")
        }
        return tuple(replace(one, where=conditions.get(one.key)) for one in form.prints)


def _check_who(node: Node, key: str, about: FormDef) -> None:
    """Note a reminder that names people by anything but a text: an id says nothing to anybody."""
    texts = {field.key for field in about.fields if field.type is FieldType.TEXT}
    field = about.find(key)
    if field is None or key in texts:
        check_one_of(node, "who", key, sorted(texts))
        return
    message = tr(
        "“{field}” is of type “{type}”; a reminder names people by a field of type “text”. "
        "Say it in the message instead: {{{field}}}."
    )
    node.fault(message.format(field=key, type=field.type.value), "who")


def _computed_sources(drafts: Mapping[str, Draft]) -> dict[tuple[str, str], str]:
    """Return what computed fields say, by table and key: they may speak about each other."""
    return {
        (draft.form.table, key): source
        for ledger in drafts.values()
        for draft in (ledger, *ledger.lines)
        for key, node in draft.fields.items()
        if isinstance(source := node.data.get("expression"), str)
    }


def _note(node: Node, key: str, error: BadExpression) -> None:
    """Note what is wrong with an expression, and where in it."""
    where = f"{key}, " + tr("character {number}").format(number=error.offset + 1)
    node.fault(str(error), key, nearest=error.nearest, place=where)
