"""Standing in while somebody is away: what is in hand goes over, comes back at the end if nobody did it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow.diagram import Mode
from xieshou.platform.workflow.models import Delegation, Task, TaskState
from xieshou.platform.workflow.people import Candidate, standing_in
from xieshou.platform.workflow.services import hands
from xieshou.platform.workflow.services.acting import locked

LONGEST_DAYS = 180


@transaction.atomic
def delegation_create(*, actor: User, delegate: User, starts_on: date, ends_on: date, reason: str = "") -> Delegation:
    """Lets another person do the actor's tasks from one day to another, both counted. From today on: at once."""
    found = []
    if delegate.pk == actor.pk:
        found.append(Problem("不能委托给自己", where="代办人", remedy="换一位"))
    if not delegate.is_active:
        found.append(Problem(f"{delegate} 的账号已停用", where="代办人", remedy="换一位"))
    if ends_on < starts_on:
        found.append(Problem(f"结束 {ends_on} 早于开始 {starts_on}", where="至"))
    if ends_on < timezone.localdate():
        found.append(Problem(f"结束 {ends_on} 已经过去", where="至", allowed="今天或以后"))
    if (ends_on - starts_on).days > LONGEST_DAYS:
        found.append(Problem("委托太长", where="至", allowed=f"不超过 {LONGEST_DAYS} 天；长期离岗请办理任职变动"))
    if Delegation.objects.filter(
        principal=actor, revoked_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).exists():
        found.append(Problem("这段时间已有委托", where="自", remedy="先收回原委托，或换日期"))
    if found:
        raise Invalid(*found)
    delegation = Delegation.objects.create(
        principal=actor, delegate=delegate, starts_on=starts_on, ends_on=ends_on, reason=reason.strip()
    )
    audit.record(actor=actor, action="delegation.create", target=delegation, reason=reason)
    hand_over(actor)
    return delegation


@transaction.atomic
def delegation_revoke(*, actor: User, delegation: Delegation) -> None:
    """Ends it now; what the stand-in has not done comes back."""
    if delegation.principal_id != actor.pk:
        raise Refused("只有委托人能收回委托")
    if not Delegation.objects.filter(pk=delegation.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return
    audit.record(actor=actor, action="delegation.revoke", target=delegation)
    take_back(actor)


def hand_over(principal: User) -> int:
    """Moves what a person has in hand to whoever stands in today; returns how many."""
    stand_in = standing_in(Candidate(principal))
    if stand_in.principal is None:
        return 0
    mine = Task.objects.filter(user=principal, principal=None, state=TaskState.OPEN)
    return _move_all(list(mine.values_list("pk", flat=True)), stand_in.user, principal)


def take_back(principal: User) -> int:
    """Moves what was not done for a person back to them, or to whoever stands in now; returns how many."""
    stand_in = standing_in(Candidate(principal))
    lent = Task.objects.filter(principal=principal, state=TaskState.OPEN).exclude(user=stand_in.user)
    return _move_all(list(lent.values_list("pk", flat=True)), stand_in.user, stand_in.principal)


def _move_all(task_ids: list[int], user: User, principal: User | None) -> int:
    return sum(_move(pk, user, principal) for pk in task_ids)


@transaction.atomic
def _move(task_id: int, user: User, principal: User | None) -> bool:
    matter = locked(Task.objects.values_list("matter_id", flat=True).get(pk=task_id))
    task = Task.objects.select_related("step", "user").get(pk=task_id)
    task.matter = task.step.matter = matter
    # in a countersignature a stand-in signs for both; elsewhere once is enough
    has_own = task.step.mode != Mode.ALL and task.step.tasks.filter(user=user, state=TaskState.OPEN).exists()
    if task.state != TaskState.OPEN or task.user == user or has_own:
        return False
    was = task.who
    hands.move(task, user, principal)
    audit.record(actor=None, action="matter.delegate", target=matter, reason=f"{task.step.name}：{was} → {task.who}")
    return True


def delegations_apply(now: datetime) -> None:
    """The worker's duty: delegations that begin today take hold, those that are over give back."""
    today = timezone.localtime(now).date()
    lent = Task.objects.filter(principal__isnull=False, state=TaskState.OPEN).values_list("principal_id", flat=True)
    for principal in User.objects.filter(pk__in=set(lent)):
        take_back(principal)
    active = Delegation.objects.active_on(today).values("principal_id")
    holding = Task.objects.filter(user__in=active, principal=None, state=TaskState.OPEN).values_list(
        "user_id", flat=True
    )
    for principal in User.objects.filter(pk__in=set(holding)):
        hand_over(principal)
