"""What was written wrongly is corrected, what was done too soon is taken back, and two at once do not undo each other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.business.projects.work.conftest import WAN, days, paper, reported, scheduled, signed
from tests.business.projects.work.test_accepting import audited, completed_file, decided, prepared, registered
from tests.business.projects.work.test_accepting import submitted as handed_in
from tests.business.projects.work.test_changing import drafted, submitted, task_of
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects import contract_totals, effects, money_known
from xieshou.business.projects.models import Acceptance, AcceptanceItem, ChangeState, Project, ProjectChange, Stage
from xieshou.business.projects.selectors_work import settlement_with_paid
from xieshou.business.projects.services import accepting, changing, contracts, milestones, settling
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit.api import history_of
from xieshou.platform.evidence import api as evidence
from xieshou.platform.inbox import api as inbox
from xieshou.platform.workflow.api import load_builtin_flows, matter_withdraw, task_approve, task_reject

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _flows(world: World) -> None:
    load_builtin_flows()


@pytest.mark.function("XM15")
def test_it_sends_one_change_at_a_time_though_two_were_drafted(world: World, running: Project) -> None:
    first, second = (drafted(world, running, kind) for kind in ("suspend", "terminate"))
    submitted(world, first)
    with pytest.raises(Invalid, match="正在报批"):
        submitted(world, second)


@pytest.mark.function("XM15")
def test_it_is_not_approved_over_what_the_project_has_become(world: World, running: Project) -> None:
    change = drafted(world, running, "content", content="改建教学楼一栋")
    matter = submitted(world, change)
    Project.objects.filter(pk=running.pk).update(stage=Stage.COMPLETED)
    with pytest.raises(Invalid, match="已完工待验收"):
        task_approve(actor=world.approver_a, task=task_of(matter, world.approver_a))
    task_reject(actor=world.approver_a, task=task_of(matter, world.approver_a), reason="已完工")
    change.refresh_from_db()
    assert change.state == ChangeState.REFUSED


def _updated(world: World, change: ProjectChange, **values: Any) -> ProjectChange:
    return changing.change_update(
        actor=world.clerk_a, change=change, opened_version=change.version, reason="改了数", values=values
    )


@pytest.mark.function("XM15")
def test_it_is_mended_after_it_came_back(world: World, running: Project) -> None:
    change = drafted(world, running, "budget", estimate_fen=500 * WAN)
    matter = submitted(world, change)
    with pytest.raises(Invalid, match="不能修改"):
        _updated(world, ProjectChange.objects.get(), estimate_fen=450 * WAN)
    task_reject(actor=world.approver_a, task=task_of(matter, world.approver_a), reason="数不对")
    change = _updated(world, ProjectChange.objects.get(), estimate_fen=450 * WAN)
    assert (change.state, change.values, change.reason) == (ChangeState.DRAFT, {"estimate_fen": 450 * WAN}, "改了数")
    with pytest.raises(Stale):
        changing.change_submit(actor=world.clerk_a, change=change, opened_version=1)


@pytest.mark.function("XM15")
def test_a_draft_is_deleted_while_nobody_has_judged_it(world: World, running: Project) -> None:
    change = drafted(world, running, "suspend")
    given: dict[str, Any] = {"actor": world.clerk_a, "reason": "不办了"}
    matter_withdraw(actor=world.clerk_a, matter=submitted(world, change), reason="改日")
    change = ProjectChange.objects.get()
    with pytest.raises(Invalid, match="审批记录要留痕"):
        changing.change_discard(change=change, opened_version=change.version, **given)
    other = drafted(world, running, "terminate")
    with pytest.raises(Refused):
        changing.change_discard(change=other, opened_version=1, **{**given, "actor": world.clerk_b})
    changing.change_discard(change=other, opened_version=1, **given)
    assert [one.kind for one in ProjectChange.objects.all()] == ["suspend"]


@pytest.mark.function("XM15")
def test_its_effects_are_kept_in_no_reader_s_language(world: World, running: Project) -> None:
    signed(world, running)
    with override("en"):
        change = drafted(world, running, "suspend")
    contract = next(one for one in change.effects if one["subject"] == "合同")
    assert contract["todo"] == "通知供应商暂停履行，停止支付"
    assert contract["facts"]["amount"] == "300.00 万元"
    assert effects.worded([contract])[0]["figures"] == "现合同金额 300.00 万元"


@pytest.mark.function("XM15")
def test_a_draft_is_opened_mended_and_deleted_in_the_browser(world: World, running: Project, sign_in: SignIn) -> None:
    change = drafted(world, running, "budget", estimate_fen=500 * WAN)
    edit, discard = (reverse(f"projects:{name}", args=[change.pk]) for name in ("change_edit", "change_discard"))
    browser = sign_in(world.clerk_a)
    assert 'value="500.00"' in browser.get(edit).content.decode()
    form = {"estimate_fen": "450", "reason": "改数", "basis": "", "opened_version": "1"}
    assert browser.post(edit, form).status_code == 302
    assert browser.post(edit, form).status_code == 409
    for url in (edit, discard):
        assert Client().get(url).status_code == 302
        assert sign_in(world.clerk_b).get(url).status_code == 404
        assert sign_in(world.auditor_outside).get(url).status_code == 403
        assert browser.put(url).status_code == 405
    assert browser.post(discard, {"reason": "不办了", "opened_version": "2"}).status_code == 302
    assert not ProjectChange.objects.exists()


@pytest.fixture
def finished(world: World) -> Project:
    return make_project(world, stage=Stage.COMPLETED)


@pytest.mark.function("XM16")
def test_the_next_acceptance_takes_over_the_files_of_the_failed_one(world: World, finished: Project) -> None:
    decided(world, handed_in(world, completed_file(world, prepared(world, finished))), is_passed=False)
    again = prepared(world, finished)
    assert set(accepting.filed(list(again.items.filter(is_required=True))).values()) == {1}
    assert not any(one.what == "缺资料" for one in accepting.missing_of(again))


@pytest.mark.function("XM16")
def test_a_wrong_file_is_taken_off_with_a_reason(world: World, finished: Project, sign_in: SignIn) -> None:
    acceptance = prepared(world, finished)
    item = acceptance.items.order_by("order")[0]
    accepting.item_file(actor=world.clerk_a, item=item, upload=paper())
    (citation,) = evidence.citations_of(item)
    url = reverse("projects:acceptance_item_unfile", args=[item.pk, citation.pk])
    assert sign_in(world.clerk_b).get(url).status_code == 404
    assert sign_in(world.auditor_outside).get(url).status_code == 403
    browser = sign_in(world.clerk_a)
    assert url in browser.get(acceptance.get_absolute_url()).content.decode()
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "传错了"}).status_code == 302
    assert browser.post(url, {"reason": "传错了"}).status_code == 404
    assert not evidence.citations_of(item).exists()
    assert evidence.Evidence.objects.exists()


@pytest.mark.function("XM16")
def test_an_old_page_changes_nothing_of_what_was_handed_in(world: World, finished: Project) -> None:
    acceptance = completed_file(world, prepared(world, finished))
    old = AcceptanceItem.objects.select_related("acceptance").filter(acceptance=acceptance)[0]
    assert old.acceptance.state == "preparing"
    handed_in(world, Acceptance.objects.get())
    with pytest.raises(Invalid, match="不能上传资料"):
        accepting.item_file(actor=world.clerk_a, item=old, upload=paper("迟到的"))


@pytest.mark.function("XM12")
def test_a_completion_reported_too_soon_is_taken_back_until_it_is_handed_in(
    world: World, running: Project, sign_in: SignIn
) -> None:
    (only,) = scheduled(world, running)
    reported(world, only, 100)
    milestones.project_complete(actor=world.clerk_a, project=running)
    url = reverse("projects:reopen", args=[running.pk])
    assert sign_in(world.auditor_outside).get(url).status_code == 403
    page = sign_in(world.clerk_a).get(reverse("projects:milestones", args=[running.pk])).content.decode()
    assert url in page
    assert sign_in(world.clerk_a).post(url, {"reason": "室外管网未完"}).status_code == 302
    running.refresh_from_db()
    assert running.stage == Stage.RUNNING
    assert history_of(running).filter(action="project.reopen", reason="室外管网未完").exists()
    milestones.project_complete(actor=world.clerk_a, project=running)
    handed_in(world, completed_file(world, prepared(world, running)))
    with pytest.raises(Invalid, match="已提交验收"):
        milestones.project_reopen(actor=world.clerk_a, project=running, reason="又错")


def _corrected(world: World, contract: Any, **values: Any) -> Any:
    contract.refresh_from_db()
    known = {name: getattr(contract, name) for name in contracts.SIGNED_LABELS}
    return contracts.contract_correct(
        actor=world.clerk_a,
        contract=contract,
        opened_version=contract.version,
        **{**known, "reason": "录入时多写一位", **values},
    )


@pytest.mark.function("XM11")
def test_a_contract_registered_wrongly_is_corrected_with_its_changes_kept(world: World, running: Project) -> None:
    contract = signed(world, running, signed_fen=3000 * WAN)
    contracts.contract_change(
        actor=world.clerk_a, contract=contract, opened_version=1, agreed_on=days(0), difference_fen=5 * WAN, reason="增"
    )
    _corrected(world, contract, signed_fen=300 * WAN, number="ＨＴ-９")
    contract.refresh_from_db()
    assert (contract.signed_fen, contract.amount_fen, contract.number) == (300 * WAN, 305 * WAN, "HT-9")
    with pytest.raises(Invalid, match="要写理由"):
        _corrected(world, contract, reason=" ")
    other = signed(world, running)
    with pytest.raises(Invalid, match="已有编号"):
        _corrected(world, other, number="HT-9")


@pytest.mark.function("XM11")
def test_a_contract_is_never_worth_less_than_was_paid_for_it(world: World, running: Project) -> None:
    contract = signed(world, running)
    contract_totals.add(lambda keys: {pk: contract_totals.Total("支付合计", 200 * WAN) for pk in keys})
    with pytest.raises(Invalid, match=r"支付合计已有 200\.00 万元"):
        _corrected(world, contract, signed_fen=150 * WAN)
    with pytest.raises(Invalid, match=r"合同金额不少于 200\.00 万元"):
        contracts.contract_change(
            actor=world.clerk_a,
            contract=contract,
            opened_version=1,
            agreed_on=days(0),
            difference_fen=-150 * WAN,
            reason="核减",
        )


@pytest.mark.function("XM11")
def test_a_contract_is_corrected_in_the_browser_by_the_own_unit(
    world: World, running: Project, sign_in: SignIn
) -> None:
    contract = signed(world, running)
    url = reverse("projects:contract_correct", args=[contract.pk])
    assert sign_in(world.clerk_b).get(url).status_code == 404
    assert sign_in(world.auditor_outside).get(url).status_code == 403
    browser = sign_in(world.clerk_a)
    form = {
        "number": "HT-7", "name": "更名", "method": "open", "supplier_name": "演示建筑公司", "signed_fen": "280",
        "signed_on": days(-60).isoformat(), "reason": "照原件更正", "opened_version": "1",
    }  # fmt: skip
    assert 'value="300.00"' in browser.get(url).content.decode()
    assert browser.post(url, form)["Location"] == contract.get_absolute_url()
    contract.refresh_from_db()
    assert (contract.number, contract.amount_fen) == ("HT-7", 280 * WAN)


@pytest.mark.function("XM17")
def test_it_says_when_more_was_paid_than_the_audit_let_stand(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money_known, "_FUNCTION", [lambda pk: money_known.Money(290 * WAN, 300 * WAN)])
    project = make_project(world, stage=Stage.ACCEPTED)
    settlement = audited(world, registered(world, project), 280 * WAN)
    assert settlement_with_paid(settlement).overpaid_fen == 10 * WAN
    text = sign_in(world.clerk_a).get(settlement.get_absolute_url()).content.decode()
    assert "已支付的超过审定金额" in text
    assert "2,900,000.00 − 2,800,000.00 = 100,000.00" in text


@pytest.mark.function("XM17")
def test_what_was_submitted_is_corrected_with_a_reason(world: World) -> None:
    settlement = registered(world, make_project(world, stage=Stage.ACCEPTED))
    with pytest.raises(Invalid, match="要写理由"):
        audited(world, settlement, 280 * WAN, submitted_fen=310 * WAN)
    assert (
        audited(world, settlement, 280 * WAN, submitted_fen=310 * WAN, reason="送审表多计").submitted_fen == 310 * WAN
    )
    with pytest.raises(Invalid, match="要大于 0"):
        settling.settlement_register(
            actor=world.clerk_a, project=make_project(world, stage=Stage.ACCEPTED), submitted_fen=0
        )


@pytest.mark.function("XM16")
def test_whoever_is_to_decide_an_acceptance_is_asked_and_the_unit_is_told_when_it_comes_back(
    world: World, finished: Project
) -> None:
    acceptance = handed_in(world, completed_file(world, prepared(world, finished)))
    (todo,) = inbox.todos(world.approver_a)
    assert (todo.title, todo.url) == (f"验收：{finished}", acceptance.get_absolute_url())
    assert not inbox.todos(world.hq_approver).exists()
    accepting.acceptance_return(
        actor=world.approver_a, acceptance=acceptance, opened_version=acceptance.version, reason="缺页"
    )
    assert not inbox.todos(world.approver_a).exists()
    told = inbox.Item.objects.filter(user=world.clerk_a, category="projects.acceptance")
    assert [one.because for one in told] == ["缺页"]
    decided(world, handed_in(world, acceptance))
    assert not inbox.todos(world.approver_a).exists()
