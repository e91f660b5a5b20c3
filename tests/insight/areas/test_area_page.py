"""The area page: one page, every figure with its source, and nobody sees more than their own."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.world import World
from tests.insight.chain.builders import make_whole
from xieshou.business.donations.models import Donation
from xieshou.insight.areas import sections
from xieshou.insight.areas.api import Area, Chapter, Figure
from xieshou.platform.accounts.api import User
from xieshou.platform.dictionary import api as dictionary
from xieshou.platform.evidence.models import Evidence, StoredFile
from xieshou.platform.registry import api as registry
from xieshou.platform.registry.api import NewDivision, Organisation

pytestmark = pytest.mark.function("JC03")

SignIn = Callable[[User], Client]


def evidence_of(world: World, owner: Organisation) -> Evidence:
    number = StoredFile.objects.count()
    file = StoredFile.objects.create(sha256=f"{number:064}", size=1, media_type="text/plain")
    known = {"name": f"证{number}", "title": f"证{number}", "uploaded_by": world.clerk_a, "place": owner.region}
    return Evidence.objects.create(file=file, owner=owner, **known)


def figure_of(world: World) -> dictionary.Figure:
    indicator = dictionary.indicator_create(
        actor=None,
        code="funds",
        name="财政援助资金",
        category="资金支持",
        definition="拨付数",
        unit="万元",
        direction="higher",
    )
    known: dict[str, Any] = {"version": indicator.versions.get(), "region": world.county_a_region}
    return dictionary.figure_add(actor=None, value="24194.8", period="2018", source="某报告 第 8 行", **known)


def text(client: Client, url: str, **asked: Any) -> str:
    return client.get(url, asked).content.decode()


def test_it_shows_identity_organisations_and_figures_on_one_page(world: World, sign_in: SignIn) -> None:
    figure_of(world)
    evidence_of(world, world.county_a)
    page = text(sign_in(world.clerk_a), "/areas/653131/")
    for words in ("喀什地区", "受援地主管部门", "24,194.8", "2018", "某报告 第 8 行", "佐证材料"):
        assert words in page


def test_it_opens_every_figure_to_its_source(world: World, sign_in: SignIn) -> None:
    figure_of(world)
    evidence_of(world, world.county_a)
    client = sign_in(world.clerk_a)
    user, area = world.clerk_a, Area(world.county_a_region, ())
    figures = [figure for chapter in sections.filled(user, area) for figure in chapter.figures]
    assert len(figures) == 2
    for figure in figures:
        assert client.get(figure.source_url).status_code == 200
    assert "证0" in text(client, figures[-1].source_url)


def test_it_counts_only_what_a_person_may_see(world: World, sign_in: SignIn) -> None:
    evidence_of(world, world.county_a)
    url = "/areas/653131/records/evidence.evidence/"
    assert "证0" in text(sign_in(world.clerk_a), url)
    assert "证0" not in text(sign_in(world.clerk_b), url)
    assert "没有您可见的记录" in text(sign_in(world.clerk_b), "/areas/653131/")
    assert "只数您有权查看的" in text(sign_in(world.clerk_b), "/areas/653131/")


def test_it_counts_what_lies_below(world: World, sign_in: SignIn) -> None:
    evidence_of(world, world.county_a)
    evidence_of(world, world.county_b)
    assert text(sign_in(world.hq_approver), "/areas/653100/records/evidence.evidence/").count("证") >= 2


def test_it_says_what_is_missing_and_where_it_is_entered(world: World, sign_in: SignIn) -> None:
    page = text(sign_in(world.clerk_a), "/areas/653131/")
    assert "没有登记人口、产值、收入。" in page
    assert "去登记" in page
    assert not re.search(r">\s*0\s*<", page)  # missing is not zero


def test_it_counts_the_division_s_past_with_it(world: World, sign_in: SignIn) -> None:
    evidence_of(world, world.county_a)
    registry.region_change(
        actor=None,
        kind="county_to_city",
        before=[world.county_a_region],
        after=[NewDivision("653102", "塔县市")],
        on=date(2018, 6, 1),
    )
    client = sign_in(world.division_manager)
    assert "证0" in text(client, "/areas/653102/records/evidence.evidence/")
    page = text(client, "/areas/653102/")
    assert "县改市" in page
    assert "历史区划" in text(client, "/areas/653131/")


def test_it_takes_figures_of_other_apps(world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_PROVIDERS", list(sections._PROVIDERS))
    sections.add(
        lambda user, area: [Figure(Chapter.PAIRING, "结对村", "60", "个", "2022", "结对台账", "/ledger/pairing/")]
    )
    page = text(sign_in(world.clerk_a), "/areas/653131/")
    assert "结对村" in page
    assert 'href="/ledger/pairing/"' in page


def test_it_leads_from_a_division_and_from_a_name(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.clerk_a)
    assert "/areas/653131/" in text(client, world.county_a_region.get_absolute_url())
    assert client.get("/areas/", {"q": "塔什库尔干塔吉克自治县"})["Location"] == "/areas/653131/"
    assert "疏附县" in text(client, "/areas/")


@pytest.mark.parametrize("url", ["/areas/", "/areas/653131/", "/areas/653131/records/evidence.evidence/"])
def test_it_is_for_those_signed_in_and_only_for_reading(world: World, sign_in: SignIn, url: str) -> None:
    assert Client().get(url).status_code == 302
    assert sign_in(world.nobody).get(url).status_code == 200
    assert sign_in(world.clerk_a).post(url).status_code == 405


@pytest.mark.parametrize("url", ["/areas/999999/", "/areas/000000/", "/areas/653131/records/accounts.user/"])
def test_it_knows_no_other_place_and_no_other_kind(world: World, sign_in: SignIn, url: str) -> None:
    assert sign_in(world.clerk_a).get(url).status_code == 404


def test_it_reads_one_page_with_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    figure_of(world)
    for _ in range(5):
        evidence_of(world, world.county_a)
    client = sign_in(world.clerk_a)
    with django_assert_max_num_queries(45):
        client.get("/areas/653131/")
    with django_assert_max_num_queries(16):
        client.get("/areas/653131/records/evidence.evidence/")


def test_it_sums_the_ledgers_by_year_and_says_what_nothing_proves(world: World, sign_in: SignIn) -> None:
    for year, is_counted in (("2020", True), ("2020", False), ("2021", True)):
        Donation.objects.create(
            owner=world.county_a,
            place=world.county_a_region,
            title=f"捐款 {year}",
            period=year,
            kind="money",
            amount_fen=150_000_000,
            is_counted=is_counted,
        )
    client = sign_in(world.clerk_a)
    found = client.get("/areas/653131/").context["chapters"]
    shown = {chapter.chapter: chapter.figures for chapter in found}
    funds = [(figure.label, figure.value, figure.unit, figure.as_of) for figure in shown[Chapter.FUNDS]]
    assert funds == [("社会捐赠：金额", "150.00", "万元", "2021 年"), ("社会捐赠：金额", "150.00", "万元", "2020 年")]
    (gap,) = shown[Chapter.GAPS]
    assert (gap.label, gap.value) == ("社会捐赠（没有佐证）", "3")
    assert text(client, gap.source_url).count("捐款 ") == 3
    behind = text(client, shown[Chapter.FUNDS][0].source_url)
    assert behind.count("捐款 ") == 1
    address = "/ledger/donations/?region=653131&amp;since=2021-01-01&amp;until=2021-12-31"
    assert address in behind
    assert "捐款 2021" in text(client, address.replace("&amp;", "&"))
    assert "社会捐赠：金额" not in text(sign_in(world.clerk_b), "/areas/653131/")


def test_it_tells_projects_money_and_performance_and_each_opens(world: World, sign_in: SignIn) -> None:
    make_whole(world)
    client = sign_in(world.division_manager)
    chapters = client.get("/areas/653131/").context["chapters"]
    shown = {one.chapter: {figure.label: figure for figure in one.figures} for one in chapters}
    assert {"计划", "支付", "支出率"} <= set(shown[Chapter.FUNDS])
    assert "到账" not in shown[Chapter.FUNDS]  # nothing arrived was ever registered, which is not zero
    assert {"项目", "合同"} <= set(shown[Chapter.PROJECTS])
    assert {"绩效目标（已批准）", "绩效自评"} <= set(shown[Chapter.PERFORMANCE])
    for figures in shown.values():
        for figure in figures.values():
            assert client.get(figure.source_url).status_code == 200, figure


def test_it_tells_no_money_to_who_may_not_read_it(world: World, sign_in: SignIn) -> None:
    make_whole(world)
    world.roles["clerk"].grants.filter(permission="funds:fund:read").delete()
    chapters = sign_in(world.clerk_a).get("/areas/653131/").context["chapters"]
    labels = {figure.label for one in chapters for figure in one.figures}
    assert not {"计划", "到账", "支付", "支出率"} & labels


def test_it_reads_the_money_of_years_with_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    make_whole(world)
    client = sign_in(world.division_manager)
    with django_assert_max_num_queries(65):
        client.get("/areas/653131/")
