"""Filling in, approving from below, returning, locking."""

from datetime import date

import pytest

from tests.factories.world import World
from tests.platform.reporting.conftest import FULL, Reporting
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.reporting.api import is_locked
from xieshou.platform.reporting.models import Period, State
from xieshou.platform.reporting.selectors import beside
from xieshou.platform.reporting.services.submissions import submission_return, submission_save

pytestmark = pytest.mark.function("ZC07")


def test_it_keeps_an_incomplete_draft(reporting: Reporting, world: World) -> None:
    row = reporting.of(world.county_a)
    submission_save(actor=world.clerk_a, submission=row, opened_version=1, typed={"visits": ("3", "")})
    row = reporting.of(world.county_a)
    assert (row.state, row.figures) == (State.DRAFT, {"visits": {"value": "3", "reason": ""}})


def test_it_hands_in_only_what_is_complete(reporting: Reporting, world: World) -> None:
    with pytest.raises(Invalid, match="资金拨付"):
        reporting.submit(world.county_a, world.clerk_a, {"visits": ("3", "")})
    assert reporting.of(world.county_a).state == State.NOT_REPORTED


def test_it_marks_what_comes_after_the_due_time(reporting: Reporting, world: World) -> None:
    assert reporting.submit(world.county_a, world.clerk_a).is_late


def test_it_refuses_a_neighbour(reporting: Reporting, world: World) -> None:
    with pytest.raises(Refused):
        reporting.submit(world.county_a, world.clerk_b)


def test_it_tells_the_second_of_two_people_and_shows_both(reporting: Reporting, world: World) -> None:
    row = reporting.of(world.county_a)
    reporting.submit(world.county_a, world.clerk_a)
    row.state = State.DRAFT
    with pytest.raises(Stale) as stale:
        submission_save(actor=world.approver_a, submission=row, opened_version=1, typed={**FULL, "visits": ("99", "")})
    assert stale.value.by == "塔县经办"
    assert [(one.field, one.stored, one.entered) for one in stale.value.differences] == [("互访", "12", "99")]


def test_it_tells_the_level_above_and_then_the_unit(reporting: Reporting, world: World) -> None:
    reporting.submit(world.county_a, world.clerk_a)
    assert any(todo.title.startswith("审核") for todo in inbox.todos(world.hq_approver))
    reporting.approve(world.county_a, world.hq_approver)
    assert not [todo for todo in inbox.todos(world.hq_approver) if todo.category == "reporting.review"]
    assert any("已审核" in notice.title for notice in inbox.notices(world.clerk_a))


def test_it_leaves_approving_to_the_level_above(reporting: Reporting, world: World) -> None:
    reporting.submit(world.county_a, world.clerk_a)
    with pytest.raises(Refused, match="上一级"):
        reporting.approve(world.county_a, world.approver_a)


def test_it_approves_a_unit_only_after_all_below_and_names_who_is_missing(reporting: Reporting, world: World) -> None:
    reporting.submit(world.hq, world.hq_approver)
    reporting.approved(world.county_a, world.clerk_a)
    with pytest.raises(Invalid) as refused:
        reporting.approve(world.hq, world.leader)
    assert [problem.where for problem in refused.value.problems] == [world.county_b.name]
    reporting.approved(world.county_b, world.clerk_b)
    assert reporting.approve(world.hq, world.leader).state == State.APPROVED


def test_it_returns_with_a_reason_and_words_to_single_figures(reporting: Reporting, world: World) -> None:
    row = reporting.submit(world.county_a, world.clerk_a)
    submission_return(
        actor=world.hq_approver,
        submission=row,
        opened_version=row.version,
        reason="资金与台账不符",
        comments={"funds": "台账是 3.80", "visits": " "},
    )
    row = reporting.of(world.county_a)
    assert (row.state, row.comments) == (State.RETURNED, {"funds": "台账是 3.80"})
    assert any("资金与台账不符" in todo.because for todo in inbox.todos(world.clerk_a))


def test_it_returns_nothing_without_a_reason(reporting: Reporting, world: World) -> None:
    row = reporting.submit(world.county_a, world.clerk_a)
    with pytest.raises(Invalid, match="退回理由"):
        submission_return(actor=world.hq_approver, submission=row, opened_version=row.version, reason=" ", comments={})


def test_it_locks_what_was_approved(reporting: Reporting, world: World) -> None:
    row = reporting.approved(world.county_a, world.clerk_a)
    with pytest.raises(Invalid, match="申请解锁"):
        submission_save(actor=world.clerk_a, submission=row, opened_version=row.version, typed=FULL)


def test_it_tells_ledgers_what_is_locked_and_why(reporting: Reporting, world: World) -> None:
    day = date(2020, 1, 15)
    assert is_locked(world.county_a, day, "monthly") is None
    reporting.approved(world.county_a, world.clerk_a)
    lock = is_locked(world.school_a, day, "monthly")  # the school's records are reported by its county
    assert lock is not None
    assert "已审核锁定" in lock.reason
    assert is_locked(world.county_a, date(2020, 2, 1), "monthly") is None
    assert is_locked(world.county_b, day, "monthly") is None


def test_it_logs_each_change_with_before_and_after(reporting: Reporting, world: World) -> None:
    row = reporting.submit(world.county_a, world.clerk_a)
    entry = audit.history_of(row)[0]
    assert entry.actor == world.clerk_a
    assert entry.changes == [["互访（人次）", None, "12"], ["资金拨付（万元）", None, "3.50"]]


def test_it_shows_the_period_before_beside_the_new_one(reporting: Reporting, world: World) -> None:
    reporting.approved(world.county_a, world.clerk_a)
    january = Period.objects.get(code="2020-01")
    february = reporting.form.periods.create(
        code="2020-02",
        year=2020,
        first_day=date(2020, 2, 1),
        last_day=date(2020, 2, 29),
        opens_at=january.opens_at,
        due_at=january.due_at,
    )
    row = reporting.form.submissions.create(period=february, owner=world.county_a)
    before, last_year = beside(row)
    assert before is not None
    assert before.figures["visits"]["value"] == "12"
    assert last_year is None
