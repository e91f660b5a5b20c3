"""From stored versions to what the engine runs, and what a flow may refer to."""

from xieshou.platform.accounts.api import Role
from xieshou.platform.workflow import people
from xieshou.platform.workflow.diagram import Diagram, Shape, read
from xieshou.platform.workflow.engine import Bundle, Compiled, compile_bundle
from xieshou.platform.workflow.models import FlowState, FlowVersion
from xieshou.platform.workflow.validation import Known


def compiled(version: FlowVersion) -> Compiled:
    """A version ready to run. Files never change once published, so each bundle is made ready once per process."""
    files = {version.flow.code: version.xml}
    if version.calls:
        for called in FlowVersion.objects.filter(pk__in=version.calls.values()).select_related("flow"):
            files[called.flow.code] = called.xml
    return compile_bundle(Bundle(version.flow.code, tuple(sorted(files.items()))))


def published(code: str) -> FlowVersion | None:
    """The version of a flow that new matters take."""
    return FlowVersion.objects.filter(flow__code=code, state=FlowState.PUBLISHED).select_related("flow").first()


def pinned_calls(diagram: Diagram) -> dict[str, int]:
    """The published versions a flow leads to, its calls' calls included (code → version id)."""
    calls: dict[str, int] = {}
    for code in _called_codes(diagram):
        version = published(code)
        if version is not None:
            calls |= {code: version.pk, **version.calls}
    return calls


def _called_codes(diagram: Diagram) -> list[str]:
    return [
        node.called
        for process in diagram.processes()
        for node in process.nodes.values()
        if node.shape is Shape.CALL and node.called
    ]


def known() -> Known:
    """The roles, organisations and flows of this installation."""

    def diagram_of(code: str) -> Diagram | None:
        version = published(code)
        return read(version.xml) if version is not None else None

    def calls_of(code: str) -> frozenset[str]:
        version = published(code)
        return frozenset(version.calls) if version is not None else frozenset()

    return Known(
        roles=frozenset(Role.objects.values_list("code", flat=True)),
        is_organisation=lambda name: people.organisation_named(name) is not None,
        published=diagram_of,
        calls_of=calls_of,
    )
