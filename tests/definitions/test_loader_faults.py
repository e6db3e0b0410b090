"""Every door by which a wrong definition can come in: each ends in a sentence with its place."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.faults import BadDefinitions, Fault
from ruraldesk.definitions.loader import faults_of
from tests.definitions.builders import faults_in, write_forms
from tests.definitions.test_loader import COLOURS, FIGURES, PAYMENT, PROJECT

NAME = '[[field]]\nkey = "name"\ntype = "text"\nlabel = "名称"\n'
AMOUNT = '[[field]]\nkey = "amount"\ntype = "money"\nlabel = "金额"\n'


def the_fault(folder: Path, text: str) -> Fault:
    """Return the one fault of a ledger `well` beside the good ones."""
    found = faults_in(
        folder,
        ledgers={"well": text, "project": PROJECT, "payment": PAYMENT},
        choices=COLOURS,
    )
    assert len(found) == 1, [str(fault) for fault in found]
    assert found[0].file == "ledgers/main/well.toml"
    return found[0]


def field(lines: str) -> str:
    """Return a ledger with one good field and one described by `lines`."""
    return f'{NAME}[[field]]\nkey = "depth"\nlabel = "井深"\n{lines}\n'


WRONG_FIELDS = [
    ('type = "tekst"', "type", "text"),
    ('type = "money"\nrnage = ["0", "1"]', "rnage", "range"),
    ('type = "money"\nrequired = "yes"', "required", ""),
    ('type = "money"\nwidth = 3', "width", ""),
    ('type = "money"\nwidth = -1', "width", ""),
    ('type = "money"\nsince = 2', "since", ""),
    ('type = "money"\nshown_in = "百元"', "shown_in", "元"),
    ('type = "money"\nplaces = 3', "places", ""),
    ('type = "money"\nrange = ["5", "1"]', "range", ""),
    ('type = "money"\nrange = ["0"]', "range", ""),
    ('type = "money"\nrange = ["a", "1"]', "range", ""),
    ('type = "money"\nrange = ["0.001", "1"]', "range", ""),
    ('type = "money"\nrange = [0.5, 1.5]', "range", ""),
    ('type = "money"\ndefault = "1.234"', "default", ""),
    ('type = "text"\nrange = ["0", "1"]', "range", ""),
    ('type = "decimal"', "places", ""),
    ('type = "decimal"\nplaces = 7', "places", ""),
    ('type = "date"\ndefault = "2023-02-30"', "default", ""),
    ('type = "date"\nrange = ["2023-01-01", "2022-01-01"]', "range", ""),
    ('type = "choice"', "choices", ""),
    ('type = "choice"\nchoices = "color"', "choices", "colour"),
    ('type = "choice"\nchoices = "colour"\ndefault = "绿"', "default", ""),
    ('type = "reference"', "form", ""),
    ('type = "reference"\nform = "projekt"', "form", "project"),
    ('type = "serial"', "serial", ""),
    ('type = "serial"\nserial = "W01"', "serial", ""),
    ('type = "serial"\nserial = "{number:x}"', "serial", ""),
    ('type = "serial"\nserial = "{number}{number}"', "serial", ""),
    ('type = "serial"\nserial = "{village}-{number}"', "serial", ""),
    ('type = "serial"\nserial = "{number"', "serial", ""),
    ('type = "serial"\nserial = "W{number}"\ndefault = "W1"', "default", ""),
    ('type = "text"\nsection = "basics"', "section", ""),
    ('type = "text"\npattern = "[a-"\npattern_help = "字母"', "pattern", ""),
    ('type = "text"\npattern = "[a-z]"', "pattern", ""),
    ('type = "text"\nmax_length = 0', "max_length", ""),
    ('type = "text"\nmax_length = true', "max_length", ""),
    ('type = "text"\nexpression = "1"', "expression", ""),
    ('type = "text"\nform = "project"', "form", ""),
    ('type = "text"\nvisible_when = "nam == None"', "visible_when", "name"),
    ('type = "text"\nvisible_when = "name"', "visible_when", ""),
    ('type = "text"\nvisible_when = "name =="', "visible_when", ""),
    ('type = "text"\nvisible_when = ""', "", None),  # an empty condition is none
    ('type = "text"\nheadings = "井深"', "headings", ""),
    ('type = "text"\nheadings = ["井深", 3]', "headings", ""),
    ('type = "computed"\nresult = "money"', "expression", ""),
    ('type = "computed"\nexpression = "1"', "result", ""),
    ('type = "computed"\nresult = "serial"\nexpression = "1"', "result", ""),
    ('type = "computed"\nresult = "date"\nexpression = "1"', "expression", ""),
    ('type = "computed"\nresult = "money"\nexpression = "1"\nrequired = true', "required", ""),
    ('type = "computed"\nresult = "decimal"\nexpression = "1"', "places", ""),
    ('type = "computed"\nresult = "money"\nexpression = "depth + 1"', "expression", ""),
    ('type = "text"\nhelp = "a\\u0007b"', "help", ""),
    ('type = "text"\nheadings = ["a\\u0000b"]', "headings", ""),
]


@pytest.mark.parametrize(("lines", "key", "nearest"), WRONG_FIELDS)
def test_a_wrong_field_is_named_with_its_place(
    tmp_path: Path, lines: str, key: str, nearest: str | None
) -> None:
    if nearest is None:
        assert not faults_in(tmp_path, ledgers={"well": field(lines)})
        return
    fault = the_fault(tmp_path, field(lines))
    assert fault.place.split(", ")[0] == f"field[2] depth.{key}"
    assert fault.nearest == nearest
    assert (nearest or "。") in fault.message


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Depth", "小写"),
        ("井深", "小写"),
        ("2nd", "小写"),
        ("a__b", "小写"),
        ("_a", "小写"),
        ("a" * 41, "40"),
        ("uuid", "程序自用"),
        ("parent_id", "程序自用"),
        ("this", "程序自用"),
        ("as_of", "程序自用"),
        ("class", "程序自用"),
        ("sqlite_master", "程序自用"),
    ],
)
def test_keys_that_cannot_be_columns_or_names_are_refused(
    tmp_path: Path, key: str, said: str
) -> None:
    text = f'{NAME}[[field]]\nkey = "{key}"\ntype = "text"\nlabel = "井深"\n'
    assert said in the_fault(tmp_path, text).message


WRONG_FORMS = [
    ("titel = '机井'", "titel", "title"),
    ('list_columns = ["name", "nmae"]', "list_columns", "name"),
    ('list_columns = ["name", "name"]', "list_columns", ""),
    ('totals = ["amuont"]', "totals", "amount"),
    ('totals = ["name"]', "totals", ""),
    ('sort = ["-nam"]', "sort", "name"),
    ('search = ["nam"]', "search", "name"),
    ('dated_by = "nam"', "dated_by", "name"),
    ('dated_by = "name"', "dated_by", ""),
    ('name = "{nam}"', "name", "name"),
    ('name = "机井"', "name", ""),
    ('name = "{name} {"', "name", ""),
    ('levels = ["vilage"]', "levels", "village"),
    ('levels = "village"', "levels", ""),
    ("version = 0", "version", ""),
    ("version = -1", "version", ""),
    ('version = "1"', "version", ""),
    ('group = "mian"', "group", "main"),
    ("placed = 1", "placed", ""),
    ('excel = "A4"', "excel", ""),
    ("rule = 1", "rule", ""),
    ('lines = ["outputs"]', "lines", ""),
]


@pytest.mark.parametrize(("line", "key", "nearest"), WRONG_FORMS)
def test_a_wrong_form_is_named_with_its_place(
    tmp_path: Path, line: str, key: str, nearest: str
) -> None:
    fault = the_fault(tmp_path, f"{line}\n{NAME}{AMOUNT}")
    assert (fault.place, fault.nearest) == (key, nearest)
    assert fault.line == 3  # after the key and title that the builder puts first


RULE = '[[rule]]\nkey = "a"\ncheck = "amount > 0"\n'
STATES = '[states]\nfield = "colour"\n[[states.state]]\n'
LINES = '[[lines]]\ntitle = "L"\n[[lines.field]]\nkey = "a"\nlabel = "A"\n'

WRONG_PARTS = [
    ('[[rule]]\nkey = "a"\ncheck = "amount > 0"', "rule[1] a.message", ""),
    ('[[rule]]\nkey = "a"\nmessage = "m"', "rule[1] a.check", ""),
    ('[[rule]]\nkey = "a"\ncheck = "amount"\nmessage = "m"', "rule[1] a.check", ""),
    ('[[rule]]\nkey = "a"\ncheck = "amuont > 0"\nmessage = "m"', "rule[1] a.check", "amount"),
    (RULE + 'message = "{amuont}"', "rule[1] a.message", "amount"),
    (RULE + 'message = "{amount"', "rule[1] a.message", ""),
    (RULE + 'message = "{}"', "rule[1] a.message", ""),
    (
        RULE + 'message = "m"\nlevel = "blok"',
        "rule[1] a.level",
        "block",
    ),
    (
        RULE + 'message = "m"\nfield = "amont"',
        "rule[1] a.field",
        "amount",
    ),
    (
        RULE + 'message = "m"\nwhen = "sum(x)"',
        "rule[1] a.when",
        "",
    ),
    ('[states]\nfield = "colour"', "states.state", ""),
    ('[states]\nfield = "colr"\n[[states.state]]\ncode = "red"', "states.field", "colour"),
    ('[states]\nfield = "amount"\n[[states.state]]\ncode = "red"', "states.field", ""),
    (STATES + 'code = "rde"', "states.state[1] rde.code", "red"),
    (
        STATES + 'code = "red"\nto = ["bleu"]',
        "states.state[1] red.to",
        "blue",
    ),
    (
        STATES + 'code = "red"\nrequires = ["amont"]',
        "states.state[1] red.requires",
        "amount",
    ),
    (
        STATES + 'code = "red"\ncolour = "green"',
        "states.state[1] red.colour",
        "",
    ),
    (
        STATES + 'code = "red"\n[[states.state]]\ncode = "red"',
        "states.state[2] red.code",
        "",
    ),
    ('[[view]]\nkey = "v"\ntitle = "V"\ncolumns = ["nme"]', "view[1] v.columns", "name"),
    ('[[view]]\nkey = "v"\ntitle = "V"\nwhere = "amount"', "view[1] v.where", ""),
    ('[[view]]\nkey = "v"\ntitle = "V"\nsort = ["amont"]', "view[1] v.sort", "amount"),
    ('[[reminder]]\nkey = "r"\nmessage = "m"\ndue = "amount"', "reminder[1] r.due", ""),
    (
        '[[reminder]]\nkey = "r"\nmessage = "m"\ndue = "as_of"\nwho = "nme"',
        "reminder[1] r.who",
        "name",
    ),
    (
        '[[reminder]]\nkey = "r"\nmessage = "m"\ndue = "as_of"\nlines = "rows"',
        "reminder[1] r.lines",
        "",
    ),
    ('[excel]\npaper = "A5"', "excel.paper", ""),
    ('[excel]\ncolumns = ["nme"]', "excel.columns", "name"),
    ('[[excel.column]]\nfield = "nme"', "excel.column[1] nme.field", "name"),
    ('[[excel.column]]\nfield = "name"\nwidth = 0', "excel.column[1] name.width", ""),
    ("[excel]\nmasked = true", "excel.masked", ""),
    ('[[print]]\ntitle = "P"', "print[1].key", ""),
    ('[[print]]\nkey = "p"\norientation = "upright"', "print[1] p.orientation", ""),
    ('[[print]]\nkey = "p"\nmoney_unit = "角"', "print[1] p.money_unit", ""),
    ('[[print]]\nkey = "p"\nwhere = "nme == None"', "print[1] p.where", "name"),
    (
        '[[print]]\nkey = "p"\ncolumns = ["name"]\ncolumn = [{field = "name"}]',
        "print[1] p.columns",
        "",
    ),
    ('[import]\nidentities = [["nme"]]', "import.identities", "name"),
    ('[import]\nidentities = ["name"]', "import.identities", ""),
    ('[import]\nlines = ["rows"]', "import.lines", ""),
    ('[[import.spread]]\nform = "paymnt"\nlink = "project"', "import.spread[1].form", "payment"),
    ('[[import.spread]]\nform = "payment"\nlink = "project"', "import.spread[1].link", ""),
    ('[[import.spread]]\nform = "payment"', "import.spread[1].link", ""),
    (
        LINES.replace("[[lines.", 'key = "amount"\n[[lines.') + 'type = "text"',
        "lines[1] amount.key",
        "",
    ),
    ('[[lines]]\nkey = "rows"\ntitle = "L"', "lines[1] rows.field", ""),
    (
        LINES.replace("[[lines.", 'key = "rows"\n[[lines.') + 'type = "txt"',
        "lines[1] rows.field[1] a.type",
        "text",
    ),
    ('[example]\nunit = "410726104201"\nnme = "x"', "example.nme", "name"),
    ('[example]\nname = "x"', "example.unit", ""),
    ('[example]\nunit = "410726104201"\namount = "1.234"', "example.amount", ""),
    ('[example]\nunit = "410726104201"\nuuid = "1"', "example.uuid", ""),
]


@pytest.mark.parametrize(("part", "place", "nearest"), WRONG_PARTS)
def test_a_wrong_part_is_named_with_its_place(
    tmp_path: Path, part: str, place: str, nearest: str
) -> None:
    colour = '[[field]]\nkey = "colour"\ntype = "choice"\nchoices = "colour"\nlabel = "颜色"\n'
    fault = the_fault(tmp_path, f"{NAME}{AMOUNT}{colour}{part}\n")
    assert (fault.place.split(", ")[0], fault.nearest) == (place, nearest)
    assert fault.line > 1


def test_computed_fields_in_a_circle_are_all_named(tmp_path: Path) -> None:
    computed = '[[field]]\ntype = "computed"\nresult = "integer"\n'
    text = (
        NAME
        + f'{computed}key = "a"\nlabel = "A"\nexpression = "b + 1"\n'
        + f'{computed}key = "b"\nlabel = "B"\nexpression = "c + 1"\n'
        + f'{computed}key = "c"\nlabel = "C"\nexpression = "a + 1"\n'
    )
    found = faults_in(tmp_path, ledgers={"well": text})
    assert [fault.place.split(".")[0] for fault in found] == [
        "field[2] a",
        "field[3] b",
        "field[4] c",
    ]
    assert all("→" in fault.message for fault in found)


def test_a_circle_through_two_ledgers_is_found(tmp_path: Path) -> None:
    computed = '[[field]]\ntype = "computed"\nresult = "integer"\nlabel = "数"\nkey = "n"\n'
    found = faults_in(
        tmp_path,
        ledgers={
            "one": NAME + computed + 'expression = "sum(two.n)"\n',
            "two": NAME + computed + 'expression = "sum(one.n)"\n',
        },
    )
    assert {fault.file for fault in found} == {"ledgers/main/one.toml", "ledgers/main/two.toml"}


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


def test_every_fault_of_every_file_comes_at_once(tmp_path: Path) -> None:
    folder = write_forms(
        tmp_path,
        groups='[[group]]\nkey = "main"\n',
        ledgers={
            "well": field('type = "tekst"') + '[[rule]]\nkey = "r"\ncheck = "x"\nmessage = "m"\n',
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
    (fault,) = faults_in(tmp_path, ledgers={"well": field('type = "tekst"')})
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
