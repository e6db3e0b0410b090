"""Random expressions about the town, as source text: every operator, function and aggregate.

Strategies are made once for each place and depth, since making them costs more than drawing.
"""

from dataclasses import dataclass, replace
from functools import cache

from hypothesis import strategies as st

from ruraldesk.definitions.expression_nodes import Kind, Shape
from ruraldesk.definitions.expression_shapes import shape_of
from ruraldesk.definitions.model import ChoiceList, FormDef
from tests.definitions.expression_forms import KINDS, STAGES, town

Texts = st.SearchStrategy[str]


@dataclass(frozen=True)
class Place:
    """Where in an expression something is to be generated."""

    form: str  # table of the row
    this: str = ""  # inside an aggregate: of the row it is computed for
    depth: int = 3

    def deeper(self) -> "Place":
        return replace(self, depth=self.depth - 1)


@cache
def form_of(table: str) -> FormDef:
    ledger, _, lines = table.partition("__")
    form = town()[ledger]
    return form.line(lines) if lines else form


@cache
def paths(table: str, this: str) -> tuple[tuple[str, Shape], ...]:
    """Return every field that can be named, along one reference, of `this` and of parents."""
    found: list[tuple[str, Shape]] = []
    for prefix, start in (("", table), ("this.", this)):
        if start:
            found += _fields(prefix, form_of(start), hops=1)
            if form_of(start).parent:
                found += _fields(f"{prefix}parent.", town()[form_of(start).parent], hops=1)
    return tuple(found)


def _fields(prefix: str, form: FormDef, hops: int) -> list[tuple[str, Shape]]:
    found: list[tuple[str, Shape]] = []
    for field in form.fields:
        shape = field.expression.shape if field.expression else shape_of(field)
        found.append((prefix + field.key, shape))
        if hops and shape.form:
            found += _fields(f"{prefix}{field.key}.", town()[shape.form], hops - 1)
    return found


def named(place: Place, kind: Kind, choices: ChoiceList | None = None) -> list[str]:
    """Return the fields of one kind that can be named, and of one list."""
    return [
        name
        for name, shape in paths(place.form, place.this)
        if shape.kind is kind and (choices is None or shape.choices == choices)
    ]


def some(options: list[str]) -> Texts:
    return st.sampled_from(options) if options else st.nothing()


def filled(pattern: str, *parts: Texts) -> Texts:
    return st.tuples(*parts).map(lambda values: pattern.format(*values))


NUMBERS = some(["0", "1", "2", "0.5", "100", "3", "0.000001", "7.25", "99999", "999999999999"])
TEXTS = some(["'渠'", "'渠道'", "'a'", "'2023-11'", "'610522'", "'B'", "'old'"])
DATES = some(
    ["date(2023, 11, 16)", 'date("2024-02-29")', "date(1900,1,1)", "date(2100,12,31)", "as_of"]
)
ARITHMETIC, ADDITION, SAMENESS = some(["+", "-", "*", "/"]), some(["+", "-"]), some(["==", "!="])
COMPARISON = some(["==", "!=", "<", "<=", ">", ">="])


@cache
def numbers(place: Place) -> Texts:
    fields = some(named(place, Kind.NUMBER))
    if place.depth <= 0:
        return fields | NUMBERS
    inner = place.deeper()
    number, day = numbers(inner), dates(inner)
    several = some(named(inner, Kind.CHOICES) + named(inner, Kind.FILES))
    return st.one_of(
        fields,
        NUMBERS,
        filled("({} {} {})", number, ARITHMETIC, number),
        filled("({} {} {})", number, ARITHMETIC, number),
        filled("-{}", number),
        filled("abs({})", number),
        filled("round({}, {})", number, some(["0", "1", "2", "6"])),
        filled("{}({}, {})", some(["min", "max", "first_of"]), number, number),
        filled("({} if {} else {})", number, truths(inner), number | st.just("None")),
        filled("days({}, {})", day, day),
        filled("({} - {})", day, day),
        filled("{}({})", some(["year", "age"]), day),
        filled("full_years({}, {})", day, day),
        filled("length({})", texts(inner) | several),
        counts(inner),
        of_values(inner, Kind.NUMBER),
    )


