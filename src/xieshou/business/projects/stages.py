"""Which stage may follow which: the one place that knows."""

from django.utils import timezone

from xieshou.business.projects.models import Project, Stage
from xieshou.lib.problems import Invalid, Problem

FOLLOWERS: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.PROPOSED}),
    Stage.PROPOSED: frozenset({Stage.DRAFT, Stage.REVIEWING, Stage.REFUSED}),
    Stage.REVIEWING: frozenset({Stage.RETURNED, Stage.IN_LIBRARY, Stage.REFUSED}),
    Stage.RETURNED: frozenset({Stage.REVIEWING, Stage.REFUSED}),
    Stage.IN_LIBRARY: frozenset({Stage.PLANNED, Stage.REFUSED}),
    Stage.REFUSED: frozenset(),
    Stage.PLANNED: frozenset({Stage.IN_LIBRARY, Stage.RUNNING, Stage.TERMINATED}),
    Stage.RUNNING: frozenset({Stage.SUSPENDED, Stage.TERMINATED, Stage.COMPLETED}),
    Stage.SUSPENDED: frozenset({Stage.RUNNING, Stage.TERMINATED}),
    Stage.COMPLETED: frozenset({Stage.RUNNING, Stage.ACCEPTED}),
    Stage.ACCEPTED: frozenset({Stage.SETTLED}),
    Stage.TERMINATED: frozenset({Stage.SETTLED}),
    Stage.SETTLED: frozenset(),
}
EDITABLE = frozenset({Stage.DRAFT, Stage.RETURNED})
# chosen for a plan or further on: what upper apps may pay for and measure
PLANNED_ON = frozenset(
    {
        Stage.PLANNED,
        Stage.RUNNING,
        Stage.SUSPENDED,
        Stage.TERMINATED,
        Stage.COMPLETED,
        Stage.ACCEPTED,
        Stage.SETTLED,
    }
)


def refuse_unless(project: Project, *allowed: Stage, doing: str) -> None:
    """Refuses what cannot be done in the stage the project is in."""
    if project.stage in allowed:
        return
    words = "、".join(str(stage.label) for stage in allowed)
    raise Invalid(Problem(f"项目现在是“{project.get_stage_display()}”，不能{doing}", str(project), words))


def move(project: Project, to: Stage) -> tuple[str, str]:
    """Writes the next stage and gives the two in words; a stage that may not follow is refused.

    The caller holds the row (`select_for_update`), checks the right and writes the log, in one transaction.
    """
    before = Stage(project.stage)
    if to not in FOLLOWERS[before]:
        allowed = "、".join(sorted(str(stage.label) for stage in FOLLOWERS[before])) or "没有下一阶段"
        raise Invalid(Problem(f"“{before.label}”的项目不能变为“{to.label}”", str(project), allowed))
    project.stage = to
    project.version += 1
    project.updated_at = timezone.now()
    project.save(update_fields=["stage", "version", "updated_at"])
    return str(before.label), str(to.label)
