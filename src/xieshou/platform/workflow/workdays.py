"""Time limits in working days: by the published notices, changed by the days an administrator entered."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from xieshou.lib import working_days
from xieshou.platform.workflow.models import CalendarDay


def due_after(start: datetime, days: int | None) -> datetime | None:
    """The end of the n-th working day after `start`, the starting day not counted. None: no limit."""
    if days is None:
        return None
    day = timezone.localtime(start).date()
    horizon = day + timedelta(days=3 * days + 60)
    entered = CalendarDay.objects.filter(day__gt=day, day__lte=horizon).values_list("day", "is_working")
    due = working_days.after(day, days, dict(entered))
    return timezone.make_aware(datetime.combine(due, time(23, 59, 59)))