@cache
def dates(place: Place) -> Texts:
    fields = some(named(place, Kind.DATE))
    if place.depth <= 0:
        return fields | DATES
    inner = place.deeper()
    days = filled("round({})", numbers(inner))
    return st.one_of(
        fields,
        DATES,
        filled("({} {} {})", dates(inner), ADDITION, days),
        filled("add_{}({}, {})", some(["days", "months", "workdays"]), dates(inner), days),
        filled("{}_start({})", some(["week", "month", "quarter", "year"]), dates(inner)),
        filled("first_of({}, {})", dates(inner), dates(inner)),
        filled("{}({}, as_of)", some(["min", "max"]), dates(inner)),
        filled("({} if {} else None)", dates(inner), truths(inner)),
        filled("birth_of({})", texts(inner)),
        of_values(inner, Kind.DATE),
    )


@cache
def texts(place: Place) -> Texts:
    fields = some(named(place, Kind.TEXT))
    if place.depth <= 0:
        return fields | TEXTS
    inner = place.deeper()
    return st.one_of(
        fields,
        fields,
        filled("month({})", dates(inner)),
        filled("sex_of({})", texts(inner)),
        filled("left({}, {})", texts(inner), some(["1", "2", "9", "200"])),
        filled("first_of({}, {})", texts(inner), texts(inner)),
        filled("({} if {} else {})", texts(inner), truths(inner), TEXTS),
        of_values(inner, Kind.TEXT),
    )


@cache
def truths(place: Place) -> Texts:
    fields = some(named(place, Kind.TRUTH))
    if place.depth <= 0:
        return fields | filled("({} {} {})", numbers(place), COMPARISON, NUMBERS)
    inner = place.deeper()
    number, truth, text = numbers(inner), truths(inner), texts(inner)
    return st.one_of(
        fields,
        filled("({} {} {})", number, COMPARISON, number),
        filled("({} {} {})", dates(inner), COMPARISON, dates(inner)),
        filled("({} {} {})", text, COMPARISON, text),
        filled("({} < {} <= {})", number, number, number),
        filled("({} {} {})", truth, SAMENESS, truth),
        filled("({} {} {})", truth, some(["and", "or"]), truth),
        filled("(not {})", truth),
        filled("({} {} None)", anything(inner), SAMENESS),
        filled("({} in [{}, {}])", number, NUMBERS, NUMBERS),
        filled("({} not in ['渠', 'a'])", text),
        filled("{}({}, {})", some(["starts_with", "contains"]), text, text),
        filled("({} if {} else {})", truth, truth, truth),
        choice_tests(inner),
        record_tests(inner),
        any_all(inner),
    )


@cache
def choice_tests(place: Place) -> Texts:
    tests = []
    for choices, signs in ((STAGES, COMPARISON), (KINDS, SAMENESS)):
        codes = some([f"'{code}'" for code in choices.codes()])
        one = some(named(place, Kind.CHOICE, choices)) | of_values(place, Kind.CHOICE, choices)
        tests.append(filled("({} {} {})", one, signs, codes | one))
        tests.append(filled("({} in [{}, {}])", one, codes, codes))
    several = some(named(place, Kind.CHOICES))
    kind = some([f"'{code}'" for code in KINDS.codes()] + named(place, Kind.CHOICE, KINDS))
    return st.one_of(*tests, filled("({} {} {})", kind, some(["in", "not in"]), several))


@cache
def record_tests(place: Place) -> Texts:
    """Compare a record with references that lead to the same ledger, and for being there."""
    options = []
    for name, shape in paths(place.form, place.this):
        if shape.kind is Kind.REFERENCE or shape.form:
            options.append(f"({name} != None)")
        if place.this and shape.form == place.this:
            options.append(f"({name} == this)")
        if place.this and shape.form == place.form:
            options.append(f"({name} != row)")
    if place.this and place.form == place.this:
        options += ["(row != this)"] * 3
    return some(options)


@cache
def anything(place: Place) -> Texts:
    """Return something that may be missing."""
    kinds = (Kind.CHOICE, Kind.CHOICES, Kind.FILES, Kind.REFERENCE)
    fields = some([name for kind in kinds for name in named(place, kind)])
    written = ("'", "-", *"0123456789")  # never missing, and so refused
    computed = st.one_of(numbers(place), dates(place), texts(place), truths(place))
    return fields | computed.filter(lambda one: not one.startswith((*written, "date(")))


