"""Filling a table row by row: cells are put at a column of the current row, holes become empty cells.

Formulas are attached afterwards, from the cells that are there. Of several for one cell, one that gives the published
figure wins. A formula that does not give it is kept beside it, never in its place: what was published is what is printed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from xieshou.documents.table import Align, Cell, Formula, Kind, NumberFormat
from xieshou.kernel.exact import Exact, NotExactError, total

Place = tuple[int, int]


def money(published: str) -> NumberFormat:
    """Thousands grouped, two decimals, more when more were published."""
    return NumberFormat(max(2, _decimals(published)), thousands=True)


def plain(published: str) -> NumberFormat:
    """Points, scores, rates: the decimals that were published, none added."""
    return NumberFormat(_decimals(published), thousands="," in published)


def _decimals(published: str) -> int:
    return len(published.strip().partition(".")[2])


def exact(published: str | None) -> Exact | None:
    """The number, or None when nothing was published or it is no plain number."""
    try:
        return Exact.read(published or "")
    except NotExactError:
        return None


class Grid:
    """Cells of a table while it is built. `row` is the current row, from 0."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.row = 0
        self._cells: dict[Place, Cell] = {}

    def put(
        self,
        col: int,
        text: str | None,
        *,
        colspan: int = 1,
        rowspan: int = 1,
        kind: Kind = Kind.VALUE,
        align: Align = Align.LEFT,
        ref: str = "",
    ) -> None:
        """A cell of text in the current row; nothing published is an empty cell."""
        clean = (text or "").replace("\r\n", "\n")
        self._cells[self.row, col] = Cell(self.row, col, clean, rowspan, colspan, kind=kind, align=align, ref=ref)

    def label(
        self, col: int, text: str, *, colspan: int = 1, rowspan: int = 1, kind: Kind = Kind.LABEL, ref: str = ""
    ) -> None:
        """A printed label, centred."""
        self.put(col, text, colspan=colspan, rowspan=rowspan, kind=kind, align=Align.CENTER, ref=ref)

    def header(self, col: int, text: str, *, colspan: int = 1, rowspan: int = 1) -> None:
        """A label of the header that repeats on each page."""
        self.label(col, text, colspan=colspan, rowspan=rowspan, kind=Kind.HEADER)

    def headers(self, labels: Iterable[str], first: int = 0) -> None:
        """A run of header cells."""
        for offset, text in enumerate(labels):
            self.header(first + offset, text)

    def number(
        self,
        col: int,
        published: str | None,
        form: Callable[[str], NumberFormat] = plain,
        *,
        colspan: int = 1,
        rowspan: int = 1,
        kind: Kind = Kind.VALUE,
        align: Align | None = None,
        ref: str = "",
    ) -> None:
        """A published figure: a number when it is a plain one, else its text."""
        side = align or (Align.RIGHT if form is money else Align.CENTER)
        self.put(col, published, colspan=colspan, rowspan=rowspan, kind=kind, align=side, ref=ref)
        number = exact(published)
        if number is not None and published:
            cell, how = self._cells[self.row, col], form(published)
            self._cells[self.row, col] = replace(cell, text=how.text(number), number=number, format=how)

    def next_row(self) -> None:
        """Go on to the next row."""
        self.row += 1

    def cells(self) -> tuple[Cell, ...]:
        """Every cell, with an empty one wherever none was put, in order of rows."""
        taken = {place for cell in self._cells.values() for place in cell.places()}
        last = max((row for row, _ in taken), default=-1)
        holes = {(row, col) for row in range(last + 1) for col in range(self.columns)} - taken
        filled = self._cells | {place: Cell(*place) for place in holes}
        return tuple(filled[place] for place in sorted(filled))

    def sum_of(self, addends: Sequence[Place]) -> Exact | None:
        """The exact sum of cells; None when none of them holds a number."""
        numbers = [number for number in map(self._number_at, addends) if number is not None]
        return total(numbers) if numbers else None

    def sum(self, place: Place, addends: Sequence[Place]) -> None:
        """The cell as a sum of others; an empty one adds nothing."""
        value = self.sum_of(addends)
        if value is not None:
            self._compute(place, f"SUM({','.join(_ranges(addends))})", value)

    def ratio(self, place: Place, above: Place, below: Place, *, percent: bool = False) -> None:
        """The cell as one cell divided by another, times 100 when it is printed as per cent."""
        over, under = self._number_at(above), self._number_at(below)
        if over is not None and under:
            factor = Exact(100 if percent else 1)
            self._compute(place, f"{_ref(above)}/{_ref(below)}" + ("*100" if percent else ""), over / under * factor)

    def product(self, place: Place, one: Place, other: Place) -> None:
        """The cell as one cell times another."""
        left, right = self._number_at(one), self._number_at(other)
        if left is not None and right is not None:
            self._compute(place, f"{_ref(one)}*{_ref(other)}", left * right)

    def _number_at(self, place: Place) -> Exact | None:
        cell = self._cells.get(place)
        return cell.number if cell else None

    def _compute(self, place: Place, text: str, value: Exact) -> None:
        cell = self._cells[place]
        if cell.format is None:
            return
        places = cell.format.places
        formula = Formula(f"ROUND({text},{places})", value.rounded(places))
        if cell.formula is None or formula.value == cell.number:
            self._cells[place] = replace(cell, formula=formula)


def _ref(place: Place) -> str:
    return f"{{{place[0]},{place[1]}}}"


def _ranges(places: Sequence[Place]) -> Iterator[str]:
    """References with neighbours below one another drawn together: `{3,4}:{9,4}`."""
    start = end = None
    for place in sorted(places, key=lambda place: (place[1], place[0])):
        if start and end and place == (end[0] + 1, end[1]):
            end = place
            continue
        if start and end:
            yield _run(start, end)
        start = end = place
    if start and end:
        yield _run(start, end)


def _run(start: Place, end: Place) -> str:
    return _ref(start) if start == end else f"{_ref(start)}:{_ref(end)}"


def merged(labels: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Rows that a printed label spans: index of the first of equal neighbours → how many."""
    spans: dict[int, int] = {}
    start = 0
    for index, label in enumerate(labels):
        if label != labels[start]:
            start = index
        spans[start] = index - start + 1
    return spans
