"""What the person with a task can do: pass it on, send it back, refuse it, ask for another signature, take it back.

Each action locks the matter first. Whoever comes second finds the task gone and is told who was first.
"""

from django.db import transaction

from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow import variables as flow_variables
from xieshou.platform.workflow.conditions import Value
from xieshou.platform.workflow.diagram import Level, Mode
from xieshou.platform.workflow.flow_files import compiled
from xieshou.platform.workflow.models import Decision, Matter, MatterState, Outcome, Step, Task, TaskKind, TaskState
from xieshou.platform.workflow.people import Candidate, standing_in
from xieshou.platform.workflow.services import hands
from xieshou.platform.workflow.services.moving import PASSED, Move, close_step, end, run_of, save_moved, settle

LONGEST_COMMENT = 1000


def locked(pk: int) -> Matter:
    """The matter, held until the end of the transaction."""
    Matter.objects.select_for_update().values_list("pk").get(pk=pk)
    matter: Matter = Matter.objects.select_related("flow_version__flow", "owner__parent", "started_by").get(pk=pk)
    return matter


def in_hand(actor: User, task: Task) -> tuple[Matter, Task]:
    """The locked matter and the task as it is now, when it is the actor's to do."""
    matter = locked(task.matter_id)
    fresh = Task.objects.select_related("step", "user", "principal", "asked_by").get(pk=task.pk)
    fresh.matter = fresh.step.matter = matter
    if fresh.user_id != actor.pk:
        if fresh.state == TaskState.OPEN and task.user_id == actor.pk:
            raise Stale(by=f"此件已改派给{fresh.user}；管理人")
        raise Refused("此件不在您手上，只有当前办理人能办")
    if fresh.state == TaskState.HELD:
        raise Invalid(Problem("您请人加签的意见还没有回来", remedy="等加签人办毕，或请督办人改派"))
    if fresh.state != TaskState.OPEN:
        raise Stale(by=_who_was_first(fresh))
    return matter, fresh


def _who_was_first(task: Task) -> str:
    last = task.matter.tasks.filter(done_at__isnull=False).exclude(decision="").order_by("-done_at", "-id").first()
    return last.who if last is not None else "另一位用户"


def _said(comment: str, *, needed: str = "") -> str:
    text = comment.strip()
    if needed and not text:
        raise Invalid(Problem(f"{needed}要写理由", where="意见", remedy="写明问题和要怎么改"))
    if len(text) > LONGEST_COMMENT:
        raise Invalid(Problem(f"意见有 {len(text)} 字", where="意见", allowed=f"不超过 {LONGEST_COMMENT} 字"))
    return text


@transaction.atomic
def task_approve(
    *,
    actor: User,
    task: Task,
    comment: str = "",
    direct: bool = False,
    variables: dict[str, Value] | None = None,
    summary: str | None = None,
) -> Matter:
    """Agrees, or submits again. `direct`: straight back to whoever returned it, keeping what was agreed between.

    `variables` and `summary` replace the matter's own when the starter corrects them.
    """
    matter, task = in_hand(actor, task)
    is_starter = compiled(matter.flow_version).node(task.step.path).rule.level == Level.STARTER
    if direct and task.step.returned_by is None:
        raise Invalid(Problem("此件不是退回来的，没有可直达的退回人", remedy="按流程逐级提交"))
    changes = _correct(matter, variables, summary, is_starter=is_starter)
    decision = Decision.SUBMITTED if is_starter else Decision.APPROVED
    hands.finish(task, decision, _said(comment))
    why = f"{task.step.name}：{comment}".rstrip("：")
    audit.record(actor=actor, action="matter.approve", target=matter, changes=changes, reason=why)
    _pass_on(actor, task, direct=direct)
    return matter


def _correct(
    matter: Matter, values: dict[str, Value] | None, summary: str | None, *, is_starter: bool
) -> list[audit.Change]:
    """Takes over what the starter corrected; returns what changed, for the log."""
    if values is None and summary is None:
        return []
    if not is_starter:
        raise Invalid(Problem("只有发起人在自己的环节能改内容和变量", where="内容"))
    declared = compiled(matter.flow_version).diagrams[matter.flow_version.flow.code].variables
    before = {**matter.variables, "summary": matter.summary}
    matter.variables = flow_variables.checked(declared, {**matter.variables, **(values or {})})
    matter.summary = matter.summary if summary is None else summary.strip()
    labels = {"summary": "内容"} | {one.name: one.label for one in declared}
    return audit.changed_fields(before, {**matter.variables, "summary": matter.summary}, labels)


