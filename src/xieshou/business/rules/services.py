"""Laying down a new version of a rule, following the unit above again, and taking back what is not yet in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.business.rules import choosing, shape
from xieshou.business.rules.kinds import RuleKind
from xieshou.business.rules.models import RuleVersion
from xieshou.business.rules.selectors import newest_number
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation

FARTHEST_YEARS = 5


@transaction.atomic
def rule_issue(
    *,
    actor: User | None,
    owner: Organisation,
    kind: RuleKind,
    values: Mapping[str, Any],
    valid_from: date,
    reason: str,
    opened_number: int,
    basis: str = "",
    is_text_at_hand: bool = False,
    is_demo: bool = False,
) -> RuleVersion:
    """The unit's next version. `opened_number`: of the unit's newest version when the form was opened, 0 for none.

    `actor` is missing where an office is set up. Raises `Invalid` with everything wrong, `Stale` when somebody laid down
    another version meanwhile.
    """
    allow(actor, owner)
    before = choosing.in_force(kind.code, owner.path)
    _not_stale(kind, owner, opened_number, values)
    changes = shape.changes(kind.shape(), before.values, values)
    found = [*kind.check(values), *_about(valid_from, reason, basis)]
    if not changes and before.version is not None and before.version.owner_id == owner.pk and not found:
        found.append(Problem(f"与{before.label}完全相同", "内容", remedy="没有要改的就不用制定新版本"))
    if found:
        raise Invalid(*found)
    made = RuleVersion(owner=owner, kind=kind.code, number=opened_number + 1, values=dict(values), is_demo=is_demo)
    made.valid_from, made.reason, made.basis = valid_from, reason.strip(), basis.strip()
    made.is_text_at_hand, made.issued_by = is_text_at_hand and bool(basis.strip()), actor
    return _keep(made, [audit.Change("起用日期", None, f"{valid_from}"), *changes])


@transaction.atomic
def rule_follow(
    *, actor: User, owner: Organisation, kind: RuleKind, valid_from: date, reason: str, opened_number: int
) -> RuleVersion:
    """Gives the unit's own rule up, as a version: from then on it follows the nearest unit above, or the built-in rule."""
    allow(actor, owner)
    _not_stale(kind, owner, opened_number, {})
    found = _about(valid_from, reason, "")
    if choosing.book(kind.code).own(owner.path) is None:
        found.append(Problem("本单位没有自己的规则", "内容", remedy="现在就按上级规则"))
    if found:
        raise Invalid(*found)
    made = RuleVersion(owner=owner, kind=kind.code, number=opened_number + 1, is_following=True, issued_by=actor)
    made.valid_from, made.reason = valid_from, reason.strip()
    return _keep(
        made, [audit.Change("起用日期", None, f"{valid_from}"), audit.Change("内容", "本单位的规则", "改按上级规则")]
    )


@transaction.atomic
def rule_withdraw(*, actor: User, version: RuleVersion, reason: str, opened_version: int) -> RuleVersion:
    """Takes back a version that is not yet in force; it stays in the list."""
    allow(actor, version.owner)
    found = [] if reason.strip() else [Problem("没有填", "撤回理由")]
    found += _too_long(("撤回理由", reason, 500))
    if not version.is_future(timezone.localdate()):
        found.append(
            Problem("已经起用或已经撤回", str(version), "还没有到起用日期的版本", "已经起用的，制定新版本来替代")
        )
    if found:
        raise Invalid(*found)
    bump(version, opened_version)
    version.withdrawn_at, version.withdrawn_because = timezone.now(), reason.strip()
    version.save()
    audit.record(actor=actor, action="rule.withdraw", target=version, reason=reason.strip())
    return version


def allow(actor: User | None, owner: Organisation) -> None:
    """Refuses who may not lay down rules for the unit."""
    if actor is not None and not actor.may(Permission.RULE_EDIT, RuleVersion(owner=owner, owner_path=owner.path)):
        raise Refused(f"您没有为“{owner}”“{Permission.RULE_EDIT.label}”的权限")


def _keep(made: RuleVersion, changes: list[audit.Change]) -> RuleVersion:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # two at once took the same number
        raise Stale(by="另一位用户") from error
    audit.record(actor=made.issued_by, action="rule.issue", target=made, changes=changes, reason=made.reason)
    return made


def _not_stale(kind: RuleKind, owner: Organisation, opened_number: int, values: Mapping[str, Any]) -> None:
    """Tells who laid down which version since the form was opened, and how what was entered differs from it."""
    if newest_number(kind.code, owner) == opened_number:
        return
    newest = RuleVersion.objects.filter(kind=kind.code, owner=owner).order_by("-number").first()
    told = shape.changes(kind.shape(), newest.values, values) if newest is not None and values else []
    by = str(newest.issued_by) if newest is not None and newest.issued_by is not None else "另一位用户"
    raise Stale(by=by, differences=[Difference(one.field, one.before or "", one.after or "") for one in told])


def _about(valid_from: date, reason: str, basis: str) -> list[Problem]:
    today, found = timezone.localdate(), []
    last = today.replace(year=today.year + FARTHEST_YEARS, day=min(today.day, 28))
    if not today <= valid_from <= last:
        remedy = "已经按旧版判断过的不追溯"
        found.append(Problem(f"{valid_from} 不能作起用日期", "起用日期", f"今天（{today}）到 {last}", remedy))
    if not reason.strip():
        found.append(Problem("没有填", "制定理由", remedy="写明为什么改、谁议定的"))
    return found + _too_long(("制定理由", reason, 500), ("依据文件", basis, 300))


def _too_long(*given: tuple[str, str, int]) -> list[Problem]:
    """What has more characters than can be kept: label, text, the most."""
    return [
        Problem(f"有 {len(text.strip())} 字", label, f"不超过 {most} 字")
        for label, text, most in given
        if len(text.strip()) > most
    ]
