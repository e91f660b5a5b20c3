"""Background work: once, with progress, and again after a crash."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.factories.world import World
from xieshou.platform.jobs import api as jobs
from xieshou.platform.jobs.models import Job, JobState


@jobs.handler("test.count")
def _count(progress: jobs.Progress) -> dict[str, Any]:
    upto = progress.job.arguments["upto"]
    for done in range(upto):
        progress.tell(done + 1, upto)
        if done == 1:
            progress.fail_row("第 2 行", "演示")
    return {"counted": upto}


def test_it_does_a_job_and_keeps_the_outcome(world: World) -> None:
    job = jobs.job_ask(actor=world.clerk_a, kind="test.count", title="数数", arguments={"upto": 3})
    assert jobs.work_until_idle() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.percent) == (JobState.DONE, {"counted": 3}, 100)
    assert job.failures == [["第 2 行", "演示"]]


def test_it_joins_a_repeated_click(world: World) -> None:
    asked = [
        jobs.job_ask(actor=world.clerk_a, kind="test.count", title="数数", arguments={"upto": 1}, joint_key="once").pk
        for _ in range(3)
    ]
    assert len(set(asked)) == 1


def test_it_takes_up_what_a_dead_worker_left(world: World) -> None:
    job = jobs.job_ask(actor=world.clerk_a, kind="test.count", title="数数", arguments={"upto": 2})
    assert jobs.take_one("dead") is not None
    assert jobs.take_one("other") is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.work_until_idle() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_it_ends_a_job_whose_handler_fails(world: World) -> None:
    job = jobs.job_ask(actor=world.clerk_a, kind="test.count", title="数数", arguments={})
    jobs.work_until_idle()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "KeyError" in job.error


def test_it_keeps_a_job_for_later_when_the_database_goes_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = jobs.job_ask(actor=world.clerk_a, kind="test.count", title="数数", arguments={"upto": 1})

    def away(*args: Any) -> None:
        raise OperationalError("terminating connection due to administrator command")

    with monkeypatch.context() as patch:
        patch.setattr(jobs.Progress, "tell", away)
        with pytest.raises(OperationalError):
            jobs.work_until_idle()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.work_until_idle()
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"counted": 1})


def test_it_stops_a_worker_whose_job_another_took_up(world: World) -> None:
    asked = jobs.job_ask(actor=world.clerk_a, kind="test.count", title="数数", arguments={"upto": 2})
    slow = jobs.take_one("slow")
    assert slow is not None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.take_one("quick") is not None
    jobs.do(slow)
    asked.refresh_from_db()
    assert (asked.state, asked.worker) == (JobState.RUNNING, "quick")
