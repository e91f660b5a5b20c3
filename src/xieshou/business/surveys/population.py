"""Reading a list of people, pasted or uploaded: every wrong line is told, and nothing is taken before all are right."""

import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from xieshou.business.surveys.people import MOST_PEOPLE, Named
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import sheets
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells

MOST_TOLD = 50
MOST_CATEGORIES = 30
COLUMNS = (
    Column("category", "类别", is_required=True, max_length=40),
    Column("name", "姓名", is_required=True, max_length=40),
    Column("phone", "电话", Kind.CODE, max_length=24),
)
_PHONE = re.compile(r"\+?\d[\d-]{4,22}")

Line = tuple[int, Sequence[Any]]


def read_pasted(text: str) -> list[Named]:
    """Lines of category, name, telephone, apart by commas, tabs or semicolons; a first line of titles may order them."""
    plain = re.sub("[，；;\t]", ",", text.replace("\x00", ""))
    rows = csv.reader(StringIO(plain))
    return read_rows((number, row) for number, row in enumerate(rows, 1))


def read_uploaded(upload: Any) -> list[Named]:
    """The first sheet of a table that holds anything."""
    name = Path(upload.name or "名单").name
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as held:
        for piece in upload.chunks():
            held.write(piece)
        held.flush()
        path = Path(held.name)
        sheets.guard(path, name)
        with sheets.tables(path, name) as found:
            table = next(found, None)
            return read_rows(enumerate(table.rows, 1)) if table is not None else []


def read_rows(rows: Iterator[Line]) -> list[Named]:
    """The people. Raises Invalid with every wrong line (the first fifty)."""
    people: list[Named] = []
    told: list[Problem] = []
    seen: dict[Named, int] = {}
    order: Sequence[str] = [column.name for column in COLUMNS]
    for number, row in rows:
        if sheets.is_blank(row):
            continue
        if not people and not told and (titles := _titles(row)):
            order = titles
            continue
        one = _person(number, dict(zip(order, row, strict=False)), told)
        if one is None:
            continue
        first = seen.setdefault(one, number)
        if first != number:
            told.append(
                Problem(f"与第 {first} 行相同", f"第 {number} 行", remedy="删去一行；确是两个人的，在姓名后加编号")
            )
        people.append(one)
        if len(people) > MOST_PEOPLE:
            raise Invalid(Problem("人数太多", "名单", f"不超过 {MOST_PEOPLE} 人"))
    told += _too_many_categories(people)
    if told:
        more = [Problem(f"还有 {len(told) - MOST_TOLD} 处")] if len(told) > MOST_TOLD else []
        raise Invalid(*told[:MOST_TOLD], *more)
    return people


def _titles(row: Sequence[Any]) -> list[str]:
    """The order of the columns, if the row names them."""
    titles = {column.label: column.name for column in COLUMNS}
    named = [titles.get(cells.plain(cell).rstrip("*"), "") for cell in row]
    return named if {"category", "name"} <= set(named) else []


def _person(number: int, row: dict[str, Any], told: list[Problem]) -> Named | None:
    values: dict[str, str] = {}
    before = len(told)
    for column in COLUMNS:
        where = f"第 {number} 行 {column.label}"
        try:
            values[column.name] = cells.read(column, row.get(column.name)) or ""
        except Unreadable as error:
            told.append(Problem(error.problem.what, where, error.problem.allowed, error.problem.remedy))
            continue
        if column.is_required and not values[column.name]:
            told.append(Problem("没有填", where))
        elif column.name == "phone" and values["phone"] and not _PHONE.fullmatch(values["phone"]):
            told.append(Problem("不是电话号码", where, "5 位以上的数字，可带 + 和 -；没有就留空"))
    return Named(**values) if len(told) == before else None


def _too_many_categories(people: Sequence[Named]) -> list[Problem]:
    categories = {one.category for one in people}
    if len(categories) <= MOST_CATEGORIES:
        return []
    remedy = "是不是把姓名和类别两列填反了？"
    return [Problem(f"有 {len(categories)} 个类别", "类别", f"不超过 {MOST_CATEGORIES} 个", remedy)]
