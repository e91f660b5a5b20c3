"""Asking for, granting and ending the unlocking of what was approved."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.reporting import notify
from xieshou.platform.reporting.models import DONE, Period, State, Submission, UnlockRequest, UnlockState
from xieshou.platform.reporting.permissions import check, check_above
from xieshou.platform.reporting.selectors import approved_above

LONGEST = timedelta(days=31)


@transaction.atomic
def unlock_ask(*, actor: User, submission: Submission, reason: str, figures: Sequence[str]) -> UnlockRequest:
    """Asks to change figures (codes) of an approved submission."""
    check(actor, Permission.SUBMISSION_SUBMIT, submission)
    labels = dict(submission.form.figures.values_list("code", "label"))
    chosen = [code for code in labels if code in figures]
    problems = []
    if submission.state not in DONE:
        problems.append(Problem(f"现在是“{submission.get_state_display()}”，不需要解锁", allowed="已审核锁定的报送"))
    if not reason.strip():
        problems.append(Problem("没有写理由", "理由", remedy="写明为什么要改"))
    if labels and not chosen:
        problems.append(Problem("没有选要改的指标", "要改的指标", remedy="至少选一项；没有选的解锁后也不能改"))
    if submission.unlocks.filter(state__in=(UnlockState.ASKED, UnlockState.GRANTED)).exists():
        problems.append(Problem("已有一份没有办完的解锁申请", remedy="等它批复或到期"))
    if problems:
        raise Invalid(*problems)
    request = UnlockRequest.objects.create(
        submission=submission, reason=reason.strip()[:500], figures=chosen, asked_by=actor
    )
    wanted = [audit.Change("要改的指标", None, "、".join(labels[code] for code in chosen))] if chosen else []
    audit.record(actor=actor, action="unlock.ask", target=submission, changes=wanted, reason=reason)
    notify.unlock_asked(request)
    return request


@transaction.atomic
def unlock_grant(*, actor: User, request: UnlockRequest, until: datetime, answer: str = "") -> None:
    """Opens the chosen figures until a time. Refused while a unit above, resting on this one, is approved."""
    submission = request.submission
    Period.objects.select_for_update().get(pk=submission.period_id)  # against an approval above at the same moment
    check_above(actor, Permission.SUBMISSION_UNLOCK, submission)
    _check_asked(request)
    now = timezone.now()
    problems = [
        Problem("已审核，它的数含本单位", str(one.owner), remedy="先解锁上级的同期报送")
        for one in approved_above(submission)
    ]
    if not now < until <= now + LONGEST:
        problems.append(Problem("不在允许的范围", "解锁至", f"现在起 {LONGEST.days} 天以内"))
    if problems:
        raise Invalid(*problems)
    bump(submission, submission.version)
    submission.state = State.UNLOCKED
    submission.save()
    limit = audit.Change("解锁至", None, f"{timezone.localtime(until):%Y-%m-%d %H:%M}")
    entry = audit.record(actor=actor, action="unlock.grant", target=submission, changes=[limit], reason=answer)
    _decide(request, actor, UnlockState.GRANTED, answer)
    request.until, request.first_entry = until, entry.number
    request.save()
    notify.unlock_decided(request)


@transaction.atomic
def unlock_refuse(*, actor: User, request: UnlockRequest, answer: str) -> None:
    """Declines, with the reason."""
    check_above(actor, Permission.SUBMISSION_UNLOCK, request.submission)
    _check_asked(request)
    if not answer.strip():
        raise Invalid(Problem("没有写不批准的理由", "批复意见", remedy="写明为什么不批准"))
    _decide(request, actor, UnlockState.REFUSED, answer)
    request.save()
    audit.record(actor=actor, action="unlock.refuse", target=request.submission, reason=answer)
    notify.unlock_decided(request)


def _check_asked(request: UnlockRequest) -> None:
    if request.state != UnlockState.ASKED:
        raise Invalid(Problem(f"这份申请{request.get_state_display()}，不能再批复"))


def _decide(request: UnlockRequest, actor: User, state: UnlockState, answer: str) -> None:
    request.state, request.decided_by, request.decided_at = state, actor, timezone.now()
    request.answer = answer.strip()[:500]


@transaction.atomic
def unlock_finish(*, actor: User, request: UnlockRequest) -> None:
    """The unit is done before the limit: locked again at once."""
    check(actor, Permission.SUBMISSION_SUBMIT, request.submission)
    if request.state != UnlockState.GRANTED:
        raise Invalid(Problem(f"这份申请{request.get_state_display()}，没有什么可锁定"))
    _lock_again(actor, request, action="unlock.finish")


def unlocks_end(now: datetime) -> None:
    """The worker's duty: locks again what was unlocked until now. Safe to run twice."""
    over = UnlockRequest.objects.filter(state=UnlockState.GRANTED, until__lte=now)
    for pk in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            request = over.select_for_update().filter(pk=pk).first()
            if request is not None:
                _lock_again(None, request, action="unlock.expire")


def _lock_again(actor: User | None, request: UnlockRequest, *, action: str) -> None:
    submission = Submission.objects.select_related("owner", "form", "period__form").get(pk=request.submission_id)
    bump(submission, submission.version)
    submission.state = State.LOCKED
    submission.save()
    entry = audit.record(actor=actor, action=action, target=submission)
    request.state, request.ended_at, request.last_entry = UnlockState.ENDED, timezone.now(), entry.number
    request.save()
    notify.unlock_ended(request)
