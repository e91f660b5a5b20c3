"""What is told about a flow before it may be published: everything, at once, in words."""

import pytest

from tests.platform.workflow.drawing import chain, drawn, inner, line, node, step, timer, user
from xieshou.lib.problems import Problem
from xieshou.platform.workflow.diagram import Diagram, read
from xieshou.platform.workflow.validation import Known, hours_of, problems_of

pytestmark = pytest.mark.function("ZC08")
CALLED = drawn("called", user("x"), chain("start", "x", "end"), variables="amount_fen:integer")


def published(code: str) -> Diagram | None:
    return read(CALLED) if code == "called" else None


KNOWN = Known(
    roles=frozenset({"approver"}),
    is_organisation=lambda name: name == "专项资金处",
    published=published,
    calls_of=lambda code: frozenset({"loop"} if code == "called" else ()),
)


def problems(*parts: str, code: str = "f", **rest: object) -> list[Problem]:
    return problems_of(drawn(code, *parts, **rest), code, KNOWN)  # type: ignore[arg-type]


def words(*parts: str, **rest: object) -> str:
    return "\n".join(str(problem) for problem in problems(*parts, **rest))  # type: ignore[arg-type]


def test_it_finds_nothing_wrong_with_a_right_flow() -> None:
    assert problems(user("s"), user("a", "approver"), chain("start", "s", "a", "end")) == []


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("scriptTask", "脚本任务会执行程序"),
        ("serviceTask", "服务任务会调用程序"),
        ("businessRuleTask", "规则任务不支持"),
        ("sendTask", "发送任务不支持"),
        ("inclusiveGateway", "包容网关不支持"),
        ("task", "没有说明由谁办理"),
        ("dataObjectReference", "不支持的元素"),
    ],
)
def test_it_refuses_other_elements(element: str, said: str) -> None:
    assert said in words(user("s"), node(element, "bad", name="坏"), chain("start", "s", "end"))


def test_it_refuses_what_hides_in_a_step() -> None:
    looped = step(node_id="a", inside="<bpmn:multiInstanceLoopCharacteristics/>")
    foreign = step(node_id="b", inside='<bpmn:extensionElements><camunda:script x="1"/></bpmn:extensionElements>')
    said = words(looped, foreign, chain("start", "a", "b", "end"))
    assert "多实例标记不支持" in said
    assert "不认识的扩展 script" in said


def test_it_refuses_events_that_wait_for_messages() -> None:
    event = node("startEvent", "other", "<bpmn:messageEventDefinition/>")
    assert "带消息、信号、定时等触发的事件不支持" in words(event, user("s"), chain("start", "s", "end"))


def test_it_refuses_declarations_that_reach_outside() -> None:
    xml = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + drawn("f")
    assert "DOCTYPE" in str(problems_of(xml, "f", KNOWN)[0])


def test_it_says_what_is_no_bpmn_at_all() -> None:
    assert "不是完整的 XML" in str(problems_of("<a", "f", KNOWN)[0])
    assert "不是 BPMN 2.0" in str(problems_of("<a/>", "f", KNOWN)[0])


def test_it_tells_everything_at_once() -> None:
    said = words(
        user("a", "ghost", days="0"),
        user("b", "approver", "named", organisation="不存在的处"),
        user("c", "approver", days=""),
        chain("start", "a", "b", "c"),
    )
    assert "角色“ghost”不存在" in said
    assert "时限 0 个工作日不合理" in said
    assert "指定单位“不存在的处”不在机构库" in said
    assert "没有定办理时限" in said
    assert "c（c）：没有出去的连线" in said


def test_it_wants_a_person_for_every_step() -> None:
    assert "没有定由谁办理" in words(step(node_id="a", level="own"), chain("start", "a", "end"))


def test_it_wants_a_reminder_before_the_deadline() -> None:
    assert "提前 3 天提醒不早于时限 3 天" in words(user("s", remind="3"), chain("start", "s", "end"))


def test_it_refuses_loops_and_says_what_to_do_instead() -> None:
    said = words(
        user("s"),
        user("a", "approver"),
        node("exclusiveGateway", "g", default="g_end"),
        chain("start", "s", "a", "g", "end"),
        line("g", "s", "amount_fen > 3"),
        variables="amount_fen:integer",
    )
    assert "画成了环：s→a→g→s" in said
    assert "退回" in said


def test_it_wants_a_default_and_conditions_at_a_choice() -> None:
    said = words(
        user("a"),
        user("b"),
        node("exclusiveGateway", "g"),
        chain("start", "g", "a", "end"),
        line("g", "b"),
        line("b", "end"),
    )
    assert "没有默认路线" in said
    assert "没有条件" in said


def test_it_checks_conditions_with_their_place() -> None:
    said = words(
        user("a"),
        user("b"),
        node("exclusiveGateway", "g", name="金额", default="g_b"),
        chain("start", "g"),
        line("g", "a", "amont > 3"),
        line("g", "b") + line("a", "end") + line("b", "end"),
    )
    assert "金额（g） → a（a）：条件“amont > 3”：没有声明变量 amont" in said


def test_it_finds_a_join_that_would_wait_for_ever() -> None:
    said = words(
        user("a"),
        user("b"),
        node("exclusiveGateway", "g", default="g_b"),
        node("parallelGateway", "join"),
        chain("start", "g"),
        line("g", "a", "amount_fen > 3") + line("g", "b") + line("a", "join") + line("b", "join") + line("join", "end"),
        variables="amount_fen:integer",
    )
    assert "会永远等一条不会到的分支" in said


def test_it_finds_a_step_that_would_be_done_twice() -> None:
    said = words(
        user("a"),
        user("b"),
        user("c"),
        node("parallelGateway", "split"),
        chain("start", "split", "a", "c", "end"),
        line("split", "b") + line("b", "c"),
    )
    assert "会办两次" in said


def test_it_finds_what_nobody_reaches() -> None:
    assert "走不到这里" in words(user("s"), user("x"), user("y"), chain("start", "s", "end"), chain("x", "y", "end"))


def test_it_checks_called_flows() -> None:
    calls = node("callActivity", "c", calledElement="called")
    assert "没有声明" in words(user("s"), calls, chain("start", "s", "c", "end"))
    assert problems(user("s"), calls, chain("start", "s", "c", "end"), variables="amount_fen:integer") == []
    assert "绕回本流程" in words(
        user("s"), calls, chain("start", "s", "c", "end"), code="loop", variables="amount_fen:integer"
    )
    ghost = node("callActivity", "c", calledElement="ghost")
    assert "没有已发布的版本" in words(user("s"), ghost, chain("start", "s", "c", "end"))


def test_it_checks_inside_sub_processes() -> None:
    sub = node("subProcess", "sub", inner(user("x", "ghost"), chain("inner_start", "x", "inner_end")))
    assert "角色“ghost”不存在" in words(sub, chain("start", "sub", "end"))


def test_it_reads_time_limits() -> None:
    assert [hours_of(text) for text in ("P3D", "PT12H", "P1DT2H", "P", "3天", "P0D")] == [72, 12, 26, None, None, None]
    said = words(user("s"), user("x"), timer("t", "s", "R3/P1D"), chain("start", "s", "x", "end"), line("t", "x"))
    assert "定时“R3/P1D”看不懂" in said


def test_it_wants_a_place_in_the_drawing() -> None:
    assert "画不出来" in words(user("s"), chain("start", "s", "end"), is_drawn=False)


def test_it_refuses_what_is_too_large_to_survey() -> None:
    many = [user(f"u{number}") for number in range(220)]
    assert "共有 222 个元素" in words(*many, chain("start", "u0"))
