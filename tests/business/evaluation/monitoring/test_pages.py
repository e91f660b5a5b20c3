"""Pages of monitoring: who sees what, nothing typed is lost, the list by gap, the official form."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from tests.business.evaluation.monitoring.test_monitoring import codes, filled, goals, opened, save
from tests.factories.funds import make_paid
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import FormState, Monitoring
from xieshou.business.evaluation.services.monitoring import monitoring_create
from xieshou.business.funds.models import ProjectBudget
from xieshou.business.projects.api import Project

URL = reverse("evaluation:monitoring_list")
READ = ("", "form.docx", "form.xlsx", "form.pdf")
CHANGE = ("edit/", "delete/")


@pytest.mark.function("JX08")
@pytest.mark.parametrize("path", [*READ, *CHANGE])
def test_the_owner_opens_every_page_and_a_stranger_none(world: World, path: str) -> None:
    form = filled(world)
    assert signed_in(world.clerk_a).get(f"{URL}{form.pk}/{path}").status_code == 200
    assert signed_in(world.clerk_b).get(f"{URL}{form.pk}/{path}").status_code == 404
    assert Client().get(f"{URL}{form.pk}/{path}").status_code == 302


@pytest.mark.function("JX08")
def test_a_reader_may_not_change_and_what_changes_is_posted(world: World) -> None:
    form = opened(world)
    reader, owner = signed_in(world.leader), signed_in(world.clerk_a)
    assert [reader.get(f"{URL}{form.pk}/{path}").status_code for path in CHANGE] == [403, 403]
    assert [owner.get(f"{URL}{form.pk}/{path}/").status_code for path in ("submit", "pass")] == [405, 405]
    assert reader.post(f"{URL}{form.pk}/submit/").status_code == 403


@pytest.mark.function("JX08")
def test_the_page_shows_both_progresses_and_what_to_do(world: World) -> None:
    form = filled(world)
    page = signed_in(world.leader).get(f"{URL}{form.pk}/").content.decode()
    assert "支出进度 90000 ÷ 100000 = 90%，序时进度 50%，相差 40 个百分点" in page
    assert "核对支付凭证和完成数据" in page
    assert page.count("<rect") == 2 * 8  # time, money, all targets and five indicators, each with its track


@pytest.mark.function("JX08")
@pytest.mark.parametrize("path", ["", "edit/"])
def test_its_pages_speak_english(world: World, path: str) -> None:
    form, client = filled(world), signed_in(world.clerk_a)
    Project.objects.update(name="教师培训")
    client.cookies["django_language"] = "en"
    page = client.get(f"{URL}{form.pk}/{path}").content.decode()
    assert "教师培训, 2021: monitoring, months 1–6" in page
    assert "Output indicators › Quantity indicators" in page


@pytest.mark.function("JX08")
def test_its_form_is_chinese_whatever_language_the_pages_are_in(world: World) -> None:
    form, client = filled(world), signed_in(world.clerk_a)
    client.cookies["django_language"] = "en"
    with ZipFile(BytesIO(client.get(f"{URL}{form.pk}/form.docx").content)) as file:
        said = file.read("word/document.xml").decode()
    assert "填报中。" in said
    assert "Being filled in" not in said


@pytest.mark.function("JX08")
def test_it_is_begun_and_filled_in_through_the_browser(world: World) -> None:
    made = goals(world)
    browser = signed_in(world.clerk_a)
    assert browser.post(f"{URL}new/", {"goals": made.pk, "month": 6}).status_code == 302
    form = Monitoring.objects.get()
    code = codes(form)[0]
    posted = {
        f"v-{code}-actual": "４０",
        f"v-{code}-forecast": "１００",
        f"v-{code}-causes": ["funds", "staff"],
        "forecast-total": "９．５ 万元",
        "opened_version": form.version,
    }
    assert browser.post(f"{URL}{form.pk}/edit/", posted).status_code == 302
    form.refresh_from_db()
    row = form.rows.get(indicator__code=code)
    assert (row.actual, row.forecast, row.causes) == ("40", "100", ["funds", "staff"])
    assert form.funds[0]["forecast_fen"] == 9_500_000


@pytest.mark.function("JX08")
@pytest.mark.parametrize(("forecast", "version", "status"), [("很多", 1, 422), ("1 万元", 0, 409)])
def test_a_refused_form_keeps_what_was_typed(world: World, forecast: str, version: int, status: int) -> None:
    form = opened(world)
    posted = {f"v-{codes(form)[0]}-note": "我填的备注", "forecast-total": forecast, "opened_version": version}
    answer = signed_in(world.clerk_a).post(f"{URL}{form.pk}/edit/", posted)
    assert answer.status_code == status
    assert "我填的备注" in answer.content.decode()
    assert forecast in answer.content.decode()


@pytest.mark.function("JX08")
def test_it_goes_to_the_reviewer_and_back_through_the_browser(world: World) -> None:
    form = filled(world)
    browser, reviewer = signed_in(world.clerk_a), signed_in(world.approver_a)
    assert browser.post(f"{URL}{form.pk}/submit/", {"opened_version": form.version}).status_code == 422
    form = save(world, form, words="说明")
    assert browser.post(f"{URL}{form.pk}/submit/", {"opened_version": form.version}).status_code == 302
    assert reviewer.post(f"{URL}{form.pk}/return/", {"reason": "补措施"}).status_code == 302
    form.refresh_from_db()
    browser.post(f"{URL}{form.pk}/submit/", {"opened_version": form.version})
    assert reviewer.post(f"{URL}{form.pk}/pass/").status_code == 302
    form.refresh_from_db()
    assert form.state == FormState.APPROVED


@pytest.mark.function("JX08")
def test_the_list_puts_the_largest_gap_first_in_the_same_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    wide = filled(world)
    narrow_goals = goals(world)
    budget = ProjectBudget.objects.get(project=narrow_goals.project)
    budget.payments.update(amount_fen=5_000_000)
    narrow = filled(world, monitoring_create(actor=world.clerk_a, goals=narrow_goals, month=6))
    silent = monitoring_create(actor=world.clerk_a, goals=goals(world), month=6)
    make_paid(budget, 1, date(2021, 12, 1))
    browser = signed_in(world.clerk_a)
    browser.get(URL)
    with django_assert_max_num_queries(16):
        page = browser.get(URL, {"year": "2021", "month": "6"}).content.decode()
    places = [page.index(f'href="{URL}{form.pk}/"') for form in (wide, narrow, silent)]
    assert places == sorted(places)
    assert "38.00%" in page


@pytest.mark.function("JX08")
def test_the_list_is_narrowed_to_what_the_person_may_read(world: World) -> None:
    opened(world)
    assert "教师培训项目" not in signed_in(world.clerk_b).get(URL).content.decode()
    assert signed_in(world.system_admin).get(URL).status_code == 403


@pytest.mark.function("JX08")
def test_a_whole_year_is_asked_for_through_the_browser(world: World) -> None:
    goals(world)
    answer = signed_in(world.clerk_a).post(f"{URL}open/", {"year": 2021, "month": 9})
    assert answer.headers["Location"].startswith("/jobs/")
    assert signed_in(world.leader).post(f"{URL}open/", {"year": 2021, "month": 9}).status_code == 403


@pytest.mark.function("JX08")
def test_it_is_saved_while_one_types_or_tells_why_not(world: World) -> None:
    form = opened(world)
    browser, address = signed_in(world.clerk_a), f"{URL}{form.pk}/autosave/"
    told = browser.post(address, {"opened_version": form.version, "words": "写到一半"}).content.decode()
    assert "已自动保存" in told
    assert Monitoring.objects.get(pk=form.pk).words == "写到一半"
    told = browser.post(address, {"opened_version": 2, "forecast-total": "很多"}).content.decode()
    assert "没有自动保存" in told
    assert signed_in(world.leader).post(address).status_code == 403
    assert browser.get(address).status_code == 405
