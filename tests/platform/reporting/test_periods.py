"""Opening periods by the clock, and who must report."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories.world import World
from tests.platform.reporting.conftest import IN_FEBRUARY, Reporting, figure_values, form_values
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.registry.api import organisation_close
from xieshou.platform.reporting.demo import load_demo_forms
from xieshou.platform.reporting.models import Period, Submission
from xieshou.platform.reporting.services.periods import periods_open
from xieshou.platform.reporting.services.setup import assignment_add, assignment_end, exception_set, form_save

pytestmark = pytest.mark.function("ZC06")


def test_it_opens_each_period_once_however_often_it_runs(reporting: Reporting) -> None:
    periods_open(IN_FEBRUARY)
    assert list(Period.objects.values_list("code", flat=True)) == ["2020-01"]
    assert Submission.objects.count() == 3


def test_it_catches_up_after_standing_still(reporting: Reporting) -> None:
    periods_open(datetime(2020, 6, 3, tzinfo=UTC))
    assert list(Period.objects.values_list("code", flat=True)) == [f"2020-0{month}" for month in range(1, 6)]
    assert Submission.objects.count() == 15


def test_it_gives_the_unit_a_to_do_with_the_due_time(reporting: Reporting, world: World) -> None:
    todo = inbox.todos(world.clerk_a)[0]
    assert "2020 年 1 月" in todo.title
    assert timezone.localtime(todo.due_at).strftime("%m-%d %H:%M") == "02-05 17:30"


def test_it_asks_only_units_that_exist_in_the_period(reporting: Reporting, world: World) -> None:
    organisation_close(actor=None, organisation=world.school_a, on=date(2020, 1, 20), reason="撤并", opened_version=1)
    assignment_add(
        actor=None,
        form=reporting.form,
        organisation=world.hq,
        is_subtree=True,
        kinds=("school",),
        valid_from=date(2020, 1, 1),
    )
    periods_open(datetime(2020, 3, 2, tzinfo=UTC))
    asked = Submission.objects.filter(owner=world.school_a).values_list("period__code", flat=True)
    assert list(asked) == []


def test_it_lets_a_unit_join_a_period_that_runs(reporting: Reporting, world: World) -> None:
    assignment_add(
        actor=world.division_manager,
        form=reporting.form,
        organisation=world.school_a,
        is_subtree=False,
        kinds=(),
        valid_from=date(2020, 1, 1),
    )
    periods_open(IN_FEBRUARY)
    assert reporting.of(world.school_a).state == "not_reported"


def test_it_takes_an_exception_at_once_with_its_reason(reporting: Reporting, world: World) -> None:
    later = datetime(2020, 2, 28, 9, 30, tzinfo=UTC)
    exception_set(
        actor=world.division_manager,
        form=reporting.form,
        period_code="2020-01",
        opens_at=None,
        due_at=later,
        reason="疫情期间延期",
    )
    period = Period.objects.get(code="2020-01")
    assert (period.due_at, period.reason) == (later, "疫情期间延期")


def test_it_tells_all_that_is_wrong_with_an_exception(reporting: Reporting, world: World) -> None:
    with pytest.raises(Invalid) as refused:
        exception_set(
            actor=world.division_manager,
            form=reporting.form,
            period_code="2020Q1",
            opens_at=None,
            due_at=None,
            reason="",
        )
    assert [problem.where for problem in refused.value.problems] == ["期次", "时间", "理由"]


def test_it_takes_empty_tables_back_when_a_unit_no_longer_reports(reporting: Reporting, world: World) -> None:
    reporting.submit(world.county_b, world.clerk_b)
    for unit in (world.county_a, world.county_b):
        assignment = reporting.form.assignments.get(organisation=unit)
        assignment_end(actor=world.division_manager, assignment=assignment, day=date(2020, 1, 20))
    assert set(Submission.objects.values_list("owner__name", flat=True)) == {world.hq.name, world.county_b.name}


def test_it_leaves_forms_to_those_who_may_manage_them(world: World) -> None:
    assert not world.clerk_a.may(Permission.PERIOD_MANAGE)
    with pytest.raises(Refused):
        form_save(actor=world.clerk_a, form=None, values=form_values(world.county_a), figures=figure_values())


def test_it_keeps_a_figure_that_units_have_filled(reporting: Reporting, world: World) -> None:
    reporting.submit(world.county_a, world.clerk_a)
    with pytest.raises(Invalid, match="已有单位填过"):
        form_save(
            actor=world.division_manager,
            form=reporting.form,
            values=form_values(world.office),
            figures=figure_values()[:1],
        )


def test_it_keeps_the_cadence_once_periods_are_open(reporting: Reporting, world: World) -> None:
    with pytest.raises(Invalid, match="已开过期次"):
        form_save(
            actor=world.division_manager,
            form=reporting.form,
            values=form_values(world.office, cadence="weekly"),
            figures=figure_values(),
        )


def test_it_tells_changed_settings_by_their_labels(world: World) -> None:
    form = form_save(actor=None, form=None, values=form_values(world.office), figures=[])
    changed = form_values(world.office, cadence="quarterly", due_unit="calendar")
    form_save(actor=world.division_manager, form=form, values=changed, figures=[])
    entry = audit.history_of(form)[0]
    assert entry.changes == [["周期", "月报", "季报"], ["按", "工作日", "自然日"]]


def test_it_loads_the_demonstration_once(world: World) -> None:
    form = load_demo_forms()
    assert form is not None
    assert load_demo_forms() == form
    periods_open(timezone.now() + timedelta(days=1))
    assert set(form.submissions.values_list("owner__kind", flat=True)) == {"recipient_office"}
