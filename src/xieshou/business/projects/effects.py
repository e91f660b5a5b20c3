"""What a change of a project touches. This app knows contracts and nodes; apps above add payments, goals, indicators."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from xieshou.business.projects.models import Project


@dataclass(frozen=True)
class Effect:
    """One thing touched: what kind it is, its name, its figures, and what is to be done about it."""

    subject: str
    name: str
    figures: str = ""
    todo: str = ""
    url: str = ""

    def packed(self) -> dict[str, str]:
        """As plain data, kept with the decision."""
        return asdict(self)


# (project, kind of change, the new values) → what it touches
Effects = Callable[[Project, str, Mapping[str, Any]], list[Effect]]
_FUNCTIONS: list[Effects] = []


def add(function: Effects) -> Effects:
    """Registers what an app knows, once."""
    if function not in _FUNCTIONS:
        _FUNCTIONS.append(function)
    return function


def of(project: Project, kind: str, values: Mapping[str, Any]) -> list[Effect]:
    """Everything a change touches, in the order the apps were loaded."""
    return [effect for function in _FUNCTIONS for effect in function(project, kind, values)]
