"""Time limits in working days: Monday to Friday, changed by the days an administrator entered from the yearly notice."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from xieshou.platform.workflow.models import CalendarDay


def due_after(start: datetime, days: int | None) -> datetime | None:
    """The end of the n-th working day after `start`, the starting day not counted. None: no limit."""
    if days is None:
        return None
    day = timezone.localtime(start).date()
    changed = dict(
        CalendarDay.objects.filter(day__gt=day, day__lte=day + timedelta(days=3 * days + 60)).values_list(
            "day", "is_working"
        )
    )
    left = days
    while left > 0:
        day += timedelta(days=1)
        if changed.get(day, day.weekday() < 5):
            left -= 1
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
