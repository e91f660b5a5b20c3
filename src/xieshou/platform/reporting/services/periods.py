"""Opening periods by the clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation
from xieshou.platform.reporting import notify, people
from xieshou.platform.reporting.calendar import Dates, opened_by
from xieshou.platform.reporting.models import Assignment, Form, Period, Submission
from xieshou.platform.reporting.selectors import units_of


def periods_open(now: datetime) -> None:
    """The worker's duty: opens every period whose time has come, also those missed while the worker was down.

    Safe to run at any time and any number of times. A unit that is assigned later gets the periods still running.
    """
    today = timezone.localtime(now).date()
    for form in Form.objects.prefetch_related("exceptions"):
        assignments = list(form.assignments.select_related("organisation"))
        _open_form(form, assignments, now)
        running = form.periods.filter(Q(due_at__gte=now) | Q(last_day__gte=today), opens_at__lte=now)
        for period in running.select_related("form"):
            _units_join(period, assignments)


def _open_form(form: Form, assignments: Sequence[Assignment], now: datetime) -> None:
    overrides = {one.period_code: one.override for one in form.exceptions.all()}
    wanted = opened_by(form.kind, form.rule, overrides, form.starts_on, form.ends_on, now)
    there = set(form.periods.values_list("code", flat=True))
    for dates in wanted:
        if dates.span.code not in there:
            _open(form, dates, assignments)


@transaction.atomic
def _open(form: Form, dates: Dates, assignments: Sequence[Assignment]) -> None:
    span = dates.span
    period, is_new = Period.objects.get_or_create(
        form=form,
        code=span.code,
        defaults={
            "year": span.year,
            "first_day": span.first,
            "last_day": span.last,
            "opens_at": dates.opens_at,
            "due_at": dates.due_at,
            "reason": dates.reason,
        },
    )
    if is_new:
        audit.record(actor=None, action="period.open", target=period, label=f"{form} {period}", reason=dates.reason)
        _units_join(period, assignments)


@transaction.atomic
def _units_join(period: Period, assignments: Iterable[Assignment]) -> None:
    """Gives every unit that must report the period its empty submission and the to-do."""
    units = units_of(assignments, period.span)
    there = set(period.submissions.values_list("owner_id", flat=True))
    new = [unit for pk, unit in units.items() if pk not in there]
    if not new:
        return
    Submission.objects.bulk_create([_blank(period, unit) for unit in new], ignore_conflicts=True)
    told = people.reporters(unit.pk for unit in new)
    rows = period.submissions.filter(owner__in=new).select_related("owner", "form", "period__form")
    for submission in rows:
        notify.to_fill(submission, told.get(submission.owner_id, []))


def _blank(period: Period, unit: Organisation) -> Submission:
    """Rows made in bulk do not pass `save`, so the paths are set here."""
    return Submission(
        form=period.form,
        period=period,
        owner=unit,
        place=unit.region,
        owner_path=unit.path,
        place_path=unit.region.path if unit.region is not None else "",
    )
