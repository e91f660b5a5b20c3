"""Reading: who must report, what is missing below, what a day is locked by, what was changed while unlocked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation
from xieshou.platform.reporting.calendar import Span, preceding, year_before
from xieshou.platform.reporting.models import (
    DONE,
    OPEN_TO_UNIT,
    Assignment,
    Form,
    State,
    Submission,
    UnlockRequest,
    UnlockState,
)


def units_of(assignments: Iterable[Assignment], span: Span) -> dict[int, Organisation]:
    """The units that must report a period: assigned on its last day, and existing in it."""
    units: dict[int, Organisation] = {}
    existing = Organisation.objects.filter(Q(closed_on=None) | Q(closed_on__gt=span.first), merged_into=None)
    for assignment in assignments:
        if not assignment.is_valid_on(span.last):
            continue
        rows = existing.filter(_assigned(assignment)).select_related("region")
        units.update({unit.pk: unit for unit in rows})
    return units


def _assigned(assignment: Assignment) -> Q:
    if not assignment.is_subtree:
        return Q(pk=assignment.organisation_id)
    within = paths.within("path", assignment.organisation.path)
    return within & Q(kind__in=assignment.kinds) if assignment.kinds else within


def below(submission: Submission) -> QuerySet[Submission]:
    """The submissions of the units below, for the same period."""
    rows: QuerySet[Submission] = Submission.objects.filter(
        paths.within("owner_path", submission.owner_path), period_id=submission.period_id
    )
    return rows.exclude(pk=submission.pk).select_related("owner")


def missing_below(submission: Submission) -> list[Submission]:
    """Those below that are not approved yet: the submission cannot be approved before they are."""
    return list(below(submission).exclude(state__in=DONE).order_by("owner_path"))


def approved_above(submission: Submission) -> list[Submission]:
    """Those above that are approved for the same period: they rest on this one."""
    above = paths.ids(submission.owner_path)[:-1]
    rows = Submission.objects.filter(owner_id__in=above, period_id=submission.period_id, state__in=DONE)
    return list(rows.select_related("owner").order_by("owner_path"))


@dataclass(frozen=True)
class Beside:
    """A submission's figures shown greyed beside the new ones; None where there was none."""

    label: str
    figures: dict[str, Any]


def beside(submission: Submission) -> tuple[Beside | None, Beside | None]:
    """The period before, and the same period of last year, as handed in."""
    span = submission.period.span
    last_year = year_before(span)
    spans = {preceding(span).code: preceding(span)}
    if last_year is not None:
        spans[last_year.code] = last_year
    rows = Submission.objects.filter(
        form_id=submission.form_id,
        owner_id=submission.owner_id,
        period__code__in=spans,
        state__in=(State.SUBMITTED, *DONE, State.UNLOCKED),
    ).values_list("period__code", "figures")
    found = {code: Beside(spans[code].label, figures) for code, figures in rows}
    return found.get(preceding(span).code), found.get(last_year.code) if last_year is not None else None


@dataclass(frozen=True)
class Lock:
    """Why records of a day may not be changed, in words, and the submission that locks them."""

    reason: str
    submission: int


LOCKING = {
    State.SUBMITTED: "已报送待审核，退回后才能修改",
    State.APPROVED: "已审核锁定，要修改请申请解锁",
    State.LOCKED: "解锁期已过、已重新锁定，要修改请再次申请解锁",
}


def is_locked(owner: Organisation, day: date, form_code: str) -> Lock | None:
    """What locks a record of this owner and day under a form; None: nothing, it may be changed.

    The submission of the owner counts, else that of the nearest unit above it that reports the form.
    """
    found = (
        Submission.objects.filter(
            Q(form__code=form_code) | Q(form__ledger=form_code),
            owner_id__in=paths.ids(owner.path),
            period__first_day__lte=day,
            period__last_day__gte=day,
        )
        .select_related("owner", "form", "period__form")
        .order_by("-owner_path")
        .first()
    )
    if found is None or found.state not in LOCKING:
        return None
    return Lock(f"{found}：{LOCKING[State(found.state)]}", found.pk)


EDITED_UNLOCKED = "submission.edit_unlocked"


@dataclass(frozen=True)
class Changed:
    """One value changed while unlocked."""

    figure: str
    before: str | None
    after: str | None
    who: str
    at: datetime


def changed_while_unlocked(request: UnlockRequest) -> list[Changed]:
    """Exactly what was changed between granting and locking again, in order, from the audit log."""
    if request.first_entry is None:
        return []
    entries = audit.history_of(request.submission).filter(number__gt=request.first_entry).order_by("number")
    if request.last_entry is not None:
        entries = entries.filter(number__lte=request.last_entry)
    return [
        Changed(figure, before, after, entry.actor_label, entry.at)
        for entry in entries
        if entry.action == EDITED_UNLOCKED
        for figure, before, after in entry.changes
    ]


def to_report(user: User, most: int = 100) -> list[Submission]:
    """What the person may fill in now, by due time."""
    rows = user.access.filter(Permission.SUBMISSION_SUBMIT, Submission.objects.filter(state__in=OPEN_TO_UNIT))
    return list(_full(rows).filter(period__opens_at__lte=timezone.now()).order_by("period__due_at", "pk")[:most])


def to_review(user: User, most: int = 100) -> list[Submission]:
    """What waits for an approver whose right reaches it, by the time it was handed in."""
    rows = user.access.filter(Permission.SUBMISSION_APPROVE, Submission.objects.filter(state=State.SUBMITTED))
    own = {grant.organisation_path for grant in user.access.of(Permission.SUBMISSION_APPROVE)}
    return list(_full(rows).exclude(owner_path__in=own).exclude(submitted_by=user).order_by("submitted_at")[:most])


def to_unlock(user: User, most: int = 100) -> list[UnlockRequest]:
    """The requests that wait for a person above."""
    allowed = user.access.filter(Permission.SUBMISSION_UNLOCK, Submission.objects.all())
    own = {grant.organisation_path for grant in user.access.of(Permission.SUBMISSION_UNLOCK)}
    rows = UnlockRequest.objects.filter(state=UnlockState.ASKED, submission__in=allowed)
    rows = rows.exclude(submission__owner_path__in=own).select_related(
        "submission__owner", "submission__form", "submission__period__form", "asked_by"
    )
    return list(rows.order_by("asked_at")[:most])


def _full(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    return rows.select_related("owner", "form", "period__form")


def forms_seen() -> QuerySet[Form]:
    """Every form, with who asks for it. What a form asks is not secret among those who report."""
    return Form.objects.select_related("owner").order_by("code")
