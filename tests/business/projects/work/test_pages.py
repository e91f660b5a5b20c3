"""Pages of projects at work as each kind of person meets them."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.business.projects.work.conftest import WAN, SignIn, days, node, photograph, reported, scheduled, signed
from tests.factories.projects import make_project
from tests.factories.world import World
from tests.platform.exchange.sheets_for_tests import workbook
from xieshou.business.projects.models import (
    AcceptanceItem,
    Contract,
    Milestone,
    Procurement,
    ProgressReport,
    Project,
    ProjectChange,
    ProjectWarning,
    Stage,
)
from xieshou.business.projects.services import accepting, changing, contracts, settling
from xieshou.platform.evidence.api import evidence_add
from xieshou.platform.exchange.api import ImportBatch
from xieshou.platform.jobs.api import work_until_idle
from xieshou.platform.workflow.api import load_builtin_flows

QUERIES = 26  # a list of fifty as of five, session, rights and menu included


@pytest.fixture
def busy(world: World) -> Project:
    """A running project with something on every page."""
    project = make_project(world, stage=Stage.RUNNING)
    contracts.procurement_plan(
        actor=world.clerk_a, project=project, name="施工", method="open", planned_fen=300 * WAN, planned_on=None
    )
    contract = signed(world, project, awarded_fen=290 * WAN, bond_fen=WAN, bond_expires_on=days(5))
    contracts.contract_change(
        actor=world.clerk_a,
        contract=contract,
        opened_version=1,
        agreed_on=days(0),
        difference_fen=WAN,
        reason="增加围墙",
    )
    milestone, _ = scheduled(
        world, project, node("主体", 60, ends_on=days(-3)), node("设备", 40, is_main=False, order=2)
    )
    reported(world, milestone, 40, photographs=[photograph()])
    changing.change_draft(actor=world.clerk_a, project=project, kind="suspend", reason="汛期")
    accepting.acceptance_prepare(actor=world.clerk_a, project=project, due_on=days(-1))
    project.refresh_from_db()
    return project


@pytest.fixture
def settled(world: World) -> Project:
    project = make_project(world, stage=Stage.ACCEPTED)
    settling.settlement_register(actor=world.clerk_a, project=project, submitted_fen=300 * WAN)
    return project


def read_pages(project: Project) -> list[str]:
    contract, change = Contract.objects.get(project=project), ProjectChange.objects.get(project=project)
    warning = ProjectWarning.objects.filter(project=project).first()
    acceptance = project.acceptances.get()
    assert warning is not None
    return [
        f"/projects/{project.pk}/",
        f"/projects/{project.pk}/contracts/",
        f"/projects/{project.pk}/milestones/",
        f"/projects/{project.pk}/changes/",
        f"/projects/{project.pk}/settlement/",
        contract.get_absolute_url(),
        change.get_absolute_url(),
        warning.get_absolute_url(),
        acceptance.get_absolute_url(),
    ]


def form_pages(project: Project) -> list[str]:
    contract, purchase = Contract.objects.get(project=project), Procurement.objects.get(project=project)
    milestone, warning = Milestone.objects.filter(project=project)[0], ProjectWarning.objects.filter(project=project)[0]
    acceptance = project.acceptances.get()
    return [
        f"/projects/{project.pk}/contracts/new/",
        f"/projects/{project.pk}/procurements/new/",
        f"/projects/procurements/{purchase.pk}/award/",
        f"/projects/procurements/{purchase.pk}/cancel/",
        *(f"{contract.get_absolute_url()}{name}/" for name in ("change", "end", "bond", "attend")),
        f"/projects/{project.pk}/milestones/edit/",
        f"/projects/{project.pk}/start/",
        f"/projects/{project.pk}/complete/",
        f"/projects/milestones/{milestone.pk}/report/",
        f"{warning.get_absolute_url()}acknowledge/",
        *(f"/projects/{project.pk}/changes/{kind}/" for kind in ("content", "period", "budget", "terminate")),
        f"/projects/{project.pk}/acceptances/new/",
        f"{acceptance.get_absolute_url()}due/",
        f"/projects/{project.pk}/settlement/new/",
    ]


def post_only(project: Project) -> list[str]:
    contract, change = Contract.objects.get(project=project), ProjectChange.objects.get(project=project)
    acceptance, report = project.acceptances.get(), ProgressReport.objects.get(milestone__project=project)
    item = AcceptanceItem.objects.filter(acceptance=acceptance)[0]
    return [
        f"{contract.get_absolute_url()}cite/",
        f"{change.get_absolute_url()}submit/",
        f"{change.get_absolute_url()}cite/",
        f"/projects/reports/{report.pk}/cite/",
        f"{acceptance.get_absolute_url()}submit/",
        f"{acceptance.get_absolute_url()}items/",
        f"/projects/acceptances/items/{item.pk}/waive/",
        f"/projects/acceptances/items/{item.pk}/file/",
    ]


LISTS = ["contracts", "warnings", "acceptances", "settlements"]
SETTLING = ["audit", "findings/new", "close"]


def test_it_asks_strangers_to_sign_in(client: Client, busy: Project) -> None:
    for url in [*read_pages(busy), *form_pages(busy), *(f"/projects/{name}/" for name in LISTS)]:
        assert client.get(url).status_code == 302, url


def test_it_shows_nothing_to_a_neighbour(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_b)
    for url in [*read_pages(busy), *form_pages(busy)]:
        assert browser.get(url).status_code == 404, url
    for url in post_only(busy):
        assert browser.post(url).status_code == 404, url


def test_it_lets_a_reader_read_and_not_change(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.auditor_outside)
    for url in read_pages(busy):
        assert browser.get(url).status_code == 200, url
    for url in form_pages(busy):
        assert browser.get(url).status_code == 403, url
    for url in post_only(busy):
        assert browser.post(url).status_code == 403, url


def test_it_shows_the_owner_every_page(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_a)
    for url in [*read_pages(busy), *form_pages(busy)]:
        assert browser.get(url).status_code == 200, url


def test_it_refuses_the_wrong_method(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_a)
    for url in post_only(busy):
        assert browser.get(url).status_code == 405, url
    for url in [*read_pages(busy), *(f"/projects/{name}/" for name in LISTS)]:
        assert browser.post(url).status_code == 405, url
    for url in form_pages(busy):
        assert browser.delete(url).status_code == 405, url


@pytest.mark.parametrize("name", LISTS)
def test_it_lists_only_what_one_may_see(sign_in: SignIn, world: World, busy: Project, name: str) -> None:
    shown = sign_in(world.clerk_a).get(f"/projects/{name}/")
    hidden = sign_in(world.clerk_b).get(f"/projects/{name}/").content.decode()
    assert shown.status_code == 200
    assert busy.name not in hidden
    assert sign_in(world.nobody).get(f"/projects/{name}/").status_code == 403


@pytest.mark.parametrize(
    "query", ["contracts/", "contracts/?look=different", "warnings/", "warnings/?status=all", "acceptances/?view=all"]
)
def test_it_asks_the_database_as_often_for_many_rows(
    sign_in: SignIn, world: World, django_assert_max_num_queries: Any, query: str
) -> None:
    for number in range(8):
        project = make_project(world, stage=Stage.RUNNING, name=f"项目 {number}")
        signed(world, project, awarded_fen=WAN)
        scheduled(world, project, node(ends_on=days(-1)))
        accepting.acceptance_prepare(actor=world.clerk_a, project=project, due_on=days(-1))
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(QUERIES):
        answer = browser.get(f"/projects/{query}")
    assert len(answer.context["page"].rows) >= 8


def test_it_keeps_the_project_page_within_its_budget(
    sign_in: SignIn, world: World, busy: Project, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        signed(world, busy)
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(70):
        browser.get(f"/projects/{busy.pk}/")
    with django_assert_max_num_queries(QUERIES):
        browser.get(f"/projects/{busy.pk}/milestones/")


def followed(browser: Client, url: str, **data: Any) -> HttpResponse:
    answer = browser.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(answer["Location"])  # type: ignore[return-value]


@pytest.mark.function("XM11")
def test_it_leads_from_plan_to_award_to_contract_to_change(sign_in: SignIn, world: World, running: Project) -> None:
    browser = sign_in(world.clerk_a)
    base = f"/projects/{running.pk}"
    followed(browser, f"{base}/procurements/new/", name="施工", method="open", planned_fen="400")
    purchase = Procurement.objects.get()
    award = {
        "awarded_fen": "２９８万元",
        "awarded_on": "2026年3月1日",
        "supplier_name": "演示公司",
        "opened_version": 1,
    }
    page = followed(browser, f"/projects/procurements/{purchase.pk}/award/", **award)
    assert "298.00 万元 ÷ 400.00 万元 = 74.50%" in page.content.decode()
    form = browser.get(f"{base}/contracts/new/?procurement={purchase.pk}").content.decode()
    assert "自动带出" in form
    entered = {"number": "A-1", "name": "施工合同", "signed_fen": "3580000元", "signed_on": "2026-03-10"}
    page = followed(browser, f"{base}/contracts/new/?procurement={purchase.pk}", **entered)
    assert "中标 298.00 万元，签订 358.00 万元，相差 60.00 万元" in page.content.decode()
    contract = Contract.objects.get()
    assert contract.supplier_name == "演示公司"
    change = {"agreed_on": "2026-05-01", "difference_fen": "-8", "reason": "核减", "opened_version": contract.version}
    followed(browser, f"{contract.get_absolute_url()}change/", **change)
    contract.refresh_from_db()
    assert contract.amount_fen == 350 * WAN


@pytest.mark.function("XM11")
def test_it_tells_wrong_money_at_its_field(sign_in: SignIn, world: World, running: Project) -> None:
    data = {"name": "施工", "method": "open", "planned_fen": "大约三百万"}
    answer = sign_in(world.clerk_a).post(f"/projects/{running.pk}/procurements/new/", data)
    assert answer.status_code == 422
    assert "不是数" in answer.content.decode()


@pytest.mark.function("XM12")
def test_it_fills_a_new_schedule_from_the_template_and_saves_it(
    sign_in: SignIn, world: World, running: Project
) -> None:
    browser = sign_in(world.clerk_a)
    url = f"/projects/{running.pk}/milestones/edit/"
    rows = browser.get(url).context["rows"]
    data: dict[str, Any] = {"opened_version": running.version, "nodes-TOTAL_FORMS": len(rows), "nodes-INITIAL_FORMS": 0}
    for form in rows:
        for field in form:
            value = form.initial.get(field.name)
            data[field.html_name] = "" if value is None else str(value)
    followed(browser, url, **data)
    assert sum(one.weight for one in running.milestones.all()) == 100


@pytest.mark.function("XM12")
def test_it_keeps_what_was_entered_when_weights_are_wrong(sign_in: SignIn, world: World, running: Project) -> None:
    data = {
        "opened_version": running.version,
        "nodes-TOTAL_FORMS": 1,
        "nodes-INITIAL_FORMS": 0,
        "nodes-0-name": "地基",
        "nodes-0-order": 1,
        "nodes-0-is_main": "1",
        "nodes-0-weight": 90,
        "nodes-0-ends_on": "2026年9月1日",
    }
    answer = sign_in(world.clerk_a).post(f"/projects/{running.pk}/milestones/edit/", data)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "不是 100" in words
    assert "地基" in words


@pytest.mark.function("XM12")
def test_it_takes_several_photographs_in_one_report(sign_in: SignIn, world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    data = {"percent": "４５".translate(str.maketrans("４５", "45")), "reported_on": f"{days(0)}", "words": "封顶"}
    files = [photograph(), photograph()]
    page = followed(sign_in(world.clerk_a), f"/projects/milestones/{milestone.pk}/report/", **data, photographs=files)
    words = page.content.decode()
    assert words.count("<img") == 2
    assert "已计入" in words


@pytest.mark.function("XM12")
def test_it_says_that_a_report_without_a_photograph_waits(sign_in: SignIn, world: World, running: Project) -> None:
    (milestone,) = scheduled(world, running)
    browser = sign_in(world.clerk_a)
    data = {"percent": 45, "reported_on": f"{days(0)}", "words": "封顶"}
    assert "未计入" in followed(browser, f"/projects/milestones/{milestone.pk}/report/", **data).content.decode()
    piece, _ = evidence_add(actor=world.clerk_a, owner=world.county_a, upload=photograph(), title="封顶照片")
    report = ProgressReport.objects.get()
    page = followed(browser, f"/projects/reports/{report.pk}/cite/", evidence=piece.pk)
    assert "45%" in page.content.decode()


@pytest.mark.function("XM13")
def test_it_shows_rule_data_and_arithmetic_and_takes_a_measure(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_a)
    words = browser.get("/projects/warnings/?rule=deadline").content.decode()
    assert "节点过了计划完成日期还没有完成" in words
    assert "= 3 天 &gt; 0 天" in words
    warning = ProjectWarning.objects.get(rule="deadline")
    data = {"measure": "增派一个班组", "measure_due": f"{days(20)}", "opened_version": warning.version}
    assert "增派一个班组" in followed(browser, f"{warning.get_absolute_url()}acknowledge/", **data).content.decode()
    assert busy.name not in browser.get("/projects/warnings/?rule=deadline").content.decode()
    assert busy.name in browser.get("/projects/warnings/?rule=deadline&status=handled").content.decode()


@pytest.mark.function("XM15")
def test_it_shows_what_is_touched_before_anything_is_asked(sign_in: SignIn, world: World, busy: Project) -> None:
    words = sign_in(world.clerk_a).get(f"/projects/{busy.pk}/changes/terminate/").content.decode()
    assert "解除合同，清算已履行部分" in words
    assert "同时申请调整或取消绩效目标和指标" in words


@pytest.mark.function("XM15")
def test_it_sends_a_change_for_approval(sign_in: SignIn, world: World, busy: Project) -> None:
    load_builtin_flows()
    change = ProjectChange.objects.get()
    page = followed(sign_in(world.clerk_a), f"{change.get_absolute_url()}submit/", opened_version=change.version)
    words = page.content.decode()
    assert "汛期" in words
    assert "通知供应商暂停履行" in words


@pytest.mark.function("XM16")
def test_it_lists_overdue_acceptances_and_all_that_is_missing(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_a)
    assert busy.name in browser.get("/projects/acceptances/").content.decode()
    acceptance = busy.acceptances.get()
    answer = browser.post(f"{acceptance.get_absolute_url()}submit/", {"opened_version": acceptance.version})
    assert answer.status_code == 422
    missing = acceptance.items.filter(is_required=True).count() + 1  # and the stage
    assert f"有 {missing} 处需要改正" in answer.content.decode()


@pytest.mark.function("XM16")
def test_it_takes_files_and_waivers_on_the_page(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_a)
    first, second = busy.acceptances.get().items.all()[:2]
    page = followed(browser, f"/projects/acceptances/items/{first.pk}/file/", file=photograph())
    assert "已有" in page.content.decode()
    data = {"reason": "本项目没有方案", "opened_version": 1}
    assert (
        "本项目没有方案"
        in followed(browser, f"/projects/acceptances/items/{second.pk}/waive/", **data).content.decode()
    )


@pytest.mark.function("XM17")
def test_it_keeps_settlement_pages_for_those_who_may(sign_in: SignIn, world: World, settled: Project) -> None:
    base = f"/projects/{settled.pk}/settlement/"
    for name in SETTLING:
        assert sign_in(world.clerk_b).get(f"{base}{name}/").status_code == 404
        assert sign_in(world.auditor_outside).get(f"{base}{name}/").status_code == 403
        assert sign_in(world.approver_a).get(f"{base}{name}/").status_code == 200
        assert sign_in(world.approver_a).delete(f"{base}{name}/").status_code == 405
    assert sign_in(world.clerk_a).get(f"{base}close/").status_code == 403
    assert sign_in(world.clerk_a).post(f"/projects/{settled.pk}/settlement/").status_code == 405


@pytest.mark.function("XM17")
def test_it_registers_audit_and_finding_and_shows_them(sign_in: SignIn, world: World, settled: Project) -> None:
    browser = sign_in(world.clerk_a)
    base = f"/projects/{settled.pk}/settlement/"
    data = {"audited_fen": "281万元", "auditor": "演示会计师事务所", "settled_on": f"{days(0)}", "opened_version": 1}
    assert "6.33%" in followed(browser, f"{base}audit/", **data).content.decode()
    finding = {
        "title": "多计工程量",
        "found_on": f"{days(0)}",
        "due_on": f"{days(30)}",
        "responsible": world.clerk_a.pk,
        "amount_fen": "19",
    }
    followed(browser, f"{base}findings/new/", **finding)
    assert "多计工程量" in browser.get(base).content.decode()


HEAD = ["项目编号*", "合同编号*", "合同名称*", "采购方式*", "供应商*", "签订金额（元）*", "签订日期*"]


@pytest.mark.function("XM11")
def test_it_imports_contracts_and_takes_them_back(sign_in: SignIn, world: World, running: Project) -> None:
    browser = sign_in(world.clerk_a)
    good = [running.code, "B-1", "设备合同", "公开招标", "演示公司", 1234567.89, "2026年3月1日"]
    wrong = ["没有的项目", "B-2", "合同", "公开招标", "演示公司", 1, "2026-03-01"]
    assert browser.post("/projects/contracts/import/", {"file": workbook([good, wrong], head=HEAD)}).status_code == 302
    work_until_idle()
    batch = ImportBatch.objects.get()
    assert (batch.new_count, batch.wrong_count) == (1, 1)
    browser.post(f"/exchange/import/{batch.pk}/apply/", {"duplicates": "skip", "partial": "1"})
    work_until_idle()
    assert Contract.objects.get().signed_fen == 123_456_789
    browser.post(f"/exchange/import/{batch.pk}/undo/", {"reason": "传错了"})
    assert not Contract.objects.exists()


@pytest.mark.function("XM11")
def test_it_exports_what_the_list_shows(sign_in: SignIn, world: World, busy: Project) -> None:
    browser = sign_in(world.clerk_a)
    answer = browser.post("/projects/contracts/export/", {"query": "look=different"})
    assert answer.status_code == 302
    work_until_idle()
    assert browser.get("/projects/contracts/template/").status_code == 200
    assert browser.get("/projects/contracts/export/").status_code == 405


def test_the_suggested_schedule_is_saved_as_it_is_offered(world: World, sign_in: SignIn, running: Project) -> None:
    client = sign_in(world.clerk_a)
    address = reverse("projects:schedule", args=[running.pk])
    rows = client.get(address).context["rows"]
    shown = {field.html_name: "" if field.value() is None else field.value() for form in rows for field in form}
    sent = {name: value for name, value in shown.items() if value is not False}  # a box that is not ticked
    sent |= {field.html_name: field.value() for field in rows.management_form}
    answer = client.post(address, {**sent, "opened_version": running.version})
    assert answer.status_code == 302
    assert sum(one.weight for one in running.milestones.all()) == 100
