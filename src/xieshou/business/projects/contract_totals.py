"""What apps above know of contracts: what was paid, invoiced, … They register a function; this app compares the totals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Total:
    """One total of one contract: `支付合计`, 分. Missing: not known. `is_paid`: it may not exceed the amount in force."""

    label: str
    fen: int | None
    url: str = ""
    is_paid: bool = True


ContractTotals = Callable[[Sequence[int]], Mapping[int, Total]]
_FUNCTIONS: list[ContractTotals] = []


def add(function: ContractTotals) -> ContractTotals:
    """Registers a function that gives one total for each of some contracts (by id), once."""
    if function not in _FUNCTIONS:
        _FUNCTIONS.append(function)
    return function


def of(contract_ids: Sequence[int]) -> dict[int, list[Total]]:
    """Every total of every contract; a contract nobody knows of has none."""
    found: dict[int, list[Total]] = {pk: [] for pk in contract_ids}
    for function in _FUNCTIONS:
        for pk, total in function(contract_ids).items():
            found[pk].append(total)
    return found
