"""Dual monitoring: what is filled in, what is found, who decides, the list by gap, a whole year at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.business.evaluation.self import builders
from tests.business.metrics.builders import metric
from tests.factories.evaluation import make_goals
from tests.factories.funds import make_paid
from tests.factories.world import World
from xieshou.business.evaluation.models import FormState, GoalSet, Monitoring
from xieshou.business.evaluation.services.monitoring import (
    monitoring_create,
    monitoring_delete,
    monitoring_pass,
    monitoring_return,
    monitoring_save,
    monitoring_submit,
)
from xieshou.business.evaluation.services.monitoring_lines import funds_now, lines_of, monitored
from xieshou.business.evaluation.services.monitoring_typed import RowEntry, Typed
from xieshou.business.evaluation.services.monitoring_year import monitorings_due, monitorings_open
from xieshou.business.evaluation.wiring_self import metric_uses
from xieshou.business.funds.models import ProjectBudget
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.inbox.api import Item
from xieshou.platform.jobs import api as jobs

SO_FAR = ("40人次", "90%", "900元/人次", "30节", "96%")


def goals(world: World, **rest: Any) -> GoalSet:
    """Goals in force of a project that has spent 9 of 10 万元 by the end of June."""
    project = builders.funded_project(world, paid_wan=0)
    make_paid(ProjectBudget.objects.get(project=project), 9 * builders.WAN, date(builders.YEAR, 6, 30))
    return make_goals(world, project=project, state=FormState.APPROVED, **rest)


def opened(world: World, month: int = 6, **rest: Any) -> Monitoring:
    """The monitoring of the first half of the year, nobody has filled it in."""
    return monitoring_create(actor=world.clerk_a, goals=goals(world, **rest), month=month, is_demo=True)


def codes(form: Monitoring) -> list[str]:
    return [line.indicator.code for line in lines_of(form)]


def save(world: World, form: Monitoring, **typed: Any) -> Monitoring:
    return monitoring_save(actor=world.clerk_a, monitoring=form, opened_version=form.version, typed=Typed(**typed))


def filled(world: World, form: Monitoring | None = None, **changed: Any) -> Monitoring:
    form = form or opened(world)
    rows = {code: RowEntry(actual, **changed) for code, actual in zip(codes(form), SO_FAR, strict=True)}
    return save(world, form, rows=rows)


def found(form: Monitoring) -> dict[str, str]:
    """What the kernel finds, by code."""
    return {one.code: one.what.zh for one in monitored(form, lines_of(form), funds_now(form)).findings}


@pytest.mark.function("JX08")
def test_it_begins_with_the_money_as_of_the_month_s_end(world: World) -> None:
    form = opened(world)
    assert form.funds[0]["executed_fen"] == 9 * builders.WAN
    earlier = monitoring_create(actor=world.clerk_a, goals=form.goals, month=5)
    assert earlier.funds[0]["executed_fen"] == 0


@pytest.mark.function("JX08")
def test_it_exists_once_a_month_for_goals_in_force(world: World) -> None:
    form = opened(world)
    with pytest.raises(Invalid, match="已经建立"):
        monitoring_create(actor=world.clerk_a, goals=form.goals, month=6)
    with pytest.raises(Invalid) as told:
        monitoring_create(actor=world.clerk_a, goals=make_goals(world), month=13)
    assert len(told.value.problems) == 2


@pytest.mark.function("JX08")
def test_money_and_targets_more_than_twenty_points_apart_are_told_with_the_arithmetic(world: World) -> None:
    told = found(filled(world))
    assert "90000 ÷ 100000 = 90%，序时进度 50%，相差 40 个百分点" in told["M-SPENDING-AHEAD"]
    assert "M-GAP" in told
    form = Monitoring.objects.get()
    assert (form.spending_e4, form.targets_e4, form.gap_e4) == (9000, 5200, 3800)
    assert form.findings >= len(told)


@pytest.mark.function("JX08")
def test_impossible_without_a_remark_stands_against_submitting(world: World) -> None:
    form = filled(world, possibility="impossible")
    with pytest.raises(Invalid) as told:
        monitoring_submit(actor=world.clerk_a, monitoring=form, opened_version=form.version)
    assert sum("完全不可能" in problem.what for problem in told.value.problems) == 5


@pytest.mark.function("JX08")
def test_warnings_ask_for_an_explanation_before_submission(world: World) -> None:
    form = filled(world)
    with pytest.raises(Invalid, match="没有说明"):
        monitoring_submit(actor=world.clerk_a, monitoring=form, opened_version=form.version)
    form = save(world, form, words="培训集中在下半年，资金按合同预付")
    form = monitoring_submit(actor=world.clerk_a, monitoring=form, opened_version=form.version)
    form = monitoring_pass(actor=world.approver_a, monitoring=form)
    assert form.state == FormState.APPROVED
    assert Item.objects.filter(user=world.clerk_a, title__contains="监控已批准").exists()


@pytest.mark.function("JX08")
def test_a_returned_form_is_changed_and_submitted_again(world: World) -> None:
    form = save(world, filled(world), words="说明")
    form = monitoring_submit(actor=world.clerk_a, monitoring=form, opened_version=form.version)
    with pytest.raises(Invalid, match="等审核人"):
        save(world, form, words="改")
    form = monitoring_return(actor=world.approver_a, monitoring=form, reason="写明措施")
    form = save(world, form, measures="七月加办两期")
    assert monitoring_submit(actor=world.clerk_a, monitoring=form, opened_version=form.version).state == "submitted"


@pytest.mark.function("JX08")
def test_a_measured_value_is_counted_to_the_month_s_end_and_frozen_on_submission(world: World) -> None:
    metric(world)
    builders.training(world, 30, "2021-06-30")
    builders.training(world, 99, "2021-07-01")
    form = filled(world, opened(world, rows=builders.metric_rows()))
    assert lines_of(form)[0].actual == "30人次"
    form = save(world, form, words="说明")
    form = monitoring_submit(actor=world.clerk_a, monitoring=form, opened_version=form.version)
    builders.training(world, 5, "2021-06-01")
    line = lines_of(form)[0]
    assert (line.actual, line.row.figure.value) == ("30人次", "30")  # type: ignore[union-attr]


@pytest.mark.function("JX08")
def test_every_wrong_cell_is_told_at_once(world: World) -> None:
    form = opened(world)
    code = codes(form)[0]
    with pytest.raises(Invalid) as told:
        save(world, form, rows={code: RowEntry("长" * 201, causes=("luck",), possibility="perhaps"), "x": RowEntry()})
    assert len(told.value.problems) == 4


@pytest.mark.function("JX08")
def test_a_stale_edit_and_a_stranger_are_refused(world: World) -> None:
    form = opened(world)
    old = Monitoring.objects.get(pk=form.pk)
    save(world, form, words="甲")
    with pytest.raises(Stale):
        save(world, old, words="乙")
    with pytest.raises(Refused):
        monitoring_save(actor=world.leader, monitoring=form, opened_version=form.version, typed=Typed(words="丙"))
    with pytest.raises(Refused):
        monitoring_create(actor=world.clerk_b, goals=form.goals, month=9)


@pytest.mark.function("JX08")
def test_what_is_forecast_of_the_money_stays_when_the_rest_is_saved(world: World) -> None:
    form = save(world, opened(world), forecasts={"total": 10 * builders.WAN})
    form = save(world, form, words="说明")
    assert form.funds[0]["forecast_fen"] == 10 * builders.WAN


@pytest.mark.function("JX08")
def test_a_draft_is_thrown_away(world: World) -> None:
    form = opened(world)
    monitoring_delete(actor=world.clerk_a, monitoring=form, opened_version=form.version)
    assert not Monitoring.objects.exists()


@pytest.mark.function("JX08")
def test_a_whole_year_is_opened_at_once_and_what_is_there_stays(world: World) -> None:
    first = opened(world)
    other = goals(world)
    job = monitorings_open(actor=world.clerk_a, year=builders.YEAR, month=6)
    jobs.work_until_idle()
    job.refresh_from_db()
    assert job.result["opened"] == 1
    assert set(Monitoring.objects.values_list("goals", flat=True)) == {first.goals_id, other.pk}
    assert Item.objects.filter(user=world.clerk_a, title__contains="请填写").exists()


@pytest.mark.function("JX08")
@pytest.mark.parametrize(
    ("now", "made"), [((2021, 7, 2), 1), ((2021, 10, 1), 1), ((2021, 7, 20), 0), ((2021, 5, 2), 0)]
)
def test_it_opens_by_itself_after_june_and_september(world: World, now: tuple[int, int, int], made: int) -> None:
    goals(world)
    for _twice in range(2):
        monitorings_due(datetime(*now, 4, tzinfo=UTC))
        jobs.work_until_idle()
    assert Monitoring.objects.count() == made


@pytest.mark.function("JX08")
def test_a_metric_tells_the_goals_that_use_it_to_those_who_may_see_them(world: World) -> None:
    one = metric(world)
    made = goals(world, rows=builders.metric_rows())
    (use,) = metric_uses(world.clerk_a, one)
    assert use.label == f"{made}：培训受援地教师人次"
    assert metric_uses(world.clerk_b, one) == []
