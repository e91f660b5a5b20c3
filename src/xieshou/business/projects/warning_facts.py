"""The facts that the rules of warnings judge, for many projects in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from xieshou.business.projects import progress, spent_share
from xieshou.business.projects.models import Acceptance, Milestone, ProgressReport, Project, Stage
from xieshou.business.projects.warning_rules import Facts, NodeFacts, due_after, per_cent
from xieshou.business.projects.work_data import Rules
from xieshou.kernel.exact import Exact

WATCHED = (Stage.RUNNING, Stage.SUSPENDED, Stage.COMPLETED)


def facts_of(projects: Sequence[Project], rules: Callable[[Project], Rules]) -> dict[int, Facts]:
    """What is known of each project, by id. `rules`: those in force for its unit."""
    ids = [project.pk for project in projects]
    nodes: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(project__in=ids).order_by("project_id", "order", "id"):
        nodes[milestone.project_id].append(milestone)
    moved = _moved_on(ids)
    due = _acceptance_days(ids)
    spent = spent_share.of(ids)
    return {
        project.pk: _facts(
            project,
            nodes[project.pk],
            moved,
            _due(project, nodes[project.pk], due.get(project.pk), rules(project)),
            spent.get(project.pk),
        )
        for project in projects
    }


def _moved_on(project_ids: Sequence[int]) -> dict[int, date]:
    """Since when each node's percent is what it is, by node."""
    rows = ProgressReport.objects.filter(milestone__project__in=project_ids, is_counted=True)
    since: dict[int, tuple[int, date]] = {}
    for node, share, day in rows.order_by("reported_on", "id").values_list("milestone_id", "percent", "reported_on"):
        if node not in since or since[node][0] != share:
            since[node] = (share, day)
    return {node: day for node, (_, day) in since.items()}


def _acceptance_days(project_ids: Sequence[int]) -> dict[int, date]:
    """The day set for each project's newest acceptance."""
    rows = Acceptance.objects.filter(project__in=project_ids, due_on__isnull=False).order_by("id")
    return {project: day for project, day in rows.values_list("project_id", "due_on") if day is not None}


def _facts(
    project: Project,
    milestones: list[Milestone],
    moved: dict[int, date],
    due: tuple[date | None, str],
    spent: Fraction | None,
) -> Facts:
    nodes = tuple(_node(one, moved.get(one.pk)) for one in milestones)
    due_on, source = due
    return Facts(
        project_id=project.pk,
        is_running=project.stage == Stage.RUNNING,
        starts_on=project.starts_on,
        progress=progress.overall(milestones).value if milestones else None,
        spent=None if spent is None else per_cent(Exact(spent.numerator, spent.denominator)),
        acceptance_due=due_on,
        acceptance_from=source,
        nodes=nodes,
    )


def _node(one: Milestone, moved_on: date | None) -> NodeFacts:
    return NodeFacts(one.pk, one.name, one.starts_on, one.ends_on, one.percent, one.reported_on, moved_on, one.done_on)


def _due(project: Project, nodes: Sequence[Milestone], due: date | None, rules: Rules) -> tuple[date | None, str]:
    if project.stage not in {Stage.RUNNING, Stage.COMPLETED}:
        return None, ""
    if due is not None:
        return due, "验收安排"
    last = max((node.done_on for node in nodes if node.done_on), default=None)
    if project.stage == Stage.COMPLETED and last is not None:
        return due_after(last, rules.acceptance_within_days)
    return None, ""
