"""Writing what the form beside the drawing says into the BPMN file: who does a step, conditions, limits, variables."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from xieshou.platform.workflow.diagram import BPMN, BPMNDI, OURS, OURS_NAME, XSI, StepRule, UnreadableError, parse_xml

V = TypeVar("V")


@dataclass(frozen=True)
class Settings:
    """The form's values by element id; an element that is not named keeps what it has.

    `variables`: name, type, label; None: left as they are. `defaults`: the default line of each choice, "" for none.
    """

    rules: Mapping[str, Mapping[str, str]]
    conditions: Mapping[str, str]
    defaults: Mapping[str, str]
    durations: Mapping[str, str]
    called: Mapping[str, str]
    variables: Sequence[tuple[str, str, str]] | None = None


def renamed(xml: str, code: str, name: str) -> str:
    """The file with its flow named as it is kept, whatever the drawing program called it."""
    root = parse_xml(xml)
    process = _process(root)
    was = process.get("id", "")
    process.set("id", code)
    process.set("name", name)
    process.set("isExecutable", "true")
    for task in process.iter(f"{BPMN}task"):  # what the drawing program appends first; people do every step here
        task.tag = f"{BPMN}userTask"
    for plane in root.iter(f"{BPMNDI}BPMNPlane"):
        if plane.get("bpmnElement") == was:
            plane.set("bpmnElement", code)
    return _text(root)


def with_settings(xml: str, settings: Settings) -> str:
    """The file with the form's values in it; an element that is no longer drawn is passed over. Raises UnreadableError."""
    root = parse_xml(xml)
    by_id = {element.get("id"): element for element in root.iter() if isinstance(element.tag, str)}

    def each(values: Mapping[str, V], write: Callable[[etree._Element, V], None]) -> None:
        for element_id, value in values.items():
            if element_id in by_id:
                write(by_id[element_id], value)

    each(settings.rules, _write_rule)
    each(settings.conditions, lambda line, text: _write_child(line, "conditionExpression", text))
    each(settings.defaults, lambda node, line_id: _write_attribute(node, "default", line_id))
    each(settings.called, lambda node, code: _write_attribute(node, "calledElement", code))
    each(settings.durations, _write_duration)
    if settings.variables is not None:
        _write_variables(_process(root), settings.variables)
    return _text(root)


def rule_values(rule: StepRule) -> dict[str, str]:
    """A rule as the form's values."""
    return {
        "role": rule.role,
        "level": rule.level,
        "organisation": rule.organisation,
        "mode": rule.mode,
        "days": "" if rule.days is None else str(rule.days),
        "remind": "" if rule.remind is None else str(rule.remind),
        "skipSame": "" if rule.is_skipped_for_same else "no",
    }


def _process(root: etree._Element) -> etree._Element:
    process = root.find(f"{BPMN}process")
    if process is None:
        raise UnreadableError("文件里没有流程（process）")
    return process


def _extensions(element: etree._Element) -> etree._Element:
    found = element.find(f"{BPMN}extensionElements")
    if found is None:
        found = etree.Element(f"{BPMN}extensionElements")
        after_documentation = len(element.findall(f"{BPMN}documentation"))
        element.insert(after_documentation, found)
    return found


def _own(element: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(element, f"{OURS}{name}", nsmap={"xieshou": OURS_NAME})


def _write_rule(element: etree._Element, values: Mapping[str, str]) -> None:
    place = _extensions(element)
    for old in place.findall(f"{OURS}step"):
        place.remove(old)
    step = _own(place, "step")
    for name, value in values.items():
        _write_attribute(step, name, value.strip())


def _write_attribute(element: etree._Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _write_child(element: etree._Element, name: str, text: str) -> None:
    for old in element.findall(f"{BPMN}{name}"):
        element.remove(old)
    if text.strip():
        child = etree.SubElement(element, f"{BPMN}{name}")
        child.set(f"{XSI}type", "bpmn:tFormalExpression")
        child.text = text.strip()


def _write_duration(element: etree._Element, duration: str) -> None:
    timer = element.find(f"{BPMN}timerEventDefinition")
    if timer is None:
        return
    for old in list(timer):
        timer.remove(old)
    _write_child(timer, "timeDuration", duration)


def _write_variables(process: etree._Element, variables: Sequence[tuple[str, str, str]]) -> None:
    place = _extensions(process)
    for old in place.findall(f"{OURS}variable"):
        place.remove(old)
    for name, kind, label in variables:
        variable = _own(place, "variable")
        for key, value in (("name", name), ("type", kind), ("label", label)):
            variable.set(key, value)
    if len(place) == 0:
        process.remove(place)


def _text(root: etree._Element) -> str:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["bpmn", "bpmndi", "dc", "di", "xsi", "xieshou"])
    text = etree.tostring(root, encoding="unicode")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + re.sub(r"\s+\Z", "", text) + "\n"
