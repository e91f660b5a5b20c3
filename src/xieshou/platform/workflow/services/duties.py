"""What the worker does for matters by the clock. Safe to run any number of times."""

from datetime import datetime

from django.db import transaction

from xieshou.platform.workflow.models import Matter, MatterState, Step, Task, TaskState
from xieshou.platform.workflow.services.acting import locked
from xieshou.platform.workflow.services.matters import step_expire
from xieshou.platform.workflow.services.moving import save_moved


def limits_check(now: datetime) -> None:
    """Moves on the steps whose drawn time limit has come."""
    due = Step.objects.filter(state_open=True, limit_at__isnull=False, limit_at__lte=now).order_by("limit_at")
    for step in due[:500]:
        step_expire(step=step)


def departures_check(now: datetime) -> None:
    """Says of matters whose holder's account was closed that nobody has them."""
    gone = Task.objects.filter(state=TaskState.OPEN, user__is_active=False)
    fresh = Matter.objects.filter(state=MatterState.OPEN, stuck_because="", pk__in=gone.values("matter_id"))
    for pk in list(fresh.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            matter = locked(pk)
            if matter.is_open:
                save_moved(matter)
