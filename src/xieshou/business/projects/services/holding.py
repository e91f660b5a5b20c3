"""Holding a project while its contracts, nodes, changes, acceptance or settlement change: right, stage, lock."""

from xieshou.business.projects.models import Project, Stage
from xieshou.business.projects.stages import refuse_unless
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User

WORKABLE = (Stage.PLANNED, Stage.RUNNING, Stage.SUSPENDED, Stage.COMPLETED)


def held(
    actor: User, project_id: int, *stages: Stage, doing: str, permission: Permission = Permission.PROJECT_EDIT
) -> Project:
    """The project, locked until the commit. Refuses without the right on it, or in another stage than those named."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("owner", "place")
    project: Project = rows.get(pk=project_id)
    if not actor.may(permission, project):
        raise Refused(f"您没有在“{project}”“{permission.label}”的权限")
    if stages:
        refuse_unless(project, *stages, doing=doing)
    return project


def reason_of(text: str, where: str = "理由", *, remedy: str = "") -> str:
    """A reason, trimmed; without one nothing is done."""
    written = text.strip()
    if not written:
        raise Invalid(Problem("要写理由", where, remedy=remedy))
    return written
