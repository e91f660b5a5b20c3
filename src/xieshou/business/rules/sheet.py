"""A table of a rule as a workbook, and back: import(export(rows)) = rows."""

from typing import Any

from xieshou.business.rules.shape import MOST_ROWS, Table, row_shown
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange.api import small_table

NOTE = "注："
NOTES = "一行一项；几项写在一格的，照原样用“、”或“；”隔开。改好后在“制定新版本”页读入，核对后再保存。"


def workbook(title: str, table: Table, rows: list[dict[str, Any]], named: str) -> bytes:
    """The rows as they are written on the page, with the version below."""
    lines = [[row_shown(table, row)[one.name] for one in table.entries] for row in rows]
    return small_table.workbook(title, table.columns, lines, (f"{NOTE}{named}", f"{NOTE}{NOTES}"))


def taken(table: Table, file: Any) -> list[dict[str, str]]:
    """The rows of a filled-in workbook as they would be typed. Raises `Invalid` with every wrong cell by its address."""
    found = small_table.rows_of(file, table.columns)
    rows = [row for row in found if not _is_note(table, row)]
    problems = [Problem(f"有 {len(rows)} 行", table.label, f"不超过 {MOST_ROWS} 行")] if len(rows) > MOST_ROWS else []
    for row in rows:
        for entry in table.entries:
            _value, told = entry.judged(str(row.values.get(entry.name) or ""))
            if told is not None:
                problems.append(row.problem(entry.name, told.what, told.allowed, told.remedy))
    if not rows:
        problems.append(Problem("只有表头，没有数据", table.label, remedy="至少填一行"))
    if problems:
        raise Invalid(*problems)
    return [{one.name: str(row.values.get(one.name) or "") for one in table.entries} for row in rows]


def _is_note(table: Table, row: small_table.TableRow) -> bool:
    """Whether it is one of the lines of words that stand below the rows."""
    return str(row.values.get(table.entries[0].name) or "").startswith(NOTE)
