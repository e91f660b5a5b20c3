"""Reading a BPMN 2.0 file into plain data. Whatever is not understood is told as a problem, never skipped in silence."""

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from lxml import etree

from xieshou.lib.problems import Problem
from xieshou.platform.workflow.conditions import Kind

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
OURS_NAME: Final = "urn:xieshou:flow"
OURS: Final = f"{{{OURS_NAME}}}"
XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
LARGEST: Final = 1_000_000  # characters


class Level(TextChoices):
    """Whose role holders do a step, seen from the matter."""

    OWN = "own", _("本单位")
    PARENT = "parent", _("上级单位")
    OFFICE = "office", _("协作办（含内设处室）")
    NAMED = "named", _("指定单位")
    STARTER = "starter", _("发起人")


class Mode(TextChoices):
    """How several people do one step."""

    SINGLE = "single", _("单人办理")
    ANY = "any", _("或签（一人办理即可）")
    ALL = "all", _("会签（全部同意）")


class Shape(Enum):
    """The elements a flow may be made of."""

    START = "startEvent"
    END = "endEvent"
    USER = "userTask"
    MANUAL = "manualTask"
    CHOICE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    CALL = "callActivity"
    INNER = "subProcess"
    TIMER = "boundaryEvent"

    @property
    def is_step(self) -> bool:
        """Whether people act here."""
        return self in {Shape.USER, Shape.MANUAL}


@dataclass(frozen=True)
class StepRule:
    """Who does a step and by when. `days`: working days, None when no limit; `remind`: days before it is due."""

    role: str = ""
    level: str = Level.OWN.value
    organisation: str = ""
    mode: str = Mode.SINGLE.value
    days: int | None = None
    remind: int | None = None
    is_skipped_for_same: bool = True


@dataclass(frozen=True)
class Node:
    """One element. `default`: a choice's line when no condition holds; `called`: the code of a called flow."""

    id: str
    name: str
    shape: Shape
    default: str = ""
    called: str = ""
    rule: StepRule = field(default_factory=StepRule)
    attached_to: str = ""
    duration: str = ""
    is_interrupting: bool = True

    @property
    def label(self) -> str:
        return f"{self.name}（{self.id}）" if self.name else self.id


@dataclass(frozen=True)
class Line:
    """A sequence flow."""

    id: str
    name: str
    source: str
    target: str
    condition: str = ""


@dataclass(frozen=True)
class Process:
    """One level of a flow: its elements, lines, and the sub-processes inside by the id of their element."""

    id: str
    name: str
    nodes: dict[str, Node]
    lines: tuple[Line, ...]
    inner: dict[str, "Process"]

    @cached_property
    def outgoing(self) -> dict[str, list[Line]]:
        return {key: [line for line in self.lines if line.source == key] for key in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, list[Line]]:
        return {key: [line for line in self.lines if line.target == key] for key in self.nodes}

    def timers_of(self, node_id: str) -> list[Node]:
        """The time limits drawn on a step's border."""
        return [node for node in self.nodes.values() if node.shape is Shape.TIMER and node.attached_to == node_id]

    def after(self, node_id: str) -> set[str]:
        """Every element that can come after one, itself left out."""
        found: set[str] = set()
        open_ids = [node_id]
        while open_ids:
            at = open_ids.pop()
            reached = [line.target for line in self.outgoing.get(at, [])]
            reached += [line.target for timer in self.timers_of(at) for line in self.outgoing[timer.id]]
            open_ids += [one for one in reached if one not in found]
            found.update(reached)
        return found


@dataclass(frozen=True)
class Variable:
    """A value a matter must bring because conditions look at it."""

    name: str
    kind: Kind
    label: str


@dataclass(frozen=True)
class Diagram:
    """A whole file, and what in it could not be understood."""

    process: Process
    variables: tuple[Variable, ...]
    drawn: frozenset[str]
    problems: tuple[Problem, ...]

    def kinds(self) -> dict[str, Kind]:
        return {variable.name: variable.kind for variable in self.variables}

    def processes(self) -> list[Process]:
        """The flow and all sub-processes in it, outermost first."""
        found, waiting = [], [self.process]
        while waiting:
            process = waiting.pop(0)
            found.append(process)
            waiting += process.inner.values()
        return found

    def steps(self) -> list[Node]:
        """Every step that people do, in the order of the file."""
        return [node for process in self.processes() for node in process.nodes.values() if node.shape.is_step]


class UnreadableError(ValueError):
    """The file is no BPMN file at all; the message says why."""


def parse_xml(xml: str) -> etree._Element:
    """The root of a BPMN file; no entities, no outside files. Raises UnreadableError."""
    if len(xml) > LARGEST:
        raise UnreadableError(f"流程文件超过 {LARGEST // 1000} 千字符")
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise UnreadableError("流程文件里不允许有 DOCTYPE 或 ENTITY 声明")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"不是完整的 XML 文件：{error.msg}") from error
    if root.tag != f"{BPMN}definitions":
        raise UnreadableError("不是 BPMN 2.0 文件：最外层应是 definitions")
    return root


def read(xml: str) -> Diagram:
    """The flow of a file with every problem of its elements. Raises UnreadableError when there is no flow to speak of."""
    from xieshou.platform.workflow.diagram_reader import Reader  # noqa: PLC0415 the reader builds the types above

    return Reader(parse_xml(xml)).diagram()
