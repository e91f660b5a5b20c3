"""The yearly plan: chosen from the library only, submitted, issued; an item taken out goes back into the library."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xieshou.business.projects import money_known, stages
from xieshou.business.projects.models import ContractState, PlanItem, PlanState, Project, Stage, YearPlan
from xieshou.business.projects.rule_kinds import NEGATIVE
from xieshou.business.projects.services import negative, people, required
from xieshou.business.rules.api import book
from xieshou.lib.keys import YEARS
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation, Region
from xieshou.platform.workflow import api as workflow

KIND, FLOW = "projects.plan", "two-step"


@transaction.atomic
def plan_create(
    *,
    actor: User,
    year: int,
    owner: Organisation,
    place: Region | None = None,
    title: str = "",
    document_number: str = "",
    is_demo: bool = False,
) -> YearPlan:
    """An empty plan. Without a title it is named after its owner and year."""
    plan = YearPlan(
        year=year,
        title=title.strip() or f"{owner} {year} 年项目计划",
        document_number=document_number.strip(),
        owner=owner,
        place=place,
        is_demo=is_demo,
        owner_path=owner.path,
        place_path=place.path if place else "",
    )
    if not actor.may(Permission.PROJECT_EDIT, plan):
        raise Refused(f"您没有为“{owner}”“{Permission.PROJECT_EDIT.label}”的权限")
    problems = [] if year in YEARS else [Problem(f"{year}", "年度", f"{YEARS.start} 到 {YEARS.stop - 1}")]
    if len(plan.title) > 200:
        problems.append(Problem(f"有 {len(plan.title)} 字，太长", "名称", "不超过 200 字"))
    if problems:
        raise Invalid(*problems)
    plan.save()
    audit.record(actor=actor, action="plan.create", target=plan)
    return plan


def right_on(plan: YearPlan) -> Permission:
    """The right that a change of the plan needs in its state."""
    return Permission.PROJECT_DECIDE if plan.state == PlanState.ISSUED else Permission.PROJECT_EDIT


def _held(actor: User, plan: YearPlan, *states: PlanState, doing: str) -> YearPlan:
    """The plan as it is now, locked, if it is in one of the states and the actor may work on it.

    Making a plan is the proposing unit's work; once it is issued only who decides may take something out.
    """
    held: YearPlan = YearPlan.objects.select_for_update(of=("self",)).select_related("owner", "place").get(pk=plan.pk)
    right = right_on(held)
    if not actor.may(right, held):
        raise Refused(f"您没有在此“{right.label}”的权限")
    if held.state not in states:
        allowed = "、".join(str(state.label) for state in states)
        raise Invalid(Problem(f"计划现在是“{held.get_state_display()}”，不能{doing}", str(held), allowed))
    return held


@transaction.atomic
def plan_update(
    *,
    actor: User,
    plan: YearPlan,
    opened_version: int,
    title: str,
    document_number: str = "",
    issued_on: date | None = None,
) -> YearPlan:
    """Changes what a plan is called. Its document's number and day may still be entered once it is issued."""
    held = _held(actor, plan, PlanState.DRAFT, PlanState.ISSUED, doing="修改")
    if not title.strip():
        raise Invalid(Problem("没有填", "名称"))
    bump(held, opened_version)
    labels = {"title": "名称", "document_number": "文号", "issued_on": "下达日期"}
    before = {name: getattr(held, name) for name in labels}
    held.title, held.document_number, held.issued_on = title.strip(), document_number.strip(), issued_on
    held.save()
    after = {name: getattr(held, name) for name in labels}
    audit.record(actor=actor, action="plan.update", target=held, changes=audit.changed_fields(before, after, labels))
    return held


@transaction.atomic
def plan_item_add(*, actor: User, plan: YearPlan, project: Project, amount_fen: int) -> PlanItem:
    """Chooses a project of the library for a plan that is still being made; anything else is refused."""
    held = _held(actor, plan, PlanState.DRAFT, doing="增加项目")
    chosen = people.held_for(actor, project, Permission.PROJECT_READ)
    problems = [*_not_choosable(held, chosen), *_wrong_amount(chosen, amount_fen), *negative.blocking(chosen)]
    if problems:
        raise Invalid(*problems)
    last = held.items.aggregate(last=Max("order"))["last"] or 0
    item, is_new = PlanItem.objects.get_or_create(
        plan=held, project=chosen, defaults={"amount_fen": amount_fen, "order": last + 1}
    )
    if not is_new:
        item.amount_fen, item.taken_out_at, item.taken_out_because = amount_fen, None, ""
        item.save()
    change = audit.Change(f"{chosen.code} {chosen}", None, required.in_wan(amount_fen))
    audit.record(actor=actor, action="plan.add", target=held, changes=[change])
    return item


