"""One yuan followed to a household, and a household back to its money; what is broken on the way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.assets import confirm, make_asset, make_benefit, make_household
from tests.factories.funds import make_contract, make_paid, make_source
from tests.factories.projects import WAN
from tests.factories.world import World
from tests.insight.chain.builders import make_budget
from xieshou.business.assets.api import Asset, Benefit, Household
from xieshou.business.funds.api import FundSource, Payment
from xieshou.business.projects.api import Contract, Nature, Project, Stage
from xieshou.insight.chain.breaks import BY_CODE
from xieshou.platform.accounts.api import User

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM20")]
SignIn = Callable[[User], Client]
TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Whole:
    """A yuan's way: source, project, contract, payment, asset, benefit, household."""

    source: FundSource
    project: Project
    contract: Contract
    payment: Payment
    asset: Asset
    benefit: Benefit
    household: Household


@pytest.fixture
def whole(world: World) -> Whole:
    source = make_source(world)
    budget = make_budget(world, 20 * WAN, source=source)
    project = budget.project
    Project.objects.filter(pk=project.pk).update(nature=Nature.NEW, stage=Stage.ACCEPTED)
    project.refresh_from_db()
    contract = make_contract(project, 10 * WAN, name="冷库工程")
    payment = make_paid(budget, 10 * WAN, date(2025, 3, 1), "记-2025-0301", contract=contract)
    asset = confirm(world, make_asset(world, project, contract_number="HT-1"))
    household = make_household(world)
    return Whole(source, project, contract, payment, asset, make_benefit(world), household)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def links(page: str) -> set[str]:
    """Every address a page leads to, without anchors."""
    return {one.split("#")[0].replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', page)}


def station(page: str, code: str) -> str:
    """The part of a page that is one station of the chain."""
    return page.split(f'id="{code}"')[1].split('<li class="ch-step', maxsplit=1)[0]


def broken(code: str) -> set[Any]:
    """What a rule finds, whoever may see it."""
    return set(BY_CODE[code].broken(TODAY))


# --- from the yuan to the household, and back ---


def test_a_yuan_is_followed_to_the_household(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_a), f"/chain/payment/{whole.payment.pk}/")
    assert "冷库" in station(page, "asset")
    assert "50,000.00 元" in station(page, "asset")
    assert "受益户：" in station(page, "benefit").replace("</dt>", "")
    assert "1 户" in station(page, "benefit")
    assert "演示户001" in station(page, "household")
    assert f"/chain/household/{whole.household.pk}/" in links(page)


def test_a_household_leads_back_to_every_payment_and_source(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.division_manager), f"/chain/household/{whole.household.pk}/")
    for thing in (whole.source, whole.project, whole.contract, whole.payment, whole.benefit):
        assert thing.get_absolute_url() in links(page), thing
    assert f"/assets/asset/{whole.asset.pk}/" in links(page)
    assert whole.source.document_number in page
    assert "100,000.00 元" in station(page, "b1-payment")


def test_there_and_back_is_the_same_yuan(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.clerk_a)
    there = links(text(client, f"/chain/payment/{whole.payment.pk}/"))
    back = links(text(client, f"/chain/household/{whole.household.pk}/"))
    assert f"/chain/household/{whole.household.pk}/" in there
    assert f"/chain/payment/{whole.payment.pk}/" in back


def test_every_link_of_a_households_chain_opens(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.division_manager)
    for address in links(text(client, f"/chain/household/{whole.household.pk}/").split("ch-chain", 1)[1]):
        assert client.get(address).status_code == 200, address


def test_only_the_payments_of_the_assets_contract_paid_for_it(world: World, sign_in: SignIn, whole: Whole) -> None:
    other = make_contract(whole.project, 5 * WAN, number="HT-2")
    stranger = make_paid(whole.payment.budget, 1 * WAN, date(2025, 5, 1), "记-别的", contract=other)
    page = text(sign_in(world.clerk_a), f"/chain/household/{whole.household.pk}/")
    assert whole.payment.voucher in page
    assert stranger.voucher not in page


def test_a_project_that_pays_households_directly_is_followed_too(world: World, sign_in: SignIn, whole: Whole) -> None:
    make_household(world, "演示户002")
    make_benefit(world, household_code="演示户002", asset_code="", project_code=whole.project.code, kind="补贴")
    home = Household.objects.get(code="演示户002")
    page = text(sign_in(world.clerk_a), f"/chain/household/{home.pk}/")
    assert whole.payment.get_absolute_url() in links(page)
    assert "项目直接到户" in station(text(sign_in(world.clerk_a), f"/chain/project/{whole.project.pk}/"), "benefit")


