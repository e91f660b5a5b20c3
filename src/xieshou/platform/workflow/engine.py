"""SpiffWorkflow behind a small door: where a matter stands, and moving it. Knows no database.

A flow is acyclic and never reaches a step twice at once (see `soundness`), so a step is named by its place: the ids of the
elements from the outermost flow to the step, joined by "/". Returning is replaying: a fresh run in which every step that does
not come after the returned one and was already done is done again at once. So a return leaves exactly the state that the same
decisions without the later ones would have given, also across parallel branches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer.workflow import VERSION, BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from xieshou.platform.workflow import conditions
from xieshou.platform.workflow.conditions import Value
from xieshou.platform.workflow.diagram import Diagram, Node, Process, Shape, parse_xml, read

State = dict[str, Any]
_FAR_AWAY: Final = "P9999D"  # our own duty fires time limits; the engine's clock never does
_SERIALIZER: Final = BpmnWorkflowSerializer()


class _Engine(PythonScriptEngine):  # type: ignore[misc]
    """Evaluates conditions in our own language and runs nothing."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__()
        self.values = values

    def validate(self, expression: str) -> None:
        conditions.parse(expression)

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        if isinstance(task.task_spec, BoundaryEvent):
            return _FAR_AWAY
        return conditions.evaluate(conditions.parse(expression), self.values)

    def execute(self, task: Any, script: str, external_context: Any = None) -> None:
        raise PermissionError("a flow never runs a script")

    def call_service(self, task: Any, **kwargs: Any) -> None:
        raise PermissionError("a flow never calls a service")


@dataclass(frozen=True)
class Bundle:
    """A flow and every flow it calls: code → BPMN file. `code` is the outermost."""

    code: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Compiled:
    """A bundle made ready to run, and its diagrams."""

    spec: Any
    subprocess_specs: dict[str, Any]
    serialized_spec: Any
    serialized_subprocess_specs: Any
    diagrams: dict[str, Diagram]

    def node(self, path: str) -> Node:
        """The element a path names."""
        return self._walk(path)[-1][1]

    def _walk(self, path: str) -> list[tuple[Process, Node]]:
        process, walked = self.diagrams[self.spec.name].process, []
        for part in path.split("/"):
            node = process.nodes[part]
            walked.append((process, node))
            process = self._inside(process, node) or process
        return walked

    def _inside(self, process: Process, node: Node) -> Process | None:
        if node.shape is Shape.CALL:
            return self.diagrams[node.called].process
        return process.inner.get(node.id)

    def is_after(self, path: str, earlier: str) -> bool:
        """Whether one step comes after another on some way through the flow."""
        ours, theirs = path.split("/"), earlier.split("/")
        for (process, _), one, other in zip(self._walk(path), ours, theirs, strict=False):
            if one != other:
                return one in process.after(other)
        return False

    def timer(self, path: str) -> Node | None:
        """The time limit drawn on a step."""
        process, node = self._walk(path)[-1]
        return next(iter(process.timers_of(node.id)), None)

    def steps(self) -> list[str]:
        """Every step's path, in the order of the file."""
        return self._steps(self.diagrams[self.spec.name].process, "")

    def _steps(self, process: Process, prefix: str) -> list[str]:
        found = []
        for node in process.nodes.values():
            inside = self._inside(process, node)
            if node.shape.is_step:
                found.append(prefix + node.id)
            elif inside is not None:
                found += self._steps(inside, f"{prefix}{node.id}/")
        return found


class EngineRefused(ValueError):
    """The engine cannot run the file, though nothing was found wrong with it before."""


@lru_cache(maxsize=64)
def compile_bundle(bundle: Bundle) -> Compiled:
    """Makes a bundle ready to run. The files have been validated; raises EngineRefused where that was not enough."""
    parser = BpmnParser()
    try:
        for code, xml in bundle.files:
            parser.add_bpmn_xml(etree.ElementTree(parse_xml(xml)), code)
        spec = parser.get_spec(bundle.code)
        inner = parser.get_subprocess_specs(bundle.code)
    except ValidationException as error:
        raise EngineRefused(str(error)) from error
    whole = _SERIALIZER.to_dict(BpmnWorkflow(spec, inner, script_engine=_Engine({})))
    return Compiled(
        spec, inner, whole["spec"], whole["subprocess_specs"], {code: read(xml) for code, xml in bundle.files}
    )


