"""Choices and references are found by typing Chinese, pinyin or initials."""

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import UserError
from ruraldesk.files import crash
from ruraldesk.ui.entry.editors import editor
from ruraldesk.ui.entry.editors.choices import ChoiceEditor, ChoicesEditor, YesNoEditor
from ruraldesk.ui.entry.editors.options import matching, options_of
from ruraldesk.ui.entry.editors.references import ReferenceEditor
from tests.ui.entry.fakes import CATEGORIES, CHEN, FIXED, WANG, FakeSources

ENTER, TAB, F4, ESC, DOWN = (
    *(Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F4),
    *(Qt.Key.Key_Escape, Qt.Key.Key_Down),
)
KIND = FieldDef(key="kind", type=FieldType.CHOICE, label="类别", choices=CATEGORIES)
KINDS = replace(KIND, type=FieldType.CHOICES)
SEX = FieldDef(key="sex", type=FieldType.CHOICE, label="性别", choices=FIXED)
HEAD = FieldDef(key="head", type=FieldType.REFERENCE, label="责任人", form="person")


@pytest.fixture
def kind(window: QWidget, sources: FakeSources) -> ChoiceEditor:
    return focused(ChoiceEditor(KIND, sources), window)


@pytest.fixture
def kinds(window: QWidget, sources: FakeSources) -> ChoicesEditor:
    return focused(ChoicesEditor(KINDS, sources), window)


@pytest.fixture
def head(window: QWidget, sources: FakeSources) -> ReferenceEditor:
    return focused(ReferenceEditor(HEAD, sources), window)


T = TypeVar("T", bound=QWidget)


def focused(made: T, window: QWidget) -> T:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    made.show()
    made.setFocus()
    return made


def labels(found: ChoiceEditor | ReferenceEditor) -> list[str]:
    return [option.label for option in found.shown_options()]


def paste(made: QWidget, text: str) -> None:
    """Put Chinese in as an input method does: as a whole."""
    assert isinstance(made, ChoiceEditor | ReferenceEditor)
    made.insert(text)
    made.textEdited.emit(made.text())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("jc", "基础设施"),
        ("jichu", "基础设施"),
        ("JY", "就业项目"),
        ("产业", "产业发展"),
        ("设施", "基础设施"),
        ("基建", "基础设施"),
        ("infra", "基础设施"),
    ],
)
def test_an_option_is_found(text: str, first: str) -> None:
    assert matching(options_of(CATEGORIES), text)[0].label == first


def test_retired_members_are_not_offered() -> None:
    assert "教育" not in [option.label for option in options_of(CATEGORIES)]


def test_typing_narrows_the_list_and_enter_takes_the_first(
    qtbot: QtBot, kind: ChoiceEditor
) -> None:
    qtbot.keyClicks(kind, "jy")
    assert labels(kind)[0] == "就业项目"
    with qtbot.waitSignal(kind.stepped):
        qtbot.keyClick(kind, ENTER)
    assert kind.value() == "employment"
    assert kind.text() == "就业项目"


def test_typed_chinese_narrows_the_list_too(qtbot: QtBot, kind: ChoiceEditor) -> None:
    paste(kind, "产业")
    qtbot.keyClick(kind, ENTER)
    assert kind.value() == "industry"


def test_tab_takes_what_was_looked_for(qtbot: QtBot, kind: ChoiceEditor) -> None:
    qtbot.keyClicks(kind, "jc")
    qtbot.keyClick(kind, TAB)
    assert kind.value() == "infrastructure"


def test_a_list_that_was_only_looked_at_changes_nothing(qtbot: QtBot, kind: ChoiceEditor) -> None:
    qtbot.keyClick(kind, F4)
    assert len(labels(kind)) == 4
    qtbot.keyClick(kind, TAB)
    assert kind.value() is None


