"""What the editors ask, answered from memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ruraldesk.definitions.model import Choice, ChoiceList, FieldDef, FormDef, Record, Value
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services.comments import Comment
from ruraldesk.services.entry import Review
from ruraldesk.services.filling import Meant
from ruraldesk.services.follow_ups import FollowUp
from ruraldesk.services.notes import Note
from ruraldesk.services.second_keying import Standing
from ruraldesk.services.usual import Usual
from ruraldesk.store.drafts import Draft
from ruraldesk.store.records import Saved
from ruraldesk.store.stale import StaleRevision
from ruraldesk.texts.translate import tr


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
        self.words: list[str] = []
        self.added: dict[str, list[Choice]] = {}
        self.refusal: UserError | None = None
        self.files: dict[str, Path] = {}
        self.subject = ""
        self.printed: list[tuple[tuple[str, ...], int]] = []
        self.ledgers: dict[str, str] = {}  # of which a new record may be begun, with their titles
        self.begun_as: list[tuple[str, str]] = []
        self.brings: dict[str, Meant] = {}  # what a chosen record fills, by its UUID

    def may_begin(self, form_key: str) -> str:
        return self.ledgers.get(form_key, "")

    def begin_new(self, form_key: str, text: str) -> None:
        self.begun_as.append((form_key, text))

    def find(self, form_key: str, text: str, limit: int = 30) -> Sequence[Person]:
        self.searches.append(text)
        return [one for key, one in self.people.items() if key.startswith(text) or text in one.name]

    def find_named(self, form_key: str, text: str, limit: int = 30) -> Sequence[Person]:
        return self.find(form_key, text, limit)

    def used(self, field: FieldDef) -> Sequence[str]:
        return self.words

    def brought(self, field: FieldDef, uuid: str) -> Meant | None:
        return self.brings.get(uuid)

    def asked_about(self, uuid: str) -> list[Comment]:
        return []

    def today(self) -> date:
        return date(2023, 11, 16)

    def verified(self, record: Record) -> Standing | None:
        return None

    def notes_on(self, uuid: str) -> list[Note]:
        return []

    def title_of(self, form_key: str) -> str:
        return {"person": "人员台账"}[form_key]

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

    def add_file(self, path: Path, *, whole: bool = False) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.files[path.name] = path
        return path.name

    def file_path(self, name: str) -> Path:
        return self.files.get(name, Path(name))

    def print_photos(self, names: Sequence[str], target: Path, per_page: int) -> int:
        self.printed.append((tuple(names), per_page))
        return 0


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


class FakeDoor(FakeSources):
    """One ledger in memory; what is wrong with a record is what the test says."""

    def __init__(self, form: FormDef) -> None:
        self.steps: list[FollowUp] = []
        super().__init__()
        self.form = form
        self.read_only = False
        self.records: dict[str, Record] = {}
        self.kept: dict[str, Draft] = {}
        self.judge: Callable[[Record], Sequence[Problem]] = lambda record: ()
        self.judge_on_saving: Callable[[Record], Sequence[Problem]] = lambda record: ()
        self.hidden: Callable[[Record], set[str]] = lambda record: set()
        self.computed: Callable[[Record], dict[str, Value]] = lambda record: {}
        self.reviews = 0
        self.is_usual: Usual | None = None

    def put(self, record: Record) -> Record:
        """Save without asking; return the record as it is kept."""
        kept = replace(
            record,
            uuid=record.uuid or f"{len(self.records) + 1:08}-0000-4000-8000-000000000000",
            revision=record.revision + 1,
            changed="2023-11-16T10:42:00+08:00",
            changed_by="陈文书",
        )
        self.records[kept.uuid] = kept
        return kept

    new_wanted = None

    def form_of(self, form_key: str) -> FormDef:
        return self.form

    def meant(self, field: FieldDef, values: dict[str, Value]) -> None:
        """Nobody is meant."""

    def follow_ups(self, record: Record) -> list[FollowUp]:
        return list(self.steps)

    def begin(self, record: Record, follow_up: FollowUp) -> Record:
        return Record(values={"name": f"{record['name']} · {follow_up.name}"})

    def blank(self) -> Record:
        return Record(values={"unit": "410726104000"}, names={"unit": "王楼镇"})

    def load(self, uuid: str) -> Record:
        return self.records[uuid]

    def usual(self) -> Usual | None:
        return self.is_usual

    def latest(self) -> Record | None:
        return list(self.records.values())[-1] if self.records else None

    def copy_of(self, uuid: str) -> Record:
        found = self.records[uuid]
        values = {key: value for key, value in found.values.items() if key != "code"}
        return Record(values=values, names=found.names)

    def review(self, record: Record) -> Review:
        self.reviews += 1
        missing = [
            Problem(
                message=tr("{place}: {sentence}").format(place=one.label, sentence="请填写。"),
                form=self.form.key,
                field=one.key,
                code="required",
            )
            for one in self.form.fields
            if one.required and record[one.key] is None
        ]
        return Review(
            problems=(*missing, *self.judge(record)),
            computed=self.computed(record),
            line_computed={},
            line_asked={},
            visible=frozenset(one.key for one in self.form.fields) - self.hidden(record),
            required=frozenset(one.key for one in self.form.fields if one.required),
        )

    def save(self, record: Record, reason: str = "") -> Saved:
        stored = self.records.get(record.uuid)
        if stored is not None and stored.revision != record.revision:
            raise StaleRevision(self.form, record, stored)
        problems = (*self.review(record).problems, *self.judge_on_saving(record))
        if any(one.level is Level.BLOCK for one in problems):
            return Saved(record=record, problems=problems)
        return Saved(record=self.put(record), problems=problems, before=stored)

    def delete(self, record: Record, reason: str = "") -> Saved:
        del self.records[record.uuid]
        return Saved(record=record)

    def restore(self, uuid: str, reason: str = "") -> Saved:
        return Saved(record=self.put(replace(self.records[uuid], deleted=False)))

    def drafts(self) -> list[Draft]:
        return list(self.kept.values())

    def keep_draft(self, key: str, record: Record) -> None:
        self.kept[key] = Draft(
            form=self.form.key, key=key, record=record, changed="2023-11-16T09:00:00+08:00"
        )

    def drop_draft(self, key: str) -> None:
        self.kept.pop(key, None)
