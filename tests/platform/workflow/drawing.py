"""BPMN files for tests, written briefly: `drawn("f", user("a"), line("start", "a"), …)`."""

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:xieshou="urn:xieshou:flow" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">'
)


def step(element: str = "userTask", node_id: str = "a", inside: str = "", **rule: str) -> str:
    """A step that the starter does, unless `rule` says otherwise."""
    values = {"level": "starter", "days": "3"} | {key: value for key, value in rule.items() if key != "name"}
    name = rule.get("name", node_id)
    attributes = " ".join(f"{key}={quoteattr(value)}" for key, value in values.items() if value)
    own = f"<bpmn:extensionElements><xieshou:step {attributes}/></bpmn:extensionElements>"
    return f'<bpmn:{element} id="{node_id}" name="{name}">{own}{inside}</bpmn:{element}>'


def user(node_id: str, role: str = "", level: str = "own", **rule: str) -> str:
    """A user task by a role; without one, by the starter."""
    return step(node_id=node_id, role=role, level=level if role else "starter", **rule)


def node(element: str, node_id: str, inside: str = "", **attributes: str) -> str:
    """Any other element."""
    text = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<bpmn:{element} id="{node_id}" {text}>{inside}</bpmn:{element}>'


def timer(node_id: str, attached: str, duration: str = "P3D", **attributes: str) -> str:
    """A time limit on a step's border."""
    inside = f"<bpmn:timerEventDefinition><bpmn:timeDuration>{duration}</bpmn:timeDuration></bpmn:timerEventDefinition>"
    return node("boundaryEvent", node_id, inside, attachedToRef=attached, **attributes)


def line(source: str, target: str, condition: str = "", line_id: str = "") -> str:
    """A sequence flow; its id is `source_target`."""
    inside = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    line_id = line_id or f"{source}_{target}"
    return f'<bpmn:sequenceFlow id="{line_id}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


def chain(*ids: str) -> str:
    """Lines from one to the next."""
    return "".join(line(one, other) for one, other in pairwise(ids))


def inner(*parts: str) -> str:
    """The inside of a sub-process with its own start and end."""
    return node("startEvent", "inner_start") + node("endEvent", "inner_end") + "".join(parts)


def drawn(code: str, *parts: str, variables: str = "", is_drawn: bool = True) -> str:
    """A file with a start, an end and the parts; `variables`: "amount_fen:integer kind:text"."""
    declared = "".join('<xieshou:variable name="{}" type="{}"/>'.format(*one.split(":")) for one in variables.split())
    own = f"<bpmn:extensionElements>{declared}</bpmn:extensionElements>" if declared else ""
    body = own + node("startEvent", "start") + node("endEvent", "end") + "".join(parts)
    process = f'<bpmn:process id="{code}" name="{code}" isExecutable="true">{body}</bpmn:process>'
    shapes = _shapes(body) if is_drawn else ""
    plane = (
        f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="{code}">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    return f"{HEAD}{process}{plane}</bpmn:definitions>"


def _shapes(body: str) -> str:
    ids = [piece.split('"')[0] for piece in body.split(' id="')[1:]]
    box = '<dc:Bounds x="0" y="0" width="10" height="10"/>'
    return "".join(f'<bpmndi:BPMNShape id="{one}_s" bpmnElement="{one}">{box}</bpmndi:BPMNShape>' for one in ids)
