"""Word templates: where the placeholders are, and a filled copy. Table rows with a group are repeated with their look."""

import copy
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from lxml import etree

from xieshou.platform.templates.kinds import Content, Figure, Row, TemplateKind
from xieshou.platform.templates.links import relate_waiting, wrap
from xieshou.platform.templates.merging import blocks, merged_name
from xieshou.platform.templates.office_file import OfficeFile
from xieshou.platform.templates.placeholders import Placed, alone_in, found_in, groups_of, has_braces
from xieshou.platform.templates.texts import break_lines, joined, replace_in

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _ROW, _CELL, _TABLE = (f"{W}{name}" for name in ("p", "t", "tr", "tc", "tbl"))
_PARTS = {
    "word/document": "",
    "word/header": "页眉",
    "word/footer": "页脚",
    "word/footnotes": "脚注",
    "word/endnotes": "尾注",
}
_BEFORE_MERGE = tuple(f"{W}{name}" for name in ("cnfStyle", "tcW", "gridSpan", "hMerge"))  # the order Word demands
_ONCE = ("bookmarkStart", "bookmarkEnd")  # a bookmark may stand once only


def texts_of(file: OfficeFile) -> Iterator[Placed]:
    """Every paragraph with braces and its place."""
    for part, words in _text_parts(file):
        root = file.tree(part)
        tables = list(root.iter(_TABLE))
        paragraphs = [one for one in root.iter(_P) if _above(one, _TABLE) is None]
        for paragraph in root.iter(_P):
            text = joined(_runs(paragraph))
            if has_braces(text):
                row, place = _place(paragraph, tables, paragraphs)
                yield Placed(text, f"{words}{place}", f"{words}{row}" if row else "")


def _text_parts(file: OfficeFile) -> Iterator[tuple[str, str]]:
    for prefix, words in _PARTS.items():
        for part in file.named(prefix):
            yield part, words


def _runs(paragraph: etree._Element) -> list[etree._Element]:
    """The texts of a paragraph itself, not of a text box that is anchored in it."""
    return [part for part in paragraph.iter(_T) if _above(part, _P) is paragraph]


def _above(element: etree._Element, tag: str) -> etree._Element | None:
    return next(element.iterancestors(tag), None)


def _place(
    paragraph: etree._Element, tables: list[etree._Element], paragraphs: list[etree._Element]
) -> tuple[str, str]:
    """The table row ("" outside of tables), and the whole place."""
    row = _above(paragraph, _ROW)
    if row is None:
        where = "文本框 " if _above(paragraph, f"{W}txbxContent") is not None else ""
        return "", f"{where}第 {paragraphs.index(paragraph) + 1} 段"
    table, cell = _above(row, _TABLE), _above(paragraph, _CELL)
    number = _nth(row, table, _ROW, _TABLE)
    words = f"第 {tables.index(table) + 1} 个表格第 {number} 行" if table is not None else f"第 {number} 行"
    return words, f"{words}第 {_nth(cell, row, _CELL, _ROW)} 格" if cell is not None else words


def _nth(element: etree._Element, above: etree._Element | None, tag: str, above_tag: str) -> int:
    mine = [one for one in above.iter(tag) if _above(one, above_tag) is above] if above is not None else [element]
    return mine.index(element) + 1


def fill(file: OfficeFile, kind: TemplateKind, content: Content) -> None:
    """Puts the content in, in place."""
    for part, _ in _text_parts(file):
        root = file.tree(part)
        filled: set[etree._Element] = set()  # a value may itself hold braces: no paragraph is filled twice
        for row in list(root.iter(_ROW)):
            if group := _group(row, kind):
                filled |= _repeat(row, kind, content, group)
        for paragraph in root.iter(_P):
            if paragraph not in filled:
                _fill_paragraph(paragraph, kind, content, None)
        relate_waiting(file, part)


def _group(row: etree._Element, kind: TemplateKind) -> str:
    """The group that repeats this very row."""
    mine = [one for one in row.iter(_P) if _above(one, _ROW) is row]
    return next((group for one in mine for group in groups_of(joined(_runs(one)), kind)), "")


def _repeat(row: etree._Element, kind: TemplateKind, content: Content, group: str) -> set[etree._Element]:
    """Gives the paragraphs that were filled. One copy for each row of the group; none at all leaves one empty line, so that the table keeps its shape."""
    rows = list(content.rows.get(group, ())) or [{}]
    copies = [row, *(_copied(row) for _ in rows[1:])]
    for before, after in pairwise(copies):
        before.addnext(after)
    merged = {number: merged_name(_cell_text(cell)) for number, cell in enumerate(row.iter(_CELL))}
    merging = [number for number, name in merged.items() if name]
    filled: set[etree._Element] = set()
    for number, (made, values) in enumerate(zip(copies, rows, strict=True)):
        if number:
            _go_on_merging(made)
        for paragraph in list(made.iter(_P)):
            _fill_paragraph(paragraph, kind, content, values)
            filled.add(paragraph)
    for cell, found in zip(merging, blocks([merged[cell] for cell in merging], kind, content, rows), strict=True):
        for block in found:
            _merge([list(one.iter(_CELL))[cell] for one in copies[block[0] : block[1] + 1]])
    return filled


def _merge(cells: list[etree._Element]) -> None:
    """Cells below one another become one; the first keeps its text."""
    for number, cell in enumerate(cells):
        look = cell.find(f"{W}tcPr")
        if look is None:
            look = etree.Element(f"{W}tcPr")
            cell.insert(0, look)
        for old in look.findall(f"{W}vMerge"):
            look.remove(old)
        place = sum(1 for one in look if one.tag in _BEFORE_MERGE)
        look.insert(place, etree.Element(f"{W}vMerge", {f"{W}val": "continue" if number else "restart"}))
        for part in cell.iter(_T) if number else ():
            part.text = ""


def _cell_text(cell: etree._Element) -> str:
    return "".join(joined(_runs(one)) for one in cell.iter(_P))


def _copied(row: etree._Element) -> etree._Element:
    made = copy.deepcopy(row)
    for name in _ONCE:
        for one in list(made.iter(f"{W}{name}")):
            above = one.getparent()
            if above is not None:
                above.remove(one)
    for one in made.iter():
        for attribute in [key for key in one.attrib if str(key).endswith(("}paraId", "}textId"))]:
            del one.attrib[attribute]
    return made


def _go_on_merging(row: etree._Element) -> None:
    """A cell without placeholders that begins a merge downwards goes on in the copies."""
    for cell in row.iter(_CELL):
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is None or merge.get(f"{W}val") != "restart":
            continue
        if not any(found_in(joined(_runs(one))) for one in cell.iter(_P)):
            del merge.attrib[f"{W}val"]
            for part in cell.iter(_T):
                part.text = ""


def _fill_paragraph(paragraph: etree._Element, kind: TemplateKind, content: Content, row: Row | None) -> None:
    parts = _runs(paragraph)
    if not has_braces(joined(parts)):
        return
    alone = alone_in(joined(parts))
    figure = content.of(kind.by_name[alone], row) if alone else ""
    replace_in(parts, partial(_answer, kind, content, row))
    for part in parts:
        break_lines(part, f"{W}br")
    if isinstance(figure, Figure) and figure and figure.link:
        wrap(parts, paragraph, figure.link)


def _answer(kind: TemplateKind, content: Content, row: Row | None, name: str) -> str:
    return content.of(kind.by_name[name], row)
