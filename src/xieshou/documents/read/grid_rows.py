"""Rows of totals, and numbers in cells: 总分, 合计得分, a score beside its points."""

import re
from dataclasses import dataclass
from decimal import Decimal

from xieshou.documents.read.forms import GRADES, TOTAL_WORDS, Column, plain
from xieshou.documents.read.grid_header import Header
from xieshou.documents.read.grid_model import Grid, GridCell, quoted
from xieshou.kernel.reading import Seen
from xieshou.kernel.text import normalise, read_number

MORE_TOTALS = ("综合评分", "评分合计", "总评分", "总分合计", "自评得分合计", "得分总计", "最终得分", "得分", "自评得分")

_POINTS = re.compile(r"[(]([0-9]+(?:\.[0-9]+)?)分?[)]$")
_BARE = re.compile(r"^[^0-9]*?([0-9]+(?:\.[0-9]+)?)分$")
_IN_TEXT = re.compile(r"^(?:总分|合计|得分|总得分)?:?([0-9]+(?:\.[0-9]+)?)分?$")
_LEAD = re.compile(r"^(?:[0-9一二三四五六七八九十]+[、.])")


@dataclass(frozen=True, slots=True)
class Totals:
    """The total row: points, score, and the grade where it is printed beside them."""

    points: Seen | None = None
    score: Seen | None = None
    grade: Seen | None = None


def number_in(text: str) -> Decimal | None:
    """The number a cell consists of; a per cent sign is allowed."""
    found = read_number(normalise(text).removesuffix("%").replace(" ", ""))
    return None if found is None else Decimal(found[0]).scaleb(-found[1])


def is_total(grid: Grid, row: int) -> bool:
    """Whether a row begins with a word for the total."""
    filled = grid.filled(row)
    if not filled:
        return False
    word = _LEAD.sub("", _POINTS.sub("", plain(filled[0].text).rstrip(":")))
    if word in MORE_TOTALS[-2:]:
        return len(filled) <= 3 and filled[0].colspan > 1
    return word in TOTAL_WORDS or word in MORE_TOTALS


def totals_of(grid: Grid, row: int, header: Header) -> Totals:
    """The figures of a total row: under the headers of points and score, else in their order."""
    filled = grid.filled(row)
    label, rest = filled[0], filled[1:]
    numbers = [cell for cell in rest if _IN_TEXT.match(normalise(cell.text)) and cell.text.strip()]
    score = _under(grid, row, header, Column.SCORE, numbers)
    points = _under(grid, row, header, Column.POINTS, numbers)
    if points is score:
        points = None
    others = [cell for cell in numbers if cell is not score and cell is not points]
    if score is None and others:
        score = others.pop()
    if points is None and others and header.has(Column.POINTS):
        points = others[0]
    grade = next((cell.seen() for cell in rest if plain(cell.text) in GRADES), None)
    return Totals(points.seen() if points else points_in(label), score.seen() if score else None, grade)


def _under(grid: Grid, row: int, header: Header, column: Column, numbers: list[GridCell]) -> GridCell | None:
    col = header.col(column)
    cell = None if col is None else grid.at(row, col)
    return cell if cell is not None and cell in numbers else None


def points_in(cell: GridCell) -> Seen | None:
    """The points a label names: `资金到位率（2 分）`, `决策 20分`."""
    word = plain(cell.text)
    found = _POINTS.search(word) or _BARE.search(word)
    return Seen(found[1], quoted(cell.spot, cell.text.replace("\n", ""))) if found else None
