"""What a grade means for next year's budget (JX14)."""

import pytest

from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import DEFAULT_TABLE, Action, Application, UnknownGradeError, UseRule, UseTable, application
from xieshou.kernel.wording import Words

pytestmark = pytest.mark.function("JX14")


HIGH = Exact(95, 100)


def _of(grade: str | None = "优", total: int = 95, execution: Exact | None = HIGH, open_: int = 0) -> Application:
    return application(grade, Exact(total), execution, open_)


@pytest.mark.parametrize(
    ("grade", "action"),
    [("优", Action.SUPPORT), ("良好", Action.SUPPORT), ("中", Action.CUT), ("差", Action.RECTIFY_FIRST)],
)
def test_it_suggests_by_grade(grade: str, action: Action) -> None:
    assert _of(grade).action is action


def test_it_lets_open_findings_outweigh_a_good_grade() -> None:
    shown = _of("优", open_=2)
    assert (shown.action, shown.rules) == (Action.RECTIFY_FIRST, ("U-GOOD", "U-OPEN"))
    assert "未整改问题 2 个" in shown.reasons[1].zh


def test_it_asks_for_reasons_of_low_spending() -> None:
    shown = _of("优", execution=Exact(6442, 10000))
    assert (shown.action, shown.must_explain) == (Action.KEEP, True)
    assert "64.42%，低于 80%" in shown.reasons[1].zh


def test_it_takes_a_missing_rate_for_no_rate() -> None:
    assert _of("优", execution=None).rules == ("U-GOOD",)


def test_it_must_be_answered_by_the_budget() -> None:
    assert _of().must_answer


def test_it_says_that_the_default_is_not_official_and_names_no_amount() -> None:
    shown = application("差", Exact(48), None, 0, budget=Exact(1000))
    assert (shown.is_official, shown.change, shown.amount) == (False, None, None)
    assert "不是官方规定" in shown.note.zh


def test_it_computes_the_amount_by_an_own_table() -> None:
    words = Words("核减一成", "ten per cent less")
    rule = UseRule("X", words, words, total_below=Exact(80), action=Action.CUT, change=Exact(-1, 10))
    shown = application(None, Exact(75), None, 0, budget=Exact(1001), table=UseTable((rule,), True, words))
    assert (shown.amount, shown.change) == (Exact(9009, 10), Exact(-1, 10))
    assert application(None, Exact(80), None, 0, table=UseTable((rule,), True, words)).must_answer is False


def test_it_refuses_a_grade_that_the_table_does_not_know() -> None:
    with pytest.raises(UnknownGradeError, match="可用：优"):
        _of("A")


def test_it_gives_every_rule_a_condition_and_words_in_both_languages() -> None:
    for rule in DEFAULT_TABLE.rules:
        assert rule.grades or rule.has_open or rule.execution_below
        assert all((rule.words.zh, rule.words.en, rule.source.zh, rule.source.en))
