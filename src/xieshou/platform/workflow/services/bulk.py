"""Approving, returning, reminding of up to a thousand matters as one job; each matter is its own transaction."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.jobs import api as jobs
from xieshou.platform.workflow.models import BulkDone, Matter, Task, TaskState
from xieshou.platform.workflow.services.acting import earlier_steps, task_approve, task_return
from xieshou.platform.workflow.services.matters import matter_remind

MOST = 1000
KIND = "workflow.bulk"
TITLES = {"approve": "批量同意", "return": "批量退回发起人", "return_previous": "批量退回上一步", "remind": "批量催办"}


def bulk_ask(*, actor: User, action: str, matter_ids: Sequence[int], comment: str = "") -> jobs.Job:
    """Queues the work; the same again while it waits or runs joins the one that is there."""
    ids = sorted(set(matter_ids))
    found = []
    if action not in TITLES:
        found.append(Problem("没有选要做什么", where="批量办理", allowed="、".join(TITLES.values())))
    if not ids:
        found.append(Problem("没有选办件", where="批量办理", remedy="先勾选"))
    if len(ids) > MOST:
        found.append(Problem(f"选了 {len(ids)} 件", where="批量办理", allowed=f"一次不超过 {MOST} 件"))
    if action.startswith("return") and not comment.strip():
        found.append(Problem("退回要写理由", where="意见"))
    if found:
        raise Invalid(*found)
    digest = hashlib.sha256(f"{action}|{comment}|{ids}".encode()).hexdigest()[:32]
    return jobs.job_ask(
        actor=actor,
        kind=KIND,
        title=f"{TITLES[action]} {len(ids)} 件",
        arguments={"action": action, "ids": ids, "comment": comment.strip()},
        joint_key=f"{KIND}:{actor.pk}:{digest}",
    )


@jobs.handler(KIND)
def bulk_do(progress: jobs.Progress) -> dict[str, Any]:
    """Does each matter once, also when the job is taken up again after a crash."""
    job = progress.job
    actor, ids = job.asked_by, job.arguments["ids"]
    if actor is None:
        raise Invalid("批量办理要有提出人")
    act = _ACTIONS[job.arguments["action"]]
    failed = 0
    for number, matter_id in enumerate(ids, start=1):
        why = _one(job.pk, actor, matter_id, job.arguments["comment"], act)
        if why:
            failed += 1
            progress.fail_row(_label(actor, matter_id), why)
        progress.tell(number, len(ids), "逐件办理")
    return {"办成": len(ids) - failed, "没有办成": failed}


def _label(actor: User, matter_id: int) -> str:
    title = Matter.objects.visible_to(actor).filter(pk=matter_id).values_list("title", flat=True).first()
    return f"{matter_id} {title}" if title else str(matter_id)


Action = Callable[[User, Matter, str], object]


def _one(job_id: int, actor: User, matter_id: int, comment: str, act: Action) -> str:
    """Does one matter; returns why it failed, empty when done now or by an earlier try of this job."""
    if BulkDone.objects.filter(job_id=job_id, matter_id=matter_id).exists():
        return ""
    try:
        with transaction.atomic():
            matter = Matter.objects.visible_to(actor).filter(pk=matter_id).first()
            if matter is None:
                return "找不到，或不在您的可见范围内"
            act(actor, matter, comment)
            BulkDone.objects.create(job_id=job_id, matter=matter)
    except (Invalid, Refused, Stale) as error:
        return str(error)
    return ""


def _my_task(actor: User, matter: Matter) -> Task:
    task = Task.objects.filter(matter=matter, user=actor, state=TaskState.OPEN).select_related("step").first()
    if task is None:
        raise Invalid("不在您手上，或已经办过")
    task.step.matter = matter
    return task


def _approve(actor: User, matter: Matter, comment: str) -> None:
    task_approve(actor=actor, task=_my_task(actor, matter), comment=comment)


def _return_first(actor: User, matter: Matter, comment: str) -> None:
    _return(actor, matter, comment, 0)


def _return_previous(actor: User, matter: Matter, comment: str) -> None:
    _return(actor, matter, comment, -1)


def _return(actor: User, matter: Matter, comment: str, which: int) -> None:
    task = _my_task(actor, matter)
    targets = earlier_steps(matter, task.step)
    if not targets:
        raise Invalid("前面没有可退的环节")
    task_return(actor=actor, task=task, to_path=targets[which].path, reason=comment)


def _remind(actor: User, matter: Matter, comment: str) -> None:
    matter_remind(actor=actor, matter=matter, comment=comment)


_ACTIONS: dict[str, Action] = {
    "approve": _approve,
    "return": _return_first,
    "return_previous": _return_previous,
    "remind": _remind,
}
