"""The cadres of one town, as raw records: who they are by chance, how many of each kind exactly.

What must hold stands in `cadres.toml`: seats, education by age, who left, who is yet to come. The
records have the shape that `families.py` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from ruraldesk.services.sample.lives import Lives
from ruraldesk.services.sample.people import FEMALE, MALE, People, Person, some_day
from ruraldesk.services.sample.service import Service, Services
from ruraldesk.services.sample.sources import Raw, Sources
from ruraldesk.services.sample.towns import Town

WOMENS_CHAIR = "women_chair"
LEADERS = frozenset({"dual", "secretary", "director"})
_LITTLE_SCHOOLING = frozenset({"junior", "primary"})
_LEADERS_BORN_UNTIL = date(1991, 12, 31)
_MEMBERS_OUTSIDE_THE_BRANCH = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """One seat in the committees of a village, with the posts of who sits there."""

    village: Raw
    number: int
    posts: tuple[str, ...]
    key: str  # "黄寺村/dual", by which cadres.toml speaks of it

    @property
    def leads(self) -> bool:
        return self.posts[0] in LEADERS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profile:
    """An education, and the days between which who has it was born."""

    education: str
    young: bool
    first: date
    last: date

    @property
    def leads(self) -> bool:
        """Whether such a person may lead a village."""
        return self.education not in _LITTLE_SCHOOLING and self.first <= _LEADERS_BORN_UNTIL


class Cadres:
    """Makes the roster of a town."""

    def __init__(self, data: Sources, town: Town, people: People, chance: Random) -> None:
        """Make persons with `people`."""
        self._data = data.cadres
        self._town_name: str = data.town["name"]
        self._villages = {one["name"]: one for one in town.villages}
        self._people, self._chance = people, chance
        self._services = Services(data.cadres, chance)
        self._lives = Lives(data, town, chance)
        self._joined: dict[str, date] = {one["seat"]: one["on"] for one in self._data["joined"]}
        self._leaving = {one["seat"]: one for one in self._data["leaving"]}
        self._probation = {one["seat"]: one["joined"] for one in self._data["probationary"]}

    def rows(self) -> list[Raw]:
        """Return all: in office first, then those who left, are to come, or are the town's."""
        in_office = list(self._in_office())
        self._lives.reward(in_office)
        return [
            *in_office,
            *(self._past_or_future(one) for one in self._data["left"]),
            *(self._past_or_future(one) for one in self._data["later"]),
            *(self._of_town(one) for one in self._data["town_cadre"]),
        ]

    def _in_office(self) -> Iterator[dict[str, Any]]:
        seats = list(self._seats())
        women = self._women(seats)
        for seat, profile in zip(seats, self._dealt(seats), strict=True):
            person = self._person(seat, profile, FEMALE if seat.key in women else MALE)
            row = self._lives.row(
                person, seat.village, profile.education, self._service(seat, person)
            )
            yield {"ref": f"{seat.village['name']}/{seat.number}", **row}

    def _seats(self) -> Iterator[_Seat]:
        """Yield the seats of all villages; the second of two like ones is told by its number."""
        for village in self._villages.values():
            met: set[str] = set()
            for number, posts in enumerate(self._data["teams"][village["team"]], start=1):
                main, *others = posts.split("+")
                key = f"{village['name']}/{main}{number if main in met else ''}"
                met.add(main)
                yield _Seat(village=village, number=number, posts=(main, *others), key=key)

    def _women(self, seats: Sequence[_Seat]) -> set[str]:
        """Choose where women sit: chairs of the women, and others up to the number asked for."""
        chairs = {seat.key for seat in seats if WOMENS_CHAIR in seat.posts}
        others = [
            seat.key
            for seat in seats
            if seat.key not in chairs and seat.key not in self._data["named"] and not seat.leads
        ]
        return chairs | set(self._chance.sample(others, self._data["women"] - len(chairs)))

    def _dealt(self, seats: Sequence[_Seat]) -> list[_Profile]:
        """Deal education and age out by chance, to each seat such as fit it."""
        dealt = list(self._profiles("young", "old"))
        self._chance.shuffle(dealt)
        for place, seat in enumerate(seats):
            if not self._fits(dealt[place], seat):
                other = next(
                    other
                    for other, profile in enumerate(dealt)
                    if self._fits(profile, seat) and self._fits(dealt[place], seats[other])
                )
                dealt[place], dealt[other] = dealt[other], dealt[place]
        return dealt

    def _fits(self, profile: _Profile, seat: _Seat) -> bool:
        """Say whether such a person may sit there: leaders are schooled, newcomers are young."""
        if seat.key in self._joined and not profile.young:
            return False
        return profile.leads or not seat.leads

    def _profiles(self, *ages: str) -> Iterator[_Profile]:
        """Yield education and age of all in office (K000-09), as often as they are there."""
        for row in self._data["education"]:
            for age in (age for age in ages if age in row):
                first, last = row[age]["born"]
                for _ in range(row[age]["count"]):
                    yield _Profile(
                        education=row["level"], young=age == "young", first=first, last=last
                    )

    def _person(self, seat: _Seat, profile: _Profile, sex: str) -> Person:
        last = min(profile.last, _LEADERS_BORN_UNTIL) if seat.leads else profile.last
        return self._people.person(
            seat.village["name"],
            seat.village["clans"],
            sex,
            some_day(self._chance, profile.first, last),
            self._data["named"].get(seat.key),
        )

    def _service(self, seat: _Seat, person: Person) -> Service:
        in_branch = any(
            self._services.posts[post].branch for post in seat.posts if post in self._services.posts
        )
        member = in_branch or self._chance.random() < _MEMBERS_OUTSIDE_THE_BRANCH
        service = self._services.in_office(
            person, seat.posts, since=self._joined.get(seat.key), member=member
        )
        if seat.key in self._leaving:
            one = self._leaving[seat.key]
            service = service.ending(one["on"], one["reason"])
        if seat.key in self._probation:
            service = service.on_probation(self._probation[seat.key])
        return service

    def _past_or_future(self, one: Raw) -> Raw:
        """Return somebody who left office, or will come into it."""
        village = self._villages[one["village"]]
        profile = next(
            found for found in self._profiles(one["age"]) if found.education == one["education"]
        )
        person = self._people.person(
            village["name"],
            village["clans"],
            MALE,
            some_day(self._chance, profile.first, profile.last),
        )
        row = self._lives.row(
            person, village, one["education"], self._services.one_term(person, one)
        )
        return {"ref": f"{one['village']}/{one['post']}/{one['on']}", **row}

    def _of_town(self, one: Raw) -> Raw:
        """Return one of the town's or county's own."""
        person = self._people.person(self._town_name, "", one["sex"], one["born"], one["name"])
        appointment = {"level": one["level"], "post": one["post"], "started_on": one["on"]}
        if "posted" in one:
            appointment["posted_unit"] = one["posted"]
        joined = date(one["born"].year + 22, 6, 28)
        service = Service(
            appointments=(appointment,),
            status="party_member",
            joined_party_on=joined,
            full_member_on=joined.replace(year=joined.year + 1),
        )
        village = {"name": self._town_name, "shown": f"{self._town_name}机关"}
        row = self._lives.row(person, village, one["education"], service)
        return {"ref": f"{self._town_name}/{one['name']}", **row, "duties": one["duties"]}


def serving(rows: Sequence[Raw], first: date, last: date) -> list[Raw]:
    """Return those who held an office of a village from `first` to `last`, as a pool."""
    return [
        {key: row[key] for key in ("ref", "name", "unit")}
        for row in rows
        if any(
            "level" not in line
            and line["started_on"] <= first
            and ("ended_on" not in line or line["ended_on"] > last)
            for line in row["appointments"]
        )
    ]
