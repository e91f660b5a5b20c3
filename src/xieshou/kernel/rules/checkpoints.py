"""Check-points: each has its own points; a published deduction that names no check-point is taken off the sum."""

from dataclasses import dataclass

from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.expr import (
    NOTHING,
    Branch,
    Cases,
    Compare,
    Const,
    Expr,
    Fact,
    Greatest,
    Missing,
    Op,
    Outcome,
)
from xieshou.kernel.rules.base import RuleContext, check_point_fact
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """A fact from 0 (not met) to 1 (met) worth so many points."""

    fact: str
    points: Exact
    words: Words


@dataclass(frozen=True, slots=True)
class Deduction:
    """A fact: how many of something, each costing so many points."""

    fact: str
    each: Exact
    words: Words


@dataclass(frozen=True, slots=True)
class CheckPoints:
    """The check-points and the deductions. A check-point without a value gives nothing; a deduction without one takes nothing."""

    points: tuple[CheckPoint, ...]
    deductions: tuple[Deduction, ...] = ()

    def decision(self, points: Expr) -> Cases:
        """Σ points met − Σ deductions, from nothing to full points."""
        got: Expr | None = None
        for point in self.points:
            worth = _present(point.fact, Const(point.points) * Fact(point.fact))
            got = worth if got is None else got + worth
        got = got or points
        for deduction in self.deductions:
            got = got - _present(deduction.fact, Const(deduction.each) * Fact(deduction.fact))
        value = Greatest(got, NOTHING) if self.deductions else got
        return Cases(
            (Branch(Compare(got, Op.GE, points), points, Outcome.FULL), Branch(None, value, Outcome.DEDUCTED)),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """The check-points with their points."""
        zh = [f"{number}. {point.words.zh}（{point.points} 分）" for number, point in enumerate(self.points, 1)]
        en = [f"{number}. {point.words.en} ({point.points})" for number, point in enumerate(self.points, 1)]
        zh += [f"{item.words.zh}（每项扣 {item.each} 分）" for item in self.deductions]
        en += [f"{item.words.en} ({item.each} off each)" for item in self.deductions]
        return Words("；".join(zh), "; ".join(en))


def _present(fact: str, value: Expr) -> Expr:
    return Cases((Branch(Missing(fact), NOTHING, Outcome.MISSING), Branch(None, value, Outcome.SUM)))


def read(node: Node, context: RuleContext) -> CheckPoints:
    """`{kind: checkpoints, points: [{fact, points, zh, en}], deductions: [{fact, each, unit, zh, en}]}`; the unit is optional."""
    fields = node.fields(required=("kind",), optional=("points", "deductions"))
    points = tuple(_read_point(entry, context) for entry in fields.items("points"))
    deductions = tuple(_read_deduction(entry, context) for entry in fields.items("deductions"))
    if not points and not deductions:
        node.fail("no check-point is given", "List them under 'points:'", "没有评分要点，请列在 points: 下")
    given = total([point.points for point in points])
    if points and given != context.points:
        node.fail(
            f"the check-points give {given} points, their item has {context.points}",
            "Make them equal",
            f"评分要点合计 {given} 分，项目 {context.points} 分，应相等",
        )
    return CheckPoints(points, deductions)


def _read_point(node: Node, context: RuleContext) -> CheckPoint:
    fields = node.fields(required=("fact", "points", "zh", "en"))
    words = Words(fields.text("zh"), fields.text("en"))
    context.declare(node, check_point_fact(fields.text("fact"), words))
    points = fields.exact("points")
    if points <= ZERO:
        node.fail(f"the check-point has {points} points", "Write a number above 0", f"评分要点为 {points} 分，应大于 0")
    return CheckPoint(fields.text("fact"), points, words)


def _read_deduction(node: Node, context: RuleContext) -> Deduction:
    fields = node.fields(required=("fact", "each", "zh", "en"), optional=("unit",))
    words, each = Words(fields.text("zh"), fields.text("en")), fields.exact("each")
    if each <= ZERO:
        node.fail(
            f"{each} points per deduction take nothing off",
            "Write a number above 0",
            f"每次扣 {each} 分等于不扣，应大于 0",
        )
    context.declare(node, check_point_fact(fields.text("fact"), words, Exact(100), fields.text("unit")))
    return Deduction(fields.text("fact"), each, words)
