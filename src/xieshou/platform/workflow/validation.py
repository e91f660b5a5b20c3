"""What must be right before a flow is published. Every problem is told at once, with the element it lies in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xieshou.lib.problems import Problem
from xieshou.platform.workflow import conditions, soundness
from xieshou.platform.workflow.diagram import Diagram, Level, Mode, Node, Process, Shape, UnreadableError, read

_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(\d{1,3})H)?")
MOST_DAYS = 250
MOST_NODES = 200


@dataclass(frozen=True)
class Known:
    """What a flow may refer to: role codes, whether an organisation is known, and flows that can be called.

    `callable_flows` gives the published diagram of a code, or None; `calls_of` every flow a code leads to.
    """

    roles: frozenset[str]
    is_organisation: Callable[[str], bool]
    published: Callable[[str], Diagram | None]
    calls_of: Callable[[str], frozenset[str]]


def problems_of(xml: str, code: str, known: Known) -> list[Problem]:
    """All that stands against publishing; empty: it may be published."""
    try:
        diagram = read(xml)
    except UnreadableError as error:
        return [Problem(str(error), where="流程文件", remedy="重新导入，或从上一版新建")]
    size = sum(len(process.nodes) for process in diagram.processes())
    if size > MOST_NODES:
        return [
            Problem(
                f"共有 {size} 个元素",
                where="流程",
                allowed=f"不超过 {MOST_NODES} 个",
                remedy="拆成几个流程，用“调用流程”连接",
            )
        ]
    found = list(diagram.problems)
    for process in diagram.processes():
        shape = list(_structure(process, diagram))
        found += shape
        found += _contents(process, diagram, code, known)
        if not shape and not diagram.problems:
            found += soundness.dead_ends(process)
    if not diagram.steps() and not any(node.shape is Shape.CALL for node in diagram.process.nodes.values()):
        found.append(Problem("一个办理环节都没有", where="流程", remedy="至少画一个人工任务"))
    return found


def hours_of(duration: str) -> int | None:
    """The hours of a drawn time limit such as P3D or PT12H; None when it is not one."""
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        return None
    return int(match[1] or 0) * 24 + int(match[2] or 0) or None


def _structure(process: Process, diagram: Diagram) -> Iterator[Problem]:
    place = process.name or process.id or "流程"
    starts = [node for node in process.nodes.values() if node.shape is Shape.START]
    if len(starts) != 1:
        yield Problem(f"应有 1 个开始事件，现有 {len(starts)} 个", where=place)
    if not any(node.shape is Shape.END for node in process.nodes.values()):
        yield Problem("没有结束事件", where=place, remedy="在最后一个环节后画结束事件")
    yield from _line_ends(process)
    for node in process.nodes.values():
        yield from _connections(process, node)
        if node.id not in diagram.drawn:
            yield Problem("在图上没有位置，画不出来", where=node.label, remedy="在图中删去重画")
    if loop := soundness.cycle_of(process):
        names = "→".join(process.nodes[one].name or one for one in loop)
        yield Problem(f"画成了环：{names}", where=place, remedy="不必画退回的线：办理时用“退回”可退到任一步")
    if len(starts) == 1:
        yield from _unreached(process, starts[0])


def _line_ends(process: Process) -> Iterator[Problem]:
    for line in process.lines:
        for end, label in ((line.source, "起点"), (line.target, "终点")):
            if end not in process.nodes:
                yield Problem(f"{label}“{end}”不在同一层流程里", where=line.name or line.id, remedy="重新连线")


def _connections(process: Process, node: Node) -> Iterator[Problem]:
    come, go = len(process.incoming[node.id]), len(process.outgoing[node.id])
    starts_here = node.shape in {Shape.START, Shape.TIMER}
    if starts_here and come:
        yield Problem("不能有进来的连线", where=node.label)
    if not starts_here and not come:
        yield Problem("没有进来的连线，永远到不了", where=node.label, remedy="连线，或删去")
    if node.shape is Shape.END:
        if go:
            yield Problem("结束事件不能有出去的连线", where=node.label)
        return
    if not go:
        yield Problem("没有出去的连线，到这里就停了", where=node.label, remedy="连到下一环节或结束事件")
    if go > 1 and node.shape not in {Shape.CHOICE, Shape.PARALLEL}:
        yield Problem(
            f"有 {go} 条出去的连线，走哪条不明确", where=node.label, remedy="用排他网关（选一条）或并行网关（都走）分开"
        )


def _unreached(process: Process, start: Node) -> Iterator[Problem]:
    reached = process.after(start.id) | {start.id}
    for node in process.nodes.values():
        if node.shape is not Shape.TIMER and node.id not in reached and process.incoming[node.id]:
            yield Problem("从开始事件走不到这里", where=node.label, remedy="连线，或删去")


def _contents(process: Process, diagram: Diagram, code: str, known: Known) -> Iterator[Problem]:
    for node in process.nodes.values():
        if node.shape.is_step:
            yield from _step(node, known)
        elif node.shape is Shape.CHOICE:
            yield from _choice(process, node, diagram)
        elif node.shape is Shape.CALL:
            yield from _call(node, diagram, code, known)
        elif node.shape is Shape.TIMER:
            yield from _timer(process, node)
    for line in process.lines:
        source = process.nodes.get(line.source)
        if line.condition and source is not None and source.shape is not Shape.CHOICE:
            yield Problem("只有排他网关出去的连线可以带条件", where=line.name or line.id, remedy="在前面加一个排他网关")


def _step(node: Node, known: Known) -> Iterator[Problem]:
    rule = node.rule
    if not node.name:
        yield Problem("环节没有名称", where=node.label, remedy="双击图上的环节填写")
    if rule.level not in Level.values:
        yield Problem(f"办理层级“{rule.level}”不存在", where=node.label, allowed="、".join(map(str, Level.labels)))
    elif rule.level != Level.STARTER and not rule.role:
        yield Problem("没有定由谁办理", where=node.label, remedy="在“环节设置”里选角色和层级")
    elif rule.level != Level.STARTER and rule.role not in known.roles:
        yield Problem(f"角色“{rule.role}”不存在", where=node.label, allowed="、".join(sorted(known.roles)))
    if rule.level == Level.NAMED and not (rule.organisation and known.is_organisation(rule.organisation)):
        what = f"指定单位“{rule.organisation}”不在机构库" if rule.organisation else "没有填指定单位"
        yield Problem(what, where=node.label, remedy="填机构库中的名称或永久编号")
    if rule.mode not in Mode.values:
        yield Problem(f"办理方式“{rule.mode}”不存在", where=node.label, allowed="、".join(map(str, Mode.labels)))
    yield from _days(node)


def _days(node: Node) -> Iterator[Problem]:
    days, remind = node.rule.days, node.rule.remind
    if days is None:
        yield Problem("没有定办理时限", where=node.label, allowed=f"1–{MOST_DAYS} 个工作日")
    elif not 1 <= days <= MOST_DAYS:
        yield Problem(f"时限 {days} 个工作日不合理", where=node.label, allowed=f"1–{MOST_DAYS} 个工作日")
    elif remind is not None and remind >= days:
        yield Problem(f"提前 {remind} 天提醒不早于时限 {days} 天", where=node.label, allowed=f"0–{days - 1}")


def _choice(process: Process, node: Node, diagram: Diagram) -> Iterator[Problem]:
    lines = process.outgoing[node.id]
    if len(lines) > 1 and node.default not in {line.id for line in lines}:
        yield Problem("没有默认路线，条件都不成立时会停住", where=node.label, remedy="把一条连线设为默认")
    for line in lines:
        where = f"{node.label} → {process.nodes[line.target].label if line.target in process.nodes else line.target}"
        if line.condition and line.id == node.default:
            yield Problem("默认路线不能带条件", where=where, remedy="清空条件，或换一条默认路线")
        elif line.condition:
            yield from _condition(line.condition, where, diagram)
        elif len(lines) > 1 and line.id != node.default:
            yield Problem("没有条件", where=where, remedy="填条件，例如 amount_fen >= 100000000（单位：分）")


def _condition(text: str, where: str, diagram: Diagram) -> Iterator[Problem]:
    try:
        wrong = conditions.check(conditions.parse(text), diagram.kinds())
    except conditions.ConditionError as error:
        wrong = [str(error)]
    for what in wrong:
        yield Problem(f"条件“{text}”：{what}", where=where)


def _call(node: Node, diagram: Diagram, code: str, known: Known) -> Iterator[Problem]:
    called = known.published(node.called) if node.called else None
    if called is None:
        yield Problem(f"调用的流程“{node.called}”没有已发布的版本", where=node.label, remedy="选一个已发布的流程")
        return
    if node.called == code or code in known.calls_of(node.called):
        yield Problem(f"调用“{node.called}”会绕回本流程", where=node.label, remedy="改调别的流程")
    ours = {process.id for process in diagram.processes()[1:]}
    if shared := ours & {process.id for process in called.processes()[1:]}:
        what = f"被调用的流程里也有编号为“{'、'.join(sorted(shared))}”的子流程"
        yield Problem(what, where=node.label, remedy="在图中删去本流程的子流程，重画一个")
    kinds = diagram.kinds()
    for variable in called.variables:
        if kinds.get(variable.name) is not variable.kind:
            what = f"被调用的流程要用变量 {variable.name}（{variable.kind.label}），本流程没有声明"
            yield Problem(what, where=node.label, remedy="在“变量”里声明同名同类型的变量")


def _timer(process: Process, node: Node) -> Iterator[Problem]:
    attached = process.nodes.get(node.attached_to)
    if attached is None or not attached.shape.is_step:
        yield Problem("定时只能画在人工任务的边界上", where=node.label)
    elif len(process.timers_of(attached.id)) > 1 and process.timers_of(attached.id)[0] is node:
        yield Problem("一个环节只能有一个定时", where=attached.label)
    if not node.is_interrupting:
        yield Problem("不中断的定时不支持", where=node.label, remedy="改为中断的定时；只提醒不转走的，用环节的提醒")
    if hours_of(node.duration) is None:
        yield Problem(f"定时“{node.duration}”看不懂", where=node.label, allowed="P3D（3 天）、PT12H（12 小时）")
