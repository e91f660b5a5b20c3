"""What the three administrators see first, each their own: accounts and jobs, roles and sign-ins, the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Post, Role, User
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs.api import Job, JobState

SHOWN = 8
ENTRIES = 10
TAIL = 200


def panels(user: User) -> dict[str, Any]:
    """The panels of the powers a person holds; business users hold none."""
    found: dict[str, Any] = {}
    if user.may(Permission.USER_MANAGE):
        found["system"] = _system()
    if user.may(Permission.ROLE_MANAGE):
        found["security"] = _security()
    if user.may(Permission.AUDIT_READ):
        found["audit"] = _audit()
    return found


def _system() -> dict[str, Any]:
    """Who has an account and no post, and which jobs failed in the last week."""
    held = Post.objects.held_on(timezone.localdate()).values("user")
    idle = User.objects.filter(is_active=True).exclude(pk__in=held).order_by("username")
    week = timezone.now() - timedelta(days=7)
    failed = Job.objects.filter(state=JobState.FAILED, ended_at__gte=week).order_by("-id")
    return {"idle": list(idle[: SHOWN + 1]), "failed": list(failed[:SHOWN]), "shown": SHOWN}


@dataclass(frozen=True)
class Failure:
    """A name that was tried with a wrong password. `locked_until` missing: not locked now."""

    username: str
    address: str
    at: datetime
    times: int
    locked_until: datetime | None


def _security() -> dict[str, Any]:
    """The roles with how many hold them, and the latest failed sign-ins."""
    today = timezone.localdate()
    held = Q(posts__valid_from__lte=today) & (Q(posts__valid_to=None) | Q(posts__valid_to__gt=today))
    roles = Role.objects.annotate(holders=Count("posts", filter=held))
    attempts = AccessAttempt.objects.order_by("-attempt_time")[:SHOWN]
    return {"roles": list(roles), "failures": [_failure(attempt) for attempt in attempts]}


def _failure(attempt: AccessAttempt) -> Failure:
    until = attempt.attempt_time + (get_cool_off() or timedelta())
    is_locked = attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT and until > timezone.now()
    return Failure(
        attempt.username or "",
        attempt.ip_address or "",
        attempt.attempt_time,
        attempt.failures_since_start,
        until if is_locked else None,
    )


def _audit() -> dict[str, Any]:
    """The newest entries, and whether the chain holds over the newest part."""
    last, breaks = audit.verify_tail(TAIL)
    return {"entries": audit.latest(ENTRIES), "last": last, "breaks": breaks, "tail": min(TAIL, last)}


def examination() -> list[Any] | None:
    """What `xieshou doctor` finds (subject, is_well, seen, remedy); None when settings name no examination."""
    name = getattr(settings, "INSTALLATION_CHECK", "")
    return list(import_string(name)()) if name else None
