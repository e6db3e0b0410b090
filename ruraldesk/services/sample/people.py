"""Persons that nobody is: names in the fashion of their years, numbers that agree with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from ruraldesk.services.sample.sources import Raw

FEMALE = "female"
MALE = "male"

_PHONES = 8000  # 1990000xxxx, a range that no company gives out; the last 2000 are for offices
_SERIALS = 500  # digits 15 to 17 of a citizen number, even ones for women
_FIRST_SERIAL = 400  # those of living persons born in a county are mostly far lower
_FASHION_CHANGED = date(1979, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who somebody is."""

    name: str
    sex: str
    born: date
    id_number: str
    phone: str


class Numbers:
    """Citizen numbers and phones, each citizen number given once in a book."""

    def __init__(self, district: str) -> None:
        """Begin with none given; `district` is the first six digits."""
        self._district = district
        self._given: dict[tuple[date, str], int] = {}
        self._phones = count(100)

    def id_number(self, born: date, sex: str) -> str:
        """Return a number of somebody born then (GB 11643): the check digit is right.

        Raises:
            OverflowError: all numbers of that day are given.
        """
        from stdnum.cn import ric

        given = self._given.get((born, sex), 0)
        if given == _SERIALS:
            raise OverflowError(f"there are no more citizen numbers of {born}")
        self._given[born, sex] = given + 1
        serial = 2 * ((_FIRST_SERIAL + born.toordinal() % 100 + given) % _SERIALS) + (sex == MALE)
        digits = f"{self._district}{born:%Y%m%d}{serial:03}"
        check: str = ric.calc_check_digit(f"{digits}0")
        return f"{digits}{check}"

    def phone(self) -> str:
        """Return the next phone number; they begin anew when all are used."""
        return f"1990000{next(self._phones) % _PHONES:04}"


class People:
    """Makes up the persons of one town."""

    def __init__(self, names: Raw, numbers: Numbers, chance: Random) -> None:
        """Draw from `names` (see names.toml) by chance."""
        self._given = names["given"]
        self._surnames = list(names["surnames"])
        self._weights = list(names["surnames"].values())
        self._numbers, self._chance = numbers, chance
        self._taken: set[tuple[str, str]] = set()

    def person(
        self, place: str, clans: str, sex: str, born: date, name: str | None = None
    ) -> Person:
        """Return somebody of a village, where names are not given twice; `clans` abound there."""
        chosen = name or self._name(place, clans, sex, born)
        self._taken.add((place, chosen))
        return Person(
            name=chosen,
            sex=sex,
            born=born,
            id_number=self._numbers.id_number(born, sex),
            phone=self._numbers.phone(),
        )

    def _name(self, place: str, clans: str, sex: str, born: date) -> str:
        given: list[str] = self._given[sex]["old" if born < _FASHION_CHANGED else "young"]
        while True:
            if clans and self._chance.random() < 0.6:
                surname = self._chance.choice(clans)
            else:
                surname = self._chance.choices(self._surnames, self._weights)[0]
            name = surname + self._chance.choice(given)
            if (place, name) not in self._taken:
                return name


def some_day(chance: Random, first: date, last: date) -> date:
    """Return a day from `first` to `last`."""
    return first + timedelta(days=chance.randint(0, (last - first).days))
