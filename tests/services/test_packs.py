"""Packs go down from a town to its villages: shown first, taken in whole or not at all, undone."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.pack import read_pack, write_pack
from ruraldesk.exchange.refusals import DamagedPackage, FileRefused, ForgedPackage
from ruraldesk.services import packs
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.identity import Standing, StrangeKey, identity_of, renew, standing
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.services.pack_making import make
from ruraldesk.store.book import Book
from ruraldesk.store.own_forms import own_files
from tests.services.office import DONGTUN, HUANGSI, TOWN, add
from tests.services.packing import (
    TARGET,
    TARGET_PATH,
    TASK,
    TASK_PATH,
    all_rows,
    sent,
    town,
    village,
)
from tests.services.small_program import (
    PATROL,
    PATROL_PATH,
    WEATHER,
    WELL_PATH,
    use_small_program,
    well,
)

X, Y = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
TASKS = {TASK_PATH: TASK, TARGET_PATH: TARGET}


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_small_program(tmp_path / "program", monkeypatch)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Book]:
    with town(tmp_path) as book:
        yield book


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Book]:
    with village(tmp_path) as book:
        yield book


def told(result: packs.PackResult) -> list[str]:
    return [change.message for change in result.changes]


def codes(result: packs.PackResult) -> list[str]:
    return [problem.code for problem in result.problems]


def test_a_preview_tells_field_by_field_what_would_change_and_changes_nothing(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    add(clerk, "well", name="东井", depth=30)
    before = all_rows(clerk)
    stricter = well(WEATHER).replace('label = "井深"', 'label = "深度"\nrequired = true')
    made = sent(office, tmp_path, forms={PATROL_PATH: PATROL, WELL_PATH: stricter})

    result = packs.preview(clerk, made.path)

    assert told(result)[:4] == [
        "新增台账“巡河记录”：所属单位、巡河日期、河流。",
        "“机井台账”：“井深”改称“深度”。",
        "“机井台账”：“深度”改为必填。",
        "“机井台账”：新增“天气”。",
    ]
    assert "river_patrol" not in clerk.definitions.forms
    assert all_rows(clerk) == before
    assert clerk.backups.list() == []
    assert packs.installed(clerk) == []
    assert own_files(clerk.paths) == {}
    assert standing(clerk, TOWN, identity_of(office).public) is Standing.NEW


def test_installing_makes_a_backup_first_and_the_ledger_can_be_kept(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    made = sent(office, tmp_path, forms={PATROL_PATH: PATROL}, settings={"due_day": "8"})

    result = packs.install(clerk, made.path, operator="陈文书")

    assert result.backup is not None
    assert clerk.settings["due_day"] == "8"
    add(clerk, "river_patrol", river="西柳青河", patrolled_on=date(2023, 11, 2))
    assert [one.operator for one in packs.installed(clerk)] == ["陈文书"]
    clerk.close()
    with open_book(clerk.path) as again:
        assert len(again.records.find("river_patrol")) == 1
        assert len(again.backups.list()) == 1


def test_what_a_pack_brings_is_the_offices_doing_and_no_clerks_undo_takes_it_back(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    made = sent(office, tmp_path, forms=TASKS, records={"task": [{"name": "栽树"}]})
    packs.install(clerk, made.path, operator="陈文书")

    [task] = clerk.records.find("task")

    assert task.changed_by == "王楼镇"
    assert [step.reason for step in clerk.journal.history("task", task.uuid)] == [
        "王楼镇第 1 号下发包"
    ]
    assert clerk.journal.can_undo("陈文书") == ""


def test_a_second_time_nothing_changes(office: Book, clerk: Book, tmp_path: Path) -> None:
    made = sent(office, tmp_path, forms=TASKS, records={"task": [{"uuid": X, "name": "栽树"}]})
    packs.install(clerk, made.path)
    before, head = all_rows(clerk), clerk.journal.head()

    result = packs.install(clerk, made.path)

    assert result.already
    assert result.backup is None
    assert (all_rows(clerk), clerk.journal.head()) == (before, head)


def test_the_offices_key_is_taken_in_and_another_one_is_refused_later(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    first = sent(office, tmp_path, settings={"due_day": "8"})
    result = packs.install(clerk, first.path)
    assert codes(result) == ["first_key"]
    assert standing(clerk, TOWN, identity_of(office).public) is Standing.KNOWN
    renew(office)
    second = sent(office, tmp_path, settings={"due_day": "9"})

    with pytest.raises(StrangeKey):
        packs.install(clerk, second.path)

    assert clerk.settings["due_day"] == "8"


def test_a_row_without_a_unit_is_every_villages_own_with_references_that_follow(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    records = {
        "target": [{"uuid": Y, "task": X, "amount": "3.50"}],
        "task": [{"uuid": X, "name": "栽树", "due_on": "2023-11-30"}],
    }
    made = sent(office, tmp_path, forms=TASKS, records=records)
    packs.install(clerk, made.path)
    packs.install(office, made.path)

    with village(tmp_path, DONGTUN) as other:
        packs.install(other, made.path)
        tasks = [book.records.find("task")[0] for book in (office, clerk, other)]
        targets = [book.records.find("target")[0] for book in (office, clerk, other)]

    assert [task["unit"] for task in tasks] == [TOWN, HUANGSI, DONGTUN]
    assert len({task.uuid for task in tasks}) == 3
    assert tasks[0].uuid == X
    assert [target["task"] for target in targets] == [task.uuid for task in tasks]


def test_a_row_of_a_unit_goes_to_that_unit_alone_and_keeps_its_uuid(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    for code, name in ((HUANGSI, "黄寺村"), (DONGTUN, "东屯村")):
        add(office, "unit", code=code, name=name)
    rows = [
        {"uuid": X, "name": "栽树", "unit": "黄寺村"},
        {"uuid": Y, "name": "修路", "unit": DONGTUN},
    ]
    made = sent(office, tmp_path, forms=TASKS, records={"task": rows})

    result = packs.install(clerk, made.path)

    assert [(row.uuid, row["unit"]) for row in clerk.records.find("task")] == [(X, HUANGSI)]
    assert result.records["task"].as_json() == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "left_out": 1,
    }


def test_what_the_village_entered_stays_when_the_office_changes_the_task(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    row = {"uuid": X, "unit": HUANGSI, "name": "栽树", "due_on": "2023-11-30", "done": False}
    first = sent(office, tmp_path, forms=TASKS, records={"task": [row]})
    packs.install(clerk, first.path)
    [task] = clerk.records.find("task")
    lines = {"steps": (Record(values={"step": "已栽 200 棵"}),)}
    clerk.records.save("task", replace(task, values={"done": True}, lines=lines))
    second = sent(office, tmp_path, records={"task": [{**row, "due_on": "2023-12-15"}]})

    result = packs.install(clerk, second.path)

    [task] = clerk.records.find("task")
    assert task["due_on"] == date(2023, 12, 15)
    assert task["done"] is True
    assert [step["step"] for step in task.lines["steps"]] == ["已栽 200 棵"]
    assert result.records["task"].changed == 1


def test_lines_of_the_office_and_of_the_village_stand_beside_each_other(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    row = {"uuid": X, "name": "栽树", "steps": [{"step": "整地"}, {"step": "挖坑"}]}
    packs.install(clerk, sent(office, tmp_path, forms=TASKS, records={"task": [row]}).path)
    [task] = clerk.records.find("task")
    first, second = task.lines["steps"]
    entered = (
        replace(first, values={"step": "整地（已完成）"}),
        second,
        Record(values={"step": "已栽 200 棵"}),
    )
    clerk.records.save("task", replace(task, lines={"steps": entered}))
    later = {**row, "steps": [{"step": "整地"}, {"step": "挖坑 300 个"}, {"step": "浇水"}]}

    packs.install(clerk, sent(office, tmp_path, records={"task": [later]}).path)

    [task] = clerk.records.find("task")
    steps = [step["step"] for step in task.lines["steps"]]
    assert steps == ["整地（已完成）", "挖坑 300 个", "已栽 200 棵", "浇水"]
    with village(tmp_path, DONGTUN) as other:
        packs.install(other, tmp_path / "pack1" / "王楼镇 第2号 下发包.rdk")
        [theirs] = other.records.find("task")
    assert not {step.uuid for step in theirs.lines["steps"]} & {
        step.uuid for step in task.lines["steps"]
    }


def test_a_village_three_packs_behind_gets_all_forms_with_the_last_and_is_told_of_the_gap(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    sent(office, tmp_path, forms={PATROL_PATH: PATROL}, settings={"due_day": "8"})
    sent(office, tmp_path, forms={PATROL_PATH: PATROL + WEATHER})
    sent(office, tmp_path, forms=TASKS)
    last = sent(office, tmp_path, records={"task": [{"name": "栽树"}]})

    result = packs.install(clerk, last.path)

    assert last.pack.number == 4
    assert "gap" in codes(result)
    [gap] = [one.message for one in result.problems if one.code == "gap"]
    assert "1、2、3" in gap
    assert clerk.definitions.form("river_patrol").find("weather") is not None
    assert clerk.settings["due_day"] == "8"
    assert len(clerk.records.find("task")) == 1


def test_an_older_pack_installed_late_takes_nothing_newer_away(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    row = {"uuid": X, "unit": HUANGSI, "name": "栽树"}
    first = sent(office, tmp_path, forms={**TASKS, PATROL_PATH: PATROL}, records={"task": [row]})
    second = sent(
        office,
        tmp_path,
        forms={PATROL_PATH: PATROL + WEATHER},
        records={"task": [{**row, "name": "栽树二百棵"}]},
    )
    packs.install(clerk, second.path)

    result = packs.install(clerk, first.path)

    assert "older" in codes(result)
    assert clerk.definitions.form("river_patrol").find("weather") is not None
    assert [task["name"] for task in clerk.records.find("task")] == ["栽树二百棵"]


def test_a_pack_that_rules_refuse_leaves_everything_as_it_was(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    add(clerk, "well", name="东井")
    before = all_rows(clerk)
    rows = [{"name": "栽树"}, {"name": "禁止"}]
    made = sent(office, tmp_path, forms=TASKS, records={"task": rows}, settings={"due_day": "8"})

    with pytest.raises(PackRefused, match="禁止") as refused:
        packs.install(clerk, made.path)

    assert "账本没有改动" in str(refused.value)
    assert "王楼镇" in str(refused.value)
    assert all_rows(clerk) == before
    assert "task" not in clerk.definitions.forms
    assert "due_day" not in clerk.settings
    assert own_files(clerk.paths) == {}
    assert packs.installed(clerk) == []
    clerk.close()
    with open_book(clerk.path) as again:
        assert "task" not in again.tables
        add(again, "well", name="西井")


def test_a_pack_of_another_office_is_refused(clerk: Book, tmp_path: Path) -> None:
    path = tmp_path / "别镇.rdb"
    with create_book(path, unit="410726105000", name="黄池镇", level="town") as stranger:
        made = sent(stranger, tmp_path, settings={"due_day": "8"})

    with pytest.raises(PackRefused, match="黄池镇") as refused:
        packs.install(clerk, made.path)

    assert refused.value.code == "wrong_office"


def test_a_pack_of_the_county_is_taken_and_the_towns_definitions_lie_over_it(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    path = tmp_path / "县.rdb"
    with create_book(path, unit="410726000000", name="延津县", level="county") as county:
        of_county = sent(county, tmp_path, forms={PATROL_PATH: PATROL})
    of_town = sent(office, tmp_path, forms={PATROL_PATH: PATROL + WEATHER})
    packs.install(clerk, of_town.path)

    packs.install(clerk, of_county.path)

    assert clerk.definitions.form("river_patrol").find("weather") is not None
    packs.uninstall(clerk, 1, unit=TOWN)
    assert clerk.definitions.form("river_patrol").find("weather") is None


def test_a_pack_for_a_newer_program_says_which_is_needed(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    made = sent(office, tmp_path, settings={"due_day": "8"})
    pack = read_pack(made.path)
    newer = replace(pack.manifest, needs="99.1")
    parts = {"settings.json": b'{"due_day":"8"}'}
    keys = next(one for one in newer.parts if one.name == "keys.json")
    newer = replace(newer, parts=tuple(one for one in newer.parts if one != keys))
    write_pack(made.path, newer, parts, identity_of(office))

    with pytest.raises(PackRefused, match=r"99\.1") as refused:
        packs.install(clerk, made.path)

    assert refused.value.code == "newer_program"


def test_a_damaged_and_a_forged_pack_are_refused(office: Book, clerk: Book, tmp_path: Path) -> None:
    made = sent(office, tmp_path, settings={"due_day": "8"})
    pack, whole = read_pack(made.path), made.path.read_bytes()
    made.path.write_bytes(whole[:60] + bytes([whole[60] ^ 1]) + whole[61:])
    with pytest.raises(DamagedPackage):
        packs.install(clerk, made.path)
    parts = {
        "settings.json": b'{"due_day":"8"}',
        "keys.json": b'{"%s":"%s"}' % (TOWN.encode(), pack.key.text.encode()),
    }
    write_pack(made.path, pack.manifest, parts, new_identity())
    with pytest.raises(ForgedPackage):
        packs.install(clerk, made.path)
    made.path.write_bytes(b"")
    with pytest.raises(FileRefused):
        packs.install(clerk, made.path)


def test_a_pack_whose_forms_do_not_fit_here_tells_every_fault(
    office: Book, clerk: Book, tmp_path: Path, program: Path
) -> None:
    looking = PATROL + (
        '[[field]]\nkey = "wells"\ntype = "computed"\nresult = "integer"\nlabel = "机井数"\n'
        'expression = "count(pump)"\n'
    )
    pump = well().replace('key = "well"', 'key = "pump"')
    own = tmp_path / "program" / "ledgers" / "main" / "pump.toml"
    own.write_text(pump, encoding="utf-8")  # the town's program has a ledger more
    made = sent(office, tmp_path, forms={PATROL_PATH: looking})
    own.unlink()

    with pytest.raises(PackRefused) as refused:
        packs.install(clerk, made.path)

    [first, fault, *_] = refused.value.problems
    assert first.message == str(refused.value)
    assert (fault.form, fault.code) == (PATROL_PATH, "definition")
    assert "wells" in fault.field
    assert own_files(clerk.paths) == {}


def test_a_field_never_changes_its_kind(office: Book, clerk: Book, tmp_path: Path) -> None:
    add(clerk, "well", name="东井", depth=30)
    text = well().replace('type = "integer"', 'type = "decimal"\nplaces = 1')

    with pytest.raises(PackRefused, match="井深"):
        sent(office, tmp_path, forms={WELL_PATH: text})

    with village(tmp_path, DONGTUN) as other:  # which never used the field so
        (own,) = [other.paths.forms / WELL_PATH]
        own.parent.mkdir(parents=True)
        own.write_text(well(WEATHER), encoding="utf-8")
    with open_book(other.path) as other:
        stranger = WEATHER.replace('"text"', '"integer"')
        made = sent(office, tmp_path, forms={WELL_PATH: well(stranger)})
        with pytest.raises(PackRefused, match="天气") as refused:
            packs.install(other, made.path)
        assert refused.value.code == "changed_fields"
        assert "王楼镇" in str(refused.value)


def test_a_pack_with_an_older_form_than_the_programs_is_refused(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    made = sent(office, tmp_path, forms={WELL_PATH: well(WEATHER)})
    newer = tmp_path / "program" / WELL_PATH
    newer.write_text(well().replace("version = 2", "version = 3"), encoding="utf-8")
    clerk.close()

    with open_book(clerk.path) as book, pytest.raises(PackRefused, match="机井") as refused:
        packs.install(book, made.path)

    assert refused.value.code == "older_forms"


def test_half_filled_entries_stay(office: Book, clerk: Book, tmp_path: Path) -> None:
    clerk.drafts.keep("well", "new", Record(values={"name": "半口井"}))
    made = sent(office, tmp_path, forms={WELL_PATH: well(WEATHER), **TASKS})

    packs.install(clerk, made.path)
    draft = clerk.drafts.get("well", "new")
    assert draft is not None
    assert draft.record["name"] == "半口井"

    clerk.drafts.keep("task", "new", Record(values={"name": "半件事"}))
    packs.uninstall(clerk, 1)
    packs.install(clerk, made.path)
    assert [one.record["name"] for one in clerk.drafts.all("task")] == ["半件事"]


def test_taking_a_pack_back_undoes_all_that_nobody_touched(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    add(clerk, "well", name="东井")
    before = all_rows(clerk)
    rows = [{"uuid": X, "unit": HUANGSI, "name": "栽树"}, {"uuid": Y, "name": "修路"}]
    first = sent(office, tmp_path, forms=TASKS)
    packs.install(clerk, first.path)
    made = sent(office, tmp_path, records={"task": rows}, settings={"due_day": "8"})
    packs.install(clerk, made.path)
    task = clerk.records.get("task", X)
    clerk.records.save("task", replace(task, values={"done": True}))

    tried = packs.uninstall(clerk, 2, dry_run=True)
    result = packs.uninstall(clerk, 2)

    assert packs.told(tried) == packs.told(result)
    assert "任务清单：1 条进回收站" in packs.told(tried)
    assert [row.uuid for row in clerk.records.find("task")] == [X]
    assert codes(result) == ["stays"]
    assert "due_day" not in clerk.settings
    assert [one.number for one in packs.installed(clerk)] == [1]
    packs.uninstall(clerk, 1)
    assert "task" not in clerk.definitions.forms
    assert own_files(clerk.paths) == {}
    assert all_rows(clerk) == before


def test_what_was_taken_back_can_be_installed_again_with_the_villages_entries(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    rows = [{"uuid": X, "unit": HUANGSI, "name": "栽树"}, {"uuid": Y, "name": "修路"}]
    made = sent(office, tmp_path, forms=TASKS, records={"task": rows})
    packs.install(clerk, made.path)
    task = clerk.records.get("task", X)
    clerk.records.save("task", replace(task, values={"done": True, "name": "栽树（村）"}))
    packs.uninstall(clerk, 1)

    packs.install(clerk, made.path)

    found = {row["name"]: row["done"] for row in clerk.records.find("task")}
    assert found == {"栽树（村）": True, "修路": None}
    assert [one.number for one in packs.installed(clerk)] == [1]


def test_a_changed_record_becomes_what_it_was(office: Book, clerk: Book, tmp_path: Path) -> None:
    row = {"uuid": X, "unit": HUANGSI, "name": "栽树", "due_on": "2023-11-30"}
    packs.install(clerk, sent(office, tmp_path, forms=TASKS, records={"task": [row]}).path)
    later = sent(office, tmp_path, records={"task": [{**row, "due_on": "2023-12-15"}]})
    packs.install(clerk, later.path)

    packs.uninstall(clerk, 2)
    assert clerk.records.get("task", X)["due_on"] == date(2023, 11, 30)

    packs.install(clerk, later.path)
    assert clerk.records.get("task", X)["due_on"] == date(2023, 12, 15)


def test_what_a_clerk_threw_away_does_not_come_back(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    row = {"uuid": X, "unit": HUANGSI, "name": "栽树"}
    packs.install(clerk, sent(office, tmp_path, forms=TASKS, records={"task": [row]}).path)
    task = clerk.records.get("task", X)
    clerk.records.delete("task", X, task.revision)

    result = packs.install(
        clerk, sent(office, tmp_path, records={"task": [{**row, "name": "栽树二百棵"}]}).path
    )

    assert clerk.records.find("task") == []
    assert result.records["task"].left_out == 1


def test_a_pack_that_is_not_installed_cannot_be_taken_back(clerk: Book) -> None:
    with pytest.raises(PackRefused, match="3") as refused:
        packs.uninstall(clerk, 3)

    assert refused.value.code == "unknown_pack"


def test_a_mended_pack_helps_a_book_whose_own_forms_have_faults(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    first = sent(office, tmp_path, forms={PATROL_PATH: PATROL})
    packs.install(clerk, first.path)
    add(clerk, "river_patrol", river="大沙河", patrolled_on=date(2023, 11, 2))
    clerk.close()
    file = clerk.paths.forms / PATROL_PATH
    file.write_text(PATROL.replace('"date"', '"dat"'), encoding="utf-8")
    second = sent(office, tmp_path, forms={PATROL_PATH: PATROL + WEATHER})

    with open_book(clerk.path, mending=True) as book:
        packs.install(book, second.path)

    with open_book(clerk.path) as book:
        assert book.because is None
        assert [row["river"] for row in book.records.find("river_patrol")] == ["大沙河"]


def test_a_setting_that_no_pack_may_set_is_left(office: Book, clerk: Book, tmp_path: Path) -> None:
    made = sent(office, tmp_path, settings={"operator": "别人", "due_day": "31"})

    result = packs.install(clerk, made.path)

    assert codes(result).count("setting") == 2
    assert "operator" not in clerk.settings


def test_what_the_office_entered_in_its_own_ledger_goes_down_without_typing_it_again(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    for code, name in ((HUANGSI, "黄寺村"), (DONGTUN, "东屯村")):
        add(office, "unit", code=code, name=name)
    packs.install(office, sent(office, tmp_path, forms=TASKS).path)
    add(office, "task", name="全镇大扫除", unit=TOWN)
    own = add(office, "task", name="栽树", unit=HUANGSI, due_on=date(2023, 11, 30))
    add(office, "task", name="修路", unit=DONGTUN)
    steps = {"steps": (Record(values={"step": "整地"}),)}
    office.records.save("task", replace(own, lines=steps))

    made = make(office, tmp_path, records={"task": None})
    result = packs.install(clerk, made.path)

    assert len(made.uuids["task"]) == 3
    assert result.records["task"].added == 2
    found = {row["name"]: row for row in clerk.records.find("task")}
    assert found["栽树"].uuid == own.uuid
    assert found["栽树"]["due_on"] == date(2023, 11, 30)
    assert [step["step"] for step in found["栽树"].lines["steps"]] == ["整地"]
    assert found["全镇大扫除"]["unit"] == HUANGSI
    assert packs.install(office, made.path).records["task"].unchanged == 3


def test_faults_are_told_when_the_pack_is_made(office: Book, tmp_path: Path) -> None:
    with pytest.raises(PackRefused) as refused:
        sent(office, tmp_path, forms={PATROL_PATH: PATROL.replace('"date"', '"dat"')})

    assert refused.value.problems[1].form == PATROL_PATH
    assert not list(tmp_path.rglob("*.rdk"))


def test_rows_that_nobody_could_take_are_told_when_the_pack_is_made(
    office: Book, tmp_path: Path
) -> None:
    rows = [{"name": "栽树", "colour": "绿"}, {"name": "修路", "due_on": "去年"}, {"name": ""}]

    with pytest.raises(PackRefused) as refused:
        sent(office, tmp_path, forms=TASKS, records={"task": rows})

    assert [one.row for one in refused.value.problems[1:]] == [1, 2]


def test_a_village_sends_nothing_down(clerk: Book, tmp_path: Path) -> None:
    with pytest.raises(PackRefused) as refused:
        make(clerk, tmp_path)

    assert refused.value.code == "no_units_below"


def test_what_is_no_definition_is_left_out_of_the_pack(office: Book, tmp_path: Path) -> None:
    folder = tmp_path / "表"
    (folder / "ledgers" / "main").mkdir(parents=True)
    (folder / PATROL_PATH).write_text(PATROL, encoding="utf-8")
    (folder / "说明.pdf").write_bytes(b"%PDF")

    made = make(office, tmp_path, folder=folder, title="巡河")

    assert made.path.name == "王楼镇 第1号 巡河.rdk"
    assert [(one.level, one.code) for one in made.problems] == [
        (Level.WARN, "left_out"),
        (Level.INFORM, "install_here"),
    ]
    assert list(read_pack(made.path).forms) == [PATROL_PATH]


@pytest.mark.parametrize("version", [2, 7])
def test_a_book_copied_without_its_folder_has_the_forms_of_its_packs_again(
    office: Book, clerk: Book, tmp_path: Path, version: int
) -> None:
    newer = well(WEATHER).replace("version = 2", f"version = {version}")
    made = sent(office, tmp_path, forms={WELL_PATH: newer, PATROL_PATH: PATROL})
    packs.install(clerk, made.path)
    add(clerk, "river_patrol", river="大沙河", patrolled_on=date(2023, 11, 2))
    clerk.close()
    other = tmp_path / "新电脑"
    other.mkdir()
    copied = Path(shutil.copyfile(clerk.path, other / clerk.path.name))

    with open_book(copied, read_only=True) as book:
        assert [row["river"] for row in book.records.find("river_patrol")] == ["大沙河"]
    with open_book(copied) as book:
        add(book, "well", name="东井", weather="晴")
        packs.uninstall(book, 1)
    with open_book(copied) as book:
        assert "river_patrol" not in book.definitions.forms


def test_a_pack_with_nothing_but_a_template_is_kept_too(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    made = sent(office, tmp_path, forms={"briefs/bulletin.txt": "{{ unit }}"})
    result = packs.install(clerk, made.path)
    assert [change.kind for change in result.changes] == ["brief", "key"]
    clerk.close()
    shutil.rmtree(clerk.paths.folder)

    with open_book(clerk.path) as book:
        assert list(own_files(book.paths)) == ["briefs/bulletin.txt"]


def test_a_choice_that_records_may_hold_never_vanishes(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    item = '[[list.item]]\ncode = "{0}"\nlabel = "{0}"\n'
    head = '[[list]]\nkey = "weathers"\ntitle = "天气"\n'
    path = "choices/weather.toml"
    both, one = (head + "".join(map(item.format, codes)) for codes in (["晴", "雨"], ["晴"]))
    both, one = (text.replace('code = "晴"', 'code = "sun"') for text in (both, one))
    both = both.replace('code = "雨"', 'code = "rain"')
    packs.install(office, sent(office, tmp_path, forms={path: both}).path)

    with pytest.raises(PackRefused, match="雨"):
        sent(office, tmp_path, forms={path: one})

    made = sent(
        office, tmp_path, forms={path: both.replace('label = "雨"', 'label = "雨"\nretired = true')}
    )
    assert told(packs.install(office, made.path)) == ["选项“天气”：不再提供雨。"]
