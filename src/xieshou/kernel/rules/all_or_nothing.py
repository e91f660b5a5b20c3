"""All or nothing: full points when a condition over a formula holds, else none."""

from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Op, Outcome, decide
from xieshou.kernel.rules.base import RuleContext, guard_zero_base, read_rounding
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words, formula_words, share_text

_SIGNS = {"below": Op.LT, "at_most": Op.LE, "above": Op.GT, "at_least": Op.GE, "equal": Op.EQ}


@dataclass(frozen=True, slots=True)
class AllOrNothing:
    """Full points when `rate op limit`."""

    rate: Expr
    op: Op
    limit: Exact
    percent: bool = True

    def decision(self, points: Expr) -> Cases:
        """Full points or none."""
        limit = Const(self.limit, self.percent)
        return decide(
            *guard_zero_base(self.rate),
            Branch(Compare(self.rate, self.op, limit), points, Outcome.FULL),
            Branch(None, NOTHING, Outcome.NOTHING),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """`在编人数 ÷ 编制数 ≤100% 得 1 分，否则 0 分`."""
        limit = share_text(self.limit) if self.percent else self.limit.text()
        test = formula_words(self.rate, names) + Words(f" {self.op.value}{limit}", f" {self.op.value} {limit}")
        return test + Words(f" 得 {points} 分，否则 0 分", f" gives {points}, otherwise 0")


def read(node: Node, context: RuleContext) -> AllOrNothing:
    """`{kind: all-or-nothing, formula: staff / quota, at_most: 1}`."""
    fields = node.fields(required=("kind", "formula"), optional=("round", "percent", *_SIGNS))
    formula = fields.get("formula")
    rate = read_rounding(fields, context.formula(formula) if formula else NOTHING)
    signs = [key for key in _SIGNS if key in fields]
    if len(signs) != 1:
        node.fail(
            f"{len(signs)} conditions are given",
            f"Give exactly one of {', '.join(_SIGNS)}",
            f"给了 {len(signs)} 个条件，只能有一个",
        )
        signs = ["equal"]
    return AllOrNothing(rate, _SIGNS[signs[0]], fields.exact(signs[0]), fields.boolean("percent", default=True))
