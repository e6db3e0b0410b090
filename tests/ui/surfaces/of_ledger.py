"""The dialogs over a ledger and its entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services import second_keying_places as twice
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.second_keying_places import Kind
from ruraldesk.ui.change_list import ChangeListDialog
from ruraldesk.ui.dialogs.history import HistoryDialog
from ruraldesk.ui.entry.comparison import ComparisonDialog
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.lines.paste_preview import PastePreview
from ruraldesk.ui.entry.lines.pasting import read_block
from ruraldesk.ui.entry.note_dialog import NoteDialog
from ruraldesk.ui.ledger.block_writing import Fault
from ruraldesk.ui.ledger.change_many import ChangeMany
from ruraldesk.ui.ledger.colours_dialog import ColoursDialog
from ruraldesk.ui.ledger.kept_views import TitleDialog
from ruraldesk.ui.ledger.pivot.dialog import PivotDialog
from ruraldesk.ui.ledger.refused_dialog import RefusedDialog
from ruraldesk.ui.photos.viewer import Viewer
from ruraldesk.ui.second_keying.choosing import ChoosingDialog
from ruraldesk.ui.second_keying.keying import KeyingDialog
from ruraldesk.ui.second_keying.result import ResultDialog
from tests.ui.surfaces.offices import VILLAGE_BOOK
from tests.ui.surfaces.shown import Dialog, Shown

_BLOCK = "混凝土路面\t320\t米\n排水沟\t十二\t米\n路灯\t18\t盏\n"


def _changed(record: Record, values: Mapping[str, Value]) -> Record:
    return replace(record, values={**record.values, **values})


def _comparison(shown: Shown) -> QWidget:
    base = shown.first("project")
    mine = _changed(base, {"name": "村内巷道硬化二期", "place": "黄寺村东头"})
    theirs = replace(
        _changed(base, {"place": "黄寺村西头", "keeper": "王建设"}),
        revision=base.revision + 1,
        changed_by="李会计",
        changed="2023-11-16T10:42:00+08:00",
    )
    return ComparisonDialog(shown.session.form("project"), base, mine, theirs, None)


def _note(shown: Shown) -> QWidget:
    project = shown.first("project").uuid
    page = shown.page("project")
    return NoteDialog(shown.book, "project", project, "name", page)


def _preview(shown: Shown) -> QWidget:
    page = shown.page("project")
    [outputs] = (one for one in page.form.lines if one.key == "outputs")
    door = Door(shown.book, "project")
    return PastePreview(read_block(_BLOCK, outputs.fields[:3], door), page)


def _refused(shown: Shown) -> QWidget:
    faults = [
        Fault(0, "paid_on", "2023-02-30", "没有这一天。请写成 2023-02-28 这样的日期。"),
        Fault(2, "amount", "三万五", "“三万五”不是数。请写成 35000 或 3.5万。"),
        Fault(
            5,
            "amount",
            "9000000",
            "拨付合计 9,000,000.00 元，多于这笔安排到位的 1,320,000.00 元。请核对。",
        ),
    ]
    return RefusedDialog(
        shown.page("payment"), "粘贴", faults, 4, ["右边多出的 2 列没有位置，略去了。"]
    )


def _pivot(shown: Shown) -> QWidget:
    return PivotDialog(shown.session, shown.session.form("project"), ListQuery(), "", None)


def _keying(shown: Shown) -> QWidget:
    page = shown.page("payment")
    hidden = twice.hidden_of(page.form, [Kind.AMOUNTS, Kind.NUMBERS])
    uuids = [one.uuid for one in shown.book.records.find("payment")]
    return KeyingDialog(page, uuids[5:9], hidden, "王支书")


def _viewer(shown: Shown) -> QWidget:
    photos = (one["papers"] for one in shown.book.records.find("project"))
    names = next(one for one in photos if one)
    assert isinstance(names, tuple)
    return Viewer(Door(shown.book, "project"), names, 0, None)


def _history(shown: Shown) -> QWidget:
    person = shown.first("person")
    for phone in ("13803730001", "13803730002"):
        person = shown.book.records.get("person", person.uuid)
        saved = shown.book.records.save(
            "person", _changed(person, {"phone": phone}), operator="李会计"
        )
        assert not saved.refused
    return HistoryDialog(shown.book, shown.session.form("person"), person.uuid)


def _title(shown: Shown) -> QWidget:
    return TitleDialog(shown.page("project"), "另存为视图", "在建项目", print)


DIALOGS = {
    "pivot": Dialog("ledger.pivot.dialog.PivotDialog", _pivot),
    "colours": Dialog(
        "ledger.colours_dialog.ColoursDialog",
        lambda shown: ColoursDialog(shown.book, shown.session.form("project")),
    ),
    "view_title": Dialog("ledger.kept_views.TitleDialog", _title),
    "change_many": Dialog(
        "ledger.change_many.ChangeMany", lambda shown: ChangeMany(shown.page("cadre"), 12)
    ),
    "refused": Dialog("ledger.refused_dialog.RefusedDialog", _refused),
    "moved": Dialog(
        "change_list.ChangeListDialog",
        lambda shown: ChangeListDialog(shown.session),
        office=VILLAGE_BOOK,
    ),
    "history": Dialog("dialogs.history.HistoryDialog", _history),
    "comparison": Dialog("entry.comparison.ComparisonDialog", _comparison),
    "note": Dialog("entry.note_dialog.NoteDialog", _note),
    "paste": Dialog("entry.lines.paste_preview.PastePreview", _preview),
    "photos": Dialog("photos.viewer.Viewer", _viewer),
    "keying_choice": Dialog(
        "second_keying.choosing.ChoosingDialog", lambda shown: ChoosingDialog(shown.page("payment"))
    ),
    "keying": Dialog("second_keying.keying.KeyingDialog", _keying),
    "keying_result": Dialog(
        "second_keying.result.ResultDialog",
        lambda shown: ResultDialog(shown.page("payment"), None),
    ),
}
