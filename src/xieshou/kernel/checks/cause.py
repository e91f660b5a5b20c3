"""One cause, one finding: mismatches that rest on one cell hang under the first of them."""

from collections.abc import Sequence
from dataclasses import replace

from xieshou.kernel.checks.report import MISMATCH, place
from xieshou.kernel.reading import Finding, Spot

Cell = tuple[tuple[int, int, str, tuple[int, ...]], str]


def by_cause(found: Sequence[Finding]) -> list[Finding]:
    """Mismatches joined by a shared cell become one; the others hang under it."""
    wrong = [one for one in found if one.verdict is MISMATCH]
    groups: list[list[Finding]] = []
    for one in wrong:
        joined = [group for group in groups if any(_share(one, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([other for group in joined for other in group] + [one])
    return [one for one in found if one.verdict is not MISMATCH] + [_one(group) for group in groups]


def _one(group: Sequence[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    counts = {cell: sum(cell in _cells(one) for one in group) for one in group for cell in _cells(one)}
    most = max(counts.values())
    shared = [one for one in group if any(counts[cell] == most for cell in _cells(one))]
    root = min(shared, key=lambda one: place(one.spot))
    rest = tuple(one for one in group if one is not root)
    zh = f"{root.explanation}。另有 {len(rest)} 个关系因同一格而不符"
    en = f"{root.english}. {len(rest)} more relations fail over the same cell"
    return replace(root, explanation=zh, english=en, related=rest)


def _share(one: Finding, other: Finding) -> bool:
    return bool(_cells(one) & _cells(other))


def _cells(one: Finding) -> set[Cell]:
    """The cells a finding rests on, with those of the findings gathered in it."""
    own = {_cell(spot) for spot in (one.spot, *one.others)}
    return own.union(*(_cells(each) for each in one.related))


def _cell(spot: Spot) -> Cell:
    return place(spot), spot.quote
