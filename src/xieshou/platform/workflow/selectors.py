"""Reading matters: lists, the trail, the statistics by post."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.shell.search import Hit
from xieshou.platform.workflow.flow_files import compiled
from xieshou.platform.workflow.models import (
    Decision,
    Matter,
    MatterQuerySet,
    MatterState,
    Outcome,
    Step,
    Task,
    TaskState,
)


def todo(user: User) -> QuerySet[Task]:
    """The tasks a person has in hand, the nearest deadline first."""
    rows = Task.objects.filter(user=user, state=TaskState.OPEN).select_related(
        "step", "principal", "matter__owner", "matter__started_by"
    )
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def done(user: User) -> QuerySet[Task]:
    """What a person has decided, newest first."""
    rows = Task.objects.filter(user=user, state=TaskState.DONE).select_related(
        "step", "principal", "matter__owner", "matter__started_by"
    )
    return rows.order_by("-done_at", "-id")


def started(user: User) -> MatterQuerySet:
    """What a person has sent on its way, newest first."""
    return with_holders(Matter.objects.filter(started_by=user).order_by("-id"))


def with_holders(rows: MatterQuerySet) -> MatterQuerySet:
    """Each matter with who has it now (`holding`: its open tasks)."""
    tasks = Task.objects.filter(state=TaskState.OPEN).select_related("step", "user", "principal").order_by("id")
    return (
        rows.defer("engine", "summary")
        .select_related("owner", "started_by", "flow_version__flow")
        .prefetch_related(Prefetch("tasks", tasks, to_attr="holding"))
    )


def trail(matter: Matter) -> list[Step]:
    """Every visit of every step with its tasks, oldest first."""
    tasks = Task.objects.select_related("user", "principal", "post__organisation", "asked_by__user").order_by("id")
    return list(matter.steps.prefetch_related(Prefetch("tasks", tasks)).order_by("id"))


@dataclass(frozen=True)
class PlanStep:
    """One step of the flow for the ordered list: where the matter stands with it."""

    name: str
    state: str
    tone: str


def plan(matter: Matter, steps: list[Step]) -> list[PlanStep]:
    """The flow's steps in order, each with whether it is done, in hand or to come."""
    plan = compiled(matter.flow_version)
    latest = {step.path: step for step in steps}
    return [_plan_step(plan.node(path).name, latest.get(path)) for path in plan.steps()]


def _plan_step(name: str, step: Step | None) -> PlanStep:
    if step is None or step.outcome in {Outcome.CANCELLED, Outcome.TAKEN_BACK}:
        return PlanStep(name, _("未到"), "grey")
    if step.state_open:
        return PlanStep(name, _("在办"), "blue")
    tone = "green" if step.outcome in {Outcome.APPROVED, Outcome.SKIPPED} else "red"
    return PlanStep(name, str(Outcome(step.outcome).label), tone)


def passed_paths(steps: list[Step]) -> list[str]:
    """The steps whose last visit was passed and that are not in hand again."""
    latest = {step.path: step for step in steps if step.outcome != Outcome.CANCELLED}
    return [path for path, step in latest.items() if step.outcome in {Outcome.APPROVED, Outcome.SKIPPED}]


@dataclass(frozen=True)
class PostErrors:
    """What one post passed on and what of it came back. `rate`: hundredths of a per cent, None when nothing was done."""

    post: Post
    decided: int
    faulted: int
    sent_back: int
    late: int

    @property
    def rate(self) -> int | None:
        return (self.faulted * 20_000 + self.decided) // (2 * self.decided) if self.decided else None

    @property
    def rate_text(self) -> str:
        return "—" if self.rate is None else f"{self.rate // 100}.{self.rate % 100:02d}%"


def errors_by_post(user: User, year: int | None = None) -> list[PostErrors]:
    """For each post: how many were passed on, how many of those came back to it, how many it sent back, how many late.

    Only matters the person manages count.
    """
    managed = Matter.objects.visible_to(user, Permission.MATTER_MANAGE)
    tasks = Task.objects.filter(state=TaskState.DONE, post__isnull=False)
    if managed.query.where:  # whoever manages everything needs no look at each matter
        tasks = tasks.filter(matter__in=managed.order_by().values("pk"))
    if year is not None:
        tasks = tasks.filter(done_at__year=year)
    passed = Q(decision__in=[Decision.APPROVED, Decision.SUBMITTED])
    rows = (
        tasks.order_by()
        .values("post_id")
        .annotate(
            decided=Count("pk", filter=passed),
            faulted=Count("pk", filter=passed & Q(is_faulted=True)),
            sent_back=Count("pk", filter=Q(decision__in=[Decision.RETURNED, Decision.REJECTED])),
            late=Count("pk", filter=~Q(decision=Decision.SKIPPED) & Q(done_at__gt=F("due_at"))),
        )
    )
    figures = {row["post_id"]: row for row in rows}
    posts = Post.objects.filter(pk__in=figures).select_related("organisation", "role")
    found = [_post_errors(post, figures[post.pk]) for post in posts]
    return sorted(found, key=lambda one: (-(one.rate or 0), -one.decided, one.post.pk))


def _post_errors(post: Post, row: Mapping[str, Any]) -> PostErrors:
    return PostErrors(post, row["decided"], row["faulted"], row["sent_back"], row["late"])


def search(user: User, words: str, most: int) -> list[Hit]:
    """The newest matters within reach whose title holds the words."""
    rows = Matter.objects.filter(title__contains=words).defer("engine").select_related("owner")
    found = rows.newest_visible_to(user, most)
    return [
        Hit(matter.title, matter.get_absolute_url(), f"{matter.owner} {matter.get_state_display()}") for matter in found
    ]


def open_of(target_type: int, target_id: int) -> QuerySet[Matter]:
    """The matters in hand on one record."""
    return Matter.objects.filter(content_type_id=target_type, object_id=target_id, state=MatterState.OPEN)
