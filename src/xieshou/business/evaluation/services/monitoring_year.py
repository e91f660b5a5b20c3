"""All monitorings of a year at once: asked for, or opened when they are due."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.models import (
    GoalSet,
    Monitoring,
)
from xieshou.business.evaluation.services.monitoring import KIND, monitoring_create
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.jobs import api as jobs

OPEN_JOB = "evaluation.monitorings"
PROPOSED_MONTHS = (6, 9)
OPENED_UNTIL_DAY = 10


def monitorings_open(*, actor: User, year: int, month: int) -> jobs.Job:
    """Asks for the monitorings of every goal set in force of a year that the person may fill in."""
    if not actor.may(Permission.GOAL_EDIT):
        raise Refused(f"您没有“{Permission.GOAL_EDIT.label}”的权限")
    if not 1 <= month <= 12:
        raise Invalid(Problem(f"没有 {month} 月", "截至月份", "1–12", "一般填 6 或 9"))
    return _open_ask(actor, year, month)


def _open_ask(actor: User | None, year: int, month: int) -> jobs.Job:
    return jobs.job_ask(
        actor=actor,
        kind=OPEN_JOB,
        title=f"建立 {year} 年 1–{month} 月绩效运行监控",
        arguments={"year": year, "month": month, "user": actor.pk if actor is not None else None},
        joint_key=f"{OPEN_JOB}:{year}:{month}:{actor.pk if actor is not None else ''}",
    )


@jobs.handler(OPEN_JOB)
def open_all(progress: jobs.Progress) -> dict[str, Any]:
    """Opens what is not there yet; begun again, it goes on where it was."""
    asked = progress.job.arguments
    year, month = asked["year"], asked["month"]
    actor = User.objects.get(pk=asked["user"]) if asked["user"] is not None else None
    keys = list(_without(actor, year, month).order_by("pk").values_list("pk", flat=True))
    opened = 0
    for number, key in enumerate(keys, 1):
        goals = GoalSet.objects.select_related("project", "owner", "place", "submitted_by").get(pk=key)
        try:
            made = monitoring_create(actor=actor, goals=goals, month=month, is_demo=goals.is_demo)
        except (Invalid, Refused) as error:
            progress.fail_row(str(goals), str(error))
        else:
            opened += 1
            _tell(made, goals)
        progress.tell(number, len(keys), "建立监控")
    url = f"{reverse('evaluation:monitoring_list')}?year={year}&month={month}"
    return {"opened": opened, "next_url": url, "next_label": "查看"}


def _without(actor: User | None, year: int, month: int) -> Any:
    """Goals in force that have no monitoring of the month."""
    rows = selectors.all_goals_in_force(year)
    if actor is not None:
        rows = rows.visible_to(actor, Permission.GOAL_EDIT)  # type: ignore[attr-defined]
    return rows.exclude(pk__in=Monitoring.objects.filter(year=year, month=month).values("goals"))


def _tell(made: Monitoring, goals: GoalSet) -> None:
    if goals.submitted_by is not None:
        inbox.notice_send(
            users=[goals.submitted_by],
            source=f"{KIND}:open:{made.year}:{made.month}",
            category=KIND,
            title=f"请填写：{made}",
            url=made.get_absolute_url(),
            target=made,
        )


def monitorings_due(now: datetime) -> None:
    """In the first days after June and September: opens the month's monitorings of the year. Safe to run twice."""
    today = timezone.localtime(now).date()
    month = today.month - 1
    if month not in PROPOSED_MONTHS or today.day > OPENED_UNTIL_DAY:
        return
    if _without(None, today.year, month).exists():
        _open_ask(None, today.year, month)
