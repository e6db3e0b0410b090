"""Files of definitions that are wrong as a whole, lists and figures, and all faults together."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.loader import faults_of, load
from tests.definitions.builders import faults_in, write_forms
from tests.definitions.small_forms import COLOURS, FIGURES, PAYMENT, PROJECT

NAME = '[[field]]\nkey = "name"\ntype = "text"\nlabel = "名称"\n'
AMOUNT = '[[field]]\nkey = "amount"\ntype = "money"\nlabel = "金额"\n'
WRONG = '[[field]]\nkey = "depth"\nlabel = "井深"\ntype = "tekst"\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('key = "well\ntitle = "x"', 1, "引号"),
        ('key = "well"\ntitle = 机井', 2, "引号"),
        ('key = "well"\nkey = "well"', 2, "重复"),
        ('key = "well"\n[[field]\nkey = "a"', 2, "方括号"),
        ('key = "well"\ntitle "x"', 2, "键 = 值"),
        ('key = "well"\ntitle = "x" y', 2, "多余"),
        ('key = "well"\nlist_columns = ["a",', 2, "配对"),
        ("key = 1.2.3", 1, ""),
        ("\x00", 1, ""),
    ],
)
def test_what_is_no_toml_is_told_with_line_and_column(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    folder = write_forms(tmp_path, ledgers={"good": NAME})
    path = folder / "ledgers" / "main" / "well.toml"
    path.write_bytes(text.encode())
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    (fault,) = faults_of(folder)
    assert fault.file == "ledgers/main/well.toml"
    assert fault.line in (line, line + 1)  # an unclosed text is noticed at the end of the file
    assert "TOML" in fault.message
    assert said in fault.message


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    folder = write_forms(tmp_path, ledgers={})
    (folder / "ledgers" / "main" / "gbk.toml").write_bytes('key = "机井"'.encode("gbk"))
    (folder / "ledgers" / "main" / "deep.toml").write_text("a = " + "[" * 5000, encoding="utf-8")
    (folder / "ledgers" / "main" / "huge.toml").write_bytes(b"#" * 4_000_001)
    (folder / "ledgers" / "main" / "folder.toml").mkdir()
    (folder / "stray.toml").write_text("", encoding="utf-8")
    found = {fault.file.rpartition("/")[2]: fault.message for fault in faults_of(folder)}
    assert set(found) == {"gbk.toml", "deep.toml", "huge.toml", "folder.toml", "stray.toml"}
    assert "UTF-8" in found["gbk.toml"]
    assert "ledgers/" in found["stray.toml"]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "没有")
    assert "没有" in fault.message


@pytest.mark.parametrize("content", ["", "x = 1", "key = 1", "[[field]]", 'field = "x"'])
def test_a_ledger_of_nonsense_is_a_fault_and_no_traceback(tmp_path: Path, content: str) -> None:
    folder = write_forms(tmp_path, ledgers={})
    path = folder / "ledgers" / "main" / "well.toml"
    path.write_text(content, encoding="utf-8")
    assert faults_of(folder)


def test_doubles_are_named(tmp_path: Path) -> None:
    text = f"{NAME}{NAME}{AMOUNT}" + '[[field]]\nkey = "b"\ntype = "text"\nlabel = "金额"\n'
    found = faults_in(tmp_path, ledgers={"well": text})
    assert [(fault.place, fault.line) for fault in found] == [
        ("field[2] name.key", 8),
        ("field[4] b.label", 18),
    ]


def test_a_ledger_that_is_there_twice_is_named(tmp_path: Path) -> None:
    folder = write_forms(tmp_path, ledgers={"well": NAME})
    text = (folder / "ledgers" / "main" / "well.toml").read_text(encoding="utf-8")
    (folder / "ledgers" / "well.toml").write_text('group = "main"\n' + text, encoding="utf-8")
    (fault,) = faults_of(folder)
    assert fault.file == "ledgers/well.toml"
    assert "重复" in fault.message


def test_a_file_is_called_like_its_ledger(tmp_path: Path) -> None:
    folder = write_forms(tmp_path, ledgers={"well": f'key = "wells"\ntitle = "x"\n{NAME}'})
    (fault,) = faults_of(folder)
    assert "wells.toml" in fault.message


CHOICE_FAULTS = [
    (
        'code = "a"\nlabel = "甲"\n[[list.item]]\ncode = "a"\nlabel = "乙"',
        "list[1] x.item[2] a.code",
    ),
    (
        'code = "a"\nlabel = "甲"\n[[list.item]]\ncode = "b"\nlabel = "甲"',
        "list[1] x.item[2] b.label",
    ),
    (
        'code = "a"\nlabel = "甲"\n[[list.item]]\ncode = "b"\nlabel = "乙"\naliases = ["甲"]',
        "list[1] x.item[2] b.aliases",
    ),
    ('code = "a|b"\nlabel = "甲"', "list[1] x.item[1] a|b.code"),
    ('code = "a;b"\nlabel = "甲"', "list[1] x.item[1] a;b.code"),
    ('code = "a"', "list[1] x.item[1] a.label"),
    ('code = "a"\nlabel = "甲"\nalias = ["x"]', "list[1] x.item[1] a.alias"),
    ('code = "a"\nlabel = "甲"\ncolour = "red"', "list[1] x.item[1] a.colour"),
]


@pytest.mark.parametrize(("items", "place"), CHOICE_FAULTS)
def test_members_that_could_not_be_told_apart_are_named(
    tmp_path: Path, items: str, place: str
) -> None:
    choices = f'[[list]]\nkey = "x"\ntitle = "X"\n[[list.item]]\n{items}\n'
    (fault,) = faults_in(tmp_path, ledgers={"well": NAME}, choices=choices)
    assert fault.place == place


def test_lists_that_are_wrong_as_a_whole_are_named(tmp_path: Path) -> None:
    item = '[[list.item]]\ncode = "a"\nlabel = "甲"\n'
    choices = (
        f'[[list]]\nkey = "x"\ntitle = "X"\n{item}'
        f'[[list]]\nkey = "x"\ntitle = "X"\n{item}'
        f'[[list]]\nkey = "Y"\ntitle = "Y"\n{item}'
        f'[[list]]\nkey = "z"\ntitle = "Z"\nordered = true\nextensible = true\n{item}'
        '[[list]]\nkey = "empty"\ntitle = "E"\n'
    )
    found = faults_in(tmp_path, ledgers={"well": NAME}, choices=choices)
    assert [fault.place for fault in found] == [
        "list[2] x.key",
        "list[3] Y.key",
        "list[4] z.extensible",
        "list[5] empty.item",
    ]


FIGURE_FAULTS = [
    ('value = "sum(payment.amount)"\nspan = "wek"', "span", ""),
    ('value = "sum(payment.amount)"\nspan = "yaer"', "span", "year"),
    ('value = "sum(payment.amount)"\nwording = "over"', "wording", ""),
    ('value = "sum(payment.amount)"\nwording = "per"\nunit = "元"', "wording", ""),
    ('value = "sum(payment.amount)"\nbound = "at_lest"', "bound", "at_least"),
    ('value = "sum(payment.amount)"\nwording = "over"\nplace = "50"', "place", ""),
    ('value = "sum(payment.amount)"\nplace = 100', "place", ""),
    ('value = "sum(payment.amount)"\nplaces = 7', "places", ""),
    ('value = "sum(payment.amount)"\nunit = "亩"\nshown_in = "平方米"', "shown_in", ""),
    ('value = "sum(payment.amount)"\nby = ["amuont"]', "by", "amount"),
    ('value = "1 + 1"\nby = ["amount"]', "by", ""),
    ('value = "sum(paymnt.amount)"', "value", "payment"),
    ('value = "zzz"', "value", ""),
    ('value = "as_of"', "value", ""),
    ('value = "sum(payment.amount)"\ntarget = "True"', "target", ""),
    ('value = "sum(payment.amount)"\nuntil = "True"', "until", ""),
    ('value = "sum(payment.amount)"\nby = ["unit"]\nuntil = "2"', "by", ""),
    ("unit = '元'", "value", ""),
]


@pytest.mark.parametrize(("lines", "key", "nearest"), FIGURE_FAULTS)
def test_a_wrong_figure_is_named_with_its_place(
    tmp_path: Path, lines: str, key: str, nearest: str
) -> None:
    (fault,) = faults_in(
        tmp_path,
        ledgers={"project": PROJECT, "payment": PAYMENT},
        choices=COLOURS,
        figures=f'[[figure]]\nkey = "f"\nlabel = "F"\n{lines}\n',
    )
    assert fault.place.split(", ")[0] == f"figure[1] f.{key}"
    assert fault.nearest == nearest


HOME = """
[[card]]
figure = "paid_total"

