"""Starting a matter, calling it off, hurrying it, giving it to somebody else."""

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import Scoped, User
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.registry.api import Organisation, Region
from xieshou.platform.workflow import flow_files, people
from xieshou.platform.workflow import variables as flow_variables
from xieshou.platform.workflow.conditions import Value
from xieshou.platform.workflow.diagram import Level
from xieshou.platform.workflow.engine import Run
from xieshou.platform.workflow.models import (
    Decision,
    FlowDefinition,
    FlowVersion,
    Matter,
    MatterState,
    Outcome,
    Step,
    Task,
    TaskState,
)
from xieshou.platform.workflow.people import Candidate
from xieshou.platform.workflow.services import hands, vacancies
from xieshou.platform.workflow.services.acting import locked
from xieshou.platform.workflow.services.moving import Move, close_step, end, save_moved, settle


@transaction.atomic
def matter_start(
    *,
    actor: User,
    flow: FlowDefinition,
    title: str,
    owner: Organisation,
    place: Region | None = None,
    target: Scoped | None = None,
    variables: dict[str, Value] | None = None,
    summary: str = "",
    kind: str = "",
) -> Matter:
    """Sends something on its way. A first step that is the starter's own is done by starting.

    `kind` is what `on_end` listens to, by default the flow's. One record has one open matter of a kind at a time.
    """
    version = _startable(flow)
    matter = Matter(
        title=title.strip(),
        summary=summary.strip(),
        kind=kind or flow.kind,
        target=target,
        flow_version=version,
        owner=owner,
        place=place,
        owner_path=owner.path,
        place_path=place.path if place is not None else "",
        started_by=actor,
    )
    _may_start(actor, matter, target)
    if not matter.title or len(matter.title) > 200:
        raise Invalid(Problem("事项要写清楚", where="事项", allowed="1–200 字"))
    plan = flow_files.compiled(version)
    matter.variables = flow_variables.checked(plan.diagrams[flow.code].variables, variables or {})
    _save_once(matter)
    audit.record(actor=actor, action="matter.start", target=matter, reason=f"{flow} 第 {version.number} 版")
    run = Run(plan, matter.variables)
    passed = _submit(matter, run, actor)
    settle(matter, run, Move(actor=actor, passed=passed))
    vacancies.tell_ahead(matter)
    return matter


def _startable(flow: FlowDefinition) -> FlowVersion:
    version = flow_files.published(flow.code)
    if version is None:
        raise Invalid(Problem(f"流程“{flow}”没有已发布的版本", where="流程", remedy="请流程管理员发布"))
    return version


def _may_start(actor: User, matter: Matter, target: Scoped | None) -> None:
    if not actor.may(Permission.MATTER_START, matter):
        raise Refused(f"您没有以“{matter.owner}”的名义“{Permission.MATTER_START.label}”的权限")
    if target is not None and not actor.may(target.read_permission, target):
        raise Refused("您看不到这条记录，不能为它发起办件")


def _save_once(matter: Matter) -> None:
    try:
        with transaction.atomic():
            matter.save()
    except IntegrityError as error:
        kind = ContentType.objects.get_for_id(matter.content_type_id) if matter.content_type_id else None
        raise Invalid(Problem(f"这条{kind or '记录'}已有在办的同类办件", remedy="先办完或撤回在办的那一件")) from error


def _submit(matter: Matter, run: Run, actor: User) -> Task | None:
    """The starter's own first step, done by starting."""
    waiting = run.waiting()
    node = run.compiled.node(waiting[0]) if len(waiting) == 1 else None
    if node is None or node.rule.level != Level.STARTER:
        return None
    now = timezone.now()
    step = Step.objects.create(
        matter=matter,
        path=waiting[0],
        name=node.name,
        mode=node.rule.mode,
        state_open=False,
        outcome=Outcome.APPROVED,
        closed_at=now,
    )
    task = Task.objects.create(
        step=step,
        matter=matter,
        user=actor,
        post=people.post_of(actor, matter.owner_path),
        state=TaskState.DONE,
        decision=Decision.SUBMITTED,
        done_at=now,
    )
    run.complete(waiting[0])
    return task


@transaction.atomic
def matter_withdraw(*, actor: User, matter: Matter, reason: str) -> Matter:
    """The starter calls the whole matter off."""
    matter = locked(matter.pk)
    if matter.started_by_id != actor.pk:
        raise Refused("只有发起人能撤回")
    _still_open(matter)
    if not reason.strip():
        raise Invalid(Problem("撤回要写理由", where="理由"))
    audit.record(actor=actor, action="matter.withdraw", target=matter, reason=reason.strip())
    end(matter, MatterState.WITHDRAWN, actor=actor, reason=reason.strip())
    return matter


