"""Every place that warns or stops names rule and version, and opens it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.business.projects.work.conftest import days
from tests.business.rules.conftest import issued
from tests.factories.evaluation import make_goals
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects.models import Stage
from xieshou.business.projects.services import accepting, reviewing
from xieshou.platform.accounts.api import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def page(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def names(kind: str, text: str, version: str = "") -> bool:
    """Whether a page has the link to a version of a rule; without one, to the built-in values."""
    return f'href="{version or reverse("rules:built_in", args=[kind])}"' in text


@pytest.mark.function("XM01")
def test_the_checks_of_a_proposal(world: World, sign_in: SignIn) -> None:
    project = make_project(world, name="塔县受援办办公楼装修")
    made = issued("negative-list", world.office)
    text = page(sign_in(world.clerk_a), project.get_absolute_url())
    assert names("negative-list", text, made.get_absolute_url())
    assert names("twins", text)
    assert "规则“负面清单”第 1 版" in text


@pytest.mark.function("XM13")
def test_a_warning_in_the_list_on_the_project_and_on_its_own_page(world: World, sign_in: SignIn) -> None:
    project = make_project(world, stage=Stage.RUNNING, starts_on=days(-400), ends_on=days(30))
    made = issued("warnings", world.office)
    acceptance = accepting.acceptance_prepare(actor=world.clerk_a, project=project, due_on=days(-10))
    browser = sign_in(world.clerk_a)
    warning = project.warnings.get(rule="acceptance")
    for address in ("/projects/warnings/", project.get_absolute_url(), warning.get_absolute_url()):
        assert names("warnings", page(browser, address), made.get_absolute_url()), address
    assert names("acceptance-lists", page(browser, acceptance.get_absolute_url()))


@pytest.mark.function("XM02")
def test_a_round_of_review(world: World, sign_in: SignIn) -> None:
    project = make_project(world, stage=Stage.PROPOSED)
    review = reviewing.review_open(actor=world.hq_approver, project=project, experts=[world.leader])
    assert names("review", page(sign_in(world.hq_approver), review.get_absolute_url()))


@pytest.mark.function("JX04")
def test_the_check_of_goals(world: World, sign_in: SignIn) -> None:
    goals = make_goals(world)
    assert names("goal-check", page(sign_in(world.clerk_a), reverse("evaluation:goals_edit", args=[goals.pk])))
