"""Reading the performance cycle."""

from typing import Any

from django.db.models import Q, QuerySet

from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.projects.api import Project
from xieshou.platform.registry.api import Organisation
from xieshou.platform.shell.search import Hit


def subject_goals(*, year: int, project: Project | None = None, owner: Organisation | None = None) -> QuerySet[GoalSet]:
    """Every version of a project's or a department's goals of a year, newest first."""
    rows = GoalSet.objects.filter(year=year).select_related("project", "owner", "place", "adjusts")
    if project is not None:
        return rows.filter(project=project).order_by("-number")
    return rows.filter(project=None, owner=owner).order_by("-number")


def goals_in_force(*, year: int, project: Project | None = None, owner: Organisation | None = None) -> GoalSet | None:
    """The approved goals of a project, or of a department (`owner`); None before there are any."""
    return subject_goals(year=year, project=project, owner=owner).filter(state=FormState.APPROVED).first()


def versions_of(goals: GoalSet) -> QuerySet[GoalSet]:
    """All versions of what the goals are for, newest first."""
    return subject_goals(year=goals.year, project=goals.project, owner=goals.owner)


def all_goals_in_force(year: int) -> QuerySet[GoalSet]:
    """The goals in force of a year; narrow them to what the person may read before they are shown."""
    return GoalSet.objects.filter(year=year, state=FormState.APPROVED).select_related("project", "owner", "place")


def goals_found(user: Any, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything: goals by the name of their project or department, newest first."""
    named = Q(project__name__contains=words) | Q(project=None, owner__name__contains=words)
    rows = GoalSet.objects.filter(named).exclude(state=FormState.SUPERSEDED).select_related("project", "owner")
    return [
        Hit(str(one), one.get_absolute_url(), one.get_state_display()) for one in rows.newest_visible_to(user, most)
    ]
