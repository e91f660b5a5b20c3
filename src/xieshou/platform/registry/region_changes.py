"""Changing divisions: the old row ends, the new one begins, and the change leads from one to the other.

Records keep pointing at the row of their time. What is directly below goes on under the new division; organisations
that stand in the old one stand in the new one from then on, unless it was split.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.actors import Actor, checked
from xieshou.platform.registry.models import ChangeKind, DateBasis, Organisation, Region, RegionChange, RegionLevel
from xieshou.platform.registry.path_moves import region_path_move
from xieshou.platform.registry.region_data import place_new_rows

CODE_DIGITS = {
    RegionLevel.PROVINCE: 6,
    RegionLevel.PREFECTURE: 6,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWN: 9,
    RegionLevel.VILLAGE: 12,
}
_RANK = list(RegionLevel.values)
_MANY = 1000
# kind → (least, most) divisions before, and after
_NUMBERS = {
    ChangeKind.RENAMED: ((1, 1), (1, 1)),
    ChangeKind.RECODED: ((1, 1), (1, 1)),
    ChangeKind.COUNTY_TO_DISTRICT: ((1, 1), (1, 1)),
    ChangeKind.COUNTY_TO_CITY: ((1, 1), (1, 1)),
    ChangeKind.TRANSFERRED: ((1, 1), (1, 1)),
    ChangeKind.MERGED: ((1, _MANY), (1, 1)),
    ChangeKind.SPLIT: ((1, 1), (2, _MANY)),
    ChangeKind.ESTABLISHED: ((0, _MANY), (1, _MANY)),
    ChangeKind.ABOLISHED: ((1, 1), (0, 0)),
}


@dataclass(frozen=True)
class NewDivision:
    """A division as it is after a change. Level and parent are those of the first division before, when missing."""

    code: str
    name: str
    level: str = ""
    parent: Region | None = None


@transaction.atomic
def region_change(
    *,
    actor: Actor | None,
    kind: str,
    before: Sequence[Region],
    after: Sequence[NewDivision | Region],
    on: date,
    document: str = "",
    reason: str = "",
    assign: Mapping[int, int] | None = None,
) -> RegionChange:
    """One change on its day: every problem at once, or everything done, with its entries in the log.

    `after` holds new divisions, and existing ones that take in others. `assign` says for a split which of `after`
    (from 0) takes each division directly below (key of the division → place in `after`).
    """
    _lock([*before, *(one for one in after if isinstance(one, Region))])
    checked(actor, Permission.REGION_EDIT, *before, *(one for one in after if isinstance(one, Region)))
    planned = [one if isinstance(one, Region) else _completed(one, before) for one in after]
    checked(actor, Permission.REGION_EDIT, *(one.parent for one in planned if isinstance(one, NewDivision)))
    below = _below(before, kind)
    _refuse_wrong(kind, before, planned, on)
    _refuse_unassigned(kind, below, assign or {}, len(planned))
    change = RegionChange.objects.create(
        kind=kind, on=on, is_date_certain=True, date_basis=DateBasis.APPROVED, document=document, source=reason
    )
    if kind != ChangeKind.ESTABLISHED:
        _end(before, on, keep=[one for one in after if isinstance(one, Region)])
    made = [one if isinstance(one, Region) else _made(one, on, document) for one in planned]
    change.before.set(before)
    change.after.set(made)
    _below_follows(kind, below, made, assign or {}, on, document)
    _organisations_follow(actor, kind, before, made)
    _log(actor, change, before, made, reason)
    return change


def _lock(regions: Sequence[Region]) -> None:
    """Reads the divisions anew and holds them, so that of two changes at the same time the second sees the first."""
    keys = [region.pk for region in regions]
    now = {row.pk: row for row in Region.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    for region in regions:
        for field in ("code", "name", "parent_id", "path", "valid_from", "valid_to"):
            setattr(region, field, getattr(now[region.pk], field))


def _completed(one: NewDivision, before: Sequence[Region]) -> NewDivision:
    model = before[0] if before else None
    return NewDivision(
        code="".join(one.code.split()),
        name="".join(one.name.split()),
        level=one.level or (model.level if model else ""),
        parent=one.parent or (model.parent if model else None),
    )


def _below(before: Sequence[Region], kind: str) -> list[Region]:
    """The current divisions directly below those that end."""
    if kind == ChangeKind.ESTABLISHED:
        return []
    return list(Region.objects.filter(parent__in=before, valid_to=None).order_by("code"))


def _refuse_wrong(kind: str, before: Sequence[Region], after: Sequence[NewDivision | Region], on: date) -> None:
    problems = [*_number_problems(kind, before, after), *_day_problems(before, on)]
    if kind == ChangeKind.ABOLISHED and _below(before, kind):
        problems.append(Problem("还有现行的下级区划", "变更前", remedy="请先登记下级的撤并"))
    new = [one for one in after if isinstance(one, NewDivision)]
    for one in new:
        problems += _division_problems(one, before, on)
    if len({one.code for one in new}) < len(new):
        problems.append(Problem("几个新区划的代码相同", "变更后", remedy="每个区划一个代码"))
    if kind in {ChangeKind.RENAMED, ChangeKind.RECODED} and before and new:
        problems += _sameness_problems(kind, before[0], new[0])
    if problems:
        raise Invalid(*problems)


def _number_problems(kind: str, before: Sequence[Any], after: Sequence[Any]) -> list[Problem]:
    label, limits = ChangeKind(kind).label, _NUMBERS[ChangeKind(kind)]
    problems = []
    for where, rows, (least, most) in (("变更前", before, limits[0]), ("变更后", after, limits[1])):
        if not least <= len(rows) <= most:
            allowed = str(least) if least == most else f"至少 {least} 个"
            problems.append(Problem(f"“{label}”写了 {len(rows)} 个区划", where, allowed, "请增减，或改选变更种类"))
    return problems


def _day_problems(before: Sequence[Region], on: date) -> list[Problem]:
    problems = []
    if on > timezone.localdate():
        problems.append(Problem(f"{on} 还没有到", "生效日期", "今天或以前", "请到生效当日再登记"))
    for region in before:
        if region.valid_to is not None:
            problems.append(Problem(f"“{region}”已于 {region.valid_to} 变更过", "变更前", "现行区划"))
        elif region.valid_from is not None and region.valid_from >= on:
            problems.append(Problem(f"“{region}”{region.valid_from} 才起用", "生效日期", f"晚于 {region.valid_from}"))
    return problems


def _division_problems(one: NewDivision, before: Sequence[Region], on: date) -> list[Problem]:
    problems = []
    digits = CODE_DIGITS.get(RegionLevel(one.level)) if one.level else None
    where = f"变更后“{one.name or one.code}”"
    if digits is None:
        return [Problem("没有级别", where, "省、地、县、乡、村级", "请选择级别")]
    if not re.fullmatch(f"[0-9]{{{digits}}}", one.code):
        problems.append(
            Problem(f"代码“{one.code}”有 {len(one.code)} 位", where, f"{digits} 位数字", "请按国标代码填写")
        )
    if not one.name:
        problems.append(Problem("没有名称", where))
    if one.parent is None or _RANK.index(one.parent.level) >= _RANK.index(one.level):
        problems.append(Problem("没有上级，或上级的级别不高于它", where, remedy="请选择上级区划"))
    taken = Region.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), code=one.code)
    for other in taken.exclude(pk__in=[region.pk for region in before]):
        problems.append(
            Problem(f"代码 {one.code} 正由“{other}”使用", where, "未被使用的代码", "并入它时请在“并入现有区划”中选它")
        )
    return problems


def _sameness_problems(kind: str, old: Region, new: NewDivision) -> list[Problem]:
    if kind == ChangeKind.RENAMED and new.name == old.name:
        return [Problem("名称没有变", "变更后", remedy="请填新名称，或改选变更种类")]
    if kind == ChangeKind.RENAMED and new.code != old.code:
        return [Problem("更名不改代码", "变更后", f"代码 {old.code}", "代码也变的请选“代码变更”")]
    if kind == ChangeKind.RECODED and new.code == old.code:
        return [Problem("代码没有变", "变更后", remedy="请填新代码，或改选变更种类")]
    return []


def _refuse_unassigned(kind: str, below: Sequence[Region], assign: Mapping[int, int], number: int) -> None:
    if kind != ChangeKind.SPLIT:
        return
    problems = [
        Problem(f"下级“{child}”没有说明归哪一个新区划", "下级归属", f"1 到 {number}", "请为每个下级选定归属")
        for child in below
        if not 0 <= assign.get(child.pk, -1) < number
    ]
    if problems:
        raise Invalid(*problems)


def _end(before: Sequence[Region], on: date, *, keep: Sequence[Region]) -> None:
    kept = {region.pk for region in keep}
    for region in before:
        if region.pk not in kept:
            region.valid_to = on
            region.save(update_fields=["valid_to"])


def _made(one: NewDivision, on: date, document: str) -> Region:
    region = Region(
        code=one.code, name=one.name, level=one.level, parent=one.parent, valid_from=on, geo_code="", source=document
    )
    region.save()
    place_new_rows()
    region.refresh_from_db(fields=["path"])
    return region


def _below_follows(
    kind: str,
    below: Sequence[Region],
    made: Sequence[Region],
    assign: Mapping[int, int],
    on: date,
    document: str,
) -> None:
    """After a renaming the divisions below stay as they are, under the new row; otherwise they begin anew there."""
    for child in below:
        parent = made[assign[child.pk]] if kind == ChangeKind.SPLIT else made[0]
        if child.parent_id == parent.pk:
            continue
        if kind == ChangeKind.RENAMED:
            region_path_move(child, parent)
        else:
            _transfer(child, parent, on, document)


def _transfer(child: Region, parent: Region, on: date, document: str) -> None:
    """The same division under another one: a new row, so that the old one keeps its place in the reports of its time."""
    grandchildren = list(Region.objects.filter(parent=child, valid_to=None))
    _end([child], on, keep=[])
    known = NewDivision(child.code, child.name, child.level, parent)
    moved = _made(known, on, document)
    Region.objects.filter(pk=moved.pk).update(geo_code=child.geo_code)
    change = RegionChange.objects.create(
        kind=ChangeKind.TRANSFERRED, on=on, is_date_certain=True, date_basis=DateBasis.APPROVED, document=document
    )
    change.before.set([child])
    change.after.set([moved])
    Organisation.objects.filter(region=child).update(region=moved)
    for one in grandchildren:
        _transfer(one, moved, on, document)


def _organisations_follow(actor: Actor | None, kind: str, before: Sequence[Region], made: Sequence[Region]) -> None:
    ended = [region for region in before if region.valid_to is not None]
    if len(made) != 1 or kind == ChangeKind.ESTABLISHED:
        return
    for organisation in Organisation.objects.filter(region__in=ended).select_related("region"):
        moved = audit.Change("所在地", str(organisation.region), str(made[0]))
        organisation.region = made[0]
        organisation.save(update_fields=["region"])
        audit.record(actor=actor, action="organisation.place", target=organisation, changes=[moved], reason="区划变更")


def _log(
    actor: Actor | None, change: RegionChange, before: Sequence[Region], made: Sequence[Region], reason: str
) -> None:
    was = "、".join(f"{region.code} {region.name}" for region in before)
    now = "、".join(f"{region.code} {region.name}" for region in made)
    changes = [audit.Change("区划", was or None, now or None), audit.Change("生效日期", None, str(change.on))]
    for region in {region.pk: region for region in (*before, *made)}.values():
        audit.record(actor=actor, action=f"region.{change.kind}", target=region, changes=changes, reason=reason)
