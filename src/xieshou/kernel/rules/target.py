"""Met or in proportion: a quantitative indicator against its target, whatever the direction of the target.

Base rule (财预〔2020〕10号 art. 16 [K]; the Beijing form's wording): the target met gives full points, otherwise actual ÷ target
(positive) or target ÷ actual (reverse) × points; at most full, at least nothing; no value or no evidence gives nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from xieshou.kernel.exact import ONE, ZERO, Exact
from xieshou.kernel.expr import NOTHING, UNIT, Branch, Cases, Compare, Cond, Const, Expr, Fact, Op, Outcome, decide
from xieshou.kernel.rules.base import RuleContext
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words, share_text


class Direction(StrEnum):
    """Which way a target points."""

    AT_LEAST = "at-least"  # ≥
    MORE_THAN = "more-than"  # >
    AT_MOST = "at-most"  # ≤
    LESS_THAN = "less-than"  # <
    EQUAL = "equal"  # =
    RANGE = "range"  # from low to high


_MET = {
    Direction.AT_LEAST: Op.GE,
    Direction.MORE_THAN: Op.GT,
    Direction.AT_MOST: Op.LE,
    Direction.LESS_THAN: Op.LT,
    Direction.EQUAL: Op.EQ,
}
_REVERSE = frozenset({Direction.AT_MOST, Direction.LESS_THAN})
_WORDS = {
    Direction.AT_LEAST: Words(
        "正向指标：实际 ≥ 目标得满分，否则 × 实际 ÷ 目标", "at least: full when actual ≥ target, else × actual ÷ target"
    ),
    Direction.MORE_THAN: Words(
        "正向指标：实际 > 目标得满分，否则 × 实际 ÷ 目标",
        "more than: full when actual > target, else × actual ÷ target",
    ),
    Direction.AT_MOST: Words(
        "反向指标：实际 ≤ 目标得满分，否则 × 目标 ÷ 实际", "at most: full when actual ≤ target, else × target ÷ actual"
    ),
    Direction.LESS_THAN: Words(
        "反向指标：实际 < 目标得满分，否则 × 目标 ÷ 实际",
        "less than: full when actual < target, else × target ÷ actual",
    ),
    Direction.EQUAL: Words(
        "等于指标：相等得满分，否则 × 两者较小 ÷ 较大", "equal: full when equal, else × the smaller ÷ the larger"
    ),
    Direction.RANGE: Words(
        "区间指标：在区间内得满分，否则按偏离比例", "range: full within, else in proportion to the nearer end"
    ),
}


@dataclass(frozen=True, slots=True)
class Excess:
    """Reached at more than `above` times the target: so much of the points off (local rules; none by default)."""

    above: Exact
    deduct: Exact


@dataclass(frozen=True, slots=True)
class TargetRule:
    """The direction, whether a missed target is scored in proportion, and the over-achievement table (largest first)."""

    direction: Direction
    in_proportion: bool = True
    excess: tuple[Excess, ...] = ()
    actual: str = "actual"
    target: str = "target"
    high: str = "high"

    def decision(self, points: Expr) -> Cases:
        """Reduced for over-achievement, full, in proportion, or nothing."""
        return decide(*self._excess(points), *self._met(points), *self._missed(points))

    def _excess(self, points: Expr) -> tuple[Branch, ...]:
        actual, target = Fact(self.actual), Fact(self.target)
        if self.direction not in {Direction.AT_LEAST, Direction.MORE_THAN}:
            return ()
        has_base: Cond = Compare(target, Op.GT, NOTHING)
        return tuple(
            Branch(
                has_base & Compare(actual, Op.GT, Const(step.above) * target),
                points * (UNIT - Const(step.deduct)),
                Outcome.OVER_ACHIEVED,
            )
            for step in self.excess
        )

    def _met(self, points: Expr) -> tuple[Branch, ...]:
        actual, target = Fact(self.actual), Fact(self.target)
        if self.direction is Direction.RANGE:
            inside = Compare(actual, Op.GE, target) & Compare(actual, Op.LE, Fact(self.high))
            return (Branch(inside, points, Outcome.FULL),)
        return (Branch(Compare(actual, _MET[self.direction], target), points, Outcome.FULL),)

    def _missed(self, points: Expr) -> tuple[Branch, ...]:
        if not self.in_proportion:
            return (Branch(None, NOTHING, Outcome.NOTHING),)
        actual, target = Fact(self.actual), Fact(self.target)
        up = points * actual / target
        down = points * target / actual
        if self.direction in _REVERSE:
            return (
                Branch(Compare(target, Op.LT, NOTHING), NOTHING, Outcome.NOTHING),
                Branch(Compare(actual, Op.LE, NOTHING), NOTHING, Outcome.ZERO_BASE),
                Branch(None, down, Outcome.PROPORTIONAL),
            )
        negative = Branch(Compare(actual, Op.LT, NOTHING), NOTHING, Outcome.NOTHING)
        below = Branch(Compare(actual, Op.LT, target), up, Outcome.PROPORTIONAL)
        if self.direction is Direction.RANGE:  # nothing lies below a lower end of zero, and what lies above is not zero
            return (negative, below, Branch(None, points * Fact(self.high) / actual, Outcome.PROPORTIONAL))
        zero = Branch(Compare(target, Op.LE, NOTHING), NOTHING, Outcome.ZERO_BASE)
        if self.direction is Direction.EQUAL:
            return (negative, zero, below, Branch(None, down, Outcome.PROPORTIONAL))
        return (negative, zero, Branch(None, up, Outcome.PROPORTIONAL))

    def words(self, points: Exact, names: Names) -> Words:
        """The direction's rule, then the over-achievement table."""
        text = Words(f"{points} 分；", f"{points} points; ") + _WORDS[self.direction]
        if not self.in_proportion:
            text = text + Words("（未达到得 0 分）", " (missed gives 0)")
        for step in self.excess:
            above, off = share_text(step.above), share_text(step.deduct)
            text = text + Words(f"；超过目标 {above} 扣该项 {off}", f"; above {above} of the target {off} off")
        return text


