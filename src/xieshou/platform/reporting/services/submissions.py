"""Filling in, handing in, approving from below, returning."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.reporting import notify
from xieshou.platform.reporting.figures import Cell, read_table
from xieshou.platform.reporting.models import (
    DONE,
    OPEN_TO_UNIT,
    Figure,
    Period,
    State,
    Submission,
    UnlockRequest,
    UnlockState,
    entry_of,
)
from xieshou.platform.reporting.permissions import check, check_above
from xieshou.platform.reporting.selectors import EDITED_UNLOCKED, missing_below

Typed = Mapping[str, tuple[str, str]]
OPEN_FOR = timedelta(minutes=15)  # so long the one who opened a table is told to the next


def submission_opened(*, actor: User, submission: Submission) -> User | None:
    """Notes who has the table open; returns who else opened it shortly before."""
    now = timezone.now()
    other = submission.opened_by
    if other is not None and other != actor and submission.opened_at and now - submission.opened_at < OPEN_FOR:
        return other
    Submission.objects.filter(pk=submission.pk).update(opened_by=actor, opened_at=now)
    return None


@transaction.atomic
def submission_save(
    *, actor: User, submission: Submission, opened_version: int, typed: Typed, is_final: bool = False
) -> None:
    """Keeps what was entered; with `is_final` hands it in. While unlocked every save must be complete."""
    check(actor, Permission.SUBMISSION_SUBMIT, submission)
    _check_open(submission)
    figures = list(submission.form.figures.all())
    unlocked = submission.state == State.UNLOCKED
    cells, problems = read_table(figures, typed, is_final=is_final or unlocked)
    if unlocked:
        problems += _outside_unlock(submission, figures, cells)
    if problems:
        raise Invalid(*problems)
    _take_version(submission, opened_version, figures, cells)
    changes = _changes(submission, figures, cells)
    submission.figures = {code: cell.stored() for code, cell in cells.items() if not cell.is_empty}
    submission.opened_by = None
    action = _advance(actor, submission, is_final=is_final)
    submission.save()
    audit.record(actor=actor, action=action, target=submission, changes=changes)
    if submission.state == State.SUBMITTED:
        notify.submitted(submission)


def _check_open(submission: Submission) -> None:
    if submission.state not in OPEN_TO_UNIT:
        remedy = "请申请解锁" if submission.state in DONE else "请等审核，或请上级退回"
        raise Invalid(Problem(f"现在是“{submission.get_state_display()}”，不能修改", remedy=remedy))
    if submission.period.opens_at > timezone.now():
        opens = timezone.localtime(submission.period.opens_at)
        raise Invalid(Problem("这一期还没有开启", allowed=f"{opens:%Y-%m-%d %H:%M} 起填报"))


def _outside_unlock(submission: Submission, figures: list[Figure], cells: Mapping[str, Cell]) -> list[Problem]:
    request = UnlockRequest.objects.get(submission=submission, state=UnlockState.GRANTED)
    if request.until is not None and request.until <= timezone.now():
        return [Problem("解锁期限已过", remedy="要继续修改请再次申请解锁")]
    return [
        Problem("不在解锁范围内，不能改", figure.label, remedy="恢复原值，或另行申请解锁这一项")
        for figure in figures
        if figure.code not in request.figures and cells[figure.code].stored() != entry_of(submission, figure.code)
    ]


def _take_version(submission: Submission, opened: int, figures: list[Figure], cells: Mapping[str, Cell]) -> None:
    try:
        bump(submission, opened)
    except Stale as error:
        now = Submission.objects.select_related("opened_by").get(pk=submission.pk)
        last = audit.history_of(now).first()
        differences = [
            Difference(figure.label, _shown(entry_of(now, figure.code)), _shown(cells[figure.code].stored()))
            for figure in figures
            if entry_of(now, figure.code) != cells[figure.code].stored()
        ]
        raise Stale(by=last.actor_label if last else error.by, differences=differences) from None


def _changes(submission: Submission, figures: list[Figure], cells: Mapping[str, Cell]) -> list[audit.Change]:
    pairs = [(one, entry_of(submission, one.code), cells[one.code].stored()) for one in figures]
    return [audit.Change(str(one), _shown(old) or None, _shown(new) or None) for one, old, new in pairs if old != new]


def _shown(entry: Mapping[str, Any]) -> str:
    if entry["value"] is not None:
        return str(entry["value"])
    return f"（无：{entry['reason']}）" if entry["reason"] else ""


def _advance(actor: User, submission: Submission, *, is_final: bool) -> str:
    """Sets the state that follows; returns what happened, for the log."""
    if submission.state == State.UNLOCKED:
        return EDITED_UNLOCKED
    if not is_final:
        if submission.state == State.NOT_REPORTED:
            submission.state = State.DRAFT
        return "submission.save"
    now = timezone.now()
    if submission.submitted_at is None:  # late is judged on the first handing in, not on one after a return
        submission.is_late = now > submission.period.due_at
    submission.state, submission.submitted_at, submission.submitted_by = State.SUBMITTED, now, actor
    submission.return_reason, submission.comments = "", {}
    return "submission.submit_late" if submission.is_late else "submission.submit"


@transaction.atomic
def submission_approve(*, actor: User, submission: Submission, opened_version: int) -> None:
    """Approves and locks. All submissions of the units below must be approved before; who is missing is told."""
    Period.objects.select_for_update().get(pk=submission.period_id)  # against an unlock below at the same moment
    check_above(actor, Permission.SUBMISSION_APPROVE, submission)
    _check_submitted(submission, "审核")
    if missing := missing_below(submission):
        raise Invalid(
            *(Problem(one.get_state_display(), str(one.owner), remedy="下级全部审核后才能审核本级") for one in missing)
        )
    bump(submission, opened_version)
    submission.state, submission.approved_at = State.APPROVED, timezone.now()
    submission.save()
    audit.record(actor=actor, action="submission.approve", target=submission)
    notify.approved(submission)


@transaction.atomic
def submission_return(
    *, actor: User, submission: Submission, opened_version: int, reason: str, comments: Mapping[str, str]
) -> None:
    """Gives it back with the reason, and what is wrong with single figures (code → words)."""
    check_above(actor, Permission.SUBMISSION_APPROVE, submission)
    _check_submitted(submission, "退回")
    if not reason.strip():
        raise Invalid(Problem("没有写退回理由", "退回理由", remedy="写明要改什么，填报人才知道怎么改"))
    bump(submission, opened_version)
    labels = dict(submission.form.figures.values_list("code", "label"))
    written = {code: text.strip()[:300] for code, text in comments.items() if text.strip() and code in labels}
    submission.state, submission.return_reason, submission.comments = State.RETURNED, reason.strip()[:500], written
    submission.save()
    changes = [audit.Change(f"{labels[code]}：意见", None, text) for code, text in written.items()]
    audit.record(actor=actor, action="submission.return", target=submission, changes=changes, reason=reason)
    notify.returned(submission)


def _check_submitted(submission: Submission, verb: str) -> None:
    if submission.state != State.SUBMITTED:
        raise Invalid(Problem(f"现在是“{submission.get_state_display()}”，不能{verb}", allowed="待审核的报送"))
