"""The values a matter must bring. Missing is refused, never read as zero or no."""

from collections.abc import Mapping, Sequence

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.workflow.conditions import Kind, Value
from xieshou.platform.workflow.diagram import Variable

_TYPES: dict[Kind, type] = {Kind.INTEGER: int, Kind.TEXT: str, Kind.BOOLEAN: bool}


def checked(declared: Sequence[Variable], values: Mapping[str, object]) -> dict[str, Value]:
    """The declared values, each of its type. Raises Invalid with every one that is missing or wrong."""
    problems: list[Problem] = []
    result: dict[str, Value] = {}
    for variable in declared:
        value = values.get(variable.name)
        if value is None:
            problems.append(Problem("没有填，流程要按它选路", where=variable.label, allowed=variable.kind.label))
        elif type(value) is not _TYPES[variable.kind]:
            problems.append(Problem(f"“{value}”不是{variable.kind.label}", where=variable.label))
        elif isinstance(value, int | str):
            result[variable.name] = value
    if problems:
        raise Invalid(*problems)
    return result