def read_excess(node: Node | None) -> tuple[Excess, ...]:
    """`over: [{above: 3, deduct: 0.3}, {above: 1.3, deduct: 0.1}]`, ordered from the largest."""
    if node is None:
        return ()
    steps = []
    for entry in node.items():
        fields = entry.fields(required=("above", "deduct"))
        step = Excess(fields.exact("above"), fields.exact("deduct"))
        if step.above <= ONE or not ZERO <= step.deduct <= ONE:
            entry.fail(
                "an over-achievement step must lie above 1 and take off 0 to 1",
                "Write {above: 1.3, deduct: 0.1}",
                "超额扣分的一档应在 1 以上、扣 0 至 1，例如 {above: 1.3, deduct: 0.1}",
            )
        steps.append(step)
    return tuple(sorted(steps, key=lambda step: step.above, reverse=True))


def read(node: Node, context: RuleContext) -> TargetRule:
    """`{kind: target, direction: at-least, actual: fact, target: fact, missed: proportion, over: […]}`."""
    fields = node.fields(required=("kind", "direction", "actual", "target"), optional=("missed", "over", "high"))
    missed = fields.text("missed", "proportion")
    if missed not in {"proportion", "nothing"}:
        node.fail(
            f"'{missed}' is not allowed for 'missed'",
            "Allowed: proportion, nothing",
            f"missed 不能是“{missed}”，可用 proportion、nothing",
        )
    direction = fields.choice("direction", Direction)
    keys = ("actual", "target", "high") if direction is Direction.RANGE else ("actual", "target")
    names = {key: _not_negative(entry, context) for key in keys if (entry := fields.get(key))}
    if direction is Direction.RANGE and "high" not in names:
        node.fail(
            "a range needs its upper end",
            "Add 'high:' with the name of a fact",
            "区间目标须有上限，请加 high: 和事实名",
        )
    return TargetRule(
        direction,
        missed == "proportion",
        read_excess(fields.get("over")),
        names.get("actual", ""),
        names.get("target", ""),
        names.get("high", "high"),
    )


def _not_negative(node: Node, context: RuleContext) -> str:
    name = context.fact(node)
    if name in context.declared and context.declared[name].low < ZERO:
        node.fail(
            f"the fact '{name}' may be negative, where a proportion has no meaning",
            "Write min: 0, or use bands",
            f"事实“{name}”可能为负，不能按比例计分；请写 min: 0 或改用分档",
        )
    return name
