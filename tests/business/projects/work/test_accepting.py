"""Acceptance only with a complete file; settlement only when problems are closed."""

from typing import Any

import pytest

from tests.business.projects.work.conftest import WAN, days, paper
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects.models import Acceptance, Category, Project, Settlement, Stage
from xieshou.business.projects.selectors_work import settlement_row
from xieshou.business.projects.services import accepting, settling
from xieshou.business.projects.work_data import acceptance_list
from xieshou.business.rectification.api import Finding, NewFinding, finding_create, findings_of
from xieshou.business.rules.api import kept
from xieshou.lib.problems import Invalid, Refused


@pytest.fixture
def finished(world: World) -> Project:
    return make_project(world, stage=Stage.COMPLETED)


def prepared(world: World, project: Project) -> Acceptance:
    return accepting.acceptance_prepare(actor=world.clerk_a, project=project, due_on=days(30))


def completed_file(world: World, acceptance: Acceptance) -> Acceptance:
    for item in acceptance.items.filter(is_required=True):
        accepting.item_file(actor=world.clerk_a, item=item, upload=paper(item.name))
    return acceptance


def submitted(world: World, acceptance: Acceptance) -> Acceptance:
    return accepting.acceptance_submit(actor=world.clerk_a, acceptance=acceptance, opened_version=acceptance.version)


def decided(world: World, acceptance: Acceptance, *, is_passed: bool = True) -> Acceptance:
    return accepting.acceptance_decide(
        actor=world.approver_a,
        acceptance=acceptance,
        opened_version=acceptance.version,
        is_passed=is_passed,
        held_on=days(0),
        conclusion="资料齐全，质量合格",
    )


def found(world: World, project: Project) -> Finding:
    return finding_create(
        actor=world.clerk_a,
        finding=NewFinding(
            title="外墙渗水",
            owner=world.county_a,
            source="inspection",
            found_on=days(-3),
            due_on=days(10),
            responsible=world.clerk_a,
            about=project,
        ),
    )


