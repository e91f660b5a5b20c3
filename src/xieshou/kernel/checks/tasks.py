"""The main tasks of a department's form against the projects' own tables and the final accounts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xieshou.kernel.checks.accounts_cross import whole
from xieshou.kernel.checks.figures import Figure, distance, figure
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, finding, table_name
from xieshou.kernel.checks.self_funds import total_row
from xieshou.kernel.checks.story import Story, key
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding, FindingVerdict, ReadTable, TableKind
from xieshou.kernel.wording import Words

_BASIC = "基本支出"
_YUAN = {"元": 1, "万元": 10**4, "亿元": 10**8}


@dataclass(frozen=True, slots=True)
class Task:
    """A task with what was spent on it."""

    name: str
    executed: Figure


def check_tasks(story: Story) -> Iterator[Finding]:
    """SE-TASKS: what a task spent is what the project's table, or the final accounts, say."""
    projects = [table for table in story.tables if table.kind is TableKind.PROJECT_SELF and table.name]
    for table in story.tables:
        if table.kind is TableKind.DEPARTMENT_SELF:
            for task in _tasks(table):
                yield from _project(table, task, projects)
                yield from _basic(story, table, task)


def _tasks(table: ReadTable) -> list[Task]:
    unit = table.amount_unit or "元"
    found = [(row.row, figure(row.executed, unit)) for row in table.funds]
    column = next((number for number, name in enumerate(table.columns) if "执行数" in name), None)
    for line in table.rows if column is not None else ():
        found.append(
            (line.name, figure(line.values[column], unit) if column is not None and column < len(line.values) else None)
        )
    return [Task(key(name), executed) for name, executed in found if executed]


def _project(table: ReadTable, task: Task, projects: Sequence[ReadTable]) -> Iterator[Finding]:
    for project in projects:
        name, row = key(project.name.text) if project.name else "", total_row(project)
        spent = figure(row.executed, project.amount_unit or "") if row else None
        if spent and len(name) >= 4 and task.name.startswith(name):
            yield _finding(table, replace(task, name=name), spent, table_name(project), MISMATCH)


def _basic(story: Story, table: ReadTable, task: Task) -> Iterator[Finding]:
    spent = whole(story.accounts, "03", 1) or whole(story.accounts, "05", 1)
    if spent and task.name.startswith(_BASIC):
        yield _finding(table, replace(task, name=_BASIC), spent, f"决算表{_BASIC}", QUESTION)


def _finding(table: ReadTable, task: Task, spent: Figure, where: str, if_other: FindingVerdict) -> Finding:
    one, other = (amount.value * Exact(_YUAN.get(amount.unit, 1)) for amount in (task.executed, spent))
    rounding = Exact(_YUAN.get(spent.unit, 1), 10 ** max(spent.places, 2)) if spent.unit != "元" else Exact(0)
    verdict = OK if distance(one, other) <= rounding else if_other
    text = Words(
        f"主要任务“{task.name}”执行数 {task.executed}，{where} {spent}",
        f"main task “{task.name}” spent {task.executed}, {where}: {spent}",
    )
    spot, others = task.executed.spot, [spent.spot]
    return finding("SE-TASKS", verdict, spot, table_name(table), str(task.executed), str(spent), text, others=others)
