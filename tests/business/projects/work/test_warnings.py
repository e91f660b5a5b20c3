"""Warnings: the rule, the data, the arithmetic; kept, acknowledged, coming back."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.business.projects.work.conftest import days, node, photograph, reported, scheduled
from tests.factories.world import World
from xieshou.business.projects import duties, spent_share
from xieshou.business.projects.models import Project, ProjectWarning, Stage, WarningCheck
from xieshou.business.projects.selectors_work import waiting, warnings_of
from xieshou.business.projects.services import accepting
from xieshou.business.projects.services.warnings import warning_acknowledge, warnings_refresh
from xieshou.business.projects.warning_rules import Facts, Finding, NodeFacts, judge
from xieshou.business.projects.work_data import rules_of
from xieshou.business.rules.api import kept
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.inbox.api import notices
from xieshou.platform.jobs.api import work_until_idle

pytestmark = pytest.mark.function("XM13")
DAY = date(2020, 10, 15)


def facts(**changed: Any) -> Facts:
    known: dict[str, Any] = {
        "project_id": 1,
        "is_running": True,
        "starts_on": date(2020, 1, 1),
        "progress": Exact(50),
        "spent": Exact(50),
        "acceptance_due": None,
    }
    return Facts(**{**known, **changed})


def at_node(**changed: Any) -> NodeFacts:
    known: dict[str, Any] = {
        "pk": 7,
        "name": "主体施工",
        "starts_on": date(2020, 3, 1),
        "ends_on": date(2020, 12, 31),
        "percent": 40,
        "reported_on": DAY,
        "moved_on": DAY,
        "done_on": None,
    }
    return NodeFacts(**{**known, **changed})


RULES = rules_of(kept("warnings", None)).rules


def said(code: str, known: Facts) -> list[tuple[str, str]]:
    found = [one for one in judge(known, RULES, DAY) if one.rule.code == code]
    return [(one.finding.value, one.arithmetic) for one in found]


def test_it_shows_the_days_of_a_stalled_node() -> None:
    fine = facts(nodes=(at_node(moved_on=DAY - timedelta(days=45)),))
    assert said("stalled", fine) == [("fine", "2020-10-15 − 2020-08-31 = 45 天 ≤ 45 天")]
    late = facts(nodes=(at_node(moved_on=DAY - timedelta(days=46)),))
    assert said("stalled", late) == [("raised", "2020-10-15 − 2020-08-30 = 46 天 > 45 天")]


def test_it_raises_a_deadline_the_day_after_it_and_never_for_a_done_node() -> None:
    assert said("deadline", facts(nodes=(at_node(ends_on=DAY),)))[0][0] == "fine"
    assert said("deadline", facts(nodes=(at_node(ends_on=date(2020, 9, 30)),))) == [
        ("raised", "2020-10-15 − 2020-09-30 = 15 天 > 0 天")
    ]
    assert said("deadline", facts(nodes=(at_node(ends_on=date(2020, 9, 30), percent=100),))) == []


def test_it_counts_from_the_planned_beginning_when_nothing_was_ever_reported() -> None:
    silent = facts(nodes=(at_node(percent=None, reported_on=None, moved_on=None),))
    assert said("no-update", silent) == [("raised", "2020-10-15 − 2020-03-01 = 228 天 > 30 天")]


def test_it_shows_the_gap_between_money_and_work_in_points() -> None:
    assert said("money-ahead", facts(spent=Exact(7050, 100))) == [
        ("raised", "70.50% − 50.00% = 20.50 个百分点 ≥ 20 个百分点")
    ]
    assert said("money-ahead", facts(spent=Exact(6999, 100)))[0][0] == "fine"
    assert said("work-ahead", facts(spent=Exact(20)))[0] == (
        "raised",
        "50.00% − 20.00% = 30.00 个百分点 ≥ 30 个百分点",
    )


def test_it_says_that_it_cannot_judge_without_money_or_progress() -> None:
    assert said("money-ahead", facts(spent=None)) == [("unknown", "无法判断：没有预算数据")]
    assert said("work-ahead", facts(progress=None)) == [("unknown", "无法判断：没有进度数据")]


def test_it_says_nothing_of_work_that_is_suspended() -> None:
    standing = facts(is_running=False, nodes=(at_node(ends_on=date(2020, 1, 1)),))
    assert judge(standing, RULES, DAY) == []


def test_it_raises_an_overdue_acceptance() -> None:
    known = facts(is_running=False, acceptance_due=date(2020, 10, 1), acceptance_from="验收安排")
    assert said("acceptance", known) == [("raised", "2020-10-15 − 2020-10-01 = 14 天 > 0 天")]


def late(world: World, project: Project) -> ProjectWarning:
    scheduled(world, project, node(starts_on=days(-5), ends_on=days(-2)))
    return ProjectWarning.objects.get(project=project, rule="deadline")


def test_it_raises_with_the_schedule_and_ends_with_the_work(world: World, running: Project) -> None:
    warning = late(world, running)
    assert warning.owner_path == running.owner_path
    assert warning.milestone is not None
    reported(world, warning.milestone, 100)
    warning.refresh_from_db()
    assert warning.ended_on == days(0)


def test_it_keeps_one_warning_while_the_days_go_on(world: World, running: Project) -> None:
    warning = late(world, running)
    warnings_refresh(project_ids=[running.pk], today=days(3))
    again = ProjectWarning.objects.get(rule="deadline", ended_on=None)
    assert (again.pk, again.raised_on) == (warning.pk, days(0))
    assert "= 5 天" in again.arithmetic


def test_it_judges_money_by_what_the_app_above_says(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    assert [one.arithmetic for one in warnings_of(running) if one.is_unknown] == ["无法判断：没有预算数据"] * 2
    spent_share.set(lambda ids: dict.fromkeys(ids, Fraction(2, 3)))
    reported(world, milestone, 40)
    (one,) = warnings_of(running)
    assert (one.rule, one.arithmetic) == ("money-ahead", "66.67% − 40.00% = 26.67 个百分点 ≥ 20 个百分点")


def test_it_goes_on_from_a_report_that_moved_nothing(world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running, node(starts_on=days(-100)))
    reported(world, milestone, 30, on=days(-60))
    reported(world, milestone, 30, photographs=[photograph()])
    assert [one.rule for one in warnings_of(running) if not one.is_unknown] == ["stalled"]


def test_it_comes_back_when_the_measure_is_overdue(world: World, running: Project) -> None:
    warning = late(world, running)
    warning_acknowledge(
        actor=world.clerk_a, warning=warning, measure="加班赶工", measure_due=days(10), opened_version=warning.version
    )
    rows = ProjectWarning.objects.filter(rule="deadline")
    assert not rows.filter(waiting(days(10), "todo")).exists()
    assert rows.filter(waiting(days(11), "todo")).get().measure == "加班赶工"


def test_it_refuses_a_measure_without_words_or_in_the_past_or_by_a_reader(world: World, running: Project) -> None:
    warning = late(world, running)
    asked: dict[str, Any] = {"warning": warning, "opened_version": warning.version}
    with pytest.raises(Invalid, match="处理措施"):
        warning_acknowledge(actor=world.clerk_a, measure=" ", measure_due=days(1), **asked)
    with pytest.raises(Invalid, match="已经过去"):
        warning_acknowledge(actor=world.clerk_a, measure="赶工", measure_due=days(-1), **asked)
    with pytest.raises(Refused):
        warning_acknowledge(actor=world.auditor_outside, measure="赶工", measure_due=days(1), **asked)


def test_it_checks_every_night_once_and_tells_the_unit(world: World, running: Project) -> None:
    late(world, running)
    night = datetime.combine(days(0), time(), ZoneInfo("Asia/Shanghai"))
    duties.warnings_nightly(night + timedelta(minutes=5))
    assert work_until_idle() == 0
    for hour in (2, 3):
        duties.warnings_nightly(night + timedelta(hours=hour))
        work_until_idle()
    assert WarningCheck.objects.get().project_count == 1
    assert [one.title for one in notices(world.clerk_a)] == ["今天有 1 条项目预警要处理"]
    assert not notices(world.clerk_b).exists()


def test_it_tells_on_the_next_night_what_a_night_that_failed_did_not(world: World, running: Project) -> None:
    warning = late(world, running)
    warning_acknowledge(
        actor=world.clerk_a, warning=warning, measure="赶工", measure_due=days(0), opened_version=warning.version
    )
    WarningCheck.objects.create(day=days(0))
    noon = datetime.combine(days(3), time(12), ZoneInfo("Asia/Shanghai"))  # two nights were missed
    duties.warnings_nightly(noon)
    work_until_idle()
    assert [one.title for one in notices(world.clerk_a)] == ["今天有 1 条项目预警要处理"]


def test_it_lists_an_acceptance_that_is_late(world: World, running: Project) -> None:
    Project.objects.filter(pk=running.pk).update(stage=Stage.COMPLETED)
    accepting.acceptance_prepare(actor=world.clerk_a, project=running, due_on=days(-1))
    (one,) = warnings_of(running)
    assert one.rule == "acceptance"


def test_it_asks_the_database_as_often_for_many_projects_as_for_one(
    world: World, running: Project, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        running.pk, running.code = None, f"X-{number}"
        running.save(force_insert=True)
    ids = list(Project.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(12):
        warnings_refresh(project_ids=ids, today=days(0))
    assert {one.value for one in Finding} == {"raised", "fine", "unknown"}
