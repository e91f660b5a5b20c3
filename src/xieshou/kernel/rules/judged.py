"""Expert judgement: the score given, or the points taken off, always with the expert's reason."""

from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Expr, Fact, Op, Outcome, decide
from xieshou.kernel.rules.base import RuleContext, check_point_fact
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words


@dataclass(frozen=True, slots=True)
class Judged:
    """`given` names the fact with the score, or with the points off when `is_deduction`."""

    given: str
    is_deduction: bool
    text: Words

    def decision(self, points: Expr) -> Cases:
        """The judgement within nothing and full points."""
        given = Fact(self.given)
        if self.is_deduction:
            return decide(
                Branch(Compare(given, Op.EQ, NOTHING), points, Outcome.FULL),
                Branch(Compare(given, Op.GE, points), NOTHING, Outcome.NOTHING),
                Branch(None, points - given, Outcome.JUDGED),
            )
        return decide(
            Branch(Compare(given, Op.GT, points), points, Outcome.OUTSIDE),
            Branch(None, given, Outcome.JUDGED),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """What is judged and within which limits."""
        mode = (
            Words(
                f"满分 {points} 分，酌情扣分并说明理由",
                f"{points} points less what the expert takes off, with a reason",
            )
            if self.is_deduction
            else Words(
                f"0–{points} 分，由评价人员评定并说明理由",
                f"0 to {points} points by an expert's judgement, with a reason",
            )
        )
        return self.text + Words("：", ": ") + mode


def read(node: Node, context: RuleContext) -> Judged:
    """`{kind: judged, deducted: effect_deducted, zh, en}` or `{kind: judged, score: name, zh, en}`."""
    fields = node.fields(required=("kind", "zh", "en"), optional=("deducted", "score"))
    if ("deducted" in fields) == ("score" in fields):
        node.fail(
            "a judgement needs one fact", "Give either 'deducted:' or 'score:'", "评判须有一个事实：deducted: 或 score:"
        )
    is_deduction = "deducted" in fields
    name = fields.text("deducted" if is_deduction else "score")
    words = Words(fields.text("zh"), fields.text("en"))
    most = Exact(100) if is_deduction else context.points  # a deduction may exceed the points, a score may not
    context.declare(node, check_point_fact(name, words, most, "分"))
    return Judged(name, is_deduction, words)
