"""Registering defects, training sessions and planned maintenance; the worker's duty of measuring."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.service.activity import activity_count
from xieshou.platform.service.models import Defect, Maintenance, PageMinute, Registered, Severity, Training, minute_of
from xieshou.platform.service.uptime import heartbeat

R = TypeVar("R", bound=Registered)

READ = (Permission.SERVICE_EDIT, Permission.SYSTEM_CONFIGURE, Permission.APPRAISAL_MANAGE)
PLAN = (Permission.SERVICE_EDIT, Permission.SYSTEM_CONFIGURE)
KEPT = timedelta(days=62)  # minutes of requests; days are kept

DEFECT = {
    "title": "问题",
    "severity": "级别",
    "reported_by": "报告岗位",
    "found_on": "发现日期",
    "response_hours": "响应用时（小时）",
    "fixed_on": "修复日期",
    "note": "处理说明",
}
TRAINING = {"title": "培训内容", "held_on": "日期", "unit": "参训单位", "participants": "参加人数"}


def measure(now: datetime) -> None:
    """The worker's duty of every minute: a sign of life, the log counted on, old minutes cleared."""
    heartbeat(now)
    activity_count(now)
    PageMinute.objects.filter(minute__lt=minute_of(now - KEPT)).delete()


def may_any(user: User, wanted: tuple[Permission, ...]) -> bool:
    """Whether the person holds one of the rights."""
    return any(user.may(permission) for permission in wanted)


def _checked(actor: User, wanted: tuple[Permission, ...] = (Permission.SERVICE_EDIT,)) -> None:
    if not may_any(actor, wanted):
        raise Refused(f"您没有“{wanted[0].label}”的权限")


@transaction.atomic
def defect_record(*, actor: User, **entered: Any) -> Defect:
    """A new defect."""
    _checked(actor)
    return _recorded(actor, Defect(**entered), _defect_problems(entered), "defect.record")


@transaction.atomic
def defect_revise(*, actor: User, defect: Defect, opened_version: int, reason: str, **entered: Any) -> Defect:
    """Corrects a defect, or says that it is repaired."""
    _checked(actor)
    return _revised(actor, defect, opened_version, entered, _defect_problems(entered), DEFECT, reason)


def _defect_problems(entered: Mapping[str, Any]) -> list[Problem]:
    today, found, fixed = timezone.localdate(), entered["found_on"], entered.get("fixed_on")
    problems = [] if entered["severity"] in Severity.values else [Problem("没有选择", "级别")]
    if found > today:
        problems.append(Problem(f"{found} 还没有到", "发现日期", f"不晚于今天（{today}）"))
    if fixed is not None and not found <= fixed <= today:
        problems.append(Problem(f"{fixed} 不对", "修复日期", f"{found} 到 {today}"))
    return problems


@transaction.atomic
def training_record(*, actor: User, **entered: Any) -> Training:
    """A new training session."""
    _checked(actor)
    return _recorded(actor, Training(**entered), _training_problems(entered), "platform_training.record")


@transaction.atomic
def training_revise(*, actor: User, training: Training, opened_version: int, reason: str, **entered: Any) -> Training:
    """Corrects a training session."""
    _checked(actor)
    return _revised(actor, training, opened_version, entered, _training_problems(entered), TRAINING, reason)


def _training_problems(entered: Mapping[str, Any]) -> list[Problem]:
    today, held = timezone.localdate(), entered["held_on"]
    problems = []
    if held > today:
        problems.append(Problem(f"{held} 还没有到", "日期", f"不晚于今天（{today}）", "只登记已经办过的培训"))
    if entered["participants"] < 1:
        problems.append(Problem("没有人参加的不算培训", "参加人数", "1 或以上"))
    return problems


@transaction.atomic
def maintenance_plan(*, actor: User, begins_at: datetime, ends_at: datetime, reason: str) -> Maintenance:
    """A planned interruption, before it begins."""
    _checked(actor, PLAN)
    problems = []
    if begins_at <= timezone.now():
        problems.append(
            Problem("已经开始或过去", "开始", "现在以后的时间", "没有事先登记的中断计入不可用，不能补登为计划维护")
        )
    if ends_at <= begins_at:
        problems.append(Problem("不晚于开始", "结束"))
    row = Maintenance(begins_at=begins_at, ends_at=ends_at, reason=reason.strip())
    return _recorded(actor, row, problems, "maintenance.plan")


@transaction.atomic
def maintenance_cancel(*, actor: User, row: Maintenance, reason: str) -> Maintenance:
    """Calls a planned interruption off, before it begins."""
    _checked(actor, PLAN)
    if not reason.strip():
        raise Invalid(Problem("请写明理由", "理由"))
    now = timezone.now()
    if not Maintenance.objects.filter(pk=row.pk, cancelled_at=None, begins_at__gt=now).update(cancelled_at=now):
        raise Invalid(Problem("已经开始或已经取消", remedy="已经开始的不能取消"))
    row.refresh_from_db()
    audit.record(actor=actor, action="maintenance.cancel", target=row, reason=reason)
    return row


def _recorded(actor: User, row: R, problems: list[Problem], action: str) -> R:
    if problems:
        raise Invalid(*problems)
    row.registered_by = actor
    row.save()
    audit.record(actor=actor, action=action, target=row)
    return row


def _revised(
    actor: User,
    row: R,
    opened_version: int,
    entered: Mapping[str, Any],
    problems: list[Problem],
    labels: Mapping[str, str],
    reason: str,
) -> R:
    if not reason.strip():
        problems = [*problems, Problem("请写明理由", "修改理由")]
    if problems:
        raise Invalid(*problems)
    before = _fields(row, labels)
    model: type[models.Model] = type(row)
    if not model._base_manager.filter(pk=row.pk, version=opened_version).update(version=opened_version + 1):
        raise Stale(by="另一位用户")
    row.version = opened_version + 1
    for name, value in entered.items():
        setattr(row, name, value)
    row.save()
    changes = audit.changed_fields(before, _fields(row, labels), dict(labels))
    noun = "defect" if isinstance(row, Defect) else "platform_training"
    audit.record(actor=actor, action=f"{noun}.revise", target=row, changes=changes, reason=reason)
    return row


def _fields(row: models.Model, labels: Mapping[str, str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in labels}
