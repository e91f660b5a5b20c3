"""Goals changed during the year: the self-evaluation is told and carried over, losing nothing."""

from dataclasses import replace

import pytest

from tests.business.evaluation.self import builders
from tests.factories.evaluation import ROWS, submit
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import rows_of
from xieshou.business.evaluation.models import GoalSet, SelfEvaluation
from xieshou.business.evaluation.services.goals import goals_save
from xieshou.business.evaluation.services.reviewing import goals_pass
from xieshou.business.evaluation.services.self_evaluation import self_evaluation_submit
from xieshou.business.evaluation.services.self_goals import newer_goals, self_goals_take
from xieshou.business.evaluation.services.versions import goals_adjust
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.evidence.api import Citation

pytestmark = pytest.mark.function("JX07")


def adjusted(world: World, form: SelfEvaluation) -> GoalSet:
    """A second version in force: the last indicator goes, another comes, a target is lower."""
    new = goals_adjust(actor=world.clerk_a, goals=form.goals, reason="疫情", basis="会议纪要 3 号")
    rows = [replace(one, target="≥80") if one.code == "1" else one for one in rows_of(new)[:-1]]
    rows.append(replace(ROWS[4], name="参训教师家长满意度"))
    goals_save(actor=world.clerk_a, goals=new, opened_version=new.version, expected=new.expected, rows=rows)
    return goals_pass(actor=world.approver_a, goals=submit(new, world.clerk_a))


def test_it_is_not_submitted_against_goals_that_were_replaced(world: World) -> None:
    form = builders.filled(world)
    adjusted(world, form)
    form = SelfEvaluation.objects.get(pk=form.pk)
    with pytest.raises(Invalid, match=r"现在有效的是第 2 版.*换用新版目标"):
        self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    assert "绩效目标已有第 2 版" in signed_in(world.clerk_a).get(form.get_absolute_url()).content.decode()


def test_it_keeps_what_was_filled_in_for_indicators_that_are_still_there(world: World) -> None:
    form = builders.filled(world)
    new = adjusted(world, form)
    browser, address = signed_in(world.clerk_a), f"{form.get_absolute_url()}goals/"
    assert browser.post(address, {"opened_version": SelfEvaluation.objects.get(pk=form.pk).version}).status_code == 302
    form = SelfEvaluation.objects.get(pk=form.pk)
    assert form.goals == new
    values = {one.indicator.name: one.actual for one in builders.values_of(form)}
    assert values == dict(zip((row.name for row in rows_of(new)), (*builders.REACHED[:4], ""), strict=True))
    assert (
        Citation.objects.count() == 4
    )  # that of the indicator that is gone was taken back, with the reason in the log
    assert newer_goals(form) is None


def test_it_is_carried_over_by_who_may_fill_it_in_and_from_the_version_seen(world: World) -> None:
    form = builders.filled(world)
    with pytest.raises(Invalid, match="没有比这更新的目标"):
        self_goals_take(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    adjusted(world, form)
    form = SelfEvaluation.objects.get(pk=form.pk)
    with pytest.raises(Refused):
        self_goals_take(actor=world.leader, evaluation=form, opened_version=form.version)
    address = f"{form.get_absolute_url()}goals/"
    assert signed_in(world.clerk_a).post(address, {"opened_version": 1}).status_code == 409
    assert signed_in(world.clerk_b).post(address).status_code == 404
    assert signed_in(world.clerk_a).get(address).status_code == 405
