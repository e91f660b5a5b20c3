"""Lists of the field: what narrows a list stays when another thing about it is chosen."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects.models import Category, Maturity, Stage
from xieshou.platform.accounts.api import User, post_appoint
from xieshou.platform.registry.api import region_create

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/funds/payments/?q=学校&after=9", "?q=%E5%AD%A6%E6%A0%A1&state=paid"),
        ("/funds/payments/?q=学校&state=paid", "?q=%E5%AD%A6%E6%A0%A1"),
        ("/performance/?tab=goals&year=2025&q=A%26B", "?tab=self&year=2025&q=A%26B"),
        ("/ledger/training/?q=班&sort=-persons&after=x", "?q=%E7%8F%AD&sort=-persons&trash=1"),
        ("/projects/library/?q=楼&after=1~1", "?q=%E6%A5%BC&category=education"),
        ("/projects/library/?q=楼", "?q=%E6%A5%BC&maturity=ready"),
    ],
)
def test_it_keeps_the_rest_of_the_filter(world: World, sign_in: SignIn, address: str, link: str) -> None:
    known: dict[str, Any] = {"category": Category.EDUCATION, "maturity": Maturity.READY, "rank": 7}
    make_project(world, name="教学楼", stage=Stage.IN_LIBRARY, **known)
    page = unescape(sign_in(world.clerk_a).get(address).content.decode())
    assert f'href="{link}"' in page


def test_it_searches_the_projects_of_many_areas_in_one_go(world: World, sign_in: SignIn) -> None:
    """Two questions walk and end the list, whoever asks; each area once more would be a question of its own."""
    areas = [region_create(code=f"65312{n}", name=f"县{n}", level="county", parent=world.kashgar) for n in range(2, 7)]
    person = User.objects.create_user("hq", name="指挥部")
    post_appoint(
        actor=None, user=person, role=world.roles["approver"], organisation=world.hq, title="审核", areas=areas
    )
    make_project(world, name="教学楼")
    browser = sign_in(person)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/projects/?q=教学").content.decode()
    assert "教学楼" in page
    assert sum('FROM "projects_project"' in one["sql"] for one in queries.captured_queries) <= 4


def test_it_keeps_the_order_of_a_ledger_when_it_is_filtered_anew(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).get("/ledger/training/?sort=-persons").content.decode()
    assert '<input type="hidden" name="sort" value="-persons">' in page
