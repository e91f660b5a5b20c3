"""The ledger of problems as ordinary people see it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.business.rectification.conftest import Found, prove, soon
from tests.factories.evaluation import make_project
from tests.factories.world import World
from xieshou.business.rectification import steps
from xieshou.business.rectification.api import Finding, State, closure, findings_of, link_to, open_count_of
from xieshou.business.rectification.printing import finding_document
from xieshou.business.rectification.sheet import COLUMNS, FindingSource
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Evidence, citations_of, evidence_seen_by
from xieshou.platform.exchange.api import ImportBatch, import_undo
from xieshou.platform.inbox import api as inbox
from xieshou.platform.jobs.api import work_until_idle
from xieshou.platform.shell.paging import SIZE

pytestmark = pytest.mark.function("XM17")

SignIn = Callable[[User], Client]
LIST = "/rectification/"


def test_it_asks_strangers_to_sign_in_and_refuses_who_has_no_post(
    world: World, found: Found, client: Client, sign_in: SignIn
) -> None:
    page = found().get_absolute_url()
    for address in (LIST, page, f"{LIST}figures/", f"{LIST}new/"):
        assert client.get(address).status_code == 302
    assert sign_in(world.nobody).get(LIST).status_code == 403
    assert sign_in(world.clerk_b).get(page).status_code == 404
    assert sign_in(world.clerk_b).post(f"{page}report/").status_code == 404


def test_it_lets_a_reader_look_but_not_act(world: World, found: Found, sign_in: SignIn) -> None:
    page = found().get_absolute_url()
    browser = sign_in(world.auditor_outside)
    assert browser.get(page).status_code == 200
    for step in ("report", "close", "return", "extend", "reopen", "edit"):
        assert browser.get(f"{page}{step}/").status_code == 403
    assert browser.post(f"{page}cite/").status_code == 403
    assert browser.get(f"{LIST}new/").status_code == 403
    assert browser.get(f"{page}nothing/").status_code == 404


def test_it_takes_only_the_methods_it_knows(world: World, found: Found, sign_in: SignIn) -> None:
    browser, page = sign_in(world.clerk_a), found().get_absolute_url()
    assert [browser.post(one).status_code for one in (LIST, page, f"{LIST}figures/")] == [405, 405, 405]
    assert [browser.get(one).status_code for one in (f"{page}cite/", f"{LIST}export/")] == [405, 405]


ENTERED = {
    "title": "未及时拨付",
    "owner": "塔什库尔干塔吉克自治县受援办",
    "source": "inspection",
    "found_on": "２０２０年9月1日",
    "amount_fen": "632 万元",
}


def test_it_enters_from_the_form_about_a_record(world: World, found: Found, sign_in: SignIn) -> None:
    other = found()
    browser = sign_in(world.clerk_a)
    opened = browser.get(f"{LIST}new/?about={link_to(other)}")
    assert "验收资料不全" in opened.content.decode()
    sent = {**ENTERED, "due_on": str(soon()), "responsible": world.clerk_a.pk, "about": link_to(other)}
    assert browser.post(f"{LIST}new/", sent).status_code == 302
    finding = Finding.objects.get(title="未及时拨付")
    assert (finding.amount_fen, finding.about, finding.place) == (632_000_000, other, world.county_a_region)
    assert (open_count_of(other), list(findings_of(other))) == (1, [finding])


def test_it_shows_every_mistake_of_the_form(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    answer = browser.post(f"{LIST}new/", {"title": "", "amount_fen": "很多", "due_on": "明天", "owner": "没有"})
    assert answer.status_code == 422
    assert {"title", "amount_fen", "due_on", "owner"} <= set(answer.context["form"].errors)
    sent = {**ENTERED, "due_on": "2020-08-01", "responsible": world.clerk_a.pk}
    assert "早于发现日期" in browser.post(f"{LIST}new/", sent).content.decode()


def test_it_goes_from_evidence_to_closure_in_the_browser(world: World, found: Found, sign_in: SignIn) -> None:
    finding = found()
    page, unit, checker = finding.get_absolute_url(), sign_in(world.clerk_a), sign_in(world.hq_approver)
    assert "还没有引用证据" in unit.get(f"{page}report/").content.decode()
    sent = {"opened_version": "1", "taken": "已补齐"}
    assert unit.post(f"{page}report/", sent).status_code == 422
    prove(world, found(title="另一个"))
    piece = Evidence.objects.get()
    unit.post(f"{page}cite/", {"evidence": piece.pk, "proves": "资料齐全"})
    assert evidence_seen_by(world.clerk_a).count() == 1
    assert unit.post(f"{page}report/", sent).status_code == 302
    assert unit.post(f"{page}report/", sent).status_code == 409
    shown = checker.get(page)
    assert shown.context["may"]["check"]
    assert checker.post(f"{page}close/", {"opened_version": "2", "reason": "属实"}).status_code == 302
    assert Finding.objects.get(pk=finding.pk).state == State.CLOSED
    assert unit.get(page).status_code == 200


def test_it_filters_by_source_state_overdue_unit_and_year(world: World, found: Found, sign_in: SignIn) -> None:
    found(title="审计一")
    found(title="巡查一", source="inspection", owner=world.county_b, responsible=world.clerk_b)
    late = found(title="迟了")
    Finding.objects.filter(pk=late.pk).update(due_on="2020-12-01")
    browser = sign_in(world.hq_approver)

    def titles(query: str) -> list[str]:
        return [row.title for row in browser.get(f"{LIST}?{query}").context["page"].rows]

    assert titles("") == ["迟了", "巡查一", "审计一"]
    assert titles("source=inspection") == ["巡查一"]
    assert titles("overdue=1") == ["迟了"]
    assert titles("unit=疏附县受援办") == ["巡查一"]
    assert titles("year=２０２０年&q=审计") == ["审计一"]
    assert titles("year=2021&state=open") == []
    assert "这个条件没有使用" in browser.get(f"{LIST}?year=明年").content.decode()


def test_it_pages_without_losing_a_row_within_its_budget(
    world: World, found: Found, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(SIZE + 3):
        found(title=f"问题 {number}")
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(14):
        first = browser.get(LIST).context["page"]
    second = browser.get(LIST + first.next_url).context["page"]
    assert len({row.pk for row in (*first.rows, *second.rows)}) == SIZE + 3
    assert (len(first.rows), second.next_url) == (SIZE, None)


def test_it_computes_the_closure_rate_and_leads_to_its_problems(world: World, found: Found, sign_in: SignIn) -> None:
    done, _, _ = found(), found(title="二"), found(title="三", source="check")
    Finding.objects.filter(pk=done.pk).update(state=State.CLOSED)
    rate = closure(Finding.objects.all())
    assert (rate.closed, rate.total, rate.rate) == (1, 3, "33.33%")
    assert closure(Finding.objects.none()).rate == "—"
    page = sign_in(world.clerk_a).get(f"{LIST}figures/").content.decode()
    assert "50.00%" in page
    assert "source=audit&amp;state=closed" in page


def test_it_shows_a_panel_on_the_page_of_any_record(world: World, found: Found) -> None:
    record = found()
    found(title="关于它的", about=record)
    request = RequestFactory().get("/")
    tag = Template("{% load rectification %}{% findings_panel record %}")
    request.user = world.clerk_a
    page = tag.render(Context({"request": request, "record": record}))
    assert "关于它的" in page
    assert "0/1" in page
    assert "about=rectification.finding:" in page
    request.user = world.nobody
    assert "关于它的" not in tag.render(Context({"request": request, "record": record}))


# ---- tables

ROW = {
    "问题": "账实不符",
    "整改单位": "塔什库尔干塔吉克自治县受援办",
    "来源": "审计",
    "发现日期": "2020年9月1日",
    "整改期限": "2030-12-31",
    "责任人": "clerk_a",
    "涉及金额（元）": "6.32 亿元",
}


def _uploaded(browser: Client, *rows: dict[str, str]) -> ImportBatch:
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ROW))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, list(row.values()))
    answer = browser.post(f"{LIST}import/", {"file": SimpleUploadedFile("问题.xlsx", stream.getvalue())})
    assert answer.status_code == 302
    work_until_idle()
    return ImportBatch.objects.latest("pk")


def test_it_imports_a_table_once_and_takes_it_back(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    batch = _uploaded(browser, ROW, {**ROW, "问题": "另一个", "责任人": "塔县审核"})
    assert (batch.new_count, batch.wrong_count) == (2, 0)
    browser.post(f"{batch.get_absolute_url()}apply/", {"duplicates": "skip"})
    work_until_idle()
    finding = Finding.objects.get(title="账实不符")
    assert (finding.amount_fen, finding.responsible, finding.batch) == (63_200_000_000, world.clerk_a, batch)
    assert _uploaded(browser, ROW).same_count == 1
    batch.refresh_from_db()
    assert import_undo(actor=world.clerk_a, batch=batch, reason="表错了") == 2
    assert not Finding.objects.exists()


def test_it_names_every_wrong_cell_and_foreign_unit(world: World, sign_in: SignIn) -> None:
    wrong = {**ROW, "来源": "举报", "发现日期": "不详", "责任人": ""}
    foreign = {**ROW, "整改单位": "疏附县受援办", "责任人": "clerk_b"}
    batch = _uploaded(sign_in(world.clerk_a), wrong, foreign, {**ROW, "责任人": "没有这人"})
    assert (batch.new_count, batch.wrong_count) == (0, 3)
    page = sign_in(world.clerk_a).get(batch.get_absolute_url()).content.decode()
    for words in ("不在选项中", "读不成日期", "没有填", "没有为“疏附县受援办”登记问题的权限", "没有任职的"):
        assert words in page


def test_it_names_nobody_of_a_unit_one_may_not_enter_for(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    batch = _uploaded(browser, {**ROW, "整改单位": "疏附县受援办", "责任人": "没有这人"})
    page = browser.get(batch.get_absolute_url()).content.decode()
    assert "没有为“疏附县受援办”登记问题的权限" in page
    assert world.clerk_b.username not in page
    assert world.clerk_b.name not in page


def test_it_leaves_no_desk_with_what_an_import_took_back(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    batch = _uploaded(browser, ROW)
    browser.post(f"{batch.get_absolute_url()}apply/", {"duplicates": "skip"})
    work_until_idle()
    batch.refresh_from_db()
    assert len(inbox.todos(world.clerk_a)) == 1
    import_undo(actor=world.clerk_a, batch=batch, reason="表错了")
    assert not inbox.todos(world.clerk_a)


def test_it_takes_no_import_back_that_evidence_was_given_for(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    batch = _uploaded(browser, ROW)
    browser.post(f"{batch.get_absolute_url()}apply/", {"duplicates": "skip"})
    work_until_idle()
    batch.refresh_from_db()
    prove(world, Finding.objects.get())
    with pytest.raises(Invalid, match="办理或修改过"):
        import_undo(actor=world.clerk_a, batch=batch, reason="表错了")
    assert Finding.objects.exists()


def test_it_exports_no_further_than_the_right_to_export(world: World, found: Found, sign_in: SignIn) -> None:
    in_sight = found(owner=world.hq, responsible=world.hq_approver, place=world.county_a_region)
    own = found(title="本单位的")
    assert {one.pk for one in Finding.objects.visible_to(world.clerk_a)} == {in_sight.pk, own.pk}
    rows = list(FindingSource().rows(world.clerk_a, {"query": ""}, is_full=False))
    assert [row[0] for row in rows] == ["本单位的"]


def test_it_takes_no_nul_for_a_year(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).get(f"{LIST}?year=%00").status_code == 400


@pytest.mark.parametrize("year", ["9" * 5000, "３０００", "-1", "2020.5", "٢٠٢٠"])
def test_it_says_that_a_year_cannot_be_read(world: World, sign_in: SignIn, year: str) -> None:
    answer = sign_in(world.clerk_a).get(f"{LIST}?year={year}")
    assert answer.status_code == 200
    assert answer.context["wanted"].year in {None, 2020}


def test_it_exports_what_the_list_shows(world: World, found: Found, sign_in: SignIn) -> None:
    found(title="=1+1", amount_fen=123)
    found(title="别的", source="check")
    browser = sign_in(world.clerk_a)
    answer = browser.post(f"{LIST}export/", {"query": "source=audit"})
    work_until_idle()
    file: Any = browser.get(f"{answer['Location']}download/")
    data = b"".join(file.streaming_content)
    head, row = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(head) == len(COLUMNS) + 4
    assert (row[0], row[5], row[10], row[11]) == ("=1+1", "塔县经办", 1.23, "待整改")


def test_it_gives_a_template_and_refuses_nothing_uploaded(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    assert browser.get(f"{LIST}import/template.xlsx").status_code == 200
    assert browser.post(f"{LIST}import/").status_code == 422
    assert sign_in(world.auditor_outside).get(f"{LIST}import/").status_code == 403


def test_it_says_who_acts_next(world: World, found: Found) -> None:
    finding = found()
    assert steps.may_report(world.clerk_a, finding)
    assert not steps.may_close(world.clerk_a, finding)
    assert finding.is_overdue_on(timezone.localdate()) is False


def test_its_page_says_who_is_to_check_or_that_nobody_may(world: World, found: Found, sign_in: SignIn) -> None:
    finding = found()
    prove(world, finding)
    steps.finding_report(actor=world.clerk_a, finding=finding, opened_version=1, taken="已补齐")
    browser, page = sign_in(world.clerk_a), finding.get_absolute_url()
    text = browser.get(page).content.decode()
    assert f"等待复核：{world.hq_approver}" in text
    assert f"{page}withdraw/" in text
    for person in User.objects.exclude(pk=world.clerk_a.pk):
        person.is_active = False
        person.save()
    assert "没有人能复核" in browser.get(page).content.decode()


def test_the_same_problem_is_entered_once(world: World, found: Found, sign_in: SignIn) -> None:
    there = found()
    form = {
        "title": there.title, "owner": there.owner.name, "source": "audit", "found_on": there.found_on.isoformat(),
        "due_on": there.due_on.isoformat(), "responsible": world.clerk_a.pk,
    }  # fmt: skip
    browser = sign_in(world.hq_approver)
    answer = browser.post(f"{LIST}new/", form)
    assert answer.status_code == 422
    assert f"已有这个问题（编号 {there.pk}" in answer.content.decode()
    assert browser.post(f"{LIST}new/", {**form, "title": "另一处资料不全"}).status_code == 302


@pytest.mark.function("JX15")
def test_a_problem_is_printed_with_its_evidence_and_every_step(world: World, found: Found, sign_in: SignIn) -> None:
    finding = found(description="缺 3 份合同", demanded="补齐", amount_fen=1_234_567_89)
    prove(world, finding)
    steps.finding_report(actor=world.clerk_a, finding=finding, opened_version=1, taken="已补齐并归档", recovered_fen=0)
    steps.finding_close(actor=world.hq_approver, finding=finding, opened_version=finding.version, reason="核对原件无误")
    texts = {text for _place, text in finding_document(finding, world.clerk_a).texts()}
    assert {"验收资料不全", "缺 3 份合同", "补齐", "已补齐并归档", "1,234,567.89", "0.00", "已销号"} <= texts
    assert {str(finding.responsible), f"指挥部审核 {finding.closed_on}", "销号"} <= texts
    assert any("核对原件无误" in one for one in texts)
    (kept,) = [one.evidence for one in citations_of(finding)]
    assert {str(kept.pk), kept.title, f"{kept.file.sha256[:32]}\n{kept.file.sha256[32:]}"} <= texts


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_printed_sheet_is_for_whoever_may_read_the_problem(
    world: World, found: Found, sign_in: SignIn, kind: str
) -> None:
    address = f"{found().get_absolute_url()}form.{kind}"
    answer = sign_in(world.clerk_a).get(address)
    assert (answer.status_code, answer["Content-Disposition"].endswith(f'.{kind}"')) == (200, True)
    assert answer.content.startswith(b"%PDF" if kind == "pdf" else b"PK")
    assert sign_in(world.clerk_b).get(address).status_code == 404
    assert sign_in(world.clerk_a).post(address).status_code == 405
    assert Client().get(address).status_code == 302


def test_a_sheet_of_another_kind_is_not_there(world: World, found: Found, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).get(f"{found().get_absolute_url()}form.exe").status_code == 404


def test_a_sheet_says_nothing_of_a_record_its_reader_may_not_see(world: World, found: Found) -> None:
    about = make_project(world)
    finding = found(about=about)
    told = {
        who: {text for _at, text in finding_document(finding, who).texts()} for who in (world.clerk_a, world.nobody)
    }
    assert str(about) in told[world.clerk_a]
    assert str(about) not in told[world.nobody]
