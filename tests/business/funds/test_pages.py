"""Pages of money: who may open them, what they show, what they change."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds import imports
from xieshou.business.funds.models import FundSource, Payment, PaymentState, ProjectBudget
from xieshou.platform.accounts.api import User

SignIn = Callable[[User], Client]
DAY = date(2025, 6, 1)


def _url(name: str, *args: Any) -> str:
    return reverse(f"funds:{name}", args=args)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.function("XM05")
def test_sources_are_seen_by_those_within_reach_and_changed_by_their_keepers(
    office: World, source: FundSource, sign_in: SignIn
) -> None:
    page, edit = _url("source", source.pk), _url("source_edit", source.pk)
    assert Client().get(page).status_code == 302
    assert sign_in(office.clerk_a).get(page).status_code == 404
    assert sign_in(office.leader).get(page).status_code == 200
    assert sign_in(office.leader).get(edit).status_code == 403
    assert sign_in(office.division_manager).get(edit).status_code == 200
    assert sign_in(office.division_manager).post(page).status_code == 405
    assert sign_in(office.nobody).get(_url("sources")).status_code == 403


@pytest.mark.function("XM05")
def test_a_source_is_registered_with_money_as_people_write_it(office: World, sign_in: SignIn) -> None:
    form = {
        "owner": office.division.name, "year": "2025", "level": "city", "name": "专项", "document_number": "深财〔2025〕8号",
        "amount_fen": "1.2 亿元", "permitted_use": "对口支援", "document_date": "2025年3月1日", "categories": ["health"],
    }  # fmt: skip
    browser = sign_in(office.division_manager)
    answer = browser.post(_url("source_new"), form)
    made = FundSource.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.amount_fen, made.document_date, made.categories) == (12000 * WAN, date(2025, 3, 1), ["health"])
    again = browser.post(_url("source_new"), form)
    assert again.status_code == 422
    assert "已登记为" in _text(again)


@pytest.mark.function("XM05")
def test_a_source_s_page_shows_everything_paid_from_it(
    office: World, source: FundSource, budget: ProjectBudget, sign_in: SignIn
) -> None:
    factory.make_paid(budget, 30 * WAN, DAY, voucher="记-88")
    text = _text(sign_in(office.division_manager).get(source.get_absolute_url()))
    assert "记-88" in text
    assert "300,000.00" in text
    assert "900.00" in text  # 万元 left


@pytest.mark.function("XM05")
def test_sources_come_and_go_as_a_workbook(office: World, source: FundSource, sign_in: SignIn) -> None:
    browser = sign_in(office.division_manager)
    taken = browser.get(_url("source_export")).content
    rows = CalamineWorkbook.from_filelike(BytesIO(taken)).get_sheet_by_index(0).to_python()
    assert rows[1][2] == source.name
    assert rows[1][6] == 1000
    source.delete()
    answer = browser.post(
        _url("source_import"), {"file": SimpleUploadedFile("a.xlsx", taken), "owner": office.division}
    )
    assert answer.status_code == 302, _text(answer)
    assert FundSource.objects.get().amount_fen == 1000 * WAN


@pytest.mark.function("XM05")
def test_several_lines_of_one_document_come_in_one_table_of_no_more_rows_than_are_read_at_once(
    office: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = (
        "年度,资金来源,资金名称,文号,金额（万元）,用途限制,同一文件的另一笔\n"
        "2025,市级,项目资金,深财〔2025〕1号,１０００,对口支援,\n2025,市级,工作经费,深财(2025)1号,50,工作经费,是\n"
    )
    form = {"owner": office.division}
    browser, url = sign_in(office.division_manager), _url("source_import")
    monkeypatch.setattr(imports, "MOST_ROWS", 1)
    answer = browser.post(url, {**form, "file": SimpleUploadedFile("a.csv", table.encode("gb18030"))})
    assert "每次不超过 1 行" in _text(answer)
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    answer = browser.post(url, {**form, "file": SimpleUploadedFile("a.csv", table.encode("gb18030"))})
    assert answer.status_code == 302
    assert FundSource.objects.count() == 2


@pytest.mark.function("XM05")
def test_a_wrong_cell_is_named_and_nothing_is_imported(office: World, sign_in: SignIn) -> None:
    table = (
        "年度,资金来源,资金名称,文号,金额（万元）,用途限制\n"
        "2025,市级,专项,深财〔2025〕1号,1000,对口支援\n2025,火星,专项,深财〔2025〕2号,很多,对口支援\n"
    )
    file = SimpleUploadedFile("a.csv", table.encode())
    answer = sign_in(office.division_manager).post(_url("source_import"), {"file": file, "owner": office.division})
    assert answer.status_code == 422
    assert "B3（资金来源）" in _text(answer)
    assert "E3（金额）" in _text(answer)
    assert not FundSource.objects.exists()


@pytest.mark.function("XM05")
def test_a_refusal_of_one_row_leaves_every_row_out(office: World, source: FundSource, sign_in: SignIn) -> None:
    table = (
        "年度,资金来源,资金名称,文号,金额（万元）,用途限制\n"
        f"2025,市级,新的,深财〔2025〕77号,1000,对口支援\n2025,市级,专项,{source.document_number},5,对口支援\n"
    )
    file = SimpleUploadedFile("a.csv", table.encode())
    answer = sign_in(office.division_manager).post(_url("source_import"), {"file": file, "owner": office.division})
    assert "D3（文号）" in _text(answer)
    assert FundSource.objects.count() == 1


@pytest.mark.function("XM07")
def test_a_payment_is_asked_for_and_its_page_tells_where_it_is(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    browser = sign_in(office.clerk_a)
    ask = _url("payment_new", budget.project_id)
    stopped = browser.post(ask, {"budget": budget.pk, "amount_fen": "110 万元", "purpose": "进度款", "act": "ask"})
    assert stopped.status_code == 422
    assert "超计划（预算）" in _text(stopped)
    assert "超进度" in _text(stopped)
    answer = browser.post(ask, {"budget": budget.pk, "amount_fen": "200000.50", "purpose": "进度款", "act": "ask"})
    payment = Payment.objects.get()
    assert answer["Location"] == payment.get_absolute_url()
    assert payment.amount_fen == 20000050
    text = _text(browser.get(payment.get_absolute_url()))
    assert "受援县审核" in text
    assert "塔县审核" in text
    assert "受援县审核" in _text(browser.get(_url("board")))


@pytest.mark.function("XM07")
def test_payments_are_judged_by_reach(office: World, budget: ProjectBudget, sign_in: SignIn) -> None:
    payment = funds.payment_draft(actor=office.clerk_a, budget=budget, amount_fen=90 * WAN, purpose="到货款")
    page, waive = payment.get_absolute_url(), _url("payment_waive", payment.pk)
    assert Client().get(page).status_code == 302
    assert sign_in(office.clerk_b).get(page).status_code == 404
    assert sign_in(office.auditor_outside).get(page).status_code == 200
    assert sign_in(office.auditor_outside).get(_url("payment_edit", payment.pk)).status_code == 403
    assert sign_in(office.clerk_a).get(waive).status_code == 403
    assert sign_in(office.clerk_a).get(_url("payment_submit", payment.pk)).status_code == 405
    assert sign_in(office.clerk_a).post(_url("payment_submit", payment.pk)).status_code == 422
    decider = sign_in(office.approver_a)
    assert "写明理由放行" in _text(decider.get(page))
    decider.post(waive, {"reason": "到货即付", "opened_version": 1})
    assert sign_in(office.clerk_a).post(_url("payment_submit", payment.pk)).status_code == 302


@pytest.mark.function("XM07")
def test_a_draft_is_kept_although_it_would_be_stopped(office: World, budget: ProjectBudget, sign_in: SignIn) -> None:
    form = {"budget": budget.pk, "amount_fen": "110 万元", "purpose": "进度款", "act": "draft"}
    answer = sign_in(office.clerk_a).post(_url("payment_new", budget.project_id), form)
    payment = Payment.objects.get()
    assert (answer.status_code, payment.state) == (302, PaymentState.DRAFT)
    assert "拦截" in _text(sign_in(office.clerk_a).get(payment.get_absolute_url()))


@pytest.mark.function("XM07")
def test_a_payment_is_registered_and_taken_back_in_the_browser(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    payment = factory.make_paid(budget, 20 * WAN, DAY, state="approved", voucher="x")
    Payment.objects.filter(pk=payment.pk).update(paid_on=None, voucher="")
    browser = sign_in(office.approver_a)
    browser.post(_url("payment_register", payment.pk), {"paid_on": "2025年6月3日", "voucher": "记-5"})
    payment.refresh_from_db()
    assert (payment.state, payment.paid_on, payment.voucher) == (PaymentState.PAID, date(2025, 6, 3), "记-5")
    browser.post(_url("payment_reverse", payment.pk), {"reversed_on": "2025-06-09", "reason": "退汇"})
    assert "从这天起不计入支付" in _text(browser.get(payment.get_absolute_url()))


@pytest.mark.function("XM07")
def test_many_payments_are_registered_from_a_table_or_none(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    made = [factory.make_paid(budget, fen * WAN, DAY, state="approved") for fen in (10, 20)]
    Payment.objects.update(paid_on=None, voucher="")
    browser = sign_in(office.approver_a)

    def send(second: str) -> Any:
        table = f"拨付编号,金额（元）,支付日期,凭证号\n{made[0].pk},100000,2025-06-05,记-1\n{made[1].pk},{second}\n"
        return browser.post(_url("payment_import"), {"file": SimpleUploadedFile("a.csv", table.encode())})

    wrong = send("200001,2025-06-05,记-2")
    assert "B3（金额）" in _text(wrong)
    assert "D3（凭证号）" in _text(send("200000,2025-06-05,记-1"))
    assert not Payment.objects.filter(state="paid").exists()
    assert send("200000,2025年6月5日,记-2").status_code == 302
    assert Payment.objects.filter(state="paid").count() == 2


@pytest.mark.function("XM07")
def test_lists_ask_few_questions_as_an_ordinary_person(
    office: World, budget: ProjectBudget, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        factory.make_paid(budget, WAN, DAY, voucher=f"v{number}")
    funds.payment_ask(actor=office.clerk_a, budget=budget, amount_fen=WAN, purpose="进度款")
    browser = sign_in(office.clerk_a)
    for name in ("payments", "board", "sources", "allocations", "changes"):
        browser.get(_url(name))
        with django_assert_max_num_queries(32):
            assert browser.get(_url(name)).status_code == 200


@pytest.mark.function("XM06")
def test_an_allocation_is_drawn_up_computed_and_explained(office: World, source: FundSource, sign_in: SignIn) -> None:
    browser = sign_in(office.division_manager)
    browser.post(
        _url("allocation_new", source.pk),
        {
            "title": "切块",
            "amount_fen": "100",
            "step_fen": "1000000",
            "name_1": "人口",
            "unit_1": "人",
            "weight_1": "1",
        },
    )
    plan = source.allocations.get()
    text = f"受款单位,人口（人）\n编号 {office.county_a.pk},2000\n{office.county_b.name},1000.5\n"
    form = {"file": SimpleUploadedFile("v.csv", text.encode()), "opened_version": plan.version}
    assert browser.post(_url("values_import", plan.pk), form).status_code == 302
    plan.refresh_from_db()
    browser.post(_url("allocation_compute", plan.pk), {"opened_version": plan.version})
    one, other = plan.shares.order_by("order")
    assert (one.computed_fen, other.computed_fen) == (67 * WAN, 33 * WAN)
    assert "与所存结果一致" in _text(browser.get(plan.get_absolute_url()))
    assert "2000 ÷ 3000.5人" in _text(browser.get(_url("share", plan.pk, one.pk)))
    assert browser.get(_url("allocation_export", plan.pk)).status_code == 200
    assert browser.post(_url("allocation_compute", plan.pk), {"opened_version": 1}).status_code == 409
    for name in ("allocation_edit", "values", "allocation_adjust", "allocation_documents"):
        assert browser.get(_url(name, plan.pk)).status_code == 200
    assert sign_in(office.clerk_a).get(plan.get_absolute_url()).status_code == 404
    assert sign_in(office.leader).get(_url("allocation_edit", plan.pk)).status_code == 403


@pytest.mark.function("XM06")
def test_a_value_that_is_no_number_is_named_by_its_cell(office: World, source: FundSource, sign_in: SignIn) -> None:
    plan = funds.allocation_create(
        actor=None, source=source, title="切块", amount_fen=WAN, factors=[funds.FactorEntry("人口", "人", "1")]
    )
    text = f"受款单位,人口（人）\n{office.county_a.name},约两千\n没有的单位,5\n"
    form = {"file": SimpleUploadedFile("v.csv", text.encode()), "opened_version": plan.version}
    answer = _text(sign_in(office.division_manager).post(_url("values_import", plan.pk), form))
    assert "B2（人口）" in answer
    assert "A3（受款单位）" in answer


@pytest.mark.function("XM10")
def test_a_change_is_asked_for_and_shown_with_before_after_and_basis(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    browser = sign_in(office.clerk_a)
    form = {
        "kind": "increase",
        "amount_fen": "20",
        "changed_on": "2025-07-01",
        "reason": "扩建",
        "basis": "深援〔2025〕3号",
    }
    answer = browser.post(_url("change_new", budget.pk), form)
    assert answer.status_code == 302, _text(answer)
    change = budget.changes.get()
    assert "现在在" in _text(browser.get(change.get_absolute_url()))
    factory.decide(change, office.approver_a, office.hq_approver, office.division_manager)
    page = _text(browser.get(_url("project", budget.project_id)))
    assert "深援〔2025〕3号" in page
    assert "120.00" in page
    assert "20.00%" in _text(browser.get(f"{_url('changes')}?year=2025"))
    assert sign_in(office.clerk_b).get(change.get_absolute_url()).status_code == 404
    assert sign_in(office.auditor_outside).get(_url("change_new", budget.pk)).status_code == 403


@pytest.mark.function("XM09")
def test_each_figure_opens_to_its_rows_in_two_clicks(office: World, budget: ProjectBudget, sign_in: SignIn) -> None:
    factory.make_paid(budget, 30 * WAN, DAY, voucher="记-88")
    browser = sign_in(office.clerk_a)
    page = _text(browser.get(f"{_url('figures')}?year=2025&by=project"))
    assert "30.00%" in page
    narrowed = f"{_url('rows', 'paid')}?year=2025&amp;by=source&amp;project={budget.project_id}"
    assert narrowed in page
    rows = _text(browser.get(narrowed.replace("&amp;", "&")))
    assert "记-88" in rows
    assert "支付 300,000.00 元" in rows
    for kind in ("planned", "received"):
        assert browser.get(f"{_url('rows', kind)}?year=2025").status_code == 200
    assert browser.get(_url("rows", "moon")).status_code == 404


@pytest.mark.function("XM09")
@pytest.mark.parametrize("by", ["level", "source", "place", "owner", "project"])
def test_the_figures_are_broken_down_and_taken_away(
    office: World, budget: ProjectBudget, sign_in: SignIn, by: str
) -> None:
    factory.make_paid(budget, 30 * WAN, DAY, reversed_on=date(2025, 8, 1), state="reversed")
    browser = sign_in(office.leader)
    query = f"year=2025&by={by}&period=month&place=653100"
    assert "支付退回" in _text(browser.get(f"{_url('figures')}?{query}"))
    sheet = browser.get(f"{_url('figures_file', 'xlsx')}?{query}")
    assert CalamineWorkbook.from_filelike(BytesIO(sheet.content)).sheet_names
    assert sign_in(office.clerk_b).get(f"{_url('figures')}?{query}").status_code == 200


@pytest.mark.function("XM09")
def test_the_figures_are_printed(office: World, budget: ProjectBudget, sign_in: SignIn) -> None:
    answer = sign_in(office.leader).get(f"{_url('figures_file', 'pdf')}?year=2025")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.function("XM09")
def test_a_filter_that_cannot_be_read_is_told(office: World, sign_in: SignIn) -> None:
    answer = _text(sign_in(office.leader).get(f"{_url('figures')}?year=abc&place=火星&as_of=x"))
    assert "这个条件没有使用" in answer


@pytest.mark.function("XM09")
def test_an_uploaded_statement_is_checked(office: World, sign_in: SignIn) -> None:
    table = (
        "期间,支付（万元）,支出率\n第一季度,180031.08,\n第二季度,219407.63,\n第三季度,364062.40,\n"
        "第四季度,140118.66,\n全年,364062.40,99.75%\n"
    )
    file = SimpleUploadedFile("s.csv", table.encode())
    answer = _text(sign_in(office.leader).post(_url("statement"), {"file": file}))
    assert "累计数小于上期" in answer
    assert "903,619.77 万元" in answer


@pytest.mark.function("XM07")
def test_the_stop_on_progress_names_its_rule_and_opens_it(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    made = funds.rule_set(actor=office.leader, owner=office.hq, reason="试点", margin_percent=0)
    draft = funds.payment_draft(actor=office.clerk_a, budget=budget, amount_fen=WAN, purpose="材料款")
    text = sign_in(office.clerk_a).get(draft.get_absolute_url()).content.decode()
    assert "按规则“资金拨付”第 1 版" in text
    assert made.get_absolute_url() in text


def test_the_project_page_shows_its_money(office: World, budget: ProjectBudget, sign_in: SignIn) -> None:
    factory.make_paid(budget, 30 * WAN, DAY, voucher="记-88")
    text = _text(sign_in(office.clerk_a).get(budget.project.get_absolute_url()))
    assert "全年执行数" in text
    assert "30.00%" in text


@pytest.mark.function("XM09")
def test_the_figures_ask_few_questions_as_an_ordinary_person(
    office: World, source: FundSource, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        factory.make_paid(factory.make_budget(office, WAN, source=source), WAN, DAY, voucher=f"v{number}")
    browser = sign_in(office.clerk_a)
    for by in ("project", "place", "owner"):
        browser.get(f"{_url('figures')}?year=2025&by={by}")
        with django_assert_max_num_queries(50):
            assert browser.get(f"{_url('figures')}?year=2025&by={by}").status_code == 200


@pytest.mark.function("XM07")
@pytest.mark.parametrize("name", ["payment_submit", "payment_cite", "payment_page", "allocation_compute"])
def test_a_wrong_method_is_refused(office: World, budget: ProjectBudget, sign_in: SignIn, name: str) -> None:
    browser = sign_in(office.clerk_a)
    if name == "payment_page":
        payment = factory.make_paid(budget, WAN, DAY)
        assert browser.post(payment.get_absolute_url()).status_code == 405
    else:
        assert browser.get(_url(name, 1)).status_code == 405
