"""Changing, suspending, resuming and ending a project: what it touches is shown before, kept with the decision, and marked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from xieshou.business.projects import effect_checks, effects
from xieshou.business.projects.amounts import wan
from xieshou.business.projects.models import (
    ChangeKind,
    ChangeState,
    Contract,
    ContractState,
    Project,
    ProjectChange,
    Stage,
)
from xieshou.business.projects.services.holding import held, reason_of
from xieshou.business.projects.services.warnings import warnings_refresh
from xieshou.business.projects.stages import move, refuse_unless
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow import api as workflow

MATTER = "projects.change"
FLOW = "two-step"
LABELS = {
    "name": "项目名称",
    "content": "建设任务",
    "address": "建设地点",
    "beneficiaries": "受益对象",
    "beneficiary_count": "受益人数",
    "goal": "绩效目标",
    "starts_on": "开始",
    "ends_on": "完成期限",
    "estimate_fen": "估算总投资",
}
FIELDS: dict[str, tuple[str, ...]] = {
    ChangeKind.CONTENT: ("name", "content", "address", "beneficiaries", "beneficiary_count", "goal"),
    ChangeKind.PERIOD: ("starts_on", "ends_on"),
    ChangeKind.BUDGET: ("estimate_fen",),
    ChangeKind.SUSPEND: (),
    ChangeKind.RESUME: ("ends_on",),
    ChangeKind.TERMINATE: (),
}
ALLOWED_IN: dict[str, tuple[Stage, ...]] = {
    ChangeKind.CONTENT: (Stage.PLANNED, Stage.RUNNING, Stage.SUSPENDED),
    ChangeKind.PERIOD: (Stage.PLANNED, Stage.RUNNING, Stage.SUSPENDED),
    ChangeKind.BUDGET: (Stage.PLANNED, Stage.RUNNING, Stage.SUSPENDED),
    ChangeKind.SUSPEND: (Stage.RUNNING,),
    ChangeKind.RESUME: (Stage.SUSPENDED,),
    ChangeKind.TERMINATE: (Stage.PLANNED, Stage.RUNNING, Stage.SUSPENDED),
}
LEADS_TO = {
    ChangeKind.SUSPEND: Stage.SUSPENDED,
    ChangeKind.RESUME: Stage.RUNNING,
    ChangeKind.TERMINATE: Stage.TERMINATED,
}
_DAYS = {"starts_on", "ends_on"}
IN_HAND = (ChangeState.DRAFT, ChangeState.REFUSED)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as kept: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def shown(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Kept values as a person reads them, by label. Missing stays missing."""
    return {
        LABELS[name]: wan(value) if name == "estimate_fen" and value is not None else value
        for name, value in values.items()
        if name in LABELS
    }


def values_now(project: Project, kind: str) -> dict[str, Any]:
    """What the project says now in the fields that a kind of change may change."""
    return plain({name: getattr(project, name) for name in FIELDS[kind]})


@transaction.atomic
def change_draft(
    *, actor: User, project: Project, kind: str, reason: str, basis: str = "", values: Mapping[str, Any] | None = None
) -> ProjectChange:
    """A change written down with what it touches; nothing changes yet."""
    project = held(actor, project.pk, *ALLOWED_IN[kind], doing=f"申请{ChangeKind(kind).label}")
    changed = _differing(project, kind, plain(values or {}))
    if problems := _draft_problems(project, kind, changed):
        raise Invalid(*problems)
    change = ProjectChange.objects.create(
        project=project,
        owner=project.owner,
        place=project.place,
        kind=kind,
        reason=reason_of(reason),
        basis=basis.strip(),
        values=changed,
        before={name: values_now(project, kind)[name] for name in changed},
        effects=_effects(project, kind, changed),
        asked_by=actor,
    )
    audit.record(actor=actor, action="project.change_draft", target=change, changes=_log(change), reason=reason)
    return change


