"""Reading accounts, posts and who may see what."""

from collections import defaultdict
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.access import Placed, Reason, accesses_of
from xieshou.platform.accounts.models import Post, PostQuerySet, Role, TaskGrant, User


def managed_users(actor: User) -> QuerySet[User]:
    """The accounts a system administrator looks after: all, or those with no post in force outside the own reach."""
    rows = User.objects.order_by("username")
    held = actor.access.of(Permission.USER_MANAGE)
    if not held:
        return rows.none()
    if any(grant.condition() is None for grant in held):
        return rows
    inside = actor.access.filter_organisations(Permission.USER_MANAGE)
    in_force = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()))
    outside = in_force.exclude(organisation__in=inside)
    return rows.exclude(pk__in=outside.values("user"))


def manages(actor: User, user: User) -> bool:
    """Whether the account is among those the actor looks after."""
    return managed_users(actor).filter(pk=user.pk).exists()


def users_matching(rows: QuerySet[User], words: str, state: str) -> QuerySet[User]:
    """Accounts by name, account or post; `state` is active, inactive or anything else for both."""
    if words:
        rows = rows.filter(
            Q(username__icontains=words)
            | Q(name__icontains=words)
            | Q(pk__in=Post.objects.filter(title__icontains=words).values("user"))
        )
    if state in {"active", "inactive"}:
        rows = rows.filter(is_active=state == "active")
    return rows


READS_POSTS = (Permission.USER_MANAGE, Permission.ROLE_MANAGE, Permission.ACCESS_EXPLAIN, Permission.AUDIT_READ)


def posts_seen_by(actor: User) -> PostQuerySet:
    """The list of who held what from when to when: all to security and audit, the own reach to a system administrator."""
    rows = Post.objects.select_related("user", "role", "organisation").prefetch_related("areas")
    if any(actor.may(permission) for permission in READS_POSTS[1:]):
        return rows
    return rows.filter(organisation__in=actor.access.filter_organisations(Permission.USER_MANAGE))


def posts_matching(rows: PostQuerySet, *, words: str, role: Role | None, day: date | None) -> PostQuerySet:
    """Posts by person, title or organisation, by role, and in force on a day."""
    if words:
        rows = rows.filter(
            Q(user__name__icontains=words)
            | Q(user__username__icontains=words)
            | Q(title__icontains=words)
            | Q(organisation__name__icontains=words)
        )
    if role is not None:
        rows = rows.filter(role=role)
    return rows.held_on(day) if day is not None else rows


def everyone_who_may(permission: Permission, record: Placed) -> list[tuple[User, list[Reason]]]:
    """Everyone active who holds a right on a record, each with the reasons that grant it."""
    by_task = _tasks_on(record) if permission.value.endswith(":read") and isinstance(record, Model) else {}
    held = Post.objects.held_on(timezone.localdate()).filter(user__is_active=True)
    holders = held.filter(role__grants__permission=permission).values("user")
    users = User.objects.filter(Q(pk__in=holders) | Q(pk__in=by_task), is_active=True).order_by("username")
    found = []
    for access in accesses_of(users):
        reasons = [reason for reason in access.explain_posts(permission, record) if reason.grants]
        reasons += [
            Reason(True, _("待办即授权：%(task)s，办结即收回") % {"task": task})
            for task in by_task.get(access.user.pk, [])
        ]
        if reasons:
            found.append((access.user, reasons))
    return found


def _tasks_on(record: Model) -> dict[int, list[str]]:
    kind = ContentType.objects.get_for_model(record)
    tasks: dict[int, list[str]] = defaultdict(list)
    for task in TaskGrant.objects.filter(content_type=kind, object_id=record.pk, ended_at=None):
        tasks[task.user_id].append(task.reason)
    return tasks
