"""What several ledgers share: parts, taken in by name, overruled by the ledger's own words."""

from pathlib import Path

from ruraldesk.definitions.loader import faults_of, load
from tests.definitions.builders import write_forms

CASE = """
[[section]]
key = "case"
title = "办理"

[[field]]
key = "reported_on"
type = "date"
label = "登记日期"
section = "case"

[[field]]
key = "closed_on"
type = "date"
label = "办结日期"
section = "case"

[[rule]]
key = "closed_after_reported"
check = "closed_on >= reported_on"
message = "办结日期 {closed_on} 早于登记日期 {reported_on}。"
field = "closed_on"

[[view]]
key = "open"
title = "未办结"
where = "closed_on == None"
"""
APPEAL = """
parts = ["case"]

[[section]]
key = "basic"
title = "诉求"

[[field]]
key = "content"
type = "text"
label = "诉求内容"
section = "basic"
"""
FOUND_ON = """
[[field]]
key = "reported_on"
type = "date"
label = "发现日期"
section = "basic"
"""


def forms_with(folder: Path, part: str, ledger: str) -> Path:
    made = write_forms(folder / "forms", ledgers={"appeal": ledger})
    (made / "parts").mkdir()
    (made / "parts" / "case.toml").write_text(part, encoding="utf-8")
    return made


def test_a_ledger_has_its_own_fields_first_and_then_its_parts(
    tmp_path: Path,
) -> None:
    form = load(forms_with(tmp_path, CASE, APPEAL)).form("appeal")
    assert [field.key for field in form.fields] == ["unit", "content", "reported_on", "closed_on"]
    assert [section.key for section in form.sections] == ["basic", "case"]
    assert [rule.key for rule in form.rules] == ["closed_after_reported"]
    assert [view.key for view in form.views] == ["open"]


def test_what_a_ledger_says_itself_replaces_the_part(tmp_path: Path) -> None:
    form = load(forms_with(tmp_path, CASE, APPEAL + FOUND_ON)).form("appeal")
    assert form.field("reported_on").label == "发现日期"
    assert [field.key for field in form.fields].count("reported_on") == 1


def test_a_fault_in_a_part_is_told_there_with_its_line(tmp_path: Path) -> None:
    wrong = CASE.replace('check = "closed_on >= reported_on"', 'check = "closed_on >= reported"')
    folder = forms_with(tmp_path, wrong, APPEAL)
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("parts/case.toml", 20)
    assert "reported_on" in fault.message


def test_an_unknown_part_and_what_a_part_cannot_hold_are_named(tmp_path: Path) -> None:
    folder = forms_with(tmp_path, 'title = "办件"\n' + CASE, APPEAL.replace('"case"', '"cases"'))
    found = {fault.file: fault for fault in faults_of(folder)}
    assert found["ledgers/main/appeal.toml"].nearest == "case"
    assert "title" in found["parts/case.toml"].message


def test_the_mechanisms_of_a_ledger_are_numbers_with_a_part_that_exists(tmp_path: Path) -> None:
    good = 'systems = ["16", "54 content"]\n' + APPEAL
    assert load(forms_with(tmp_path / "good", CASE, good)).form("appeal").systems == (
        "16",
        "54 content",
    )
    wrong = 'systems = ["诉求", "54 contents"]\n' + APPEAL
    folder = forms_with(tmp_path / "wrong", CASE, wrong)
    first, second = sorted(faults_of(folder), key=lambda fault: fault.nearest)
    assert "编号" in first.message
    assert second.nearest == "content"
