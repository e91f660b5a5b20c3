"""What the worker does by the clock: opening periods, reminders, time limits, delegations."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

from xieshou.business.evaluation.api import monitorings_due
from xieshou.business.metrics.api import refresh_all
from xieshou.business.projects.api import bonds_remind, warnings_nightly
from xieshou.business.rectification.api import overdue_tell
from xieshou.business.surveys.api import expired_close
from xieshou.platform.exchange.api import expire
from xieshou.platform.inbox.api import reminders_send
from xieshou.platform.reporting.api import periods_open, unlocks_end
from xieshou.platform.service.api import measure
from xieshou.platform.workflow.api import delegations_apply, departures_check, limits_check, vacancies_check

logger = logging.getLogger(__name__)

Duty = Callable[[datetime], None]
# each is safe to run twice, and two workers may run it at once
DUTIES: tuple[Duty, ...] = (
    measure,
    periods_open,
    unlocks_end,
    delegations_apply,
    departures_check,
    vacancies_check,
    limits_check,
    reminders_send,
    expire,
    refresh_all,
    overdue_tell,
    warnings_nightly,
    bonds_remind,
    monitorings_due,
    expired_close,
)
EVERY = timedelta(minutes=1)


class Clock:
    """Runs the duties once a minute; one that fails is told in the log and the next goes on."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def run_due(self) -> None:
        """Runs them when a minute has passed since the last time."""
        now = timezone.now()
        if self._last is not None and now - self._last < EVERY:
            return
        self._last = now
        for duty in DUTIES:
            try:
                duty(now)
            except DatabaseError:
                logger.exception("%s", duty.__name__)
