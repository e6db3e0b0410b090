"""One value in the wordings that official texts have for it."""

from datetime import date
from decimal import Decimal

import pytest

from ruraldesk.definitions.model import FigureDef
from ruraldesk.services.figures import as_json
from ruraldesk.services.wordings import BadWording, told_as, wordings
from ruraldesk.store.figures import FigureResult


def figure(unit: str, **more: str) -> FigureDef:
    return FigureDef(key="told", label="说法", value=None, unit=unit, **more)  # type: ignore[arg-type]  # of the definition only unit and wording matter


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("元", "2300000", ["230万元", "200余万元", "2300000元"]),
        ("人", "42000", ["4.2万人", "4万余人", "42000名"]),
        ("米", "12600", ["12.6公里", "1.26万米", "12600米"]),
        ("吨", "2632.00", ["2632吨", "2600余吨", "约2600吨"]),
        ("棵", "12635", ["12600余棵", "12600余株", "1.2万余株"]),
        ("%", "98.21", ["98.21%", "98.2%", "98%"]),
    ],
)
def test_a_value_is_told_as_texts_tell_it(unit: str, value: str, said: list[str]) -> None:
    assert set(said) <= set(wordings(figure(unit), Decimal(value), "—"))


def test_a_rank_is_told_in_either_numerals_and_never_as_a_count() -> None:
    rank = figure("名", wording="ordinal")
    assert wordings(rank, Decimal(33), "第三十三名") == ("第三十三名", "第33名")


@pytest.mark.parametrize(
    ("unit", "value", "asked", "said"),
    [
        ("棵", "159600", ("万棵", "", 0), "15.96万棵"),
        ("元", "13282600", ("万元", "余", 2), "1300余万元"),
        ("元", "13282600", ("万元", "多", 2), "1300多万元"),
        ("元", "489000000", ("亿元", "约", 2), "约4.9亿元"),
        ("人次", "26131", ("万人次", "多", 0), "2万多人次"),
        ("场次", "52", ("场", "余", 0), "50余场"),
        ("米", "3668", ("", "约", 3), "约3670米"),
        ("人", "20000", ("", "余", 0), "20000人"),
    ],
)
def test_a_value_is_said_as_it_is_asked_for(
    unit: str, value: str, asked: tuple[str, str, int], said: str
) -> None:
    assert told_as(figure(unit), Decimal(value), *asked) == said


@pytest.mark.parametrize(
    ("asked", "named"),
    [(("万元", "", 0), "不能用万元来说"), (("", "大约", 0), "余、多、约"), (("", "余", -1), "-1")],
)
def test_what_cannot_be_said_is_refused(asked: tuple[str, str, int], named: str) -> None:
    with pytest.raises(BadWording, match=named):
        told_as(figure("人"), Decimal(1200), *asked)


def test_nothing_is_a_dash_in_any_unit() -> None:
    assert told_as(figure("元"), None, "万元", "余", 1) == "—"


@pytest.mark.parametrize(("unit", "value"), [("亩", "5200"), ("元", "860000"), ("人", "0")])
def test_an_exact_number_is_never_called_more(unit: str, value: str) -> None:
    exact = [one for one in wordings(figure(unit), Decimal(value), "—") if value in one]
    assert exact
    assert not any("余" in one or "约" in one for one in exact)


def test_nearly_all_is_never_all() -> None:
    assert "100%" not in wordings(figure("%"), Decimal("99.97"), "99.97%")
    assert not any("约" in one for one in wordings(figure("%"), Decimal("98.21"), "98.21%"))


def test_the_figures_own_wording_comes_first_and_each_once() -> None:
    said = wordings(figure("人"), Decimal(160), "160人")
    assert said[0] == "160人"
    assert len(set(said)) == len(said)


def test_limits_frequencies_and_nothing_are_told_one_way() -> None:
    assert wordings(figure("次/周"), Decimal(1), "每周1次") == ("每周1次",)
    assert wordings(figure("元", bound="no_less"), Decimal(50000), "不少于5万元") == (
        "不少于5万元",
    )
    assert wordings(figure("人"), None, "—") == ("—",)


def test_the_command_line_prints_them() -> None:
    told = FigureResult(
        definition=figure("人"),
        as_of=date(2023, 11, 16),
        value=Decimal(160),
        text="160人",
        rows=160,
    )
    assert as_json(told)["wordings"][:2] == ["160人", "100余人"]
