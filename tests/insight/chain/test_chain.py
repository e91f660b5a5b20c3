"""From a yuan to a result and back, as people with limited areas walk it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.business.evaluation.self.builders import training
from tests.factories.evaluation import make_project
from tests.factories.funds import make_paid, make_source
from tests.factories.world import World
from tests.insight.chain.builders import YEAR, Whole, make_budget, make_whole
from xieshou.platform.accounts.api import User

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM20")]
PAID = date(YEAR, 11, 30)
SignIn = Callable[[User], Client]


@pytest.fixture
def whole(world: World) -> Whole:
    return make_whole(world)


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


# --- from a payment ---


def test_a_payment_leads_up_to_the_document_and_down_to_the_score(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.division_manager), f"/chain/payment/{whole.payment.pk}/")
    known = links(page)
    for thing in (whole.source, whole.budget, whole.project, whole.contract, whole.payment, whole.form):
        assert thing.get_absolute_url() in known
    assert whole.form.total in station(page, "score")
    assert whole.source.document_number in station(page, "source")


def test_each_amount_is_exact_to_the_fen(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_a), f"/chain/payment/{whole.payment.pk}/")
    assert "80,000.05 元" in station(page, "payment")
    assert "90,000.00 元" in station(page, "contract")
    assert "80,000.05" in station(page, "contract"), "paid under it"
    assert "100,000.00 元" in station(page, "budget")


def test_records_and_files_are_two_clicks_from_the_payment(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.clerk_a)
    first = links(text(client, f"{reverse('chain:index')}?q={whole.payment.voucher}"))
    chain = f"/chain/payment/{whole.payment.pk}/"
    assert chain in first
    second = links(text(client, chain))
    assert whole.voucher_file.get_absolute_url() in second
    assert whole.record.get_absolute_url() in second
    assert text(client, whole.record.get_absolute_url())
    assert text(client, whole.voucher_file.get_absolute_url())


def test_a_result_tells_value_score_and_where_it_comes_from(world: World, sign_in: SignIn, whole: Whole) -> None:
    result = station(text(sign_in(world.clerk_a), f"/chain/payment/{whole.payment.pk}/"), "result")
    assert "115人次" in result
    assert "指标 persons" in result
    assert "完成值的佐证" in result
    assert "（满分 20）" in result


def test_every_link_that_is_there_opens(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.division_manager)
    page = text(client, f"/chain/payment/{whole.payment.pk}/").split("ch-chain")[1]
    for address in links(page):
        assert client.get(address).status_code == 200, address


def test_a_link_beyond_ones_rights_is_said_and_not_shown(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_a), f"/chain/payment/{whole.payment.pk}/")
    assert "不在您的可见范围内" in station(page, "source")
    assert whole.source.document_number not in page


def test_a_missing_contract_and_node_stand_in_the_chain_with_what_to_do(world: World, sign_in: SignIn) -> None:
    whole = make_whole(world)
    payment = make_paid(whole.budget, 100, PAID, "记-无合同")
    page = text(sign_in(world.clerk_a), f"/chain/payment/{payment.pk}/")
    assert "支付没有挂合同" in station(page, "contract")
    assert "支付没有对应节点" in station(page, "milestone")
    assert "支付没有凭证文件" in page.split('id="breaks"')[1]


# --- of a project ---


def test_a_project_shows_the_year_asked_for(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.clerk_a)
    page = text(client, f"/chain/project/{whole.project.pk}/")
    assert f"{YEAR} 年全链" in page
    assert whole.payment.voucher in station(page, "payment")
    other = text(client, f"/chain/project/{whole.project.pk}/?year=2019")
    assert "没有登记项目预算" in station(other, "budget")


def test_a_whole_chain_has_no_break(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_a), f"/chain/project/{whole.project.pk}/")
    assert "本项目的断链" not in page


def test_the_projects_page_leads_into_the_chain(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_a), whole.project.get_absolute_url())
    assert f"/chain/project/{whole.project.pk}/" in links(page)


# --- back ---


def test_an_indicator_leads_back_to_its_payments_and_their_source(world: World, sign_in: SignIn, whole: Whole) -> None:
    indicator = whole.form.goals.indicators.order_by("order")[0]
    page = text(sign_in(world.division_manager), f"/chain/indicator/{indicator.pk}/")
    assert indicator.name in station(page, "result")
    assert whole.payment.voucher in station(page, "payment")
    assert "合计 80,000.05 元" in station(page, "payment")
    assert whole.source.document_number in station(page, "source")


def test_a_result_record_leads_back_to_the_payments(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_a), f"/chain/record/training/{whole.record.pk}/")
    indicator = whole.form.goals.indicators.order_by("order")[0]
    assert f"/chain/indicator/{indicator.pk}/" in links(page)
    assert whole.payment.get_absolute_url() in links(page)


def test_a_record_of_another_year_feeds_no_indicator(world: World, sign_in: SignIn, whole: Whole) -> None:
    record = training(world, 3, "2019-05-10")
    page = text(sign_in(world.clerk_a), f"/chain/record/training/{record.pk}/")
    assert "没有绑定到生效的指标" in page


# --- rights and methods ---


def pages(whole: Whole) -> list[str]:
    indicator = whole.form.goals.indicators.order_by("order")[0]
    return [
        f"/chain/payment/{whole.payment.pk}/",
        f"/chain/project/{whole.project.pk}/",
        f"/chain/indicator/{indicator.pk}/",
        f"/chain/record/training/{whole.record.pk}/",
    ]


def test_a_stranger_finds_nothing(world: World, sign_in: SignIn, whole: Whole, client: Client) -> None:
    stranger = sign_in(world.clerk_b)
    for address in pages(whole):
        assert stranger.get(address).status_code == 404
        assert client.get(address).status_code == 302
        assert sign_in(world.clerk_a).post(address).status_code == 405


def test_whoever_may_read_nothing_is_refused_the_search(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.nobody).get("/chain/").status_code == 403
    assert sign_in(world.nobody).get("/chain/breaks/").status_code == 403


# --- search ---


def test_the_search_finds_by_what_people_know(world: World, sign_in: SignIn, whole: Whole) -> None:
    client = sign_in(world.division_manager)
    for words, chain in (
        ("2021-1108", f"/chain/payment/{whole.payment.pk}/"),
        (whole.project.code, f"/chain/project/{whole.project.pk}/"),
        ("HT-1", f"/chain/project/{whole.project.pk}/"),
        (whole.source.document_number, f"/chain/?source={whole.source.pk}"),
        ("满意度", f"/chain/indicator/{whole.form.goals.indicators.get(name='参训教师满意度').pk}/"),
    ):
        assert chain in links(text(client, f"/chain/?q={words}")), words
    assert f"/chain/record/training/{whole.record.pk}/" in links(text(client, "/chain/?q=教师培训&in=training"))
    assert f"/chain/project/{whole.project.pk}/" in links(text(client, f"/chain/?source={whole.source.pk}"))


def test_the_search_finds_nothing_of_others(world: World, sign_in: SignIn, whole: Whole) -> None:
    page = text(sign_in(world.clerk_b), f"/chain/?q={whole.payment.voucher}")
    assert "没有找到" in page


@pytest.mark.parametrize("words", ["%", "_", "'", "记" * 500])
def test_the_search_takes_any_text(world: World, sign_in: SignIn, words: str) -> None:
    assert sign_in(world.clerk_a).get("/chain/", {"q": words}).status_code == 200


def test_a_chain_asks_few_questions_however_many_payments(
    world: World, sign_in: SignIn, whole: Whole, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_paid(whole.budget, 100, PAID, f"记-{number}x", contract=whole.contract)
    client = sign_in(world.clerk_a)
    client.get(f"/chain/project/{whole.project.pk}/")
    with django_assert_max_num_queries(75):
        text(client, f"/chain/project/{whole.project.pk}/")


def test_a_project_without_anything_tells_what_is_missing(world: World, sign_in: SignIn) -> None:
    project = make_project(world)
    budget = make_budget(world, project=project, source=make_source(world, year=2020), year=2020)
    page = text(sign_in(world.clerk_a), f"/chain/project/{project.pk}/")
    assert "该年度预算还没有支付" in station(page, "payment")
    assert "没有生效的绩效目标" in station(page, "result")
    assert f"{budget.year} 年全链" in page
