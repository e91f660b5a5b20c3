"""Changes of the organisations' register, one function each: right, check, write and log entry in one transaction."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.actors import checked
from xieshou.platform.registry.models import Organisation, OrganisationName, Region, RegionLevel
from xieshou.platform.registry.organisation_checks import alike, code_problems, tidied_name
from xieshou.platform.registry.path_moves import LONGEST, organisation_path_move

EDITED = {
    "short_name": "简称",
    "kind": "类别",
    "side": "方",
    "credit_code": "统一社会信用代码",
    "region": "所在地",
    "source": "来源",
}


@transaction.atomic
def region_create(*, code: str, name: str, level: str, parent: Region | None, **rest: Any) -> Region:
    """One division, placed under its parent. For loading and import; people go through `region_change`."""
    region = Region(code=code, name=name, level=RegionLevel(level), parent=parent, **rest)
    region.save()
    region.path = paths.joined(parent.path if parent else "", region.pk)
    region.save(update_fields=["path"])
    return region


@transaction.atomic
def organisation_create(
    *, actor: Any, name: str, kind: str, parent: Organisation | None = None, is_known_new: bool = True, **rest: Any
) -> Organisation:
    """One organisation, placed under its parent, with its entry in the log.

    `is_known_new` False asks first whether it is one of the similar ones that are there.
    """
    code, problems = code_problems(rest.pop("credit_code", None) or "")
    organisation = Organisation(name=tidied_name(name), kind=kind, parent=parent, credit_code=code, **rest)
    checked(actor, Permission.ORGANISATION_EDIT, parent if parent is not None else organisation)
    if not organisation.name:
        problems.append(Problem("不能为空", "名称"))
    problems += _parent_problems(parent)
    if not is_known_new:
        problems += _alike_problems(organisation)
    if problems:
        raise Invalid(*problems)
    _save(organisation)
    organisation.path = paths.joined(parent.path if parent else "", organisation.pk)
    organisation.save(update_fields=["path"])
    audit.record(actor=actor, action="organisation.create", target=organisation)
    return organisation


def _save(organisation: Organisation) -> None:
    """Stores the row; a credit code that another person registered a moment ago is told like any other doublet."""
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        _, problems = code_problems(organisation.credit_code or "", but=organisation if organisation.pk else None)
        if not problems:
            raise
        raise Invalid(*problems) from None


def _parent_problems(parent: Organisation | None) -> list[Problem]:
    if parent is None:
        return []
    problems = []
    if not parent.is_current:
        problems.append(Problem(f"“{parent}”已停用或已并入其他单位", "上级", "在用的单位"))
    if len(parent.path) + paths.WIDTH > LONGEST:
        problems.append(Problem("层级太深", "上级", f"最多 {LONGEST // paths.WIDTH} 级", "请选更高一级的上级"))
    return problems


def _alike_problems(organisation: Organisation) -> list[Problem]:
    return [
        Problem(
            f"可能已登记：{one.organisation.name}（编号 {one.organisation.pk}），{one.why}",
            "名称",
            remedy="是同一单位就直接用它；确是另一单位，请勾选“确认是另一个单位”",
        )
        for one in alike(organisation.name, organisation.region)
    ]


def _taken(organisation: Organisation, opened_version: int, entered: dict[str, Any]) -> Organisation:
    """The row, locked, with the next version; a stale edit is told with both versions."""
    row = Organisation.objects.select_for_update(of=("self",)).select_related("region").get(pk=organisation.pk)
    if row.version != opened_version:
        last = audit.history_of(row).first()
        differences = [
            Difference(label, str(getattr(row, field) or ""), str(entered[field] or ""))
            for field, label in EDITED.items()
            if field in entered and getattr(row, field) != entered[field]
        ]
        raise Stale(by=last.actor_label if last else "另一位用户", differences=differences)
    if row.merged_into_id is not None:
        raise Invalid(Problem(f"“{row}”已并入“{row.survivor}”", remedy="请改后者，或先撤销合并"))
    row.version += 1
    return row


@transaction.atomic
def organisation_edit(
    *, actor: Any, organisation: Organisation, opened_version: int, reason: str = "", **entered: Any
) -> Organisation:
    """Changes the facts, not the name, not the place in the tree."""
    checked(actor, Permission.ORGANISATION_EDIT, organisation)
    code, problems = code_problems(entered.pop("credit_code", None) or "", but=organisation)
    row = _taken(organisation, opened_version, {**entered, "credit_code": code})
    before = {field: getattr(row, field) for field in EDITED}
    for field, value in {**entered, "credit_code": code}.items():
        setattr(row, field, value)
    checked(actor, Permission.ORGANISATION_EDIT, row)
    if problems:
        raise Invalid(*problems)
    _save(row)
    changes = audit.changed_fields(before, {field: getattr(row, field) for field in EDITED}, EDITED)
    audit.record(actor=actor, action="organisation.edit", target=row, changes=changes, reason=reason)
    return row


@transaction.atomic
def organisation_rename(
    *,
    actor: Any,
    organisation: Organisation,
    opened_version: int,
    name: str,
    short_name: str = "",
    on: date | None = None,
    source: str = "",
) -> Organisation:
    """A new name; the old one stays, searchable for ever."""
    checked(actor, Permission.ORGANISATION_EDIT, organisation)
    row = _taken(organisation, opened_version, {"short_name": short_name})
    new, old = tidied_name(name), row.name
    if not new or new == old:
        raise Invalid(Problem("新名称为空或与现名相同", "名称", remedy="请填写批准的新名称"))
    changes = [audit.Change("名称", old, new)]
    if short_name != row.short_name:
        changes.append(audit.Change("简称", row.short_name or None, short_name or None))
    for former in dict.fromkeys((old, row.short_name)):
        if former and former not in (new, short_name):
            OrganisationName.objects.create(
                organisation=row, name=former, until=on or timezone.localdate(), source=source[:200]
            )
    row.name, row.short_name = new, short_name
    row.save()
    audit.record(actor=actor, action="organisation.rename", target=row, changes=changes, reason=source)
    return row


@transaction.atomic
def organisation_move(
    *, actor: Any, organisation: Organisation, opened_version: int, parent: Organisation | None, reason: str
) -> Organisation:
    """Another place in the tree; everything below goes with it, and so do the paths that records keep."""
    checked(actor, Permission.ORGANISATION_EDIT, organisation)
    row = _taken(organisation, opened_version, {})
    checked(actor, Permission.ORGANISATION_EDIT, *([parent] if parent is not None else []))
    problems = _parent_problems(parent)
    if parent is not None and paths.is_within(parent.path, row.path):
        problems.append(Problem("不能移到自己或自己的下级之下", "上级", remedy="请选别的上级"))
    if parent is None and actor is not None and not actor.may(Permission.ORGANISATION_EDIT, _Rootless(row)):
        problems.append(Problem("您只能在自己的范围内移动", "上级", remedy="请选一个上级"))
    if not reason.strip():
        problems.append(Problem("请写明依据", "理由", remedy="例如：机构改革文件的文号"))
    if problems:
        raise Invalid(*problems)
    old = row.parent
    row.save(update_fields=["version"])
    organisation_path_move(row, parent)
    change = audit.Change("上级", str(old) if old else None, str(parent) if parent else None)
    audit.record(actor=actor, action="organisation.move", target=row, changes=[change], reason=reason)
    return row


class _Rootless:
    """An organisation as it would be judged without a parent."""

    def __init__(self, organisation: Organisation) -> None:
        self.owner_path, self.place_path = "", organisation.place_path


@transaction.atomic
def organisation_close(
    *, actor: Any, organisation: Organisation, opened_version: int, on: date, reason: str
) -> Organisation:
    """Nothing new is entered for it any more; what is there stays."""
    checked(actor, Permission.ORGANISATION_EDIT, organisation)
    row = _taken(organisation, opened_version, {})
    problems = []
    below = row.children.filter(merged_into=None, closed_on=None).count()
    if row.closed_on is not None:
        problems.append(Problem(f"已于 {row.closed_on} 停用"))
    if below:
        problems.append(Problem(f"还有 {below} 个在用的下级单位", remedy="请先把它们移走或停用"))
    if on > timezone.localdate():
        problems.append(Problem(f"{on} 还没有到", "停用日期", "今天或以前"))
    if not reason.strip():
        problems.append(Problem("请写明依据", "理由"))
    if problems:
        raise Invalid(*problems)
    return _set_closed(actor, row, on, "organisation.close", reason)


@transaction.atomic
def organisation_reopen(*, actor: Any, organisation: Organisation, opened_version: int, reason: str) -> Organisation:
    """Takes a closing back."""
    checked(actor, Permission.ORGANISATION_EDIT, organisation)
    row = _taken(organisation, opened_version, {})
    if row.closed_on is None:
        raise Invalid(Problem("它在用，没有停用过"))
    if not reason.strip():
        raise Invalid(Problem("请写明依据", "理由"))
    return _set_closed(actor, row, None, "organisation.reopen", reason)


def _set_closed(actor: Any, row: Organisation, on: date | None, action: str, reason: str) -> Organisation:
    change = audit.Change("停用日期", str(row.closed_on) if row.closed_on else None, str(on) if on else None)
    row.closed_on = on
    row.save()
    audit.record(actor=actor, action=action, target=row, changes=[change], reason=reason)
    return row