def _pass_on(actor: User, task: Task, *, direct: bool = False) -> None:
    """After one part is done: the asker's turn, the other parts of the step, or the next step."""
    matter, step = task.matter, task.step
    if task.kind == TaskKind.BEFORE and task.asked_by is not None:
        _resume_asker(task)
    elif _is_complete(step, task):
        run = run_of(matter)
        close_step(step, Outcome.APPROVED)
        run.complete(step.path)
        settle(matter, run, Move(actor=actor, passed=task, direct=step.returned_by if direct else None))
        return
    save_moved(matter)


def _resume_asker(task: Task) -> None:
    asker = task.asked_by
    waits = Task.objects.filter(asked_by=asker, kind=TaskKind.BEFORE, state__in=[TaskState.OPEN, TaskState.HELD])
    if asker is not None and not waits.exists():
        asker.step, asker.matter = task.step, task.matter
        hands.resume(asker)


def _is_complete(step: Step, done: Task) -> bool:
    waiting = step.tasks.filter(state__in=[TaskState.OPEN, TaskState.HELD])
    if step.mode == Mode.ALL:
        return not waiting.exists()
    after = waiting.filter(kind=TaskKind.AFTER)
    if not after.exists():
        return True
    for task in waiting.exclude(pk__in=after).exclude(pk=done.pk).select_related("user"):
        task.matter = step.matter
        hands.cancel(task)
    return False


def earlier_steps(matter: Matter, step: Step) -> list[Step]:
    """The steps a matter may be sent back to from here: passed before, in order, each once."""
    plan = compiled(matter.flow_version)
    passed = matter.steps.filter(outcome__in=PASSED).order_by("-id")
    latest: dict[str, Step] = {}
    for one in passed:
        if plan.is_after(step.path, one.path):
            latest.setdefault(one.path, one)
    return sorted(latest.values(), key=lambda one: plan.steps().index(one.path))


@transaction.atomic
def task_return(*, actor: User, task: Task, to_path: str, reason: str) -> Matter:
    """Sends the matter back to an earlier step, with why. What does not come after that step stays as it is."""
    matter, task = in_hand(actor, task)
    _main_only(task, "退回")
    reason = _said(reason, needed="退回")
    targets = {one.path: one for one in earlier_steps(matter, task.step)}
    if to_path not in targets:
        allowed = "、".join(one.name for one in targets.values()) or "（前面没有可退的环节）"
        raise Invalid(Problem("不能退回到这个环节", where="退回到", allowed=allowed))
    hands.finish(task, Decision.RETURNED, reason)
    why = f"{task.step.name} → {targets[to_path].name}：{reason}"
    audit.record(actor=actor, action="matter.return", target=matter, reason=why)
    _go_back(actor, task.step, targets[to_path], Outcome.RETURNED, reason)
    return matter


def _go_back(actor: User, sender: Step, target: Step, outcome: Outcome, reason: str) -> None:
    matter = sender.matter
    run = run_of(matter).returned_to(target.path, matter.variables)
    close_step(sender, outcome)
    is_return = outcome == Outcome.RETURNED
    if is_return:
        target.tasks.filter(state=TaskState.DONE).exclude(decision=Decision.SKIPPED).update(is_faulted=True)
    move = Move(actor=actor, back_to=target.path, sender=sender if is_return else None, reason=reason)
    settle(matter, run, move)


@transaction.atomic
def task_reject(*, actor: User, task: Task, reason: str) -> Matter:
    """Refuses the matter for good; the starter may start it anew."""
    matter, task = in_hand(actor, task)
    _main_only(task, "不通过")
    if compiled(matter.flow_version).node(task.step.path).rule.level == Level.STARTER:
        raise Invalid(Problem("发起人不能否决自己的件", remedy="用“撤回整件”"))
    reason = _said(reason, needed="不通过")
    hands.finish(task, Decision.REJECTED, reason)
    close_step(task.step, Outcome.REJECTED)
    end(matter, MatterState.REJECTED, actor=actor, reason=reason)
    return matter


