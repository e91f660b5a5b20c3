"""Condition count: points × conditions met ÷ conditions set (9 × 3 ÷ 4 = 6.75)."""

from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Expr, Fact, Op, Outcome, decide
from xieshou.kernel.rules.base import FactDeclaration, RuleContext
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words

_MOST = Exact(100_000)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The facts with the number met and the number set."""

    met: str
    total: str
    text: Words

    def decision(self, points: Expr) -> Cases:
        """In proportion to the conditions met."""
        met, total = Fact(self.met), Fact(self.total)
        return decide(
            Branch(Compare(total, Op.LE, NOTHING), NOTHING, Outcome.ZERO_BASE),
            Branch(Compare(met, Op.GT, total), NOTHING, Outcome.OUTSIDE),
            Branch(Compare(met, Op.EQ, total), points, Outcome.FULL),
            Branch(None, points * met / total, Outcome.PROPORTIONAL),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """`得分 = 9 × 完成条数 ÷ 指标条数`."""
        return self.text + Words(f"：得分 = {points} × 达到条数 ÷ 设定条数", f": score = {points} × met ÷ set")


def read(node: Node, context: RuleContext) -> Conditions:
    """`{kind: conditions, met: quantity_met, total: quantity_total, zh: 产出数量指标, en: output indicators}`."""
    fields = node.fields(required=("kind", "met", "total", "zh", "en"))
    text = Words(fields.text("zh"), fields.text("en"))
    met, total = fields.text("met"), fields.text("total")
    context.declare(node, FactDeclaration(met, text + Words("达到条数", " met"), "条", 0, Exact(0), _MOST))
    context.declare(node, FactDeclaration(total, text + Words("设定条数", " set"), "条", 0, Exact(0), _MOST))
    return Conditions(met, total, text)
