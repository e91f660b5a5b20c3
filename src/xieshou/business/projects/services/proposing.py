"""Proposals: written in drafts, proposed when nothing is missing, taken back, copied."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from xieshou.business.projects import stages
from xieshou.business.projects.models import CodeSerial, FundingNeed, Nature, Project, SourceLevel, Stage
from xieshou.business.projects.rule_kinds import TWINS
from xieshou.business.projects.services import negative, people, required, reviewing, similar
from xieshou.business.rules.api import in_force
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation, Region

FACTS = (
    "name",
    "category",
    "nature",
    "place",
    "address",
    "owner",
    "department",
    "implementer",
    "in_charge",
    "telephone",
    "starts_on",
    "ends_on",
    "content",
    "basis",
    "estimate_fen",
    "beneficiaries",
    "beneficiary_count",
    "benefit_link",
    "goal",
    "maturity",
    "twin_reason",
    "source",
)
COPIED = tuple(name for name in FACTS if name not in {"starts_on", "ends_on", "twin_reason", "basis"})
NEEDS = "筹资方式"
Needs = Mapping[str, int]


def _field(name: str) -> Any:
    return Project._meta.get_field(name)


def label_of(field: str) -> str:
    """What a field is called on every page."""
    return str(_field(field).verbose_name)


@transaction.atomic
def project_create(
    *, actor: User, owner: Organisation, name: str, needs: Needs | None = None, is_demo: bool = False, **facts: Any
) -> Project:
    """A new draft with its code. It may lack anything but its name and whose it is; `needs`: level → 分."""
    refuse_unless_may_edit(actor, owner, facts.get("place"))
    stray = set(facts) - set(FACTS) - {"copied_from", "batch"}
    if stray:
        raise TypeError(f"no such facts of a project: {sorted(stray)}")
    facts.setdefault("nature", Nature.NEW)
    project = Project(owner=owner, name=name.strip(), created_by=actor, is_demo=is_demo, **facts)
    split = _split(needs or {})
    _refuse_wrong(project, split)
    project.similar_key = similar.core(project.name)
    project.code = code_take(this_year(), _region_code(project))
    project.save()
    _write_needs(project, split)
    audit.record(actor=actor, action="project.create", target=project, changes=_changes({}, _reading(project, split)))
    return project


def refuse_unless_may_edit(actor: User, owner: Organisation, place: Region | None) -> None:
    """Whether the actor may propose projects of a unit at a place."""
    probe = Project(owner=owner, place=place, owner_path=owner.path, place_path=place.path if place else "")
    if not actor.may(Permission.PROJECT_EDIT, probe):
        raise Refused(f"您没有为“{owner}”“{Permission.PROJECT_EDIT.label}”的权限")


def code_take(year: int, region_code: str) -> str:
    """The next code of a year and a division, `2026-653131-0007`: two at once never get the same."""
    serial, _is_new = CodeSerial.objects.get_or_create(year=year, region_code=region_code)
    CodeSerial.objects.filter(pk=serial.pk).update(last=F("last") + 1)  # holds the row until the end
    serial.refresh_from_db()
    return f"{year}-{region_code}-{serial.last:04d}"


def _region_code(project: Project) -> str:
    region = project.place or project.owner.region
    return region.code[:6] if region is not None else "000000"


def _split(needs: Needs) -> dict[str, int]:
    known = [level for level in needs if level not in SourceLevel.values]
    if known:
        raise Invalid(Problem(f"没有“{'、'.join(known)}”这一级", NEEDS, "、".join(map(str, SourceLevel.labels))))
    return {level: amount for level, amount in needs.items() if amount is not None}


def _refuse_wrong(project: Project, needs: Needs) -> None:
    """What even a draft may not be."""
    problems = [] if project.name else [Problem("没有填", label_of("name"))]
    for name in ("name", "address", "basis", "beneficiaries", "benefit_link", "twin_reason", "in_charge", "telephone"):
        most = _field(name).max_length or 0
        if len(getattr(project, name)) > most:
            problems.append(Problem(f"有 {len(getattr(project, name))} 字，太长", label_of(name), f"不超过 {most} 字"))
    for name in ("category", "nature", "maturity"):
        value, known = getattr(project, name), dict(_field(name).flatchoices)
        if value and value not in known:
            problems.append(Problem(f"没有“{value}”这一项", label_of(name), "、".join(map(str, known.values()))))
    problems += [p for p in required.contradictions(project, needs) if p.where == "完成期限"]
    if problems:
        raise Invalid(*problems)


@transaction.atomic
def project_update(
    *,
    actor: User,
    project: Project,
    opened_version: int,
    needs: Needs | None = None,
    reason: str = "",
    **facts: Any,
) -> Project:
    """Changes a draft, or a proposal sent back. `needs` missing: as they are. A stale edit shows both versions."""
    held = people.held_for(actor, project, Permission.PROJECT_EDIT)
    stages.refuse_unless(held, *sorted(stages.EDITABLE), doing="修改申报内容")
    if "owner" in facts or "place" in facts:
        refuse_unless_may_edit(actor, facts.get("owner", held.owner), facts.get("place", held.place))
    before_needs = required.needs_of(held)
    before = _reading(held, before_needs)
    for name, value in facts.items():
        if name not in FACTS:
            raise TypeError(f"no such fact of a project: {name}")
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    split = before_needs if needs is None else _split(needs)
    after = _reading(held, split)
    _refuse_stale(held, opened_version, before, after)
    _refuse_wrong(held, split)
    changes = _changes(before, after)
    if not changes:
        return held
    held.version += 1
    held.similar_key = similar.core(held.name)
    held.save()
    _write_needs(held, split)
    audit.record(actor=actor, action="project.update", target=held, changes=changes, reason=reason.strip())
    return held


def _refuse_stale(held: Project, opened: int, stored: Mapping[str, Any], entered: Mapping[str, Any]) -> None:
    if held.version == opened:
        return
    last = audit.history_of(held).first()
    differing = [
        Difference(change.field, change.before or "", change.after or "") for change in _changes(stored, entered)
    ]
    raise Stale(by=last.actor_label if last is not None else "另一位用户", differences=differing)


def _reading(project: Project, needs: Needs) -> dict[str, Any]:
    """Every fact as a person reads it."""
    reading = {name: _in_words(project, name) for name in FACTS}
    levels = dict(SourceLevel.choices)
    reading[NEEDS] = "；".join(f"{levels[level]} {required.in_wan(amount)}" for level, amount in needs.items())
    return reading


def _in_words(project: Project, name: str) -> Any:
    value = getattr(project, name)
    if name == "estimate_fen":
        return required.in_wan(value) if value is not None else None
    if name in {"category", "nature", "maturity"}:
        return getattr(project, f"get_{name}_display")()
    return str(value) if value is not None and not isinstance(value, date) else value


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[audit.Change]:
    labels = {name: label_of(name) for name in FACTS} | {NEEDS: NEEDS}
    blank: dict[str, Any] = dict.fromkeys(labels, "")
    plain = [{name: value or "" if value is None else value for name, value in one.items()} for one in (before, after)]
    return audit.changed_fields({**blank, **plain[0]}, {**blank, **plain[1]}, labels)


def _write_needs(project: Project, needs: Needs) -> None:
    project.needs.exclude(level__in=list(needs)).delete()
    for level, amount in needs.items():
        FundingNeed.objects.update_or_create(project=project, level=level, defaults={"amount_fen": amount})


def hindrances(project: Project) -> list[Problem]:
    """All that keeps a draft from being proposed: what is missing, contradicts itself, is forbidden or is there twice."""
    needs = required.needs_of(project)
    problems = [
        *required.missing(project, needs),
        *required.contradictions(project, needs),
        *negative.blocking(project),
    ]
    rule = in_force(TWINS, project.owner_path)
    twins = similar.twins_of(similar.Described.of(project), similar.limits_of(rule))
    if twins and not project.twin_reason.strip():
        told = f"同一地点有 {len(twins)} 个名称或内容相近的项目"
        problems.append(
            Problem(
                told,
                label_of("twin_reason"),
                f"符合{rule.named}",
                remedy="核对查重结果；确实不是同一项目的，写明区别在哪里",
            )
        )
    return problems


@transaction.atomic
def project_propose(*, actor: User, project: Project, reason: str = "") -> Project:
    """Sends a draft in; one sent back for amending goes straight back to the experts who had it."""
    held = people.held_for(actor, project, Permission.PROJECT_EDIT)
    stages.refuse_unless(held, *sorted(stages.EDITABLE), doing="申报")
    problems = hindrances(held)
    if problems:
        raise Invalid(*problems)
    was_returned = held.stage == Stage.RETURNED
    before, after = stages.move(held, Stage.REVIEWING if was_returned else Stage.PROPOSED)
    changes = [audit.Change("阶段", before, after), *_told_twins(held)]
    audit.record(actor=actor, action="project.propose", target=held, changes=changes, reason=reason.strip())
    if was_returned:
        reviewing.review_again(actor=actor, project=held)
    else:
        reviewing.tell_deciders(held)
    return held


def _told_twins(project: Project) -> Sequence[audit.Change]:
    limits = similar.limits_of(in_force(TWINS, project.owner_path))
    twins = similar.twins_of(similar.Described.of(project), limits)
    if not twins:
        return []
    codes = Project.objects.filter(pk__in=[twin.pk for twin in twins[:5]]).values_list("code", flat=True)
    return [audit.Change("查重", f"相近项目 {len(twins)} 个：{'、'.join(sorted(codes))}", project.twin_reason)]


@transaction.atomic
def project_withdraw(*, actor: User, project: Project, reason: str) -> Project:
    """Takes a proposal back before its review has begun."""
    held = people.held_for(actor, project, Permission.PROJECT_EDIT)
    stages.refuse_unless(held, Stage.PROPOSED, doing="撤回")
    if not reason.strip():
        raise Invalid(Problem("没有填", "理由", remedy="写明为什么撤回"))
    before, after = stages.move(held, Stage.DRAFT)
    change = audit.Change("阶段", before, after)
    audit.record(actor=actor, action="project.withdraw", target=held, changes=[change], reason=reason.strip())
    return held


@transaction.atomic
def project_copy(*, actor: User, project: Project, owner: Organisation | None = None, name: str = "") -> Project:
    """A new draft with what an old project says, but for its dates and basis, which are the new one's own."""
    if not actor.may(Permission.PROJECT_READ, project):
        raise Refused("您看不到这个项目")
    copied = {field: getattr(project, field) for field in COPIED if field not in {"name", "owner", "maturity"}}
    return project_create(
        actor=actor,
        owner=owner or project.owner,
        name=name.strip() or project.name,
        needs=required.needs_of(project),
        copied_from=project,
        **copied,
    )


@transaction.atomic
def project_discard(*, actor: User, project: Project, reason: str) -> None:
    """Deletes a draft that was never proposed; its code is not given again, its history stays in the log."""
    held = people.held_for(actor, project, Permission.PROJECT_EDIT)
    stages.refuse_unless(held, Stage.DRAFT, doing="删除")
    problems = [] if reason.strip() else [Problem("没有填", "理由", remedy="写明为什么删除")]
    if held.reviews.exists():
        problems.append(Problem("已经评审过，评审记录要留痕", str(held), remedy="改为“不予入库”"))
    if problems:
        raise Invalid(*problems)
    audit.record(actor=actor, action="project.discard", target=held, label=f"{held.code} {held}", reason=reason.strip())
    try:
        held.delete()
    except ProtectedError as error:
        held_by = "、".join(sorted({str(one._meta.verbose_name) for one in error.protected_objects}))
        raise Invalid(Problem(f"已有{held_by}，不能删除", str(held), remedy="先删除它们，或保留草稿")) from error


def this_year() -> int:
    """The year of today here, which a new code bears."""
    return timezone.localdate().year
