"""Dual monitoring: money and targets against time and against each other (JX08)."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from tests.kernel.goals.build import codes, indicator
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import (
    MonitoredFunds,
    MonitoredIndicator,
    Monitoring,
    MonitoringLimits,
    MonthError,
    Possibility,
    monitoring,
)

pytestmark = pytest.mark.function("JX08")
ON_TIME = MonitoredFunds(Exact(1200), Exact(700))  # 7 of 12


def row(so_far: str | None = "70 人次", target: str = "≥120 人次", **changes: Any) -> MonitoredIndicator:
    """An indicator at the end of July, on time."""
    own = {key: changes.pop(key) for key in ("possibility", "remark", "expected", "is_cumulative") if key in changes}
    return MonitoredIndicator(indicator(target=target, **changes), so_far, **own)


def july(*rows: MonitoredIndicator, funds: MonitoredFunds = ON_TIME, **options: Any) -> Monitoring:
    """What the end of July shows."""
    return monitoring(funds, rows, year=2021, month=7, **options)


def test_it_finds_nothing_when_all_is_on_time() -> None:
    shown = july(row(), row(code="2"))
    assert shown.findings == ()
    assert (shown.time, shown.spending, shown.targets) == (Exact(7, 12), Exact(7, 12), Exact(7, 12))


@pytest.mark.parametrize("month", [0, 13])
def test_it_refuses_a_month_that_no_year_has(month: int) -> None:
    with pytest.raises(MonthError, match="1 to 12"):
        monitoring(ON_TIME, [], year=2021, month=month)


# --- money ---


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        (Exact(460), set()),  # 38.33 %, exactly 20 points behind
        (Exact(4599, 10), {"M-SPENDING-BEHIND"}),
        (Exact(940), set()),
        (Exact(941), {"M-SPENDING-AHEAD"}),
        (Exact(1201), {"M-OVERSPENT"}),
        (None, {"M-NO-SPENDING"}),
    ],
)
def test_it_holds_spending_against_the_calendar(spent: Exact | None, expected: set[str]) -> None:
    assert codes(july(funds=MonitoredFunds(Exact(1200), spent)).findings) == expected


def test_it_shows_the_arithmetic_of_spending() -> None:
    (one,) = july(funds=MonitoredFunds(Exact(1200), Exact(120))).findings
    assert "120 ÷ 1200 = 10%，序时进度 58.33%，相差 48.33 个百分点" in one.what.zh


def test_it_takes_another_margin() -> None:
    limits = MonitoringLimits(spending=Exact(1, 100))
    shown = july(funds=MonitoredFunds(Exact(1200), Exact(680)), limits=limits)
    assert codes(shown.findings) == {"M-SPENDING-BEHIND"}


def test_it_does_not_divide_by_a_budget_of_nothing() -> None:
    assert july(funds=MonitoredFunds(Exact(0), Exact(0))).spending is None


def test_it_forecasts_spending_by_the_monthly_mean() -> None:
    assert july().spending_forecast == Exact(1200)
    assert july(funds=MonitoredFunds()).spending_forecast is None


# --- targets ---


@pytest.mark.parametrize(("so_far", "is_behind"), [("46 人次", False), ("45 人次", True), ("0 人次", True)])
def test_it_holds_a_target_against_the_calendar(so_far: str, is_behind: bool) -> None:
    shown = july(row(so_far), funds=MonitoredFunds(Exact(1200), Exact(500)))
    assert ("M-TARGET-BEHIND" in codes(shown.findings)) is is_behind


def test_it_keeps_a_missing_value_missing() -> None:
    shown = july(row(None))
    assert codes(shown.findings) == {"M-NO-VALUE"}
    assert (shown.targets, shown.progress[0].share, shown.progress[0].forecast) == (None, None, None)


def test_it_tells_money_spent_without_results() -> None:
    shown = july(row("10 人次"))
    gaps = [one for one in shown.findings if one.code == "M-GAP"]
    assert [one.indicator for one in gaps] == ["", "1"]
    assert "10 人次 ÷ 120 人次 = 8.33%，支出进度 58.33%，相差 50 个百分点" in gaps[1].what.zh


def test_it_tells_results_without_payment() -> None:
    shown = july(row("119 人次"), funds=MonitoredFunds(Exact(1200), Exact(480)))
    assert codes(shown.findings) == {"M-GAP"}


def test_it_weighs_all_targets_by_their_points_each_at_most_whole() -> None:
    shown = july(row("240 人次", points="30"), row("0 人次", code="2", points="10"))
    assert shown.targets == Exact(3, 4)


def test_it_takes_the_plain_mean_where_points_are_missing() -> None:
    assert july(row("120 人次", points=""), row("0 人次", code="2", points="10")).targets == Exact(1, 2)


def test_it_warns_of_a_limit_used_up_before_its_time() -> None:
    one = row("90 次", "≤100 次", name="公务接待批次数")
    shown = july(one)
    assert codes(shown.findings) == {"M-LIMIT-NEAR"}
    assert shown.targets is None
    assert july(replace(one, so_far="60 次")).findings == ()


@pytest.mark.parametrize(
    ("target", "so_far"),
    [("≥90%", "20%"), ("≤24 小时", "1 小时"), ("2021年9月前", "2021年5月"), ("健全", "健全"), ("≥2 次/月", "1 次/月")],
)
def test_it_never_projects_what_does_not_add_up(target: str, so_far: str) -> None:
    shown = july(row(so_far, target))
    assert shown.progress[0].forecast is None
    assert "M-TARGET-BEHIND" not in codes(shown.findings)


def test_it_projects_a_rate_that_is_said_to_add_up() -> None:
    assert july(row("42%", "≥90%", is_cumulative=True)).progress[0].share == Exact(42, 90)


# --- the year's end ---


def test_it_projects_a_straight_line_and_says_so() -> None:
    forecast = july(row("35 人次")).progress[0].forecast
    assert forecast is not None
    assert (forecast.value, forecast.unit, forecast.is_enough) == (Exact(60), "人次", False)
    assert forecast.arithmetic.zh == "按月均推算：35 人次 ÷ 7 × 12 = 60 人次"


def test_it_keeps_an_endless_forecast_exact() -> None:
    forecast = july(row("53 人次")).progress[0].forecast
    assert forecast is not None
    assert forecast.value == Exact(636, 7)


def test_it_blocks_impossible_without_a_remark() -> None:
    one = row(possibility=Possibility.IMPOSSIBLE)
    assert codes(july(one).findings) == {"M-IMPOSSIBLE-NO-REMARK"}
    assert july(replace(one, remark="场地封闭，拟改线上")).findings == ()


def test_it_blocks_certain_where_less_is_expected() -> None:
    one = row(possibility=Possibility.CERTAIN, expected="100 人次")
    assert codes(july(one).findings) == {"M-CERTAIN-BUT-SHORT"}
    assert july(replace(one, expected="120 人次")).findings == ()
    assert july(replace(one, possibility=Possibility.POSSIBLE)).findings == ()


def test_it_asks_how_certain_goes_with_a_projection_that_is_short() -> None:
    one = row("60 人次", possibility=Possibility.CERTAIN)
    assert codes(july(one).findings) == {"M-FORECAST-SHORT"}
    assert july(replace(one, so_far="70 人次")).findings == ()


@pytest.mark.parametrize(
    ("target", "so_far", "is_late"),
    [
        ("2021年6月前", "", True),
        ("2021年6月前", "2021年5月", False),
        ("2021年9月前", "", False),
        ("2021年6月", "2021年7月", True),
    ],
)
def test_it_tells_a_date_that_has_passed(target: str, so_far: str, is_late: bool) -> None:
    assert ("M-DATE-PASSED" in codes(july(row(so_far, target)).findings)) is is_late


def test_it_leaves_out_a_level_that_does_not_apply() -> None:
    assert july(row("", "无", name="无", points="0")).progress == ()


def test_it_finds_the_same_in_any_order_of_rows() -> None:
    rows = (row("10 人次"), row(None, code="2"), row("5 次", "≤6 次", code="3", name="公务接待批次数"))
    assert len({july(*order).findings for order in permutations(rows)}) == 1
