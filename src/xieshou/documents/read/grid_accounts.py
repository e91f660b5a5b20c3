"""Final accounts 01–09 as made public: two sides, codes in one column or three, blocks side by side.

The number comes from `公开 01 表`, from the title, or from the columns; provinces number and order the tables differently, so
the title goes before the printed number.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xieshou.documents.read.forms import ACCOUNT_NUMBER, ACCOUNT_TITLES, plain
from xieshou.documents.read.grid_model import Grid, one_line
from xieshou.documents.read.grid_parts import Part, title_of, unit_of, year_of
from xieshou.documents.read.grid_rows import number_in
from xieshou.kernel.reading import AccountLine, ReadTable, Seen, Spot, TableKind

Lines = tuple[AccountLine, ...]
TWO_SIDED = ("01", "04")
_CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}")
_OFFICE = re.compile(r"^(?:编制|填报|公开)?(?:单位|部门)(?:名称)?[:：](.+)$")
_ITEM = ("项目", "收入项目", "支出项目", "项目(按功能分类)", "项目(按支出性质和经济分类)", "收入", "支出")
_ORDER = ("栏次", "行次")
_NOTE = re.compile(r"^(?:注|说明|备注)[:：]")
_EMPTY = re.compile(r"(?:无|没有|未安排|未发生|不涉及).{0,40}(?:收入|支出|收支|预算|经费|拨款|安排|资金|数据)|空表")


def account_number(part: Part) -> str | None:
    """The number of the table (`01` …) by its title, else by its printed number; None when it is none of them."""
    found = _by_title(title_of(part)) or next((number for word in part.words if (number := _by_title(word))), None)
    if found:
        return found
    printed = (ACCOUNT_NUMBER.match(word) for word in part.words)
    return next((f"{int(match[1]):02d}" for match in printed if match and 1 <= int(match[1]) <= 12), None)


def _by_title(title: str) -> str | None:
    word = plain(title)
    fits = [
        (len(name), number)
        for number, names in ACCOUNT_TITLES.items()
        for name in map(plain, names)
        if word.partition("(")[0].endswith(name)
    ]
    return max(fits)[1] if fits else None


def read_accounts(part: Part, number: str) -> ReadTable:
    """A table of the final accounts."""
    grid = part.grid
    top = _first_row_of_figures(grid)
    columns = _leaf_names(grid, top)
    income: Lines = ()
    spending: Lines = ()
    rows: Lines = ()
    if number in TWO_SIDED:
        income, spending, names = _two_sides(grid, top, columns)
    elif number == "07":
        rows, names = _three_public(grid, top)
    else:
        rows, names = _by_code(grid, top, columns)
    office = next((seen for seen in part.lead if _OFFICE.match(plain(seen.text))), None)
    table = ReadTable(
        kind=TableKind.ACCOUNTS,
        title=title_of(part),
        spot=grid.spot,
        number=number,
        year=year_of([seen.text for seen in part.lead]),
        unit_name=_office(office) if office else None,
        amount_unit=unit_of(part),
        columns=names,
        rows=rows,
        income=income,
        spending=spending,
    )
    return _with_statement(table, grid)


def _office(seen: Seen) -> Seen | None:
    found = re.search(r"[:：]\s*(\S+)", seen.text)
    name = re.split(r"\s*(?:金额)?单位[:：]", found[1])[0] if found else ""
    return Seen(name, seen.spot) if name and not re.fullmatch("(?:万|亿|千)?元", name) else None


def _with_statement(table: ReadTable, grid: Grid) -> ReadTable:
    """The table with the statement that it has no figures, where that stands inside it."""
    if not is_empty(table):
        return table
    cells = (cell for row in range(grid.rows) for cell in grid.filled(row))
    return replace(table, empty_statement=next((cell.seen() for cell in cells if says_empty(cell.text)), None))


def says_empty(text: str) -> bool:
    """`本部门无政府性基金预算财政拨款收支，本表无数据`, in whatever words."""
    return len(text) > 8 and _EMPTY.search(plain(text)) is not None


def is_empty(table: ReadTable) -> bool:
    """Whether a table of accounts has no figure, or only zeros."""
    values = (value for line in (*table.rows, *table.income, *table.spending) for value in line.values)
    return not any(number_in(value.text) for value in values if value is not None)


# --- the header ---


def _first_row_of_figures(grid: Grid) -> int:
    """The row after the header: after `栏次`, else the first with a code, a total or a figure."""
    for row in range(min(grid.rows, 12)):
        words = [plain(cell.text) for cell in grid.filled(row)]
        if any(word == "栏次" for word in words):
            return row + 1
    for row in range(min(grid.rows, 12)):
        filled = grid.filled(row)
        if len(filled) > 2 and all(plain(cell.text) == str(at) for at, cell in enumerate(filled, 1)):
            return row + 1
    return next((row for row in range(grid.rows) if _has_figures(grid, row)), grid.rows)


def _has_figures(grid: Grid, row: int) -> bool:
    words = [plain(cell.text) for cell in grid.filled(row)]
    numeric = [word for word in words if number_in(word) is not None]
    return bool(numeric) or (bool(words) and words[0] in ("合计", "总计"))


def _leaf_names(grid: Grid, top: int) -> Mapping[int, str]:
    """The lowest words of the header over each column; the row that numbers the columns is none."""
    paths = {col: path for col in range(grid.columns) if (path := _path(grid, top, col))}
    groups = {path[0] for path in paths.values() if not _is_item(path[0])}
    names: dict[int, str] = {}
    for col, path in paths.items():
        is_part_sum = plain(path[-1]) == "小计" and len(path) > 1 and len(groups) > 1
        names[col] = f"{path[-2]}{path[-1]}" if is_part_sum else path[-1]
    return names


def _path(grid: Grid, top: int, col: int) -> list[str]:
    cells = dict.fromkeys(grid.at(row, col) for row in range(top))
    texts = [one_line(cell.text) for cell in cells if cell is not None and cell.text]
    return [text for text in texts if number_in(text) is None and plain(text) not in _ORDER[:1]]


def _is_item(text: str) -> bool:
    return plain(text) in _ITEM


# --- tables with two sides ---


Side = tuple[int, int | None, tuple[int, ...]]  # columns of name, order number, figures


def _two_sides(grid: Grid, top: int, columns: Mapping[int, str]) -> tuple[Lines, Lines, tuple[str, ...]]:
    starts = [col for col, name in columns.items() if _is_item(name)]
    starts = [col for at, col in enumerate(starts) if at == 0 or columns.get(col - 1) != columns[col]]
    if len(starts) < 2:
        half = grid.columns // 2
        starts = [0, half]
    left = _side(columns, starts[0], starts[1])
    right = _side(columns, starts[1], grid.columns)
    names = tuple(columns.get(col, "") for _, _, figures in (left, right) for col in figures)
    return tuple(_side_lines(grid, top, left)), tuple(_side_lines(grid, top, right)), names


def _side(columns: Mapping[int, str], start: int, end: int) -> Side:
    number = next((col for col in range(start + 1, end) if plain(columns.get(col, "")) in ("行次", "序号")), None)
    figures = tuple(col for col in range(start + 1, end) if col != number and col in columns)
    return start, number, figures


def _side_lines(grid: Grid, top: int, side: Side) -> Iterator[AccountLine]:
    name_col, number_col, figures = side
    for row in range(top, grid.rows):
        name = grid.at(row, name_col)
        values = tuple(_figure(grid, row, col) for col in figures)
        number = _word(grid, row, number_col)
        text = one_line(name.text) if name is not None and name.row == row else ""
        if _NOTE.match(text) or (not text and not number and not any(values)):
            continue
        if name is not None and figures and grid.at(row, figures[-1]) is name:
            continue  # a note over the whole width
        spot = name.spot if name is not None else grid.spot
        yield AccountLine(text, spot, no=number, values=values)


def _figure(grid: Grid, row: int, col: int) -> Seen | None:
    cell = grid.at(row, col)
    return cell.seen() if cell is not None and cell.row == row and cell.col == col else None


def _word(grid: Grid, row: int, col: int | None) -> str:
    cell = None if col is None else grid.at(row, col)
    return plain(cell.text) if cell is not None and cell.row == row else ""


# --- tables by code ---


def _by_code(grid: Grid, top: int, columns: Mapping[int, str]) -> tuple[Lines, tuple[str, ...]]:
    """Rows of a code, a name and figures; several blocks of them side by side are read one after the other."""
    blocks = _blocks(grid, top, columns)
    lines = [line for block in blocks for line in _block_lines(grid, top, block)]
    if len(blocks) > 1:
        lines = [line for line in lines if line.code] + list(_sums_over_blocks(grid, top))
    figures = blocks[0][2] if blocks else ()
    return tuple(lines), tuple(columns.get(col, "") for col in figures)


Block = tuple[tuple[int, ...], int, tuple[int, ...]]  # columns of the code, the name, the figures


def _blocks(grid: Grid, top: int, columns: Mapping[int, str]) -> list[Block]:
    names = [col for col, name in columns.items() if _is_name_column(name)]
    names = [col for at, col in enumerate(names) if at == 0 or names[at - 1] != col - 1]
    if not names:
        names = _name_columns_by_content(grid, top)
    blocks: list[Block] = []
    last = 0
    for at, name in enumerate(names):
        end = grid.columns
        if at + 1 < len(names):
            between = range(name + 1, names[at + 1])
            end = next(
                (col for col in between if "编码" in columns.get(col, "") or "科目" in columns.get(col, "")),
                names[at + 1],
            )
        codes = tuple(range(last, name))
        blocks.append((codes, name, tuple(col for col in range(name + 1, end) if col in columns)))
        last = end
    return blocks


def _is_name_column(name: str) -> bool:
    word = plain(name)
    return word.endswith("名称") or word in ("科目", "经济分类科目", "功能分类科目")


def _name_columns_by_content(grid: Grid, top: int) -> list[int]:
    """The first column with words beside codes."""
    for row in range(top, grid.rows):
        for cell, beside in zip(grid.filled(row), grid.filled(row)[1:], strict=False):
            if _CODE.fullmatch(plain(cell.text)) and number_in(beside.text) is None:
                return [beside.col]
    return [0]


def _block_lines(grid: Grid, top: int, block: Block) -> Iterator[AccountLine]:
    codes, name_col, figures = block
    for row in range(top, grid.rows):
        code = _code(grid, row, codes)
        name = grid.at(row, name_col)
        values = tuple(_figure(grid, row, col) for col in figures)
        if (
            name is None
            or name.row != row
            or (not code and not any(values) and plain(name.text) not in ("合计", "总计"))
        ):
            continue
        if figures and grid.at(row, figures[-1]) is name:
            continue  # a note, or the statement that there are no figures
        text = one_line(name.text)
        if _CODE.match(plain(text)) and not code:
            code, text = _code_and_name(text)
        yield AccountLine(text, name.spot, code=code, values=values)


def _code(grid: Grid, row: int, columns: Sequence[int]) -> str:
    """The code, from one column or from 类, 款, 项 in three: the longest that stands there, or their digits in turn."""
    cells = dict.fromkeys(grid.at(row, col) for col in columns)
    texts = [plain(cell.text) for cell in cells if cell is not None and cell.row == row and cell.text]
    digits = [text for text in texts if text.isdecimal()]
    if not digits:
        return ""
    whole = max(digits, key=len)
    return whole if len(digits) == 1 or len(whole) > 3 else digits[0] + "".join(part.zfill(2) for part in digits[1:])


def _code_and_name(text: str) -> tuple[str, str]:
    found = re.match(r"([0-9]{3,7})\s*(\D.*)", text)
    return (found[1], found[2]) if found else ("", text)


def _sums_over_blocks(grid: Grid, top: int) -> Iterator[AccountLine]:
    """人员经费合计 and 公用经费合计, which stand under the blocks in cells of their own."""
    for row in range(top, grid.rows):
        line = [cell for cell in grid.covering(row) if cell.row == row]
        for cell, beside in itertools.pairwise(line):
            if plain(cell.text).endswith(("合计", "总计")) and (not beside.text or number_in(beside.text) is not None):
                yield AccountLine(one_line(cell.text), cell.spot, values=(beside.seen(),))


# --- 07 ---


def _three_public(grid: Grid, top: int) -> tuple[Lines, tuple[str, ...]]:
    """三公: budget and outturn side by side in one row, or as rows with a name in front."""
    names: dict[int, str] = {}
    for col in range(grid.columns):
        path = _path(grid, top, col)
        if path:
            names[col] = "".join(
                path if path[-1] in ("小计", "合计") else (path[0], path[-1]) if len(path) > 1 else path
            )
    first = next(iter(names), 0)
    has_names = plain(names.get(first, "")) in (*_ITEM, "部门名称", "单位名称", "科目名称", "经费项目", "项目名称")
    figures = [col for col in names if not (has_names and col == first)]
    lines: list[AccountLine] = []
    for row in range(top, grid.rows):
        values = tuple(_figure(grid, row, col) for col in figures)
        name = grid.at(row, first) if has_names else None
        wide = grid.at(row, grid.columns - 1) is grid.at(row, 0)
        if any(values) and not wide:
            text = one_line(name.text) if name is not None else ""
            lines.append(AccountLine(text, _first_spot(grid, row), values=values))
    return tuple(lines), tuple(names[col] for col in figures)


def _first_spot(grid: Grid, row: int) -> Spot:
    filled = grid.filled(row)
    return filled[0].spot if filled else grid.spot
