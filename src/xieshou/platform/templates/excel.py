"""A filled copy of an Excel template: rows repeated, everything below moved, figures as numbers, formulas computed anew."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from lxml import etree

from xieshou.kernel.exact import Exact, NotExactError
from xieshou.platform.templates.excel_book import A, Book, S, Sheet, text_parts, write_out_shared
from xieshou.platform.templates.excel_missing import drop_empty_formulas
from xieshou.platform.templates.excel_styles import Styles
from xieshou.platform.templates.kinds import Content, FieldKind, Figure, Row, TemplateKind
from xieshou.platform.templates.links import R, relate
from xieshou.platform.templates.merging import Block, blocks, merged_name
from xieshou.platform.templates.office_file import OfficeFile
from xieshou.platform.templates.placeholders import alone_in, has_braces
from xieshou.platform.templates.references import A1, Here, RowMap, shifted
from xieshou.platform.templates.texts import joined, replace_in

_MOST_DIGITS = 15  # Excel keeps no more; a longer figure stays text
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_BEFORE_MERGES = (
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
)
_BEFORE_LINKS = (*_BEFORE_MERGES, "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations")
_SPANS = ("hyperlink", "autoFilter", "dimension")


@dataclass(frozen=True)
class _Job:
    book: Book
    kind: TemplateKind
    content: Content
    styles: Styles
    maps: Mapping[str, RowMap]
    merged: dict[tuple[str, int, str], list[Block]] = field(default_factory=dict)  # sheet, row, column → copies
    links: list[tuple[str, str, str]] = field(default_factory=list)  # sheet, place, address
    missing: set[tuple[str, str]] = field(default_factory=set)  # cells whose figure is missing: sheet, place

    def answer(self, row: Row | None, name: str) -> str:
        return self.content.of(self.kind.by_name[name], row)


def fill(file: OfficeFile, kind: TemplateKind, content: Content) -> None:
    """Puts the content in, in place."""
    book = Book(file)
    write_out_shared(book)
    groups = {sheet.name: book.repeated(sheet, kind) for sheet in book.sheets}
    maps = {
        name: RowMap({row: max(1, len(content.rows.get(group, ()))) for row, group in rows.items()})
        for name, rows in groups.items()
    }
    styles = Styles(file.tree("xl/styles.xml") if "xl/styles.xml" in file.parts else None)
    job = _Job(book, kind, content, styles, maps)
    for sheet in book.sheets:
        _fill_rows(job, sheet, groups[sheet.name])
        _fill_outside_cells(job, sheet)
        _move(job, sheet)
        _write_links(job, sheet)
    drop_empty_formulas(book, job.missing)
    _move_names(job)
    _compute_anew(file)


def _fill_rows(job: _Job, sheet: Sheet, groups: Mapping[int, str]) -> None:
    for number, row in list(job.book.rows(sheet)):
        values: Sequence[Row | None] = [None]
        if number in groups:
            values = list(job.content.rows.get(groups[number], ())) or [{}]
        if number in groups:
            _note_merges(job, sheet, row, [one or {} for one in values])
        copies = [row, *(copy.deepcopy(row) for _ in values[1:])]
        for before, after in pairwise(copies):
            before.addnext(after)
        for index, (made, one) in enumerate(zip(copies, values, strict=True)):
            _fill_row(job, Here(sheet.name, number, index), made, one)


def _note_merges(job: _Job, sheet: Sheet, row: etree._Element, values: Sequence[Row]) -> None:
    number = int(str(row.get("r")))
    merging = {_column(cell): name for cell in row if (name := merged_name(job.book.text(cell)))}
    found = blocks(list(merging.values()), job.kind, job.content, values)
    job.merged.update({(sheet.name, number, column): one for column, one in zip(merging, found, strict=True)})


def _column(cell: etree._Element) -> str:
    return str(cell.get("r")).rstrip("0123456789")


def _fill_row(job: _Job, here: Here, row: etree._Element, values: Row | None) -> None:
    number = job.maps[here.sheet].first(here.row) + here.copy
    row.set("r", str(number))
    for cell in row:
        found = A1.fullmatch(str(cell.get("r")))
        cell.set("r", f"{found[1] if found else ''}{number}")
        formula = cell.find(f"{S}f")
        if formula is not None:
            formula.text = shifted(formula.text or "", here, job.maps)
            _drop(cell, "v")  # computed before the figures came
            cell.attrib.pop("t", "")
        elif has_braces(job.book.text(cell)):
            parts = job.merged.get((here.sheet, here.row, _column(cell)), [])
            is_covered = any(first < here.copy <= last for first, last in parts)
            _fill_cell(job, here.sheet, cell, {} if is_covered else values)


def _drop(cell: etree._Element, name: str) -> None:
    for one in cell.findall(f"{S}{name}"):
        cell.remove(one)


def _fill_cell(job: _Job, sheet: str, cell: etree._Element, values: Row | None) -> None:
    text, string = job.book.text(cell), job.book.string(cell)
    number = _number(job, text, values)
    figure = job.answer(values, alone_in(text)) if alone_in(text) else ""
    if isinstance(figure, Figure) and figure and figure.link:
        job.links.append((sheet, str(cell.get("r")), figure.link))
    shown = etree.Element(f"{S}is")
    for part in () if string is None else string:
        if part.tag in {f"{S}t", f"{S}r"}:
            shown.append(copy.deepcopy(part))
    for name in ("v", "is"):
        _drop(cell, name)
    cell.attrib.pop("t", "")
    if number:
        etree.SubElement(cell, f"{S}v").text = number.replace(",", "")
        style = job.styles.numeric(cell.get("s"), number)
        if style is not None:
            cell.set("s", style)
        return
    replace_in(text_parts(shown), partial(job.answer, values))
    if joined(text_parts(shown)):
        cell.set("t", "inlineStr")
        cell.append(shown)
    else:
        job.missing.add((sheet, str(cell.get("r"))))


def _number(job: _Job, text: str, values: Row | None) -> str:
    """The text of a figure that stands alone in its cell and is a plain number; else empty."""
    alone = alone_in(text)
    if not alone or job.kind.by_name[alone].kind not in {FieldKind.NUMBER, FieldKind.MONEY}:
        return ""
    value = job.answer(values, alone).strip()
    try:
        Exact.read(value)
    except NotExactError:
        return ""
    is_exact = len(value.replace(",", "").replace(".", "").lstrip("-0")) <= _MOST_DIGITS
    return value if is_exact else ""


def _fill_outside_cells(job: _Job, sheet: Sheet) -> None:
    """Headers, footers and text boxes."""
    answer = partial(job.answer, None)
    header = job.book.file.tree(sheet.part).find(f"{S}headerFooter")
    for one in () if header is None else header:
        if has_braces(one.text or ""):
            replace_in([one], lambda name: answer(name).replace("&", "&&"))
    for part in job.book.drawings(sheet):
        for paragraph in job.book.file.tree(part).iter(f"{A}p"):
            replace_in(list(paragraph.iter(f"{A}t")), answer)


def _move(job: _Job, sheet: Sheet) -> None:
    """What the sheet says of ranges and rows."""
    rows, root = job.maps[sheet.name], job.book.file.tree(sheet.part)
    if not rows.times:
        return
    _repeat_merges(job, sheet, root)
    for name in _SPANS:
        for one in root.iter(f"{S}{name}"):
            one.set("ref", rows.span(str(one.attrib["ref"])))
    for name in ("conditionalFormatting", "dataValidation"):
        for one in root.iter(f"{S}{name}"):
            one.set("sqref", " ".join(rows.span(ref) for ref in str(one.attrib["sqref"]).split()))
            _move_conditions(one, sheet.name, job.maps)
    for one in root.iterfind(f"{S}rowBreaks/{S}brk"):
        one.set("id", str(rows.last(int(str(one.attrib["id"])))))
    for part in job.book.drawings(sheet):
        for one in job.book.file.tree(part).iter(f"{_XDR}row"):
            one.text = str(rows.first(int(one.text or "0") + 1) - 1)


def _write_links(job: _Job, sheet: Sheet) -> None:
    """The cells whose figures open to their pages; their look is the template's."""
    found = [(place, address) for name, place, address in job.links if name == sheet.name]
    if not found:
        return
    root = job.book.file.tree(sheet.part)
    links = root.find(f"{S}hyperlinks")
    if links is None:
        links = etree.Element(f"{S}hyperlinks")
        before = [one for one in root if etree.QName(one).localname in _BEFORE_LINKS]
        before[-1].addnext(links)
    for place, address in found:
        made = etree.SubElement(links, f"{S}hyperlink", ref=place)
        made.set(f"{R}id", relate(job.book.file, sheet.part, "hyperlink", address, is_external=True))


