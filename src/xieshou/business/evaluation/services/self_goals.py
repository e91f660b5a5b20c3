"""A self-evaluation whose goals were changed during the year: told, and carried over to the version in force."""

from django.db import transaction

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import (
    ActualValue,
    FormState,
    GoalIndicator,
    GoalSet,
    Monitoring,
    SelfEvaluation,
)
from xieshou.business.evaluation.services.fill_in import check_open
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence

BECAUSE = "绩效目标已有新版"


def newer_goals(form: SelfEvaluation | Monitoring) -> GoalSet | None:
    """The goals in force, when those of the form are not in force any more; None: there is nothing newer."""
    if form.goals.state != FormState.SUPERSEDED:
        return None
    return selectors.versions_of(form.goals).filter(state=FormState.APPROVED).first()


def goals_problems(evaluation: SelfEvaluation) -> list[Problem]:
    """A result is held against the goals in force, not against those they replaced."""
    newer = newer_goals(evaluation)
    if newer is None:
        return []
    told = f"按第 {evaluation.goals.number} 版填的，现在有效的是第 {newer.number} 版"
    return [Problem(told, "绩效目标", remedy="点“换用新版目标”，同一指标填过的内容都保留")]


@transaction.atomic
def self_goals_take(*, actor: User, evaluation: SelfEvaluation, opened_version: int) -> SelfEvaluation:
    """Carries an open form over to the goals in force. What was filled in for an indicator that is still there stays."""
    check_open(actor, evaluation)
    newer = newer_goals(evaluation)
    if newer is None:
        raise Invalid(Problem("没有比这更新的目标", "绩效目标"))
    if newer.self_evaluations.exists():
        raise Invalid(Problem(f"第 {newer.number} 版目标已有自评", "绩效目标", remedy="打开那一份填报"))
    bump(evaluation, opened_version)
    values = {one.indicator.code: one for one in evaluation.values.select_related("indicator")}
    old = evaluation.goals
    evaluation.goals = newer
    evaluation.save()
    changes = [_taken(evaluation, one, values.pop(one.code, None)) for one in stored(newer)]
    changes += [_dropped(actor, one) for one in values.values()]
    told = f"第 {old.number} 版换为第 {newer.number} 版"
    kept = [one for one in changes if one is not None]
    audit.record(actor=actor, action="self.take_goals", target=evaluation, changes=kept, reason=told)
    return evaluation


def _taken(form: SelfEvaluation, indicator: GoalIndicator, value: ActualValue | None) -> audit.Change | None:
    """Moves the row of an indicator, or makes one for a new indicator. The kernel reads the value anew."""
    if value is not None:
        value.indicator, value.reading = indicator, ""
        value.version += 1
        value.save()
        return None
    ActualValue.objects.create(evaluation=form, indicator=indicator, owner=form.owner, place=form.place)
    return audit.Change("指标", None, indicator.name)


def _dropped(actor: User, value: ActualValue) -> audit.Change:
    """Takes out the row of an indicator that is not in the goals any more, with its citations; the files stay."""
    for one in evidence.citations_of(value):
        evidence.uncite(actor=actor, citation=one, reason=BECAUSE)
    told = f"{value.indicator.name} {value.actual}".strip()
    value.delete()
    return audit.Change("指标", told, None)
