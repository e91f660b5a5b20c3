"""Approvals for programs: what waits for the caller, a matter, passing it on, sending it back."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from xieshou.faces.machine import schemas
from xieshou.faces.machine.answers import CHANGE_ERRORS, ERRORS, MOST_ID, Paging, answered, caller, page_of
from xieshou.faces.machine.door import must_act
from xieshou.faces.machine.repeat import once
from xieshou.faces.machine.versions import must_match
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User, load
from xieshou.platform.workflow.api import Matter, Task, earlier_steps, task_approve, task_return

router = Router(tags=["办件"])


def _tasks_of(user: User) -> "QuerySet[Task]":
    return Task.objects.filter(user=user).select_related("matter__flow_version__flow", "step", "principal")


@router.get("/tasks", response={200: schemas.TaskPage, **ERRORS})
def tasks(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """What waits for the caller, newest first."""
    user = caller(request, Permission.MATTER_READ)
    rows = _tasks_of(user).filter(state="open").order_by("-pk")
    if paging.after is not None:
        rows = rows.filter(pk__lt=paging.after)
    return page_of(list(rows[: paging.limit + 1]), paging.limit, _task)


def _task(task: Task) -> dict[str, object]:
    return {
        "id": task.pk,
        "matter": task.matter_id,
        "title": task.matter.title,
        "step": task.step.name,
        "stands_in_for": str(task.principal) if task.principal is not None else None,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "returned_because": task.step.return_reason,
    }


@router.get("/tasks/{int:pk}", response={200: schemas.TaskFullOut, **ERRORS})
def task_get(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the caller's tasks, with its ETag and the steps it may be sent back to."""
    task = get_object_or_404(_tasks_of(caller(request, Permission.MATTER_READ)), pk=min(pk, MOST_ID))
    targets = [{"path": one.path, "name": one.name} for one in earlier_steps(task.matter, task.step)]
    return answered({**_task(task), "may_return_to": targets}, etag=_etag(task))


def _etag(task: Task) -> str:
    """A task is decided once: whether it still waits is its version."""
    return f'"{task.pk}-{task.state}"'


@router.post("/tasks/{int:pk}/approve", response={200: schemas.MatterOut, **CHANGE_ERRORS})
@once
@transaction.atomic
def approve(request: HttpRequest, pk: int, said: schemas.ApproveIn) -> HttpResponse:
    """Agrees, or submits again."""
    task = _to_decide(request, pk)
    task_approve(actor=task.user, task=task, comment=said.comment.replace("\x00", ""), direct=said.direct)
    return _matter(task.matter_id)


@router.post("/tasks/{int:pk}/return", response={200: schemas.MatterOut, **CHANGE_ERRORS})
@once
@transaction.atomic
def send_back(request: HttpRequest, pk: int, said: schemas.ReturnIn) -> HttpResponse:
    """Sends the matter back to an earlier step, with why."""
    task = _to_decide(request, pk)
    task_return(actor=task.user, task=task, to_path=said.to, reason=said.reason.replace("\x00", ""))
    return _matter(task.matter_id)


def _to_decide(request: HttpRequest, pk: int) -> Task:
    """The caller's task, when the caller may act and read it last as it is now."""
    user = caller(request, Permission.MATTER_READ)
    must_act(request)
    task: Task = get_object_or_404(_tasks_of(user), pk=min(pk, MOST_ID))
    must_match(request, _etag(task))
    task.user = user
    return task


@router.get("/matters/{int:pk}", response={200: schemas.MatterOut, **ERRORS})
def matter_get(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: where it is, and who has it."""
    return _matter(load(Matter, caller(request, Permission.MATTER_READ), pk=min(pk, MOST_ID)).pk)


def _matter(pk: int) -> HttpResponse:
    one = Matter.objects.select_related("owner", "started_by").defer("engine").get(pk=pk)
    holding = one.tasks.filter(state="open").select_related("step", "user", "principal")
    holders = [
        {"step": task.step.name, "who": task.who, "since": task.opened_at, "due_at": task.due_at} for task in holding
    ]
    return answered(
        {
            "id": one.pk,
            "title": one.title,
            "summary": one.summary,
            "kind": one.kind,
            "state": one.state,
            "owner": one.owner.public_id,
            "owner_name": one.owner.name,
            "started_by": str(one.started_by),
            "started_at": one.started_at,
            "ended_at": one.ended_at,
            "holders": holders,
        }
    )
