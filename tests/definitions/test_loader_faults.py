"""Wrong fields, forms and parts of forms: each ends in a sentence with its place."""

from pathlib import Path

import pytest

from ruraldesk.definitions.faults import Fault
from tests.definitions.builders import faults_in
from tests.definitions.small_forms import COLOURS, PAYMENT, PROJECT

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
    ("closes = true", "closes", ""),
    ("monthly = true", "monthly", ""),
    ("monthly = 1", "monthly", ""),
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
    ('[[print]]\nkey = "p"\nkind = "crad"', "print[1] p.kind", "card"),
    ('[[print]]\nkey = "p"\nlines = "rows"', "print[1] p.lines", ""),
    ('[[print]]\nkey = "p"\nonly = "name"', "print[1] p.only", ""),
    ('[[print]]\nkey = "p"\nkind = "card"\nlines = "rows"', "print[1] p.lines", ""),
    ('[[print]]\nkey = "p"\n[[print.table]]\nlines = "rows"', "print[1] p.table", ""),
    (
        '[[print]]\nkey = "p"\nkind = "card"\n[[print.table]]\nlines = "rows"',
        "print[1] p.table[1].lines",
        "",
    ),
    (
        LINES.replace("[[lines.", 'key = "rows"\n[[lines.')
        + 'type = "text"\n[[print]]\nkey = "p"\nlines = "rows"\nonly = "a"',
        "print[1] p.only",
        "",
    ),
    (
        LINES.replace("[[lines.", 'key = "rows"\n[[lines.')
        + 'type = "text"\n[[print]]\nkey = "p"\nlines = "rows"\ncolumns = ["parent.nme"]',
        "print[1] p.columns",
        "parent.name",
    ),
    (
        LINES.replace("[[lines.", 'key = "rows"\n[[lines.')
        + 'type = "text"\n[[print]]\nkey = "p"\nlines = "rows"\n'
        'column = [{field = "parent.amount", total = true}]',
        "print[1] p.column[1] parent.amount.total",
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
