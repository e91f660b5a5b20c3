"""Pages and sheets of assets, households and benefits, as people with limited areas use them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.business.evaluation.self.builders import make_evidence
from tests.factories.assets import UNIT, make_asset, make_benefit, make_household
from tests.factories.funds import make_paid
from tests.factories.projects import WAN
from tests.factories.world import World
from tests.insight.chain.builders import make_budget
from tests.platform.exchange.sheets_for_tests import csv_file
from xieshou.business.assets.api import ASSETS, BENEFITS, HOUSEHOLDS, Benefit, Household, head_set, worth_of
from xieshou.business.projects.api import Project
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange import api as exchange
from xieshou.platform.exchange import selectors
from xieshou.platform.jobs.api import Job, work_until_idle
from xieshou.platform.ledger.api import Ledger
from xieshou.platform.ledger.exporting import LedgerSource
from xieshou.platform.ledger.importing import LedgerTarget

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NUMBER = "11010519491231002X"  # the example of GB 11643


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


# --- the head of a household ---


def named(world: World, household: Household, **changed: Any) -> Household:
    typed = {"name": "测试甲", "id_number": NUMBER, "reason": "建档", "opened_version": household.version, **changed}
    return head_set(actor=world.clerk_a, household=household, **typed)


def test_the_head_is_encrypted_masked_and_revealed_with_a_reason(world: World, sign_in: SignIn) -> None:
    household = named(world, make_household(world))
    page = text(sign_in(world.clerk_a), reverse("assets:household", args=[household.pk]))
    assert "测**" in page
    assert "110***********002X" in page
    assert "测试甲" not in page
    assert "/people/reveal/" not in page, "the clerk holds no right to reveal"
    assert "/people/reveal/" in text(sign_in(world.approver_a), reverse("assets:household", args=[household.pk]))
    row = Household.objects.filter(pk=household.pk).values_list("head_masked", flat=True)
    assert list(row) == ["测**"]


def test_the_log_and_the_ledger_hold_the_mask_only(world: World, sign_in: SignIn) -> None:
    household = named(world, make_household(world))
    logged = str([entry.changes for entry in audit.history_of(household)])
    assert "测**" in logged
    assert "测试甲" not in logged + text(sign_in(world.clerk_a), "/ledger/households/")


def test_a_wrong_number_a_twin_and_a_missing_reason_are_told(world: World) -> None:
    first = named(world, make_household(world))
    other = make_household(world, "演示户002")
    with pytest.raises(Invalid) as told:
        named(world, other, reason="", id_number=NUMBER)
    assert {one.where for one in told.value.problems} == {"理由", "户主身份证号"}
    with pytest.raises(Invalid, match="户主身份证号"):
        named(world, Household.objects.get(pk=first.pk), id_number="110105194912310021")
    with pytest.raises(Refused):
        head_set(actor=world.auditor_outside, household=other, opened_version=1, name="甲", id_number="", reason="查看")


def test_what_is_left_empty_stays_and_clearing_is_said(world: World) -> None:
    household = named(world, make_household(world))
    with pytest.raises(Invalid, match="换了户主"):
        named(world, household, name="测试乙", id_number="")
    household.refresh_from_db()
    household = named(world, household, id_number="")
    assert household.head_id_number == NUMBER
    with pytest.raises(Invalid, match="都没有填"):
        named(world, household, name="", id_number="")
    household.refresh_from_db()
    household = named(world, household, name="", id_number="", is_cleared=True)
    assert (str(household.head_name), str(household.head_id_number), household.head_masked) == ("", "", "")


def test_the_head_is_entered_on_the_households_page(world: World, sign_in: SignIn) -> None:
    household = make_household(world)
    address = reverse("assets:head", args=[household.pk])
    typed = {"name": "测试甲", "id_number": "", "reason": "建档", "opened_version": household.version}
    assert sign_in(world.clerk_a).post(address, typed).status_code == 302
    assert Household.objects.get().head_masked == "测**"


HEADS = "户编号,户主姓名,户主身份证号\n"


def test_heads_of_many_come_from_a_table_that_is_not_kept(world: World, sign_in: SignIn) -> None:
    make_household(world)
    make_household(world, "演示户002")
    browser, address = sign_in(world.clerk_a), reverse("assets:heads")
    template = browser.get(reverse("assets:heads_template"))
    assert template.status_code == 200
    table = csv_file(f"{HEADS}演示户001,测试甲,{NUMBER}\n演示户002,测试乙,\n")
    assert browser.post(address, {"file": table, "reason": "建档"}).status_code == 302
    heads = Household.objects.order_by("code").values_list("head_masked", flat=True)
    assert list(heads) == ["测**", "测**"]
    assert not exchange.ImportBatch.objects.exists()


def test_a_wrong_row_of_heads_writes_none_and_names_its_cell(world: World, sign_in: SignIn) -> None:
    make_household(world)
    make_household(world, "邻县户", by=world.clerk_b, owner="疏附县受援办")
    table = csv_file(f"{HEADS}演示户001,测试甲,{NUMBER[:-1]}1\n邻县户,测试乙,\n演示户001,测试丙,\n")
    answer = sign_in(world.clerk_a).post(reverse("assets:heads"), {"file": table, "reason": "建档"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "C2（户主身份证号）" in page
    assert "A3（户编号）" in page
    assert "A4（户编号）" in page
    assert not Household.objects.exclude(head_masked="").exists()
    assert sign_in(world.auditor_outside).get(reverse("assets:heads")).status_code == 403


# --- sheets ---


@pytest.fixture
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.function("XM19")
def test_a_sheet_of_benefits_is_judged_by_row_and_cell_and_comes_in(world: World) -> None:
    make_household(world)
    head = "责任单位,户编号,受益方式,应发金额（元）,应发日期,实发金额（元）,实发日期\n"
    good, wrong = f"{UNIT},演示户001,分红,800,2025-12-20,800,2025-12-18\n", f"{UNIT},演示户009,分红,八百,2025-12-20,,\n"
    batch = checked(world, head + good + wrong)
    told = [(row.number, one.where) for row in selectors.checked_rows(batch, "wrong") for one in row.problems]
    assert told == [(3, "应发金额")], "names are looked up once every cell can be read"
    exchange.import_apply(actor=world.clerk_a, batch=checked(world, head + good), duplicates="skip", is_partial=False)
    work_until_idle()
    assert [(one.title, one.amount_fen, one.period) for one in Benefit.objects.all()] == [
        ("演示户001 分红", 80_000, "2025")
    ]


ASSETS_HEAD = "责任单位,名称,资产编号,项目编号,原值（元）,日期\n"


def row_of(project: Project, code: str, yuan: int) -> str:
    return f"{UNIT},设备,{code},{project.code},{yuan},2025-12-01\n"


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.function("XM18")
def test_a_sheet_of_assets_that_together_exceed_what_was_spent_is_refused_at_the_row(world: World) -> None:
    budget = make_budget(world, 100 * WAN)
    make_paid(budget, 10 * WAN, date(2025, 3, 1))
    rows = [row_of(budget.project, code, yuan) for code, yuan in (("A1", 60_000), ("A2", 50_000), ("A3", 40_000))]
    batch = checked(world, ASSETS_HEAD + "".join(rows), ASSETS)
    ((number, told),) = [(row.number, row.problems) for row in selectors.checked_rows(batch, "wrong")]
    assert (number, [one.where for one in told]) == (3, ["原值"])
    assert "与本表第 2 行合计，超过项目已支付：已支付 100,000.00 元" in told[0].what
    assert "本表前面各行 60,000.00 元，本行 50,000.00 元，超出 10,000.00 元" in told[0].what
    assert (told[0].allowed, "先登记支付" in told[0].remedy) == ("不超过 40,000.00 元", True)
    exchange.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=True)
    work_until_idle()
    assert worth_of(budget.project).left == 0, "what still fits comes in"


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.parametrize(("duplicates", "left"), [("skip", 4 * WAN), ("overwrite", 0)])
def test_a_sheet_that_fits_only_if_it_replaces_is_not_taken_when_it_skips(
    world: World, duplicates: str, left: int
) -> None:
    budget = make_budget(world, 100 * WAN)
    make_paid(budget, 10 * WAN, date(2025, 3, 1))
    make_asset(world, budget.project, code="A1", amount_fen="6万元")
    rows = [row_of(budget.project, code, yuan) for code, yuan in (("A1", 20_000), ("A2", 40_000), ("A3", 40_000))]
    batch = checked(world, ASSETS_HEAD + "".join(rows), ASSETS)
    assert not list(selectors.checked_rows(batch, "wrong"))
    exchange.import_apply(actor=world.clerk_a, batch=batch, duplicates=duplicates, is_partial=False)
    work_until_idle()
    assert worth_of(budget.project).left == left
    problem = Job.objects.latest("pk").error
    assert ("本次新增 80,000.00 元，超出 40,000.00 元" in problem) is (duplicates == "skip")


def checked(world: World, text_of_sheet: str, ledger: Ledger = BENEFITS) -> exchange.ImportBatch:
    """The batch after its check."""
    batch = exchange.import_begin(actor=world.clerk_a, target=LedgerTarget(ledger), upload=csv_file(text_of_sheet))
    work_until_idle()
    batch.refresh_from_db()
    return batch


def test_an_export_of_households_holds_no_name_even_in_full(world: World) -> None:
    named(world, make_household(world))
    columns = [column.name for column in HOUSEHOLDS.columns]
    rows = LedgerSource(HOUSEHOLDS).rows(world.clerk_a, {"query": "", "columns": columns}, is_full=True)
    cells = str(list(rows))
    assert "测**" in cells
    assert "测试甲" not in cells
    assert NUMBER not in cells


# --- lists and pages ---


def test_each_list_asks_the_database_a_fixed_number_of_times(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_asset(world, code=f"ZC-{number}")
        make_household(world, f"演示户{number}")
        make_benefit(world, household_code=f"演示户{number}", asset_code=f"ZC-{number}", paid_on="", paid_fen="")
    browser = sign_in(world.clerk_a)
    for ledger in (ASSETS, HOUSEHOLDS, BENEFITS):
        with django_assert_max_num_queries(16):
            text(browser, f"/ledger/{ledger.slug}/")
    with django_assert_max_num_queries(16):
        page = text(browser, reverse("assets:lapses"))
    assert page.count("演示户") >= 12


def test_the_pages_ask_few_questions_however_many_benefits(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    project = make_budget(world).project
    make_paid(project.budgets.get(), 100_000_000, date(2025, 3, 1))
    asset, household = make_asset(world, project), make_household(world)
    for day in range(1, 11):
        make_benefit(world, due_on=f"2025-12-{day:02d}", paid_on=f"2025-12-{day:02d}")
    browser = sign_in(world.clerk_a)
    for name, record in (("assets:asset", asset), ("assets:household", household)):
        with django_assert_max_num_queries(35):
            page = text(browser, reverse(name, args=[record.pk]))
        assert page.count("2025-12-") >= 20
    assert f"/assets/asset/{asset.pk}/" in text(browser, project.get_absolute_url())


@pytest.mark.function("XM19")
def test_what_was_not_paid_late_and_short_is_listed_with_its_rule(world: World, sign_in: SignIn) -> None:
    make_household(world)
    make_household(world, "演示户002")
    make_household(world, "演示户003")
    make_benefit(world, asset_code="", paid_on="", paid_fen="")
    make_benefit(world, asset_code="", household_code="演示户002", paid_on="2026-01-05")
    make_benefit(world, asset_code="", household_code="演示户003", paid_fen="799.99")
    browser = sign_in(world.clerk_a)
    for code, home, rule in (
        ("missing", "演示户001", "没有实发日期"),
        ("late", "演示户002", "实发日期晚于应发日期"),
        ("short", "演示户003", "实发金额小于应发金额"),
    ):
        page = text(browser, f"/assets/lapses/?kind={code}")
        assert rule in page
        assert {one for one in ("演示户001", "演示户002", "演示户003") if one in page} == {home}


def test_strangers_readers_and_owners(world: World, sign_in: SignIn, client: Client) -> None:
    asset, household = make_asset(world), make_household(world)
    pages = [reverse("assets:asset", args=[asset.pk]), reverse("assets:household", args=[household.pk])]
    for address in pages:
        assert client.get(address).status_code == 302
        assert sign_in(world.clerk_b).get(address).status_code == 404
        assert sign_in(world.auditor_outside).get(address).status_code == 200
        assert sign_in(world.clerk_a).post(address).status_code == 405
    head, cite = reverse("assets:head", args=[household.pk]), reverse("assets:cite", args=[asset.pk])
    assert sign_in(world.auditor_outside).get(head).status_code == 403
    assert sign_in(world.auditor_outside).post(cite).status_code == 403
    assert sign_in(world.clerk_a).get(reverse("assets:decide", args=[asset.pk, "confirm"])).status_code == 403
    assert sign_in(world.approver_a).get(reverse("assets:decide", args=[asset.pk, "anything"])).status_code == 404
    assert sign_in(world.nobody).get(reverse("assets:lapses")).status_code == 403


@pytest.mark.function("XM18")
def test_the_page_tells_what_title_lacks_and_confirms(world: World, sign_in: SignIn) -> None:
    asset = make_asset(world)
    address = reverse("assets:asset", args=[asset.pk])
    assert "确权还差" in text(sign_in(world.clerk_a), address)
    refused = sign_in(world.clerk_a).post(f"{address}submit/", {"opened_version": asset.version})
    assert refused.status_code == 422
    assert "移交清单" in refused.content.decode()
    file = make_evidence(world)
    sign_in(world.clerk_a).post(f"{address}cite/", {"evidence": file.pk, "proves": "移交清单"})
    asset.refresh_from_db()
    said = {"opened_version": asset.version, "reason": "演示纪要"}
    assert sign_in(world.approver_a).post(f"{address}confirm/", said).status_code == 302
    asset.refresh_from_db()
    assert asset.title_state == "confirmed"


def test_a_benefit_begun_from_an_asset_knows_the_asset(world: World, sign_in: SignIn) -> None:
    project = make_budget(world).project
    make_paid(project.budgets.get(), 10_000_000, date(2025, 3, 1))
    asset = make_asset(world, project)
    browser = sign_in(world.clerk_a)
    link = f"/ledger/benefits/new/?asset_code={asset.code}"
    assert link in text(browser, reverse("assets:asset", args=[asset.pk]))
    form = text(browser, link)
    assert f'value="{asset.code}"' in form
    assert project.code in form, "the project follows from the asset"


def test_the_record_leads_to_its_own_page(world: World, sign_in: SignIn) -> None:
    asset, household = make_asset(world), make_household(world)
    browser = sign_in(world.clerk_a)
    assert reverse("assets:asset", args=[asset.pk]) in text(browser, asset.get_absolute_url())
    assert reverse("assets:household", args=[household.pk]) in text(browser, household.get_absolute_url())
