"""What people are told, and the to-dos that open and close with a submission's state."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.reporting import people
from xieshou.platform.reporting.models import Submission, UnlockRequest

CATEGORIES = (
    inbox.Category("reporting.fill", _("待报送"), can_mute=False),
    inbox.Category("reporting.review", _("待审核报送"), can_mute=False),
    inbox.Category("reporting.unlock", _("待批准解锁"), can_mute=False),
    inbox.Category("reporting.result", _("报送的审核与解锁结果")),
    inbox.Category("reporting.remind", _("催报")),
)


def _source(submission: Submission, what: str) -> str:
    return f"reporting:{what}:{submission.pk}"


def to_fill(submission: Submission, users: Sequence[User], because: str = "") -> None:
    """Those who report the unit have it to do, until it is due."""
    for user in users:
        inbox.todo_open(
            user=user,
            source=_source(submission, "fill"),
            category="reporting.fill",
            title=f"报送：{submission}",
            url=submission.get_absolute_url(),
            target=submission,
            due_at=submission.period.due_at,
            because=because,
        )


def withdrawn(submission: Submission) -> None:
    """No longer asked for: nobody has it to do."""
    inbox.todo_close(source=_source(submission, "fill"))


def submitted(submission: Submission) -> None:
    """Handed in: those above have it to review."""
    inbox.todo_close(source=_source(submission, "fill"))
    for user in people.above(submission, Permission.SUBMISSION_APPROVE):
        inbox.todo_open(
            user=user,
            source=_source(submission, "review"),
            category="reporting.review",
            title=f"审核：{submission}",
            url=submission.get_absolute_url(),
            target=submission,
        )


def approved(submission: Submission) -> None:
    """Approved: nobody has anything to do, the unit is told."""
    inbox.todo_close(source=_source(submission, "review"))
    _tell(submission, f"已审核：{submission}")


def returned(submission: Submission) -> None:
    """Returned: the unit has it to do again, and why."""
    inbox.todo_close(source=_source(submission, "review"))
    to_fill(submission, _reporters(submission), because=submission.return_reason)


def unlock_asked(request: UnlockRequest) -> None:
    for user in people.above(request.submission, Permission.SUBMISSION_UNLOCK):
        inbox.todo_open(
            user=user,
            source=_source(request.submission, "unlock"),
            category="reporting.unlock",
            title=f"申请解锁：{request.submission}",
            url=request.get_absolute_url(),
            target=request.submission,
        )


def unlock_decided(request: UnlockRequest) -> None:
    inbox.todo_close(source=_source(request.submission, "unlock"))
    _tell(request.submission, f"解锁申请{request.get_state_display()}：{request.submission}", request.answer)


def unlock_ended(request: UnlockRequest) -> None:
    _tell(request.submission, f"解锁已结束、重新锁定：{request.submission}")
    if request.decided_by is not None:
        inbox.notice_send(
            users=[request.decided_by],
            source=f"reporting:unlocked:{request.pk}",
            category="reporting.result",
            title=f"解锁已结束，请看改了什么：{request.submission}",
            url=request.get_absolute_url(),
        )


def reminded(submission: Submission, users: Sequence[User], by: User) -> None:
    """One reminder to everyone who reports the unit; the to-do is there again if it was lost."""
    to_fill(submission, users, because=submission.return_reason)
    inbox.notice_send(
        users=users,
        source=_source(submission, "remind"),
        category="reporting.remind",
        title=f"催报：{submission}",
        url=submission.get_absolute_url(),
        target=submission,
        because=f"{by} 催报",
    )


def _reporters(submission: Submission) -> list[User]:
    return people.reporters([submission.owner_id]).get(submission.owner_id, [])


def _tell(submission: Submission, title: str, because: str = "") -> None:
    inbox.notice_send(
        users=_reporters(submission),
        source=_source(submission, "result"),
        category="reporting.result",
        title=title,
        url=submission.get_absolute_url(),
        because=because,
    )
