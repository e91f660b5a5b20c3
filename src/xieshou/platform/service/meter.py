"""Counting requests in memory and adding them to the database at most once a minute, in a thread of its own.

A process that is killed loses at most one minute's worth of requests; several processes add to the same rows.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from xieshou.platform.service.histogram import step_of
from xieshou.platform.service.models import PageDay, PageMinute, Source, minute_of
from xieshou.platform.service.uptime import run_note

logger = logging.getLogger(__name__)

EVERY = 60  # seconds
MOST_KEYS = 20_000  # in memory while the database is away; older minutes are kept, newer ones are told in the log

Key = tuple[int, str, int]  # minute, kind, step


@dataclass
class Tally:
    """Requests of one key."""

    count: int = 0
    total_ms: int = 0
    errors: int = 0

    def add(self, other: "Tally") -> None:
        """Takes another's requests in."""
        self.count += other.count
        self.total_ms += other.total_ms
        self.errors += other.errors


class Meter:
    """What one process has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies: dict[Key, Tally] = {}
        self._written = time.monotonic()
        self._is_writing = False

    def note(self, kind: str, milliseconds: int, status: int, now: datetime) -> None:
        """Counts one request: a few microseconds, nothing is written."""
        key = (minute_of(now), kind[:40], step_of(milliseconds))
        with self._lock:
            if key not in self._tallies and len(self._tallies) >= MOST_KEYS:
                logger.warning("requests are not counted: the database has been away for too long")
                return
            self._tallies.setdefault(key, Tally()).add(Tally(1, milliseconds, int(status >= 500)))

    def write_if_due(self) -> None:
        """Begins to write when a minute has passed. A request inside someone's open transaction writes nothing."""
        every = getattr(settings, "MEASURE_EVERY_SECONDS", EVERY)
        if not every or time.monotonic() - self._written < every or connection.in_atomic_block:
            return
        with self._lock:
            if self._is_writing:
                return
            self._is_writing = True
        threading.Thread(target=self._write_and_close, name="meter", daemon=True).start()

    def _write_and_close(self) -> None:
        try:
            self.write()
        finally:
            self._is_writing = False
            connection.close()

    def write(self) -> None:
        """Adds what was counted to the database; when it is away, the counts are kept for the next time."""
        with self._lock:
            taken, self._tallies = self._tallies, {}
            self._written = time.monotonic()
        try:
            tallies_add(taken)
        except DatabaseError:
            logger.exception("requests could not be counted yet")
            with self._lock:
                for key, tally in self._tallies.items():
                    taken.setdefault(key, Tally()).add(tally)
                self._tallies = taken


@transaction.atomic
def tallies_add(tallies: Mapping[Key, Tally]) -> None:
    """Adds counts to the rows of their minute and of their day, and notes the minutes in which requests were answered.

    In one order always, so that processes that add at once wait for one another instead of blocking each other.
    """
    days: dict[tuple[str, str, int], Tally] = {}
    for minute, kind, step in sorted(tallies):
        tally = tallies[minute, kind, step]
        _add(PageMinute, {"minute": minute, "kind": kind, "step": step}, tally)
        day = timezone.localtime(datetime.fromtimestamp(minute * 60, UTC)).date().isoformat()
        days.setdefault((day, kind, step), Tally()).add(tally)
    for day, kind, step in sorted(days):
        _add(PageDay, {"day": day, "kind": kind, "step": step}, days[day, kind, step])
    for minute in sorted({key[0] for key, tally in tallies.items() if tally.count > tally.errors}):
        run_note(Source.WEB, minute)


def _add(model: type[models.Model], key: Mapping[str, object], tally: Tally) -> None:
    rows = model._base_manager.filter(**key)
    more = {"count": tally.count, "total_ms": tally.total_ms, "errors": tally.errors}
    sums = {name: F(name) + value for name, value in more.items()}
    if rows.update(**sums):
        return
    try:
        with transaction.atomic():
            model._base_manager.create(**key, **more)
    except IntegrityError:  # another process was first
        rows.update(**sums)


METER = Meter()
