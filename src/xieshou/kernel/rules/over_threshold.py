"""Deduction per percentage point over a threshold: full points up to it, then so much for each step beyond."""

from dataclasses import dataclass
from enum import StrEnum

from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Op, Outcome, Whole, decide
from xieshou.kernel.rules.base import RuleContext, guard_zero_base, read_rounding
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words, formula_words, share_text


class Counted(StrEnum):
    """How steps beyond the threshold are counted."""

    WHOLE = "whole"  # only whole steps
    STARTED = "started"  # a started step counts whole
    EXACT = "exact"  # in proportion


_COUNTED_WORDS = {
    Counted.WHOLE: Words("，不足一步不计", ", part of a step is not counted"),
    Counted.STARTED: Words("，不足一步按一步计", ", a started step counts whole"),
    Counted.EXACT: Words("，按比例计", ", in proportion"),
}


@dataclass(frozen=True, slots=True)
class OverThreshold:
    """`each` points off per `step` of `rate` beyond `threshold`."""

    rate: Expr
    threshold: Exact
    step: Exact
    each: Exact
    counted: Counted = Counted.WHOLE

    def decision(self, points: Expr) -> Cases:
        """Full points up to the threshold; never below nothing."""
        threshold = Const(self.threshold, percent=True)
        beyond = (self.rate - threshold) / Const(self.step)
        steps = beyond if self.counted is Counted.EXACT else Whole(beyond, self.counted is Counted.STARTED)
        off = Const(self.each) * steps
        return decide(
            *guard_zero_base(self.rate),
            Branch(Compare(self.rate, Op.LE, threshold), points, Outcome.FULL),
            Branch(Compare(off, Op.GE, points), NOTHING, Outcome.NOTHING),
            Branch(None, points - off, Outcome.DEDUCTED),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """`调整金额 ÷ 年初预算 ≤10% 得 1 分，每超 1% 扣 0.1 分`."""
        step, limit = share_text(self.step), share_text(self.threshold)
        tail = Words(
            f" ≤{limit} 得 {points} 分，每超 {step} 扣 {self.each} 分",
            f" ≤{limit} gives {points}, {self.each} off per {step}",
        )
        return formula_words(self.rate, names) + tail + _COUNTED_WORDS[self.counted]


def read(node: Node, context: RuleContext) -> OverThreshold:
    """`{kind: over-threshold, formula: a / b, threshold: 0.10, step: 0.01, each: 0.1, counted: whole}`."""
    fields = node.fields(required=("kind", "formula", "threshold", "step", "each"), optional=("round", "counted"))
    formula = fields.get("formula")
    rate = read_rounding(fields, context.formula(formula) if formula else NOTHING)
    step, each = fields.exact("step"), fields.exact("each")
    if step <= ZERO or each <= ZERO:
        node.fail(
            "the step and the points per step must be above 0",
            "Write for example step: 0.01, each: 0.1",
            "step 和 each 都应大于 0",
        )
        step, each = Exact(1, 100), Exact(1, 10)
    return OverThreshold(rate, fields.exact("threshold"), step, each, fields.choice("counted", Counted, Counted.WHOLE))
