"""The three administrators held apart (GB/T 22239 8.1.10.2): what may not meet in one role, one person, one hand."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from xieshou.lib.permission import Permission, Power, Reach, power_of
from xieshou.lib.problems import Problem
from xieshou.platform.accounts.models import Post, Role, User


def mixed_rights(power: Power, permissions: Iterable[str]) -> list[Problem]:
    """The rights that do not belong to the role's own power."""
    return [
        Problem(
            f"“{right.label}”属于{power_of(right).label}，不能放进{power.label}角色",
            where="权限",
            allowed=f"只属于{power.label}的权限",
            remedy="另建一个角色",
        )
        for right in map(Permission, permissions)
        if power_of(right) is not power
    ]


def unknown_grants(grants: dict[str, str]) -> list[Problem]:
    """Rights and reaches that do not exist."""
    wrong = [name for name in grants if name not in Permission.values]
    wrong += [reach for reach in grants.values() if reach not in Reach.values]
    return [Problem(f"没有“{one}”这项权限或范围", where="权限") for one in wrong]


def conflicting_posts(
    *, user: User, role: Role, since: date, until: date | None, without: Post | None = None
) -> list[Problem]:
    """Posts that overlap in time and belong to another power than the role."""
    others = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=since), user=user).exclude(role__power=role.power)
    if until is not None:
        others = others.filter(valid_from__lt=until)
    if without is not None:
        others = others.exclude(pk=without.pk)
    return [
        Problem(
            f"{user} 同期任“{other}”（{other.role.get_power_display()}），不能再任{role.get_power_display()}",
            where="角色",
            allowed="一人同一时间只任业务、系统管理、安全管理、审计管理四者之一",
            remedy="先办结原任职的离任，或改由另一人担任",
        )
        for other in others.select_related("role", "organisation")
    ]
