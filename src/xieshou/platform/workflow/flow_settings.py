"""The table beside a flow's drawing: a row for each step, choice, limit and call; and back from what was entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import Role
from xieshou.platform.workflow.conditions import Kind
from xieshou.platform.workflow.diagram import Diagram, Level, Mode, Node, Process, Shape
from xieshou.platform.workflow.diagram_writer import Settings, rule_values
from xieshou.platform.workflow.models import FlowDefinition, FlowState

_RULE_FIELDS = ("role", "level", "organisation", "mode", "days", "remind", "skipSame")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class LineRow:
    """A line leaving a choice: where it goes, its condition, whether it is the default."""

    id: str
    target: str
    condition: str
    is_default: bool


@dataclass(frozen=True)
class Table:
    """What the page shows as form fields, with what may be chosen."""

    steps: list[tuple[Node, dict[str, str]]]
    choices: list[tuple[Node, list[LineRow]]]
    timers: list[tuple[Node, str]]
    calls: list[Node]
    variables: str
    roles: list[tuple[str, str]]
    levels: list[tuple[str, Any]]
    modes: list[tuple[str, Any]]
    flows: list[tuple[str, str]]


def table_of(diagram: Diagram, code: str) -> Table:
    """The rows for a drawing."""
    processes = diagram.processes()
    others = FlowDefinition.objects.filter(versions__state=FlowState.PUBLISHED).exclude(code=code)
    return Table(
        steps=[(node, rule_values(node.rule)) for node in diagram.steps()],
        choices=[(node, _lines(process, node)) for process in processes for node in _shaped(process, Shape.CHOICE)],
        timers=[
            (node, process.nodes[node.attached_to].name if node.attached_to in process.nodes else "")
            for process in processes
            for node in _shaped(process, Shape.TIMER)
        ],
        calls=[node for process in processes for node in _shaped(process, Shape.CALL)],
        variables="\n".join(f"{one.name} {one.kind.label} {one.label}" for one in diagram.variables),
        roles=list(Role.objects.filter(power="business").values_list("code", "name")),
        levels=list(Level.choices),
        modes=list(Mode.choices),
        flows=list(others.values_list("code", "name")),
    )


def _shaped(process: Process, shape: Shape) -> list[Node]:
    return [node for node in process.nodes.values() if node.shape is shape]


def _lines(process: Process, node: Node) -> list[LineRow]:
    lines = process.outgoing[node.id]
    if len(lines) < 2:
        return []
    return [
        LineRow(
            line.id,
            process.nodes[line.target].label if line.target in process.nodes else line.target,
            line.condition,
            line.id == node.default,
        )
        for line in lines
    ]


def entered(data: Mapping[str, Any]) -> Settings:
    """The settings in a posted form; fields are named `rule:<element>:<field>`, `condition:<line>`, and so on."""
    rules: dict[str, dict[str, str]] = {}
    plain: dict[str, dict[str, str]] = {"condition": {}, "default": {}, "duration": {}, "called": {}}
    for name in data:
        kind, _, rest = name.partition(":")
        value = str(data[name]).strip()
        if kind == "rule":
            element, _, field = rest.rpartition(":")
            if field in _RULE_FIELDS:
                rules.setdefault(element, {})[field] = value.translate(_DIGITS)
        elif kind in plain:
            plain[kind][rest] = value
    return Settings(
        rules=rules,
        conditions=plain["condition"],
        defaults=plain["default"],
        durations={key: value.upper().translate(_DIGITS) for key, value in plain["duration"].items()},
        called=plain["called"],
        variables=_variables(str(data["variables"])) if "variables" in data else None,
    )


def _variables(text: str) -> list[tuple[str, str, str]]:
    kinds = {kind.label: kind.value for kind in Kind} | {kind.value: kind.value for kind in Kind}
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.replace("，", " ").replace(",", " ").split(maxsplit=2)
        if not parts:
            continue
        if len(parts) < 2 or parts[1] not in kinds:
            allowed = "名称 类型 标签，类型是整数、文字或是否；例如：amount_fen 整数 金额（分）"
            problems.append(Problem(f"“{line.strip()}”看不懂", where=f"变量第 {number} 行", allowed=allowed))
            continue
        found.append((parts[0], kinds[parts[1]], parts[2] if len(parts) > 2 else parts[0]))
    if problems:
        raise Invalid(*problems)
    return found


@dataclass(frozen=True)
class Compared:
    """One difference between two versions of a flow. Empty: not there."""

    where: str
    before: str
    after: str


def differences(before: Diagram, after: Diagram) -> list[Compared]:
    """What changed, element by element, in words."""
    roles = dict(Role.objects.values_list("code", "name"))
    old, new = _described(before, roles), _described(after, roles)
    keys = [*old, *(key for key in new if key not in old)]
    return [
        Compared(key[1], old.get(key, ""), new.get(key, "")) for key in keys if old.get(key, "") != new.get(key, "")
    ]


def _described(diagram: Diagram, roles: Mapping[str, str]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for process in diagram.processes():
        for node in process.nodes.values():
            found[node.id, node.label] = _node_words(process, node, roles)
        for line in process.lines:
            ends = [process.nodes[end].label if end in process.nodes else end for end in (line.source, line.target)]
            found[line.id, " → ".join(ends)] = line.condition or "连线"
    for variable in diagram.variables:
        found[f"variable:{variable.name}", f"变量 {variable.name}"] = f"{variable.kind.label} {variable.label}"
    return found


def _node_words(process: Process, node: Node, roles: Mapping[str, str]) -> str:
    if node.shape.is_step:
        rule = node.rule
        level = str(Level(rule.level).label) if rule.level in Level.values else rule.level
        mode = str(Mode(rule.mode).label) if rule.mode in Mode.values else rule.mode
        same = "" if rule.is_skipped_for_same else "，同人不跳过"
        who = " ".join(filter(None, [level, rule.organisation, roles.get(rule.role, rule.role)]))
        return f"{who}，{mode}，{rule.days if rule.days is not None else '—'} 个工作日，提前 {rule.remind or 0} 天提醒{same}"
    words = {
        Shape.CALL: f"调用 {node.called}",
        Shape.TIMER: f"定时 {node.duration}",
        Shape.CHOICE: f"默认 {node.default}",
    }
    return words.get(node.shape, "有")
