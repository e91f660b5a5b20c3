"""What money a project has and has spent: the app of money stands above this one and says it through here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    """All years together, in 分. `paid_fen` missing: it never had a budget. `bound_fen`: in its budgets, or paid."""

    paid_fen: int | None = None
    bound_fen: int = 0


KnownMoney = Callable[[int], Money]


def _nobody(project_id: int) -> Money:
    """Nothing is known before somebody says it."""
    return Money()


_FUNCTION: list[KnownMoney] = [_nobody]


def set(function: KnownMoney) -> None:
    """Names who knows."""
    _FUNCTION[0] = function


def of(project_id: int) -> Money:
    """The money of a project."""
    return _FUNCTION[0](project_id)