def _not_choosable(plan: YearPlan, project: Project) -> list[Problem]:
    if project.stage != Stage.IN_LIBRARY:
        told = f"项目现在是“{project.get_stage_display()}”，不在项目库里"
        return [Problem(told, str(project), str(Stage.IN_LIBRARY.label), "先申报、评审、入库")]
    taken = PlanItem.objects.filter(project=project, taken_out_at=None).exclude(plan__state=PlanState.ISSUED)
    other = taken.select_related("plan").first()
    if other is None:
        return []
    if other.plan_id == plan.pk:
        return [Problem("已在本计划中", str(project))]
    return [Problem(f"已在另一个编制中的计划“{other.plan}”里", str(project), remedy="先从那个计划中移出")]


def _wrong_amount(project: Project, amount_fen: int) -> list[Problem]:
    if amount_fen <= 0:
        return [Problem("计划金额要大于零", "计划金额", remedy=f"估算总投资为 {_estimate(project)}")]
    if project.estimate_fen is not None and amount_fen > project.estimate_fen:
        told = f"{required.in_wan(amount_fen)} 超过估算总投资"
        return [Problem(told, "计划金额", f"不超过 {_estimate(project)}", "先按程序调整项目的估算")]
    return []


def _estimate(project: Project) -> str:
    return required.in_wan(project.estimate_fen) if project.estimate_fen is not None else "未知"


@transaction.atomic
def plan_item_set(*, actor: User, item: PlanItem, amount_fen: int) -> PlanItem:
    """Another amount, while the plan is being made."""
    held = _held(actor, item.plan, PlanState.DRAFT, doing="修改金额")
    item = _still_there(item)
    problems = _wrong_amount(item.project, amount_fen)
    if problems:
        raise Invalid(*problems)
    change = audit.Change(str(item.project), required.in_wan(item.amount_fen), required.in_wan(amount_fen))
    item.amount_fen = amount_fen
    item.save(update_fields=["amount_fen"])
    audit.record(actor=actor, action="plan.amount", target=held, changes=[change])
    return item


def _still_there(item: PlanItem) -> PlanItem:
    """The item as it is now, its plan being held; somebody may have taken it out since the page was opened."""
    found: PlanItem | None = PlanItem.objects.select_related("project").filter(pk=item.pk).first()
    if found is None:
        raise Invalid(Problem("已被移出计划", str(item.project), remedy="打开计划看现在的项目；要用的重新选择"))
    return found


@transaction.atomic
def plan_discard(*, actor: User, plan: YearPlan, opened_version: int, reason: str) -> None:
    """Deletes a plan that was never sent for approval; its projects stay in the library."""
    held = _held(actor, plan, PlanState.DRAFT, doing="删除")
    problems = [] if reason.strip() else [Problem("没有填", "理由", remedy="写明为什么删除")]
    kind = ContentType.objects.get_for_model(held)
    if workflow.Matter.objects.filter(content_type=kind, object_id=held.pk).exists():
        problems.append(Problem("报批过，审批记录要留痕", str(held), remedy="移出项目后留着，不占项目库"))
    if problems:
        raise Invalid(*problems)
    bump(held, opened_version)
    audit.record(actor=actor, action="plan.discard", target=held, label=str(held), reason=reason.strip())
    held.delete()


@transaction.atomic
def plan_item_remove(*, actor: User, item: PlanItem, reason: str) -> None:
    """Takes a project out again. Out of an issued plan it goes back into the library, and the plan keeps the trace."""
    held = _held(actor, item.plan, PlanState.DRAFT, PlanState.ISSUED, doing="移出项目")
    if not reason.strip():
        raise Invalid(Problem("没有填", "理由", remedy="写明为什么移出"))
    item = _still_there(item)
    project: Project = Project.objects.select_for_update(of=("self",)).get(pk=item.project_id)
    change = audit.Change(f"{project.code} {project}", required.in_wan(item.amount_fen), None)
    if held.state == PlanState.DRAFT:
        item.delete()
    else:
        _take_out(actor, held, item, project, reason.strip())
    audit.record(actor=actor, action="plan.remove", target=held, changes=[change], reason=reason.strip())


