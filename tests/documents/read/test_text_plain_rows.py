"""Tables whose lines are one row each (invented figures): read at once, and as the search would read them."""

import pytest

from xieshou.documents.read.lines import split_lines
from xieshou.documents.read.text_atoms import atoms_of
from xieshou.documents.read.text_cells import divide
from xieshou.documents.read.text_columns import Column
from xieshou.documents.read.text_plain_rows import plain_rows
from xieshou.documents.read.text_row_cells import Divided
from xieshou.documents.read.text_sums import Sums
from xieshou.kernel.exact import Exact

NATIONAL = (
    Column.LEVEL1, Column.LEVEL2, Column.NAME, Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE, Column.NOTE,
)  # fmt: skip
POINTS_FIRST = (*NATIONAL[:3], Column.POINTS, Column.TARGET, Column.ACTUAL, Column.SCORE, Column.NOTE)
ROWS = (
    "产出指标 数量指标 第 1 期培训班人数 ≥53 次 56 次 40 38.5 因疫情原因，部分活动取消。",
    "质量指标 考核合格率 ≥90% 96% 20 20",
    "时效指标 资金拨付时间 2022年12月底前 2022年10月 20 20",
    "效益指标 社会效益指标 长效帮扶机制 健全 健全 10 10",
)
SUMS = Sums((Exact(90),), (Exact.read("88.5"),))


def plain(*rows: str, columns: tuple[Column, ...] = NATIONAL, sums: Sums = SUMS) -> Divided | None:
    return plain_rows(split_lines("\n".join(rows)), columns, sums)


def texts(divided: Divided | None) -> list[list[str]]:
    return [[row.text(column) for column in NATIONAL] for row in divided.rows] if divided else []


def test_it_reads_what_the_search_would_read() -> None:
    assert texts(plain(*ROWS)) == texts(divide(atoms_of(split_lines("\n".join(ROWS))), NATIONAL))


def test_it_reads_points_before_the_target() -> None:
    row = "产出指标 数量指标 培训班人数 60 ≥53 次 56 次 58.5 部分活动取消"
    (found,) = texts(plain(row, columns=POINTS_FIRST, sums=Sums((Exact(60),), (Exact.read("58.5"),))))
    assert found == ["产出指标", "数量指标", "培训班人数", "≥53 次", "56 次", "60", "58.5", "部分活动取消"]


@pytest.mark.parametrize(
    "row",
    [
        "新增就业岗位",  # a name that goes on in the next line
        "新增就业岗位 ≥350 个 12 家 20 20",  # units that differ: where the cells end is not certain
        "新增就业岗位 350 400 20 20",
        "长效帮扶机制 健全 基本 健全 20 20",
        "新增就业岗位 ≥350 个 400 个 20 21",  # a score above its points
    ],
)
def test_it_leaves_the_table_to_the_search_where_a_line_is_not_plain(row: str) -> None:
    assert plain(*ROWS[:2], row, *ROWS[3:]) is None


def test_it_leaves_the_table_to_the_search_where_a_sum_does_not_hold() -> None:
    assert plain(*ROWS[:3]) is None