[[chart]]
key = "money"
title = "资金"
by = "project"
series = [{ figure = "paid_total" }, { figure = "paid_total", look = "below" }]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "place", "nearest"),
    [
        ('figure = "paid_total"', 'figure = "paid_totl"', "card[1].figure", "paid_total"),
        ('figure = "paid_total"', 'figur = "paid_total"', "card[1].figure", ""),
        ('[{ figure = "paid_total" }', '[{ figure = "planned" }', "chart[1]", ""),
        ('by = "project"', 'by = "unit"', "chart[1]", ""),
        ('by = "project"', 'by = "month(unit)"', "chart[1]", ""),
        ('look = "below"', 'look = "under"', "chart[1]", ""),
        ('look = "below"', 'look = "main"', "chart[1]", ""),
        ('title = "资金"', "title = 1", "chart[1]", ""),
        ('title = "资金"', 'title = "资金"\norder = "largst"', "chart[1]", "largest"),
        ("[[chart]]", "[chart]", "chart", ""),
    ],
)
def test_a_wrong_home_page_is_named_with_its_place(
    tmp_path: Path, right: str, wrong: str, place: str, nearest: str
) -> None:
    folder = write_forms(
        tmp_path,
        ledgers={"project": PROJECT, "payment": PAYMENT},
        choices=COLOURS,
        figures=FIGURES,
    )
    (folder / "home.toml").write_text(HOME, encoding="utf-8")
    assert load(folder).home.cards[0].figure == "paid_total"
    (folder / "home.toml").write_text(HOME.replace(right, wrong), encoding="utf-8")
    found = {fault.place.partition(" ")[0]: fault for fault in faults_of(folder)}
    assert found[place].nearest == nearest
    assert found[place].file == "home.toml"


