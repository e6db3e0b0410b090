"""The rest of a cadre's record: schooling, work before, pay, what was judged and learnt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Any

from ruraldesk.services.sample.people import FEMALE, Person
from ruraldesk.services.sample.service import Line, Service, first_post_on
from ruraldesk.services.sample.sources import Raw, Sources
from ruraldesk.services.sample.towns import Town

# The age at which an education usually ends, and how many years it takes.
_SCHOOL = {
    "primary": (13, 6),
    "junior": (16, 3),
    "senior": (19, 3),
    "vocational": (19, 3),
    "college": (22, 3),
    "bachelor": (23, 4),
    "postgraduate": (26, 3),
}
_GOOD = ("excellent", "competent")
_WORKS_FROM = 18  # years of age
_COLLEGES_GREW = 1985  # who was born since went there from school
_HIGHER = ("college", "bachelor", "postgraduate")
_DEGREES = {"bachelor": "bachelor", "postgraduate": "master"}


class Lives:
    """Makes up what a record says besides name and posts."""

    def __init__(self, data: Sources, town: Town, chance: Random) -> None:
        """Draw from names.toml and cadres.toml by chance."""
        self._names, self._data, self._as_of = data.names, data.cadres, data.as_of
        self._town, self._chance = town, chance
        self._cards = 0

    def row(self, person: Person, village: Raw, education: str, service: Service) -> dict[str, Any]:
        """Return the raw record of somebody who belongs to `village`, or to the town itself."""
        shown = village["shown"]
        row: dict[str, Any] = {
            "unit": village["name"],
            "name": person.name,
            "id_number": person.id_number,
            "sex": person.sex,
            "birth_date": person.born,
            "ethnicity": "hui" if person.name[0] in "马买" else "han",
            "native_place": self._pick(["河南延津"] * 12 + ["河南封丘", "河南原阳", "河南滑县"]),
            "health": self._pick(["healthy"] * 14 + ["average", "chronic"]),
            "phone": person.phone,
            "political_status": service.status,
            "appointments": service.appointments,
            **self._schooling(person, education),
        }
        if service.joined_party_on:
            row["joined_party_on"] = service.joined_party_on
            row["party_branch"] = f"{shown}党支部"
        if service.full_member_on:
            row["full_member_on"] = service.full_member_on
        if service.post:
            row |= self._in_village(person, village, education, service)
        row["assessments"] = list(self._assessments(service))
        row["trainings"] = list(self._trainings(service))
        return row

    def reward(self, rows: Sequence[dict[str, Any]]) -> None:
        """Give the day's rewards and blame to some in office who were judged well so far."""
        for raw in self._data["reward"]:
            line = {key: raw[key] for key in raw if key not in ("holders", "members")}
            open_to = [
                row
                for row in rows
                if row["appointments"][0]["started_on"] < raw["decided_on"]
                and (not raw.get("members") or row["political_status"] == "party_member")
                and "rewards" not in row
                and all(line["grade"] in _GOOD for line in row["assessments"])
            ]
            for row in self._chance.sample(open_to, raw["holders"]):
                row["rewards"] = [line]

    def _in_village(
        self, person: Person, village: Raw, education: str, service: Service
    ) -> dict[str, Any]:
        """Return what the roster asks about a village's own cadres."""
        assert service.post is not None
        self._cards += 1
        work = self._work(person, education)
        kinds = {work["kind"], *(("woman",) if person.sex == FEMALE else ())}
        left_school = _SCHOOL[education][0] if _is_young(person) else _SCHOOL["senior"][0]
        began = date(person.born.year + max(_WORKS_FROM, left_school), 9, 1)
        group = self._chance.randint(1, village["groups"])
        return {
            "address": f"{self._town.words['town']}{village['shown']}{group}组",
            "first_cadre_on": first_post_on(person, service, self._chance),
            "duties": self._pick(service.post.duties),
            "person_kinds": sorted(kinds - {"villager"} or {"villager"}),
            "joined_work_on": began,
            "monthly_pay": service.post.pay + 20 * self._chance.randint(0, 5),
            "pension": self._pick(["resident"] * 8 + ["flexible", "employee"]),
            "bank_card": f"410726{self._town.number:06}{self._cards:06}",
            "careers": list(self._careers(began, work, village["shown"], service)),
        }

    def _careers(self, began: date, work: Raw, shown: str, service: Service) -> Iterator[Line]:
        """Yield what somebody did before the first post; soldiers come home after some years."""
        words = {**self._town.words, "shown": shown}
        until: date = min(line["started_on"] for line in service.appointments)
        home = min(until, began.replace(year=began.year + work.get("years", 99)))
        farming = self._names["work"]["farming"]
        for first, last, one in ((began, home, work), (home, until, farming)):
            if first < last:
                line = {
                    "career_from": first,
                    "workplace": one["place"].format_map(words),
                    "job": one["job"],
                }
                yield {**line, "career_until": last} if last <= self._as_of else line

    def _work(self, person: Person, education: str) -> Raw:
        graduate: Raw = self._names["work"]["graduate"]
        if education in _HIGHER and _is_young(person):
            return graduate
        before: Sequence[Raw] = self._names["work"]["before"]
        return self._chance.choice(
            [one for one in before if one["kind"] != "veteran" or person.sex != FEMALE]
        )

    def _schooling(self, person: Person, education: str) -> dict[str, Any]:
        """Return the education: those of the higher ones by correspondence when not young."""
        school = self._pick(self._names["schools"][education])
        subjects = self._names["majors"].get(education)
        subject = self._pick(subjects) if subjects else ""
        row: dict[str, Any] = {"education": education, "school_major": f"{school}{subject}"}
        if education in _DEGREES:
            row["degree"] = _DEGREES[education]
        late = education in _HIGHER and not _is_young(person)
        studies = [self._study(person, education, school, subject, late=late)]
        if late:
            senior = self._pick(self._names["schools"]["senior"])
            studies.insert(0, self._study(person, "senior", senior, "", late=False))
        row["studies"] = studies
        return row

    def _study(
        self, person: Person, level: str, school: str, subject: str, *, late: bool
    ) -> dict[str, Any]:
        age, years = (self._chance.randint(32, 38), 3) if late else _SCHOOL[level]
        year = person.born.year + age
        line: dict[str, Any] = {
            "mode": "in_service" if late else "full_time",
            "study_level": level,
            "school": school,
            "entered_on": date(year - years, 9, 1),
            "graduated_on": date(year, 7, 1),
        }
        if subject:
            line["major"] = subject
        return line

    def _assessments(self, service: Service) -> Iterator[Line]:
        grades = self._data["grade"]
        shares = [grade["share"] for grade in grades]
        for raw in self._data["assessment"]:
            if service.post is None or not service.in_office(raw["until"]):
                continue
            grade = self._chance.choices(grades, shares)[0]
            low, high = grade["score"]
            line = {
                "assessment_year": raw["year"],
                "grade": grade["grade"],
                "score": f"{self._chance.randint(low * 2, high * 2) / 2}",
                "assessment_basis": raw["basis"],
            }
            if "consequence" in grade:
                line["consequence"] = grade["consequence"]
            yield line

    def _trainings(self, service: Service) -> Iterator[Line]:
        for raw in self._data["training"]:
            if service.in_office(raw["trained_on"]) and self._chance.randrange(100) < raw["share"]:
                yield {key: raw[key] for key in raw if key != "share"}

    def _pick(self, options: Sequence[Any]) -> Any:
        return self._chance.choice(options)


def _is_young(person: Person) -> bool:
    """Say whether somebody went to college after school; the older ones did beside their work."""
    return person.born.year >= _COLLEGES_GREW
