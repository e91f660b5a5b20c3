"""The pages of those who run surveys, as ordinary people see them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from xlsxwriter import Workbook

from tests.business.surveys.conftest import Made, answered
from tests.factories.world import World
from xieshou.business.rectification.api import link_to
from xieshou.business.surveys.api import survey_create
from xieshou.business.surveys.models import Person, Question, State, Survey
from xieshou.business.surveys.population import read_pasted
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs.api import work_until_idle
from xieshou.platform.shell.paging import SIZE

pytestmark = pytest.mark.function("JX12")

SignIn = Callable[[User], Client]
LIST = "/surveys/"
LOOKS = ("edit/", "population/", "draw/", "sample/", "paper/")
ACTS = ("questions/", "open/", "close/", "sample/check/", "sample/paper/", "codes/")
ENTERED = {
    "title": "道路满意度调查",
    "owner": "塔什库尔干塔吉克自治县受援办",
    "opens_on": "2026年1月1日",
    "closes_on": "２０９９-12-31",
    "rule": "share",
    "weights": "100 80 60 30 0",
    "least_answers": "5",
}


def test_it_asks_strangers_to_sign_in_and_hides_from_neighbours(
    world: World, opened: Made, client: Client, sign_in: SignIn
) -> None:
    page = opened().get_absolute_url()
    neighbour = sign_in(world.clerk_b)
    for part in ("", "results/", "results.xlsx", *LOOKS):
        assert client.get(page + part).status_code == 302
        assert neighbour.get(page + part).status_code == 404
    for part in ACTS:
        assert neighbour.post(page + part).status_code == 404
    assert sign_in(world.nobody).get(LIST).status_code == 403


def test_it_lets_a_reader_look_at_figures_but_at_no_person(world: World, opened: Made, sign_in: SignIn) -> None:
    page = opened().get_absolute_url()
    reader = sign_in(world.auditor_outside)
    assert [reader.get(page + part).status_code for part in ("", "results/")] == [200, 200]
    assert {reader.get(page + part).status_code for part in LOOKS} == {403}
    assert {reader.post(page + part).status_code for part in ACTS} == {403}
    assert reader.get(f"{LIST}new/").status_code == 403


def test_it_gives_the_workbook_to_who_may_export_this_very_survey(world: World, sign_in: SignIn) -> None:
    today = timezone.localdate()
    survey = survey_create(
        actor=world.hq_approver,
        title="指挥部的调查",
        owner=world.hq,
        place=world.county_a_region,
        least_answers=5,
        opens_on=today,
        closes_on=today,
    )
    browser = sign_in(world.clerk_a)
    assert browser.get(survey.get_absolute_url()).status_code == 200
    assert browser.get(f"{survey.get_absolute_url()}results.xlsx").status_code == 403
    assert not browser.get(f"{survey.get_absolute_url()}results/").context["may_export"]


def test_it_takes_only_the_methods_it_knows(world: World, opened: Made, sign_in: SignIn) -> None:
    page, browser = opened().get_absolute_url(), sign_in(world.clerk_a)
    assert {browser.get(page + part).status_code for part in ACTS} == {405}
    assert {browser.post(page + part).status_code for part in ("", "results/", "sample/")} == {405}


def test_it_goes_from_nothing_to_results_in_the_browser(world: World, opened: Made, sign_in: SignIn) -> None:
    other, browser = opened(), sign_in(world.clerk_a)
    browser.post(f"{LIST}new/", {**ENTERED, "about": link_to(other)})
    survey = Survey.objects.get(title="道路满意度调查")
    page = survey.get_absolute_url()
    assert (survey.about, survey.place) == (other, world.county_a_region)
    browser.post(f"{page}questions/", {"kind": "level", "text": "路好走吗", "is_counted": "on", "is_required": "on"})
    browser.post(f"{page}questions/", {"kind": "text", "text": "意见"})
    browser.post(
        f"{page}population/", {"text": "群众，演示甲，13900001111\n" + "\n".join(f"群众,演示{n}" for n in range(7))}
    )
    assert browser.post(f"{page}draw/", {"wanted": "６", "seed": "摇号 17"}).status_code == 302
    shown = browser.get(page).content.decode()
    assert "摇号 17" in shown
    assert "完全一致" in browser.post(f"{page}sample/check/", follow=True).content.decode()
    assert browser.post(f"{page}open/", {"opened_version": "1"}).status_code == 302
    codes = browser.post(f"{page}codes/").content.decode()
    assert codes.count("<svg") >= 6
    assert audit.history_of(survey)[0].action == "survey.codes"
    assert "结束后才显示" in browser.get(f"{page}results/").content.decode()
    (question, _) = Question.objects.filter(survey=survey)
    for invitation in survey.invitations.all():
        Client().post(f"/surveys/answer/{invitation.code}/", {f"q{question.pk}": "2"})
    assert browser.post(f"{page}close/", {"reason": "收齐"}).status_code == 302
    assert "100.00%" in browser.get(f"{page}results/").content.decode()
    assert browser.get(f"{page}results.xlsx").status_code == 200


def test_it_refuses_to_change_an_open_survey(world: World, opened: Made, sign_in: SignIn) -> None:
    survey, browser = opened(), sign_in(world.clerk_a)
    page, question = survey.get_absolute_url(), survey.questions.all()[0]
    assert browser.post(f"{page}questions/", {"kind": "text", "text": "再问"}).status_code == 422
    assert browser.post(f"{page}questions/{question.pk}/remove/").status_code == 422
    answer = browser.post(f"{page}edit/", {**ENTERED, "opened_version": survey.version})
    assert (answer.status_code, "不能再改" in answer.content.decode()) == (422, True)
    assert survey.questions.count() == 3


def test_it_tells_the_second_of_two_editors(world: World, draft: Made, sign_in: SignIn) -> None:
    page = draft().get_absolute_url()
    browser = sign_in(world.clerk_a)
    assert browser.post(f"{page}edit/", {**ENTERED, "opened_version": "1"}).status_code == 302
    assert browser.post(f"{page}edit/", {**ENTERED, "opened_version": "1"}).status_code == 409


def test_it_shows_every_mistake_of_the_form(world: World, sign_in: SignIn) -> None:
    wrong = {**ENTERED, "closes_on": "2025-01-01", "weights": "全部"}
    answer = sign_in(world.clerk_a).post(f"{LIST}new/", wrong)
    assert answer.status_code == 422
    for words in ("早于开始日期", "五个 0 到 100 的数"):
        assert words in answer.content.decode()
    assert not Survey.objects.exists()


def test_it_numbers_the_questions_anew_when_one_is_removed(world: World, draft: Made, sign_in: SignIn) -> None:
    survey = draft()
    first = survey.questions.all()[0]
    sign_in(world.clerk_a).post(f"{survey.get_absolute_url()}questions/{first.pk}/remove/")
    assert list(survey.questions.values_list("number", "text")) == [(1, "打几分"), (2, "意见")]


def test_it_masks_those_drawn_and_filters_them(world: World, opened: Made, sign_in: SignIn) -> None:
    survey = opened()
    answered(survey, "企业", 1)
    page = f"{survey.get_absolute_url()}sample/"
    browser = sign_in(world.clerk_a)
    shown = browser.get(page, {"category": "企业"})
    assert len(shown.context["page"].rows) == 2
    assert "13800000000" not in shown.content.decode()
    assert "138****0000" in shown.content.decode()
    assert len(browser.get(page, {"category": "企业", "open": "1"}).context["page"].rows) == 1


def test_it_lists_within_its_budget(
    world: World, draft: Made, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(SIZE + 1):
        draft(title=f"调查 {number}")
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(14):
        first = browser.get(LIST).context["page"]
    assert len(browser.get(LIST + first.next_url).context["page"].rows) == 1
    assert [row.title for row in browser.get(f"{LIST}?q=调查 7&state=draft").context["page"].rows] == ["调查 7"]
    assert not sign_in(world.clerk_b).get(LIST).context["page"].rows


# ---- lists of people


def test_it_reads_a_pasted_list_with_or_without_titles() -> None:
    with_titles = read_pasted("姓名\t电话\t类别\n演示甲\t１３９-0000-1111\t群众\n\n演示乙\t\t干部")
    assert [(one.category, one.name, one.phone) for one in with_titles] == [
        ("群众", "演示甲", "139-0000-1111"),
        ("干部", "演示乙", ""),
    ]
    assert read_pasted("群众；演示甲；13900001111")[0].name == "演示甲"


def test_it_names_every_wrong_line_of_a_list() -> None:
    with pytest.raises(Invalid) as told:
        read_pasted("群众,演示甲\n,演示乙\n群众,,123\n群众,演示丙,不知道\n群众,演示甲\n群众,演示丁,1.39E+10")
    places = [one.where for one in told.value.problems]
    assert sorted(places) == [
        "第 2 行 类别",
        "第 3 行 姓名",
        "第 3 行 电话",
        "第 4 行 电话",
        "第 5 行 姓名",
        "第 6 行 电话",
    ]


def test_it_reads_an_uploaded_table_and_works_a_long_one_off_as_a_job(
    world: World, draft: Made, sign_in: SignIn
) -> None:
    survey = draft()
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["类别", "姓名", "电话"])
        for number in range(1, 602):
            sheet.write_row(number, 0, ["群众", f"演示{number}", "13900001111"])
    browser, page = sign_in(world.clerk_a), f"{survey.get_absolute_url()}population/"
    answer = browser.post(page, {"text": "", "file": SimpleUploadedFile("名单.xlsx", stream.getvalue())})
    assert answer["Location"].startswith("/jobs/")
    work_until_idle()
    assert Person.objects.filter(survey=survey).count() == 601
    for broken in (SimpleUploadedFile("名单.xlsx", b"not a table"), SimpleUploadedFile(f"a.{'表' * 80}", b"x")):
        assert browser.post(page, {"file": broken}).status_code == 422
    assert browser.post(page, {"text": ""}).status_code == 422
    assert Survey.objects.get().state == State.DRAFT


def test_it_keeps_a_question_that_was_refused_in_its_box(draft: Made, world: World, sign_in: SignIn) -> None:
    survey = draft()
    browser, address = sign_in(world.clerk_a), f"{survey.get_absolute_url()}questions/"
    for typed in ({"kind": "no", "text": "路好走吗"}, {"kind": "level", "text": "长" * 301}):
        answer = browser.post(address, typed)
        assert answer.status_code == 422
        assert typed["text"] in answer.content.decode()
