"""Goals of a project or a department: begun, copied from last year, filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import (
    LABELS,
    Row,
    RowChange,
    changes_between,
    row_of,
    rows_of,
    stored,
    with_codes,
)
from xieshou.business.evaluation.models import FormState, GoalIndicator, GoalSet, Opinion
from xieshou.business.evaluation.services.approval import check_editable
from xieshou.business.metrics.api import Metric
from xieshou.business.projects.api import Project
from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.scheme import Scheme
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary.api import Indicator, IndicatorVersion, version_on
from xieshou.platform.registry.api import Organisation, organisation_choice
from xieshou.schemes import load_scheme, scheme_ids

MOST_ROWS = 200
LONGEST_GOAL = 4000
_CODE = re.compile("[0-9A-Za-z_-]{1,20}")  # it names the cells of later forms
_SAID_OF = frozenset({"name", "target", "unit", "data_owner"})


def schemes_for(year: int, *, is_department: bool) -> list[Scheme]:
    """The schemes under which a project's, or a department's, goals of a year may be set: those with own indicators."""
    wanted = EvaluationKind.DEPARTMENT if is_department else EvaluationKind.PROJECT_SELF
    schemes = [load_scheme(one) for one in scheme_ids()]
    return [one for one in schemes if one.kind is wanted and one.valid_in(year) and one.groups()]


@transaction.atomic
def goals_create(
    *,
    actor: User,
    year: int,
    scheme: str,
    project: Project | None = None,
    owner: Organisation | None = None,
    copied: GoalSet | None = None,
    is_demo: bool = False,
    source: str = "",
) -> GoalSet:
    """A first version for a project, or for a department (`owner`); `copied`: begin with these goals."""
    if project is None and owner is None:
        raise Invalid(Problem("没有选择", "项目或部门", remedy="选一个项目；部门整体目标选单位"))
    goals = _begun(year, scheme, project, owner)
    goals.is_demo = is_demo or (project is not None and project.is_demo)
    goals.source = source
    if not actor.may(Permission.GOAL_EDIT, goals):
        raise Refused(f"您没有为“{goals.owner}”“{Permission.GOAL_EDIT.label}”的权限")
    if problems := _begin_problems(goals):
        raise Invalid(*problems)
    try:
        with transaction.atomic():
            goals.save()
    except IntegrityError as error:
        raise Invalid(_exists(goals)) from error
    audit.record(actor=actor, action="goals.create", target=goals, reason=f"取自 {copied}" if copied else "")
    if copied is not None:
        _take_over(goals, copied)
    return goals


def _begun(year: int, scheme: str, project: Project | None, owner: Organisation | None) -> GoalSet:
    answerable = project.owner if project is not None else owner
    place = project.place if project is not None else answerable.region if answerable is not None else None
    goals = GoalSet(project=project, owner=answerable, place=place, year=year, scheme=scheme)
    goals.owner_path = goals.owner.path
    goals.place_path = place.path if place is not None else ""
    return goals


def _begin_problems(goals: GoalSet) -> list[Problem]:
    found = []
    allowed = schemes_for(goals.year, is_department=goals.project_id is None)
    if goals.scheme not in {one.id for one in allowed}:
        names = "、".join(one.words.zh for one in allowed) or f"{goals.year} 年没有适用的方案"
        found.append(Problem(f"“{goals.scheme}”不能用于 {goals.year} 年", "评价方案", names, "另选一个方案或年度"))
    if selectors.versions_of(goals).exists():
        found.append(_exists(goals))
    return found


def _exists(goals: GoalSet) -> Problem:
    return Problem(f"{goals}已经建立", "年度", remedy="打开已有的目标填报；批准后的修改走“年中调整”")


def _take_over(goals: GoalSet, source: GoalSet) -> None:
    """The overall goal and the rows of another set, as they stand there."""
    goals.expected = source.expected
    goals.save()
    for one in stored(source):
        one.pk, one.goals, one.owner, one.place, one.version = None, goals, goals.owner, goals.place, 1
        one._state.adding = True
        one.save()


@transaction.atomic
def goals_copy(*, actor: User, goals: GoalSet, source: GoalSet, opened_version: int) -> GoalSet:
    """Takes last year's goals into a form that has no rows yet."""
    check_editable(actor, goals)
    if goals.indicators.exists():
        raise Invalid(Problem("表中已有指标，复制会把它们冲掉", "复制上年", remedy="先删除现有指标并保存，再复制"))
    if source.year != goals.year - 1:
        raise Invalid(Problem(f"只能复制 {goals.year - 1} 年的目标", "复制上年"))
    bump(goals, opened_version)
    _take_over(goals, source)
    audit.record(actor=actor, action="goals.copy", target=goals, reason=f"取自 {source}")
    return goals


