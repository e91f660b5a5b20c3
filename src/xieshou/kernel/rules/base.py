"""What every kind of rule has in common, and what its reader is given."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from xieshou.kernel.exact import ONE, Exact
from xieshou.kernel.expr import (
    NOTHING,
    Branch,
    Cases,
    Compare,
    Cond,
    Div,
    Expr,
    Op,
    Outcome,
    Round,
    facts_of,
)
from xieshou.kernel.formula import FormulaError, read_formula
from xieshou.kernel.strict import Fields, Node
from xieshou.kernel.wording import Names, Words

_MOST_PLACES = 8
_NAME = re.compile(r"(?!na_)[a-z][a-z0-9_]*")


class Rule(Protocol):
    """How one item is scored. A kind is one small file with a frozen class and a `read` function."""

    def decision(self, points: Expr) -> Cases:
        """The score as a decision, for so many points."""
        ...

    def words(self, points: Exact, names: Names) -> Words:
        """The rule in words."""
        ...


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """A fact a scheme uses: names, unit, decimals, bounds (inclusive)."""

    name: str
    words: Words
    unit: str = ""
    places: int = 0
    low: Exact = field(default_factory=lambda: Exact(0))
    high: Exact = field(default_factory=lambda: Exact(10**9))


def check_fact_name(node: Node, name: str) -> None:
    """A fact's name; `na_` is kept for the marks of items that do not apply. A missing name is reported as a missing key."""
    if name and not _NAME.fullmatch(name):
        node.fail(
            f"'{name}' cannot be a fact's name",
            "Use small letters, digits and _ , starting with a letter, not with na_",
            f"“{name}”不能作事实名；用小写字母、数字和 _，以字母开头，不以 na_ 开头",
        )


@dataclass
class RuleContext:
    """What a rule's reader may ask for and declare: facts, the points of the item, the readers of nested rules."""

    points: Exact
    declared: dict[str, FactDeclaration]
    nested: "Callable[[Node, RuleContext], Rule]"

    def within(self, points: Exact) -> "RuleContext":
        """The same context for a part with other points."""
        return RuleContext(points, self.declared, self.nested)

    def declare(self, node: Node, declaration: FactDeclaration) -> None:
        """Declare a fact that only this rule uses, such as a check-point."""
        check_fact_name(node, declaration.name)
        known = self.declared.get(declaration.name)
        if known is not None and known != declaration:
            node.fail(
                f"the fact '{declaration.name}' is used twice with different meanings",
                "Give each its own name",
                f"事实“{declaration.name}”用了两次，含义不同",
            )
        self.declared[declaration.name] = declaration

    def formula(self, node: Node) -> Expr:
        """A formula whose facts are all declared."""
        text = node.text()
        if not text:
            return NOTHING
        try:
            expr = read_formula(text)
        except FormulaError as error:
            node.fail(
                str(error),
                "Allowed: fact names, numbers, + - * / ( ), min, max, round, percent",
                "公式读不懂；可用事实名、数字、+ - * / ( )、min、max、round、percent",
            )
            return NOTHING
        self.require(node, tuple(facts_of(expr)))
        return expr

    def fact(self, node: Node) -> str:
        """The name of a declared fact."""
        name = node.text()
        self.require(node, (name,))
        return name

    def require(self, node: Node, names: tuple[str, ...]) -> None:
        """Report every name that is not declared."""
        for name in dict.fromkeys(names):
            if name not in self.declared:
                known = ", ".join(sorted(self.declared)) or "none"
                node.fail(
                    f"the fact '{name}' is not declared",
                    f"Declare it under 'facts:'; declared are: {known}",
                    f"事实“{name}”没有声明，请在 facts: 下声明；已声明：{known}",
                )


def read_rounding(fields: Fields, expr: Expr) -> Expr:
    """`round: {places: 2}` or `round: {places: 0, of: percent}` around a formula."""
    node = fields.get("round")
    if node is None:
        return expr
    inner = node.fields(required=("places",), optional=("of",))
    of = inner.text("of", "ratio")
    if of not in {"ratio", "percent"}:
        node.fail(
            f"'{of}' cannot be rounded",
            "Allowed: of: ratio, of: percent",
            f"不能对“{of}”取整，可用 of: ratio、of: percent",
        )
    places = inner.integer("places")
    if not 0 <= places <= _MOST_PLACES:
        node.fail(
            f"{places} decimals are not allowed",
            f"Allowed: 0 to {_MOST_PLACES}",
            f"小数位数不能是 {places}，可用 0 至 {_MOST_PLACES}",
        )
        return expr
    return Round(expr, places + 2, percent=True) if of == "percent" else Round(expr, places)


def bases(expr: Expr) -> tuple[Expr, ...]:
    """The bases of all divisions inside that are not constants, innermost first: a base is asked about before it is used."""
    found = [base for child in expr.children() for base in bases(child)]
    if isinstance(expr, Div) and next(facts_of(expr.right), None) is not None:
        found.append(expr.right)
    return tuple(dict.fromkeys(found))


def zero_base(expr: Expr) -> Cond | None:
    """A condition that holds when one of the bases is zero."""
    condition: Cond | None = None
    for base in bases(expr):
        is_zero = Compare(base, Op.LE, NOTHING)
        condition = is_zero if condition is None else condition | is_zero
    return condition


def guard_zero_base(expr: Expr) -> tuple[Branch, ...]:
    """The branch that gives nothing when a base is zero; empty without a division by a fact."""
    condition = zero_base(expr)
    return () if condition is None else (Branch(condition, NOTHING, Outcome.ZERO_BASE),)


def check_point_fact(name: str, words: Words, high: Exact = ONE, unit: str = "") -> FactDeclaration:
    """A check-point (0 to 1), a number of deductions or a judged score: two decimals."""
    return FactDeclaration(name, words, unit, 2, Exact(0), high)


def unrounded(expr: Expr) -> Expr:
    """The formula without the rounding around it."""
    return expr.inner if isinstance(expr, Round) else expr


def rounding_words(expr: Expr) -> Words:
    """`，比率保留 2 位小数` when the formula is rounded before it is used."""
    if not isinstance(expr, Round):
        return Words("", "")
    if expr.percent:
        digits = expr.places - 2
        return Words(f"（百分数四舍五入保留 {digits} 位小数）", f" (percentage rounded half-up to {digits} decimals)")
    return Words(f"（比值四舍五入保留 {expr.places} 位小数）", f" (ratio rounded half-up to {expr.places} decimals)")


ReadRule = Callable[[Node, RuleContext], Rule]
Readers = Mapping[str, ReadRule]
