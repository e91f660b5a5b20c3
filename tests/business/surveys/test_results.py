"""What a survey tells: exact rates with their counts, and nothing of groups too small to be anonymous."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.business.surveys.conftest import Made, answered, written
from tests.factories.projects import make_project
from tests.factories.world import World, signed_in
from xieshou.business.projects.api import Stage
from xieshou.business.surveys import services
from xieshou.business.surveys.answering import answer_take
from xieshou.business.surveys.api import Survey, satisfaction_of, surveys_of
from xieshou.business.surveys.figures import (
    SMALLEST_GROUP,
    Group,
    joined_small,
    satisfied_share,
    weighted_mean,
)
from xieshou.business.surveys.selectors import results_of
from xieshou.business.surveys.sheet import workbook_of
from xieshou.business.surveys.trend import periods_of
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid

pytestmark = pytest.mark.function("JX12")


def closed(world: World, survey: Survey) -> Survey:
    return services.survey_close(actor=world.clerk_a, survey=survey, reason="收齐")


def test_it_computes_the_share_exactly_by_category_and_in_all(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "群众", 1, 2, 2, 3, 5, 1, 1)
    answered(survey, "干部", 1, 1, 2, 4, 4)
    results = results_of(closed(world, survey))
    told = {
        group.label: (group.response.parts, group.satisfaction.parts, group.satisfaction.text)
        for group in results.groups
    }
    assert told["群众"] == ("7/12", "5/7", "71.43%")
    assert told["干部"] == ("5/6", "3/5", "60.00%")
    assert told["合计"] == ("12/20", "8/12", "66.67%")
    assert results.items[0].rows[-1][1].given == (5, 3, 1, 2, 1)


def test_it_hands_the_exact_rate_to_others(world: World, opened: Made) -> None:
    judged = opened()
    survey = opened(about=judged)
    answered(survey, "群众", 1, 1, 1, 2, 3, 3)
    running = satisfaction_of(survey)
    assert (running.rate, running.answered, "结束后" in running.why) == (None, 6, True)
    found = satisfaction_of(closed(world, survey))
    assert (found.rate, found.numerator, found.denominator) == (Exact(2, 3), Exact(4), Exact(6))
    assert (found.sampled, found.answered, found.is_enough) == (20, 6, False)
    assert list(surveys_of(judged)) == [survey]


def test_it_computes_the_weighted_mean_by_the_declared_weights(world: World, opened: Made) -> None:
    survey = opened(rule="weighted", weights="１００，80.5、60 30 0")
    answered(survey, "群众", 1, 2, 2, 5, 5)
    found = satisfaction_of(closed(world, survey))
    assert (found.numerator, found.denominator, found.rate) == (Exact(261), Exact(500), Exact(261, 500))
    assert "满意 80.5" in found.rule


@pytest.mark.parametrize("weights", ["100 80 60 30", "90 80 60 30 0", "100 60 80 30 0", "100 80 60 30 -1", "一百"])
def test_it_takes_only_five_falling_weights(world: World, draft: Made, weights: str) -> None:
    with pytest.raises(Invalid, match="各档权重"):
        draft(weights=weights)


def test_it_joins_small_groups_and_says_so(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "群众", *[1] * 9)
    answered(survey, "干部", 5, 5, 5, 4)
    answered(survey, "企业", 1)
    results = results_of(closed(world, survey))
    assert [(group.label, group.valid) for group in results.groups] == [
        ("群众", 9),
        ("合并的小类别（企业、干部）", 5),
        ("合计", 14),
    ]


def test_it_joins_one_more_so_that_the_rest_cannot_be_reckoned(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "群众", *[1] * 9)
    answered(survey, "干部", 5, 5, 5, 4, 1)
    answered(survey, "企业", 1)
    results = results_of(closed(world, survey))
    assert [group.label for group in results.groups] == ["群众", "合并的小类别（企业、干部）", "合计"]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_it_never_shows_or_betrays_a_small_group(sizes: list[int]) -> None:
    groups = [Group(str(number), (str(number),), 20, size, size) for number, size in enumerate(sizes)]
    shown = joined_small(groups)
    assert sum(group.valid for group in shown) == sum(sizes)
    hidden = [group.valid for group in shown if 0 < group.valid < SMALLEST_GROUP]
    assert not hidden or sum(sizes) < SMALLEST_GROUP


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=5))
def test_it_keeps_every_rate_between_none_and_all(given_levels: list[int]) -> None:
    weights = [Exact(one) for one in (100, 80, 60, 30, 0)]
    for rate in (satisfied_share(given_levels, 2), weighted_mean(given_levels, weights)):
        if not sum(given_levels):
            assert rate.value is None
        else:
            assert rate.value is not None
            assert Exact(0) <= rate.value <= Exact(1)


def test_it_tells_nothing_of_fewer_than_five(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "群众", 1, 1, 1, 1)
    found = satisfaction_of(closed(world, survey))
    assert (found.rate, found.answered) == (None, 4)
    assert "样本不足" in found.why
    assert results_of(survey).items == ()


def test_it_tells_an_empty_survey_apart_from_a_bad_one(world: World, opened: Made) -> None:
    found = satisfaction_of(closed(world, opened()))
    assert (found.rate, found.sampled, found.answered) == (None, 20, 0)


def test_it_warns_when_there_are_fewer_than_the_survey_asks_for(world: World, opened: Made) -> None:
    survey = opened(least_answers=30)
    answered(survey, "群众", *[1] * 6)
    assert any("样本不足" in one for one in results_of(closed(world, survey)).warnings)


def test_it_shows_each_opinion_once_in_the_order_of_letters(world: World, opened: Made) -> None:
    survey = opened()
    waiting = survey.invitations.filter(category="群众")[:6]
    for invitation, text in zip(waiting, ("路好", "", "桥好", "路好", "", ""), strict=True):
        answer_take(invitation=invitation, written=written(survey, text=text))
    assert results_of(closed(world, survey)).items[2].texts == ("桥好", "路好（2 份）")


def test_it_writes_the_workbook_with_counts_and_no_formula(world: World, opened: Made) -> None:
    survey = opened(title="=1+1")
    answered(survey, "群众", 1, 2, 3, 4, 5, 1)
    closed(world, survey)
    survey.refresh_from_db()
    book = CalamineWorkbook.from_filelike(BytesIO(workbook_of(survey, results_of(survey))))
    summary, questions = (book.get_sheet_by_index(number).to_python() for number in (0, 1))
    assert summary[0][0] == "=1+1"
    total = next(row for row in summary if row[0] == "合计")
    assert total == ["合计", 20, 6, 6, "30.00%", "50.00%", "3", "6"]
    assert [2, 1, 1, 1, 1] in [row[1:6] for row in questions]


def test_it_sets_one_survey_beside_the_ones_before_about_the_same(world: World, opened: Made) -> None:
    project = make_project(world, stage=Stage.RUNNING)
    first, second, third = (opened(about=project, title=f"第 {number} 次") for number in (1, 2, 3))
    other = opened(about=project, title="加权", rule="weighted")
    for survey, levels in ((first, (1, 1, 1, 1, 3)), (second, (1, 1, 1, 3, 3)), (third, (1, 1, 1, 1, 1, 3))):
        answered(survey, "群众", *levels)
        closed(world, survey)
    answered(other, "群众", 1, 1, 1, 1, 1)
    closed(world, other)
    found = periods_of(world.clerk_a, third)
    assert [(one.rate_text, one.drift_text, one.is_large) for one in found[:3]] == [
        ("80.00%", "—", False),
        ("60.00%", "-20.00", True),
        ("83.33%", "+23.33", True),
    ]
    assert found[3].cautions == ("满意率算法不同",)
    page = signed_in(world.clerk_a).get(f"/surveys/{third.pk}/results/").content.decode()
    assert ("+23.33" in page, "变动大" in page) == (True, True)
    assert periods_of(world.clerk_b, third) == []


def test_a_project_s_page_shows_its_surveys_and_the_way_to_a_new_one(world: World, opened: Made) -> None:
    project = make_project(world, stage=Stage.RUNNING)
    survey = opened(about=project)
    page = signed_in(world.clerk_a).get(project.get_absolute_url()).content.decode()
    assert (survey.title in page, f"about=projects.project%3A{project.pk}" in page) == (True, True)
    assert "surveys/new" not in signed_in(world.leader).get(project.get_absolute_url()).content.decode()