@dataclass(frozen=True, slots=True)
class Entry:
    """A typed row with what its names mean."""

    row: Row
    data_owner: Organisation | None = None
    library: IndicatorVersion | None = None
    metric: Metric | None = None


@transaction.atomic
def goals_save(
    *, actor: User, goals: GoalSet, opened_version: int, expected: str, rows: Sequence[Row], reason: str = ""
) -> GoalSet:
    """Keeps the form as typed, complete or not; rows that are not given any more are taken out.

    Raises `Invalid` with every cell that cannot be kept, `Stale` with what differs when somebody else saved meanwhile.
    """
    check_editable(actor, goals)
    before = {one.code: one for one in stored(goals)}
    old_rows, rows = rows_of(goals), [row for row in rows if not row.is_blank]
    rows = with_codes(rows, _codes_used(goals))
    entries = _entries(goals, rows, before, expected)
    _take_version(goals, opened_version, differences(goals, old_rows, expected, rows))
    changes = _changes(goals, old_rows, expected, rows)
    _write(goals, entries, before)
    changes += _waivers_drop(goals, old_rows, rows)
    goals.expected = expected.strip()
    goals.save()
    if changes:
        audit.record(actor=actor, action="goals.save", target=goals, changes=changes, reason=reason)
    return goals


def _take_version(goals: GoalSet, opened_version: int, differing: list[Difference]) -> None:
    try:
        bump(goals, opened_version)
    except Stale as error:
        raise Stale(by=_last_editor(goals) or error.by, differences=differing) from error


def _last_editor(goals: GoalSet) -> str:
    last = audit.history_of(goals).first()
    return last.actor_label if last is not None else ""


def differences(goals: GoalSet, now: Sequence[Row], expected: str, rows: Sequence[Row]) -> list[Difference]:
    """What a form as typed would change in the stored one, field by field."""
    told = _told(goals.expected, now, expected.strip(), rows)
    return [Difference(field, before or "—", after or "—") for field, before, after in told]


def _changes(goals: GoalSet, before: Sequence[Row], expected: str, rows: Sequence[Row]) -> list[audit.Change]:
    told = _told(goals.expected, before, expected.strip(), rows)
    return [audit.Change(field, old or None, new or None) for field, old, new in told]


