"""Reading a list of people, pasted or uploaded: every wrong line is told, and nothing is taken before all are right."""

import csv
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from xieshou.business.surveys.people import MOST_PEOPLE, Named
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells, sheets, small_table

MOST_CATEGORIES = 30
COLUMNS = (
    Column("category", "类别", is_required=True, max_length=40),
    Column("name", "姓名", is_required=True, max_length=40),
    Column("phone", "电话", Kind.CODE, max_length=24),
)
_PHONE = re.compile(r"\+?\d[\d-]{4,22}")


def read_pasted(text: str) -> list[Named]:
    """Lines of category, name, telephone, apart by commas, tabs or semicolons; a first line of titles may order them."""
    plain = re.sub("[，；;\t]", ",", text.replace("\x00", ""))
    lines: list[small_table.TableRow] = []
    told: list[Problem] = []
    order: Sequence[str] = [column.name for column in COLUMNS]
    for number, cells_of_line in enumerate(csv.reader(StringIO(plain)), 1):
        if sheets.is_blank(cells_of_line):
            continue
        if not lines and not told and (titles := _titles(cells_of_line)):
            order = titles
            continue
        line, problems = _line(number, dict(zip(order, cells_of_line, strict=False)))
        told += problems
        lines.append(line)
    return _people(lines, told)


def read_uploaded(upload: Any) -> list[Named]:
    """The first sheet of a table that holds anything."""
    return _people(small_table.rows_of(upload, COLUMNS, most=MOST_PEOPLE), [])


def _titles(line: Sequence[Any]) -> list[str]:
    """The order of the columns, if the line names them."""
    titles = {column.label: column.name for column in COLUMNS}
    named = [titles.get(cells.plain(cell).rstrip("*"), "") for cell in line]
    return named if {"category", "name"} <= set(named) else []


def _line(number: int, written: Mapping[str, Any]) -> tuple[small_table.TableRow, list[Problem]]:
    line = small_table.TableRow({}, {column.name: f"第 {number} 行 {column.label}" for column in COLUMNS})
    told = []
    for column in COLUMNS:
        try:
            line.values[column.name] = cells.read(column, written.get(column.name))
        except Unreadable as error:
            told.append(line.problem(column.name, error.problem.what, error.problem.allowed, error.problem.remedy))
            continue
        if column.is_required and not line.values[column.name]:
            told.append(line.problem(column.name, "没有填"))
    return line, told


def _people(lines: Sequence[small_table.TableRow], told: list[Problem]) -> list[Named]:
    """The people. Raises Invalid with every wrong line."""
    if len(lines) > MOST_PEOPLE:
        raise Invalid(Problem("人数太多", "名单", f"不超过 {MOST_PEOPLE} 人"))
    people: list[Named] = []
    first: dict[Named, str] = {}
    for line in lines:
        one = Named(**{column.name: line.values.get(column.name) or "" for column in COLUMNS})
        if one.phone and not _PHONE.fullmatch(one.phone):
            told.append(line.problem("phone", "不是电话号码", "5 位以上的数字，可带 + 和 -；没有就留空"))
        if not (one.category and one.name):
            continue  # told already
        if one in first:
            told.append(line.problem("name", f"与 {first[one]} 相同", remedy="删去一行；确是两个人的，在姓名后加编号"))
        first.setdefault(one, line.places["name"])
        people.append(one)
    told += _too_many_categories(people)
    small_table.refuse(told)
    return people


def _too_many_categories(people: Sequence[Named]) -> list[Problem]:
    categories = {one.category for one in people}
    if len(categories) <= MOST_CATEGORIES:
        return []
    remedy = "是不是把姓名和类别两列填反了？"
    return [Problem(f"有 {len(categories)} 个类别", "类别", f"不超过 {MOST_CATEGORIES} 个", remedy)]
