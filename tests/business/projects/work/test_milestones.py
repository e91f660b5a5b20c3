"""The schedule and the reports on it."""

import pytest
from django.utils import timezone

from tests.business.projects.work.conftest import days, node, paper, photograph, reported, scheduled
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects import progress, selectors_work
from xieshou.business.projects.models import Category, Milestone, ProgressReport, Project, Stage
from xieshou.business.projects.schedule_start import suggested
from xieshou.business.projects.services import milestones
from xieshou.business.projects.work_data import schedule_for
from xieshou.business.rules.api import kept
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.audit.api import history_of
from xieshou.platform.evidence.api import evidence_add

pytestmark = pytest.mark.function("XM12")


@pytest.mark.parametrize("category", Category.values)
def test_it_begins_every_category_with_weights_of_a_hundred(category: str) -> None:
    steps = schedule_for(category, kept("schedules", None))
    assert sum(step.weight for step in steps) == 100
    assert any(not step.is_main for step in steps)


def test_it_lays_the_template_over_the_projects_time(world: World, running: Project) -> None:
    lines = suggested(running, timezone.localdate())
    assert lines[0]["starts_on"] == running.starts_on
    assert lines[-1]["ends_on"] == running.ends_on


def test_it_refuses_weights_that_do_not_make_a_hundred_with_every_other_mistake(world: World, running: Project) -> None:
    with pytest.raises(Invalid) as refused:
        scheduled(world, running, node("甲", 50), node("甲", 40, starts_on=days(10), ends_on=days(1)))
    words = str(refused.value)
    assert "50 + 40 = 90，不是 100" in words
    assert "“甲”重复" in words
    assert "晚于完成" in words
    assert not Milestone.objects.exists()


def test_it_adds_weight_times_percent_exactly(world: World, running: Project) -> None:
    first, second, _ = scheduled(world, running, node("甲", 33), node("乙", 33, order=2), node("丙", 34, order=3))
    reported(world, first, 50)
    reported(world, second, 33)
    overall = progress.overall(selectors_work.schedule_of(running))
    assert overall.text == "27.39%"
    assert overall.arithmetic == "33%×50% + 33%×33% + 34%×未报 = 27.39%"


def test_it_does_not_take_an_unreported_project_for_one_at_zero(world: World, running: Project) -> None:
    scheduled(world, running)
    assert progress.overall(selectors_work.schedule_of(running)).value is None


def test_it_counts_a_report_only_with_a_photograph(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    report = reported(world, milestone, 40, photographs=[])
    milestone.refresh_from_db()
    assert (report.is_counted, milestone.percent) == (False, None)
    piece, _ = evidence_add(actor=world.clerk_a, owner=world.county_a, upload=paper(), title="说明")
    milestones.report_cite(actor=world.clerk_a, report=report, piece=piece, proves="进度")
    assert not report.is_counted
    piece, _ = evidence_add(actor=world.clerk_a, owner=world.county_a, upload=photograph(), title="照片")
    milestones.report_cite(actor=world.clerk_a, report=report, piece=piece, proves="进度")
    milestone.refresh_from_db()
    assert (report.is_counted, milestone.percent, milestone.reported_on) == (True, 40, days(0))


def test_it_refuses_a_paper_where_a_photograph_is_asked(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    with pytest.raises(Invalid, match="不是照片"):
        reported(world, milestone, 40, photographs=[paper()])


def test_it_takes_one_photograph_for_one_day_only(world: World, running: Project) -> None:
    first, second = scheduled(world, running, node("甲", 60), node("乙", 40, order=2))
    reported(world, first, 10, on=days(-9), photographs=[photograph(1)])
    reported(world, second, 10, on=days(-9), photographs=[photograph(1)])
    with pytest.raises(Invalid, match="已用于"):
        reported(world, first, 20, photographs=[photograph(1)])
    assert reported(world, first, 20, photographs=[photograph(2)]).is_counted


def test_it_lets_progress_fall_only_with_a_reason(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    reported(world, milestone, 60)
    with pytest.raises(Invalid, match="从 60% 降到 40%"):
        reported(world, milestone, 40)
    reported(world, milestone, 40, fall_reason="返工", photographs=[photograph()])
    milestone.refresh_from_db()
    assert milestone.percent == 40
    assert history_of(running).filter(reason="返工").exists()


def test_it_refuses_tomorrow_and_the_day_before_the_last_report(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    reported(world, milestone, 10, on=days(-3))
    for day in (days(1), days(-4)):
        with pytest.raises(Invalid, match="截至"):
            reported(world, milestone, 20, on=day)


def test_it_keeps_a_node_that_was_reported_on(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    reported(world, milestone, 10)
    running.refresh_from_db()
    with pytest.raises(Invalid, match="不能删除"):
        milestones.schedule_set(
            actor=world.clerk_a, project=running, nodes=[node("新")], opened_version=running.version, reason="调整"
        )


def test_it_starts_only_with_a_schedule_and_completes_only_when_all_is_done(world: World) -> None:
    project = make_project(world, stage=Stage.PLANNED)
    with pytest.raises(Invalid, match="节点计划"):
        milestones.project_start(actor=world.clerk_a, project=project, reason="开工令")
    first, second = scheduled(world, project, node("甲", 60), node("乙", 40, order=2))
    milestones.project_start(actor=world.clerk_a, project=project, reason="开工令")
    reported(world, first, 100)
    with pytest.raises(Invalid, match="乙"):
        milestones.project_complete(actor=world.clerk_a, project=project)
    reported(world, second, 100)
    done = milestones.project_complete(actor=world.clerk_a, project=project)
    assert done.stage == Stage.COMPLETED


def test_it_refuses_a_report_by_a_neighbour_or_on_a_project_that_stands_still(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    with pytest.raises(Refused):
        milestones.progress_report(
            actor=world.clerk_b, milestone=milestone, reported_on=days(0), percent=1, words="x", photographs=[]
        )
    Project.objects.filter(pk=running.pk).update(stage=Stage.SUSPENDED)
    with pytest.raises(Invalid, match="已暂停"):
        reported(world, milestone, 10)


def test_it_draws_every_node_within_the_projects_time(world: World, running: Project) -> None:
    scheduled(
        world, running, node("甲", 60, ends_on=days(-1)), node("乙", 40, order=2, starts_on=None, ends_on=days(90))
    )
    drawn = progress.gantt(selectors_work.schedule_of(running), timezone.localdate())
    assert drawn is not None
    assert [bar.tone for bar in drawn.bars] == ["red", "grey"]
    assert all(bar.left >= 0 and bar.left + bar.width <= progress.WIDTH for bar in drawn.bars)
    assert drawn.bars[1].left > drawn.bars[0].left


def test_the_same_report_counts_once(world: World, running: Project) -> None:
    (only,) = scheduled(world, running)
    reported(world, only, 40)
    with pytest.raises(Invalid, match="已有一份同样的报告"):
        reported(world, only, 40)
    assert ProgressReport.objects.count() == 1