class Run:
    """One matter's way through its flow."""

    def __init__(self, compiled: Compiled, values: Mapping[str, Value], state: State | None = None) -> None:
        self.compiled = compiled
        self.values = dict(values)
        if state is None:
            self._workflow = BpmnWorkflow(compiled.spec, compiled.subprocess_specs, script_engine=_Engine(values))
            self._workflow.do_engine_steps()
        elif state["format"] == VERSION:
            self._workflow = self._restored(state)
        else:  # written by an engine of another format: what was done is done again
            self._workflow = replayed(compiled, values, set(state["done"]), set(state["expired"]))._workflow

    def _restored(self, state: State) -> BpmnWorkflow:
        whole = {
            **state["engine"],
            "spec": self.compiled.serialized_spec,
            "subprocess_specs": self.compiled.serialized_subprocess_specs,
        }
        workflow = _SERIALIZER.from_dict(whole)
        workflow.script_engine = _Engine(self.values)
        return workflow

    def state(self) -> State:
        """Where it stands, as plain data without the flow itself: that is pinned by its version."""
        whole: State = _SERIALIZER.to_dict(self._workflow)
        engine = {key: value for key, value in whole.items() if key not in {"spec", "subprocess_specs"}}
        return {"format": VERSION, "engine": engine, "done": sorted(self.done()), "expired": sorted(self.expired())}

    @property
    def is_completed(self) -> bool:
        return bool(self._workflow.is_completed())

    def waiting(self) -> list[str]:
        """The steps in hand."""
        return sorted(self._tasks(TaskState.READY))

    def done(self) -> set[str]:
        """The steps done on the way to here."""
        return set(self._tasks(TaskState.COMPLETED))

    def expired(self) -> set[str]:
        """The steps whose time limit took them away."""
        return set(self._tasks(TaskState.CANCELLED)) - self.done() - set(self.waiting())

    def complete(self, path: str) -> None:
        """Does a step and goes on to the next ones."""
        self._tasks(TaskState.READY)[path].run()
        self._workflow.do_engine_steps()

    def expire(self, path: str) -> None:
        """Lets the time limit drawn on a step take it away."""
        timer = self.compiled.timer(path)
        task = self._tasks(TaskState.READY)[path]
        event = next(one for one in task.parent.children if timer is not None and one.task_spec.bpmn_id == timer.id)
        event.internal_data["event_fired"] = True
        event.task_spec._update(event)
        self._workflow.do_engine_steps()

    def returned_to(self, path: str, values: Mapping[str, Value]) -> "Run":
        """A fresh run that stands at an earlier step, with what does not depend on it kept."""
        keeps = {one for one in self.done() | self.expired() if one != path and not self.compiled.is_after(one, path)}
        return replayed(self.compiled, values, self.done() & keeps, self.expired() & keeps)

    def _tasks(self, state: int) -> dict[str, Any]:
        tasks = self._workflow.get_tasks(state=state, manual=True)
        return {self._path(task): task for task in tasks}

    def _path(self, task: Any) -> str:
        parts = [task.task_spec.bpmn_id or task.task_spec.name]
        while task.workflow.parent_task_id is not None:
            task = self._workflow.get_task_from_id(task.workflow.parent_task_id)
            parts.append(task.task_spec.bpmn_id)
        return "/".join(reversed(parts))


def replayed(compiled: Compiled, values: Mapping[str, Value], done: set[str], expired: set[str]) -> Run:
    """A fresh run in which these steps are done, or taken away by their time limit, as far as it comes to them."""
    run = Run(compiled, values)
    while again := [one for one in run.waiting() if one in done | expired]:
        if again[0] in done:
            run.complete(again[0])
        else:
            run.expire(again[0])
    return run