def _still_open(matter: Matter) -> None:
    if not matter.is_open:
        raise Invalid(Problem(f"此件{MatterState(matter.state).label}，不能再操作"))


def _manages(actor: User, matter: Matter, what: str) -> None:
    if not actor.may(Permission.MATTER_MANAGE, matter):
        raise Refused(f"{what}需要“{Permission.MATTER_MANAGE.label}”的权限")


@transaction.atomic
def matter_remind(*, actor: User, matter: Matter, comment: str = "") -> int:
    """Hurries everyone who has the matter; returns how many people. The starter and managers may."""
    if matter.started_by_id != actor.pk:
        _manages(actor, matter, "催办")
    _still_open(matter)
    tasks = Task.objects.filter(matter=matter, state=TaskState.OPEN).select_related("user", "step")
    waiting = {task.user: task for task in tasks}
    if not waiting:
        raise Invalid(Problem(matter.stuck_because or "现在没有人要办，不用催"))
    inbox.notice_send(
        users=list(waiting),
        source=f"workflow.remind:{matter.pk}",
        category="workflow.remind",
        title=f"{actor}催办：{matter.title}",
        url=matter.get_absolute_url(),
        target=matter,
        because=comment.strip(),
    )
    names = "、".join(sorted(str(user) for user in waiting))
    audit.record(actor=actor, action="matter.remind", target=matter, reason=f"{names}。{comment}".strip("。"))
    return len(waiting)


@transaction.atomic
def task_reassign(*, actor: User, task: Task, user: User, reason: str) -> Matter:
    """A manager gives a person's part to another."""
    matter = locked(task.matter_id)
    _manages(actor, matter, "改派")
    task = Task.objects.select_related("step", "user").get(pk=task.pk)
    task.matter = task.step.matter = matter
    _reassignable(matter, task.step, user, reason)
    if task.state != TaskState.OPEN:
        raise Invalid(Problem("这一份已经办了或不需再办，不能改派"))
    was = task.who
    hands.move(task, user, None)
    _reassigned(actor, matter, f"{task.step.name}：{was} → {user}。{reason.strip()}")
    return matter


@transaction.atomic
def step_assign(*, actor: User, step: Step, user: User, reason: str) -> Matter:
    """A manager gives a step that nobody has to a person."""
    matter = locked(step.matter_id)
    _manages(actor, matter, "指派")
    step = Step.objects.get(pk=step.pk)
    step.matter = matter
    _reassignable(matter, step, user, reason)
    if not step.state_open:
        raise Invalid(Problem("这个环节已经办毕"))
    if step.tasks.filter(state=TaskState.OPEN, user__is_active=True).exists():
        raise Invalid(Problem("这个环节有人在办", remedy="用“改派”"))
    hands.give(step, Candidate(user, people.post_of(user, matter.owner_path)))
    _reassigned(actor, matter, f"{step.name} → {user}。{reason.strip()}")
    return matter


def _reassignable(matter: Matter, step: Step, user: User, reason: str) -> None:
    _still_open(matter)
    found = []
    if not user.is_active:
        found.append(Problem(f"{user} 的账号已停用", where="改派给"))
    if step.tasks.filter(state__in=[TaskState.OPEN, TaskState.HELD], user=user).exists():
        found.append(Problem(f"{user} 在本环节已有待办", where="改派给", remedy="换一位"))
    if not reason.strip():
        found.append(Problem("改派要写理由", where="理由"))
    if found:
        raise Invalid(*found)


def _reassigned(actor: User, matter: Matter, why: str) -> None:
    save_moved(matter)
    audit.record(actor=actor, action="matter.reassign", target=matter, reason=why)


@transaction.atomic
def step_expire(*, step: Step) -> bool:
    """The time limit drawn on a step has come: the flow goes on along its line. False: somebody was faster."""
    matter = locked(step.matter_id)
    step = Step.objects.get(pk=step.pk)
    step.matter = matter
    if not (matter.is_open and step.state_open):
        return False
    run = Run(flow_files.compiled(matter.flow_version), matter.variables, matter.engine)
    close_step(step, Outcome.EXPIRED)
    audit.record(actor=None, action="matter.expire", target=matter, reason=step.name)
    run.expire(step.path)
    settle(matter, run, Move(actor=None))
    return True
