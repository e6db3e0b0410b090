"""Packs as the window shows them: put together from records, opened again, written once more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.exchange.pack import read_pack
from ruraldesk.services import pack_board, packs
from ruraldesk.services.pack_carrying import (
    Draft,
    PackFileLost,
    content_of,
    hand_over,
    pack_file,
    write_pack_of,
)
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.services.pack_forms import FormFiles, single_files
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, TOWN
from tests.services.packing import TARGET, TARGET_PATH, TASK, TASK_PATH, sent, town, village
from tests.services.small_program import (
    PATROL,
    PATROL_PATH,
    WEATHER,
    WELL_PATH,
    use_small_program,
    well,
)
from tests.store.village import add


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """The town's book with a task for everybody, one for a village, and a target."""
    use_small_program(tmp_path / "program", monkeypatch)
    with town(tmp_path) as book:
        add(book, "unit", code=HUANGSI, name="黄寺村")
        packs.install(book, sent(book, tmp_path, forms={TASK_PATH: TASK, TARGET_PATH: TARGET}).path)
        add(book, "task", name="大扫除", unit=TOWN)
        add(book, "task", name="栽树", unit=HUANGSI)
        yield book


def uuid_of(book: Book, form: str, name: str) -> str:
    return next(one.uuid for one in book.records.find(form) if name in one.values.values())


def drafted(book: Book, *names: str, **how: object) -> Draft:
    chosen = {"task": [uuid_of(book, "task", one) for one in names]} if names else {}
    return Draft(title="十二月", chosen=chosen, **how)  # type: ignore[arg-type]


def test_records_that_were_ticked_go_down_and_no_others(office: Book, tmp_path: Path) -> None:
    made = write_pack_of(office, content_of(office, drafted(office, "栽树")))

    with village(tmp_path) as clerk:
        packs.install(clerk, made.path)
        assert [one["name"] for one in clerk.records.find("task")] == ["栽树"]


def test_the_last_look_tells_what_changes_and_for_whom_each_record_is(office: Book) -> None:
    files = FormFiles(files={WELL_PATH: well(WEATHER).encode()})
    content = content_of(
        office, drafted(office, "大扫除", "栽树", forms=files, settings={"due_day": "8"})
    )

    seen = pack_board.to_be_sent(office, content)

    assert [one.message for one in seen.changes] == [
        "“机井台账”：新增“天气”。",
        "报送期限：次月 8 日前。",
    ]
    assert {(one.name, one.unit) for one in seen.rows} == {("大扫除", ""), ("栽树", "黄寺村")}


def test_a_reference_to_what_does_not_go_along_is_told_before_the_villages_refuse_it(
    office: Book,
) -> None:
    add(office, "target", unit=TOWN, task=uuid_of(office, "task", "大扫除"))
    target = [one.uuid for one in office.records.find("target")]

    with pytest.raises(PackRefused) as refused:
        content_of(office, Draft(title="目标", chosen={"target": target}))
    both = {"target": target, "task": [uuid_of(office, "task", "大扫除")]}
    content = content_of(office, Draft(title="目标", chosen=both))

    assert "“任务”不随包下发" in refused.value.problems[1].message
    assert content.problems == ()


def test_a_pack_is_opened_again_and_says_what_it_changed(office: Book, tmp_path: Path) -> None:
    made = write_pack_of(
        office,
        content_of(
            office,
            drafted(office, "栽树", forms=FormFiles(files={PATROL_PATH: PATROL.encode()})),
        ),
    )
    with village(tmp_path) as clerk:
        packs.install(clerk, made.path)
        [line] = pack_board.board(clerk).received
        told = pack_board.story(clerk, line.pack)

    assert line.contents == "3 个表单（巡河记录，目标 …），记录 1 条"
    assert "新增台账“巡河记录”" in "".join(one.message for one in told.changes)
    assert [one.name for one in told.rows] == ["栽树"]


def test_the_office_sees_whether_its_own_book_has_the_pack(office: Book) -> None:
    forms = FormFiles(files={PATROL_PATH: PATROL.encode()})
    made = write_pack_of(office, content_of(office, drafted(office, forms=forms)))
    assert [one.here for one in pack_board.board(office).made] == [False, True]
    assert pack_board.board(office).waiting == 1

    packs.install(office, made.path)

    assert [one.here for one in pack_board.board(office).made] == [True, True]
    assert pack_board.board(office).received == ()


def test_the_file_of_a_pack_is_found_and_copied_again_until_it_is_lost(
    office: Book, tmp_path: Path
) -> None:
    made = write_pack_of(office, content_of(office, drafted(office, "栽树")))
    (made.path.parent / "别的.rdk").write_bytes(b"?")
    place = tmp_path / "另一处"
    place.mkdir()

    assert hand_over(office, made.pack, place) == ()
    assert read_pack(place / made.path.name).sha256 == made.pack.sha256

    made.path.unlink()
    with pytest.raises(PackFileLost, match="重新做一个下发包"):
        pack_file(office, made.pack)


def test_single_files_go_where_the_program_has_them_or_where_they_belong(
    office: Book, tmp_path: Path
) -> None:
    (tmp_path / "well.toml").write_text(well(WEATHER), encoding="utf-8")
    patrol = f'group = "water"\n{PATROL}'
    (tmp_path / "巡河.toml").write_text(patrol, encoding="utf-8")
    lists = '[[list]]\nkey = "colours"\ntitle = "颜色"\n'
    (tmp_path / "colours.toml").write_text(lists, encoding="utf-8")
    (tmp_path / "杂.toml").write_text("x = 1", encoding="utf-8")
    names = ("well.toml", "巡河.toml", "colours.toml", "杂.toml")

    found = single_files([tmp_path / one for one in names])

    assert set(found.files) == {
        WELL_PATH,
        "ledgers/water/river_patrol.toml",
        "choices/colours.toml",
    }
    assert ["杂.toml" in one.message for one in found.problems] == [True]
