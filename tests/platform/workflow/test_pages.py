"""The pages of approvals, as each kind of visitor meets them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.world import World
from tests.platform.workflow.conftest import Office
from xieshou.platform.accounts.api import User
from xieshou.platform.audit.api import history_of
from xieshou.platform.workflow.models import FlowDefinition, Matter, MatterState, Task
from xieshou.platform.workflow.services import matters

SignIn = Callable[[User], Client]


def matter_url(matter: Matter) -> str:
    return reverse("workflow:matter", args=[matter.pk])


@pytest.mark.function("ZC09")
def test_it_asks_strangers_to_sign_in(office: Office) -> None:
    assert Client().get(matter_url(office.start())).status_code == 302


@pytest.mark.function("ZC09")
def test_it_hides_a_matter_from_the_neighbouring_county(office: Office, world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_b).get(matter_url(office.start())).status_code == 404


@pytest.mark.function("ZC09")
def test_it_shows_where_it_is_who_has_it_and_what_was_said(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 123_456})
    office.approve(matter, world.approver_a, comment="材料齐全")
    page = sign_in(world.clerk_a).get(matter_url(matter)).content.decode()
    assert 'data-active="headquarters"' in page
    assert "指挥部审核" in page
    assert "材料齐全" in page
    assert "1,234.56" in page


@pytest.mark.function("ZC09")
def test_it_lists_the_steps_in_order_without_scripts(office: Office, world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).get(matter_url(office.start())).content.decode()
    ordered = page.split("<ol")[1]
    assert ordered.index("经办") < ordered.index("审核")


@pytest.mark.function("ZC09")
def test_it_forbids_acting_to_a_reader(office: Office, world: World, sign_in: SignIn) -> None:
    task = office.task(office.start(), world.approver_a)
    assert sign_in(world.clerk_a).post(reverse("workflow:approve", args=[task.pk])).status_code == 403


@pytest.mark.function("ZC09")
def test_it_refuses_to_act_by_get(office: Office, world: World, sign_in: SignIn) -> None:
    task = office.task(office.start(), world.approver_a)
    assert sign_in(world.approver_a).get(reverse("workflow:approve", args=[task.pk])).status_code == 405


@pytest.mark.function("ZC09")
def test_it_approves_from_the_page(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start()
    task = office.task(matter, world.approver_a)
    browser = sign_in(world.approver_a)
    assert "请办理：审核" in browser.get(matter_url(matter)).content.decode()
    browser.post(reverse("workflow:approve", args=[task.pk]), {"comment": "同意"})
    matter.refresh_from_db()
    assert matter.state == MatterState.APPROVED


@pytest.mark.function("ZC09")
def test_it_keeps_the_comment_when_a_return_cannot_be_done(office: Office, world: World, sign_in: SignIn) -> None:
    task = office.task(office.start(), world.approver_a)
    answer = sign_in(world.approver_a).post(
        reverse("workflow:return", args=[task.pk]), {"comment": "写了很多", "to_path": "nowhere"}
    )
    assert answer.status_code == 422
    assert "写了很多" in answer.content.decode()
    assert "不能退回到这个环节" in answer.content.decode()


@pytest.mark.function("ZC09")
def test_it_tells_both_when_two_act_at_once(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start()
    task = office.task(matter, world.approver_a)
    office.approve(matter, world.approver_a)
    answer = sign_in(world.approver_a).post(reverse("workflow:approve", args=[task.pk]))
    assert answer.status_code == 409


@pytest.mark.function("ZC09")
def test_it_lets_the_starter_correct_the_amount(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.send_back(matter, world.approver_a, "submit")
    task = office.task(matter, world.clerk_a)
    browser = sign_in(world.clerk_a)
    assert 'value="0.05"' in browser.get(matter_url(matter)).content.decode()
    wrong = browser.post(reverse("workflow:approve", args=[task.pk]), {"var_amount_fen": "很多"})
    assert wrong.status_code == 422
    browser.post(reverse("workflow:approve", args=[task.pk]), {"var_amount_fen": "１２０万元", "direct": "1"})
    matter.refresh_from_db()
    assert matter.variables == {"amount_fen": 120_000_000}
    assert ["金额（分）", "5", "120000000"] in history_of(matter).exclude(changes=[]).get().changes


@pytest.mark.function("ZC09")
def test_it_lets_only_the_starter_correct_the_content(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start(summary="旧内容")
    own = office.task(matter, world.approver_a)
    refused = sign_in(world.approver_a).post(reverse("workflow:approve", args=[own.pk]), {"summary": "偷改"})
    assert refused.status_code == 422
    office.send_back(matter, world.approver_a, "submit")
    task = office.task(matter, world.clerk_a)
    sign_in(world.clerk_a).post(reverse("workflow:approve", args=[task.pk]), {"summary": "新内容"})
    matter.refresh_from_db()
    assert matter.summary == "新内容"


@pytest.mark.function("ZC09")
def test_it_starts_from_the_page(office: Office, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    assert "两步审批" in browser.get(reverse("workflow:start")).content.decode()
    values = {"flow": "county-to-office", "title": "校舍维修", "owner": world.county_a.pk, "var_amount_fen": "1.2亿元"}
    browser.post(reverse("workflow:start"), values)
    assert Matter.objects.get().variables == {"amount_fen": 12_000_000_000}


@pytest.mark.function("ZC09")
def test_it_refuses_to_start_in_anothers_name(office: Office, world: World, sign_in: SignIn) -> None:
    values = {"flow": "two-step", "title": "校舍维修", "owner": world.county_b.pk}
    assert sign_in(world.clerk_a).post(reverse("workflow:start"), values).status_code == 422


@pytest.mark.function("ZC09")
@pytest.mark.parametrize("name", ["todo", "done", "started", "all"])
def test_it_answers_lists_within_the_budget(
    office: Office, world: World, sign_in: SignIn, name: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        matter = office.start(title=f"购置 {number}")
        if number % 2:
            office.approve(matter, world.approver_a)
    browser = sign_in(world.approver_a)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        assert browser.get(reverse(f"workflow:{name}")).status_code == 200


@pytest.mark.function("ZC09")
def test_it_turns_pages_without_losing_or_repeating(office: Office, world: World, sign_in: SignIn) -> None:
    for number in range(53):
        office.start(title=f"购置{number:02d}号")
    browser = sign_in(world.approver_a)
    first = browser.get(reverse("workflow:todo"))
    second = browser.get(reverse("workflow:todo") + first.context["page"].next_url)
    seen = [task.pk for task in [*first.context["page"].rows, *second.context["page"].rows]]
    assert len(seen) == len(set(seen)) == 53
    assert second.context["page"].next_url is None


@pytest.mark.function("ZC09")
def test_it_shows_errors_by_post(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start()
    office.send_back(matter, world.approver_a, "submit")
    office.approve(matter, world.clerk_a, world.approver_a)
    page = sign_in(world.division_manager).get(reverse("workflow:errors"))
    rates = {row.post.title: row.rate_text for row in page.context["rows"]}
    assert rates == {"塔县经办": "50.00%", "塔县审核": "0.00%"}
    assert sign_in(world.clerk_a).get(reverse("workflow:errors")).status_code == 403


@pytest.mark.function("ZC09")
def test_it_escapes_what_people_write(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start(title="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)>")
    page = sign_in(world.clerk_a).get(matter_url(matter)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.function("ZC08")
@pytest.mark.parametrize("name", ["flows", "flow_new", "calendar"])
def test_it_keeps_flow_design_to_those_with_the_right(office: Office, world: World, sign_in: SignIn, name: str) -> None:
    assert sign_in(world.clerk_a).get(reverse(f"workflow:{name}")).status_code == 403
    assert sign_in(world.division_manager).get(reverse(f"workflow:{name}")).status_code == 200


@pytest.mark.function("ZC08")
def test_it_edits_checks_and_publishes_a_flow_in_the_browser(office: Office, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.division_manager)
    published = FlowDefinition.objects.get(code="two-step").versions.get()
    draft_url = browser.post(reverse("workflow:version_copy", args=[published.pk])).url  # type: ignore[attr-defined]
    version = browser.get(draft_url).context["version"]
    values = {
        "xml": version.xml,
        "opened_version": version.version,
        "rule:review:level": "own",
        "rule:review:days": "５",
    }
    browser.post(reverse("workflow:version_save", args=[version.pk]), {**values, "rule:review:role": ""})
    page = browser.get(draft_url)
    assert [problem.what for problem in page.context["to_mend"]] == ["没有定由谁办理"]
    refused = browser.post(reverse("workflow:version_publish", args=[version.pk]), {"opened_version": 2})
    assert refused.status_code == 422
    browser.post(
        reverse("workflow:version_save", args=[version.pk]),
        {**values, "rule:review:role": "leader", "rule:review:mode": "any", "opened_version": 2, "note": "改由领导审"},
    )
    browser.post(reverse("workflow:version_publish", args=[version.pk]), {"opened_version": 3})
    version.refresh_from_db()
    assert version.state == "published"
    compared = browser.get(reverse("workflow:version_compare", args=[version.pk]), {"with": published.pk})
    assert "领导，或签" in compared.content.decode()


@pytest.mark.function("ZC08")
def test_it_tells_an_editor_that_another_saved_first(office: Office, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.division_manager)
    published = FlowDefinition.objects.get(code="two-step").versions.get()
    browser.post(reverse("workflow:version_copy", args=[published.pk]))
    draft = FlowDefinition.objects.get(code="two-step").versions.get(state="draft")
    values = {"xml": draft.xml, "opened_version": 1}
    browser.post(reverse("workflow:version_save", args=[draft.pk]), values)
    assert browser.post(reverse("workflow:version_save", args=[draft.pk]), values).status_code == 409


@pytest.mark.function("ZC08")
def test_it_reads_the_calendar_of_free_days(office: Office, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.division_manager)
    wrong = browser.post(reverse("workflow:calendar"), {"days": "2026-10-01 休 国庆节\n国庆节放假"})
    assert wrong.status_code == 422
    assert "第 2 行" in wrong.content.decode()
    assert browser.post(reverse("workflow:calendar"), {"days": "２０２６年10月1日 休 国庆节"}).status_code == 302


@pytest.mark.function("ZC10")
def test_it_starts_a_bulk_job_for_what_was_ticked(office: Office, world: World, sign_in: SignIn) -> None:
    ids = [office.start(title=f"购置 {number}").pk for number in range(3)]
    answer = sign_in(world.approver_a).post(
        reverse("workflow:bulk"), {"action": "approve", "matter": ids, "tab": "todo"}
    )
    assert answer.status_code == 302
    assert answer.url.startswith("/jobs/")  # type: ignore[attr-defined]


@pytest.mark.function("ZC09")
def test_it_delegates_from_the_page(office: Office, world: World, sign_in: SignIn) -> None:
    office.start()
    values = {"delegate": "hq_approver", "starts_on": "2020-01-01", "ends_on": "2020-01-02"}
    browser = sign_in(world.approver_a)
    refused = browser.post(reverse("workflow:delegations"), values)
    assert "已经过去" in refused.content.decode()
    assert browser.get(reverse("workflow:delegations")).status_code == 200


@pytest.mark.function("ZC09")
def test_it_reassigns_from_the_page(office: Office, world: World, sign_in: SignIn) -> None:
    matter = office.start()
    task = office.task(matter, world.approver_a)
    values = {"user": "指挥部审核", "reason": "出差"}
    sign_in(world.hq_approver).post(reverse("workflow:reassign", args=[task.pk]), values)
    assert Task.objects.get(pk=task.pk).user == world.hq_approver


@pytest.mark.function("ZC09")
def test_it_keeps_the_trail_open_to_who_took_part_but_not_the_record(
    office: Office, world: World, sign_in: SignIn
) -> None:
    record = office.start(title="被审的记录")
    matter = office.start(target=record, kind="review", title="审这条记录")
    matters.task_reassign(
        actor=world.hq_approver, task=office.task(matter, world.approver_a), user=world.clerk_b, reason="交叉审核"
    )
    browser = sign_in(world.clerk_b)
    assert "被审的记录" in browser.get(matter_url(matter)).content.decode()
    office.approve(matter, world.clerk_b)
    page = browser.get(matter_url(matter))
    assert page.status_code == 200
    assert "被审的记录" not in page.content.decode()
    assert browser.get(matter_url(record)).status_code == 404


@pytest.mark.function("ZC09")
def test_it_shows_a_long_trail_within_the_budget(
    office: Office, world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    matter = office.start()
    for _ in range(6):
        office.send_back(matter, world.approver_a, "submit")
        office.approve(matter, world.clerk_a)
    browser = sign_in(world.approver_a)
    browser.get(matter_url(matter))
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        assert browser.get(matter_url(matter)).status_code == 200


@pytest.mark.function("ZC09")
@pytest.mark.parametrize("name", ["approve", "return", "reject", "object", "sign", "take_back", "reassign"])
def test_it_hides_every_action_from_strangers(office: Office, world: World, sign_in: SignIn, name: str) -> None:
    task = office.task(office.start(), world.approver_a)
    assert sign_in(world.clerk_b).post(reverse(f"workflow:{name}", args=[task.pk])).status_code == 404


@pytest.mark.function("ZC09")
def test_it_asks_no_administrator_of_the_system_to_sign(office: Office, world: World, sign_in: SignIn) -> None:
    task = office.task(office.start(), world.approver_a)
    answer = sign_in(world.approver_a).post(
        reverse("workflow:sign", args=[task.pk]), {"signer": "system_admin", "when": "before"}
    )
    assert answer.status_code == 422
    assert "找不到" in answer.content.decode()
