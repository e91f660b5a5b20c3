"""The library: how far each project has come, and in which order they wait."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from xieshou.business.projects import stages
from xieshou.business.projects.models import Maturity, Project, Stage
from xieshou.business.projects.services import people
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit


@transaction.atomic
def rank_set(*, actor: User, project: Project, position: int, reason: str = "") -> int:
    """Moves a project to a place (from 1) among the projects of its office that the actor may decide about.

    Those the actor may not decide about keep their numbers: the others change places among the numbers they have.
    Gives how many projects got another number.
    """
    people.held_for(actor, project, Permission.PROJECT_DECIDE)
    waiting = _ranked(actor, project)
    if not 1 <= position <= max(len(waiting), 1):
        raise Invalid(Problem(f"第 {position} 位", "排序", f"1 到 {len(waiting)}"))
    return _move(actor, waiting, project, position, reason)


@transaction.atomic
def rank_beside(*, actor: User, project: Project, other: Project, is_after: bool = False, reason: str = "") -> int:
    """Moves a project in front of another, or behind it, as by dragging."""
    people.held_for(actor, project, Permission.PROJECT_DECIDE)
    waiting = _ranked(actor, project)
    rest = [one.pk for one in waiting if one.pk != project.pk]
    if other.pk not in rest:
        raise Invalid(Problem(f"“{other}”已不在您可以排序的项目中", "排序", remedy="请刷新后重排"))
    return _move(actor, waiting, project, rest.index(other.pk) + 1 + is_after, reason)


def _ranked(actor: User, project: Project) -> list[Project]:
    """The library's projects of the same office within the actor's reach, in order, the rows locked."""
    rows = Project.objects.visible_to(actor, Permission.PROJECT_DECIDE).filter(stage=Stage.IN_LIBRARY)
    rows = rows.filter(paths.within("owner_path", project.owner_path[: paths.WIDTH]))
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if project.pk not in {one.pk for one in held}:
        raise Invalid(Problem("只有已入库的项目参加排序", str(project)))
    return sorted(held, key=in_order)


def in_order(project: Project) -> tuple[bool, int, int]:
    """Ranked ones first, lower numbers first; those not ranked by age."""
    return project.rank is None, project.rank or 0, project.pk


def _move(actor: User, waiting: Sequence[Project], project: Project, position: int, reason: str) -> int:
    order = [one for one in waiting if one.pk != project.pk]
    order.insert(position - 1, next(one for one in waiting if one.pk == project.pk))
    before = {one.pk: one.rank for one in order}
    for one, number in zip(order, _numbers(waiting), strict=True):
        one.rank = number
    changed = [one for one in order if one.rank != before[one.pk]]
    for one in changed:
        one.updated_at = timezone.now()
    Project.objects.bulk_update(changed, ["rank", "updated_at"], batch_size=500)
    moved = order[position - 1]
    was = before[moved.pk]
    change = audit.Change("排序", str(was) if was is not None else None, str(moved.rank))
    if changed:
        audit.record(actor=actor, action="project.rank", target=moved, changes=[change], reason=reason.strip())
    return len(changed)


def _numbers(waiting: Sequence[Project]) -> list[int]:
    """The numbers there are, each once and rising, with new ones after the last for those that had none."""
    numbers: list[int] = []
    for one in waiting:
        last = numbers[-1] if numbers else 0
        numbers.append(max(one.rank if one.rank is not None else 0, last + 1))
    return numbers


@transaction.atomic
def maturity_set(*, actor: User, project: Project, maturity: str, reason: str) -> Project:
    """Notes how far the preparations of a project in the library have come."""
    held = people.held_for(actor, project, Permission.PROJECT_EDIT)
    stages.refuse_unless(held, Stage.IN_LIBRARY, doing="更新成熟度")
    problems = [] if reason.strip() else [Problem("没有填", "理由", remedy="写明依据，例如批复文号")]
    if maturity not in Maturity.values:
        problems.append(Problem(f"没有“{maturity}”", "成熟度", "、".join(map(str, Maturity.labels))))
    if problems:
        raise Invalid(*problems)
    before = held.get_maturity_display()
    held.maturity = Maturity(maturity)
    held.version += 1
    held.save(update_fields=["maturity", "version", "updated_at"])
    change = audit.Change("成熟度", str(before), str(held.get_maturity_display()))
    audit.record(actor=actor, action="project.maturity", target=held, changes=[change], reason=reason.strip())
    return held
