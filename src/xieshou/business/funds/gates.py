"""What must be settled before a project gets a budget. The performance cycle stands above and adds its judgements here."""

from collections.abc import Callable

from xieshou.business.projects.api import Project
from xieshou.lib.problems import Problem

Gate = Callable[[Project, int], list[Problem]]
_GATES: list[Gate] = []


def add(gate: Gate) -> None:
    """Adds a judgement (project, year → what stands against a budget), once."""
    if gate not in _GATES:
        _GATES.append(gate)


def problems(project: Project, year: int) -> list[Problem]:
    """Everything that stands against a budget of a project's year."""
    return [one for gate in _GATES for one in gate(project, year)]
