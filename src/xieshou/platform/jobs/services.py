"""Asking for a job, doing it, and taking up what a dead worker left."""

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from xieshou.lib import environment
from xieshou.lib.problems import Invalid
from xieshou.platform.jobs.models import Job, JobState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=environment.number("XIESHOU_JOB_LEASE_SECONDS", 60, least=1, most=3600))
MOST_ATTEMPTS = 3


class Cancelled(Exception):
    """The person who asked for the job called it off; the handler stops at the next report of progress."""


class LeaseLost(Exception):
    """The worker was silent for longer than its lease and another took the job up; this one must not go on."""


class Progress:
    """What a handler tells while it works; telling also renews the lease and notices a cancellation."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._told = timezone.now() - LEASE

    def tell(self, done: int, total: int | None = None, stage: str | None = None) -> None:
        """Progress so far; written at most twice a second."""
        job = self.job
        job.done_count = done
        job.total_count = total if total is not None else job.total_count
        job.stage = stage if stage is not None else job.stage
        now = timezone.now()
        if now - self._told < timedelta(milliseconds=500) and done != total:
            return
        self._told = now
        job.lease_until = now + LEASE
        told = {name: getattr(job, name) for name in ("done_count", "total_count", "stage", "lease_until")}
        if not _held(job).update(**told):
            raise LeaseLost
        if Job.objects.filter(pk=job.pk, is_cancel_asked=True).exists():
            raise Cancelled

    def fail_row(self, where: str, why: str) -> None:
        """One part that failed while the rest goes on; shown in the list of failures (the first thousand are kept)."""
        if len(self.job.failures) < 1000:
            self.job.failures.append([where, why])


Handler = Callable[[Progress], dict[str, Any]]
_HANDLERS: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that does jobs of a kind; it returns the result as plain data."""

    def register(function: Handler) -> Handler:
        if kind in _HANDLERS and _HANDLERS[kind] is not function:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        _HANDLERS[kind] = function
        return function

    return register


def job_ask(*, actor: Any, kind: str, title: str, arguments: dict[str, Any], joint_key: str = "") -> Job:
    """Queues a job, or returns the open job with the same key."""
    if kind not in _HANDLERS:
        raise KeyError(f"no handler for jobs of kind {kind}")
    try:
        with transaction.atomic():
            return Job.objects.create(asked_by=actor, kind=kind, title=title, arguments=arguments, joint_key=joint_key)
    except IntegrityError:
        return Job.objects.get(joint_key=joint_key, state__in=[JobState.QUEUED, JobState.RUNNING])


def job_cancel(*, actor: Any, job: Job) -> None:
    """Calls a job off; a waiting one ends at once, a running one at its next report."""
    if job.asked_by_id != actor.pk:
        raise Invalid("只有提出任务的人能取消它")
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(state=JobState.CANCELLED, ended_at=timezone.now())
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(is_cancel_asked=True)


def take_one(worker: str | None = None) -> Job | None:
    """The oldest job that waits, or whose worker has died. Safe between any number of workers."""
    now = timezone.now()
    ready = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    for job in Job.objects.filter(ready).order_by("id")[:5]:
        taken = Job.objects.filter(ready, pk=job.pk, attempts=job.attempts).update(
            state=JobState.RUNNING,
            worker=worker or f"{socket.gethostname()}:{os.getpid()}",
            lease_until=now + LEASE,
            started_at=now,
            attempts=job.attempts + 1,
        )
        if taken:
            job.refresh_from_db()
            return job
    return None


def do(job: Job) -> None:
    """Runs a taken job to its end and stores the outcome; an error is the job's, not the worker's.

    Where the database went away the error is passed on: the job stays taken until its lease runs out, and is taken up again.
    """
    if job.attempts > MOST_ATTEMPTS:
        _end(job, JobState.FAILED, error=f"执行 {MOST_ATTEMPTS} 次都中断，已停止重试")
        return
    job.failures, job.done_count = [], 0
    try:
        job.result = _HANDLERS[job.kind](Progress(job))
    except LeaseLost:
        logger.warning("job %s was taken up by another worker", job.pk)
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except Invalid as error:
        _end(job, JobState.FAILED, error=str(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("job %s failed", job.pk)
        _end(job, JobState.FAILED, error=f"{type(error).__name__}：{error}")
    else:
        _end(job, JobState.DONE)


def _held(job: Job) -> QuerySet[Job]:
    """The job as long as this attempt is the one that counts."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _end(job: Job, state: JobState, *, error: str = "") -> None:
    job.state, job.error, job.ended_at, job.lease_until = state, error, timezone.now(), None
    outcome = ("state", "error", "ended_at", "lease_until", "result", "failures", "done_count", "total_count", "stage")
    _held(job).update(**{name: getattr(job, name) for name in outcome})


def work_until_idle() -> int:
    """Does every waiting job; returns how many. Tests and `xieshou work --once` use it."""
    count = 0
    while (job := take_one()) is not None:
        do(job)
        count += 1
    return count
