"""From ruled lines to cells: where lines cross there are corners, where a piece of a line is missing cells are merged."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from xieshou.documents.read.grid_pdf_page import Segment

NEAR = 3.0  # points within which two lines are one, or two ends meet
MIN_LINE = 5.0
MAX_CROSSINGS = 1_500_000
MAX_GAPS = 200_000  # places of one table


@dataclass(frozen=True, slots=True)
class Box:
    """A cell by row and column with its spans."""

    row: int
    col: int
    rowspan: int
    colspan: int


Gap = tuple[int, float, float, float, float]  # the number of its cell; its left, right, top and bottom


@dataclass(frozen=True)
class Ruled:
    """A ruled table: the positions of its lines and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def area(self) -> float:
        """How much of the page it takes."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    @cached_property
    def _rows(self) -> list[list[int]]:
        """For each gap between two lines the number of its cell."""
        rows = [[0] * (len(self.xs) - 1) for _ in self.ys[1:]]
        for index, box in enumerate(self.boxes):
            for row in rows[box.row : box.row + box.rowspan]:
                row[box.col : box.col + box.colspan] = [index] * box.colspan
        return rows

    def gap_at(self, x: float, y: float) -> Gap | None:
        """The gap between four lines at a point; None outside."""
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        col, row = bisect_right(xs, x), bisect_right(ys, y)
        return self._rows[row - 1][col - 1], xs[col - 1], xs[col], ys[row - 1], ys[row]


def ruled_tables(across: Sequence[Segment], down: Sequence[Segment]) -> list[Ruled]:
    """The tables that lines make, from the top of the page; lines that cross no others make none."""
    rows, cols = _joined(across), _joined(down)
    if len(rows) * len(cols) > MAX_CROSSINGS:
        return []
    tables = [_table(*group) for group in _groups(rows, cols)]
    return sorted((table for table in tables if table is not None), key=lambda one: (one.ys[0], one.xs[0]))


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Lines drawn in pieces, or twice side by side, as one."""
    result: list[Segment] = []
    for band in _bands(segments):
        at = sum(one.at for one in band) / len(band)
        start, end = band[0].start, band[0].end
        for one in band[1:]:
            if one.start > end + NEAR:
                result.append(Segment(at, start, end))
                start, end = one.start, one.end
            end = max(end, one.end)
        result.append(Segment(at, start, end))
    return [one for one in result if one.end - one.start >= MIN_LINE]


def _bands(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    band: list[Segment] = []
    for one in sorted(segments, key=lambda segment: segment.at):
        if band and one.at - band[-1].at > 1.5:
            yield sorted(band, key=lambda segment: segment.start)
            band = []
        band.append(one)
    if band:
        yield sorted(band, key=lambda segment: segment.start)


def _groups(rows: list[Segment], cols: list[Segment]) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """Lines that hang together by crossings."""
    parent = list(range(len(rows) + len(cols)))

    def find(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    reaches = [(col.at, col.start - NEAR, col.end + NEAR) for col in cols]
    for r, row in enumerate(rows):
        left, right, at = row.start - NEAR, row.end + NEAR, row.at
        for c, (x, top, bottom) in enumerate(reaches, len(rows)):
            if left <= x <= right and top <= at <= bottom:
                parent[find(r)] = find(c)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for index in range(len(parent)):
        group = groups.setdefault(find(index), ([], []))
        group[0].append(rows[index]) if index < len(rows) else group[1].append(cols[index - len(rows)])
    yield from groups.values()


class _Walls:
    """The lines of one direction by position: is there a wall at a position, beside a point?"""

    def __init__(self, lines: Sequence[Segment]) -> None:
        self.positions: list[float] = []
        self._pieces: list[list[tuple[float, float]]] = []
        for line in sorted(lines, key=lambda one: one.at):
            if self.positions and line.at - self.positions[-1] <= NEAR:
                self._pieces[-1].append((line.start - 0.5, line.end + 0.5))
            else:
                self.positions.append(line.at)
                self._pieces.append([(line.start - 0.5, line.end + 0.5)])

    def stands(self, index: int, beside: float) -> bool:
        """Whether the line with this index goes past a point."""
        return any(start <= beside <= end for start, end in self._pieces[index])


def _table(rows: list[Segment], cols: list[Segment]) -> Ruled | None:
    across, down = _Walls(rows), _Walls(cols)
    ys, xs = across.positions, down.positions
    if min(len(ys), len(xs)) < 2 or len(ys) * len(xs) > MAX_GAPS:
        return None
    boxes = tuple(_boxes(len(ys) - 1, len(xs) - 1, _opening(across, down), _opening(down, across)))
    return Ruled(tuple(xs), tuple(ys), boxes) if len(boxes) > 1 else None


Open = Callable[[int, int], bool]  # (line, gap) → whether the wall at the line is missing beside the gap


def _opening(walls: _Walls, others: _Walls) -> Open:
    middles = [(a + b) / 2 for a, b in zip(others.positions, others.positions[1:], strict=False)]
    return lambda line, gap: not walls.stands(line, middles[gap])


def _boxes(rows: int, cols: int, no_floor: Open, no_side: Open) -> Iterator[Box]:
    """Rectangles over the gaps between lines: to the right as far as no wall stands, then down as far as none does."""
    taken: set[tuple[int, int]] = set()
    for row in range(rows):
        for col in range(cols):
            if (row, col) in taken:
                continue
            width = 1
            while col + width < cols and (row, col + width) not in taken and no_side(col + width, row):
                width += 1
            height = _height(row, col, width, rows, no_floor)
            taken.update((row + down, col + over) for down in range(height) for over in range(width))
            yield Box(row, col, height, width)


def _height(row: int, col: int, width: int, rows: int, no_floor: Open) -> int:
    height = 1
    while row + height < rows and all(no_floor(row + height, col + over) for over in range(width)):
        height += 1
    return height