def _bound(project: Project) -> list[Problem]:
    """What has been begun on the strength of the plan; it would be left without one."""
    problems = []
    money = money_known.of(project.pk)
    if money.bound_fen:
        told = f"已有预算或拨付 {required.in_wan(money.bound_fen)}"
        problems.append(Problem(told, str(project), remedy="先把预算调减、收回到零；已经支付的，改办“终止”"))
    open_contracts = project.contracts.filter(state=ContractState.SIGNED).count()
    if open_contracts:
        told = f"有 {open_contracts} 份履行中的合同"
        problems.append(Problem(told, str(project), remedy="先解除合同，或改办“终止”"))
    return problems


def _take_out(actor: User, plan: YearPlan, item: PlanItem, project: Project, reason: str) -> None:
    if item.taken_out_at is not None:
        raise Invalid(Problem("已经移出", str(project)))
    if problems := _bound(project):
        raise Invalid(*problems)
    before, after = stages.move(project, Stage.IN_LIBRARY)
    item.taken_out_at, item.taken_out_because = timezone.now(), reason[:500]
    item.save(update_fields=["taken_out_at", "taken_out_because"])
    change = audit.Change("阶段", before, after)
    told = f"从“{plan}”移出：{reason}"
    audit.record(actor=actor, action="project.unplan", target=project, changes=[change], reason=told)


@transaction.atomic
def plan_submit(*, actor: User, plan: YearPlan, summary: str = "") -> workflow.Matter:
    """Sends a plan on its way; from now on it stands still until it is decided."""
    held = _held(actor, plan, PlanState.DRAFT, doing="报批")
    problems = _hindrances(held)
    flow = workflow.FlowDefinition.objects.filter(code=FLOW).first()
    if flow is None:
        problems.append(Problem(f"没有流程“{FLOW}”", "流程", remedy="请流程管理员装入内置流程"))
    if problems or flow is None:
        raise Invalid(*problems)
    held.state = PlanState.SUBMITTED
    held.version += 1
    held.save()
    audit.record(actor=actor, action="plan.submit", target=held)
    return workflow.matter_start(
        actor=actor,
        flow=flow,
        title=f"审批{held.title}",
        owner=held.owner,
        place=held.place,
        target=held,
        summary=summary,
        kind=KIND,
    )


def _hindrances(plan: YearPlan) -> list[Problem]:
    items = list(plan.items.filter(taken_out_at=None).select_related("project"))
    problems = [] if items else [Problem("还没有项目", str(plan), remedy="从项目库中选择项目")]
    listed = book(NEGATIVE)
    for item in items:
        if item.project.stage != Stage.IN_LIBRARY:
            told = f"项目现在是“{item.project.get_stage_display()}”，不在项目库里"
            problems.append(Problem(told, str(item.project), remedy="从计划中移出"))
        problems += negative.blocking(item.project, listed)
    return problems


def ended(matter: workflow.Matter, actor: User | None) -> None:
    """What becomes of a plan when its approval has ended; runs in the same transaction."""
    plan = YearPlan.objects.select_for_update(of=("self",)).filter(pk=matter.object_id).first()
    if plan is None or plan.state != PlanState.SUBMITTED:
        return
    if matter.state == workflow.MatterState.APPROVED:
        _issue(plan, actor)
    else:
        plan.state = PlanState.DRAFT
        plan.version += 1
        plan.save()
        audit.record(actor=actor, action="plan.back", target=plan, reason=str(matter.get_state_display()))


def _issue(plan: YearPlan, actor: User | None) -> None:
    problems = _hindrances(plan)
    if problems:
        raise Invalid(*problems)
    plan.state, plan.issued_on = PlanState.ISSUED, timezone.localdate()
    plan.version += 1
    plan.save()
    audit.record(actor=actor, action="plan.issue", target=plan)
    keys = list(plan.items.filter(taken_out_at=None).order_by("project_id").values_list("project_id", flat=True))
    for project in Project.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
        before, after = stages.move(project, Stage.PLANNED)
        change = audit.Change("阶段", before, after)
        audit.record(actor=actor, action="project.plan", target=project, changes=[change], reason=str(plan))
