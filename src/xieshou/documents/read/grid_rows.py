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

_DASHES = frozenset("—-–－/\\")
LONG = 20  # characters that no level has
_NOTE = re.compile(
    r"^(?:备注|说明|注|填表说明|填报说明|其他需要说明|其它需要说明|评价结论|存在问题|改进措施|自评结论|联系人|填表人|填报人|审核人)"
)
_POINTS = re.compile(r"[(]([0-9]+(?:\.[0-9]+)?)分?[)]$")
_BARE = re.compile(r"^[^0-9]*?([0-9]+(?:\.[0-9]+)?)分$")
_IN_TEXT = re.compile(r"^(?:总分|合计|得分|总得分)?:?([0-9]+(?:\.[0-9]+)?)分?$")
_GRADE = re.compile(f"(?:等级|等次|结论|结果)[)]?[为:]*({'|'.join(sorted(GRADES, key=len, reverse=True))})$")
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


def is_amount(text: str) -> bool:
    """A figure, with a unit or not, or the dash that is printed for none."""
    word = plain(text)
    return number_in(word) is not None or (bool(word) and set(word) <= _DASHES) or word[:1].isdigit()


def is_total(grid: Grid, row: int) -> bool:
    """Whether a row begins with a word for the total."""
    filled = grid.filled(row)
    if not filled:
        return False
    word = _LEAD.sub("", _POINTS.sub("", plain(filled[0].text).rstrip(":")))
    if word in MORE_TOTALS[-2:]:
        return len(filled) <= 3 and filled[0].colspan > 1
    return word in TOTAL_WORDS or word in MORE_TOTALS


def is_note(grid: Grid, row: int) -> bool:
    """Whether a row is no row of the table any more: a note over its width, or one that begins with a word for notes."""
    filled = grid.filled(row)
    if not filled or filled[0].col:
        return False
    only = filled[0]
    is_wide = len(grid.covering(row)) == 1 and (only.colspan * 10 >= grid.columns * 7 or len(only.text) > LONG)
    return (len(filled) == 1 and is_wide) or _NOTE.match(plain(only.text)) is not None


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
    grade = next((seen for cell in rest if (seen := grade_in(cell))), None)
    return Totals(points.seen() if points else points_in(label), score.seen() if score else None, grade)


def _under(grid: Grid, row: int, header: Header, column: Column, numbers: list[GridCell]) -> GridCell | None:
    col = header.col(column)
    cell = None if col is None else grid.at(row, col)
    return cell if cell is not None and cell in numbers else None


def grade_in(cell: GridCell) -> Seen | None:
    """A grade, alone in a cell or behind its label: `（自评等级）优`."""
    word = plain(cell.text)
    found = word if word in GRADES else (match[1] if (match := _GRADE.search(word)) else None)
    return Seen(found, quoted(cell.spot, cell.text.strip())) if found else None


def points_in(cell: GridCell) -> Seen | None:
    """The points a label names: `资金到位率（2 分）`, `决策 20分`."""
    word = plain(cell.text)
    found = _POINTS.search(word) or _BARE.search(word)
    return Seen(found[1], quoted(cell.spot, cell.text.replace("\n", ""))) if found else None
