"""Putting a task into a person's hands and taking it out: the row, the right to read, the to-do."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from xieshou.platform.accounts.api import User, task_end, task_grant
from xieshou.platform.inbox import api as inbox
from xieshou.platform.workflow.models import Decision, Matter, Step, Task, TaskKind, TaskState
from xieshou.platform.workflow.people import Candidate

REMIND_DAYS = 3


def key_of(task: Task) -> str:
    """The name of a task where rights and to-dos are kept."""
    return f"workflow.task:{task.pk}"


def record_of(matter: Matter) -> models.Model:
    """What the person with the task must be able to read."""
    return matter.target or matter


def give(
    step: Step, person: Candidate, *, kind: str = TaskKind.MAIN, asked_by: Task | None = None, remind: int | None = None
) -> Task:
    """One person's part in a step."""
    task = Task.objects.create(
        step=step,
        matter=step.matter,
        user=person.user,
        principal=person.principal,
        post=person.post,
        kind=kind,
        asked_by=asked_by,
        due_at=step.due_at,
    )
    _hand_over(task, remind)
    return task


def _hand_over(task: Task, remind: int | None = None) -> None:
    step, matter = task.step, task.matter
    label = f"{step.name}：{matter.title}"
    task_grant(user=task.user, record=record_of(matter), key=key_of(task), reason=f"办件“{label}”"[:200])
    inbox.todo_open(
        user=task.user,
        source=key_of(task),
        category="workflow.task",
        title=f"{label}（代{task.principal}）" if task.principal is not None else label,
        url=matter.get_absolute_url(),
        target=matter,
        due_at=task.due_at,
        because=step.return_reason,
        remind_days=REMIND_DAYS if remind is None else remind,
    )


def _take_away(task: Task) -> None:
    task_end(user=task.user, record=record_of(task.matter), key=key_of(task))
    inbox.todo_close(source=key_of(task))


def finish(task: Task, decision: Decision, comment: str) -> None:
    """The person has decided."""
    task.state, task.decision, task.comment, task.done_at = TaskState.DONE, decision, comment, timezone.now()
    task.save(update_fields=["state", "decision", "comment", "done_at"])
    _take_away(task)


def cancel(task: Task) -> None:
    """The person need not do it any more."""
    was_open = task.state == TaskState.OPEN
    task.state, task.done_at = TaskState.CANCELLED, timezone.now()
    task.save(update_fields=["state", "done_at"])
    if was_open:
        _take_away(task)


def hold(task: Task) -> None:
    """The person waits for a signer."""
    task.state = TaskState.HELD
    task.save(update_fields=["state"])
    _take_away(task)


def resume(task: Task) -> None:
    """The signer has spoken; it is the person's turn again."""
    task.state = TaskState.OPEN
    task.save(update_fields=["state"])
    _hand_over(task)


def move(task: Task, user: User, principal: User | None) -> None:
    """Another person gets the task in hand."""
    _take_away(task)
    task.user, task.principal = user, principal
    task.save(update_fields=["user", "principal"])
    _hand_over(task)


def skip(step: Step, person: Candidate, why: str, at: datetime | None = None) -> Task:
    """A part that counts as done without being given to anybody; it stays on record with its reason."""
    now = at or timezone.now()
    return Task.objects.create(
        step=step,
        matter=step.matter,
        user=person.user,
        principal=person.principal,
        post=person.post,
        state=TaskState.DONE,
        decision=Decision.SKIPPED,
        comment=why,
        opened_at=now,
        done_at=now,
    )
