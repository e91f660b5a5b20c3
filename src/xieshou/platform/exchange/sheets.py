"""Reading a table from .xlsx, .xls or .csv: guarded before it is opened, every mistake of the sheet told in a sentence."""

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

from xieshou.lib.problems import Invalid, Problem

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200  # a part over a megabyte that unpacks to more than so many times itself is a bomb
MOST_PARTS = 2000
MOST_ROWS = 200_000
MOST_SHEETS = 10
MOST_FORMULAS = 20_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[\s>/]')
_LONGEST_CELL_HEAD = 200


@dataclass
class Table:
    """One sheet: its rows as lists of cells, and where a spreadsheet kept something other than a value."""

    name: str
    rows: Iterator[list[Any]]
    height: int
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def guard(path: Path, name: str) -> None:
    """Refuses what is too large, empty, of another kind or packed to burst, before anything is opened."""
    size = path.stat().st_size
    if size == 0:
        raise Invalid(Problem("文件是空的", name, "有表头和数据的表格", "请重新保存后上传"))
    if size > MOST_BYTES:
        raise Invalid(Problem(f"文件有 {size // 1024 // 1024} MB，太大", name, "不超过 50 MB", "请拆成几个文件"))
    head = _head(path)
    suffix = Path(name).suffix.lower()
    if head.startswith(_ZIP):
        _guard_package(path, name)
    elif not head.startswith(_OLE) and (suffix != ".csv" or b"\x00" in head):
        raise Invalid(Problem("不是 Excel 或 CSV 文件", name, ".xlsx、.xls 或 .csv", "请用模板填写后上传"))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _guard_package(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Invalid(Problem("文件已损坏", name, ".xlsx、.xls 或 .csv", "请用 Excel 或 WPS 另存后重新上传")) from None
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise Invalid(Problem("是压缩包，不是 Excel 文件", name, ".xlsx、.xls 或 .csv", "请解压后上传其中的表格"))
    unpacked = sum(part.file_size for part in parts)
    bursting = any(p.file_size > 1024 * 1024 and p.file_size > MOST_RATIO * max(p.compress_size, 1) for p in parts)
    if unpacked > MOST_UNPACKED or bursting or len(parts) > MOST_PARTS:
        raise Invalid(
            Problem(
                "文件解开后异常巨大，已拒绝打开",
                name,
                "解开后不超过 400 MB 的表格",
                "请把数据复制到新模板中再上传",
            )
        )


@contextmanager
def tables(path: Path, name: str) -> Iterator[Iterator[Table]]:
    """The sheets of a file, one after another. The file is closed at the end."""
    head = _head(path)
    if not head.startswith((_ZIP, _OLE)):
        with _csv(path, name) as table:
            yield iter([table])
        return
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid(
            Problem(f"表格打不开（{error}）", name, "没有加密的 .xlsx 或 .xls", "请去掉密码，另存后重新上传")
        ) from None
    with book:
        yield _sheets(book, path, is_package=head.startswith(_ZIP))


def _sheets(book: CalamineWorkbook, path: Path, *, is_package: bool) -> Iterator[Table]:
    parts = _sheet_parts(path) if is_package else {}
    for name in book.sheet_names[:MOST_SHEETS]:
        sheet = book.get_sheet_by_name(name)
        if sheet.height == 0:
            continue
        if sheet.total_height > MOST_ROWS:
            raise Invalid(
                Problem(f"有 {sheet.total_height} 行，太多", f"工作表“{name}”", f"不超过 {MOST_ROWS} 行", "请拆开")
            )
        formulas = _formulas(path, parts[name]) if name in parts else frozenset()
        yield Table(name, _rows(sheet), sheet.total_height, _merged(sheet), formulas)


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Rows from the first of the sheet on; the reader leaves out empty columns at the left."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*left, *row]


def _merged(sheet: CalamineSheet) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    return tuple((first, last) for first, last in sheet.merged_cell_ranges or ())


def _sheet_parts(path: Path) -> dict[str, str]:
    """Which part of the package holds which sheet, in order; what cannot be told is left out."""
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return {}
        book = package.read("xl/workbook.xml").decode("utf-8", "replace")
        links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[attributes.get("Id", "")] = "xl/" + attributes.get("Target", "").removeprefix("/xl/").lstrip("/")
    found = {}
    for sheet in re.findall(r"<sheet\b[^>]*>", book):
        attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', sheet))
        part = targets.get(attributes.get("r:id", ""), "")
        if part in names:
            found[_unescaped(attributes.get("name", ""))] = part
    return found


def _unescaped(text: str) -> str:
    for escaped, meant in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(escaped, meant)
    return text


def _formulas(path: Path, part: str) -> frozenset[tuple[int, int]]:
    """The cells (row, column from 0) that hold a formula: a reader of values would take an old result for a fact."""
    found: set[tuple[int, int]] = set()
    rest = b""
    with zipfile.ZipFile(path) as package, package.open(part) as stream:
        while piece := stream.read(1024 * 1024):
            text = rest + piece
            found |= {xl_cell_to_rowcol(match.decode()) for match in _FORMULA.findall(text)}
            if len(found) > MOST_FORMULAS:
                break
            rest = text[-_LONGEST_CELL_HEAD:]
    return frozenset(found)


@contextmanager
def _csv(path: Path, name: str) -> Iterator[Table]:
    encoding = _encoding(path)
    if encoding is None:
        raise Invalid(Problem("文字编码认不出来", name, "UTF-8 或 GB18030（GBK）", "请用 Excel 另存为“CSV UTF-8”"))
    csv.field_size_limit(1024 * 1024)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",\t;", key=first.count)
        yield Table("CSV", _csv_rows(csv.reader(file, delimiter=delimiter), name), 0)


def _csv_rows(reader: Any, name: str) -> Iterator[list[Any]]:
    try:
        for number, row in enumerate(reader):
            if number > MOST_ROWS:
                raise Invalid(Problem(f"超过 {MOST_ROWS} 行", name, f"不超过 {MOST_ROWS} 行", "请拆开"))
            yield row
    except csv.Error as error:
        raise Invalid(Problem(f"第 {reader.line_num} 行读不下去（{error}）", name, "", "请检查这一行的引号")) from None


def _encoding(path: Path) -> str | None:
    if _head(path).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return next((one for one in ("utf-8-sig", "gb18030") if _decodes(path, one)), None)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(1024 * 1024):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def address(row: int, column: int) -> str:
    """A cell as a spreadsheet names it; rows and columns from 0."""
    return str(xl_rowcol_to_cell(row, column))


def letter(column: int) -> str:
    """A column as a spreadsheet names it, from 0."""
    return str(xl_col_to_name(column))


def is_blank(row: Sequence[object]) -> bool:
    """Whether no cell of the row holds anything."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)
