"""Review per indicator: opinions, return, answers, straight back to the returner, approval."""

import pytest

from tests.factories.evaluation import make_goals, submit
from tests.factories.world import World, person, signed_in
from xieshou.business.evaluation.models import FormState, GoalSet, Opinion
from xieshou.business.evaluation.services import approval
from xieshou.business.evaluation.services.reviewing import (
    goals_pass,
    goals_return,
    goals_submit,
    opinion_add,
    opinion_answer,
    opinion_withdraw,
    reviewer_ask,
)
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.inbox.api import Item
from xieshou.platform.workflow.api import earlier_steps, task_return
from xieshou.schemes import load_scheme

pytestmark = pytest.mark.function("JX06")


def said_of(world: World, goals: GoalSet, code: str = "1") -> Opinion:
    return opinion_add(actor=world.approver_a, goals=goals, indicator_code=code, words="依据不足，请说明测算过程")


def test_an_opinion_stands_at_its_indicator(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    said_of(world, goals, "2")
    page = signed_in(world.clerk_a).get(goals.get_absolute_url()).content.decode()
    assert "依据不足" in page.split('id="2"')[1].split('id="3"')[0]


def test_a_return_opens_the_form_again_with_its_reason(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    goals_return(actor=world.approver_a, goals=goals, reason="人均成本没有依据")
    goals.refresh_from_db()
    assert (goals.state, goals.returned_by) == (FormState.RETURNED, world.approver_a)
    assert "人均成本没有依据" in signed_in(world.clerk_a).get(f"{goals.get_absolute_url()}edit/").content.decode()


def test_an_opinion_without_an_answer_stops_resubmission(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    opinion = said_of(world, goals)
    goals_return(actor=world.approver_a, goals=goals, reason="见意见")
    with pytest.raises(Invalid, match="还没有回应"):
        goals_submit(actor=world.clerk_a, goals=goals, opened_version=goals.version)
    opinion_answer(actor=world.clerk_a, opinion=opinion, answer="已按三年平均重新测算")
    submit(goals, world.clerk_a)
    assert goals.state == FormState.SUBMITTED


def test_resubmission_goes_straight_to_whoever_returned_it(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    goals_return(actor=world.approver_a, goals=goals, reason="改")
    assert not approval.reviews(goals, world.approver_a)
    submit(goals, world.clerk_a)
    assert approval.reviews(goals, world.approver_a)


def test_a_return_made_on_the_approvals_own_page_is_followed(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    task = approval.task_of(goals, world.approver_a)
    assert task is not None
    first = earlier_steps(task.matter, task.step)[0]
    task_return(actor=world.approver_a, task=task, to_path=first.path, reason="从办件退回")
    page = signed_in(world.clerk_a).get(goals.get_absolute_url()).content.decode()
    assert "从办件退回" in page
    submit(GoalSet.objects.get(pk=goals.pk), world.clerk_a)
    goals.refresh_from_db()
    assert goals.state == FormState.SUBMITTED


def test_approval_freezes_the_scheme_and_tells_the_office(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    goals_pass(actor=world.approver_a, goals=goals)
    assert (goals.state, goals.approved_by) == (FormState.APPROVED, world.approver_a)
    assert goals.scheme_digest == load_scheme(goals.scheme).digest
    assert Item.objects.filter(user=world.clerk_a, title__contains="绩效目标").exists()


def test_nobody_approves_while_a_demanded_change_has_no_answer(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    opinion = said_of(world, goals)
    with pytest.raises(Invalid, match="要求修改"):
        goals_pass(actor=world.approver_a, goals=goals)
    opinion_withdraw(actor=world.approver_a, opinion=opinion)
    assert goals_pass(actor=world.approver_a, goals=goals).state == FormState.APPROVED


def test_only_the_reviewer_whose_turn_it_is_decides(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    for actor in (world.clerk_a, world.hq_approver):
        with pytest.raises(Refused):
            goals_return(actor=actor, goals=goals, reason="x")


def test_a_return_without_a_reason_is_refused(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    with pytest.raises(Invalid, match="理由"):
        goals_return(actor=world.approver_a, goals=goals, reason=" ")


def test_those_above_may_say_an_opinion_and_the_office_itself_may_not(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    opinion_add(actor=world.hq_approver, goals=goals, indicator_code="", words="总体可行", must_change=False)
    with pytest.raises(Refused):
        opinion_add(actor=world.clerk_a, goals=goals, indicator_code="", words="很好")


def test_an_outside_expert_reads_and_says_an_opinion_until_approval(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    expert = person("expert_x", "评价专家")
    browser = signed_in(expert)
    assert browser.get(goals.get_absolute_url()).status_code == 404
    reviewer_ask(actor=world.approver_a, goals=goals, user=expert, reason="请看产出指标")
    answer = browser.post(f"{goals.get_absolute_url()}opinions/", {"indicator": "1", "words": "可行"})
    assert answer.status_code == 302
    goals_pass(actor=world.approver_a, goals=goals)
    assert browser.get(goals.get_absolute_url()).status_code == 404


def test_a_draft_takes_no_opinions(world: World) -> None:
    with pytest.raises(Invalid, match="不能写意见"):
        said_of(world, make_goals(world))


def test_an_opinion_survives_the_indicator_it_was_about(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    opinion = said_of(world, goals)
    goals_return(actor=world.approver_a, goals=goals, reason="改")
    data = {"opened_version": goals.version, "expected": goals.expected, "r-1-name": "换一个", "r-1-target": "≥1"}
    signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}edit/", data)
    opinion.refresh_from_db()
    assert opinion.indicator is None
    assert opinion.words.startswith("【培训受援地教师人次】")
