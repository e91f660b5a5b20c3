"""部门决算公开 01–09: the nine final-accounts tables of a department, in the forms that are made public.

The names in 01 and 04 are printed with their Chinese numbers (一、二、…), which published data leave to the order number.
"""

from collections.abc import Callable, Mapping, Sequence

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, money
from xieshou.documents.layouts.account_sums import across_sums, hierarchy_sums, is_year_sum, side_sums
from xieshou.documents.layouts.basic_spending import basic_spending
from xieshou.documents.layouts.numerals import chinese_number
from xieshou.documents.layouts.three_public import three_public
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Caption, Kind, Table
from xieshou.kernel.evaluation import AccountRow, AccountTable

Built = tuple[Grid, tuple[int, ...], int]  # the filled grid, its column widths, its header rows
Header = tuple[str, tuple[str, ...]]  # a label with the labels under it

SPENDING = ("本年支出", ("小计", "基本支出", "项目支出"))
HEADERS: Mapping[str, tuple[Header, ...]] = {
    "05": (SPENDING,),
    "08": (("年初结转和结余", ()), ("本年收入", ()), SPENDING, ("年末结转和结余", ())),
    "09": (("本年支出", ("合计", "基本支出", "项目支出")),),
}
PORTRAIT = ("01", "06")


def accounts(tables: Sequence[AccountTable], provenance: Provenance) -> Document:
    """The tables, each on pages of its own; amounts stay in the unit published."""
    first = tables[0]
    name = f"{first.department} {first.year} 年度部门决算公开表"
    return Document(name, tuple(_section(table, provenance) for table in tables))


def _section(table: AccountTable, provenance: Provenance) -> Section:
    grid, widths, header_rows = BUILDERS.get(table.table, _by_code)(table)
    captions = (Caption("", f"公开 {table.table} 表"), Caption(f"部门：{table.department}", f"单位：{table.unit}"))
    rows = (*table.income, *table.spending, *table.rows)
    remark = f"转录说明：{table.remark}" if table.remark else ""
    official = (f"注：{table.note}" if table.note else "", table.empty_statement, remark)
    notes = tuple(note for note in official if note) + provenance.notes((table.line, *(row.line for row in rows)))
    made = Table(f"公开{table.table}表", widths, grid.cells(), table.title, captions, header_rows, notes)
    return Section((made,), landscape=table.table not in PORTRAIT)


def _by_code(table: AccountTable) -> Built:
    """Tables 02, 03, 05, 08, 09: code, name, one column per figure."""
    headers = HEADERS.get(table.table) or tuple((column, ()) for column in table.columns)
    count = len(table.columns)
    grid = Grid(2 + count)
    _code_header(grid, headers, count)
    top = grid.row
    for row in table.rows:
        _code_row(grid, row)
    hierarchy_sums(grid, table.rows, top, range(2, 2 + count))
    if table.table in {"02", "03", "05", "09"}:
        across_sums(grid, range(top, grid.row), 2, range(3, 2 + count))
    return grid, (10, 30, *[max(10, 90 // count)] * count), 3


def _code_header(grid: Grid, headers: Sequence[Header], count: int) -> None:
    grid.header(0, "项　目", colspan=2)
    col = 2
    for label, parts in headers:
        grid.header(col, label, colspan=max(1, len(parts)), rowspan=1 if parts else 2)
        col += max(1, len(parts))
    grid.next_row()
    grid.headers(("功能分类科目编码", "科目名称"))
    col = 2
    for _, parts in headers:
        grid.headers(parts, col)
        col += max(1, len(parts))
    grid.next_row()
    grid.header(0, "栏次", colspan=2)
    grid.headers([str(number + 1) for number in range(count)], 2)
    grid.next_row()


def _code_row(grid: Grid, row: AccountRow) -> None:
    kind = Kind.VALUE if row.code else Kind.TOTAL
    if row.code:
        grid.put(0, row.code)
        grid.put(1, row.name)
    else:
        grid.label(0, row.name, colspan=2, kind=kind)
    for col, value in enumerate(row.values, start=2):
        grid.number(col, value, money, kind=kind)
    grid.next_row()


def _income_and_spending(table: AccountTable) -> Built:
    """Table 01: income at the left, spending at the right."""
    grid = Grid(6)
    for col, side in ((0, "收入"), (3, "支出")):
        grid.header(col, side, colspan=3)
    grid.next_row()
    grid.headers(("项　目", "行次", "决算数") * 2)
    grid.next_row()
    grid.headers(("栏　次", "", "1", "栏　次", "", "2"))
    grid.next_row()
    _two_sides(grid, table, 3)
    return grid, (30, 5, 15, 30, 5, 15), 3


def _fiscal_income_and_spending(table: AccountTable) -> Built:
    """Table 04: fiscal appropriations; spending has four columns."""
    grid = Grid(9)
    grid.header(0, "收入", colspan=3)
    grid.header(3, "支出", colspan=6)
    grid.next_row()
    grid.headers(("项　目", "行次", "金额", "项　目", "行次", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"))
    grid.header(8, "国有资本经营预算财政拨款")
    grid.next_row()
    grid.headers(("栏　次", "", "1", "栏　次", "", "2", "3", "4", "5"))
    grid.next_row()
    top = grid.row
    _two_sides(grid, table, 3)
    across_sums(grid, range(top, grid.row), 5, (6, 7, 8))
    return grid, (26, 5, 13, 26, 5, 13, 13, 13, 13), 3


def _two_sides(grid: Grid, table: AccountTable, right: int) -> None:
    top = grid.row
    numbered = _numbered(table.income), _numbered(table.spending)
    for index in range(max(map(len, numbered))):
        for col, rows in zip((0, right), numbered, strict=True):
            if index < len(rows):
                _side_row(grid, col, *rows[index])
        grid.next_row()
    side_sums(grid, table.income, top, (2,))
    side_sums(grid, table.spending, top, range(right + 2, grid.columns))


def _side_row(grid: Grid, col: int, name: str, row: AccountRow) -> None:
    kind = Kind.TOTAL if is_year_sum(row.name) or row.name == "总计" else Kind.VALUE
    if kind is Kind.TOTAL:
        grid.label(col, name, kind=kind)
    else:
        grid.put(col, name)
    grid.label(col + 1, row.no, kind=Kind.VALUE)
    for offset, value in enumerate(row.values, start=2):
        grid.number(col + offset, value, money, kind=kind)


def _numbered(rows: Sequence[AccountRow]) -> list[tuple[str, AccountRow]]:
    """Names with their Chinese numbers, as far as the year's sum."""
    year = next((index for index, row in enumerate(rows) if is_year_sum(row.name)), 0)
    return [
        (f"{chinese_number(index + 1)}、{row.name}" if row.name and index < year else row.name, row)
        for index, row in enumerate(rows)
    ]


BUILDERS: Mapping[str, Callable[[AccountTable], Built]] = {
    "01": _income_and_spending,
    "04": _fiscal_income_and_spending,
    "06": basic_spending,
    "07": three_public,
}