def _move_conditions(rule: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    for name in ("formula", "formula1", "formula2"):
        for one in rule.iter(f"{S}{name}"):
            one.text = shifted(one.text or "", Here(sheet, 0, 0), maps)


def _repeat_merges(job: _Job, sheet: Sheet, root: etree._Element) -> None:
    """A merge inside a repeated row stands in every copy; every other covers what its rows have become."""
    rows, found = job.maps[sheet.name], root.find(f"{S}mergeCells")
    merges = [str(one.attrib["ref"]) for one in root.iter(f"{S}mergeCell")]
    own = {key[1:]: blocks for key, blocks in job.merged.items() if key[0] == sheet.name and blocks}
    if not merges and not own:
        return
    refs: list[str] = []
    for ref in merges:
        begin, _, end = ref.partition(":")
        first, last = A1.fullmatch(begin), A1.fullmatch(end or begin)
        if first is None or last is None or first[2] != last[2] or int(first[2]) not in rows.times:
            refs.append(rows.span(ref))
        else:
            row = int(first[2])
            refs += _stretches(rows, row, first[1], last[1], own.pop((row, first[1]), []))
    for (row, column), copies in own.items():
        refs += [ref for ref in _stretches(rows, row, column, column, copies) if not _is_one(ref)]
    made = etree.Element(f"{S}mergeCells", count=str(len(refs)))
    for ref in refs:
        etree.SubElement(made, f"{S}mergeCell", ref=ref)
    _place_merges(root, found, made)


def _stretches(rows: RowMap, row: int, left: str, right: str, blocks: Sequence[Block]) -> list[str]:
    """The copies of a row as ranges: merged ones together, every other by itself."""
    begins = {first: last for first, last in blocks}
    covered = {number for first, last in blocks for number in range(first + 1, last + 1)}
    top = rows.first(row)
    return [
        f"{left}{top + number}:{right}{top + begins.get(number, number)}"
        for number in range(rows.times[row])
        if number not in covered
    ]


def _is_one(ref: str) -> bool:
    begin, _, end = ref.partition(":")
    return begin == end


def _place_merges(root: etree._Element, old: etree._Element | None, made: etree._Element) -> None:
    if old is not None:
        root.replace(old, made)
        return
    # the order of the format: data, protection, filters, then merges
    before = [one for one in root if etree.QName(one).localname in _BEFORE_MERGES]
    before[-1].addnext(made)


def _move_names(job: _Job) -> None:
    """Print areas, repeated titles and other names."""
    for one in job.book.file.tree("xl/workbook.xml").iter(f"{S}definedName"):
        one.text = shifted(one.text or "", Here("", 0, 0), job.maps)


def _compute_anew(file: OfficeFile) -> None:
    """Excel computes every formula when it opens the file; the list of what was computed before is dropped."""
    root = file.tree("xl/workbook.xml")
    setting = root.find(f"{S}calcPr")
    if setting is None:
        setting = etree.Element(f"{S}calcPr")
        before = [
            one
            for one in root
            if etree.QName(one).localname in {"sheets", "functionGroups", "externalReferences", "definedNames"}
        ]
        before[-1].addnext(setting)
    setting.set("fullCalcOnLoad", "1")
    if "xl/calcChain.xml" in file.parts:
        file.drop("xl/calcChain.xml")
        for place, key in (("xl/_rels/workbook.xml.rels", "Target"), ("[Content_Types].xml", "PartName")):
            for one in list(file.tree(place)):
                if str(one.get(key, "")).endswith("calcChain.xml"):
                    file.tree(place).remove(one)