def _main_only(task: Task, action: str) -> None:
    if task.kind == TaskKind.BEFORE:
        raise Invalid(Problem(f"前加签人只提意见，不能{action}", remedy="选“不同意”并写明意见，由请您加签的人决定"))


@transaction.atomic
def task_object(*, actor: User, task: Task, comment: str) -> Matter:
    """A signer asked before the decision disagrees; whoever asked decides, knowing it."""
    matter, task = in_hand(actor, task)
    if task.kind != TaskKind.BEFORE:
        raise Invalid(Problem("只有前加签人提“不同意”意见", remedy="选“退回”或“不通过”"))
    comment = _said(comment, needed="不同意")
    hands.finish(task, Decision.OBJECTED, comment)
    audit.record(actor=actor, action="matter.object", target=matter, reason=f"{task.step.name}：{comment}")
    _pass_on(actor, task)
    return matter


@transaction.atomic
def signer_add(*, actor: User, task: Task, signer: User, when: str, comment: str = "") -> Matter:
    """Asks another person to sign: before (the own decision waits) or after (the own agreement is given now)."""
    matter, task = in_hand(actor, task)
    comment = _said(comment)
    _signer_allowed(task, signer, when)
    person = standing_in(Candidate(signer))
    if when == TaskKind.BEFORE:
        hands.hold(task)
    hands.give(task.step, person, kind=when, asked_by=task)
    why = f"{task.step.name}：{TaskKind(when).label} {signer}。{comment}".rstrip("。")
    audit.record(actor=actor, action="matter.sign_add", target=matter, reason=why)
    if when == TaskKind.AFTER:
        hands.finish(task, Decision.APPROVED, comment)
        _pass_on(actor, task)
        return matter
    save_moved(matter)
    return matter


def _signer_allowed(task: Task, signer: User, when: str) -> None:
    found: list[Problem] = []
    if when not in {TaskKind.BEFORE, TaskKind.AFTER}:
        found.append(Problem("没有选前加签还是后加签", where="加签"))
    if not signer.is_active:
        found.append(Problem(f"{signer} 的账号已停用", where="加签人"))
    if task.kind == TaskKind.BEFORE:
        found.append(Problem("前加签人不能再请人加签", where="加签", remedy="直接写意见"))
    waiting = task.step.tasks.filter(state__in=[TaskState.OPEN, TaskState.HELD])
    if waiting.filter(user=signer).exists():
        found.append(Problem(f"{signer} 在本环节已有待办", where="加签人", remedy="换一位"))
    if found:
        raise Invalid(*found)


@transaction.atomic
def task_take_back(*, actor: User, task: Task) -> Matter:
    """Takes back a decision that nobody has acted on yet (取回)."""
    matter = locked(task.matter_id)
    task = Task.objects.select_related("step").get(pk=task.pk)
    task.matter = task.step.matter = matter
    if task.user_id != actor.pk:
        raise Refused("只能取回自己办的件")
    why_not = take_back_refused(task)
    if why_not:
        raise Invalid(Problem(why_not, remedy="请当前办理人退回"))
    audit.record(actor=actor, action="matter.take_back", target=matter, reason=task.step.name)
    current = list(matter.steps.filter(state_open=True).order_by("id"))
    for step in current:
        close_step(step, Outcome.TAKEN_BACK)
    run = run_of(matter).returned_to(task.step.path, matter.variables)
    settle(matter, run, Move(actor=actor, back_to=task.step.path))
    return matter


def take_back_refused(task: Task) -> str:
    """Why a decision cannot be taken back; empty: it can."""
    matter = task.matter
    if (
        not matter.is_open
        or task.state != TaskState.DONE
        or task.decision
        not in {
            Decision.APPROVED,
            Decision.SUBMITTED,
        }
    ):
        return "这件事已经办结，或这一步不是您刚通过的"
    if task.step.state_open or task.step.outcome != Outcome.APPROVED:
        return "本环节还有别人在办，或已被退回"
    later = matter.tasks.filter(pk__gt=task.pk).exclude(decision="")
    if later.exists() or matter.steps.filter(pk__gt=task.step_id, state_open=False).exists():
        return "后面的环节已经有人办了"
    if task.step.tasks.filter(state=TaskState.DONE).exclude(pk=task.pk).exists():
        return "本环节是会签，别人也签过"
    parallel = matter.steps.filter(state_open=True, pk__lt=task.step_id)
    return "还有并行的分支在办" if parallel.exists() else ""
