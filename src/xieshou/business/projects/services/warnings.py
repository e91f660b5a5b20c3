"""Keeping the list of warnings in step with the data, and taking note of them with a measure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from xieshou.business.projects.models import Project, ProjectWarning
from xieshou.business.projects.rule_kinds import WARNINGS
from xieshou.business.projects.services.holding import held, reason_of
from xieshou.business.projects.warning_facts import WATCHED, facts_of
from xieshou.business.projects.warning_rules import Finding, Judgement, judge
from xieshou.business.projects.work_data import Rules, rules_of
from xieshou.business.rules.api import Book, book
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit

CHUNK = 200
_Key = tuple[int, str, int | None]


def every_check(today: date, tell: Callable[[int, int], None]) -> int:
    """Judges every watched project, some at a time; safe to stop and to repeat. Returns how many projects."""
    watching = Project.objects.filter(stage__in=WATCHED).values_list("pk", flat=True)
    warned = ProjectWarning.objects.filter(ended_on=None).values_list("project_id", flat=True)
    ids = sorted({*watching, *warned})
    for start in range(0, len(ids), CHUNK):
        tell(start, len(ids))
        warnings_refresh(project_ids=ids[start : start + CHUNK], today=today)
    tell(len(ids), len(ids))
    return len(ids)


@transaction.atomic
def warnings_refresh(*, project_ids: Sequence[int], today: date) -> None:
    """Raises what is new, renews what goes on, ends what no longer holds. What was noted about a warning stays."""
    projects = list(Project.objects.filter(pk__in=project_ids))
    rules = _Rules(book(WARNINGS, today=today))
    facts = facts_of([project for project in projects if project.stage in WATCHED], rules.of)
    wanted = {
        (project.pk, one.rule.code, one.node.pk if one.node else None): (project, one)
        for project in projects
        if project.pk in facts
        for one in judge(facts[project.pk], rules.of(project).rules, today)
        if one.finding is not Finding.FINE
    }
    rows = ProjectWarning.objects.select_for_update().filter(project__in=project_ids, ended_on=None)
    stored = {(row.project_id, row.rule, row.milestone_id): row for row in rows}
    _end([row for key, row in stored.items() if key not in wanted], today)
    _renew(stored, wanted)
    new = [_new(project, one, today) for key, (project, one) in wanted.items() if key not in stored]
    ProjectWarning.objects.bulk_create(new, ignore_conflicts=True)


class _Rules:
    """The rules of many projects, read once for each version."""

    def __init__(self, versions: Book) -> None:
        self._versions = versions
        self._read: dict[int | None, Rules] = {}

    def of(self, project: Project) -> Rules:
        found = self._versions.of(project.owner_path)
        key = found.version.pk if found.version is not None else None
        if key not in self._read:
            self._read[key] = rules_of(found)
        return self._read[key]


def _end(rows: Iterable[ProjectWarning], today: date) -> None:
    ProjectWarning.objects.filter(pk__in=[row.pk for row in rows]).update(ended_on=today)


def _renew(stored: dict[_Key, ProjectWarning], wanted: dict[_Key, tuple[Project, Judgement]]) -> None:
    changed = []
    for key, row in stored.items():
        if key in wanted and _told(row, *wanted[key]):
            changed.append(row)
    told = [
        "rule_version",
        "rule_words",
        "lines",
        "arithmetic",
        "is_unknown",
        "owner",
        "place",
        "owner_path",
        "place_path",
    ]
    # an upsert of rows that are there: a bulk update of thousands of rows takes ten times as long
    ProjectWarning.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=told, batch_size=CHUNK
    )


def _told(row: ProjectWarning, project: Project, one: Judgement) -> bool:
    """Writes what the rule says now; whether it says anything new."""
    before = _as_told(row)
    row.rule_version = one.rule.version
    row.rule_words, row.lines = one.rule.words, [list(line) for line in one.lines]
    row.arithmetic, row.is_unknown = one.arithmetic, one.finding is Finding.UNKNOWN
    row.owner_id, row.place_id = project.owner_id, project.place_id
    row.owner_path, row.place_path = project.owner_path, project.place_path
    return before != _as_told(row)


def _as_told(row: ProjectWarning) -> tuple[object, ...]:
    return (
        row.rule_version_id,
        row.rule_words,
        row.lines,
        row.arithmetic,
        row.is_unknown,
        row.owner_path,
        row.place_path,
    )


def _new(project: Project, one: Judgement, today: date) -> ProjectWarning:
    row = ProjectWarning(
        project=project, milestone_id=one.node.pk if one.node else None, rule=one.rule.code, raised_on=today
    )
    _told(row, project, one)
    return row


@transaction.atomic
def warning_acknowledge(
    *, actor: User, warning: ProjectWarning, measure: str, measure_due: date, opened_version: int
) -> ProjectWarning:
    """Notes what is done about a warning and until when; past that day it comes back to the list."""
    held(actor, warning.project_id, doing="处理预警")
    if problems := _measure_problems(warning, measure_due):
        raise Invalid(*problems)
    written = reason_of(measure, "处理措施", remedy="写明做什么、谁来做")
    bump(warning, opened_version)
    change = audit.Change("处理措施", warning.measure or None, f"{written}（{measure_due} 前）")
    warning.measure, warning.measure_due = written, measure_due
    warning.acknowledged_by, warning.acknowledged_at = actor, timezone.now()
    warning.save()
    audit.record(actor=actor, action="warning.acknowledge", target=warning, changes=[change])
    return warning


def _measure_problems(warning: ProjectWarning, measure_due: date) -> list[Problem]:
    problems = []
    if warning.ended_on is not None:
        problems.append(Problem(f"这条预警 {warning.ended_on} 已解除，不用处理"))
    if measure_due < timezone.localdate():
        problems.append(Problem(f"{measure_due} 已经过去", "措施完成期限", "今天或以后"))
    return problems
