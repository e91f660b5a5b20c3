"""The door of background work."""

from xieshou.platform.jobs.models import Job, JobState
from xieshou.platform.jobs.services import (
    Cancelled,
    Progress,
    do,
    handler,
    job_ask,
    job_cancel,
    take_one,
    work_until_idle,
)

__all__ = [
    "Cancelled",
    "Job",
    "JobState",
    "Progress",
    "do",
    "handler",
    "job_ask",
    "job_cancel",
    "take_one",
    "work_until_idle",
]
