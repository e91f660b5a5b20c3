"""Changes, suspensions and ends of projects, with everything they touch."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.business.projects.work.conftest import WAN, days, node, reported, scheduled, signed
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects import effects
from xieshou.business.projects.effect_checks import dropped_phrases
from xieshou.business.projects.models import ChangeKind, ChangeState, Project, ProjectChange, Stage
from xieshou.business.projects.services import changing, contracts
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit.api import history_of
from xieshou.platform.workflow.api import Matter, Task, load_builtin_flows, matter_withdraw, task_approve, task_reject

pytestmark = pytest.mark.function("XM15")


@pytest.fixture(autouse=True)
def _flows(world: World) -> None:
    load_builtin_flows()


def drafted(world: World, project: Project, kind: str, **values: Any) -> ProjectChange:
    return changing.change_draft(actor=world.clerk_a, project=project, kind=kind, reason="疫情防控", values=values)


def submitted(world: World, change: ProjectChange) -> Matter:
    return changing.change_submit(actor=world.clerk_a, change=change, opened_version=change.version)


def task_of(matter: Matter, user: User) -> Task:
    return Task.objects.get(matter=matter, user=user, state="open")


def approved(world: World, project: Project, kind: str, **values: Any) -> ProjectChange:
    change = drafted(world, project, kind, **values)
    matter = submitted(world, change)
    task_approve(actor=world.approver_a, task=task_of(matter, world.approver_a))
    change.refresh_from_db()
    project.refresh_from_db()
    return change


def named(change: ProjectChange) -> list[tuple[str, str]]:
    return [(one["subject"], one["name"]) for one in change.effects]


@pytest.fixture
def exhibitions(world: World) -> Project:
    """The published case: one of two exhibitions is cancelled, its target stays."""
    project = make_project(
        world,
        stage=Stage.RUNNING,
        name="扶贫合作交流项目",
        content="组织脱贫攻坚展、绿色博览会",
        goal="参加脱贫攻坚展企业不少于 20 家；绿色博览会布展一次",
    )
    scheduled(world, project, node("脱贫攻坚展", 60), node("绿色博览会布展", 40, order=2))
    signed(world, project, name="绿色博览会展位搭建合同", signed_fen=40 * WAN)
    project.refresh_from_db()
    return project


def test_it_names_the_target_of_a_cancelled_exhibition(world: World, exhibitions: Project) -> None:
    change = drafted(world, exhibitions, ChangeKind.CONTENT, content="组织脱贫攻坚展")
    told = {(one["subject"], one["name"]): one["figures"] for one in effects.worded(change.effects)}
    assert told["绩效目标", "绿色博览会"] == "建设任务去掉了“绿色博览会”，绩效目标里仍有"
    assert told["节点", "绿色博览会布展"] == "建设任务去掉了“绿色博览会”，节点仍有"
    assert ("合同", "HT-1 绿色博览会展位搭建合同") in told


def test_it_no_longer_names_a_target_that_is_changed_along(world: World, exhibitions: Project) -> None:
    change = drafted(
        world, exhibitions, ChangeKind.CONTENT, content="组织脱贫攻坚展", goal="参加脱贫攻坚展企业不少于 20 家"
    )
    assert not [name for subject, name in named(change) if subject == "绩效目标"]


def test_it_asks_the_apps_above_what_they_know(world: World, exhibitions: Project) -> None:
    def indicators(project: Project, kind: str, values: Mapping[str, Any]) -> list[effects.Effect]:
        return [effects.Effect("指标", "参展次数 ≥2 次", "2020 年", "调整指标")] if kind == "terminate" else []

    effects.add(indicators)
    assert ("指标", "参展次数 ≥2 次") in named(drafted(world, exhibitions, ChangeKind.TERMINATE))
    assert ("指标", "参展次数 ≥2 次") not in named(drafted(world, exhibitions, ChangeKind.SUSPEND))


def test_it_names_open_contracts_with_amounts_and_unfinished_nodes(world: World, exhibitions: Project) -> None:
    first = exhibitions.milestones.get(name="脱贫攻坚展")
    reported(world, first, 100)
    change = drafted(world, exhibitions, ChangeKind.TERMINATE)
    told = effects.worded(change.effects)
    assert [one["figures"] for one in told if one["subject"] == "合同"] == ["现合同金额 40.00 万元"]
    assert [name for subject, name in named(change) if subject == "节点"] == ["绿色博览会布展"]


@pytest.mark.parametrize(
    ("before", "after", "dropped"),
    [
        ("建路、建桥", "建路", ["建桥"]),
        ("建路、建桥", "建桥和建路", []),
        ("展会（绿博会）", "展会", ["绿博会"]),
        ("", "建路", []),
    ],
)
def test_it_finds_what_was_dropped(before: str, after: str, dropped: list[str]) -> None:
    assert dropped_phrases(before, after) == dropped


def test_it_changes_nothing_before_approval(world: World, running: Project) -> None:
    submitted(world, drafted(world, running, ChangeKind.BUDGET, estimate_fen=500 * WAN))
    running.refresh_from_db()
    assert running.estimate_fen == 600 * WAN


def test_it_changes_the_project_and_keeps_before_and_after(world: World, running: Project) -> None:
    ends = days(300)
    change = approved(world, running, ChangeKind.PERIOD, ends_on=ends)
    assert (running.ends_on, change.state) == (ends, ChangeState.APPROVED)
    assert change.before == {"ends_on": "2026-11-30"}
    entry = history_of(running).get(action="project.change")
    assert (entry.changes, entry.reason) == ([["完成期限", "2026-11-30", ends.isoformat()]], "疫情防控")


def test_it_suspends_resumes_and_ends(world: World, running: Project) -> None:
    for kind, stage in (("suspend", Stage.SUSPENDED), ("resume", Stage.RUNNING), ("terminate", Stage.TERMINATED)):
        approved(world, running, kind)
        assert running.stage == stage


def test_it_marks_open_contracts_until_somebody_attends(world: World, running: Project) -> None:
    contract = signed(world, running)
    approved(world, running, ChangeKind.SUSPEND)
    contract.refresh_from_db()
    assert contract.attention == "项目暂停：通知供应商暂停履行，停止支付"
    contracts.attention_end(
        actor=world.clerk_a, contract=contract, opened_version=contract.version, reason="已书面通知"
    )
    contract.refresh_from_db()
    assert contract.attention == ""


def test_it_leaves_the_project_when_refused_or_withdrawn(world: World, running: Project) -> None:
    refused = drafted(world, running, ChangeKind.SUSPEND)
    matter = submitted(world, refused)
    task_reject(actor=world.approver_a, task=task_of(matter, world.approver_a), reason="理由不足")
    withdrawn = drafted(world, running, ChangeKind.SUSPEND)
    matter_withdraw(actor=world.clerk_a, matter=submitted(world, withdrawn), reason="改日再报")
    for change, state in ((refused, ChangeState.REFUSED), (withdrawn, ChangeState.DRAFT)):
        change.refresh_from_db()
        assert change.state == state
    running.refresh_from_db()
    assert running.stage == Stage.RUNNING


def test_it_refuses_a_change_that_changes_nothing_and_a_second_one_on_its_way(world: World, running: Project) -> None:
    with pytest.raises(Invalid, match="没有一项"):
        drafted(world, running, ChangeKind.BUDGET, estimate_fen=600 * WAN)
    submitted(world, drafted(world, running, ChangeKind.SUSPEND))
    with pytest.raises(Invalid, match="正在报批"):
        drafted(world, running, ChangeKind.SUSPEND)


def test_it_refuses_neighbours_and_the_wrong_stage(world: World, running: Project) -> None:
    with pytest.raises(Refused):
        changing.change_draft(actor=world.clerk_b, project=running, kind="suspend", reason="x")
    with pytest.raises(Invalid, match="不能申请恢复"):
        drafted(world, running, ChangeKind.RESUME)


def test_it_names_contracts_beyond_a_smaller_budget(world: World, running: Project) -> None:
    signed(world, running, signed_fen=300 * WAN)
    change = drafted(world, running, ChangeKind.BUDGET, estimate_fen=250 * WAN)
    told = {one["figures"] for one in effects.worded(change.effects)}
    assert "合同合计 300.00 万元，变更后投资 250.00 万元，超出 50.00 万元" in told
