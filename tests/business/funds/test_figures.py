"""The four figures: from dated facts, for any scope, cumulative and never falling without a row that says why."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.figures import Facts
from xieshou.business.funds.models import BudgetChange, FundSource, ProjectBudget

pytestmark = pytest.mark.function("XM09")
YEAR_END = date(2025, 12, 31)
START = date(2025, 1, 1)

days = st.integers(0, 364).map(lambda n: START + timedelta(days=n))
happened = st.lists(st.tuples(days, st.integers(1, 10**9)), max_size=8).map(tuple)
taken_back = st.lists(st.tuples(days, st.integers(1, 10**6)), max_size=4).map(tuple)


def _approved(budget: ProjectBudget, kind: str, fen: int, day: date, other: ProjectBudget | None = None) -> None:
    BudgetChange(
        budget=budget, other_budget=other, kind=kind, amount_fen=fen, changed_on=day, reason="调", state="approved",
        owner=budget.owner, place=budget.place,
    ).save()  # fmt: skip


def test_it_counts_what_was_planned_received_and_paid_by_a_day(world: World, source: FundSource) -> None:
    budget = factory.make_budget(world, source=source)
    funds.receipt_add(actor=None, source=source, received_on=date(2025, 2, 1), amount_fen=80 * WAN)
    factory.make_paid(budget, 30 * WAN, date(2025, 3, 31))
    factory.make_paid(budget, 20 * WAN, date(2025, 4, 1))
    quarter = funds.four_figures(funds.Scope(year=2025), date(2025, 3, 31))
    assert (quarter.planned, quarter.received, quarter.paid) == (100 * WAN, 80 * WAN, 30 * WAN)
    assert quarter.rate == Fraction(30, 100)
    assert funds.four_figures(funds.Scope(year=2025), YEAR_END).paid == 50 * WAN


def test_it_does_not_take_missing_for_zero(world: World, source: FundSource) -> None:
    nothing = funds.four_figures(funds.Scope(year=2024), YEAR_END)
    assert (nothing.planned, nothing.received, nothing.paid, nothing.rate) == (None, None, None, None)
    factory.make_budget(world, source=source)
    planned = funds.four_figures(funds.Scope(year=2025), YEAR_END)
    assert (planned.received, planned.paid) == (None, 0)


def test_it_narrows_to_any_level_source_place_unit_and_project(world: World, source: FundSource) -> None:
    mine = factory.make_budget(world, source=source)
    far = factory.make_running(world, owner=world.county_b, place=world.county_b_region)
    other = factory.make_budget(world, 7 * WAN, project=far, source=factory.make_source(world, level="province"))
    wide = funds.Scope(year=2025)

    def planned(**narrow: Any) -> int | None:
        return funds.four_figures(replace(wide, **narrow), YEAR_END).planned

    assert planned() == 107 * WAN
    assert planned(level="province") == 7 * WAN
    assert planned(source=source.pk) == 100 * WAN
    assert planned(place_path=world.kashgar.path) == 107 * WAN
    assert planned(place_path=world.county_b_region.path) == 7 * WAN
    assert planned(owner_path=world.county_a.path) == 100 * WAN
    assert planned(project=other.project_id) == 7 * WAN
    assert planned(user=world.clerk_a) == 100 * WAN
    assert mine.project_id != other.project_id


def test_it_adds_up_to_the_whole_however_it_is_broken_down(world: World, source: FundSource) -> None:
    mine = factory.make_budget(world, source=source)
    far = factory.make_running(world, owner=world.county_b, place=world.county_b_region)
    other = factory.make_budget(world, 50 * WAN, project=far, source=source)
    _approved(mine, "transfer", 10 * WAN, date(2025, 5, 1), other)
    _approved(other, "decrease", 5 * WAN, date(2025, 6, 1))
    factory.make_paid(mine, 30 * WAN, date(2025, 3, 1), reversed_on=date(2025, 8, 1), state="reversed")
    factory.make_paid(other, 20 * WAN, date(2025, 3, 1))
    funds.receipt_add(actor=None, source=source, received_on=date(2025, 2, 1), amount_fen=9 * WAN, budget=mine)
    funds.receipt_add(actor=None, source=source, received_on=date(2025, 2, 1), amount_fen=80 * WAN)
    scope = funds.Scope(year=2025)
    for day in (date(2025, 4, 30), date(2025, 7, 1), YEAR_END):
        whole = funds.four_figures(scope, day)
        for by in ("level", "source", "place", "owner"):
            parts = funds.grouped(scope, by, day).values()
            assert sum(part.planned or 0 for part in parts) == whole.planned
            assert sum(part.received or 0 for part in parts) == whole.received
            assert sum(part.paid or 0 for part in parts) == whole.paid
    by_project = funds.grouped(scope, "project", YEAR_END)
    assert by_project[mine.project_id].planned == 90 * WAN
    assert by_project[mine.project_id].received == 9 * WAN  # what is not divided stands at no project
    assert by_project[other.project_id].planned == 55 * WAN


def test_it_dates_a_correction_and_shows_it(world: World, source: FundSource) -> None:
    budget = factory.make_budget(world, source=source)
    factory.make_paid(budget, 30 * WAN, date(2025, 3, 1), reversed_on=date(2025, 8, 1), state="reversed")
    facts = funds.facts_of(funds.Scope(year=2025))
    lines = funds.lines_of(facts, 2025, funds.quarters(2025))
    assert [line.figures.paid for line in lines] == [30 * WAN, 30 * WAN, 0, 0]
    assert [line.paid_in for line in lines] == [30 * WAN, 0, -30 * WAN, 0]
    assert lines[2].falls == ((date(2025, 8, 1), "支付退回", 30 * WAN),)


@given(happened, happened, happened, taken_back, st.sampled_from(["quarters", "months"]))
def test_it_never_falls_but_by_the_rows_it_shows(
    plans: tuple[tuple[date, int], ...],
    receipts: tuple[tuple[date, int], ...],
    payments: tuple[tuple[date, int], ...],
    reversals: tuple[tuple[date, int], ...],
    period: str,
) -> None:
    facts = Facts(((START, 10**9),), plans, receipts, payments, reversals)
    lines = funds.lines_of(facts, 2025, getattr(funds, period)(2025))
    for line in lines:
        back = sum(amount for _day, _what, amount in line.falls)
        assert (line.figures.paid or 0) + back >= (line.before.paid or 0)
        if not line.falls:
            assert (line.figures.paid or 0) >= (line.before.paid or 0)
            assert (line.figures.planned or 0) >= (line.before.planned or 0)
            assert (line.figures.received or 0) >= (line.before.received or 0)
    assert sum(line.paid_in or 0 for line in lines) == facts.figures(YEAR_END).paid


def test_it_counts_carried_money_once_over_several_years(world: World, source: FundSource) -> None:
    budget = factory.make_budget(world, source=source)
    change = BudgetChange(
        budget=budget, kind="carry_over", amount_fen=40 * WAN, changed_on=YEAR_END, reason="结转", state="approved",
        owner=budget.owner, place=budget.place,
    )  # fmt: skip
    change.save()
    ProjectBudget(
        project=budget.project, year=2026, source=source, row="carryover", initial_fen=40 * WAN, carried_from=change,
        owner=budget.owner, place=budget.place,
    ).save()  # fmt: skip
    assert funds.four_figures(funds.Scope(), date(2026, 6, 1)).planned == 100 * WAN
    assert funds.four_figures(funds.Scope(year=2026), date(2026, 6, 1)).planned == 40 * WAN


def test_it_gives_the_rows_of_the_official_block(world: World, source: FundSource) -> None:
    budget = factory.make_budget(world, source=source)
    project = budget.project
    factory.make_budget(
        world, 20 * WAN, project=project, source=factory.make_source(world, level="social"), row="other"
    )
    _approved(budget, "decrease", 10 * WAN, date(2025, 7, 1))
    factory.make_paid(budget, 45 * WAN, date(2025, 6, 1))
    total, own, carried, other = funds.fund_block(project, 2025, YEAR_END)
    assert (total.initial, total.budget, total.executed) == (120 * WAN, 110 * WAN, 45 * WAN)
    assert (own.initial, own.budget, own.executed, own.rate) == (100 * WAN, 90 * WAN, 45 * WAN, Fraction(1, 2))
    assert (carried.initial, carried.budget, carried.executed, carried.rate) == (None, None, None, None)
    assert (other.executed, other.rate) == (0, Fraction(0))
    assert funds.budget_in_force(project, 2025, date(2025, 6, 30)) == 120 * WAN
    assert funds.spent(project, 2024, YEAR_END) is None


def test_it_asks_few_questions_whatever_the_size(
    world: World, source: FundSource, django_assert_max_num_queries: object
) -> None:
    for _number in range(3):
        factory.make_paid(factory.make_budget(world, WAN, source=source), WAN, date(2025, 3, 1))
    assert world.clerk_a.access  # read once per request
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        funds.facts_of(funds.Scope(year=2025, user=world.clerk_a))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        funds.grouped(funds.Scope(year=2025), "place", YEAR_END)
