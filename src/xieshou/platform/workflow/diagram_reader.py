"""Element by element from XML to the types of `diagram`."""

from typing import Final

from lxml import etree

from xieshou.lib.problems import Problem
from xieshou.platform.workflow.conditions import Kind
from xieshou.platform.workflow.diagram import (
    BPMN,
    BPMNDI,
    OURS,
    Diagram,
    Level,
    Line,
    Mode,
    Node,
    Process,
    Shape,
    StepRule,
    UnreadableError,
    Variable,
)

_SHAPES: Final = {shape.value: shape for shape in Shape}
_SILENT: Final = {"documentation", "extensionElements", "incoming", "outgoing", "textAnnotation", "association"}
_SILENT_LANES: Final = {"laneSet", "lane", "flowNodeRef", "text"}
_WHY_NOT: Final = {
    "scriptTask": "脚本任务会执行程序，不允许；请改为人工任务",
    "serviceTask": "服务任务会调用程序，不允许；请改为人工任务",
    "businessRuleTask": "规则任务不支持；请用排他网关和条件",
    "task": "没有说明由谁办理的任务；请在图中改为“人工任务”",
    "sendTask": "发送任务不支持；待办和消息由系统发出",
    "receiveTask": "接收任务不支持",
    "inclusiveGateway": "包容网关不支持；请用排他网关或并行网关",
    "eventBasedGateway": "事件网关不支持",
    "complexGateway": "复杂网关不支持",
    "intermediateCatchEvent": "中间事件不支持；时限请画在任务的边界上",
    "intermediateThrowEvent": "中间事件不支持",
    "adHocSubProcess": "自由子流程不支持",
    "transaction": "事务不支持",
    "multiInstanceLoopCharacteristics": "多实例标记不支持；会签、或签请在“环节设置”里选",
    "standardLoopCharacteristics": "循环标记不支持；退回请用“退回”动作",
}
_ALLOWED: Final = "开始、结束、人工任务、手工任务、排他网关、并行网关、子流程、调用流程、任务边界上的定时"


