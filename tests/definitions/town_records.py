"""Random little ledgers of the town in `expression_forms`, with gaps and extremes everywhere."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from tests.definitions.expression_forms import town

CODES = ("610522101200", "610522101201", "610522102200")
TEXTS = ("渠", "渠道", "a", "B", "渠道整修")
IDS = ("61052219600229123X", "610522197811160021", "610522198013400011", "1", "61052221010101001x")
DATES = (date(2023, 11, 16), date(2024, 2, 29), date(1900, 1, 1), date(2100, 12, 31))
POOLS: Mapping[FieldType, Sequence[Value]] = {
    FieldType.MONTH: ("2023-11", "2023-12", "2022-01"),
    FieldType.YES_NO: (True, False),
    FieldType.DIVISION: CODES,
    FieldType.PERSON_ID: IDS,
    FieldType.FILES: (("a.jpg",), ("a.jpg", "乙.jpg")),
}
LIMITS = {
    FieldType.MONEY: 10**15 - 1,
    FieldType.INTEGER: 10**12,
    FieldType.YEAR: 2100,
}


class Records:
    """Makes records of one town; extreme ones when asked to."""

    def __init__(self, seed: int, *, extreme: bool) -> None:
        self._random = random.Random(seed)
        self._extreme = extreme
        self._ids = count(1)
        self._uuids: dict[str, list[str]] = {}

    def all(self) -> dict[str, list[Record]]:
        forms = town()
        for key in forms:
            size = self._random.randint(2, 5)
            self._uuids[key] = [f"{key}-{place}" for place in range(size)]
        found = {key: self._ledger(form) for key, form in forms.items()}
        for record, code in zip(found["unit"], CODES, strict=False):
            found["unit"][found["unit"].index(record)] = replace(
                record, values={**record.values, "code": code}
            )
        return found

    def _ledger(self, form: FormDef) -> list[Record]:
        return [
            replace(
                self._record(form),
                uuid=uuid,
                id=place,
                deleted=self._random.random() < 0.15,
                lines={line.key: self._lines(line) for line in form.lines},
            )
            for place, uuid in enumerate(self._uuids[form.key], start=1)
        ]

    def _lines(self, form: FormDef) -> tuple[Record, ...]:
        lines = []
        for _ in range(self._random.choice((0, 1, 2, 3))):
            number = next(self._ids)
            lines.append(replace(self._record(form), uuid=f"line-{number}", id=number))
        return tuple(lines)

    def _record(self, form: FormDef) -> Record:
        values = {
            field.key: self._value(field)
            for field in form.fields
            if field.stored and not (form.key == "unit" and field.key == "code")
        }
        return Record(values={key: value for key, value in values.items() if value is not None})

    def _value(self, field: FieldDef) -> Value:
        if self._random.random() < 0.25:
            return None
        match field.type:
            case FieldType.INTEGER | FieldType.YEAR:
                return self._whole(field)
            case FieldType.MONEY | FieldType.DECIMAL | FieldType.PERCENT:
                places = 2 if field.type is FieldType.MONEY else field.places
                return Decimal(self._whole(field)).scaleb(-places)
            case FieldType.DATE:
                near = date(2023, 11, 16) + timedelta(self._random.randint(-900, 900))
                return self._random.choice((*DATES, near, near))
            case FieldType.CHOICE | FieldType.CHOICES:
                return self._codes(field)
            case FieldType.REFERENCE:
                return self._random.choice(self._uuids[field.form])
        return self._random.choice(POOLS.get(field.type, TEXTS))

    def _codes(self, field: FieldDef) -> Value:
        assert field.choices is not None
        codes = field.choices.codes()
        if field.type is FieldType.CHOICE:
            return self._random.choice(codes)
        return self._random.choice((codes[:1], codes[1:], codes))

    def _whole(self, field: FieldDef) -> int:
        small = self._random.choice((0, 1, -1, 2, 3, 5, 50, 99, 100, 12345, -250))
        if not self._extreme or self._random.random() < 0.2:
            return small
        most = LIMITS.get(field.type, 10 ** (12 + field.places) - 1)
        large: int = self._random.choice((most, -most, most // 3))
        return large
