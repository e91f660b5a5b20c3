"""Grants: registered once, what is left of them, what arrived."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.models import FundSource, Receipt
from xieshou.business.funds.services.sources import DESCRIBED
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit

pytestmark = pytest.mark.function("XM05")
DAY = date(2025, 3, 1)


def test_it_refuses_the_same_document_number_however_it_is_written(world: World, source: FundSource) -> None:
    with pytest.raises(Invalid, match="已登记为"):
        factory.make_source(world, document_number="深财行(2025) 1 号", name="另一个名称")
    assert FundSource.objects.count() == 1


def test_it_takes_another_line_of_the_same_document_when_told_so(world: World, source: FundSource) -> None:
    other = factory.make_source(world, document_number=source.document_number, name="工作经费", is_other_line=True)
    assert other.document_number == source.document_number
    with pytest.raises(Invalid, match="已登记为"):
        factory.make_source(world, document_number=source.document_number, name="工作经费", is_other_line=True)


def test_it_lets_only_social_money_be_without_a_document(world: World) -> None:
    factory.make_source(world, level="social", document_number="")
    with pytest.raises(Invalid, match="社会资金"):
        factory.make_source(world, document_number="")


def test_it_tells_everything_that_is_wrong_at_once(world: World) -> None:
    with pytest.raises(Invalid) as told:
        factory.make_source(world, name=" ", permitted_use="", amount_fen=0, year=1800, categories=["moon"])
    assert {problem.where for problem in told.value.problems} == {
        "资金名称", "用途限制", "金额", "年度", "可用于的项目类别",
    }  # fmt: skip


def test_it_is_registered_by_who_keeps_the_money_only(world: World) -> None:
    described: dict[str, Any] = {"year": 2025, "level": "city", "name": "专项", "document_number": "深财〔2025〕9号"}
    rest: dict[str, Any] = {"amount_fen": WAN, "permitted_use": "不限", "categories": []}
    with pytest.raises(Refused):
        funds.source_create(actor=world.clerk_a, owner=world.county_a, **described, **rest)
    made = funds.source_create(actor=world.approver_a, owner=world.county_a, **described, **rest)
    assert audit.history_of(made)[0].action == "fund_source.create"


def test_it_knows_what_is_left(office: World, source: FundSource) -> None:
    factory.make_budget(office, 300 * WAN, source=source)
    standing = funds.standing_of(source)
    assert (standing.budgeted, standing.allocated, standing.left) == (300 * WAN, 0, 700 * WAN)


def test_it_does_not_put_more_into_budgets_than_there_is(office: World, source: FundSource) -> None:
    with pytest.raises(Invalid, match=r"只剩 10,000,000.00 元"):
        factory.make_budget(office, 1001 * WAN, source=source)


def test_it_refuses_a_budget_for_a_category_the_money_is_not_for(office: World) -> None:
    health = factory.make_source(office, categories=["health"])
    with pytest.raises(Invalid, match="不能用于“教育”"):
        factory.make_budget(office, WAN, source=health)


def test_it_does_not_fall_below_what_is_used(office: World, source: FundSource) -> None:
    factory.make_budget(office, 300 * WAN, source=source)
    change: dict[str, Any] = {"actor": None, "source": source, "opened_version": source.version, "reason": "更正"}
    with pytest.raises(Invalid, match=r"不少于 3,000,000.00 元"):
        funds.source_edit(**change, amount_fen=299 * WAN)
    source.refresh_from_db()
    funds.source_edit(**{**change, "opened_version": source.version}, amount_fen=300 * WAN)
    with pytest.raises(Stale):
        funds.source_edit(**change, amount_fen=400 * WAN)


def test_it_counts_what_arrived_and_never_more_than_the_grant(source: FundSource) -> None:
    funds.receipt_add(actor=None, source=source, received_on=DAY, amount_fen=600 * WAN)
    with pytest.raises(Invalid, match=r"不超过 4,000,000.00 元"):
        funds.receipt_add(actor=None, source=source, received_on=DAY, amount_fen=401 * WAN)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid, match="还没到"):
        funds.receipt_add(actor=None, source=source, received_on=tomorrow, amount_fen=WAN)


def test_it_takes_a_receipt_back_by_a_row_of_its_own_once(source: FundSource) -> None:
    entry = funds.receipt_add(actor=None, source=source, received_on=DAY, amount_fen=600 * WAN)
    funds.receipt_reverse(actor=None, receipt=entry, reversed_on=date(2025, 4, 1), reason="重复登记")
    assert [row.amount_fen for row in Receipt.objects.order_by("pk")] == [600 * WAN, -600 * WAN]
    with pytest.raises(Invalid, match="已经冲销"):
        funds.receipt_reverse(actor=None, receipt=entry, reversed_on=date(2025, 4, 2), reason="再冲")


def test_it_refuses_taking_back_before_it_arrived_or_without_a_reason(source: FundSource) -> None:
    entry = funds.receipt_add(actor=None, source=source, received_on=DAY, amount_fen=WAN)
    with pytest.raises(Invalid) as told:
        funds.receipt_reverse(actor=None, receipt=entry, reversed_on=date(2025, 2, 1), reason=" ")
    assert len(told.value.problems) == 2


def test_it_refuses_a_voucher_twice_until_the_first_entry_is_taken_back(world: World, source: FundSource) -> None:
    known: dict[str, Any] = {"actor": None, "source": source, "received_on": date(2025, 3, 1), "amount_fen": WAN}
    first = funds.receipt_add(**known, voucher="收-1")
    with pytest.raises(Invalid, match="凭证号 收-1 已登记"):
        funds.receipt_add(**known, voucher=" 收-１ ")
    funds.receipt_reverse(actor=None, receipt=first, reversed_on=date(2025, 3, 2), reason="登错")
    assert funds.receipt_add(**known, voucher="收-1").voucher == "收-1"


def test_it_refuses_an_amount_below_what_has_arrived(world: World, source: FundSource) -> None:
    funds.receipt_add(actor=None, source=source, received_on=date(2025, 3, 1), amount_fen=500 * WAN)
    described = {name: getattr(source, name) for name in DESCRIBED} | {"amount_fen": 499 * WAN}
    with pytest.raises(Invalid, match="已到账"):
        funds.source_edit(actor=None, source=source, opened_version=source.version, reason="更正", **described)


def test_it_pays_only_for_its_own_place_and_not_for_years_before(office: World) -> None:
    elsewhere = factory.make_source(office, place=office.county_b_region)
    with pytest.raises(Invalid, match="限用于"):
        factory.make_budget(office, source=elsewhere)
    later = factory.make_source(office, year=2026)
    with pytest.raises(Invalid, match="是 2026 年度的"):
        factory.make_budget(office, source=later, project=factory.make_running(office, name="另一所学校"))


def test_its_year_is_not_moved_past_the_budgets_made_of_it(office: World, source: FundSource) -> None:
    factory.make_budget(office, WAN, source=source)
    with pytest.raises(Invalid, match="已列入 2025 年预算"):
        funds.source_edit(actor=None, source=source, opened_version=1, reason="年度写错", year=2026)
