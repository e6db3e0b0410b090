"""What a cadre does in office: terms, posts, the party, as raw lines of the roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from ruraldesk.services.sample.people import Person, some_day
from ruraldesk.services.sample.sources import Raw

Line = Mapping[str, Any]

_GROWN_UP = 25  # years of age at which somebody may be elected
_STAYS = 0.62  # how likely it is that somebody sat in the term before as well
_SAME_POST = 0.5
_JOINS_AT = (19, 36)  # years of age between which members joined the party
_JOINED_UNTIL = 2019  # so that all are full members at the election of 2021
_PARTY_DAYS = ((6, 28), (7, 1), (11, 26), (12, 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of the village, as cadres.toml has it."""

    key: str
    branch: bool
    committee: bool
    pay: int
    duties: Sequence[str]
    before: Sequence[str]

    @classmethod
    def of(cls, key: str, raw: Raw) -> Post:
        """Return the post that `raw` describes."""
        return cls(
            key=key,
            branch=raw.get("branch", False),
            committee=raw.get("committee", False),
            pay=raw["pay"],
            duties=raw["duties"],
            before=raw["from"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Somebody's time in office, and their standing in the party."""

    appointments: tuple[Line, ...]
    status: str
    joined_party_on: date | None = None
    full_member_on: date | None = None
    post: Post | None = None  # what they do now; None for the town's own

    def ending(self, on: date, reason: str) -> Service:
        """Return the same with all running appointments ending on a day."""
        ended = tuple(
            line if "ended_on" in line else {**line, "ended_on": on, "end_reason": reason}
            for line in self.appointments
        )
        return replace(self, appointments=ended)

    def on_probation(self, since: date) -> Service:
        """Return the same as a probationary member of the party since a day."""
        return replace(self, status="probationary", joined_party_on=since, full_member_on=None)

    def in_office(self, day: date) -> bool:
        """Say whether one of the appointments is in force on a day."""
        return any(
            line["started_on"] <= day and ("ended_on" not in line or line["ended_on"] > day)
            for line in self.appointments
        )


@dataclass(slots=True)
class Services:
    """Makes up times in office."""

    data: Raw
    chance: Random
    posts: dict[str, Post] = field(init=False)

    def __post_init__(self) -> None:
        """Read the posts."""
        self.posts = {key: Post.of(key, raw) for key, raw in self.data["post"].items()}

    def in_office(
        self, person: Person, posts: Sequence[str], *, since: date | None, member: bool
    ) -> Service:
        """Return the time in office of somebody who holds `posts` now, the main one first.

        With `since` they came in during the term, and never before.
        """
        post = self.posts[posts[0]]
        joined = self._joined(person) if member else None
        term = self.data["term"][-1]
        now = list(_now(post, posts, term, since))
        past = () if since else self._past(person, post, now[0]["started_on"], joined)
        return self._service(person, (*past, *now), post, joined)

    def one_term(self, person: Person, one: Raw) -> Service:
        """Return the time of somebody who left office, or comes into it later (see `left`)."""
        post = self.posts[one["post"]]
        term = next(term for term in self.data["term"] if term["name"] == one["term"])
        line: dict[str, Any] = {"term": term["name"], "post": post.key}
        if "reason" in one:
            line |= {"started_on": _elected(post, term), "appointing_doc": _document(post, term)}
            line |= {"ended_on": one["on"], "end_reason": one["reason"]}
            line |= {"removing_doc": one["doc"]} if "doc" in one else {}
        else:
            line |= {"started_on": one["on"], "appointing_doc": one["doc"]}
        return self._service(person, (line,), post, self._joined(person) if post.branch else None)

    def _service(
        self, person: Person, lines: tuple[Line, ...], post: Post, joined: date | None
    ) -> Service:
        if joined is None:
            young = person.born.year >= 1996
            return Service(
                appointments=lines, status="league_member" if young else "masses", post=post
            )
        return Service(
            appointments=lines,
            status="party_member",
            joined_party_on=joined,
            full_member_on=joined.replace(year=joined.year + 1),
            post=post,
        )

    def _joined(self, person: Person) -> date:
        first, last = (person.born.year + years for years in _JOINS_AT)
        year = self.chance.randint(first, max(first, min(last, _JOINED_UNTIL)))
        return date(year, *self.chance.choice(_PARTY_DAYS))

    def _past(
        self, person: Person, post: Post, until: date, joined: date | None
    ) -> tuple[Line, ...]:
        """Return the terms before the present one, the first of them first."""
        lines: list[Line] = []
        later = post
        for term in reversed(self.data["term"][:-1]):
            if self.chance.random() >= _STAYS:
                break
            earlier = self._earlier(later, _elected(later, term), joined)
            if earlier is None:
                break
            start = _elected(earlier, term)
            if person.born.replace(year=person.born.year + _GROWN_UP, day=1) > start:
                break
            lines.append(
                {
                    "term": term["name"],
                    "post": earlier.key,
                    "started_on": start,
                    "appointing_doc": _document(earlier, term),
                    "ended_on": until,
                    "end_reason": "term_ended" if earlier is later else "transferred",
                }
            )
            later, until = earlier, start
        return tuple(reversed(lines))

    def _earlier(self, later: Post, day: date, joined: date | None) -> Post | None:
        """Return what somebody did before `later`; branch posts ask for a member of that day."""
        keys = [*later.before]
        if self.chance.random() < _SAME_POST:
            keys.insert(0, later.key)
        else:
            self.chance.shuffle(keys)
        for key in keys:
            post = self.posts[key]
            if not post.branch or (joined is not None and joined < day):
                return post
        return None


def _now(post: Post, posts: Sequence[str], term: Raw, since: date | None) -> Iterator[Line]:
    """Yield the appointments of the present term."""
    line: dict[str, Any] = {
        "term": term["name"],
        "post": post.key,
        "started_on": since or _elected(post, term),
        "appointing_doc": _document(post, term),
    }
    if post.key == "dual":
        line["dual_post"] = True
    if (post.branch and post.committee) or "committee_member" in posts[1:]:
        line["cross_post"] = True
    yield line
    for other in posts[1:]:
        yield {
            "term": term["name"],
            "post": other,
            "is_main": False,
            "started_on": since or term["committee"],
        }


def _elected(post: Post, term: Raw) -> date:
    """Return the day on which a term of the post began."""
    day: date = term["committee" if post.committee or not post.branch else "branch"]
    return day


def _document(post: Post, term: Raw) -> str:
    text: str = term["branch_doc" if post.branch else "committee_doc"]
    return text


def first_post_on(person: Person, service: Service, chance: Random) -> date:
    """Return when somebody first became a cadre: long before the terms on record for some."""
    first: date = min(line["started_on"] for line in service.appointments)
    if first.year > 2012 or chance.random() < 0.5:
        return first
    return some_day(chance, date(max(1990, person.born.year + _GROWN_UP), 1, 1), first)