def test_records_of_the_three_ledgers_have_their_chain(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.clerk_a)
    for slug, record, there in (
        ("assets", whole.asset, f"/chain/project/{whole.project.pk}/"),
        ("benefits", whole.benefit, "/chain/household/coded/"),
        ("households", whole.household, f"/chain/household/{whole.household.pk}/"),
    ):
        answer = client.get(f"/chain/record/{slug}/{record.pk}/", follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain[0][0].startswith(there)


def test_the_search_finds_a_household_and_an_asset_by_their_codes(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.clerk_a)
    assert f"/chain/household/{whole.household.pk}/" in links(text(client, "/chain/?q=演示户001"))
    assert f"/chain/record/assets/{whole.asset.pk}/" in links(text(client, "/chain/?q=ZC-01"))


# --- whose ---


def test_a_household_of_another_county_is_not_known(
    world: World, sign_in: SignIn, whole: Whole, client: Client
) -> None:
    address = f"/chain/household/{whole.household.pk}/"
    assert sign_in(world.clerk_b).get(address).status_code == 404
    assert sign_in(world.clerk_b).get("/chain/household/coded/演示户001/").status_code == 404
    assert client.get(address).status_code == 302
    assert sign_in(world.clerk_a).post(address).status_code == 405


def test_the_head_of_a_household_is_masked_in_the_chain(world: World, sign_in: SignIn, whole: Whole) -> None:
    Household.objects.update(head_masked="测**")
    assert "测**" in text(sign_in(world.clerk_a), f"/chain/household/{whole.household.pk}/")


def test_a_households_chain_asks_few_questions_however_much_it_received(
    world: World, sign_in: SignIn, whole: Whole, django_assert_max_num_queries: Any
) -> None:
    for month in range(1, 11):
        make_benefit(world, due_on=f"2025-{month:02d}-20", paid_on=f"2025-{month:02d}-20")
        make_paid(whole.payment.budget, 100, date(2025, month, 2), f"记-{month}x", contract=whole.contract)
    client = sign_in(world.clerk_a)
    with django_assert_max_num_queries(40):
        text(client, f"/chain/household/{whole.household.pk}/")


# --- what is broken ---


def test_a_whole_way_breaks_none_of_these_rules(whole: Whole) -> None:
    for code in (
        "project-asset",
        "asset-spent",
        "asset-benefit",
        "benefit-overdue",
        "benefit-origin",
        "benefit-household",
    ):
        assert broken(code) == set(), code


def test_an_accepted_project_without_an_asset_is_broken_unless_it_is_a_service(world: World, whole: Whole) -> None:
    Asset.objects.update(state="deleted")
    assert broken("project-asset") == {whole.project}
    Project.objects.update(nature=Nature.SERVICE)
    assert broken("project-asset") == set()


def test_assets_worth_more_than_was_paid_are_broken(whole: Whole) -> None:
    Payment.objects.update(amount_fen=4 * WAN)
    assert broken("asset-spent") == {whole.project}
    Payment.objects.all().delete()
    assert broken("asset-spent") == {whole.project}


def test_a_confirmed_operating_asset_that_gives_nothing_is_broken(whole: Whole) -> None:
    Benefit.objects.update(state="deleted")
    assert broken("asset-benefit") == {whole.asset}
    Asset.objects.update(use="idle")
    assert broken("asset-benefit") == set()


def test_a_benefit_that_is_due_and_not_paid_is_broken(whole: Whole) -> None:
    Benefit.objects.update(paid_on=None, paid_fen=None)
    assert broken("benefit-overdue") == {whole.benefit}
    assert set(BY_CODE["benefit-overdue"].broken(whole.benefit.due_on)) == set(), "not before the day has passed"


def test_a_benefit_of_no_asset_and_no_project_is_broken(world: World, sign_in: SignIn, whole: Whole) -> None:
    loose = make_benefit(world, asset_code="", kind="实物")
    assert broken("benefit-origin") == {loose}
    page = text(sign_in(world.clerk_a), f"/chain/household/{whole.household.pk}/")
    assert "受益没有挂资产，也没有挂项目" in page


def test_a_deleted_asset_or_household_leaves_its_benefits_broken(world: World, sign_in: SignIn, whole: Whole) -> None:
    Asset.objects.update(state="deleted")
    assert broken("benefit-origin") == {whole.benefit}
    page = text(sign_in(world.clerk_a), f"/chain/household/{whole.household.pk}/")
    assert "受益挂的资产不在台账：ZC-01" in page
    Household.objects.update(state="deleted")
    assert broken("benefit-household") == {whole.benefit}
    assert "演示户001 分红" in text(sign_in(world.clerk_a), "/chain/breaks/?kind=benefit-household")


def test_breaks_are_listed_with_rule_and_project_to_whom_they_concern(
    world: World, sign_in: SignIn, whole: Whole
) -> None:
    Benefit.objects.update(paid_on=None, paid_fen=None)
    page = text(sign_in(world.clerk_a), "/chain/breaks/?kind=benefit-overdue")
    assert "演示户001 分红" in page
    assert "应发日期已过" in page
    assert whole.project.get_absolute_url() in links(page)
    assert "演示户001" not in text(sign_in(world.clerk_b), "/chain/breaks/?kind=benefit-overdue")
    assert "受益到期未发" in text(sign_in(world.clerk_a), f"/chain/project/{whole.project.pk}/")
    for code in ("project-asset", "asset-spent", "asset-benefit", "benefit-origin"):
        text(sign_in(world.clerk_a), f"/chain/breaks/?kind={code}&year=2025&counted=1")
