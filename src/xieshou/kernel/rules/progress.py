"""Progress against time: what is spent by a date over the budget, against the share of the year that has passed."""

from xieshou.kernel.exact import ONE, ZERO
from xieshou.kernel.expr import Const, Expr, Fact
from xieshou.kernel.rules.base import RuleContext, read_rounding
from xieshou.kernel.rules.ratio import Ratio
from xieshou.kernel.strict import Node


def read(node: Node, context: RuleContext) -> Ratio:
    """`{kind: progress, done: q1_cumulative, of: budget, by: 0.25, round: {places: 0, of: percent}}`.

    The rate is done ÷ of ÷ by, at most 1; `done` is cumulative.
    """
    fields = node.fields(required=("kind", "done", "of", "by"), optional=("round",))
    names = {key: context.fact(entry) for key in ("done", "of") if (entry := fields.get(key))}
    by = fields.exact("by")
    if not ZERO < by <= ONE:
        node.fail(
            f"the share of time {by} is not between 0 and 1",
            "Write for example by: 0.25",
            f"时间进度 {by} 不在 0 与 1 之间",
        )
        by = ONE
    rate: Expr = Fact(names.get("done", "")) / Fact(names.get("of", "")) / Const(by, percent=True)
    return Ratio(read_rounding(fields, rate))
