"""Which blocking rules look at which ledger: what a change of a record there may break elsewhere.

Only blocking rules are watched: what other records merely warn of is told by the month's check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ruraldesk.definitions.affected import Touch, touched_by_rule
from ruraldesk.definitions.model import Definitions, FormDef, RuleDef
from ruraldesk.errors import Level
from ruraldesk.store.tables import tables_of

RuleName = tuple[str, str]
"""A rule by the table it is about and its key."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """Blocking rules of the ledger `touch.form` that look at the records of another, or its own."""

    touch: Touch
    rules: frozenset[RuleName]
    fields: frozenset[str]  # all that they read, as `table.field`

    @property
    def way(self) -> tuple[object, ...]:
        """What tells the ways from the changed record to the touched one apart."""
        return self.touch.form.key, *(hop.words for hop in self.touch.hops)


def watches_of(definitions: Definitions) -> Mapping[str, tuple[Watch, ...]]:
    """Return by the key of a ledger what a change in it may break; rules of one way together."""
    found: dict[str, dict[tuple[object, ...], Watch]] = {}
    for form in definitions.forms.values():
        for part, rule in _blocking(form):
            touches = touched_by_rule(definitions, form, part, rule)
            reads = rule.check.dependencies | (rule.when.dependencies if rule.when else frozenset())
            for ledger, touched in touches.items():
                for touch in touched:
                    watch = Watch(
                        touch=touch, rules=frozenset({(part.table, rule.key)}), fields=reads
                    )
                    known = found.setdefault(ledger, {}).get(watch.way)
                    found[ledger][watch.way] = _both(known, watch) if known else watch
    return {ledger: tuple(watches.values()) for ledger, watches in found.items()}


def _both(one: Watch, other: Watch) -> Watch:
    return replace(one, rules=one.rules | other.rules, fields=one.fields | other.fields)


def _blocking(form: FormDef) -> Iterator[tuple[FormDef, RuleDef]]:
    for part in tables_of(form):
        rules = list(part.rules)
        for state in part.states.states if part.states else ():
            rules += state.rules
        yield from ((part, rule) for rule in rules if rule.level == Level.BLOCK)
