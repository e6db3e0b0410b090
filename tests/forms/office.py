"""The shipped forms with records in plain memory, to try their rules and figures on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ruraldesk.definitions.evaluate import value_for
from ruraldesk.definitions.loader import load
from ruraldesk.definitions.model import Definitions, FormDef, Record, RuleDef, Value
from ruraldesk.definitions.plain import from_plain
from ruraldesk.definitions.rows import Row
from ruraldesk.definitions.validate import check_values
from ruraldesk.errors import Problem
from ruraldesk.texts.numbers import phrase
from tests.definitions.memory_ledgers import MemoryLedgers

FORMS = Path(__file__).parents[2] / "forms"
DAY = date(2023, 11, 16)  # of the source bulletin
VILLAGE = "410726104201"

# What a project answers before it may be approved.
READY = {
    "name": "村内巷道硬化",
    "category": "infrastructure",
    "content": "硬化巷道",
    "estimate": "100",
    "performance_target": "受益 612 户",
    "benefit_mechanism": "务工",
}


@cache
def shipped() -> Definitions:
    """Return the definitions that the program ships, read once for all tests."""
    return load(FORMS)


def worded(key: str, value: str) -> str:
    """Return how a figure of the program words a value in its base unit."""
    figure = shipped().figures[key]
    places = figure.places if figure.wording == "exact" else None
    return phrase(
        Decimal(value),
        figure.unit,
        figure.wording,  # type: ignore[arg-type]
        figure.place,
        figure.shown_in,
        places,
    )


class Office:
    """Records by ledger; what is said about one is computed over all."""

    def __init__(self, as_of: date = DAY) -> None:
        self.as_of = as_of
        self.records: dict[str, list[Record]] = {key: [] for key in shipped().forms}
        self._ids = iter(range(1, 10**6))

    def add(self, form: str, **answers: Any) -> Record:
        """Keep a record with these answers (as in JSON; lists of mappings are lines)."""
        record = self._made(shipped().form(form), answers)
        self.records[form].append(record)
        return record

    def example(self, form: str, **answers: Any) -> Record:
        """Keep the form's example, with these answers instead of its own."""
        example = shipped().form(form).example
        assert example is not None
        made = self._made(shipped().form(form), answers)
        record = replace(
            made,
            uuid=made.uuid if "uuid" in answers else example.uuid,
            values={**example.values, **made.values},
            lines={**example.lines, **made.lines},
        )
        self.records[form].append(record)
        return record

    def refusals(self, form: str, record: Record, before: Record | None = None) -> list[Problem]:
        """Return what keeps the record from being saved, seen by itself."""
        ledgers = MemoryLedgers(self.records)
        return check_values(
            shipped().form(form), record, ledgers=ledgers, as_of=self.as_of, before=before
        )

    def broken(self, form: str, record: Record) -> dict[str, str]:
        """Return the rules that the record breaks, with their levels."""
        return {
            rule.key: str(rule.level)
            for rule, row in self._rules(shipped().form(form), record)
            if (rule.when is None or value_for(rule.when, row) is True)
            and value_for(rule.check, row) is False
        }

    def computed(self, form: str, record: Record, key: str) -> Value:
        """Return a computed field of the record."""
        expression = shipped().form(form).field(key).expression
        assert expression is not None
        return value_for(expression, self._row(record))

    def figure(self, key: str) -> Value:
        """Return a figure over all records."""
        return value_for(shipped().figures[key].value, self._row(Record(values={})))

    def shown(self, form: str, view: str) -> list[Record]:
        """Return the records that a saved view shows."""
        where = next(one for one in shipped().form(form).views if one.key == view).where
        assert where is not None
        return [one for one in self.records[form] if value_for(where, self._row(one)) is True]

    def _rules(self, form: FormDef, record: Record) -> Iterator[tuple[RuleDef, Row]]:
        row = self._row(record)
        yield from ((rule, row) for rule in form.rules)
        if form.states is not None:
            stage = record[form.states.field]
            state = form.states.state(stage if isinstance(stage, str) else None)
            yield from ((rule, row) for rule in (state.rules if state else ()))
        for line in form.lines:
            for one in record.lines.get(line.key, ()):
                yield from ((rule, row.near(one, row, None)) for rule in line.rules)

    def _row(self, record: Record) -> Row:
        return Row(record, MemoryLedgers(self.records), self.as_of)

    def _made(self, form: FormDef, answers: Mapping[str, Any]) -> Record:
        lines = {line.key: line for line in form.lines}
        values = {
            key: from_plain(form.field(key), plain)
            for key, plain in answers.items()
            if key not in lines and key != "uuid"
        }
        made = {
            key: tuple(self._made(line, one) for one in answers[key])
            for key, line in lines.items()
            if key in answers
        }
        number = next(self._ids)
        uuid = answers.get("uuid", f"00000000-0000-4000-8000-{number:012}")
        return Record(values=values, lines=made, uuid=uuid, id=number)


def household(office: Office, head: str = "李满仓", **answers: Any) -> str:
    """Keep a household of the first village with its head; return its UUID."""
    person = office.add("person", unit=VILLAGE, name=head).uuid
    return office.add("household", unit=VILLAGE, head=person, **answers).uuid
