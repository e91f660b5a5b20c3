"""The pages, as each kind of visitor meets them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.world import World
from tests.platform.reporting.conftest import Reporting
from xieshou.platform.accounts.api import User
from xieshou.platform.reporting.models import Form, State, Submission, UnlockRequest

SignIn = Callable[[User], Client]
pytestmark = [pytest.mark.function("ZC06"), pytest.mark.function("ZC07")]
FILLED = {"value-visits": "１２ 人次", "reason-visits": "", "value-funds": "", "reason-funds": "账目未到"}


def url(name: str, row: Submission) -> str:
    return reverse(f"reporting:{name}", args=[row.pk])


def test_it_hides_a_submission_from_strangers(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.of(world.county_a)
    assert Client().get(url("submission", row)).status_code == 302
    assert sign_in(world.clerk_b).get(url("submission", row)).status_code == 404
    assert sign_in(world.clerk_b).get(url("fill", row)).status_code == 404


def test_it_lets_readers_read_and_no_more(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row, reader = reporting.of(world.county_a), sign_in(world.auditor_outside)
    assert reader.get(url("submission", row)).status_code == 200
    assert reader.get(url("fill", row)).status_code == 403
    assert reader.post(url("approve", row), {"opened_version": 1}).status_code == 403
    assert reader.post(url("return", row), {"opened_version": 1, "reason": "x"}).status_code == 403
    assert reader.post(url("unlock_ask", row), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["approve", "return", "unlock_ask"])
def test_it_changes_nothing_by_get(reporting: Reporting, world: World, sign_in: SignIn, name: str) -> None:
    assert sign_in(world.hq_approver).get(url(name, reporting.of(world.county_a))).status_code == 405


def test_it_fills_and_hands_in_with_a_plain_form(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row, clerk = reporting.of(world.county_a), sign_in(world.clerk_a)
    assert "资金拨付" in clerk.get(url("fill", row)).content.decode()
    clerk.post(url("fill", row), {**FILLED, "opened_version": row.version, "action": "submit"})
    row = reporting.of(world.county_a)
    assert row.state == State.SUBMITTED
    assert row.figures == {
        "visits": {"value": "12", "reason": ""},
        "funds": {"value": None, "reason": "账目未到"},
    }


def test_it_shows_all_errors_and_keeps_what_was_typed(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.of(world.county_a)
    typed = {"value-visits": "十二点五", "value-funds": "", "opened_version": row.version, "action": "submit"}
    answer = sign_in(world.clerk_a).post(url("fill", row), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "十二点五" in page
    assert "有 2 处需要改正" in page


def test_it_tells_the_second_who_opens_a_table(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.of(world.county_a)
    sign_in(world.clerk_a).get(url("fill", row))
    assert "塔县经办 也打开着这张表" in sign_in(world.approver_a).get(url("fill", row)).content.decode()
    assert "也打开着" not in sign_in(world.clerk_a).get(url("fill", row)).content.decode()


def test_it_shows_both_when_the_second_saves(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.of(world.county_a)
    sign_in(world.clerk_a).post(url("fill", row), {**FILLED, "opened_version": 1, "action": "save"})
    answer = sign_in(world.approver_a).post(
        url("fill", row), {**FILLED, "value-visits": "15", "opened_version": 1, "action": "save"}
    )
    assert answer.status_code == 409
    assert "塔县经办" in answer.content.decode()


def test_it_goes_all_the_way_through_return_approval_and_unlock(
    reporting: Reporting, world: World, sign_in: SignIn
) -> None:
    clerk, above = sign_in(world.clerk_a), sign_in(world.hq_approver)
    row = reporting.submit(world.county_a, world.clerk_a)
    back = {"opened_version": row.version, "reason": "请核对", "comment-funds": "与台账不符"}
    assert above.post(url("return", row), back).status_code == 302
    page = clerk.get(url("fill", row)).content.decode()
    assert "请核对" in page
    assert "与台账不符" in page
    row = reporting.submit(world.county_a, world.clerk_a)
    above.post(url("approve", row), {"opened_version": row.version})
    clerk.post(url("unlock_ask", row), {"reason": "发票补到", "figures": ["funds"]})
    asked = UnlockRequest.objects.get()
    assert "发票补到" in above.get("/reporting/mine/").content.decode()
    until = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y年%m月%d日 %H:%M")
    above.post(reverse("reporting:unlock_grant", args=[asked.pk]), {"until": until, "answer": "同意"})
    row = reporting.of(world.county_a)
    assert row.state == State.UNLOCKED
    new = {"value-visits": "12", "value-funds": "3.80", "opened_version": row.version, "action": "save"}
    clerk.post(url("fill", row), new)
    clerk.post(reverse("reporting:unlock_finish", args=[asked.pk]))
    page = above.get(asked.get_absolute_url()).content.decode()
    assert "解锁期间改了 1 处" in page
    assert "<del>3.50</del>" in page
    assert "<ins>3.80</ins>" in page


def test_it_hides_an_unlock_request_from_the_neighbour(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.approved(world.county_a, world.clerk_a)
    asked = UnlockRequest.objects.create(submission=row, reason="x", asked_by=world.clerk_a)
    assert sign_in(world.clerk_b).get(asked.get_absolute_url()).status_code == 404
    refused = sign_in(world.approver_a).post(reverse("reporting:unlock_refuse", args=[asked.pk]), {"answer": "x"})
    assert refused.status_code == 403


def test_it_says_what_is_wrong_with_a_time_limit(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.approved(world.county_a, world.clerk_a)
    asked = UnlockRequest.objects.create(submission=row, reason="x", asked_by=world.clerk_a, figures=["funds"])
    grant = reverse("reporting:unlock_grant", args=[asked.pk])
    for until, words in (("明天", "不是能认出的日期"), ("2020-01-01", "31 天以内")):
        answer = sign_in(world.hq_approver).post(grant, {"until": until})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_it_names_on_the_page_who_is_missing_below(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.submit(world.hq, world.hq_approver)
    answer = sign_in(world.leader).post(url("approve", row), {"opened_version": row.version})
    assert answer.status_code == 422
    assert world.county_b.name in answer.content.decode()


def test_it_escapes_what_people_type(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    row = reporting.of(world.county_a)
    typed = {"value-visits": "1", "reason-funds": "<script>x</script>", "opened_version": 1, "action": "save"}
    clerk = sign_in(world.clerk_a)
    clerk.post(url("fill", row), typed)
    assert "<script>x" not in clerk.get(url("submission", row)).content.decode()


def test_it_shows_what_waits_for_each(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    reporting.submit(world.county_b, world.clerk_b)
    assert "要填报的" in sign_in(world.clerk_a).get("/reporting/mine/").content.decode()
    page = sign_in(world.hq_approver).get("/reporting/mine/").content.decode()
    assert "要审核的" in page
    assert "疏附" in page


def test_it_keeps_forms_from_those_who_do_not_report(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    page = reporting.form.get_absolute_url()
    assert sign_in(world.nobody).get(page).status_code == 404
    clerk = sign_in(world.clerk_a)
    assert "2020 年 1 月" in clerk.get(page, {"year": "2020"}).content.decode()
    assert clerk.get(reverse("reporting:forms")).status_code == 200
    assert clerk.get(reverse("reporting:form_edit", args=[reporting.form.pk])).status_code == 403
    assert clerk.post(reverse("reporting:assign", args=[reporting.form.pk])).status_code == 403
    assert clerk.get(reverse("reporting:form_new")).status_code == 403


def test_it_makes_a_form_assigns_it_and_moves_a_deadline(world: World, sign_in: SignIn) -> None:
    manager = sign_in(world.division_manager)
    typed = {
        "code": "quarter",
        "name": "季报",
        "owner": f"编号 {world.division.pk}",
        "cadence": "quarterly",
        "due_days": "10",
        "due_unit": "calendar",
        "due_time": "１７：３０",
        "opens_before": "5",
        "starts_on": "2020年1月1日",
        "opened_version": "1",
        "figure-TOTAL_FORMS": "2",
        "figure-INITIAL_FORMS": "0",
        "figure-0-code": "visits",
        "figure-0-label": "互访",
        "figure-0-unit": "人次",
        "figure-0-decimals": "0",
        "figure-0-minimum": "0",
        "figure-1-decimals": "0",
        "figure-1-minimum": "0",
    }
    answer = manager.post(reverse("reporting:form_new"), typed)
    assert answer.status_code == 302, answer.content.decode()
    form = Form.objects.get(code="quarter")
    assert [figure.label for figure in form.figures.all()] == ["互访"]
    who = {"assign-organisation": f"编号 {world.county_a.pk}", "assign-valid_from": "2020-01-01"}
    assert manager.post(reverse("reporting:assign", args=[form.pk]), who).status_code == 302
    moved = {"exception-period_code": "2020Q1", "exception-due_at": "2020年4月20日", "exception-reason": "春节"}
    assert manager.post(reverse("reporting:except", args=[form.pk]), moved).status_code == 302
    page = manager.get(form.get_absolute_url(), {"year": "2020"}).content.decode()
    assert "2020-04-20 23:59" in page
    end = reverse("reporting:assignment_end", args=[form.assignments.get().pk])
    assert manager.post(end, {"day": "2020-06-30"}).status_code == 302
    assert manager.get(reverse("reporting:form_edit", args=[form.pk])).status_code == 200


def test_it_tells_the_second_who_changes_a_form(reporting: Reporting, world: World, sign_in: SignIn) -> None:
    Form.objects.update(version=5)
    manager = sign_in(world.division_manager)
    edit = reverse("reporting:form_edit", args=[reporting.form.pk])
    page = manager.get(edit).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields} | {"opened_version": "4"}
    typed |= {"figure-TOTAL_FORMS": "0", "figure-INITIAL_FORMS": "0"}
    assert manager.post(edit, typed).status_code == 409