def test_every_fault_of_every_file_comes_at_once(tmp_path: Path) -> None:
    folder = write_forms(
        tmp_path,
        groups='[[group]]\nkey = "main"\n',
        ledgers={
            "well": NAME + WRONG + '[[rule]]\nkey = "r"\ncheck = "x"\nmessage = "m"\n',
            "pump": "totals = ['a']\nsort = ['b']\n" + NAME,
            "pipe": "[[",
        },
        choices='[[list]]\nkey = "x"\n',
        figures='[[figure]]\nkey = "f"\n',
    )
    found = faults_of(folder)
    places = {(fault.file.rpartition("/")[2], fault.place.split(", ")[0]) for fault in found}
    assert places >= {
        ("groups.toml", "group[1] main.title"),
        ("well.toml", "field[2] depth.type"),
        ("well.toml", "rule[1] r.check"),
        ("pump.toml", "totals"),
        ("pump.toml", "sort"),
        ("choices.toml", "list[1] x.title"),
        ("choices.toml", "list[1] x.item"),
        ("figures.toml", "figure[1] f.label"),
        ("figures.toml", "figure[1] f.value"),
    }
    assert [fault.file for fault in found] == sorted(fault.file for fault in found)
    with pytest.raises(BadDefinitions, match="表单定义有"):
        raise BadDefinitions(folder, found)


def test_a_fault_reads_as_a_sentence_and_as_json(tmp_path: Path) -> None:
    (fault,) = faults_in(tmp_path, ledgers={"well": NAME + WRONG})
    assert str(fault).startswith("ledgers/main/well.toml 第 10 行 [field[2] depth.type]")
    assert "是不是“text”" in str(fault)
    assert fault.as_json() == {
        "file": "ledgers/main/well.toml",
        "line": 10,
        "place": "field[2] depth.type",
        "message": fault.message,
        "nearest": "text",
    }


TOML_VALUES = st.recursive(
    st.booleans().map(lambda flag: str(flag).lower())
    | st.integers(-(10**20), 10**20).map(str)
    | st.sampled_from(['""', '"name"', '"x == 1"', "1.5", "nan", "2023-01-01", "07:32:00"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]")
        | inner.map(lambda one: f"{{ key = {one} }}")
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("which", ["project", "payment", "choices", "figures"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_whatever_a_definition_says_ends_in_sentences(
    tmp_path: Path, which: str, data: st.DataObject
) -> None:
    texts = {"project": PROJECT, "payment": PAYMENT, "choices": COLOURS, "figures": FIGURES}
    lines = texts[which].split("\n")
    for number in data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=3)):
        key, equals, _ = lines[number].partition(" = ")
        if equals and data.draw(st.booleans()):
            lines[number] = f"{key} = {data.draw(TOML_VALUES)}"
        else:
            lines[number] = ""
    texts[which] = "\n".join(lines)
    faults = faults_in(
        tmp_path,
        ledgers={"project": texts["project"], "payment": texts["payment"]},
        choices=texts["choices"],
        figures=texts["figures"],
    )
    assert all(fault.message and fault.file for fault in faults)
