"""Use per organisation and month, counted from the log bit by bit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories.world import World
from xieshou.platform.accounts.api import User, post_end
from xieshou.platform.audit import api as audit
from xieshou.platform.audit.models import Entry
from xieshou.platform.service import activity
from xieshou.platform.service.models import UnitActor
from xieshou.platform.service.periods import read_period
from xieshou.platform.service.selectors import unit_use
from xieshou.platform.service.services import measure

pytestmark = [pytest.mark.function("ZC16"), pytest.mark.django_db]


def act(user: User | None, times: int = 1, action: str = "ledger.update") -> None:
    with transaction.atomic():
        for _ in range(times):
            audit.record(actor=user, action=action, target=user or User.objects.all()[0])


def counted() -> dict[tuple[str, str], int]:
    rows = UnitActor.objects.select_related("organisation", "user")
    return {(row.organisation.name, row.user.username): row.actions for row in rows}


def test_it_counts_each_entry_once_however_often_it_runs(world: World) -> None:
    act(world.clerk_a, 3)
    for _ in range(3):
        measure(timezone.now())
    act(world.clerk_a)
    measure(timezone.now())
    assert counted() == {(world.county_a.name, "clerk_a"): 4}


def test_it_goes_on_from_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "MOST", 2)
    act(world.clerk_a, 5)
    while activity.activity_count(timezone.now()):
        pass
    assert sum(counted().values()) == 5


def test_it_leaves_out_the_system_failed_sign_ins_and_people_without_a_post(world: World) -> None:
    act(None)
    act(world.nobody)
    act(world.clerk_a, action="account.sign_in_failed")
    measure(timezone.now())
    assert counted() == {}


def test_it_counts_where_the_post_was_held_on_the_day(world: World) -> None:
    post = world.clerk_a.posts.get()
    post_end(actor=None, post=post, on=timezone.localdate() - timedelta(days=1), reason="调出")
    act(world.clerk_a)
    measure(timezone.now())
    assert counted() == {}


def test_it_shows_people_and_actions_of_each_organisation_and_those_without_any(world: World) -> None:
    act(world.clerk_a, 2)
    act(world.approver_a)
    measure(timezone.now())
    use = {row.organisation: row for row in unit_use(read_period(""))}
    a, b = use[world.county_a], use[world.county_b]
    assert (a.holders, a.active, a.actions) == (2, 2, 3)
    assert (b.holders, b.active, b.actions) == (1, 0, 0)
    assert unit_use(read_period("2019")) == []


def test_it_puts_an_entry_into_the_month_of_the_local_calendar(world: World) -> None:
    lines = [(world.clerk_a.pk, datetime(2026, 10, 31, 16, 30, tzinfo=UTC))]
    ((month, _, _),) = activity._counts(lines)
    assert month == date(2026, 11, 1)
    assert not Entry.objects.filter(action="ledger.update").exists()
