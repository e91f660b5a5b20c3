"""What the worker does by the clock: opening periods, reminders, ending posts."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

Duty = Callable[[datetime], None]
DUTIES: list[Duty] = []
EVERY = timedelta(minutes=1)
_last = [datetime.min.replace(tzinfo=timezone.get_current_timezone())]


def run_due() -> None:
    """Runs every duty once a minute; a duty must be safe to run twice."""
    now = timezone.now()
    if now - _last[0] < EVERY:
        return
    _last[0] = now
    for duty in DUTIES:
        duty(now)
