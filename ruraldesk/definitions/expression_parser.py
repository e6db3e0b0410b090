"""The expression language: written like Python, read with `ast`, typed against the forms.

Values: fields of the row; `reference.field` and `unit.field` (a division leads to the record of the
form `unit` with that code), up to four in a row; `parent.field` in lines; inside an aggregate
`this`, `this.field` (the record for which it is computed) and `row` (the record looked at);
`as_of`; in figures `span_start`. Numbers, 'texts', True, False, None, date("2023-01-31").

Operators: + - * / with exact decimals (quotients and products rounded half-up to six, a quotient
times a written factor or inside round() only once, at the end; by zero None), comparison, `and or
not`, `in [..]`, `"code" in several_choices`, `a if c else b`, dates plus days. `x == None` tests
emptiness; everything else with None follows SQL's three-valued logic.

Functions: `FUNCTIONS` in `expression_functions`; over many rows: `AGGREGATES`, written
`sum(lines.field)`, `sum(ledger.field, condition)`, `sum(ledger.lines, value, condition)`,
`count(ledger, condition)`. Of no rows, counts and sums are 0, any_of is False, all_of True, and
the rest None; a row for which the condition is undecided decides neither any_of nor all_of.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from warnings import catch_warnings, simplefilter

from ruraldesk.definitions.expression_aggregates import AGGREGATES, aggregated
from ruraldesk.definitions.expression_functions import FUNCTIONS, called
from ruraldesk.definitions.expression_names import as_division, named
from ruraldesk.definitions.expression_nodes import (
    NOTHING,
    PLACES,
    TEXT,
    TRUTH,
    Kind,
    Literal,
    Node,
    number,
)
from ruraldesk.definitions.expression_operators import (
    arithmetic,
    chosen,
    compared,
    joined,
    member,
    negated,
    one_of,
    opposite,
)
from ruraldesk.definitions.expression_scope import Scope, unknown
from ruraldesk.definitions.expression_shapes import kind_name, rescaled, shape_of
from ruraldesk.definitions.expression_size import Sizes
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.model import UNIT, FieldDef, FormDef
from ruraldesk.texts.translate import tr

MAX_LENGTH = 2000  # characters
MAX_NESTING = 30
MAX_CHAIN = 60  # terms of one sum

_SIGNS: dict[type[ast.operator] | type[ast.cmpop], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def parse_expression(source: str, form: FormDef | None, forms: Mapping[str, FormDef]) -> Expression:
    """Return the expression `source` about a row of `form`; forms are complete ones.

    Raises:
        BadExpression: it means nothing; tells where and what would be right.
    """
    return ExpressionParser(forms).parse(source, form)


class ExpressionParser:
    """Parses expressions about a set of forms, and the computed fields they use on the way.

    Args:
        forms: the ledgers by key. Their computed fields may still lack their expressions;
        computed: then these are the sources, by table of the form and key of the field.
    """

    def __init__(
        self, forms: Mapping[str, FormDef], computed: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        self.forms = forms
        self._sources = computed or {}
        self._parsed: dict[tuple[str, str], Expression] = {}
        self._sizes = Sizes()
        self._busy: list[str] = []  # computed fields being parsed, outermost first

    def parse(self, source: str, form: FormDef | None) -> Expression:
        """Return the expression `source` about a row of `form`, or of a figure when it is None.

        Raises:
            BadExpression: it means nothing; tells where and what would be right.
        """
        return self._expression(source, _Reader(self, source).tree(form))

    def computed(self, form: FormDef, field: FieldDef) -> Expression:
        """Return the expression of a computed field, in the shape that its result type demands.

        Numbers are rounded half-up to the field's decimals: what is compared is what is shown.

        Raises:
            BadExpression: it means nothing, is of another kind, or needs itself.
        """
        key = (form.table, field.key)
        if key not in self._parsed:
            self._parsed[key] = field.expression or self._parse_computed(form, field)
        return self._parsed[key]

    def _parse_computed(self, form: FormDef, field: FieldDef) -> Expression:
        name = f"{form.table}.{field.key}"
        if name in self._busy:
            circle = " → ".join([*self._busy[self._busy.index(name) :], name])
            sentence = tr("Computed fields need each other in a circle: {circle}.")
            raise BadExpression(sentence.format(circle=circle))
        source = self._sources.get((form.table, field.key), "")
        self._busy.append(name)
        try:
            tree = _Reader(self, source).tree(form)
        finally:
            self._busy.pop()
        return self._expression(source, _as_result(tree, field))

    def _expression(self, source: str, tree: Node) -> Expression:
        return Expression(source=source, tree=tree, dependencies=self._sizes.of(tree).reads)


def _as_result(tree: Node, field: FieldDef) -> Node:
    """Return the tree of a computed field in the shape of its result type, if it has one."""
    if field.result is None:
        return tree
    shape = shape_of(field)
    if tree.shape.kind is Kind.NOTHING:
        raise BadExpression(tr("None alone says nothing here: give it a value to stand for."))
    if shape.kind is Kind.NUMBER and tree.shape.kind is Kind.NUMBER:
        return rescaled(tree, shape.scale)
    codes = shape.kind is Kind.CHOICE and tree.shape.kind is Kind.TEXT
    if tree.shape.kind is not shape.kind and not codes:
        sentence = tr("The field must be {kind}, but the expression is {found}.")
        names = {"kind": kind_name(shape), "found": kind_name(tree.shape)}
        raise BadExpression(sentence.format(**names))
    return tree


def _division_and_unit(nodes: Sequence[Node]) -> bool:
    """Return whether a division is compared with a record of the form that divisions lead to."""
    shapes = [node.shape for node in nodes]
    kinds = {shape.kind for shape in shapes}
    return kinds == {Kind.TEXT, Kind.REFERENCE} and {shape.form for shape in shapes} == {UNIT}


class _Reader:
    """Reads one source: turns Python's tree into ours."""

    def __init__(self, parser: ExpressionParser, source: str) -> None:
        self._parser = parser
        flat = source.translate({ord(blank): " " for blank in "\n\r\t"})
        self._source = flat.lstrip(" ")
        self._skipped = len(flat) - len(self._source)
        self._readers: dict[type[ast.expr], Callable[..., Node]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._name,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._junction,
            ast.Compare: self._comparison,
            ast.IfExp: self._conditional,
            ast.Call: self._call,
        }

    @property
    def forms(self) -> Mapping[str, FormDef]:
        """All ledgers by key."""
        return self._parser.forms

    def tree(self, form: FormDef | None) -> Node:
        """Return the typed tree of the whole source."""
        if not self._source:
            raise BadExpression(tr("The expression is empty."))
        if len(self._source) > MAX_LENGTH:
            sentence = tr("The expression has more than {most} characters.")
            raise BadExpression(sentence.format(most=MAX_LENGTH))
        root = self._parse()
        self._demand_shallow(root)
        try:
            return self.read(root, Scope(form=form, figure=form is None))
        except RecursionError:  # a long chain of computed fields, each needing the next
            raise BadExpression(tr("The expression is nested too deeply.")) from None

    def read(self, node: ast.expr, scope: Scope) -> Node:
        """Return the typed node for a part of the source."""
        reader = self._readers.get(type(node))
        if reader is None:
            sentence = tr("“{what}” has no place in an expression.")
            text = self._text(node)
            raise BadExpression(sentence.format(what=text[:30]), self.offset(node))
        return reader(node, scope)

    def offset(self, node: ast.expr) -> int:
        """Return where a part begins, in characters of the source as it was written."""
        before = self._source.encode()[: node.col_offset]
        return self._skipped + len(before.decode())

    def computed(self, form: FormDef, field: FieldDef, at: int) -> Expression:
        """Return the expression of a computed field named at `at`."""
        try:
            return self._parser.computed(form, field)
        except BadExpression as error:
            sentence = tr("The computed field “{field}” of {form} cannot be used: {reason}")
            text = sentence.format(field=field.key, form=form.table, reason=error)
            raise BadExpression(text, at) from error

    def _parse(self) -> ast.expr:
        try:
            with catch_warnings():
                simplefilter("error")  # a doubtful escape or number is a fault of the expression
                return ast.parse(self._source, mode="eval").body
        except SyntaxError as error:
            at = self._skipped + max((error.offset or 1) - 1, 0)
        except (ValueError, RecursionError, MemoryError):  # zero bytes; nested beyond measure
            at = self._skipped
        sentence = tr(
            "The expression cannot be read here: look for brackets, quotes and commas that are "
            "missing, or full-width ones that must be half-width."
        )
        raise BadExpression(sentence, at)

    def _demand_shallow(self, root: ast.expr) -> None:
        """Refuse what is nested so deeply that reading it could exhaust the stack."""
        waiting: list[tuple[ast.AST, int, int]] = [(root, 1, 1)]
        while waiting:
            node, nesting, chain = waiting.pop()
            if nesting > MAX_NESTING or chain > MAX_CHAIN:
                raise BadExpression(tr("The expression is nested too deeply."), self._skipped)
            for part in ast.iter_child_nodes(node):
                term = isinstance(node, ast.BinOp) and part is node.left
                if term and isinstance(part, ast.BinOp):
                    waiting.append((part, nesting, chain + 1))  # a + b + c is not nested
                else:
                    deeper = isinstance(part, ast.expr)
                    waiting.append((part, nesting + deeper, chain + deeper))

    def _text(self, node: ast.expr) -> str:
        end = node.end_col_offset
        return self._source.encode()[node.col_offset : end].decode()

    def _constant(self, node: ast.Constant, scope: Scope) -> Node:
        value = node.value
        if value is None:
            return Literal(shape=NOTHING, value=None)
        if isinstance(value, bool):
            return Literal(shape=TRUTH, value=value)
        if isinstance(value, str) and value:
            return Literal(shape=TEXT, value=value)
        if isinstance(value, int | float):
            return self._number(node)
        if value == "":
            sentence = tr("There is no empty text: write == None for a field left empty.")
        else:
            sentence = tr("“{what}” has no place in an expression.").format(what=self._text(node))
        raise BadExpression(sentence, self.offset(node))

    def _number(self, node: ast.Constant) -> Node:
        """Return a number from its digits: a float would already have lost some."""
        text = self._text(node)
        whole, _, decimals = text.partition(".")
        if not (whole + decimals).isdecimal() or len(decimals) > PLACES or len(whole) > 12:
            sentence = tr("Write numbers in plain digits, with no more than {most} decimals.")
            raise BadExpression(sentence.format(most=PLACES), self.offset(node))
        value = int(Decimal(text).scaleb(len(decimals)))
        return Literal(shape=number(len(decimals), value), value=value)

    def _name(self, node: ast.Name | ast.Attribute, scope: Scope) -> Node:
        return named(self, node, scope)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Node:
        sign = _SIGNS.get(type(node.op))
        if sign is None:
            raise BadExpression(tr("Only + - * / can be computed."), self.offset(node))
        left, right = self.read(node.left, scope), self.read(node.right, scope)
        return arithmetic(sign, left, right, self.offset(node))

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Node:
        at = self.offset(node)
        if isinstance(node.op, ast.Not):
            return opposite(self.read(node.operand, scope), at)
        if isinstance(node.op, ast.USub):
            return negated(self.read(node.operand, scope), at)
        raise BadExpression(tr("Only + - * / can be computed."), at)

    def _junction(self, node: ast.BoolOp, scope: Scope) -> Node:
        word = "and" if isinstance(node.op, ast.And) else "or"
        nodes = [self.read(one, scope) for one in node.values]
        return joined(word, nodes, self.offset(node))

    def _comparison(self, node: ast.Compare, scope: Scope) -> Node:
        tests = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            tests.append(self._compare(left, operator, right, scope))
            left = right
        return tests[0] if len(tests) == 1 else joined("and", tests, self.offset(node))

    def _compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, scope: Scope) -> Node:
        at = self.offset(left)
        if isinstance(operator, ast.In | ast.NotIn):
            test = self._among(left, right, scope)
            return test if isinstance(operator, ast.In) else opposite(test, at)
        sign = _SIGNS.get(type(operator))
        if sign is None:
            raise BadExpression(tr("Write == None or != None, not “is”."), at)
        nodes = [self.read(left, scope), self.read(right, scope)]
        if _division_and_unit(nodes):
            nodes = [as_division(self, node, at) for node in nodes]
        return compared(sign, nodes[0], nodes[1], at)

    def _among(self, left: ast.expr, right: ast.expr, scope: Scope) -> Node:
        at = self.offset(left)
        node = self.read(left, scope)
        if isinstance(right, ast.List | ast.Tuple):
            return one_of(node, [self.read(one, scope) for one in right.elts], at)
        codes = self.read(right, scope)
        if codes.shape.kind is not Kind.CHOICES:
            sentence = tr(
                "After “in” comes a list such as ['a', 'b'] or a field with several choices; "
                "whether a text holds another is contains(text, part)."
            )
            raise BadExpression(sentence, self.offset(right))
        return member(node, codes, at)

    def _conditional(self, node: ast.IfExp, scope: Scope) -> Node:
        test, body = self.read(node.test, scope), self.read(node.body, scope)
        return chosen(test, body, self.read(node.orelse, scope), self.offset(node))

    def _call(self, node: ast.Call, scope: Scope) -> Node:
        at = self.offset(node)
        name = node.func.id if isinstance(node.func, ast.Name) else self._text(node.func)
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            sentence = tr("{name}(…) takes its arguments in order, without names and stars.")
            raise BadExpression(sentence.format(name=name), at)
        if name in AGGREGATES:
            return aggregated(self, name, node, scope)
        if name in FUNCTIONS:
            return called(self, name, node, scope)
        sentence = tr("There is no function “{name}”.").format(name=name)
        raise unknown(sentence, name, [*FUNCTIONS, *AGGREGATES], at)
