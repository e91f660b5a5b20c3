"""Availability: minutes with a sign of life over minutes measured; what was not measured is said to be so."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.world import World
from xieshou.lib.problems import Invalid
from xieshou.platform.service import services
from xieshou.platform.service.intervals import joined, minutes, without
from xieshou.platform.service.models import Maintenance, Run, Source, minute_of
from xieshou.platform.service.uptime import heartbeat, run_note, uptime

pytestmark = pytest.mark.function("ZC16")
START = 30_000_000  # a minute of the year 2027
SPAN = (START, START + 100)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Now is a day after the minutes of these tests."""
    later = datetime.fromtimestamp((START + 1440) * 60, tz=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: later)


@pytest.mark.django_db
def test_it_measures_nothing_without_records() -> None:
    assert uptime(SPAN) is None


@pytest.mark.django_db
def test_it_counts_minutes_with_a_heartbeat_or_an_answer_and_lists_the_gaps() -> None:
    for minute in [*range(START, START + 40), *range(START + 50, START + 100)]:
        run_note(Source.WORKER, minute)
    for minute in range(START + 38, START + 45):
        run_note(Source.WEB, minute)
    found = uptime(SPAN)
    assert found is not None
    assert (found.up, found.total, found.is_cut) == (95, 100, False)
    (gap,) = found.gaps
    assert (minute_of(gap.begin), minute_of(gap.end), gap.minutes) == (START + 45, START + 50, 5)
    assert Run.objects.count() == 3  # runs, not minutes


@pytest.mark.django_db
def test_it_begins_to_count_with_the_first_record() -> None:
    run_note(Source.WORKER, START + 90)
    found = uptime(SPAN)
    assert found is not None
    assert (found.up, found.total, found.is_cut) == (1, 10, True)
    assert uptime((START - 100, START)) is None


@pytest.mark.django_db
def test_it_takes_the_same_minute_twice_as_one() -> None:
    for _ in range(3):
        heartbeat(datetime.fromtimestamp(START * 60 + 7, tz=timezone.get_current_timezone()))
    run = Run.objects.get()
    assert (run.first, run.last) == (START, START)


@pytest.mark.django_db
def test_it_counts_without_maintenance_that_was_planned_before_it_began(world: World) -> None:
    for minute in [*range(START, START + 50), *range(START + 70, START + 100)]:
        run_note(Source.WORKER, minute)
    for begin, registered in ((50, -10), (60, 65)):  # the second was registered after the fact
        row = Maintenance(begins_at=_at(begin), ends_at=_at(begin + 10), reason="升级", registered_by=world.leader)
        row.save()
        Maintenance.objects.filter(pk=row.pk).update(registered_at=_at(registered))
    found = uptime(SPAN)
    assert found is not None
    assert (found.up, found.total, found.counted_up, found.counted_total) == (80, 100, 80, 90)
    assert [gap.is_planned for gap in found.gaps] == [True, False]


def _at(minute: int) -> datetime:
    return datetime.fromtimestamp((START + minute) * 60, tz=timezone.get_current_timezone())


@pytest.mark.django_db
def test_it_refuses_maintenance_that_has_begun_and_cancels_only_what_is_ahead(world: World) -> None:
    now = timezone.now()
    with pytest.raises(Invalid, match="不能补登"):
        services.maintenance_plan(
            actor=world.system_admin, begins_at=now - timedelta(hours=1), ends_at=now, reason="升级"
        )
    row = services.maintenance_plan(
        actor=world.system_admin, begins_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2), reason="升级"
    )
    services.maintenance_cancel(actor=world.division_manager, row=row, reason="改期")
    with pytest.raises(Invalid, match="已经取消"):
        services.maintenance_cancel(actor=world.division_manager, row=row, reason="改期")
    assert not row.is_planned


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(stretches, stretches)
def test_it_counts_every_minute_once(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    def of(pairs: list[tuple[int, int]]) -> set[int]:
        return {minute for begin, end in pairs for minute in range(max(begin, 5), min(end, 50))}

    one, other = joined(some, (5, 50)), joined(others, (5, 50))
    assert minutes(one) == len(of(some))
    assert of(without(one, other)) == of(some) - of(others)
    assert minutes(without(one, other)) == len(of(some) - of(others))