def test_f4_arrow_and_enter_choose(qtbot: QtBot, kind: ChoiceEditor) -> None:
    qtbot.keyClick(kind, F4)
    qtbot.keyClick(kind, DOWN)
    qtbot.keyClick(kind, ENTER)
    assert kind.value() == "industry"


def test_escape_closes_the_list_and_keeps_what_was_typed(qtbot: QtBot, kind: ChoiceEditor) -> None:
    qtbot.keyClicks(kind, "j")
    qtbot.keyClick(kind, ESC)
    assert not kind.is_open()
    assert kind.text() == "j"


def test_an_unknown_word_is_refused_in_words_and_stays(qtbot: QtBot, kind: ChoiceEditor) -> None:
    paste(kind, "大棚")
    qtbot.keyClick(kind, ENTER)
    assert kind.text() == "大棚"
    with pytest.raises(BadValue, match="大棚"):
        kind.value()


def test_an_unknown_word_is_added_only_on_purpose(
    qtbot: QtBot, kind: ChoiceEditor, sources: FakeSources
) -> None:
    paste(kind, "大棚")
    assert labels(kind) == ["添加“大棚”"]
    assert kind.chosen() is None
    qtbot.keyClick(kind, DOWN)
    qtbot.keyClick(kind, ENTER)
    assert [one.label for one in sources.added["category"]] == ["大棚"]
    assert kind.value() == sources.added["category"][0].code

    again = editor(KIND, sources, kind.window())
    again.show_value(kind.value())
    assert again.typed() == "大棚"


