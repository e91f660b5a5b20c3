"""The cycle's forms with a unit's own template."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.business.evaluation.self import builders
from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.own_templates import GOALS, SELF, self_content, self_filled
from xieshou.business.evaluation.telling import Telling
from xieshou.datasets import load_dataset
from xieshou.platform.accounts.api import User
from xieshou.platform.templates.api import fill, kind_of, template_publish, template_upload
from xieshou.platform.templates.excel_book import S
from xieshou.platform.templates.links import R
from xieshou.platform.templates.office_file import OfficeFile, opened

ADDRESS = "https://xieshou.example"
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


def links_of(data: bytes) -> dict[str, str]:
    """What is a link in a Word file, and where it leads."""
    document = Document(io.BytesIO(data))
    relations = document.part.rels
    found = document.element.body.iter(qn("w:hyperlink"))
    return {
        "".join(text.text or "" for text in one.iter(qn("w:t"))): relations[one.get(qn("r:id"))].target_ref
        for one in found
    }


def cell_links(data: bytes, number: int) -> dict[str, str]:
    """The cells of a sheet that are links, and where they lead."""
    file = opened(data)
    sheets = [part for kind, part in file.relations("xl/workbook.xml").values() if kind == "worksheet"]
    part = sorted(sheets, key=lambda one: ("xieshou" in one, one))[number]
    targets = relations_of(file, part)
    return {str(one.get("ref")): targets[str(one.get(f"{R}id"))] for one in file.tree(part).iter(f"{S}hyperlink")}


def relations_of(file: OfficeFile, part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    return {str(one.get("Id")): str(one.get("Target")) for one in file.tree(f"{folder}/_rels/{name}.rels")}


@pytest.fixture
def _address(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = ADDRESS


@pytest.mark.usefixtures("_address")
def test_its_figures_open_to_their_pages_and_an_annex_tells_their_sources(
    world: World, sign_in: Callable[[User], Client]
) -> None:
    form = builders.filled(world)
    value = builders.values_of(form)[0]
    client, url = sign_in(world.clerk_a), f"/performance/self/{form.pk}/own-template/"
    data = client.get(url).content
    assert links_of(data)[value.actual] == f"{ADDRESS}{form.get_absolute_url()}values/{value.pk}/"
    assert links_of(data)["91.56"] == f"{ADDRESS}{form.get_absolute_url()}"
    assert "附：本表各数的来源" in words(data)
    assert "填报，数据来源" in words(data)
    bare = client.get(f"{url}?sources=0").content
    assert "附：本表各数的来源" not in words(bare)
    assert value.actual in links_of(bare)
    assert "附：本表各数的来源" not in words(client.get(url).content), "the browser remembers"


def test_without_an_address_nothing_is_a_link_and_the_annex_prints_paths(
    world: World, sign_in: Callable[[User], Client], settings: Any
) -> None:
    settings.PUBLIC_ADDRESS = ""
    goals = make_goals(world)
    client, url = sign_in(world.clerk_a), f"/performance/goals/{goals.pk}/own-template/"
    assert "数据来源" not in words(client.get(url).content).replace("完成值数据来源", "").replace("\n数据来源\n", "")
    data = client.get(f"{url}?sources=1").content
    assert not links_of(data)
    assert goals.indicators.all()[0].get_absolute_url() in words(data)


@pytest.mark.usefixtures("_address")
def test_an_excel_template_keeps_its_sheets_and_gets_links_and_a_sheet_of_sources(world: World) -> None:
    form = builders.filled(world)
    value = builders.values_of(form)[0]
    book = io.BytesIO()
    with Workbook(book) as made:
        sheet = made.add_worksheet("自评")
        sheet.write_row(0, 0, ["{项目名称}", "总分 {总分}", "{总分}"])
        sheet.write_row(1, 0, ["{指标.三级指标}", "{指标.实际完成值}", "{指标.得分}"])
        sheet.write_url(5, 0, "https://example.org/", string="依据")
        made.add_worksheet("数据来源")
    kind = kind_of(SELF)
    assert kind is not None
    version = template_upload(
        actor=world.division_manager, kind=kind, owner=world.county_a, data=book.getvalue(), name="自评.xlsx"
    )
    template_publish(actor=world.division_manager, version=version, opened_version=1, reason="试用")
    data = self_filled(form, Telling(world.clerk_a)).data
    found = CalamineWorkbook.from_object(io.BytesIO(data))
    assert found.sheet_names == ["自评", "数据来源", "数据来源2"]
    assert found.get_sheet_by_name("自评").to_python()[0] == [form.subject_name, "总分 91.56", 91.56]
    opens = cell_links(data, 0)
    assert opens["B2"] == f"{ADDRESS}{form.get_absolute_url()}values/{value.pk}/"
    assert opens["C1"] == f"{ADDRESS}{form.get_absolute_url()}"
    assert "B1" not in opens
    assert opens["A10"] == "https://example.org/", "the template's own link moved with its row"
    told = {str(cell) for row in found.get_sheet_by_name("数据来源2").to_python() for cell in row}
    assert {"哪个数", value.indicator.name, "总分"} <= told
    assert not any("年初预算" in text for text in told), "only what the template prints"
    assert cell_links(data, 2)["I4"].startswith(ADDRESS)


@pytest.mark.parametrize("slug", [GOALS, SELF])
def test_it_shows_an_example(db: None, slug: str) -> None:
    kind = kind_of(slug)
    assert kind is not None
    kind.check(kind.example())
