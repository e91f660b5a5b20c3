"""An Excel template as its parts: sheets with names, the texts of cells, formulas written out one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.templates.kinds import TemplateKind
from xieshou.platform.templates.office_file import OfficeFile
from xieshou.platform.templates.placeholders import Placed, groups_of, has_braces
from xieshou.platform.templates.references import A1, UNFOLLOWED, column_number, copied, references, rows_of
from xieshou.platform.templates.texts import joined

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STUCK = {"chart": "图表", "pivotTable": "数据透视表", "table": "超级表（套用的表格格式）", "comments": "批注"}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its part."""

    name: str
    part: str


class Book:
    """The workbook of a file."""

    def __init__(self, file: OfficeFile) -> None:
        self.file = file
        root = file.tree("xl/workbook.xml")
        if root.tag != f"{S}workbook":
            raise Invalid(
                Problem("是“严格开放 XML”格式", allowed="普通的 .xlsx", remedy="请另存为“Excel 工作簿（.xlsx）”")
            )
        relations = file.relations("xl/workbook.xml")
        found = [
            (str(one.get("name")), relations.get(str(one.get(f"{_R}id")), ("", ""))) for one in root.iter(f"{S}sheet")
        ]
        self.sheets = [Sheet(name, part) for name, (kind, part) in found if kind == "worksheet" and part in file.parts]
        shared = next((part for kind, part in relations.values() if kind == "sharedStrings"), "")
        self.strings = list(file.tree(shared).iter(f"{S}si")) if shared in file.parts else []

    def string(self, cell: etree._Element) -> etree._Element | None:
        """The text of a cell with its runs; None when it shows a number, a formula or nothing."""
        if cell.get("t") == "inlineStr":
            return cell.find(f"{S}is")
        value = cell.find(f"{S}v")
        if cell.get("t") != "s" or value is None or not (value.text or "").isdecimal():
            return None
        number = int(value.text or "0")
        return self.strings[number] if number < len(self.strings) else None

    def text(self, cell: etree._Element) -> str:
        """The text of a cell."""
        string = self.string(cell)
        return "" if string is None else joined(text_parts(string))

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, etree._Element]]:
        """The rows of a sheet that are stored, with their numbers."""
        for row in self.file.tree(sheet.part).iter(f"{S}row"):
            if not str(row.get("r", "")).isdecimal() or any(A1.fullmatch(str(one.get("r"))) is None for one in row):
                raise Invalid(Problem("单元格没有写明位置", sheet.name, remedy="请用 Excel 或 WPS 打开后重新保存"))
            yield int(str(row.get("r"))), row

    def repeated(self, sheet: Sheet, kind: TemplateKind) -> dict[int, str]:
        """The rows of a sheet that are repeated, with their groups."""
        found: dict[int, str] = {}
        for number, row in self.rows(sheet):
            for cell in row:
                for group in groups_of(self.text(cell), kind):
                    found.setdefault(number, group)
        return found

    def drawings(self, sheet: Sheet) -> list[str]:
        """The drawing parts of a sheet."""
        return [part for kind, part in self.file.relations(sheet.part).values() if kind == "drawing"]


def text_parts(string: etree._Element) -> list[etree._Element]:
    """The texts of a string's runs, without the reading aids above Chinese characters."""
    return [part for part in string.iter(f"{S}t") if not any(one.tag == f"{S}rPh" for one in part.iterancestors())]


def texts_of(book: Book) -> Iterator[Placed]:
    """Every text with braces and its place."""
    for sheet in book.sheets:
        for number, row in book.rows(sheet):
            for cell in row:
                text = book.text(cell)
                if has_braces(text):
                    yield Placed(text, f"{sheet.name}!{cell.get('r')}", f"{sheet.name} 第 {number} 行")
        header = book.file.tree(sheet.part).find(f"{S}headerFooter")
        for one in () if header is None else header:
            if has_braces(one.text or ""):
                yield Placed(one.text or "", f"{sheet.name} 页眉页脚")
        for part in book.drawings(sheet):
            for paragraph in book.file.tree(part).iter(f"{A}p"):
                text = joined(list(paragraph.iter(f"{A}t")))
                if has_braces(text):
                    yield Placed(text, f"{sheet.name} 文本框")


