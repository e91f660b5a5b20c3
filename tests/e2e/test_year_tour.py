"""One project's year, played by the people whose work it is, from the proposal to the disclosure. Figures are invented."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.e2e import tour_appraisal, tour_goals, tour_results
from tests.e2e.conftest import Enter
from tests.e2e.tour_people import Tour, make_experts
from tests.factories.world import World
from xieshou.platform.dictionary.data_load import dictionary_load
from xieshou.platform.workflow.api import load_builtin_flows


@pytest.fixture
def tour(world: World, enter: Enter, settings: Settings, tmp_path: Path) -> Tour:
    settings.MEDIA_ROOT = tmp_path
    dictionary_load()
    load_builtin_flows()
    return Tour(world, enter, make_experts(world))


def test_it_plays_a_year_of_one_project_from_goal_to_disclosure(tour: Tour, tmp_path: Path) -> None:
    tour_goals.propose(tour)
    tour_goals.review(tour)
    tour_goals.plan(tour)
    tour_goals.measured(tour)
    tour_goals.enter_goals(tour)
    tour_goals.submit_goals(tour)
    tour_goals.return_goals(tour)
    tour_results.budget(tour)
    tour_results.payment(tour)
    tour_results.record(tour)
    tour_results.monitor(tour)
    tour_results.evaluate(tour)
    tour_appraisal.begin(tour)
    tour_appraisal.score(tour)
    tour_appraisal.report(tour)
    tour_appraisal.sign(tour)
    tour_appraisal.mend(tour)
    tour_appraisal.answer(tour)
    tour_appraisal.disclose(tour)
    tour_appraisal.dossier(tour, tmp_path)
    tour_appraisal.look_up(tour)
