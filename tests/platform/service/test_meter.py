"""Requests are counted in memory and added to the rows of their minute and day, by however many processes."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from xieshou.platform.service import meter
from xieshou.platform.service.histogram import BOUNDS, quantile, step_of
from xieshou.platform.service.meter import Meter
from xieshou.platform.service.middleware import MeasureMiddleware
from xieshou.platform.service.models import PageDay, PageMinute, Run

pytestmark = [pytest.mark.function("ZC16"), pytest.mark.django_db]
AT = datetime(2026, 11, 21, 1, 2, 30, tzinfo=UTC)


def sums(model: Any = PageDay) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for row in model.objects.all():
        count, spent, bad = found.get(row.kind, (0, 0, 0))
        found[row.kind] = (count + row.count, spent + row.total_ms, bad + row.errors)
    return found


def test_it_writes_nothing_until_it_is_told() -> None:
    one = Meter()
    one.note("ledger", 12, 200, AT)
    assert not PageMinute.objects.exists()
    one.write()
    assert sums(PageMinute) == sums() == {"ledger": (1, 12, 0)}


def test_it_adds_up_what_several_processes_counted_in_the_same_minute() -> None:
    processes = [Meter() for _ in range(3)]
    for number, one in enumerate(processes):
        one.note("ledger", 100 + number, 200, AT)
        one.note("ledger", 9, 500, AT)
    for one in [*processes, *processes]:  # the second time there is nothing left to add
        one.write()
    assert sums() == sums(PageMinute) == {"ledger": (6, 330, 3)}


def test_it_counts_a_day_by_the_local_calendar() -> None:
    one = Meter()
    one.note("ledger", 1, 200, datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    one.write()
    assert PageDay.objects.get().day.isoformat() == "2026-11-21"


def test_it_keeps_the_counts_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Meter()
    one.note("ledger", 1, 200, AT)
    with monkeypatch.context() as away:
        away.setattr(meter, "tallies_add", _away)
        one.write()
    one.note("ledger", 2, 200, AT)
    one.write()
    assert sums() == {"ledger": (2, 3, 0)}


def _away(_tallies: object) -> None:
    raise DatabaseError("away")


def test_it_takes_an_answered_minute_as_a_sign_of_life_and_an_error_as_none() -> None:
    one = Meter()
    one.note("ledger", 1, 503, AT)
    one.write()
    assert not Run.objects.exists()
    one.note("ledger", 1, 404, AT)
    one.write()
    assert Run.objects.get().source == "web"


def test_it_writes_nothing_inside_an_open_transaction() -> None:
    one = Meter()
    one._written -= 1000
    one.note("ledger", 1, 200, AT)
    one.write_if_due()  # a test stands in a transaction
    assert not one._is_writing


def test_it_times_every_request_by_its_app(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[str, int, int]] = []
    monkeypatch.setattr(Meter, "note", lambda _self, kind, spent, status, _now: noted.append((kind, spent, status)))
    Client().get("/service/")
    MeasureMiddleware(lambda _request: HttpResponse(status=500))(RequestFactory().get("/nowhere/"))
    assert [(kind, status) for kind, _, status in noted] == [("service", 302), ("unknown", 500)]
    assert all(spent >= 1 for _, spent, _ in noted)


def test_it_costs_a_request_microseconds() -> None:
    one, now = Meter(), timezone.now()
    began = timezone.now()
    for _ in range(10_000):
        one.note("ledger", 12, 200, now)
    assert (timezone.now() - began).total_seconds() < 1  # 100 microseconds each would be slow


def test_it_states_a_quantile_by_its_step_and_never_better_than_the_truth() -> None:
    times = [5] * 90 + [180] * 6 + [9_000] * 4
    counts = {step: sum(1 for one in times if step_of(one) == step) for step in {step_of(one) for one in times}}
    half, most, last = (quantile(counts, percent) for percent in (50, 95, 100))
    assert half is not None
    assert most is not None
    assert last is not None
    assert (half.text, most.text, last.text) == ("≤ 10", "≤ 200", "≤ 10,000")
    assert most.error == "在 150–200 毫秒之间，误差不超过 50 毫秒"
    open_end = quantile({len(BOUNDS): 1}, 50)
    assert open_end is not None
    assert open_end.text == "> 10,000"
    assert quantile({}, 50) is None


@pytest.mark.django_db(transaction=True)
def test_it_loses_no_request_when_processes_write_at_once() -> None:
    meters = [Meter() for _ in range(4)]
    for one in meters:
        for number in range(30):
            one.note(f"kind{number % 3}", 7 * number, 200, AT)
    threads = [threading.Thread(target=one._write_and_close) for one in meters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert {kind: count for kind, (count, _, _) in sums().items()} == {"kind0": 40, "kind1": 40, "kind2": 40}
    assert sums(PageMinute) == sums()
    assert not any(one._tallies for one in meters)
