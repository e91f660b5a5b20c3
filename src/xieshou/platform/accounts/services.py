"""Changes of accounts, posts and task rights."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from xieshou.platform.accounts.models import Post, Role, RoleGrant, TaskGrant, User
from xieshou.platform.audit import api as audit


@transaction.atomic
def task_grant(*, user: User, record: models.Model, key: str, reason: str) -> TaskGrant:
    """Lets a person read a record while a task on it is in hand. Granting twice is granting once."""
    kind = ContentType.objects.get_for_model(record)
    grant, is_new = TaskGrant.objects.get_or_create(
        user=user, content_type=kind, object_id=record.pk, key=key, ended_at=None, defaults={"reason": reason}
    )
    if is_new:
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
) -> Post:
    """Puts a person in a post, with its entry in the log."""
    post = Post.objects.create(
        user=user, role=role, organisation=organisation, title=title, valid_from=valid_from or timezone.localdate()
    )
    post.areas.set(areas)
    audit.record(actor=actor, action="post.appoint", target=post, label=f"{user}：{post}")
    return post