def _differing(project: Project, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    now = values_now(project, kind)
    return {name: values[name] for name in FIELDS[kind] if name in values and values[name] != now[name]}


def _draft_problems(project: Project, kind: str, changed: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if FIELDS[kind] and not changed and kind != ChangeKind.RESUME:
        labels = "、".join(LABELS[name] for name in FIELDS[kind])
        problems.append(Problem("没有一项与现在不同", "变更内容", labels, "改动至少一项"))
    starts = changed.get("starts_on", plain({"d": project.starts_on})["d"])
    ends = changed.get("ends_on", plain({"d": project.ends_on})["d"])
    if starts and ends and starts > ends:
        problems.append(Problem(f"完成期限 {ends} 早于开始 {starts}", "完成期限", f"{starts} 或以后"))
    return problems + _another_in_approval(project)


def _another_in_approval(project: Project) -> list[Problem]:
    """One change at a time: the second was written over what the first will alter."""
    if not project.changes.filter(state=ChangeState.SUBMITTED).exists():
        return []
    return [Problem("本项目有一件变更正在报批", remedy="办结或撤回那一件以后再申请")]


def _effects(project: Project, kind: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [effect.packed() for effect in effects.of(project, kind, values)]


def _log(change: ProjectChange) -> list[audit.Change]:
    before, after = shown(change.before), shown(change.values)
    return [audit.Change(label, _text(before[label]), _text(after[label])) for label in after]


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _in_hand(change: ProjectChange, *, doing: str) -> None:
    if change.state not in IN_HAND:
        words = "、".join(str(state.label) for state in IN_HAND)
        raise Invalid(Problem(f"这件变更{change.get_state_display()}，不能{doing}", "状态", words))


@transaction.atomic
def change_update(
    *,
    actor: User,
    change: ProjectChange,
    opened_version: int,
    reason: str,
    basis: str = "",
    values: Mapping[str, Any] | None = None,
) -> ProjectChange:
    """Corrects a change that is not sent, or came back; what it touches is found anew."""
    project = held(actor, change.project_id, *ALLOWED_IN[change.kind], doing="修改变更")
    bump(change, opened_version)
    _in_hand(change, doing="修改")
    changed = _differing(project, change.kind, plain(values or {}))
    if problems := _draft_problems(project, change.kind, changed):
        raise Invalid(*problems)
    change.values, change.reason, change.basis = changed, reason_of(reason), basis.strip()
    change.before = {name: values_now(project, change.kind)[name] for name in changed}
    change.effects, change.state = _effects(project, change.kind, changed), ChangeState.DRAFT
    change.save()
    audit.record(actor=actor, action="project.change_edit", target=change, changes=_log(change), reason=reason)
    return change


@transaction.atomic
def change_discard(*, actor: User, change: ProjectChange, opened_version: int, reason: str) -> None:
    """Deletes a change that was never sent for approval; its history stays in the log."""
    held(actor, change.project_id, doing="删除变更草稿")
    why = reason_of(reason)
    bump(change, opened_version)
    kind = ContentType.objects.get_for_model(change)
    if change.state != ChangeState.DRAFT or workflow.Matter.objects.filter(content_type=kind, object_id=change.pk):
        raise Invalid(Problem("报批过，审批记录要留痕", str(change), "没有报批过的草稿"))
    audit.record(actor=actor, action="project.change_discard", target=change, label=str(change), reason=why)
    change.delete()


@transaction.atomic
def change_submit(*, actor: User, change: ProjectChange, opened_version: int) -> workflow.Matter:
    """Sends a draft for approval, its effects computed again so that the decider sees them as they are now."""
    project = held(actor, change.project_id, *ALLOWED_IN[change.kind], doing="报批变更")
    bump(change, opened_version)
    _in_hand(change, doing="再报批")
    if problems := _another_in_approval(project):
        raise Invalid(*problems)
    change.state, change.decided_at = ChangeState.SUBMITTED, None
    change.effects = _effects(project, change.kind, change.values)
    change.before = {name: values_now(project, change.kind)[name] for name in change.values}
    change.save()
    audit.record(actor=actor, action="project.change_submit", target=change, reason=change.reason)
    flow = workflow.FlowDefinition.objects.filter(code=FLOW).first()
    if flow is None:
        raise Invalid(Problem(f"没有流程“{FLOW}”", "流程", remedy="请流程管理员装入内置流程"))
    return workflow.matter_start(
        actor=actor,
        flow=flow,
        title=f"{change}"[:200],
        owner=change.owner,
        place=change.place,
        target=change,
        summary=_summary(change),
        kind=MATTER,
    )


def _summary(change: ProjectChange) -> str:
    lines = [f"理由：{change.reason}"]
    lines += [f"{one.field}：{one.before or '—'} → {one.after or '—'}" for one in _log(change)]
    lines += [
        f"影响{one['subject']}“{one['name']}” {one['figures']}：{one['todo']}"
        for one in effects.in_source(change.effects)
    ]
    return "\n".join(lines)


def change_decided(matter: workflow.Matter, actor: User | None) -> None:
    """The approval has ended: an approved change is carried out in the same transaction, any other changes nothing."""
    change = ProjectChange.objects.select_for_update(of=("self",)).get(pk=matter.object_id)
    change.decided_at = timezone.now()
    if matter.state == workflow.MatterState.APPROVED:
        _carry_out(change, actor)
        return
    is_withdrawn = matter.state == workflow.MatterState.WITHDRAWN
    change.state = ChangeState.DRAFT if is_withdrawn else ChangeState.REFUSED
    change.save()
    audit.record(actor=actor, action="project.change_refuse", target=change, reason=f"{matter.get_state_display()}")


def _carry_out(change: ProjectChange, actor: User | None) -> None:
    project = Project.objects.select_for_update(of=("self",)).select_related("owner", "place").get(pk=change.project_id)
    refuse_unless(project, *ALLOWED_IN[change.kind], doing=f"批准“{change.get_kind_display()}”")
    change.before = {name: values_now(project, change.kind)[name] for name in change.values}
    for name, value in change.values.items():
        setattr(project, name, date.fromisoformat(value) if name in _DAYS and value else value)
    changes = _log(change)
    if change.values:
        project.version += 1
        project.save()
    if (stage := LEADS_TO.get(ChangeKind(change.kind))) is not None:
        changes.append(audit.Change("阶段", *move(project, stage)))
    change.state = ChangeState.APPROVED
    change.save()
    _mark_contracts(change)
    audit.record(actor=actor, action="project.change", target=project, changes=changes, reason=change.reason)
    audit.record(actor=actor, action="project.change_approve", target=change, changes=changes, reason=change.reason)
    warnings_refresh(project_ids=[project.pk], today=timezone.localdate())


def _mark_contracts(change: ProjectChange) -> None:
    """Every open contract is asked to follow."""
    kept = effects.in_source(change.effects)
    todo = {one["url"]: one["todo"] for one in kept if one["subject"] == effect_checks.CONTRACT and one["url"]}
    with override(effects.SOURCE):  # it is kept, and read by others
        kind = str(change.get_kind_display())
    for contract in Contract.objects.select_for_update().filter(
        project=change.project_id, state__in=[ContractState.SIGNED, ContractState.DRAFT]
    ):
        words = todo.get(contract.get_absolute_url(), "核对合同")
        contract.attention = f"项目{kind}：{words}"[:300]
        contract.version += 1
        contract.save()


def may_ask(user: User, project: Project) -> list[str]:
    """The kinds of change the person may ask for now."""
    if not user.may(Permission.PROJECT_EDIT, project):
        return []
    return [kind for kind, stages in ALLOWED_IN.items() if project.stage in stages]
