"""The short address of a figure of money, as documents print it, and the annex of the table of the four figures."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World, signed_in
from xieshou.business.funds.api import short_path
from xieshou.business.funds.models import ProjectBudget

pytestmark = pytest.mark.function("XM09")
YEAR_END = date(2025, 12, 31)


@pytest.fixture
def budget(world: World) -> ProjectBudget:
    made = factory.make_budget(world, source=factory.make_source(world))
    factory.make_paid(made, 30 * WAN, date(2025, 3, 31))
    return made


def test_it_opens_the_rows_behind_a_figure(world: World, budget: ProjectBudget) -> None:
    url = short_path("paid", YEAR_END, {"year": 2025, "project": budget.project_id, "source": ""})
    assert url == f"/funds/f/paid-20251231-y2025-p{budget.project_id}/"
    answer = signed_in(world.clerk_a).get(url, follow=True)
    assert [one.amount_fen for one in answer.context["page"].rows] == [30 * WAN]
    assert answer.context["figure"] == 30 * WAN


def test_it_says_whose_money_by_the_number_of_the_unit(world: World, budget: ProjectBudget) -> None:
    url = short_path("planned", YEAR_END, {"year": 2025, "owner": f"编号 {world.county_a.pk} {world.county_a.name}"})
    assert url == f"/funds/f/planned-20251231-y2025-o{world.county_a.pk}/"
    assert [one.pk for one in signed_in(world.clerk_a).get(url, follow=True).context["page"].rows] == [budget.pk]


def test_a_stranger_and_a_code_that_is_none_find_nothing(world: World, budget: ProjectBudget) -> None:
    url = short_path("paid", YEAR_END, {"year": 2025, "project": budget.project_id})
    assert signed_in(world.clerk_b).get(url).status_code == 404
    assert signed_in(world.nobody).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    for code in ("paid", "paid-20251331-y2025", "spent-20251231", "paid-20251231-q1", "paid-20251231-p999999"):
        assert signed_in(world.clerk_a).get(reverse("funds:short", args=[code])).status_code == 404


def test_the_exported_table_says_what_each_figure_was_counted_from(world: World, budget: ProjectBudget) -> None:
    url = f"{reverse('funds:figures_file', args=['xlsx'])}?year=2025&as_of=2025-12-31&by=project"
    client = signed_in(world.clerk_a)
    told = strings(client.get(url).content)
    assert "1 笔支付之和\n支出率 = 30 ÷ 100 = 30.00%" in told
    assert f"/funds/f/paid-20251231-y2025-p{budget.project_id}/" in told
    assert "来源未登记" not in told
    assert "1 笔支付之和" not in strings(client.get(f"{url}&sources=0").content)


def strings(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as file:
        return file.read("xl/sharedStrings.xml").decode()
