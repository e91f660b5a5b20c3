"""Deduction per violation: full points less so much for each, down to nothing."""

from dataclasses import dataclass

from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Fact, Op, Outcome, decide
from xieshou.kernel.rules.base import FactDeclaration, RuleContext
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words


@dataclass(frozen=True, slots=True)
class Violations:
    """`each` points off for every one of `count`."""

    count: str
    each: Exact

    def decision(self, points: Expr) -> Cases:
        """Full points without a violation; never below nothing."""
        off = Const(self.each) * Fact(self.count)
        return decide(
            Branch(Compare(Fact(self.count), Op.EQ, NOTHING), points, Outcome.FULL),
            Branch(Compare(off, Op.GE, points), NOTHING, Outcome.NOTHING),
            Branch(None, points - off, Outcome.DEDUCTED),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """`满分 5 分，每发现一项扣 1 分，扣完为止`."""
        return Words(
            f"满分 {points} 分，每有一项扣 {self.each} 分，扣完为止",
            f"{points} points, {self.each} off for each, down to 0",
        )


def read(node: Node, context: RuleContext) -> Violations:
    """`{kind: violations, count: compile_violations, each: 1, zh: 不符合规范的项数, en: breaches found}`."""
    fields = node.fields(required=("kind", "count", "each", "zh", "en"))
    name = fields.text("count")
    words = Words(fields.text("zh"), fields.text("en"))
    context.declare(node, FactDeclaration(name, words, "", 0, Exact(0), Exact(1_000_000)))
    each = fields.exact("each")
    if each <= ZERO:
        node.fail(
            f"{each} points per violation take nothing off",
            "Write a number above 0",
            f"每次违规扣 {each} 分等于不扣，应大于 0",
        )
    return Violations(name, each)
