"""A satisfaction indicator's value from a survey: the rate, its source, the results as evidence."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.business.evaluation.self import builders
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import ActualValue, SelfEvaluation
from xieshou.business.evaluation.services import scoring
from xieshou.business.surveys.api import Survey
from xieshou.business.surveys.models import Answer, Invitation, Person, Question
from xieshou.platform.evidence.api import citations_of

pytestmark = pytest.mark.function("JX12")


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def form(world: World) -> SelfEvaluation:
    return builders.begun(world)


def made(world: World, form: SelfEvaluation, satisfied: int = 5, year: int = builders.YEAR) -> Survey:
    """A closed survey about the form's project: six answers."""
    days = {"opens_on": date(year, 11, 1), "closes_on": date(year, 11, 30)}
    survey = Survey(
        title="教师满意度", owner=form.owner, place=form.place, state="closed", created_by=world.clerk_a, **days
    )
    survey.about = form.project
    survey.save()
    question = Question.objects.create(survey=survey, number=1, kind="level", text="总体是否满意")
    place = {"owner": form.owner, "place": form.place}
    for number in range(1, 9):
        person = Person.objects.create(survey=survey, number=number, category="教师", name=f"演示{number}", **place)
        Invitation.objects.create(survey=survey, person=person, category="教师", code=f"{survey.pk}C{number}")
    for number in range(6):
        values = {str(question.pk): 1 if number < satisfied else 5}
        Answer.objects.create(
            survey=survey, category="教师", answered_on=days["closes_on"], values=values, is_valid=True
        )
    return survey


def last(form: SelfEvaluation) -> ActualValue:
    return builders.values_of(form)[-1]


def address(form: SelfEvaluation) -> str:
    return f"{form.get_absolute_url()}values/{last(form).pk}/"


def test_the_rate_of_a_survey_becomes_the_value_with_source_and_evidence(world: World, form: SelfEvaluation) -> None:
    survey, client = made(world, form), signed_in(world.clerk_a)
    assert "教师满意度" in client.get(address(form)).content.decode()
    asked = {"survey": survey.pk, "opened_version": form.version}
    assert client.post(f"{address(form)}survey/", asked).status_code == 302
    value = last(form)
    assert (value.actual, "教师满意度" in value.source, "有效问卷 6 份" in value.source) == ("83.33%", True, True)
    (cited,) = citations_of(value)
    assert cited.evidence.name == "教师满意度-结果.xlsx"
    form.refresh_from_db()
    item = scoring.card_of(form).item(value.indicator.code)
    assert item is not None
    assert item.by_rule is not None


def test_what_was_typed_beside_the_value_stays(world: World, form: SelfEvaluation) -> None:
    ActualValue.objects.filter(pk=last(form).pk).update(deviation="样本偏少")
    asked = {"survey": made(world, form).pk, "opened_version": form.version}
    signed_in(world.clerk_a).post(f"{address(form)}survey/", asked)
    assert last(form).deviation == "样本偏少"


def test_a_survey_of_another_year_or_another_project_is_refused(world: World, form: SelfEvaluation) -> None:
    other, late = builders.begun(world), made(world, form, year=builders.YEAR + 1)
    for survey in (made(world, other), late):
        asked = {"survey": survey.pk, "opened_version": form.version}
        assert signed_in(world.clerk_a).post(f"{address(form)}survey/", asked).status_code == 403
    assert last(form).actual == ""


def test_an_indicator_of_something_else_offers_no_survey(world: World, form: SelfEvaluation) -> None:
    made(world, form)
    first = builders.values_of(form)[0]
    page = signed_in(world.clerk_a).get(f"{form.get_absolute_url()}values/{first.pk}/").content.decode()
    assert "取自满意度调查" not in page
