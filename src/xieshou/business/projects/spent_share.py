"""How much of a project's budget has been spent: the app of money stands above this one and says it through here."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

SpentShare = Callable[[Sequence[int]], Mapping[int, Fraction | None]]


def _nobody(project_ids: Sequence[int]) -> Mapping[int, Fraction | None]:
    """Nothing is known before somebody says it."""
    return {}


_FUNCTION: list[SpentShare] = [_nobody]


def set(function: SpentShare) -> None:
    """Names who knows: spent ÷ budget by project id, None where there is no budget to divide by."""
    _FUNCTION[0] = function


def of(project_ids: Sequence[int]) -> Mapping[int, Fraction | None]:
    """The share of each project; a project that is missing has no data."""
    return _FUNCTION[0](project_ids)
