"""The cycle's forms with a unit's own template."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from docx import Document

from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.own_templates import GOALS, SELF, self_content
from xieshou.datasets import load_dataset
from xieshou.platform.accounts.api import User
from xieshou.platform.templates.api import fill, kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.function("ZC13")]


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_prints_the_goals_of_the_form(world: World, sign_in: Callable[[User], Client]) -> None:
    goals = make_goals(world)
    answer = sign_in(world.clerk_a).get(f"/performance/goals/{goals.pk}/own-template/")
    assert answer.status_code == 200
    printed = words(answer.content)
    assert all(one.name in printed for one in goals.indicators.all())


def test_it_hides_the_goals_from_strangers(world: World, sign_in: Callable[[User], Client]) -> None:
    goals = make_goals(world)
    assert sign_in(world.clerk_b).get(f"/performance/goals/{goals.pk}/own-template/").status_code == 404


def test_it_prints_a_published_self_evaluation(world: World) -> None:
    published = next(one for one in load_dataset("shenzhen-2020").evaluations if one.id == "exchange")
    printed = words(fill(SELF, world.office, *self_content(published)).data)
    assert all(text in printed for text in ("94.37", "64.42%", "1249727.75", "脱贫攻坚展为受援地提供展位面积"))


@pytest.mark.parametrize("slug", [GOALS, SELF])
def test_it_shows_an_example(db: None, slug: str) -> None:
    kind = kind_of(slug)
    assert kind is not None
    kind.check(kind.example())