def sources(place: Place) -> list[tuple[str, Place]]:
    """Return the rows that an aggregate may look at, and the place inside it."""
    found = [(key, key) for key in town()]
    found += [("project.outputs", "project__outputs"), ("payment.slips", "payment__slips")]
    form = form_of(place.form)
    found += 3 * [(line.key, line.table) for line in form.lines]
    if form.parent:
        found += [(f"parent.{line.key}", line.table) for line in town()[form.parent].lines]
    return [(name, Place(table, place.form, place.depth - 1)) for name, table in found]


@cache
def conditions(inside: Place) -> Texts:
    """Return a condition, and often that the row belongs to `this`."""
    links = [
        f"{name} == this"
        for name, shape in paths(inside.form, "")
        if shape.form and shape.form == inside.this
    ]
    condition = truths(inside)
    return st.one_of(some(links), filled("{} and {}", some(links), condition), condition)


@cache
def counts(place: Place) -> Texts:
    options = []
    for name, inside in sources(place):
        options.append(filled(f"count({name}, {{}})", conditions(inside)))
        value = numbers(inside) | texts(inside) | some(named(inside, Kind.REFERENCE))
        options.append(filled(f"distinct({name}, {{}}, {{}})", value, conditions(inside)))
    return st.one_of(options)


@cache
def any_all(place: Place) -> Texts:
    return st.one_of(
        [
            filled(f"{{}}({name}, {{}})", some(["any_of", "all_of"]), conditions(inside))
            for name, inside in sources(place)
        ]
    )


@cache
def of_values(place: Place, kind: Kind, choices: ChoiceList | None = None) -> Texts:
    """Return aggregates whose answers are of `kind`, and from the list `choices`."""
    options: list[Texts] = []
    for name, inside in sources(place):
        form = form_of(inside.form)
        functions = ["min_of", "max_of"] if choices is None or choices.ordered else []
        if kind is Kind.NUMBER:
            functions += ["sum", "sum", "average"]
        if form.dated_by or form.parent:
            functions.append("latest")
        made = {Kind.NUMBER: numbers, Kind.DATE: dates, Kind.TEXT: texts}.get(kind)
        value = made(inside) if made else some(named(inside, kind, choices))
        pattern = f"{{}}({name}, {{}}, {{}})"
        options.append(filled(pattern, some(functions), value, conditions(inside)))
    return st.one_of(options)


def expressions(table: str, depth: int) -> Texts:
    """Return expressions about the rows of one table."""
    place = Place(table, depth=depth)
    return st.one_of(numbers(place), truths(place), dates(place), texts(place))


@cache
def looks_elsewhere(table: str) -> Texts:
    """Return expressions that depend on other records which belong to the row, or it to them."""
    place = Place(table, depth=1)
    options = [filled("{}", some([name for name, _ in paths(table, "") if "." in name]))]
    for name, inside in sources(place):
        row_paths, own_paths = paths(inside.form, ""), paths(table, "")
        links = [f"{path} == this" for path, shape in row_paths if shape.form == table]
        links += [
            f"{path} == this.parent" for path, shape in row_paths if f"{shape.form}__" in table
        ]
        links += [
            f"{path} == this.{own}"
            for path, shape in row_paths
            for own, other in own_paths
            if shape == other and shape.form
        ]
        fields = [path for path, shape in row_paths if shape.kind in (Kind.NUMBER, Kind.TEXT)]
        counted = filled(f"distinct({name}, {{}}, {{}})", some(fields), some(links))
        tested = filled(f"count({name}, {{}} and {{}})", truths(inside), some(links))
        options += [counted, counted, tested]
    return st.one_of(options)


@cache
def amounts(depth: int) -> Texts:
    """Return calculations about outputs that leave the bounds, in which every part is computed."""
    some_amounts = [f"first_of({name}, 0)" for name in ("qty", "done", "parent.total", "left")]
    literals = some(["1", "0.5", "-3", "999999999999", "999999999999.999999", "0.000001"])
    if depth == 0:
        return some(some_amounts) | literals
    part = amounts(depth - 1)
    return st.one_of(
        some(some_amounts),
        filled("({} {} {})", part, some(["+", "-", "*"]), part),
        filled("({} / {})", part, some(["0.000001", "7", "-0.03"])),
        filled("(round({}, 1) + {})", part, part),
        filled("-{}", part),
        filled("max({}, {})", part, part),
    )