def test_a_refused_addition_is_told_and_changes_nothing(
    qtbot: QtBot, kind: ChoiceEditor, sources: FakeSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(crash, "tell", told.append)
    sources.refusal = UserError("账本只读。")
    paste(kind, "大棚")
    qtbot.keyClick(kind, DOWN)
    qtbot.keyClick(kind, ENTER)
    assert told == ["账本只读。"]
    assert kind.text() == "大棚"


def test_a_fixed_list_offers_no_addition(
    qtbot: QtBot, window: QWidget, sources: FakeSources
) -> None:
    sex = focused(ChoiceEditor(SEX, sources), window)
    qtbot.keyClick(sex, F4)
    assert labels(sex) == ["男", "女"]


def test_leaving_takes_the_only_option_that_answers(qtbot: QtBot, kind: ChoiceEditor) -> None:
    paste(kind, "就业")
    kind.clearFocus()
    assert kind.value() == "employment"


def test_several_choices_are_taken_one_after_the_other(qtbot: QtBot, kinds: ChoicesEditor) -> None:
    moved: list[int] = []
    kinds.stepped.connect(moved.append)
    for word in ("jc", "jy"):
        qtbot.keyClicks(kinds, word)
        qtbot.keyClick(kinds, ENTER)
    assert moved == []
    assert kinds.value() == ("infrastructure", "employment")
    qtbot.keyClick(kinds, ENTER)
    assert moved == [1]
    kinds.clearFocus()
    assert kinds.text() == "基础设施、就业项目"


def test_a_choice_taken_twice_is_dropped(qtbot: QtBot, kinds: ChoicesEditor) -> None:
    for word in ("jc", "jy", "jc"):
        qtbot.keyClicks(kinds, word)
        qtbot.keyClick(kinds, ENTER)
    assert kinds.value() == ("employment",)


def test_in_the_whole_list_space_marks_and_escape_ends(qtbot: QtBot, kinds: ChoicesEditor) -> None:
    qtbot.keyClick(kinds, F4)
    for key in (Qt.Key.Key_Space, DOWN, Qt.Key.Key_Space):
        qtbot.keyClick(kinds, key)
    assert [option.checked for option in kinds.shown_options()[:3]] == [True, True, False]
    qtbot.keyClick(kinds, ESC)
    assert kinds.value() == ("infrastructure", "industry")


def test_yes_and_no_take_one_letter(qtbot: QtBot, window: QWidget) -> None:
    made = focused(YesNoEditor(FieldDef(key="open", type=FieldType.YES_NO, label="公示")), window)
    for letter, value in (("y", True), ("f", False), ("1", True), ("n", False)):
        made.put_typed("")
        qtbot.keyClicks(made, letter)
        qtbot.keyClick(made, ENTER)
        assert made.value() is value


def test_a_reference_is_searched_and_taken(
    qtbot: QtBot, head: ReferenceEditor, sources: FakeSources
) -> None:
    qtbot.keyClicks(head, "wj")
    qtbot.waitUntil(head.is_open)
    assert labels(head) == ["王建设"]
    qtbot.keyClick(head, ENTER)
    assert head.value() == WANG.uuid
    assert head.name() == "王建设"
    assert sources.searches == ["wj"]


def test_enter_before_the_answer_waits_for_it(qtbot: QtBot, head: ReferenceEditor) -> None:
    qtbot.keyClicks(head, "cws")
    with qtbot.waitSignal(head.stepped):
        qtbot.keyClick(head, ENTER)
    assert head.value() == CHEN.uuid


def test_a_name_that_is_not_chosen_is_no_value(qtbot: QtBot, head: ReferenceEditor) -> None:
    qtbot.keyClicks(head, "zz")
    qtbot.waitUntil(head.is_open)
    assert labels(head) == []
    head.clearFocus()
    with pytest.raises(BadValue, match="zz"):
        head.value()
    assert head.entered() == "zz"


def test_f4_shows_the_first_records(qtbot: QtBot, head: ReferenceEditor) -> None:
    qtbot.keyClick(head, F4)
    qtbot.waitUntil(head.is_open)
    assert labels(head) == ["王建设", "陈文书"]


def test_an_emptied_reference_is_no_reference(qtbot: QtBot, head: ReferenceEditor) -> None:
    head.show_value(WANG.uuid, "王建设")
    head.selectAll()
    qtbot.keyClick(head, Qt.Key.Key_Delete)
    assert head.value() is None


def test_looking_at_the_list_keeps_the_person_who_is_chosen(
    qtbot: QtBot, head: ReferenceEditor, sources: FakeSources
) -> None:
    head.show_value(CHEN.uuid, CHEN.name)
    qtbot.keyClick(head, F4)
    qtbot.waitUntil(lambda: bool(labels(head)))
    chosen = head.chosen()
    assert chosen is not None
    assert chosen.label == CHEN.name
    qtbot.keyClick(head, ENTER)
    assert head.value() == CHEN.uuid
    sources.people = {"wjs": WANG}  # the list does not reach as far as the one who is chosen
    qtbot.keyClick(head, F4)
    qtbot.waitUntil(lambda: bool(labels(head)))
    assert head.chosen() is None
    qtbot.keyClick(head, ENTER)
    assert head.value() == CHEN.uuid


def test_what_is_missing_is_offered_to_be_begun_where_that_may_be(
    qtbot: QtBot, head: ReferenceEditor, sources: FakeSources
) -> None:
    paste(head, "张三")
    qtbot.waitUntil(head.is_open)
    assert labels(head) == []
    sources.ledgers = {"person": "人员台账"}
    paste(head, "丰")
    qtbot.waitUntil(lambda: bool(labels(head)))
    assert labels(head) == ["新建“张三丰”…"]
    qtbot.keyClick(head, ENTER)
    assert sources.begun_as == [("person", "张三丰")]
    assert head.typed() == "张三丰"


def test_a_quick_enter_begins_nothing_by_itself(
    qtbot: QtBot, head: ReferenceEditor, sources: FakeSources
) -> None:
    sources.ledgers = {"person": "人员台账"}
    paste(head, "张三")
    qtbot.keyClick(head, ENTER)
    qtbot.waitUntil(lambda: bool(labels(head)))
    assert sources.begun_as == []
    qtbot.keyClick(head, ENTER)
    assert sources.begun_as == [("person", "张三")]
