"""What the home page's definition may say."""

from pathlib import Path

from ruraldesk.definitions.faults import Fault
from ruraldesk.definitions.home import CardDef, NoteDef
from ruraldesk.definitions.loader import faults_of, load
from tests.definitions.builders import write_forms

FIGURES = """
[[figure]]
key = "wells"
label = "机井"
value = "count(well)"
by = ["kind"]
[[figure]]
key = "cost"
label = "造价"
value = "sum(well.cost)"
by = ["kind"]
[[figure]]
key = "deepest"
label = "最深"
value = "max_of(well.cost)"
"""

WELL = """
placed = false
[[field]]
key = "kind"
type = "text"
label = "种类"
[[field]]
key = "cost"
type = "money"
label = "造价"
"""

CHART = """
[[chart]]
key = "costs"
title = "造价"
by = "kind"
series = [{{ figure = "cost" }}, {{ figure = "{below}", look = "below" }}]
"""


def home_folder(folder: Path, text: str) -> Path:
    write_forms(folder, ledgers={"well": WELL}, figures=FIGURES)
    (folder / "home.toml").write_text(text, encoding="utf-8")
    return folder


def faults_of_home(folder: Path, text: str) -> tuple[Fault, ...]:
    return faults_of(home_folder(folder, text))


def test_cards_and_chart_are_read(tmp_path: Path) -> None:
    text = (
        '[[card]]\nfigure = "wells"\nnote = [{ figure = "cost", label = "共" }]\n'
        + CHART.format(below="wells")
    )
    home = load(home_folder(tmp_path, text)).home
    assert home.cards == (CardDef(figure="wells", notes=(NoteDef(figure="cost", label="共"),)),)
    [chart] = home.charts
    assert chart.by == "kind"
    assert [one.look for one in chart.series] == ["main", "below"]
    assert chart.main.figure == "cost"


def test_a_folder_without_a_home_page_has_an_empty_one(tmp_path: Path) -> None:
    home = load(write_forms(tmp_path, ledgers={"well": WELL}, figures=FIGURES)).home
    assert home.cards == ()
    assert home.charts == ()


def test_a_figure_that_does_not_exist_is_named_with_the_nearest(tmp_path: Path) -> None:
    (fault,) = faults_of_home(tmp_path, '[[card]]\nfigure = "well"\n')
    assert fault.nearest == "wells"


def test_all_faults_of_a_card_and_a_chart_are_told_at_once(tmp_path: Path) -> None:
    text = (
        '[[card]]\nfigure = "wells"\nnote = [{ figure = "costs", label = "共" }]\ncolour = "red"\n'
    )
    faults = faults_of_home(tmp_path, text + CHART.format(below="deepest"))
    assert len(faults) == 3
    assert all(fault.file == "home.toml" for fault in faults)


def test_a_chart_needs_one_main_series(tmp_path: Path) -> None:
    text = CHART.format(below="wells").replace(
        '{ figure = "cost" }', '{ figure = "wells", look = "behind" }'
    )
    (fault,) = faults_of_home(tmp_path, text)
    assert "chart[1]" in fault.place


def test_a_key_of_a_chart_is_there_once(tmp_path: Path) -> None:
    (fault,) = faults_of_home(tmp_path, CHART.format(below="wells") * 2)
    assert fault.place.startswith("chart[2]")


def test_a_group_orders_its_ledgers(tmp_path: Path) -> None:
    groups = '[[group]]\nkey = "main"\ntitle = "常用"\nledgers = ["well", "pump"]\n'
    ledgers = dict.fromkeys(("apple", "pump", "well"), WELL)
    assert list(load(write_forms(tmp_path, ledgers=ledgers, groups=groups)).forms) == [
        "well",
        "pump",
        "apple",
    ]


def test_a_group_that_orders_a_ledger_it_does_not_hold_is_at_fault(tmp_path: Path) -> None:
    groups = '[[group]]\nkey = "main"\ntitle = "常用"\nledgers = ["wel"]\n'
    (fault,) = faults_of(write_forms(tmp_path, ledgers={"well": WELL}, groups=groups))
    assert fault.nearest == "well"
