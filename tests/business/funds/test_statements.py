"""Checking statements drawn up elsewhere, with the published one that cannot be right."""

from fractions import Fraction

import pytest

from xieshou.business.funds.statements import StatedPeriod, Statement, check

pytestmark = pytest.mark.function("XM09")
WAN = 1_000_000


def _wan(text: str) -> int:
    return int(Fraction(text) * WAN)


def _published() -> Statement:
    """深圳 2020: the four quarters as printed; the year's total is 36.4 亿元."""
    stated = ("180031.08", "219407.63", "364062.40", "140118.66")
    periods = tuple(StatedPeriod(f"第{name}季度", _wan(fen)) for name, fen in zip("一二三四", stated, strict=True))
    return Statement(periods, year_paid=_wan("364062.40"))


def test_it_tells_that_the_published_quarters_fall_and_do_not_add_up() -> None:
    falling, parts = check(_published())
    assert "累计数小于上期" in falling.what
    assert "第四季度 140,118.66 万元 < 第三季度 364,062.40 万元" in falling.lines[0]
    assert "903,619.77 万元" in parts.lines[0]
    assert "364,062.40 万元" in parts.lines[1]


def test_it_accepts_a_cumulative_statement_and_one_by_quarters() -> None:
    cumulative = Statement((StatedPeriod("一", 1 * WAN), StatedPeriod("二", 3 * WAN)), year_paid=3 * WAN)
    by_quarter = Statement((StatedPeriod("一", 3 * WAN), StatedPeriod("二", 1 * WAN)), year_paid=4 * WAN)
    assert check(cumulative) == []
    assert check(by_quarter) == []


def test_it_tells_a_last_period_that_is_not_the_year() -> None:
    off = Statement((StatedPeriod("一", 1 * WAN), StatedPeriod("二", 3 * WAN)), year_paid=5 * WAN)
    assert [found.what for found in check(off)] == ["按累计数看：末期累计不等于全年"]


def test_it_tells_a_fall_when_no_total_is_stated() -> None:
    assert "没有全年数" in check(Statement((StatedPeriod("一", 3), StatedPeriod("二", 1))))[0].what


def test_it_tells_a_rate_that_is_not_paid_by_planned() -> None:
    stated = StatedPeriod("一", 50 * WAN, 100 * WAN, Fraction(195, 100))
    found = check(Statement((stated,)))
    assert found[0].lines == ("50.00 万元 ÷ 100.00 万元 = 50.00%，报表写 195.00%",)
