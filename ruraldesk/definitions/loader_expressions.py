"""The second reading: expressions, which speak about all forms, and what is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ruraldesk.definitions.loader_forms import Draft
from ruraldesk.definitions.loader_keys import (
    check_all_of,
    check_key,
    check_one_of,
    check_twice,
)
from ruraldesk.definitions.loader_layouts import read_sort
from ruraldesk.definitions.loader_source import Kind, Node
from ruraldesk.definitions.model import (
    FieldDef,
    FieldType,
    FormDef,
    LayoutDef,
    ReminderDef,
    RuleDef,
    StateDef,
    StatesDef,
    ViewDef,
)
from ruraldesk.errors import Level
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.definitions.expressions import Expression

_RULE = {
    "key": Kind.TEXT,
    "level": Kind.TEXT,
    "check": Kind.TEXT,
    "message": Kind.TEXT,
    "when": Kind.TEXT,
    "field": Kind.TEXT,
}
_STATES = {"field": Kind.TEXT, "state": Kind.TABLES}
_STATE = {
    "code": Kind.TEXT,
    "colour": Kind.TEXT,
    "to": Kind.TEXTS,
    "requires": Kind.TEXTS,
    "rule": Kind.TABLES,
}
_VIEW = {
    "key": Kind.TEXT,
    "title": Kind.TEXT,
    "columns": Kind.TEXTS,
    "where": Kind.TEXT,
    "sort": Kind.TEXTS,
}
_REMINDER = {
    "key": Kind.TEXT,
    "message": Kind.TEXT,
    "due": Kind.TEXT,
    "when": Kind.TEXT,
    "who": Kind.TEXT,
    "days_before": Kind.WHOLE,
    "lines": Kind.TEXT,
}
_COLOURS = ("pine", "wheat", "cinnabar", "sky", "stone")
_MESSAGE_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_TRUTH = ("truth",)


@dataclass(frozen=True, slots=True)
class Completing:
    """Puts the expressions into forms; `forms` are all ledgers as the first reading left them."""

    forms: Mapping[str, FormDef]

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
            prints=self._prints(node, form),
        )

    def expression(
        self, node: Node, key: str, form: FormDef, kinds: tuple[str, ...] = ()
    ) -> Expression | None:
        """Return what the text `key` of a table says, of one of `kinds`; note what is wrong."""
        source = node.data.get(key)
        if not isinstance(source, str) or not source:
            return None
        return self.parsed(node, key, source, form, kinds)

    def parsed(
        self, node: Node, key: str, source: str, form: FormDef, kinds: tuple[str, ...] = ()
    ) -> Expression | None:
        """Return the expression that `source`, found under `key`, writes; note what is wrong."""
        from ruraldesk.definitions.expressions import BadExpression, parse_expression

        try:
            made = parse_expression(source, form, self.forms)
        except BadExpression as error:
            node.fault(str(error), key)
            return None
        if kinds and made.kind not in kinds:
            message = tr("This gives a {kind}; a {wanted} belongs here.")
            node.fault(message.format(kind=made.kind, wanted="、".join(kinds)), key)
            return None
        return made

    def _field(self, draft: Draft, field: FieldDef) -> FieldDef:
        node = draft.fields.get(field.key)
        if node is None:
            return field
        if field.form:
            check_one_of(node, "form", field.form, self.forms)
        return replace(
            field,
            visible_when=self.expression(node, "visible_when", draft.form, _TRUTH),
            required_when=self.expression(node, "required_when", draft.form, _TRUTH),
            expression=self.expression(node, "expression", draft.form),
        )

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
                check_one_of(one, "level", data["level"], Level)
            if data.get("field"):
                check_one_of(one, "field", data["field"], targets)
            check = self.expression(one, "check", form, _TRUTH)
            when = self.expression(one, "when", form, _TRUTH)
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
                expression = self.parsed(node, "message", found[1].strip(), form)
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
            check_one_of(node, "colour", data["colour"], _COLOURS)
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
            data["where"] = self.expression(one, "where", form, _TRUTH)
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
            if data.get("who"):
                people = {field.key: field for field in (*about.fields, *form.fields)}
                check_one_of(one, "who", data["who"], people)
            due = self.expression(one, "due", about, ("date",))
            when = self.expression(one, "when", about, _TRUTH)
            parts = self._message(one, data.get("message", ""), about)
            good = check_key(one, data.get("key")) and check_twice(one, data["key"], reminders)
            if good and due is not None:
                given: dict[str, Any] = data | {"due": due, "when": when, "message_parts": parts}
                reminders[data["key"]] = ReminderDef(**{"message": "", **given})
        return tuple(reminders.values())

    def _prints(self, node: Node, form: FormDef) -> tuple[LayoutDef, ...]:
        conditions = {
            one.data.get("key"): self.expression(one, "where", form, _TRUTH)
            for one in node.tables("print")
        }
        return tuple(replace(one, where=conditions.get(one.key)) for one in form.prints)
