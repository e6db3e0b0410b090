"""The page about packs: made in the wizard, carried, told again, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ruraldesk.services import packs
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.handing.packs_page import PacksPage
from ruraldesk.ui.handing.wizard import ABOUT, FORMS, LOOK, RECORDS, PackWizard
from ruraldesk.ui.session import Session
from tests.services.office import HUANGSI, TOWN
from tests.services.packing import TASK, TASK_PATH, sent, town, village
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
    """A town that keeps tasks."""
    use_small_program(tmp_path / "program", monkeypatch)
    with town(tmp_path) as book:
        add(book, "unit", code=HUANGSI, name="黄寺村")
        packs.install(book, sent(book, tmp_path, forms={TASK_PATH: TASK}).path)
        add(book, "task", name="大扫除", unit=TOWN)
        add(book, "task", name="栽树", unit=HUANGSI)
        yield book
        jobs.stop_all()


def page_of(qtbot: QtBot, book: Book) -> PacksPage:
    page = PacksPage(Session(book))
    qtbot.addWidget(page)
    page.resize(1154, 688)
    with qtbot.waitSignal(page.loaded):
        page.show()
    return page


def wizard_of(qtbot: QtBot, page: PacksPage) -> PackWizard:
    wizard = page.make_pack()
    with qtbot.waitSignal(wizard.records.listed):
        pass
    return wizard


def test_a_pack_is_made_step_by_step(qtbot: QtBot, office: Book, tmp_path: Path) -> None:
    page = page_of(qtbot, office)
    wizard = wizard_of(qtbot, page)

    wizard.act()
    assert wizard.step() == ABOUT
    assert wizard.problem.text() == "请写标题，下级单位好认。"
    wizard.title.setText("十二月")
    wizard.act()
    assert wizard.step() == FORMS
    (tmp_path / "river_patrol.toml").write_text(f'group = "main"\n{PATROL}', encoding="utf-8")
    with qtbot.waitSignal(wizard.forms.checked):
        wizard.forms.add(tmp_path / "river_patrol.toml")
    assert "新增台账“巡河记录”" in wizard.forms.told.toPlainText()
    wizard.act()
    assert wizard.step() == RECORDS
    for row in range(wizard.records.list.count()):
        item = wizard.records.list.item(row)
        if "栽树" in item.text():
            assert "只给黄寺村" in item.text()
            item.setCheckState(Qt.CheckState.Checked)
    assert wizard.records.count.text() == "已选：任务清单 1 条"
    with qtbot.waitSignal(wizard.stepped):
        wizard.act()
    assert wizard.step() == LOOK
    assert "栽树（只给黄寺村）" in wizard.story.toPlainText()
    assert wizard.holds_here()

    with qtbot.waitSignal(page.made) as made:
        wizard.act()

    file, here = made.args
    assert here
    assert file.parent == tmp_path / "下发"
    with village(tmp_path) as clerk:
        packs.install(clerk, file)
        assert [one["name"] for one in clerk.records.find("task")] == ["栽树"]


def test_faulty_forms_are_told_with_file_and_place_and_stop_the_wizard(
    qtbot: QtBot, office: Book, tmp_path: Path
) -> None:
    page = page_of(qtbot, office)
    wizard = wizard_of(qtbot, page)
    wizard.title.setText("坏表")
    wizard.go_to(FORMS)
    bad = tmp_path / "river_patrol.toml"
    bad.write_text('group = "main"\n' + PATROL.replace('"date"', '"dat"'), encoding="utf-8")

    with qtbot.waitSignal(wizard.forms.checked):
        wizard.forms.add(bad)
    wizard.act()

    assert wizard.step() == FORMS
    assert "river_patrol.toml" in wizard.forms.told.toPlainText()
    assert "请先改好表单" in wizard.problem.text()
    with qtbot.waitSignal(wizard.forms.checked):
        wizard.forms.away.click()
    wizard.act()
    assert wizard.step() == RECORDS
    wizard.act()
    assert "还没有选要下发的内容" in wizard.problem.text()
    wizard.reject()


def test_the_page_tells_each_pack_again_and_what_can_be_done_with_it(
    qtbot: QtBot, office: Book, tmp_path: Path
) -> None:
    sent(office, tmp_path, forms={PATROL_PATH: PATROL}, title="巡河")
    page = page_of(qtbot, office)
    with qtbot.waitSignal(page.told):
        page.table.choose(page.table.lines()[0].key)
        page.refresh()

    assert [one.cells[1] for one in page.table.lines()] == ["巡河", "第1号"]
    assert page.state.text() == "本账本未装入"
    assert "新增台账“巡河记录”" in page.story.toPlainText()
    assert page.carry.isVisible()
    assert page.here.isVisible()
    assert not page.back.isVisible()
    assert page.count.whole_text() == "已下发 2 个，最近一个还没有装入本账本"


def test_a_form_of_a_pack_that_hides_a_newer_one_of_the_program_is_told(
    qtbot: QtBot, office: Book, tmp_path: Path
) -> None:
    sent(office, tmp_path, forms={WELL_PATH: well(WEATHER)})
    assert page_of(qtbot, office).outdated.text() == ""
    newer = well(WEATHER.replace("weather", "pump").replace("天气", "水泵"))
    (tmp_path / "program" / WELL_PATH).write_text(newer, encoding="utf-8")
    told = page_of(qtbot, office).outdated.text()
    assert "机井台账" in told
    assert "水泵" in told


def test_a_pack_goes_onto_one_place_after_the_other(
    qtbot: QtBot, office: Book, tmp_path: Path
) -> None:
    page = page_of(qtbot, office)
    wizard = wizard_of(qtbot, page)
    wizard.title.setText("期限")
    wizard.due.setCurrentIndex(8)
    wizard.go_to(RECORDS)
    with qtbot.waitSignal(wizard.stepped):
        wizard.act()
    with qtbot.waitSignal(page.made):
        wizard.act()
    with qtbot.waitSignal(page.told):
        page.refresh()
    dialog = page.carry_pack()
    assert dialog is not None
    with qtbot.waitSignal(dialog.looked):
        pass
    for name in ("一", "二"):
        place = tmp_path / name
        place.mkdir()
        dialog.use_folder(place)
        with qtbot.waitSignal(dialog.written):
            dialog.act()
        assert len(list(place.glob("*.rdk"))) == 1
    dialog.reject()


def test_a_village_sees_what_came_and_asks_to_take_it_back(
    qtbot: QtBot, office: Book, tmp_path: Path
) -> None:
    file = sent(office, tmp_path, forms={PATROL_PATH: PATROL}, title="巡河").path
    with village(tmp_path) as clerk:
        empty = page_of(qtbot, clerk)
        assert not empty.new.isVisible()
        assert "U盘" in empty.empty.text()
        packs.install(clerk, file)
        with qtbot.waitSignal(empty.told):
            empty.refresh()
        assert empty.state.text() == "已装入"
        with qtbot.waitSignal(empty.back_wanted) as wanted:
            empty.back.click()
        assert wanted.args == [2, TOWN]
        jobs.stop_all()
