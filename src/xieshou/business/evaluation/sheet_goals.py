"""Goals as a workbook: written to be filled in, read back with every wrong cell at once. import(export(goals)) = goals."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.utils.translation import override

from xieshou.business.evaluation.entries import LABELS, NAMES, Row, rows_of
from xieshou.business.evaluation.figures_typed import clean_figures
from xieshou.business.evaluation.models import GoalSet
from xieshou.kernel.text import normalise
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import sheets
from xieshou.platform.exchange.api import cells
from xieshou.schemes import load_scheme

SHEET, GOAL_SHEET, HELP_SHEET = "绩效指标", "总体目标", "填写说明"
with override("zh-hans"):  # the heads are those of the official form, whatever language a page is in
    HEADS: Mapping[str, str] = {"code": "代码", **{name: str(label) for name, label in LABELS.items()}}
COLUMNS = tuple(NAMES)
REQUIRED = ("level1", "level2", "name", "target", "points")
WIDTHS = {"name": 32, "definition": 40, "data_source": 28, "data_owner": 28, "target_basis": 28, "target": 18}
HELP = (
    ("代码", "系统编的号，不要改；新增的行留空"),
    ("一级指标", "按评价方案的名称填写"),
    ("年度指标值", "符号、数和单位，例如 ≥50 次、≤1000 元、=100%；写成文字，不要写公式"),
    ("分值", "数字；各类合计按评价方案"),
    ("指标库代码", "选自指标库的填代码；自建的留空，并填口径和数据责任单位"),
    ("数据责任单位", "机构登记册中的名称或“编号 12”"),
)
_EXACT_TEXT = frozenset({"target"})


def workbook_of(goals: GoalSet) -> bytes:
    """The form as a workbook, rows in order; a form without rows is the template."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _indicators(book, goals)
        goal = book.add_worksheet(GOAL_SHEET)
        goal.set_column(1, 1, 80)
        goal.write_string(0, 0, "年度总体目标", book.add_format({"bold": True, "valign": "top"}))
        goal.write_string(0, 1, goals.expected, book.add_format({"text_wrap": True, "num_format": "@"}))
        _help(book, goals)
    return data.getvalue()


def _indicators(book: xlsxwriter.Workbook, goals: GoalSet) -> None:
    sheet = book.add_worksheet(SHEET)
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#E3EDFF", "border": 1, "text_wrap": True})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS.get(name, 14), text)
        sheet.write_string(0, column, HEADS[name] + ("*" if name in REQUIRED else ""), head)
    for number, row in enumerate(rows_of(goals), 1):
        for column, name in enumerate(COLUMNS):
            sheet.write_string(number, column, getattr(row, name), text)
    levels = [
        level for item in load_scheme(goals.scheme).groups() if item.indicators for level in item.indicators.level1
    ]
    sheet.data_validation(1, 1, 200, 1, {"validate": "list", "source": levels, "error_type": "warning"})
    sheet.freeze_panes(1, 4)


def _help(book: xlsxwriter.Workbook, goals: GoalSet) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    sheet.set_column(1, 1, 80)
    groups = [
        (f"{item.words.zh}分值", f"合计 {item.points.text()} 分；一级指标：{'、'.join(item.indicators.level1)}")
        for item in load_scheme(goals.scheme).groups()
        if item.indicators is not None
    ]
    for number, (name, words) in enumerate((*HELP, *groups)):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, words)


def read(data: bytes, name: str = "文件") -> tuple[str | None, list[Row]]:
    """The overall goal and the rows of a filled-in workbook; raises `Invalid` with every wrong cell.

    The goal is None where the workbook has no sheet for it any more: nothing is said of it then.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "goals.xlsx"
        path.write_bytes(data)
        sheets.guard(path, f"{name}.xlsx")
        with sheets.tables(path, name) as found:
            tables = {table.name: (table, list(table.rows)) for table in found}
    if SHEET not in tables:
        names = "、".join(tables) or "没有"
        raise Invalid(Problem(f"没有工作表“{SHEET}”（有：{names}）", name, SHEET, "请在本页下载的模板里填写"))
    problems: list[Problem] = []
    rows = _rows(*tables[SHEET], problems)
    if not rows and not problems:
        problems.append(Problem("没有一行指标", f"“{SHEET}”", "一行一个指标", "填好再导入；要清空表，在填报页删除各行"))
    if problems:
        raise Invalid(*problems)
    return _expected(tables.get(GOAL_SHEET)), rows


def _expected(found: tuple[sheets.Table, list[list[Any]]] | None) -> str | None:
    if found is None:
        return None
    if not found[1] or len(found[1][0]) < 2:
        return ""
    return cells.as_written(found[1][0][1])


def _rows(table: sheets.Table, lines: list[list[Any]], problems: list[Problem]) -> list[Row]:
    columns = _columns(lines[0] if lines else [], problems)
    if problems:
        return []
    _spread_merged(table, lines, columns)
    return [
        _row(table, number, line, columns, problems)
        for number, line in enumerate(lines[1:], 1)
        if not sheets.is_blank(line)
    ]


def _columns(head: Sequence[Any], problems: list[Problem]) -> dict[str, int]:
    names = {normalise(label): name for name, label in HEADS.items()}
    found: dict[str, int] = {}
    for column, cell in enumerate(head):
        title = normalise(cells.plain(cell).rstrip("*"))
        if not title:
            continue
        if title not in names or names[title] in found:
            what = "出现两次" if title in names else "不认识"
            problems.append(
                Problem(f"列“{title}”{what}", f"单元格 {sheets.address(0, column)}", "、".join(HEADS.values()))
            )
            continue
        found[names[title]] = column
    missing = [HEADS[name] for name in REQUIRED if name not in found]
    if missing:
        problems.append(Problem(f"缺少列：{'、'.join(missing)}", f"“{SHEET}”第 1 行", remedy="请用本页下载的模板"))
    return found


def _spread_merged(table: sheets.Table, lines: list[list[Any]], columns: Mapping[str, int]) -> None:
    """Levels are often merged over their rows: each row has them then."""
    levels = {columns[name] for name in ("level1", "level2") if name in columns}
    for (top, left), (bottom, right) in table.merged:
        for row in range(top + 1, min(bottom + 1, len(lines))):
            for column in range(left, right + 1):
                if column in levels and column < len(lines[row]) and left < len(lines[top]):
                    lines[row][column] = lines[top][left]


def _row(
    table: sheets.Table, number: int, line: Sequence[Any], columns: Mapping[str, int], problems: list[Problem]
) -> Row:
    texts = {}
    for name, column in columns.items():
        cell = line[column] if column < len(line) else ""
        where = f"单元格 {sheets.address(number, column)}（{HEADS[name]}）"
        if (number, column) in table.formulas:
            problems.append(Problem("是公式", where, "文字", "请复制后“选择性粘贴为数值”"))
        texts[name] = _text(name, cell, where, problems)
    return Row(**texts)


def _text(name: str, cell: Any, where: str, problems: list[Problem]) -> str:
    if name in _EXACT_TEXT and isinstance(cell, float) and not cell.is_integer():
        what = f"是数字 {cell!r}，看不出是 {cell!r} 还是百分比"
        problems.append(Problem(what, where, "文字，例如 ≥90%", "把单元格格式设为“文本”再写"))
    if isinstance(cell, str) and cell.strip().startswith("#"):
        problems.append(Problem(f"是公式错误 {cell.strip()}", where, "文字", "请改正后重新导入"))
    text = cells.as_written(cell)
    if name == "points":
        return normalise(text).removesuffix("分")
    return clean_figures(text) if name in {"target", "unit"} else text
