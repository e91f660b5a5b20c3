"""Changing approved goals during the year: a new version with its reason and basis; what each version changed."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import RowChange, changes_between, rows_of, stored
from xieshou.business.evaluation.models import FormState, GoalSet, Waiver
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit


@transaction.atomic
def goals_adjust(*, actor: User, goals: GoalSet, reason: str, basis: str) -> GoalSet:
    """A new version of the goals in force, to be changed and approved again; until then the old one stays in force."""
    if not actor.may(Permission.GOAL_EDIT, goals):
        raise Refused(f"您可以查看，但没有在此“{Permission.GOAL_EDIT.label}”的权限")
    if problems := _problems(goals, reason, basis):
        raise Invalid(*problems)
    newest = selectors.versions_of(goals).first()
    new = GoalSet(
        project=goals.project,
        owner=goals.owner,
        place=goals.place,
        year=goals.year,
        number=(newest.number if newest is not None else goals.number) + 1,
        scheme=goals.scheme,
        expected=goals.expected,
        adjusts=goals,
        change_reason=reason.strip(),
        change_basis=basis.strip(),
        is_demo=goals.is_demo,
    )
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError as error:
        raise Invalid(_already(goals)) from error
    _copy_rows(goals, new)
    _copy_waivers(goals, new)
    audit.record(actor=actor, action="goals.adjust", target=new, reason=f"{reason.strip()}（{basis.strip()}）")
    return new


def _problems(goals: GoalSet, reason: str, basis: str) -> list[Problem]:
    found = []
    if goals.state != FormState.APPROVED:
        found.append(Problem(f"目标{FormState(goals.state).label}", "目标", "已批准的版本", "没有批准的直接修改"))
    if selectors.versions_of(goals).filter(number__gt=goals.number).exclude(state=FormState.SUPERSEDED).exists():
        found.append(_already(goals))
    for text, where, most in ((reason, "调整理由", 500), (basis, "调整依据", 200)):
        if not text.strip() or len(text.strip()) > most:
            found.append(Problem("没有写，或太长", where, f"1–{most} 字", "写明谁定的、文号或会议"))
    return found


def _already(goals: GoalSet) -> Problem:
    return Problem(f"{goals}已有一个在调整的版本", "目标", remedy="打开那个版本继续，或先删除那个草稿")


def _copy_rows(goals: GoalSet, new: GoalSet) -> None:
    for one in stored(goals):
        one.pk, one.goals, one.version = None, new, 1
        one._state.adding = True
        one.save()


def comparison(old: GoalSet, new: GoalSet) -> list[RowChange]:
    """What differs between two versions, by indicator."""
    return changes_between(rows_of(old), rows_of(new))


def _copy_waivers(goals: GoalSet, new: GoalSet) -> None:
    """What was let stand stays so, with who said it; the reviewer of the new version sees the reasons."""
    for one in goals.waivers.all():
        Waiver.objects.create(
            goals=new,
            finding=one.finding,
            indicator_code=one.indicator_code,
            reason=one.reason,
            said_by_id=one.said_by_id,
        )


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One version beside the one before it; the first has nothing before it. `expected`: the overall goals, when changed."""

    goals: GoalSet
    rows: tuple[RowChange, ...]
    expected: tuple[str, str] | None = None


def change_list(goals: GoalSet) -> list[VersionChange]:
    """Every version, newest first, with what it changed."""
    return [_change(one) for one in selectors.versions_of(goals).select_related("approved_by", "submitted_by")]


def _change(goals: GoalSet) -> VersionChange:
    old = goals.adjusts
    if old is None:
        return VersionChange(goals, ())
    expected = (old.expected, goals.expected) if old.expected != goals.expected else None
    return VersionChange(goals, tuple(comparison(old, goals)), expected)