def write_out_shared(book: Book) -> None:
    """A formula that cells share is written out in each, so that each can be moved by itself."""
    for sheet in book.sheets:
        masters: dict[str, tuple[str, str]] = {}
        for _, row in book.rows(sheet):
            for cell in row:
                formula = cell.find(f"{S}f")
                if formula is not None and formula.get("t") == "shared":
                    _write_out(cell, formula, masters)


def _write_out(cell: etree._Element, formula: etree._Element, masters: dict[str, tuple[str, str]]) -> None:
    here, key = str(cell.get("r")), str(formula.get("si"))
    if formula.text:
        masters[key] = (here, formula.text)
    elif key in masters:
        origin, text = masters[key]
        (column, row), (first_column, first_row) = _split(here), _split(origin)
        formula.text = copied(text, row - first_row, column - first_column)
    for name in ("t", "si", "ref"):
        formula.attrib.pop(name, "")


def _split(place: str) -> tuple[int, int]:
    found = A1.fullmatch(place)
    return (column_number(found[1]), int(found[2])) if found else (0, 0)


# --- what cannot be repeated ---


def shape_problems(book: Book, kind: TemplateKind) -> Iterator[Problem]:
    """What stands in the way of repeating rows; nothing when no row is repeated."""
    write_out_shared(book)
    repeated = {sheet.name: book.repeated(sheet, kind) for sheet in book.sheets}
    if not any(repeated.values()):
        return
    for sheet in book.sheets:
        yield from _formula_problems(book, sheet, repeated)
        if repeated[sheet.name]:
            yield from _stuck(book, sheet)
            yield from _merge_problems(book, sheet, repeated[sheet.name], kind)


def _formula_problems(book: Book, sheet: Sheet, repeated: dict[str, dict[int, str]]) -> Iterator[Problem]:
    for number, row in book.rows(sheet):
        for cell in row:
            formula = cell.find(f"{S}f")
            if formula is None or not formula.text:
                continue
            place = f"{sheet.name}!{cell.get('r')}"
            if formula.get("t") in {"array", "dataTable"} or UNFOLLOWED.search(formula.text):
                yield Problem(
                    f"公式 ={formula.text[:40]} 不能随行数变化", place, "普通公式，引用写明单元格", "请改写公式或去掉"
                )
            for name, ref in references(formula.text, sheet.name):
                first, last = rows_of(ref)
                is_own = name == sheet.name and first == number
                if first == last and ":" not in ref and first in repeated.get(name, {}) and not is_own:
                    cell_ref = ref.replace("$", "")
                    yield Problem(
                        f"公式引用了会重复的行 {cell_ref}",
                        place,
                        "用区域引用",
                        f"例如 SUM({cell_ref}:{cell_ref})，重复后区域随行数扩大",
                    )


def _stuck(book: Book, sheet: Sheet) -> Iterator[Problem]:
    kinds = {kind for kind, _ in book.file.relations(sheet.part).values()}
    for part in book.drawings(sheet):
        kinds |= {kind for kind, _ in book.file.relations(part).values()}
    for kind in sorted(kinds & set(_STUCK)):
        yield Problem(f"有会重复的行的工作表里有{_STUCK[kind]}", sheet.name, remedy="请删去，或移到另一张工作表")


def _merge_problems(book: Book, sheet: Sheet, repeated: dict[int, str], kind: TemplateKind) -> Iterator[Problem]:
    merges = [str(one.attrib["ref"]) for one in book.file.tree(sheet.part).iter(f"{S}mergeCell")]
    for ref in merges:
        first, last = rows_of(ref)
        place = ref.partition(":")[0]
        if first == last or first not in repeated:
            continue
        cell = next((one for _, row in book.rows(sheet) for one in row if one.get("r") == place), None)
        if cell is not None and groups_of(book.text(cell), kind):
            yield Problem(
                "逐行重复的占位符在跨行合并的单元格里", f"{sheet.name}!{ref}", "只在一行之内合并", "请取消跨行合并"
            )
