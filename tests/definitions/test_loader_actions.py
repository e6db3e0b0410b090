"""Steps from a record to a new entry elsewhere: what their definition may say."""

from pathlib import Path

import pytest

from tests.definitions.builders import faults_in, loaded

SCORE = """
[[field]]
key = "held_on"
type = "date"
label = "考评日期"
[[lines]]
key = "marks"
title = "扣分"
[[lines.field]]
key = "reason"
type = "text"
label = "事由"
[[lines.field]]
key = "points"
type = "decimal"
places = 2
label = "分数"
[[action]]
key = "rectify"
title = "转为整改"
form = "repair"
lines = "marks"
link = "score"
when = "points > 0"
[action.values]
problem = "reason"
found_on = "parent.held_on"
kind = '"tour"'
"""
REPAIR = """
[[field]]
key = "problem"
type = "text"
label = "问题"
[[field]]
key = "found_on"
type = "date"
label = "发现日期"
[[field]]
key = "kind"
type = "choice"
choices = "kinds"
label = "来源"
[[field]]
key = "score"
type = "reference"
form = "score"
label = "得分"
"""
CHOICES = """
[[list]]
key = "kinds"
title = "来源"
[[list.item]]
code = "tour"
label = "观摩"
"""


def test_a_step_names_the_new_entry_and_what_it_begins_with(tmp_path: Path) -> None:
    ledgers = {"score": SCORE, "repair": REPAIR}
    (action,) = loaded(tmp_path, ledgers=ledgers, choices=CHOICES).form("score").actions
    assert (action.form, action.link, action.lines) == ("repair", "score", "marks")
    assert {key: made.source for key, made in action.values} == {
        "problem": "reason",
        "found_on": "parent.held_on",
        "kind": '"tour"',
    }


@pytest.mark.parametrize(
    ("right", "wrong", "nearest"),
    [
        ('form = "repair"', 'form = "repairs"', "repair"),
        ('link = "score"', 'link = "scores"', "score"),
        ('lines = "marks"', 'lines = "mark"', "marks"),
        ('problem = "reason"', 'problems = "reason"', "problem"),
        ('problem = "reason"', 'problem = "reasons"', "reason"),
        ('problem = "reason"', 'problem = "points"', ""),
        ("kind = '\"tour\"'", "kind = '\"tours\"'", "tour"),
        ('when = "points > 0"', 'when = "point > 0"', "points"),
    ],
)
def test_what_is_wrong_with_a_step_is_told(
    tmp_path: Path, right: str, wrong: str, nearest: str
) -> None:
    ledgers = {"score": SCORE.replace(right, wrong), "repair": REPAIR}
    faults = faults_in(tmp_path, ledgers=ledgers, choices=CHOICES)
    assert faults
    assert nearest in {fault.nearest for fault in faults}


REGISTER = """
[[action]]
key = "register"
title = "登记得分"
form = "score"
sets = "score"
"""


def test_a_step_may_name_the_reference_that_then_means_the_new_record(tmp_path: Path) -> None:
    ledgers = {"score": SCORE, "repair": REPAIR + REGISTER}
    (action,) = loaded(tmp_path, ledgers=ledgers, choices=CHOICES).form("repair").actions
    assert (action.form, action.sets) == ("score", "score")


ROUND = """
[[field]]
key = "held_on"
type = "date"
label = "考评日期"
[[lines]]
key = "marks"
title = "扣分"
[[lines.field]]
key = "reason"
type = "text"
label = "事由"
[[lines.field]]
key = "points"
type = "integer"
label = "分数"
"""
COPY = """
[[action]]
key = "again"
title = "照样再评"
form = "round"
[action.copies]
marks = ["reason"]
"""


def test_a_step_may_take_lines_over_that_both_ledgers_have(tmp_path: Path) -> None:
    ledgers = {"score": SCORE + COPY, "repair": REPAIR, "round": ROUND}
    *_, action = loaded(tmp_path, ledgers=ledgers, choices=CHOICES).form("score").actions
    assert action.copies == (("marks", ("reason",)),)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("marks =", "mark ="),
        ('["reason"]', '["reasons"]'),
        ('["reason"]', '["points"]'),  # a decimal here, an integer there
        ('["reason"]', '["reason", "reason"]'),
        ('["reason"]', '"reason"'),
        ("[action.copies]", 'lines = "marks"\n[action.copies]'),
    ],
)
def test_what_is_wrong_with_lines_that_a_step_takes_over_is_told(
    tmp_path: Path, right: str, wrong: str
) -> None:
    ledgers = {"score": SCORE + COPY.replace(right, wrong), "repair": REPAIR, "round": ROUND}
    (fault,) = faults_in(tmp_path, ledgers=ledgers, choices=CHOICES)
    assert "copies" in fault.place


def test_a_step_sets_no_other_field_and_none_of_a_line(tmp_path: Path) -> None:
    ledgers = {"score": SCORE, "repair": REPAIR + REGISTER.replace('sets = "score"', "sets='kind'")}
    (fault,) = faults_in(tmp_path, ledgers=ledgers, choices=CHOICES)
    assert fault.place.endswith("sets")
    wrong = SCORE.replace('link = "score"', 'sets = "done"')
    wrong = wrong.replace(
        '[[lines]]\nkey = "marks"',
        '[[field]]\nkey = "done"\ntype = "reference"\nform = "repair"\nlabel = "整改"\n'
        '[[lines]]\nkey = "marks"',
    )
    ledgers = {"score": wrong, "repair": REPAIR}
    faults = faults_in(tmp_path / "line", ledgers=ledgers, choices=CHOICES)
    assert [fault.place.rpartition(".")[2] for fault in faults] == ["sets"]
