"""Targets beside what was reached before and elsewhere, with the arithmetic and where each value stands."""

from dataclasses import replace

import pytest

from tests.business.evaluation.goals.test_library import make_indicator
from tests.factories.evaluation import ROWS, make_goals, make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import rows_of
from xieshou.business.evaluation.models import ActualValue, FormState, GoalSet, SelfEvaluation
from xieshou.business.evaluation.services.checking import check_stored
from xieshou.business.projects.api import Project
from xieshou.platform.dictionary.api import Figure

pytestmark = pytest.mark.function("JX05")


def reached(world: World, project: Project, year: int, actual: str, state: str = FormState.APPROVED) -> ActualValue:
    """A self-evaluation of an earlier year with this value of the first indicator."""
    goals = make_goals(world, project=project, year=year)
    first = goals.indicators.get(code="1")
    whose = {"owner": project.owner, "place": project.place}
    evaluation = SelfEvaluation.objects.create(project=project, year=year, goals=goals, state=state, **whose)
    return ActualValue.objects.create(evaluation=evaluation, indicator=first, actual=actual, **whose)


def findings(world: World, goals: GoalSet) -> dict[str, object]:
    return {one.code: one for one in check_stored(goals, world.clerk_a).findings if one.code.startswith("P-")}


def test_a_target_below_every_earlier_year_is_asked_about_with_figures_and_links(world: World) -> None:
    project = make_project(world)
    values = [
        reached(world, project, year, actual)
        for year, actual in ((2020, "150 人次"), (2021, "180 人次"), (2022, "210 人次"))
    ]
    goals = make_goals(world, project=project, year=2023)
    found = check_stored(goals, world.clerk_a)
    one = next(one for one in found.findings if one.code == "P-BELOW-HISTORY")
    assert "2022 年 210 人次" in one.what
    assert [basis.url for basis in one.bases] == [value.get_absolute_url() for value in values]


def test_the_page_leads_to_where_each_value_stands(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=(replace(ROWS[0], library="train.teachers"), *ROWS[1:]))
    version = goals.indicators.get(code="1").indicator
    assert version is not None
    Figure.objects.create(
        version=version, region=world.county_a_region, period="2020", year=2020, value="260", source="演示数据"
    )
    page = signed_in(world.clerk_a).get(goals.get_absolute_url()).content.decode()
    assert "260 人次" in page
    assert version.indicator.get_absolute_url() in page


def test_a_target_many_times_last_year_is_asked_about(world: World) -> None:
    project = make_project(world)
    reached(world, project, 2020, "20 人次")
    assert "P-GROWTH" in findings(world, make_goals(world, project=project, year=2021))


def test_values_of_an_unapproved_self_evaluation_are_not_used(world: World) -> None:
    project = make_project(world)
    reached(world, project, 2020, "20 人次", state=FormState.DRAFT)
    assert findings(world, make_goals(world, project=project, year=2021)) == {}


def test_a_plausible_target_is_left_alone(world: World) -> None:
    project = make_project(world)
    reached(world, project, 2020, "95 人次")
    assert findings(world, make_goals(world, project=project, year=2021)) == {}


def test_a_target_well_below_similar_places_is_asked_about(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=(replace(ROWS[0], library="train.teachers"), *ROWS[1:]))
    version = goals.indicators.get(code="1").indicator
    assert version is not None
    for region, value in ((world.county_b_region, "300"), (world.kashgar, "400"), (world.shenzhen, "500")):
        Figure.objects.create(version=version, region=region, period="2020", year=2020, value=value, source="演示数据")
    one = next(one for one in check_stored(goals, world.clerk_a).findings if one.code == "P-BELOW-PEERS")
    assert "中位数" in one.what
    assert len(one.bases) == 3
    assert rows_of(goals)[0].library == "train.teachers"
