"""Flows and their versions: publishing, running on the own version, calls, time limits."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.world import World
from tests.platform.workflow.conftest import Office
from tests.platform.workflow.drawing import chain, drawn, inner, line, node, timer, user
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.workflow.diagram import read
from xieshou.platform.workflow.diagram_writer import Settings, with_settings
from xieshou.platform.workflow.models import FlowDefinition, FlowVersion, MatterState, Outcome, Step
from xieshou.platform.workflow.services import duties, flows

pytestmark = pytest.mark.function("ZC08")


def test_it_takes_effect_when_published_and_leaves_running_matters_alone(office: Office, world: World) -> None:
    old = office.start()
    xml = drawn("two-step", user("submit"), user("hq", "approver", "parent"), chain("start", "submit", "hq", "end"))
    office.publish("two-step", xml)
    assert office.holders(old) == ["approver_a"]
    assert office.holders(office.start()) == ["hq_approver"]
    assert office.approve(old, world.approver_a).state == MatterState.APPROVED


def test_it_keeps_a_called_flow_at_the_version_it_was_published_with(office: Office, world: World) -> None:
    office.publish("inner", drawn("inner", user("x", "approver"), chain("start", "x", "end")))
    calls = node("callActivity", "call", calledElement="inner")
    office.publish("outer", drawn("outer", user("s"), calls, chain("start", "s", "call", "end")))
    office.publish("inner", drawn("inner", user("x", "leader", "office"), chain("start", "x", "end")))
    matter = office.start("outer")
    assert (office.holders(matter), office.open_steps(matter)) == (["approver_a"], ["call/x"])
    assert office.approve(matter, world.approver_a).state == MatterState.APPROVED


def test_it_returns_out_of_a_sub_process_and_comes_back(office: Office, world: World) -> None:
    sub = node(
        "subProcess",
        "sub",
        inner(user("x", "approver"), user("y", "approver", "parent"), chain("inner_start", "x", "y", "inner_end")),
    )
    office.publish("nested", drawn("nested", user("s"), sub, chain("start", "s", "sub", "end")))
    matter = office.start("nested")
    office.approve(matter, world.approver_a)
    office.send_back(matter, world.hq_approver, "s")
    office.approve(matter, world.clerk_a, direct=True)
    assert office.open_steps(matter) == ["sub/y"]
    office.send_back(matter, world.hq_approver, "sub/x")
    assert office.approve(matter, world.approver_a, world.hq_approver).state == MatterState.APPROVED


def test_it_moves_on_when_a_drawn_time_limit_has_come(office: Office, world: World) -> None:
    parts = [user("s"), user("a", "approver"), user("late", "leader", "office"), timer("t", "a", "P2D")]
    office.publish(
        "limit", drawn("limit", *parts, chain("start", "s", "a", "end"), line("t", "late") + line("late", "end"))
    )
    matter = office.start("limit")
    duties.limits_check(timezone.now())
    assert office.holders(matter) == ["approver_a"]
    duties.limits_check(timezone.now() + timedelta(days=2, minutes=1))
    assert office.holders(matter) == ["leader"]
    assert Step.objects.get(matter=matter, path="a").outcome == Outcome.EXPIRED
    assert office.approve(matter, world.leader).state == MatterState.APPROVED


def test_it_remembers_an_expired_step_through_a_return(office: Office, world: World) -> None:
    parts = [user("s"), user("a", "approver"), user("b", "leader", "office"), user("c", "approver", "parent")]
    lines = chain("start", "s", "a", "end") + line("t", "b") + chain("b", "c", "end")
    office.publish("limit", drawn("limit", *parts, timer("t", "a", "PT1H"), lines))
    matter = office.start("limit")
    duties.limits_check(timezone.now() + timedelta(hours=2))
    office.approve(matter, world.leader)
    office.send_back(matter, world.hq_approver, "b")
    assert office.open_steps(matter) == ["b"]


def test_it_publishes_nothing_that_is_wrong_and_changes_nothing(office: Office, world: World) -> None:
    with pytest.raises(Invalid, match="角色“ghost”不存在"):
        office.publish("two-step", drawn("two-step", user("s", "ghost"), chain("start", "s", "end")))
    assert FlowVersion.objects.get(flow__code="two-step", state="published").number == 1


def test_it_keeps_flow_design_to_those_with_the_right(office: Office, world: World) -> None:
    with pytest.raises(Refused):
        flows.flow_create(actor=world.clerk_a, code="mine", name="我的")


def test_it_has_one_published_version_and_one_draft(office: Office, world: World) -> None:
    version = FlowVersion.objects.get(flow__code="two-step")
    flows.draft_create(actor=world.division_manager, source=version)
    with pytest.raises(Invalid, match="已有一个草稿"):
        flows.draft_create(actor=world.division_manager, source=version)
    with pytest.raises(IntegrityError), transaction.atomic():
        FlowVersion.objects.create(flow=version.flow, number=9, xml="", sha256="", state="published")


def test_it_never_changes_a_published_file(office: Office, world: World) -> None:
    version = FlowVersion.objects.get(flow__code="two-step")
    with pytest.raises(Invalid, match="不能再改"):
        flows.draft_save(actor=world.division_manager, version=version, xml=version.xml, note="", opened_version=2)


def test_it_starts_nothing_with_a_retired_flow(office: Office, world: World) -> None:
    version = FlowVersion.objects.get(flow__code="two-step")
    matter = office.start()
    flows.version_retire(actor=world.division_manager, version=version)
    with pytest.raises(Invalid, match="没有已发布的版本"):
        office.start()
    assert office.approve(matter, world.approver_a).state == MatterState.APPROVED


def test_it_loads_the_built_in_flows_once(office: Office) -> None:
    flows.load_builtin_flows()
    assert FlowVersion.objects.filter(state="published").count() == FlowDefinition.objects.count() == 3


def test_it_begins_a_new_flow_from_one_that_is_right(office: Office, world: World) -> None:
    version = flows.flow_create(actor=world.division_manager, code="my-flow", name="我的流程")
    assert flows.draft_problems(version) == []
    assert read(version.xml).process.id == "my-flow"


def test_it_writes_the_table_into_the_file_and_reads_it_back() -> None:
    xml = drawn(
        "f",
        user("s"),
        user("a", "approver"),
        node("exclusiveGateway", "g", default="g_end"),
        chain("start", "s", "g", "end") + line("g", "a") + line("a", "end"),
    )
    settings = Settings(
        rules={"s": {"role": "leader", "level": "office", "mode": "all", "days": "7", "remind": "2", "skipSame": "no"}},
        conditions={"g_a": 'kind == "x"'},
        defaults={"g": "g_end"},
        durations={},
        called={},
        variables=[("kind", "text", "种类")],
    )
    diagram = read(with_settings(xml, settings))
    rule = diagram.process.nodes["s"].rule
    assert (rule.role, rule.level, rule.mode, rule.days, rule.remind) == ("leader", "office", "all", 7, 2)
    assert not rule.is_skipped_for_same
    assert [one.condition for one in diagram.process.lines if one.id == "g_a"] == ['kind == "x"']
    assert diagram.variables[0].label == "种类"


def test_it_makes_a_plain_task_one_that_people_do(office: Office, world: World) -> None:
    version = flows.flow_create(actor=world.division_manager, code="plain", name="平")
    xml = version.xml.replace('<bpmn:userTask id="review"', '<bpmn:task id="review"').replace(
        "</bpmn:userTask>\n    <bpmn:endEvent", "</bpmn:task>\n    <bpmn:endEvent"
    )
    saved = flows.draft_save(actor=world.division_manager, version=version, xml=xml, note="", opened_version=1)
    assert flows.draft_problems(saved) == []


def test_it_runs_a_flow_as_large_as_allowed(office: Office, world: World) -> None:
    ids = [f"u{number}" for number in range(198)]
    steps = [user(one, "approver", skipSame="no") for one in ids]
    office.publish("long", drawn("long", *steps, chain("start", *ids, "end")))
    matter = office.approve(office.start("long"), world.approver_a)
    assert office.open_steps(matter) == ["u1"]


def test_it_survives_a_new_format_of_the_engine(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.approve(matter, world.approver_a)
    matter.refresh_from_db()
    matter.engine = {**matter.engine, "format": "0.1", "engine": {}}
    matter.save()
    office.approve(matter, world.hq_approver)
    assert office.open_steps(matter) == ["fund"]
