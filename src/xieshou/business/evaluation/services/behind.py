"""What was decided of a project after its goals were approved, and the goals have not followed.

A published self-evaluation shows why: an exhibition was cancelled, its targets stayed, and points were lost for them.
"""

from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.projects.api import ChangeKind, ChangeState, ProjectChange


def changes_behind(goals: GoalSet) -> list[ProjectChange]:
    """Approved changes of the project, up to the goals' year, that are newer than the goals in force; oldest first.

    A suspension that ended again, and its end, are left out: the tasks are what they were.
    """
    if goals.project_id is None or goals.state != FormState.APPROVED or goals.approved_at is None:
        return []
    rows = ProjectChange.objects.filter(project=goals.project, state=ChangeState.APPROVED)
    rows = rows.filter(decided_at__gt=goals.approved_at, decided_at__year__lte=goals.year)
    found = list(rows.select_related("project").order_by("decided_at", "pk"))
    last = {one.kind: number for number, one in enumerate(found)}
    resumed = last.get(ChangeKind.RESUME, -1)
    return [
        one
        for number, one in enumerate(found)
        if one.kind != ChangeKind.RESUME and not (one.kind == ChangeKind.SUSPEND and number < resumed)
    ]
