"""Several people truly at once: one wins, the others are told, nothing is saved in part."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from tests.business.evaluation.self import builders
from tests.factories.evaluation import ROWS, make_goals
from tests.factories.world import World, make_world
from xieshou.business.evaluation.entries import rows_of
from xieshou.business.evaluation.models import FormState, GoalSet, SelfEvaluation
from xieshou.business.evaluation.services.awarding import self_award
from xieshou.business.evaluation.services.goals import goals_save
from xieshou.business.evaluation.services.self_evaluation import (
    self_evaluation_pass,
    self_evaluation_save,
    self_evaluation_submit,
)
from xieshou.business.evaluation.services.self_typed import Typed
from xieshou.lib.problems import Invalid, Stale
from xieshou.platform.audit.api import history_of

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


def at_once(*acts: Callable[[], None]) -> list[str]:
    """What became of each when all act in the same moment."""
    together, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        together.wait()
        try:
            act()
            outcomes.append("saved")
        except Stale:
            outcomes.append("stale")
        except Invalid as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def together() -> World:
    """A world of its own, which every connection sees."""
    return make_world()


@pytest.mark.function("JX10")
def test_it_keeps_one_whole_self_evaluation_of_several_saved_at_once(together: World) -> None:
    form = builders.begun(together)
    opened = form.version

    def saver(number: int) -> Callable[[], None]:
        def save() -> None:
            mine = SelfEvaluation.objects.get(pk=form.pk)
            values = builders.entries(mine, source=f"第{number}人的册子")
            typed = Typed(values=values, achieved=f"第{number}人", problems=f"第{number}人")
            self_evaluation_save(actor=together.clerk_a, evaluation=mine, opened_version=opened, typed=typed)

        return save

    assert at_once(*map(saver, range(PEOPLE))) == ["saved", *["stale"] * (PEOPLE - 1)]
    form.refresh_from_db()
    assert {one.source for one in builders.values_of(form)} == {f"{form.achieved}的册子"}
    assert (form.problems, form.version) == (form.achieved, opened + 1)
    assert history_of(form).filter(action="self.save").count() == 1


@pytest.mark.function("JX02")
def test_it_keeps_one_whole_form_of_goals_of_several_saved_at_once(together: World) -> None:
    goals = make_goals(together)
    opened, saved = goals.version, history_of(goals).filter(action="goals.save").count()

    def saver(number: int) -> Callable[[], None]:
        def save() -> None:
            mine = GoalSet.objects.get(pk=goals.pk)
            rows = [replace(row, data_source=f"第{number}人") for row in rows_of(mine)[number:]]
            rows.append(replace(ROWS[0], name=f"第{number}人新增", data_source=f"第{number}人"))
            goals_save(actor=together.clerk_a, goals=mine, opened_version=opened, expected=f"第{number}人", rows=rows)

        return save

    assert at_once(*map(saver, range(PEOPLE))) == ["saved", *["stale"] * (PEOPLE - 1)]
    goals.refresh_from_db()
    winner = int(goals.expected[1])
    assert {row.data_source for row in rows_of(goals)} == {goals.expected}
    assert len(rows_of(goals)) == len(ROWS) - winner + 1
    assert history_of(goals).filter(action="goals.save").count() == saved + 1


@pytest.mark.function("JX10")
def test_it_is_submitted_once_though_two_press_the_button(together: World) -> None:
    form = builders.filled(together)
    opened = SelfEvaluation.objects.get(pk=form.pk).version

    def submit() -> None:
        mine = SelfEvaluation.objects.get(pk=form.pk)
        self_evaluation_submit(actor=together.clerk_a, evaluation=mine, opened_version=opened)

    outcomes = at_once(submit, submit)
    assert outcomes.count("saved") == 1
    assert history_of(form).filter(action="self.submit").count() == 1


@pytest.mark.function("JX10")
def test_it_never_approves_a_card_without_a_score_awarded_in_the_same_moment(together: World) -> None:
    form = builders.submitted(together)
    code = builders.values_of(form)[0].indicator.code
    opened = SelfEvaluation.objects.get(pk=form.pk).version

    def award() -> None:
        mine = SelfEvaluation.objects.get(pk=form.pk)
        why = "抽查签到册不实"
        self_award(
            actor=together.approver_a, evaluation=mine, code=code, awarded="3", because=why, opened_version=opened
        )

    def agree() -> None:
        mine = SelfEvaluation.objects.get(pk=form.pk)
        self_evaluation_pass(actor=together.approver_a, evaluation=mine, opened_version=opened)

    outcomes = at_once(award, agree)
    form.refresh_from_db()
    awarded = form.values.get(indicator__code=code).awarded
    if form.state == FormState.APPROVED and form.card is not None:
        assert {item["code"]: item["awarded"] for item in form.card["items"]}[code] == (awarded or "20")
    assert outcomes.count("saved") >= 1
