"""Asking to change what was approved, for a limited time, with a list of exactly what was changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.world import World
from tests.platform.reporting.conftest import FULL, Reporting
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.reporting.models import State, UnlockRequest, UnlockState
from xieshou.platform.reporting.selectors import changed_while_unlocked
from xieshou.platform.reporting.services.submissions import submission_save
from xieshou.platform.reporting.services.unlocks import (
    unlock_ask,
    unlock_finish,
    unlock_grant,
    unlock_refuse,
    unlocks_end,
)

pytestmark = pytest.mark.function("ZC07")


def ask(reporting: Reporting) -> UnlockRequest:
    world = reporting.world
    row = reporting.approved(world.county_a, world.clerk_a)
    return unlock_ask(actor=world.clerk_a, submission=row, reason="发票补到", figures=["funds"])


def granted(reporting: Reporting) -> UnlockRequest:
    request = ask(reporting)
    unlock_grant(actor=reporting.world.hq_approver, request=request, until=timezone.now() + timedelta(days=2))
    return request


def edit(reporting: Reporting, visits: str, funds: str) -> None:
    row = reporting.of(reporting.world.county_a)
    typed = {"visits": (visits, ""), "funds": (funds, "")}
    submission_save(actor=reporting.world.clerk_a, submission=row, opened_version=row.version, typed=typed)


def test_it_asks_those_above(reporting: Reporting, world: World) -> None:
    ask(reporting)
    assert any("申请解锁" in todo.title for todo in inbox.todos(world.hq_approver))


def test_it_needs_a_reason_and_the_figures(reporting: Reporting, world: World) -> None:
    row = reporting.approved(world.county_a, world.clerk_a)
    with pytest.raises(Invalid) as refused:
        unlock_ask(actor=world.clerk_a, submission=row, reason="", figures=["nothing"])
    assert [problem.where for problem in refused.value.problems] == ["理由", "要改的指标"]


def test_it_tells_the_whole_history_in_words(reporting: Reporting, world: World) -> None:
    request = granted(reporting)
    edit(reporting, "12", "4.00")
    unlock_finish(actor=world.clerk_a, request=request)
    words = [entry.action_words for entry in audit.history_of(reporting.of(world.county_a)).order_by("number")]
    assert words == ["报送（迟报）", "审核通过并锁定", "申请解锁", "批准解锁", "解锁期间修改", "改完锁定"]


def test_it_leaves_granting_to_those_above(reporting: Reporting, world: World) -> None:
    with pytest.raises(Refused):
        unlock_grant(actor=world.approver_a, request=ask(reporting), until=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("days", [-1, 60])
def test_it_unlocks_only_for_a_limited_time(reporting: Reporting, world: World, days: int) -> None:
    with pytest.raises(Invalid, match="解锁至"):
        unlock_grant(actor=world.hq_approver, request=ask(reporting), until=timezone.now() + timedelta(days=days))


def test_it_opens_only_the_figures_that_were_asked_for(reporting: Reporting) -> None:
    granted(reporting)
    with pytest.raises(Invalid, match="不在解锁范围"):
        edit(reporting, "13", "3.50")


def test_it_lists_exactly_what_was_changed(reporting: Reporting) -> None:
    request = granted(reporting)
    edit(reporting, "12", "3.80")
    edit(reporting, "12", "3.90")
    unlock_finish(actor=reporting.world.clerk_a, request=request)
    found = [(one.figure, one.before, one.after, one.who) for one in changed_while_unlocked(request)]
    assert found == [
        ("资金拨付（万元）", "3.50", "3.80", "塔县经办"),
        ("资金拨付（万元）", "3.80", "3.90", "塔县经办"),
    ]


def test_it_locks_again_at_the_limit_and_only_then(reporting: Reporting, world: World) -> None:
    request = granted(reporting)
    unlocks_end(timezone.now())
    assert reporting.of(world.county_a).state == State.UNLOCKED
    unlocks_end(timezone.now() + timedelta(days=3))
    unlocks_end(timezone.now() + timedelta(days=3))
    request.refresh_from_db()
    assert (reporting.of(world.county_a).state, request.state) == (State.LOCKED, UnlockState.ENDED)
    with pytest.raises(Invalid):
        edit(reporting, "12", "4.00")


def test_it_takes_no_change_after_the_limit_even_before_the_worker_comes(reporting: Reporting) -> None:
    request = granted(reporting)
    UnlockRequest.objects.filter(pk=request.pk).update(until=timezone.now())
    with pytest.raises(Invalid, match="期限已过"):
        edit(reporting, "12", "4.00")


def test_it_keeps_separate_lists_for_separate_unlocks(reporting: Reporting, world: World) -> None:
    first = granted(reporting)
    edit(reporting, "12", "3.80")
    unlock_finish(actor=world.clerk_a, request=first)
    row = reporting.of(world.county_a)
    second = unlock_ask(actor=world.clerk_a, submission=row, reason="又一张", figures=["funds"])
    unlock_grant(actor=world.hq_approver, request=second, until=timezone.now() + timedelta(days=1))
    edit(reporting, "12", "3.90")
    assert [one.after for one in changed_while_unlocked(first)] == ["3.80"]
    assert [one.after for one in changed_while_unlocked(second)] == ["3.90"]


def test_it_refuses_while_the_unit_above_rests_on_it(reporting: Reporting, world: World) -> None:
    request = ask(reporting)
    reporting.approved(world.county_b, world.clerk_b)
    reporting.submit(world.hq, world.hq_approver)
    reporting.approve(world.hq, world.leader)
    with pytest.raises(Invalid, match="先解锁上级"):
        unlock_grant(actor=world.hq_approver, request=request, until=timezone.now() + timedelta(days=1))


def test_it_declines_with_a_reason(reporting: Reporting, world: World) -> None:
    request = ask(reporting)
    with pytest.raises(Invalid, match="批复意见"):
        unlock_refuse(actor=world.hq_approver, request=request, answer="")
    unlock_refuse(actor=world.hq_approver, request=request, answer="金额已对外公布")
    assert reporting.of(world.county_a).state == State.APPROVED


def test_it_keeps_approved_figures_complete_while_unlocked(reporting: Reporting) -> None:
    granted(reporting)
    with pytest.raises(Invalid, match="没有填"):
        edit(reporting, FULL["visits"][0], "")
