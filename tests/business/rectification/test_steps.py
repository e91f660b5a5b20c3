"""A problem from the day it is found to the day it is struck off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.business.rectification.conftest import FOUND, Found, new, prove, soon
from tests.factories.world import World
from xieshou.business.rectification import steps
from xieshou.business.rectification.api import Finding, State, finding_create, findings_create, overdue_tell
from xieshou.business.rectification.services import finding_update
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

pytestmark = [pytest.mark.function("XM17"), pytest.mark.function("JX14")]


def reported(world: World, finding: Finding, actor: User | None = None, **values: Any) -> Finding:
    prove(world, finding)
    known = {"opened_version": finding.version, "taken": "已补齐验收资料"}
    return steps.finding_report(actor=actor or world.clerk_a, finding=finding, **{**known, **values})


def test_it_lands_on_the_desk_of_who_answers_for_it(world: World, found: Found) -> None:
    finding = found()
    (item,) = inbox.todos(world.clerk_a)
    assert (item.title, item.url) == ("整改：验收资料不全", finding.get_absolute_url())
    assert timezone.localtime(item.due_at).date() == finding.due_on


def test_it_is_closed_by_someone_else_after_evidence(world: World, found: Found) -> None:
    finding = reported(world, found(amount_fen=100_00), recovered_fen=0)
    assert (finding.state, finding.recovered_fen) == (State.REPORTED, 0)
    assert not inbox.todos(world.clerk_a)
    (check,) = inbox.todos(world.hq_approver)
    assert check.title == "复核整改：验收资料不全"
    steps.finding_close(actor=world.hq_approver, finding=finding, opened_version=finding.version)
    finding.refresh_from_db()
    assert (finding.state, finding.closed_on) == (State.CLOSED, timezone.localdate())
    assert not inbox.todos(world.hq_approver)
    actions = [entry.action for entry in audit.history_of(finding)]
    assert actions == ["finding.close", "finding.report", "evidence.cite", "finding.create"]


def test_it_is_not_reported_without_evidence_and_tells_everything_missing(world: World, found: Found) -> None:
    finding = found(amount_fen=100)
    with pytest.raises(Invalid) as told:
        steps.finding_report(actor=world.clerk_a, finding=finding, opened_version=1, taken=" ", recovered_fen=101)
    assert {one.where for one in told.value.problems} == {"整改措施", "证据", "已追回金额"}
    finding.refresh_from_db()
    assert (finding.state, finding.version) == (State.OPEN, 1)


def test_it_is_never_closed_by_who_reported_it(world: World, found: Found) -> None:
    finding = reported(world, found(responsible=world.approver_a), world.approver_a)
    with pytest.raises(Refused, match="另一位"):
        steps.finding_close(actor=world.approver_a, finding=finding, opened_version=finding.version)
    with pytest.raises(Refused, match="复核整改并销号"):
        steps.finding_close(actor=world.clerk_a, finding=finding, opened_version=finding.version)


def test_it_goes_back_with_the_reason_and_can_be_reported_again(world: World, found: Found) -> None:
    finding = reported(world, found())
    with pytest.raises(Invalid, match="退回理由"):
        steps.finding_return(actor=world.hq_approver, finding=finding, opened_version=finding.version, reason=" ")
    steps.finding_return(actor=world.hq_approver, finding=finding, opened_version=finding.version, reason="缺监理签字")
    (item,) = inbox.todos(world.clerk_a)
    assert item.because == "退回：缺监理签字"
    assert reported(world, finding).state == State.REPORTED


def test_it_is_put_off_and_opened_again_only_by_those_who_check(world: World, found: Found) -> None:
    finding = found()
    later: dict[str, Any] = {"due_on": soon(60), "reason": "等待雪季结束"}
    with pytest.raises(Refused):
        steps.finding_extend(actor=world.clerk_a, finding=finding, opened_version=1, **later)
    with pytest.raises(Invalid, match="新期限"):
        steps.finding_extend(actor=world.hq_approver, finding=finding, opened_version=1, due_on=FOUND, reason="早")
    finding = Finding.objects.get()
    steps.finding_extend(actor=world.hq_approver, finding=finding, opened_version=1, **later)
    assert timezone.localtime(inbox.todos(world.clerk_a)[0].due_at).date() == soon(60)
    reported(world, finding)
    steps.finding_close(actor=world.hq_approver, finding=finding, opened_version=finding.version)
    steps.finding_reopen(actor=world.hq_approver, finding=finding, opened_version=finding.version, reason="又发现缺页")
    assert (finding.state, finding.closed_on, finding.reported_by) == (State.OPEN, None, None)


def test_it_refuses_the_second_of_two_who_act_at_once(world: World, found: Found) -> None:
    finding = reported(world, found())
    opened = finding.version
    steps.finding_close(actor=world.hq_approver, finding=finding, opened_version=opened)
    with pytest.raises(Stale):
        steps.finding_return(actor=world.leader, finding=finding, opened_version=opened, reason="不够")


def test_it_enters_several_or_none_and_tells_all_that_is_wrong(world: World) -> None:
    wrong = new(world, title=" ", due_on=FOUND - timedelta(days=1), responsible=world.clerk_b)
    with pytest.raises(Invalid) as told:
        findings_create(actor=world.hq_approver, findings=[new(world), wrong])
    assert {one.where for one in told.value.problems} == {"第 2 条 问题", "第 2 条 整改期限", "第 2 条 责任人"}
    with pytest.raises(Invalid, match="没有要登记的问题"):
        findings_create(actor=world.hq_approver, findings=[])
    assert not Finding.objects.exists()


def test_it_is_entered_only_for_units_within_reach(world: World) -> None:
    with pytest.raises(Refused, match="登记问题"):
        findings_create(actor=world.clerk_b, findings=[new(world)])


def test_it_is_changed_with_its_history_until_reported(world: World, found: Found) -> None:
    finding = found(amount_fen=None)
    finding_update(actor=world.clerk_a, finding=finding, opened_version=1, amount_fen=0, responsible=world.approver_a)
    entry = audit.history_of(finding)[0]
    assert entry.changes == [["责任人", "塔县经办", "塔县审核"], ["涉及金额（元）", None, "0.00"]]
    assert not inbox.todos(world.clerk_a)
    assert inbox.todos(world.approver_a)
    reported(world, finding)
    with pytest.raises(Invalid, match="不能修改"):
        finding_update(actor=world.clerk_a, finding=finding, opened_version=finding.version, title="小问题")


def _on(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=timezone.get_current_timezone())


def test_it_reminds_three_days_before_and_tells_once_when_late(world: World, found: Found) -> None:
    finding = found(due_on=soon(10))
    inbox.reminders_send(_on(soon(6)))
    assert not inbox.notices(world.clerk_a)
    inbox.reminders_send(_on(soon(7)))
    assert [one.title for one in inbox.notices(world.clerk_a)] == ["还剩 3 天：整改：验收资料不全"]
    overdue_tell(_on(soon(10)))
    assert len(inbox.notices(world.clerk_a)) == 1
    for _ in range(2):
        overdue_tell(_on(soon(12)))
    for person in (world.clerk_a, world.hq_approver):
        late = [one for one in inbox.notices(person) if one.title == "整改已超期 2 天：验收资料不全"]
        assert [one.merged_count for one in late] == [1]
    assert finding.is_overdue_on(soon(12))


def test_it_tells_nobody_of_what_is_reported(world: World, found: Found) -> None:
    reported(world, found(due_on=soon(1)))
    overdue_tell(_on(soon(9)))
    assert not inbox.notices(world.clerk_a)


def test_it_is_put_on_the_desk_of_the_nearest_checkers_when_who_entered_it_may_not_close_it(world: World) -> None:
    finding = reported(world, finding_create(actor=world.clerk_a, finding=new(world)))
    (check,) = inbox.todos(world.approver_a)
    assert check.title == "复核整改：验收资料不全"
    assert not inbox.todos(world.hq_approver)
    steps.finding_close(actor=world.approver_a, finding=finding, opened_version=finding.version)
    assert not inbox.todos(world.approver_a)


def test_it_goes_to_the_unit_above_when_the_own_checker_reported_it(world: World) -> None:
    reported(world, finding_create(actor=world.clerk_a, finding=new(world)), world.approver_a)
    assert [item.title for item in inbox.todos(world.hq_approver)] == ["复核整改：验收资料不全"]
    assert not inbox.todos(world.approver_a)


def test_it_is_taken_back_by_the_unit_before_it_is_checked(world: World, found: Found) -> None:
    finding = reported(world, found())
    withdraw: dict[str, Any] = {"finding": finding, "opened_version": finding.version}
    with pytest.raises(Refused):
        steps.finding_withdraw(actor=world.clerk_b, reason="漏了一份", **withdraw)
    with pytest.raises(Invalid, match="撤回理由"):
        steps.finding_withdraw(actor=world.clerk_a, reason="", **withdraw)
    steps.finding_withdraw(actor=world.clerk_a, reason="漏了一份", **withdraw)
    assert (finding.state, finding.reported_by) == (State.OPEN, None)
    assert not inbox.todos(world.hq_approver)
    assert [item.because for item in inbox.todos(world.clerk_a)] == ["撤回报送：漏了一份"]
    with pytest.raises(Invalid, match="不能这样做"):
        steps.finding_withdraw(actor=world.clerk_a, finding=finding, opened_version=finding.version, reason="再撤")
