"""Ratio: points × a formula over named facts, from nothing to full points."""

from dataclasses import dataclass

from xieshou.kernel.exact import ONE, Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Op, Outcome, decide
from xieshou.kernel.rules.base import RuleContext, guard_zero_base, read_rounding, rounding_words, unrounded
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words, formula_words, share_text


@dataclass(frozen=True, slots=True)
class Ratio:
    """`rate` × points; above `cap` full points, or nothing when `over_gives_nothing`."""

    rate: Expr
    cap: Exact = ONE
    over_gives_nothing: bool = False

    def decision(self, points: Expr) -> Cases:
        """Zero base, over the cap, not positive, in proportion."""
        cap = Const(self.cap, percent=True)
        over = NOTHING if self.over_gives_nothing else points
        return decide(
            *guard_zero_base(self.rate),
            Branch(Compare(self.rate, Op.GT, cap), over, Outcome.OVER if self.over_gives_nothing else Outcome.CAPPED),
            Branch(Compare(self.rate, Op.LE, NOTHING), NOTHING, Outcome.NOTHING),
            Branch(None, points * self.rate if self.cap == ONE else points * self.rate / cap, Outcome.PROPORTIONAL),
        )

    def words(self, points: Exact, names: Names) -> Words:
        """The formula, its rounding and what happens above the cap."""
        text = formula_words(unrounded(self.rate), names)
        over = (
            Words("，超过即得 0 分", "; above it nothing")
            if self.over_gives_nothing
            else Words("，最高满分", "; at most full")
        )
        head = Words(f"得分 = {points} × ", f"score = {points} × ")
        cap = Words(f"，上限 {share_text(self.cap)}", f", cap {share_text(self.cap)}")
        return head + text + rounding_words(self.rate) + cap + over


def read(node: Node, context: RuleContext) -> Ratio:
    """`{kind: ratio, formula: a / b, round: {places: 2}, cap: 1, over: nothing}`."""
    fields = node.fields(required=("kind", "formula"), optional=("round", "cap", "over"))
    formula = fields.get("formula")
    rate = read_rounding(fields, context.formula(formula) if formula else NOTHING)
    over = fields.text("over", "full")
    if over not in {"full", "nothing"}:
        node.fail(
            f"'{over}' is not allowed for 'over'", "Allowed: full, nothing", f"over 不能是“{over}”，可用 full、nothing"
        )
    cap = fields.exact("cap", ONE)
    if not Exact(0) < cap:
        node.fail(f"the cap {cap} is not positive", "Write a share above 0, such as 1", f"上限 {cap} 应大于 0")
        cap = ONE
    return Ratio(rate, cap, over == "nothing")