def _told(was: str, before: Sequence[Row], expected: str, rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Every difference as (field, before, after), told in words."""
    found = [("年度总体目标", was, expected)] if was != expected else []
    for change in changes_between(before, rows):
        if change.kind == "changed":
            found += [(f"{change.name} · {cell.label}", cell.before, cell.after) for cell in change.cells]
        else:
            old, new = (_words(row) for row in (change.before, change.after))
            found.append((f"指标“{change.name}”", old, new))
    if not found and [row.code for row in before] != [row.code for row in rows]:
        found.append(("次序", "、".join(row.name for row in before), "、".join(row.name for row in rows)))
    return found


def _words(row: Row | None) -> str:
    return "" if row is None else f"{row.level1} {row.level2} {row.name} {row.target}（{row.points or '—'} 分）"


def _codes_used(goals: GoalSet) -> list[str]:
    """Codes of any version: a code is never given to another indicator."""
    return list(GoalIndicator.objects.filter(goals__in=selectors.versions_of(goals)).values_list("code", flat=True))


def _entries(goals: GoalSet, rows: Sequence[Row], before: Mapping[str, GoalIndicator], expected: str) -> list[Entry]:
    problems: list[Problem] = []
    if len(expected) > LONGEST_GOAL:
        problems.append(Problem(f"有 {len(expected)} 字", "年度总体目标", f"不超过 {LONGEST_GOAL} 字", "请缩短"))
    if len(rows) > MOST_ROWS:
        problems.append(Problem(f"有 {len(rows)} 行", "绩效指标", f"不超过 {MOST_ROWS} 行", "请合并或分成几个项目"))
    seen: set[str] = set()
    entries = []
    for number, row in enumerate(rows[:MOST_ROWS], 1):
        if not _CODE.fullmatch(row.code):
            told = f"“{row.code[:30]}”不是代码"
            problems.append(
                Problem(told, place(number, "code"), "系统编的号（字母、数字、横线，20 位以内）", "新行的代码留空")
            )
        if row.code in seen:
            problems.append(Problem(f"代码 {row.code} 出现两次", place(number, "code"), remedy="新行的代码留空"))
        seen.add(row.code)
        entries.append(_entry(goals, number, row, before.get(row.code), problems))
    if problems:
        raise Invalid(*problems)
    return entries


def place(number: int, name: str) -> str:
    """Where a typed value stands, as the person sees it."""
    return f"第 {number} 行“{LABELS.get(name, '代码')}”"


def _entry(goals: GoalSet, number: int, row: Row, was: GoalIndicator | None, problems: list[Problem]) -> Entry:
    for name in LABELS:
        most = _longest(name)
        if len(getattr(row, name)) > most:
            what = f"有 {len(getattr(row, name))} 字，太长"
            problems.append(Problem(what, place(number, name), f"不超过 {most} 字", "请缩短"))
    return Entry(
        row,
        _data_owner(number, row, was, problems),
        _library(goals, number, row, was, problems),
        _metric(number, row, problems),
    )


def _longest(name: str) -> int:
    if name in {"data_owner", "library", "metric"}:
        return 160
    return getattr(GoalIndicator._meta.get_field(name), "max_length", None) or 0


def _data_owner(number: int, row: Row, was: GoalIndicator | None, problems: list[Problem]) -> Organisation | None:
    if not row.data_owner:
        return None
    if was is not None and was.data_owner is not None and str(was.data_owner) == row.data_owner:
        return was.data_owner
    found = organisation_choice(row.data_owner)
    if len(found) == 1:
        return found[0]
    allowed = "、".join(f"编号 {one.pk} {one.name}" for one in found[:6]) or "机构登记册中的名称、信用代码或编号"
    what = f"“{row.data_owner}”{'有几个' if found else '不在机构登记册中'}"
    problems.append(Problem(what, place(number, "data_owner"), allowed, "请改填编号，或先登记单位"))
    return None


def _library(
    goals: GoalSet, number: int, row: Row, was: GoalIndicator | None, problems: list[Problem]
) -> IndicatorVersion | None:
    """The definition meant: the one the row already has, else the one in force at the year's end."""
    if not row.library:
        return None
    if was is not None and was.indicator is not None and was.indicator.indicator.code == row.library:
        return was.indicator
    indicator = Indicator.objects.filter(code=row.library).first()
    version = version_on(indicator, date(goals.year, 12, 31)) if indicator is not None else None
    if version is None:
        what = f"指标库中没有 {goals.year} 年可用的“{row.library}”"
        problems.append(Problem(what, place(number, "library"), "指标字典中的代码", "从“选用指标”挑选，或留空"))
    return version


def _metric(number: int, row: Row, problems: list[Problem]) -> Metric | None:
    if not row.metric:
        return None
    metric = Metric.objects.filter(code=row.metric).first()
    if metric is None:
        problems.append(Problem(f"没有取数指标“{row.metric}”", place(number, "metric"), remedy="留空，或填已有代码"))
    return metric


def _write(goals: GoalSet, entries: Sequence[Entry], before: Mapping[str, GoalIndicator]) -> None:
    kept = {entry.row.code for entry in entries}
    for code, one in before.items():
        if code not in kept:
            _take_out(one)
    for order, entry in enumerate(entries, 1):
        one = before.get(entry.row.code) or GoalIndicator(goals=goals, code=entry.row.code)
        _fill(one, goals, entry, order)


def _take_out(one: GoalIndicator) -> None:
    """What was said about an indicator stays with the form when the indicator goes."""
    for opinion in Opinion.objects.filter(indicator=one):
        opinion.indicator, opinion.words = None, f"【{one.name}】{opinion.words}"[:500]
        opinion.save()
    one.delete()


def _waivers_drop(goals: GoalSet, before: Sequence[Row], after: Sequence[Row]) -> list[audit.Change]:
    """Why a warning may stand was said of a target as it was then: of another one it has to be said again."""
    touched = {one.code: one.name for one in changes_between(before, after) if _is_another(one)}
    dropped = list(goals.waivers.filter(indicator_code__in=touched))
    goals.waivers.filter(pk__in=[one.pk for one in dropped]).delete()
    return [audit.Change(f"{touched[one.indicator_code]} · 说明的理由", one.reason, None) for one in dropped]


def _is_another(change: RowChange) -> bool:
    return change.after is None or any(cell.name in _SAID_OF for cell in change.cells)


def _fill(one: GoalIndicator, goals: GoalSet, entry: Entry, order: int) -> None:
    is_new = one.pk is None
    if not is_new and one.order == order and row_of(one) == entry.row:
        return
    for name in LABELS:
        if name not in {"data_owner", "library", "metric"}:
            setattr(one, name, getattr(entry.row, name))
    one.data_owner, one.indicator, one.metric = entry.data_owner, entry.library, entry.metric
    one.owner, one.place, one.order = goals.owner, goals.place, order
    one.version += 0 if is_new else 1
    one.save()


@transaction.atomic
def goals_delete(*, actor: User, goals: GoalSet, opened_version: int) -> None:
    """Throws away a draft that was never submitted."""
    check_editable(actor, goals)
    if goals.state != FormState.DRAFT or goals.submitted_at is not None:
        raise Invalid(Problem("已经提交过的目标不能删除", remedy="改好后重新提交，或请审核人处理"))
    bump(goals, opened_version)
    audit.record(actor=actor, action="goals.delete", target=goals)
    goals.delete()
