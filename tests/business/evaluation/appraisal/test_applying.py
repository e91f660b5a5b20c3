"""Application of results: suggested, answered before the next goals, confirmed; findings on the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.business.evaluation.appraisal.factory import make_signed
from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.models import Application, FormState
from xieshou.business.evaluation.services.applying import (
    FoundProblem,
    application_answer,
    application_confirm,
    application_make,
    application_return,
    appraisal_findings,
    unanswered,
)
from xieshou.business.evaluation.services.reviewing import submit_problems
from xieshou.business.rectification.api import findings_of
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.inbox.api import Item

pytestmark = pytest.mark.function("JX14")


@pytest.fixture
def waiting(world: World) -> Application:
    """A result that the unit has to answer."""
    return Application.objects.get(appraisal=make_signed(world))


def answer(world: World, waiting: Application, **rest: Any) -> Application:
    values: dict[str, Any] = {"answer": "压减展会经费，提前细化指标", "asked_fen": 18_000_000_00}
    return application_answer(
        actor=world.clerk_a, application=waiting, opened_version=waiting.version, **{**values, **rest}
    )


def test_the_suggestion_names_grade_rule_and_how_official_it_is(waiting: Application) -> None:
    assert waiting.suggestion_code == "SUPPORT"
    assert "等级“优”（97.2 分）" in waiting.suggestion
    assert "不是官方规定" in waiting.suggestion


def test_next_years_goals_wait_for_the_answer(world: World, waiting: Application) -> None:
    assert waiting.project is not None
    goals = make_goals(world, project=waiting.project, year=2021)
    assert any(one.where == "结果应用" for one in submit_problems(goals, world.clerk_a))
    answer(world, waiting)
    assert not any(one.where == "结果应用" for one in submit_problems(goals, world.clerk_a))


def test_another_year_and_another_project_are_not_held_up(world: World, waiting: Application) -> None:
    assert waiting.project is not None
    assert unanswered(project=waiting.project, year=2022) == []
    assert len(unanswered(project=waiting.project, year=2021)) == 1


def test_an_answer_needs_words_and_an_amount_and_zero_is_an_amount(world: World, waiting: Application) -> None:
    with pytest.raises(Invalid) as told:
        answer(world, waiting, answer="", asked_fen=None)
    assert len(told.value.problems) == 2
    assert answer(world, waiting, asked_fen=0).asked_fen == 0


def test_the_unit_has_it_on_its_desk_until_it_answers(world: World, waiting: Application) -> None:
    todos = Item.objects.filter(user=world.clerk_a, done_at=None, title__startswith="编报预算前回应")
    assert todos.count() == 1
    answer(world, waiting)
    assert todos.count() == 0


def test_an_answer_that_does_not_do_is_asked_again(world: World, waiting: Application) -> None:
    answer(world, waiting)
    application_return(
        actor=world.division_manager, application=waiting, reason="没有说明压减多少", opened_version=waiting.version
    )
    assert waiting.project is not None
    assert "被退回" in unanswered(project=waiting.project, year=2021)[0].what
    answer(world, waiting)
    application_confirm(actor=world.division_manager, application=waiting, opened_version=waiting.version)
    assert waiting.state == FormState.APPROVED


def test_another_unit_does_not_answer_and_the_unit_does_not_confirm(world: World, waiting: Application) -> None:
    with pytest.raises(Refused):
        application_answer(
            actor=world.clerk_b, application=waiting, answer="x", asked_fen=1, opened_version=waiting.version
        )
    answer(world, waiting)
    with pytest.raises(Refused):
        application_confirm(actor=world.clerk_a, application=waiting, opened_version=waiting.version)


def test_a_stale_answer_is_told(world: World, waiting: Application) -> None:
    opened = waiting.version
    answer(world, waiting)
    application_return(actor=world.division_manager, application=waiting, reason="再写", opened_version=waiting.version)
    with pytest.raises(Stale):
        application_answer(actor=world.clerk_a, application=waiting, answer="x", asked_fen=1, opened_version=opened)


def test_problems_of_an_evaluation_go_to_the_ledger_and_tighten_the_suggestion(
    world: World, waiting: Application
) -> None:
    appraisal = waiting.appraisal
    assert appraisal is not None
    due = timezone.localdate() + timedelta(days=30)
    found = FoundProblem("质量指标值设置偏低", world.clerk_a, due, demanded="重设指标值")
    appraisal_findings(actor=world.division_manager, appraisal=appraisal, findings=[found])
    one = findings_of(appraisal).get()
    assert (one.owner, one.responsible, one.due_on, one.source) == (world.county_a, world.clerk_a, due, "evaluation")
    renewed = application_make(actor=world.division_manager, appraisal=appraisal)
    assert renewed.pk == waiting.pk
    assert renewed.suggestion_code == "RECTIFY_FIRST"


def test_a_problem_without_somebody_who_answers_for_it_is_refused(world: World, waiting: Application) -> None:
    assert waiting.appraisal is not None
    found = FoundProblem("问题", world.clerk_b, timezone.localdate())
    with pytest.raises(Invalid, match="任职"):
        appraisal_findings(actor=world.division_manager, appraisal=waiting.appraisal, findings=[found])


def test_an_answered_result_keeps_its_suggestion(world: World, waiting: Application) -> None:
    answer(world, waiting)
    before = waiting.suggestion
    assert application_make(actor=world.division_manager, appraisal=waiting.appraisal).suggestion == before
