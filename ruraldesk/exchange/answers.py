"""What a unit answers to comments: one part of the package that it makes next.

The part is written when a month is closed, so that it is in the archive, and the same however
often the package is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from ruraldesk.exchange.described import canonical, read_json
from ruraldesk.texts.clean import find_control

ANSWERS = "answers.json"
FORMAT = 1
LONGEST_TEXT = 4000  # characters of a comment, or of an answer
LONGEST_WORD = 200  # characters of names, keys, UUIDs and times


class BadAnswers(ValueError):
    """A part that no program of ours wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered to a comment."""

    comment: str  # its UUID
    text: str
    time: str  # ISO time
    operator: str


def answers_content(answers: Iterable[Answer]) -> bytes:
    """Return the part that holds `answers`; the same ones make the same bytes."""
    said = sorted((asdict(one) for one in answers), key=lambda one: one["comment"])
    return canonical({"format": FORMAT, "answers": said})


def read_answers(content: bytes) -> tuple[Answer, ...]:
    """Return the answers that a part holds.

    Raises:
        BadAnswers: it is damaged, or says what cannot be.
    """
    try:
        answers = tuple(Answer(**one) for one in read_json(content)["answers"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadAnswers(str(error)) from error
    if not all(_is_possible(one) for one in answers) or answers_content(answers) != content:
        raise BadAnswers("not as this program writes it")
    return answers


def is_said(text: object) -> bool:
    """Say whether something is what a person could have written: a comment, an answer, or ""."""
    return isinstance(text, str) and len(text) <= LONGEST_TEXT and find_control(text) is None


def is_word(text: object) -> bool:
    """Say whether something is a text as short as a name, which shows as what it is."""
    return isinstance(text, str) and len(text) <= LONGEST_WORD and find_control(text) is None


def _is_possible(one: Answer) -> bool:
    return is_said(one.text) and all(map(is_word, (one.comment, one.time, one.operator)))
