"""Changes of roles, by the security administrator."""

import re

from django.db import transaction

from xieshou.lib.permission import Permission, Power, Reach
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.models import Role, RoleGrant, User
from xieshou.platform.accounts.powers import mixed_rights, unknown_grants
from xieshou.platform.audit import api as audit

_CODE = re.compile(r"[a-z][a-z0-9_-]{1,39}")


def _check(actor: User, role: Role | None = None) -> None:
    if not actor.may(Permission.ROLE_MANAGE):
        raise Refused("只有安全管理员可以维护角色")
    if role is not None and role.posts.filter(user=actor, pk__in=actor.access.posts).exists():
        raise Invalid(Problem("不能修改自己正在担任的角色", where="角色", remedy="请另一位安全管理员修改"))


@transaction.atomic
def role_create(*, actor: User, code: str, name: str, name_en: str, power: str, description: str = "") -> Role:
    """A role without rights yet; its power never changes."""
    _check(actor)
    code = code.strip().lower()
    problems = [] if name.strip() else [Problem("没有填", where="名称")]
    if not _CODE.fullmatch(code):
        problems.append(Problem(f"“{code}”不能作代码", where="代码", allowed="小写字母开头，2 到 40 个字母、数字、_ -"))
    elif Role.objects.filter(code=code).exists():
        problems.append(Problem(f"代码“{code}”已有", where="代码", remedy="换一个"))
    if power not in Power.values:
        problems.append(Problem(f"没有“{power}”", where="权力", allowed="、".join(map(str, Power.labels))))
    if problems:
        raise Invalid(*problems)
    role = Role.objects.create(
        code=code, name=name.strip(), name_en=name_en.strip(), power=power, description=description.strip()
    )
    audit.record(actor=actor, action="role.create", target=role)
    return role


@transaction.atomic
def role_change(
    *,
    actor: User,
    role: Role,
    name: str,
    name_en: str,
    description: str,
    grants: dict[str, str],
    opened_version: int,
    reason: str,
) -> Role:
    """Gives a role exactly these rights (permission → reach). Whoever holds it has them from the next request on."""
    _check(actor, role)
    fresh = Role.objects.select_for_update().get(pk=role.pk)
    if fresh.version != opened_version:
        raise Stale(by="另一位安全管理员")
    problems = [] if name.strip() else [Problem("没有填", where="名称")]
    problems += [] if reason.strip() else [Problem("没有填", where="理由", remedy="写明为什么改")]
    problems += unknown_grants(grants) or mixed_rights(Power(fresh.power), grants)
    if problems:
        raise Invalid(*problems)
    changes = _described(fresh, name.strip(), name_en.strip(), description.strip()) + _granted(fresh, grants)
    fresh.version += 1
    fresh.save()
    audit.record(actor=actor, action="role.change", target=fresh, changes=changes, reason=reason)
    return fresh


def _described(role: Role, name: str, name_en: str, description: str) -> list[audit.Change]:
    labels = {"name": "名称", "name_en": "英文名", "description": "说明"}
    before = {field: getattr(role, field) for field in labels}
    role.name, role.name_en, role.description = name, name_en, description
    return audit.changed_fields(before, {field: getattr(role, field) for field in labels}, labels)


def _granted(role: Role, grants: dict[str, str]) -> list[audit.Change]:
    held = {grant.permission: grant.reach for grant in role.grants.all()}
    role.grants.all().delete()
    RoleGrant.objects.bulk_create([RoleGrant(role=role, permission=name, reach=grants[name]) for name in grants])
    labels = {right.value: f"权限：{right.label}" for right in Permission}
    return audit.changed_fields(_in_words(held), _in_words(grants), labels)


def _in_words(grants: dict[str, str]) -> dict[str, str]:
    return {name: str(Reach(reach).label) for name, reach in grants.items()}
