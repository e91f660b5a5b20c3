"""Changes of posts and task rights."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts import tasks_in_hand
from xieshou.platform.accounts.models import Post, Role, RoleGrant, TaskGrant, User
from xieshou.platform.accounts.powers import conflicting_posts
from xieshou.platform.audit import api as audit


@transaction.atomic
def task_grant(*, user: User, record: models.Model, key: str, reason: str) -> TaskGrant:
    """Lets a person read a record while a task on it is in hand. Granting twice is granting once."""
    kind = ContentType.objects.get_for_model(record)
    grant, is_new = TaskGrant.objects.get_or_create(
        user=user, content_type=kind, object_id=record.pk, key=key, ended_at=None, defaults={"reason": reason}
    )
    if is_new:
        tasks_in_hand.changed()
        audit.record(actor=None, action="task.grant", target=record, reason=f"{user}：{reason}")
    return grant


@transaction.atomic
def task_end(*, user: User, record: models.Model, key: str) -> None:
    """Takes the right back when the task is done. Ending what is not held does nothing."""
    kind = ContentType.objects.get_for_model(record)
    ended = TaskGrant.objects.filter(user=user, content_type=kind, object_id=record.pk, key=key, ended_at=None).update(
        ended_at=timezone.now()
    )
    if ended:
        tasks_in_hand.changed()
        audit.record(actor=None, action="task.end", target=record, reason=str(user))


@transaction.atomic
def role_define(*, code: str, name: str, grants: dict[str, str], **rest: Any) -> Role:
    """A role with exactly these rights (permission → reach). For loading; people go through the role page."""
    role, _ = Role.objects.update_or_create(code=code, defaults={"name": name, **rest})
    role.grants.all().delete()
    RoleGrant.objects.bulk_create(
        [RoleGrant(role=role, permission=permission, reach=reach) for permission, reach in grants.items()]
    )
    return role


def check_manages(actor: User | None, organisation: Any, user: User) -> None:
    """Whether the actor may change this person's posts at this organisation; nobody changes the own ones."""
    if actor is None:  # the installation itself, when it is set up
        return
    if not actor.may(Permission.USER_MANAGE, organisation):
        raise Refused(f"您没有在“{organisation}”维护账号与任职的权限")
    if actor.pk == user.pk:
        raise Invalid(Problem("不能办理自己的任职", where="人员", remedy="请另一位系统管理员办理"))


@transaction.atomic
def post_appoint(
    *,
    actor: User | None,
    user: User,
    role: Role,
    organisation: Any,
    title: str,
    areas: Any = (),
    valid_from: date | None = None,
    reason: str = "",
) -> Post:
    """Puts a person in a post, with its entry in the log. Its rights hold from its first day on."""
    check_manages(actor, organisation, user)
    since = valid_from or timezone.localdate()
    # the row is locked, so that two appointments at once cannot both pass the check
    User.objects.select_for_update().get(pk=user.pk)
    problems = [] if title.strip() else [Problem("没有填岗位名称", where="岗位")]
    problems += conflicting_posts(user=user, role=role, since=since, until=None)
    if not user.is_active:
        problems.append(Problem(f"{user} 的账号已停用", where="人员", remedy="先启用账号"))
    if problems:
        raise Invalid(*problems)
    post = Post.objects.create(user=user, role=role, organisation=organisation, title=title.strip(), valid_from=since)
    post.areas.set(areas)
    audit.record(
        actor=actor,
        action="post.appoint",
        target=post,
        label=f"{user}：{post}",
        changes=[audit.Change("角色", None, str(role)), audit.Change("任职自", None, since.isoformat())],
        reason=reason,
    )
    return post


@transaction.atomic
def post_end(*, actor: User | None, post: Post, on: date, reason: str) -> Post:
    """Ends a post: `on` is the first day it is no longer held, from that day's first minute."""
    check_manages(actor, post.organisation, post.user)
    held = Post.objects.select_for_update().get(pk=post.pk)
    problems = [] if reason.strip() else [Problem("没有填理由", where="理由", remedy="写明调离、退休、换岗等")]
    if on < held.valid_from:
        problems.append(Problem(f"离任日早于任职日 {held.valid_from}", where="离任日", allowed="任职日当天或以后"))
    if held.valid_to is not None and held.valid_to <= timezone.localdate():
        problems.append(Problem(f"这一任职已于 {held.valid_to} 结束", where="任职"))
    if problems:
        raise Invalid(*problems)
    before, held.valid_to = held.valid_to, on
    held.version += 1
    held.save(update_fields=["valid_to", "version"])
    audit.record(
        actor=actor,
        action="post.end",
        target=held,
        label=f"{held.user}：{held}",
        changes=[audit.Change("离任日", before.isoformat() if before else None, on.isoformat())],
        reason=reason,
    )
    return held


@transaction.atomic
def post_transfer(
    *, actor: User | None, post: Post, role: Role, organisation: Any, title: str, areas: Any, on: date, reason: str
) -> Post:
    """Moves a person: the old post ends and the new one begins on the same day, or neither does."""
    post_end(actor=actor, post=post, on=on, reason=reason)
    return post_appoint(
        actor=actor,
        user=post.user,
        role=role,
        organisation=organisation,
        title=title,
        areas=areas,
        valid_from=on,
        reason=reason,
    )
