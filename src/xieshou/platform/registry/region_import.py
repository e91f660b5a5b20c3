"""Towns and villages from a file: every wrong row told at once, and nothing saved unless every row is right.

A code of 9 digits is a town below the county of its first 6, one of 12 digits a village below the town of its first 9;
12 digits that end in 000 are a town, as in the tables of the statistics office.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.db import transaction
from python_calamine import CalamineError, CalamineWorkbook

from xieshou.documents.read.encoding import TextEncodingError, decode
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.lib.typing_slips import tidied
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.actors import Actor, checked
from xieshou.platform.registry.days import read_day
from xieshou.platform.registry.models import Region, RegionLevel
from xieshou.platform.registry.region_data import place_new_rows

MOST_ROWS = 50_000
MOST_BYTES = 20 * 1024 * 1024
HEADS = {
    "code": ("代码", "区划代码", "统计用区划代码"),
    "name": ("名称", "区划名称"),
    "valid_from": ("起用", "起用日期"),
}
TEMPLATE = "代码,名称,起用日期\n653131001,塔什库尔干镇,\n653131001001,示例村（演示数据）,2020-01-01\n"


@dataclass(frozen=True)
class TownRow:
    """One row of the file: its number there, and what it says."""

    number: int
    code: str
    name: str
    valid_from: date | None

    @property
    def level(self) -> RegionLevel:
        return RegionLevel.TOWN if len(self.code) == 9 else RegionLevel.VILLAGE

    @property
    def parent_code(self) -> str:
        return self.code[: 6 if self.level == RegionLevel.TOWN else 9]


@dataclass(frozen=True)
class Read:
    """A file as read: the right rows, those that are there already, and everything wrong."""

    rows: tuple[TownRow, ...]
    known: int
    problems: tuple[Problem, ...]


def towns_read(data: bytes, name: str) -> Read:
    """Reads and checks a file against the divisions in force; nothing is saved."""
    problems: list[Problem] = []
    rows = list(_rows(_table(data, name), problems))
    current = _current({row.code for row in rows} | {row.parent_code for row in rows})
    fresh = [row for row in rows if row.code not in current]
    problems += _doubled(rows) + _renamed(rows, current) + _orphans(fresh, current)
    return Read(tuple(fresh), len(rows) - len(fresh), tuple(problems))


@transaction.atomic
def towns_import(*, actor: Actor | None, data: bytes, name: str) -> int:
    """Adds the towns and villages of a file, all or none; gives how many are new. Raises `Invalid` with every problem."""
    read = towns_read(data, name)
    if read.problems:
        raise Invalid(*read.problems)
    current = _current({row.parent_code for row in read.rows})
    _check_rights(actor, read.rows, current)
    for level in (RegionLevel.TOWN, RegionLevel.VILLAGE):
        rows = [row for row in read.rows if row.level == level]
        made = Region.objects.bulk_create([_region(row, current, name) for row in rows], batch_size=1000)
        current.update({region.code: region for region in made})
    place_new_rows()
    counties = {current[row.parent_code] for row in read.rows if row.level == RegionLevel.TOWN}
    for county in sorted(counties, key=lambda region: region.code) or _top(read.rows, current):
        number = sum(row.code.startswith(county.code) for row in read.rows)
        audit.record(
            actor=actor, action="region.import", target=county, reason=f"{name}：新增乡级、村级区划 {number} 个"
        )
    return len(read.rows)


def _top(rows: tuple[TownRow, ...], current: dict[str, Region]) -> list[Region]:
    """The towns that took in villages, when a file brings villages only."""
    return [current[code] for code in sorted({row.parent_code for row in rows})]


def _check_rights(actor: Actor | None, rows: tuple[TownRow, ...], current: dict[str, Region]) -> None:
    for code in sorted({row.parent_code for row in rows} & set(current)):
        checked(actor, Permission.REGION_EDIT, current[code])


def _region(row: TownRow, current: dict[str, Region], name: str) -> Region:
    parent = current[row.parent_code]
    return Region(
        code=row.code,
        name=row.name,
        level=row.level,
        parent=parent,
        path="",
        valid_from=row.valid_from,
        source=f"导入 {name}"[:200],
    )


def _current(codes: Iterable[str]) -> dict[str, Region]:
    wanted = sorted(codes)
    found: dict[str, Region] = {}
    for start in range(0, len(wanted), 5000):
        part = wanted[start : start + 5000]
        found.update({region.code: region for region in Region.objects.filter(code__in=part, valid_to=None)})
    return found


def _table(data: bytes, name: str) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise Invalid(Problem("文件太大", name, f"不超过 {MOST_BYTES // 1024 // 1024} MB", "请按省或市拆开"))
    try:
        table = _workbook(data) if data[:2] in (b"PK", b"\xd0\xcf") else list(csv.reader(StringIO(decode(data))))
    except (CalamineError, TextEncodingError, csv.Error, OSError, ValueError) as error:
        raise Invalid(Problem("文件读不出来", name, "CSV、xlsx、xls", "请另存为其中一种再传")) from error
    if len(table) > MOST_ROWS + 1:
        raise Invalid(Problem(f"有 {len(table) - 1} 行", name, f"一次不超过 {MOST_ROWS} 行", "请按省或市拆开"))
    return table


def _workbook(data: bytes) -> list[list[str]]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _rows(table: list[list[str]], problems: list[Problem]) -> Iterable[TownRow]:
    columns = _columns(table[0] if table else [])
    for number, cells in enumerate(table[1:], 2):
        if any(cell.strip() for cell in cells):
            known = {field: cells[place].strip() for field, place in columns.items() if place < len(cells)}
            row = _row(number, known, problems)
            if row is not None:
                yield row


def _columns(heads: list[str]) -> dict[str, int]:
    plain = [re.sub(r"\s|（.*?）|\(.*?\)", "", head) for head in heads]
    found = {field: plain.index(name) for field, names in HEADS.items() for name in names if name in plain}
    missing = [names[0] for field, names in HEADS.items() if field not in found and field != "valid_from"]
    if missing:
        raise Invalid(
            Problem(f"第 1 行没有“{'”“'.join(missing)}”列", "表头", "代码、名称、起用日期（可缺）", "请用模板的表头")
        )
    return found


def _row(number: int, known: dict[str, str], problems: list[Problem]) -> TownRow | None:
    code, name = tidied(known.get("code", "")), "".join(known.get("name", "").split())
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    found = len(problems)
    if not re.fullmatch("[0-9]{9}|[0-9]{12}", code):
        what = f"代码“{code}”有 {len(code)} 位" if code else "没有代码"
        remedy = "请补全；长数字变成科学计数法的，请把该列设为“文本”再填"
        problems.append(Problem(what, f"第 {number} 行 代码", "9 位（乡级）或 12 位（村级）数字", remedy))
    if not name or len(name) > 60:
        problems.append(Problem("没有名称" if not name else "名称太长", f"第 {number} 行 名称", "1 到 60 个字"))
    valid_from = _begun(number, known.get("valid_from", ""), problems)
    return TownRow(number, code, name, valid_from) if len(problems) == found else None


def _begun(number: int, text: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        return read_day(text, f"第 {number} 行 起用日期")
    except Invalid as error:
        problems.extend(error.problems)
        return None


def _doubled(rows: list[TownRow]) -> list[Problem]:
    first: dict[str, int] = {}
    return [
        Problem(f"代码 {row.code} 与第 {first[row.code]} 行重复", f"第 {row.number} 行 代码", remedy="请删去一行")
        for row in rows
        if first.setdefault(row.code, row.number) != row.number
    ]


def _renamed(rows: list[TownRow], current: dict[str, Region]) -> list[Problem]:
    return [
        Problem(
            f"{row.code} 现名“{current[row.code].name}”，文件写“{row.name}”",
            f"第 {row.number} 行 名称",
            remedy="更名请在该区划页“登记变更”，以保留旧名",
        )
        for row in rows
        if row.code in current and current[row.code].name != row.name
    ]


def _orphans(rows: list[TownRow], current: dict[str, Region]) -> list[Problem]:
    there = set(current) | {row.code for row in rows}
    return [
        Problem(
            f"上级 {row.parent_code} 不是现行区划，文件里也没有",
            f"第 {row.number} 行 代码",
            remedy="请核对代码前几位，或先导入上级",
        )
        for row in rows
        if row.parent_code not in there
    ]