def local(element: etree._Element) -> str:
    """An element's name without its namespace; comments have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element, attribute: str) -> str:
    return str(element.get(attribute, "")).strip()


class Reader:
    """Reads one file and gathers what it does not understand."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.ids: set[str] = set()

    def diagram(self) -> Diagram:
        processes = self.root.findall(f"{BPMN}process")
        if not processes:
            raise UnreadableError("文件里没有流程（process）")
        if len(processes) > 1 or self.root.find(f"{BPMN}collaboration") is not None:
            self._tell("文件", "一个文件只能有一个流程，不支持泳池与协作", "删去泳池，只留一个流程")
        process = self._process(processes[0])
        drawn = frozenset(_text(shape, "bpmnElement") for shape in self.root.iter(f"{BPMNDI}BPMNShape"))
        return Diagram(process, self._variables(processes[0]), drawn, tuple(self.problems))

    def _process(self, element: etree._Element) -> Process:
        nodes: dict[str, Node] = {}
        lines: list[Line] = []
        inner: dict[str, Process] = {}
        for child in element:
            kind = local(child)
            if kind == "sequenceFlow":
                lines.append(self._line(child))
            elif kind in _SHAPES and child.tag == f"{BPMN}{kind}":
                node = self._node(child)
                nodes[node.id] = node
                if node.shape is Shape.INNER:
                    inner[node.id] = self._process(child)
            elif kind == "extensionElements":
                self._extensions(child, _text(element, "name") or _text(element, "id"))
            elif kind and kind not in _SILENT | _SILENT_LANES:
                self._refuse(child)
        return Process(_text(element, "id"), _text(element, "name"), nodes, tuple(lines), inner)

    def _node(self, element: etree._Element) -> Node:
        self._attributes(element)
        shape = _SHAPES[local(element)]
        node = Node(
            id=self._id(element),
            name=_text(element, "name"),
            shape=shape,
            default=_text(element, "default"),
            called=_text(element, "calledElement"),
            rule=self._rule(element),
            attached_to=_text(element, "attachedToRef"),
            duration=self._duration(element),
            is_interrupting=_text(element, "cancelActivity") != "false",
        )
        if shape is not Shape.INNER:
            self._children(element, node)
        elif _text(element, "triggeredByEvent") == "true":
            self._tell(node.label, "事件子流程不支持", "改为普通子流程")
        return node

    def _children(self, element: etree._Element, node: Node) -> None:
        allowed = _SILENT | ({"timerEventDefinition"} if node.shape is Shape.TIMER else set())
        for child in element:
            kind = local(child)
            if kind == "extensionElements":
                self._extensions(child, node.label)
            elif kind.endswith("EventDefinition") and kind not in allowed:
                self._tell(
                    node.label, "带消息、信号、定时等触发的事件不支持", "改为空白的开始、结束事件；时限画在任务边界上"
                )
            elif kind and kind not in allowed:
                self._refuse(child, node.label)
        if node.shape is Shape.TIMER and element.find(f"{BPMN}timerEventDefinition") is None:
            self._tell(node.label, "边界事件只支持定时", "改为定时边界事件")

    def _line(self, element: etree._Element) -> Line:
        self._attributes(element)
        condition = element.find(f"{BPMN}conditionExpression")
        text = (condition.text or "").strip() if condition is not None else ""
        return Line(
            self._id(element),
            _text(element, "name"),
            _text(element, "sourceRef"),
            _text(element, "targetRef"),
            text,
        )

    def _rule(self, element: etree._Element) -> StepRule:
        step = element.find(f"{BPMN}extensionElements/{OURS}step")
        if step is None:
            return StepRule(role="")
        where = _text(element, "name") or _text(element, "id")
        return StepRule(
            role=_text(step, "role"),
            level=_text(step, "level") or Level.OWN.value,
            organisation=_text(step, "organisation"),
            mode=_text(step, "mode") or Mode.SINGLE.value,
            days=self._days(step, "days", where, "时限"),
            remind=self._days(step, "remind", where, "提前提醒"),
            is_skipped_for_same=_text(step, "skipSame") != "no",
        )

    def _days(self, step: etree._Element, attribute: str, where: str, label: str) -> int | None:
        text = _text(step, attribute)
        if text and not (text.isascii() and text.isdecimal()):
            self._tell(where, f"{label}“{text}”不是整数", "填工作日数，例如 3；不限填空")
        return int(text) if text.isascii() and text.isdecimal() else None

    def _duration(self, element: etree._Element) -> str:
        found = element.find(f"{BPMN}timerEventDefinition/{BPMN}timeDuration")
        return (found.text or "").strip() if found is not None else ""

    def _variables(self, process: etree._Element) -> tuple[Variable, ...]:
        found: dict[str, Variable] = {}
        kinds = {kind.value: kind for kind in Kind}
        for element in process.iterfind(f"{BPMN}extensionElements/{OURS}variable"):
            name, kind = _text(element, "name"), _text(element, "type")
            if not name.isidentifier() or not name.isascii() or kind not in kinds or name in found:
                allowed = "名称用英文字母、数字、下划线，不重复；类型 integer、text、boolean"
                self._tell("变量", f"变量“{name}”（类型“{kind}”）写法不对", allowed)
                continue
            found[name] = Variable(name, kinds[kind], _text(element, "label") or name)
        return tuple(found.values())

    def _extensions(self, element: etree._Element, where: str) -> None:
        for child in element:
            if isinstance(child.tag, str) and not child.tag.startswith(OURS):
                self._tell(where, f"带有本系统不认识的扩展 {local(child)}", "删去该扩展；办理人和时限在“环节设置”里填")

    def _attributes(self, element: etree._Element) -> None:
        for name in element.attrib:
            if str(name).startswith("{") and not str(name).startswith(OURS):
                what = f"带有本系统不认识的属性 {etree.QName(name).localname}"
                self._tell(_text(element, "name") or _text(element, "id"), what, "删去该属性")

    def _refuse(self, element: etree._Element, where: str = "") -> None:
        kind = local(element)
        label = _text(element, "name")
        place = where or (f"{label}（{_text(element, 'id')}）" if label else _text(element, "id")) or kind
        self.problems.append(Problem(_WHY_NOT.get(kind, f"不支持的元素 {kind}"), where=place, allowed=_ALLOWED))

    def _id(self, element: etree._Element) -> str:
        identifier = _text(element, "id")
        if not identifier:
            self._tell(_text(element, "name") or local(element), "缺少编号（id）", "在图中删去重画")
        elif identifier in self.ids:
            self._tell(identifier, "编号（id）重复", "在图中删去重画其中一个")
        self.ids.add(identifier)
        return identifier

    def _tell(self, where: str, what: str, remedy: str = "") -> None:
        self.problems.append(Problem(what, where=where, remedy=remedy))
