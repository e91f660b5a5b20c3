"""Units × periods: what it shows, its reminder, its export, its speed in queries."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories.world import World
from tests.platform.reporting.conftest import Reporting
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.jobs import api as jobs
from xieshou.platform.registry.api import Organisation
from xieshou.platform.reporting.grid import LOOKS, Grid, Wanted, grid_of, look_of
from xieshou.platform.reporting.models import State, Submission
from xieshou.platform.reporting.services.periods import periods_open
from xieshou.platform.reporting.services.reminding import missing_rows, remind, remind_ask

pytestmark = [pytest.mark.function("ZC06"), pytest.mark.function("XT13")]
SignIn = Callable[[User], Client]
EARLY, LATE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 3, 1, tzinfo=UTC)
GRID = "/reporting/grid/"


def shown(user: User, wanted: Wanted, **rest: Any) -> Grid:
    return grid_of(user, wanted, wanted.form.periods.all(), **rest)


@pytest.mark.parametrize(
    ("state", "is_late", "now", "code"),
    [
        (State.NOT_REPORTED, False, EARLY, "not_reported"),
        (State.NOT_REPORTED, False, LATE, "overdue"),
        (State.DRAFT, False, LATE, "overdue"),
        (State.SUBMITTED, True, LATE, "late"),
        (State.RETURNED, False, LATE, "returned"),
        (State.APPROVED, False, LATE, "approved"),
        (State.LOCKED, True, LATE, "approved_late"),
        (State.UNLOCKED, False, LATE, "unlocked"),
    ],
)
def test_it_shows_each_state(state: State, is_late: bool, now: datetime, code: str) -> None:
    due = datetime(2020, 2, 5, tzinfo=UTC)
    assert look_of(state, is_late=is_late, due_at=due, now=now).code == code


def test_it_tells_states_apart_without_colours() -> None:
    assert len({look.mark for look in LOOKS.values()}) == len({look.words for look in LOOKS.values()}) == len(LOOKS)


def test_it_shows_every_unit_and_the_filters_stay_in_the_address(
    reporting: Reporting, world: World, sign_in: SignIn
) -> None:
    reporting.submit(world.county_a, world.clerk_a)
    page = sign_in(world.leader).get(GRID, {"form": "monthly", "year": "2020", "look": "late"}).content.decode()
    assert "迟报待审" in page
    assert "塔什库尔干" in page
    assert "疏附县受援办" not in page
    assert "form=monthly&amp;year=2020&amp;look=late" in page


def test_it_shows_a_county_only_itself(reporting: Reporting, world: World) -> None:
    grid = shown(world.clerk_a, Wanted(reporting.form, 2020))
    assert [row.name for row in grid.rows] == [world.county_a.name]


def test_it_reminds_all_who_are_missing_and_counts_them(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    reporting.submit(world.county_b, world.clerk_b)
    answer = sign_in(world.hq_approver).post(
        reverse("reporting:remind"), {"here": "form=monthly&year=2020"}, follow=True
    )
    assert "已催 2 份报送、3 人" in answer.content.decode()  # county a: two people; the headquarters: one
    assert any("催报" in notice.title for notice in inbox.notices(world.clerk_a))
    assert not any("催报" in notice.title for notice in inbox.notices(world.clerk_b))


def test_it_leaves_reminding_to_those_who_review(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).post(reverse("reporting:remind"), {"here": ""}).status_code == 403
    assert sign_in(world.clerk_a).get(reverse("reporting:remind")).status_code == 405


def test_it_names_units_where_nobody_can_be_reminded(reporting: Reporting, world: World) -> None:
    world.clerk_b.is_active = False
    world.clerk_b.save()
    rows = missing_rows(world.hq_approver, [reporting.of(world.county_b).pk])
    assert remind(actor=world.hq_approver, rows=rows).unreachable == (world.county_b.name,)


@pytest.mark.function("ZC10")
def test_it_reminds_many_in_the_background(reporting: Reporting, world: World) -> None:
    periods_open(datetime(2021, 6, 1, tzinfo=UTC))
    ids = list(Submission.objects.values_list("pk", flat=True))
    job = remind_ask(actor=world.division_manager, form=reporting.form, ids=ids)
    assert isinstance(job, jobs.Job)
    assert jobs.work_until_idle() == 1
    job.refresh_from_db()
    assert "已催" in job.result["next_label"]
    assert job.done_count == len(ids)


def test_it_exports_the_grid_as_it_is_filtered(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.leader).get(reverse("reporting:export"), {"form": "monthly", "year": "2020", "q": "塔什"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][:3] == [world.county_a.name, "✕ 逾期未报", "—"]
    assert len(rows) == 4


def test_it_writes_names_as_text_never_as_formulas(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    Organisation.objects.filter(pk=world.county_a.pk).update(name="=1+1")
    answer = sign_in(world.clerk_a).get(reverse("reporting:export"), {"form": "monthly", "year": "2020"})
    sheet = ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def many_units(reporting: Reporting, count: int) -> None:
    """So many schools below the headquarters, each with twelve periods."""
    world = reporting.world
    periods_open(datetime(2021, 1, 1, tzinfo=UTC))
    start = 9_000_000
    units = Organisation.objects.bulk_create(
        Organisation(
            pk=start + n,
            name=f"学校{n}",
            kind="school",
            parent=world.hq,
            region=world.kashgar,
            path=f"{world.hq.path}{start + n}",
        )
        for n in range(count)
    )
    periods = list(reporting.form.periods.filter(year=2020))
    Submission.objects.bulk_create(
        Submission(form=reporting.form, period=period, owner=unit, owner_path=unit.path, place_path=world.kashgar.path)
        for unit in units
        for period in periods
    )


def test_it_shows_300_units_over_twelve_months_in_twelve_queries(
    reporting: Reporting, world: World, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many_units(reporting, 297)
    browser = sign_in(world.leader)
    with django_assert_max_num_queries(12):
        page = browser.get(GRID, {"form": "monthly", "year": "2020"})
    assert page.content.decode().count('<a class="rp-cell') == 300 * 12


def test_it_goes_on_where_a_page_ended(reporting: Reporting, world: World) -> None:
    first = shown(world.leader, Wanted(reporting.form, 2020), most=2)
    assert first.next_query is not None
    after = first.rows[-1].path
    second = shown(world.leader, Wanted(reporting.form, 2020, after=after), most=2)
    assert len({row.path for row in (*first.rows, *second.rows)}) == 3
    assert second.next_query is None


def test_it_asks_strangers_to_sign_in_and_refuses_those_without_the_right(world: World, sign_in: SignIn) -> None:
    assert Client().get(GRID).status_code == 302
    assert sign_in(world.nobody).get(GRID).status_code == 403


def test_it_knows_no_unknown_form(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    assert sign_in(world.leader).get(GRID, {"form": "nothing"}).status_code == 404


def test_it_counts_overdue_only_after_the_due_time(reporting: Reporting, world: World) -> None:
    grid = shown(world.leader, Wanted(reporting.form, 2020), now=timezone.now())
    assert dict(grid.counts) == {"overdue": 3}
