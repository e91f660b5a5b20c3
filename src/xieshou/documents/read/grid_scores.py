"""Score tables: what is judged, by what standard, how many points it has and how many it got."""

from collections.abc import Sequence

from xieshou.documents.read.forms import Column, level_word, plain
from xieshou.documents.read.grid_form import read_grade
from xieshou.documents.read.grid_header import Header, indicator_header, is_indicator_header
from xieshou.documents.read.grid_model import Grid, GridCell, one_line
from xieshou.documents.read.grid_parts import Part, title_of, year_of
from xieshou.documents.read.grid_rows import Totals, is_note, is_total, number_in, points_in, totals_of
from xieshou.kernel.reading import ReadTable, ScoreLine, Seen, TableKind

DEFAULT_TITLES = {
    TableKind.DEPARTMENT_SCORE: "部门整体支出绩效评分表",
    TableKind.EVALUATION_SCORE: "绩效评价指标得分表",
}


def read_scores(part: Part, kind: TableKind) -> ReadTable:
    """A score table; the points of an item stand in their column or behind its name."""
    grid = part.grid
    header = indicator_header(grid)
    items, totals = _items(grid, header) if header else ((), Totals())
    return ReadTable(
        kind=kind,
        title=title_of(part) or part.before or DEFAULT_TITLES[kind],
        spot=grid.spot,
        year=year_of([*(seen.text for seen in part.lead), part.before]),
        items=items,
        total_points=totals.points,
        total=totals.score,
        grade=totals.grade or read_grade(grid, 0),
    )


def _items(grid: Grid, header: Header) -> tuple[tuple[ScoreLine, ...], Totals]:
    lines: list[ScoreLine] = []
    columns = _name_columns(grid, header)
    carried: list[str] = [""] * len(columns)
    is_closed = False
    for row in range(header.row + 1, grid.rows):
        if is_total(grid, row):
            return tuple(lines), totals_of(grid, row, header)
        if is_indicator_header(grid, row):
            continue
        is_closed = is_closed or is_note(grid, row)  # a note ends the rows; the total may come after it
        if is_closed:
            continue
        line = _item(grid, row, header, columns, carried)
        if line is not None:
            lines.append(line)
    return tuple(lines), Totals()


def _name_columns(grid: Grid, header: Header) -> list[int]:
    """The columns of levels and names, from the left."""
    places = [
        place for column in (Column.LEVEL1, Column.LEVEL2, Column.NAME) for place in header.columns.get(column, ())
    ]
    return sorted({col + offset for col, width in places for offset in range(width)})


def _item(grid: Grid, row: int, header: Header, columns: Sequence[int], carried: list[str]) -> ScoreLine | None:
    cells = [grid.at(row, col) for col in columns]
    name = next((cell for cell in reversed(cells) if cell is not None and cell.text), None)
    score, points = _value(grid, row, header, Column.SCORE), _value(grid, row, header, Column.POINTS)
    starts = any(cell is not None and cell.row == row and cell.text for cell in cells)
    if name is None or (score is None and points is None and not (starts and name.row == row)):
        return None
    _carry(cells, name, carried)
    seen = name.seen()
    at = next(index for index, cell in enumerate(cells) if cell is name)
    if seen is None:
        return None
    texts = _texts(grid, row, header, Column.CRITERIA)
    return ScoreLine(
        tuple(level for level in carried[:at] if level),
        Seen(_without_points(seen.text), seen.spot),
        points or points_in(name),
        criteria=texts[-1] if texts else "",
        score=score,
        explanation="\n".join(texts[:-1]),
    )


def _carry(cells: Sequence[GridCell | None], name: GridCell, carried: list[str]) -> None:
    """Levels from the row, or from above where a cell is empty; a new level clears those below it."""
    for index, cell in enumerate(cells):
        text = level_word(one_line(cell.text)) if cell is not None and cell is not name else ""
        if text and text != carried[index]:
            carried[index:] = [text] + [""] * (len(carried) - index - 1)
        elif cell is name:
            carried[index:] = [""] * (len(carried) - index)
            return


def _without_points(text: str) -> str:
    """`资金到位率（2 分）` → `资金到位率`; a name without points stays as printed."""
    word = level_word(text)
    return word if word != plain(text) and word else text


def _value(grid: Grid, row: int, header: Header, column: Column) -> Seen | None:
    col = header.col(column)
    cell = None if col is None else grid.at(row, col)
    if cell is None or cell.row != row:
        return None
    text = plain(cell.text).removesuffix("分")
    return cell.seen() if number_in(text) is not None or len(text) <= 12 else None


def _texts(grid: Grid, row: int, header: Header, column: Column) -> list[str]:
    cells = dict.fromkeys(grid.at(row, col) for col, _ in header.columns.get(column, ()))
    return [cell.text.strip() if cell is not None else "" for cell in cells]
