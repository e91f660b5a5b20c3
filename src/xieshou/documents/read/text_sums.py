"""Settles which of several readings of rows is right by the sums of their table: points and scores add up to what is printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import Column
from xieshou.documents.read.text_dense import Way
from xieshou.documents.read.text_place import exact_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import FundLine, Seen

_RATE_POINTS = (Exact(0), Exact(10), Exact(20))
_PLACES = 4  # decimals that sums are kept with
_WITHIN = 2.0  # ways that cost so much more than the best are not considered
_MARGIN = 0.8  # a way that is so much better than the next is certain without sums
_FEWEST_ROWS = 4  # that show whether points have decimals
_MAX_STATES = 3000

State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sums:
    """What the points and the scores of the rows must add up to; empty where the table does not say."""

    points: tuple[Exact, ...]
    scores: tuple[Exact, ...]

    def holds(self, state: State) -> tuple[bool, bool]:
        """Whether the points and whether the scores add up."""
        points, scores = state
        return (
            any(one.scaled(_PLACES) == points for one in self.points),
            any(one.scaled(_PLACES) == scores for one in self.scores),
        )

    def held(self, points: Sequence[str], scores: Sequence[str]) -> tuple[bool, bool]:
        """Whether printed points and printed scores add up: when both do, no row was lost, no figure taken for another."""
        return self.holds((_added_up(points), _added_up(scores)))

    def lost(self, points: Sequence[str], scores: Sequence[str]) -> bool:
        """Whether points and scores are short by the same amount: a row with full marks was not told as one."""
        if len(self.points) != 1 or len(self.scores) != 1:
            return False
        gap = self.points[0].scaled(_PLACES) - _added_up(points)
        return gap > 0 and gap == self.scores[0].scaled(_PLACES) - _added_up(scores)


@dataclass(frozen=True, slots=True)
class Settled:
    """The way chosen for each row, and which of them nothing proves."""

    ways: tuple[Way, ...]
    doubtful: frozenset[int]


def sums_of(total_points: Seen | None, total: Seen | None, fund: FundLine | None) -> Sums:
    """The sums that the indicators of a table must have: its totals without what the execution rate has."""
    full = exact_of(total_points.text) if total_points else Exact(100)
    known = exact_of(fund.points.text) if fund and fund.points else None
    points = (full - known,) if known is not None else tuple(full - rate for rate in _RATE_POINTS)
    if total is None:
        return Sums(points, ())
    whole = exact_of(total.text)
    score = exact_of(fund.score.text) if fund and fund.score else None
    return Sums(points, (whole,) if score is None else (whole - score,))


def _added_up(figures: Sequence[str]) -> int:
    return sum(exact_of(text).scaled(_PLACES) for text in figures)


def settle(rows: Sequence[Sequence[Way]], sums: Sums) -> Settled:
    """The best way of each row; where it does not add up, the cheapest ways that do."""
    best = tuple(row[0] for row in rows)
    found = best if any(sums.holds(_state(best))) else _cheapest(rows, sums)
    if found is not None:
        return Settled(found, frozenset(_tied(rows, found)))
    are_whole = len(rows) >= _FEWEST_ROWS and not any(_has_decimals(way) for way in best)
    return Settled(best, frozenset(at for at, row in enumerate(rows) if _margin(row, are_whole=are_whole) < _MARGIN))


def _tied(rows: Sequence[Sequence[Way]], chosen: Sequence[Way]) -> list[int]:
    """Rows with another way of the same points and score that is as good: sums cannot tell them apart."""
    return [
        at
        for at, (row, way) in enumerate(zip(rows, chosen, strict=True))
        if any(
            other.cost - way.cost < _MARGIN / 2 and not other.same_figures(way) and _figures(other) == _figures(way)
            for other in row
        )
    ]


def _margin(row: Sequence[Way], *, are_whole: bool) -> float:
    """How much better the best way is than the next; where all points are whole, one with decimals is out of the question."""
    others = [other for other in row[1:] if not other.same_figures(row[0])]
    return min(
        (other.cost - row[0].cost for other in others if not (are_whole and _has_decimals(other))), default=_MARGIN
    )


def _has_decimals(way: Way) -> bool:
    return "." in way.cells.get(Column.POINTS, "")


def _figures(way: Way) -> State:
    return (
        exact_of(way.cells.get(Column.POINTS, "")).scaled(_PLACES),
        exact_of(way.cells.get(Column.SCORE, "")).scaled(_PLACES),
    )


def _state(ways: Sequence[Way]) -> State:
    figures = [_figures(way) for way in ways]
    return sum(points for points, _ in figures), sum(scores for _, scores in figures)


def _cheapest(rows: Sequence[Sequence[Way]], sums: Sums) -> tuple[Way, ...] | None:
    """The cheapest choice that adds up in points and scores, or in the one of them that is known."""
    states: dict[State, tuple[float, tuple[Way, ...]]] = {(0, 0): (0.0, ())}
    for row in rows:
        states = _added(states, [way for way in row if way.cost - row[0].cost <= _WITHIN])
        if len(states) > _MAX_STATES:
            return None
    wanted = 2 if sums.points and sums.scores else 1
    fitting = [choice for state, choice in states.items() if sum(sums.holds(state)) >= wanted]
    return min(fitting, key=lambda choice: choice[0])[1] if fitting else None


def _added(
    states: dict[State, tuple[float, tuple[Way, ...]]], row: Sequence[Way]
) -> dict[State, tuple[float, tuple[Way, ...]]]:
    result: dict[State, tuple[float, tuple[Way, ...]]] = {}
    for (points, scores), (cost, ways) in states.items():
        for way in row:
            more = _figures(way)
            state = (points + more[0], scores + more[1])
            if state not in result or cost + way.cost < result[state][0]:
                result[state] = (cost + way.cost, (*ways, way))
    return result
