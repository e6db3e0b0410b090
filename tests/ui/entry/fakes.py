"""What the editors ask, answered from memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ruraldesk.definitions.model import Choice, ChoiceList, FieldDef
from ruraldesk.errors import UserError


@dataclass(frozen=True)
class Person:
    """A record that may be referred to."""

    uuid: str
    name: str
    detail: str = ""


WANG = Person("11111111-1111-4111-8111-111111111111", "王建设", "村主任")
CHEN = Person("22222222-2222-4222-8222-222222222222", "陈文书", "村文书")

UNITS = [
    ("410726104000", "王楼镇"),
    ("410726104201", "黄寺村"),
    ("410726104202", "吴杏庄"),
    ("410726104203", "前王楼村"),
]


class FakeSources:
    """People by the first letters of their names; units; lists that can be added to."""

    def __init__(self) -> None:
        self.people = {"wjs": WANG, "cws": CHEN}
        self.searches: list[str] = []
        self.added: dict[str, list[Choice]] = {}
        self.refusal: UserError | None = None
        self.files: dict[str, Path] = {}

    def find(self, form_key: str, text: str, limit: int = 30) -> Sequence[Person]:
        self.searches.append(text)
        return [one for key, one in self.people.items() if key.startswith(text) or text in one.name]

    def units(self) -> Sequence[tuple[str, str]]:
        return UNITS

    def current(self, field: FieldDef) -> FieldDef:
        if field.choices is None:
            return field
        more = [
            one
            for one in self.added.get(field.choices.key, [])
            if one.code not in field.choices.codes()
        ]
        grown = replace(field.choices, items=(*field.choices.items, *more))
        return replace(field, choices=grown)

    def add_choice(self, list_key: str, label: str) -> Choice:
        if self.refusal is not None:
            raise self.refusal
        made = Choice(code=f"own_{len(self.added)}", label=label)
        self.added.setdefault(list_key, []).append(made)
        return made

    def add_file(self, path: Path) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.files[path.name] = path
        return path.name

    def file_path(self, name: str) -> Path:
        return self.files.get(name, Path(name))


FIXED = ChoiceList(
    key="sex",
    title="性别",
    items=(Choice(code="male", label="男"), Choice(code="female", label="女")),
    extensible=False,
)
CATEGORIES = ChoiceList(
    key="category",
    title="项目类别",
    items=(
        Choice(code="infrastructure", label="基础设施", aliases=("基建",)),
        Choice(code="industry", label="产业发展"),
        Choice(code="employment", label="就业项目"),
        Choice(code="education", label="教育", retired=True),
    ),
)
