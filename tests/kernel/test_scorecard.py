"""What a scorecard says of itself."""

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Outcome
from xieshou.kernel.scorecard import ScoredItem
from xieshou.kernel.wording import Words


def item(by_rule: Exact | None, awarded: Exact) -> ScoredItem:
    name = Words("甲", "a")
    return ScoredItem("A", name, Exact(10), by_rule, awarded, awarded, Outcome.FULL, name)


def test_it_takes_awarded_less_rule_for_the_adjustment() -> None:
    assert item(Exact(10), Exact(8)).adjustment == Exact(-2)
    assert item(Exact(10), Exact(8)).differs


def test_it_has_no_adjustment_where_both_agree() -> None:
    assert item(Exact(8), Exact(8)).adjustment == Exact(0)
    assert not item(Exact(8), Exact(8)).differs


def test_it_does_not_call_a_judgement_a_difference() -> None:
    assert item(None, Exact(8)).adjustment is None
    assert not item(None, Exact(8)).differs
