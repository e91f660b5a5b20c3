"""Goals from an uploaded file: the workbook of this page, or an official form as Word, Excel or PDF.

An official form has no codes and not every column: a row whose name is in the form already keeps what the file does not
say. What could not be read for certain is refused with its place, never guessed.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xieshou.business.evaluation import sheet_goals
from xieshou.business.evaluation.entries import Row, rows_of
from xieshou.business.evaluation.figures_typed import clean_figures
from xieshou.business.evaluation.kernel_bridge import with_unit
from xieshou.business.evaluation.models import GoalSet
from xieshou.documents.read.files import read_file
from xieshou.kernel.checks.story import key
from xieshou.kernel.reading import IndicatorLine, ReadFile, ReadTable, Seen, TableKind
from xieshou.kernel.text import normalise
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import sheets

MOST_BYTES = 10 * 1024 * 1024
ALLOWED = "本页下载的 Excel 模板，或绩效目标申报表（.docx、.xlsx、.pdf）"
_KINDS = (TableKind.GOALS, TableKind.PROJECT_SELF, TableKind.DEPARTMENT_SELF)
_PACKAGES = {".docx", ".xlsx"}
_BOOK = "xl/workbook.xml"
_LONGEST_BOOK = 1024 * 1024


def read_file_sent(goals: GoalSet, file: Any) -> tuple[str, list[Row]]:
    """The same from the file of a form (an `UploadedFile`); one that is too large is not read into memory."""
    _refuse_large(file.size or 0, file.name or "")
    return read_upload(goals, file.read(), file.name or "")


def _refuse_large(size: int, name: str) -> None:
    if size > MOST_BYTES:
        raise Invalid(Problem(f"文件有 {-(-size >> 20)} MB，太大", name, "不超过 10 MB", "只留下申报表"))


def read_upload(goals: GoalSet, data: bytes, name: str) -> tuple[str, list[Row]]:
    """The overall goal and the rows of an uploaded file; raises `Invalid` with everything that cannot be taken over."""
    _refuse_large(len(data), name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(name).suffix.lower()[:6]}"
        path.write_bytes(data)
        _refuse_broken(path, name)
        if _is_template(path, name):
            expected, rows = sheet_goals.read(data, name)
            return (goals.expected if expected is None else expected), rows
        return taken(goals, read_file(path), name)


def _refuse_broken(path: Path, name: str) -> None:
    """A file that calls itself Word or Excel and is no package cannot be opened by anybody."""
    if path.suffix in _PACKAGES and not zipfile.is_zipfile(path):
        told = f"不是 {path.suffix} 文件，打不开"
        raise Invalid(Problem(told, name, ALLOWED, "用 Word、Excel 或 WPS 打开，另存后再上传"))


def _is_template(path: Path, name: str) -> bool:
    """Whether it is a workbook with the sheet of this page's template."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        if _BOOK not in package.namelist():
            return False
        sheets.guard(path, name)
        with package.open(_BOOK) as part:
            return f'name="{sheet_goals.SHEET}"'.encode() in part.read(_LONGEST_BOOK)


def taken(goals: GoalSet, found: ReadFile, name: str) -> tuple[str, list[Row]]:
    """What a read official form gives for these goals."""
    table = _table(goals, found, name)
    if table.year not in {None, goals.year}:
        raise Invalid(Problem(f"表是 {table.year} 年的", name, f"{goals.year} 年", "换一份文件，或选对年度"))
    if uncertain := [line for line in table.indicators if line.uncertain]:
        raise Invalid(
            *(
                Problem(f"“{one.name.text}”这一行的格子对不准", str(one.name.spot), remedy="改用 Excel 模板")
                for one in uncertain
            )
        )
    rows = [_row(line, before) for line, before in _matched(table.indicators, rows_of(goals))]
    return _expected(table.goals) or goals.expected, rows


def _matched(lines: Iterable[IndicatorLine], rows: Iterable[Row]) -> Iterator[tuple[IndicatorLine, Row]]:
    """Each line with the row it stands for, by name and level; a row stands for one line only, as there are several 无."""
    left = list(rows)
    for line in lines:
        named = [row for row in left if key(row.name) == key(line.name.text)]
        same = next((row for row in named if row.level2 == line.level2), named[0] if named else Row())
        if named:
            left.remove(same)
        yield line, same


def _table(goals: GoalSet, found: ReadFile, name: str) -> ReadTable:
    """The form that is meant: the only one, or the one that bears the name of the project or department."""
    tables = [one for one in found.tables if one.kind in _KINDS and one.indicators]
    same = [one for one in tables if one.name is not None and key(one.name.text) == key(goals.subject_name)]
    if len(tables) == 1 or len(same) == 1:
        return (same or tables)[0]
    if not tables:
        parts = [Problem(one.reason, str(one.spot)) for one in found.unread[:10]]
        raise Invalid(Problem("没有找到带绩效指标的申报表", name, ALLOWED), *parts)
    names = "、".join(one.name.text if one.name is not None else one.title for one in tables[:10])
    raise Invalid(Problem(f"有 {len(tables)} 张申报表：{names}", name, "一张", f"只留下“{goals.subject_name}”的一张"))


def _row(line: IndicatorLine, before: Row) -> Row:
    target, unit = clean_figures(_text(line.target)), clean_figures(_text(line.unit))
    nature = clean_figures(_text(line.nature))
    if nature in {"≥", "≤", ">", "<", "="} and target[:1] not in "≥≤><=":
        target = f"{nature}{target}"
    if with_unit(before.target, before.unit) == with_unit(target, unit):
        target, unit = before.target, before.unit
    return replace(
        before,
        level1=line.level1,
        level2=line.level2,
        name=before.name or line.name.text,
        target=target,
        unit=unit,
        points=normalise(_text(line.points)).removesuffix("分"),
    )


def _text(seen: Seen | None) -> str:
    return "" if seen is None else seen.text.strip()


def _expected(goals: Sequence[Seen]) -> str:
    """The expected goal stands first; what was reached, if it is there, second."""
    return goals[0].text.strip() if goals else ""