def closed(finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(state="closed", closed_on=days(0))


@pytest.mark.function("XM16")
@pytest.mark.parametrize("category", Category.values)
def test_it_has_a_list_for_every_category(category: str) -> None:
    names = [item.name for item in acceptance_list(category, kept("acceptance-lists", None))]
    assert len(names) == len(set(names)) >= 8


@pytest.mark.function("XM16")
def test_it_refuses_with_all_that_is_missing(world: World, finished: Project) -> None:
    acceptance = prepared(world, finished)
    found(world, finished)
    with pytest.raises(Invalid) as refused:
        submitted(world, acceptance)
    missing = {one.where for one in refused.value.problems}
    assert missing == {*acceptance.items.filter(is_required=True).values_list("name", flat=True), "问题整改"}


@pytest.mark.function("XM16")
def test_it_takes_a_file_or_a_reason_for_every_item(world: World, finished: Project) -> None:
    acceptance = completed_file(world, prepared(world, finished))
    extra = accepting.item_add(actor=world.clerk_a, acceptance=acceptance, name="消防验收意见")
    with pytest.raises(Invalid, match="消防"):
        submitted(world, acceptance)
    accepting.item_waive(actor=world.clerk_a, item=extra, opened_version=1, reason="单层建筑，不需消防验收")
    assert submitted(world, acceptance).state == "submitted"


@pytest.mark.function("XM16")
def test_it_accepts_the_project(world: World, finished: Project) -> None:
    decided(world, submitted(world, completed_file(world, prepared(world, finished))))
    finished.refresh_from_db()
    assert finished.stage == Stage.ACCEPTED


@pytest.mark.function("XM16")
def test_it_sends_a_failed_project_back_to_work_and_accepts_it_later(world: World, finished: Project) -> None:
    decided(world, submitted(world, completed_file(world, prepared(world, finished))), is_passed=False)
    finished.refresh_from_db()
    assert finished.stage == Stage.RUNNING
    assert prepared(world, finished).state == "preparing"


@pytest.mark.function("XM16")
def test_it_does_not_pass_with_a_problem_found_after_submission(world: World, finished: Project) -> None:
    acceptance = submitted(world, completed_file(world, prepared(world, finished)))
    finding = found(world, finished)
    with pytest.raises(Invalid, match="外墙渗水"):
        decided(world, acceptance)
    closed(finding)
    acceptance.refresh_from_db()
    assert decided(world, acceptance).state == "passed"


@pytest.mark.function("XM16")
def test_it_lets_only_those_decide_who_may(world: World, finished: Project) -> None:
    acceptance = submitted(world, completed_file(world, prepared(world, finished)))
    with pytest.raises(Refused):
        accepting.acceptance_decide(
            actor=world.clerk_a,
            acceptance=acceptance,
            opened_version=acceptance.version,
            is_passed=True,
            held_on=days(0),
            conclusion="合格",
        )


@pytest.mark.function("XM16")
def test_it_returns_a_file_to_be_completed_and_opens_no_second_one(world: World, finished: Project) -> None:
    acceptance = submitted(world, completed_file(world, prepared(world, finished)))
    with pytest.raises(Invalid, match="在办"):
        prepared(world, finished)
    back = accepting.acceptance_return(
        actor=world.approver_a, acceptance=acceptance, opened_version=acceptance.version, reason="缺页"
    )
    assert back.state == "preparing"


@pytest.fixture
def accepted(world: World) -> Project:
    return make_project(world, stage=Stage.ACCEPTED)


def registered(world: World, project: Project, fen: int = 300 * WAN) -> Settlement:
    return settling.settlement_register(actor=world.clerk_a, project=project, submitted_fen=fen)


def audited(world: World, settlement: Settlement, fen: int, **rest: Any) -> Settlement:
    return settling.settlement_audit(
        actor=world.clerk_a,
        settlement=settlement,
        opened_version=settlement.version,
        audited_fen=fen,
        auditor="演示会计师事务所",
        settled_on=days(0),
        **rest,
    )


def settle(world: World, settlement: Settlement, reason: str = "") -> Settlement:
    return settling.settlement_close(
        actor=world.approver_a,
        settlement=settlement,
        opened_version=settlement.version,
        closed_on=days(0),
        open_findings_reason=reason,
    )


@pytest.mark.function("XM17")
def test_it_computes_the_cut_and_its_rate_exactly(world: World, accepted: Project) -> None:
    row = settlement_row(audited(world, registered(world, accepted, 300_000_000), 280_000_001))
    assert (row.cut_fen, row.cut_rate, row.exact) == (19_999_999, "6.67%", "6.666666…")


@pytest.mark.function("XM17")
def test_it_says_nothing_of_a_cut_before_the_audit(world: World, accepted: Project) -> None:
    row = settlement_row(registered(world, accepted))
    assert (row.cut_fen, row.cut_rate) == (None, "—")


@pytest.mark.function("XM17")
def test_it_refuses_more_than_was_submitted_and_a_silent_correction(world: World, accepted: Project) -> None:
    settlement = registered(world, accepted)
    with pytest.raises(Invalid, match="大于送审"):
        audited(world, settlement, 301 * WAN)
    settlement.refresh_from_db()
    audited(world, settlement, 290 * WAN)
    with pytest.raises(Invalid, match="更正"):
        audited(world, settlement, 280 * WAN)
    assert audited(world, settlement, 280 * WAN, reason="复审").audited_fen == 280 * WAN


@pytest.mark.function("XM17")
def test_it_does_not_settle_while_audit_findings_are_open(world: World, accepted: Project) -> None:
    settlement = audited(world, registered(world, accepted), 290 * WAN)
    finding = settling.audit_finding_add(
        actor=world.clerk_a,
        settlement=settlement,
        title="多计工程量",
        found_on=days(0),
        due_on=days(30),
        responsible=world.clerk_a,
        amount_fen=10 * WAN,
    )
    assert list(findings_of(accepted)) == [finding]
    with pytest.raises(Invalid, match="1 个问题没有销号"):
        settle(world, settlement)
    closed(finding)
    settle(world, settlement)
    accepted.refresh_from_db()
    assert accepted.stage == Stage.SETTLED


@pytest.mark.function("XM17")
def test_it_settles_with_open_findings_only_for_a_reason_that_is_kept(world: World, accepted: Project) -> None:
    settlement = audited(world, registered(world, accepted), 290 * WAN)
    found(world, accepted)
    settle(world, settlement, "责任单位已撤并，问题转由县财政局整改")
    settlement.refresh_from_db()
    assert settlement.open_findings_reason.startswith("责任单位已撤并")


@pytest.mark.function("XM17")
def test_it_does_not_settle_what_was_not_audited_or_not_accepted(world: World, accepted: Project) -> None:
    with pytest.raises(Invalid, match="审定金额"):
        settle(world, registered(world, accepted))
    with pytest.raises(Invalid, match="实施中"):
        registered(world, make_project(world, stage=Stage.RUNNING))
