"""From tables as they stand to tables as they are meant: the kind of each, and its reading; the rest is running text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from xieshou.documents.read.forms import Column, Label, plain, title_kind
from xieshou.documents.read.grid_accounts import account_number, is_empty, read_accounts, says_empty
from xieshou.documents.read.grid_amounts import is_amounts, read_amounts
from xieshou.documents.read.grid_form import read_form
from xieshou.documents.read.grid_header import Header, fund_header, indicator_header
from xieshou.documents.read.grid_model import Content, Grid, Text, one_line, quoted
from xieshou.documents.read.grid_parts import Part, is_title, parts_of, title_of
from xieshou.documents.read.grid_rows import number_in
from xieshou.documents.read.grid_scores import read_scores
from xieshou.documents.read.grid_words import label_in
from xieshou.documents.sources import HEADERS as SOURCE_HEADERS
from xieshou.kernel.reading import Paragraph, ReadTable, Seen, TableKind, UnreadPart

FORMS = (TableKind.PROJECT_SELF, TableKind.DEPARTMENT_SELF, TableKind.GOALS, TableKind.EVALUATION_INDICATORS)
SCORES = (TableKind.DEPARTMENT_SCORE, TableKind.EVALUATION_SCORE)
_YEAR = re.compile(r"(20[0-9]{2})\s*年")
HEADING = 40  # characters of a heading
MANY_FIGURES = 6  # a table with so many figures that was not recognised is worth saying


@dataclass(slots=True)
class Meaning:
    """What a file holds, in kernel terms."""

    tables: list[ReadTable] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    unread: list[UnreadPart] = field(default_factory=list)
    heading: str = ""


def meaning_of(content: Content) -> Meaning:
    """Every table and paragraph of a file."""
    meaning = Meaning()
    for part in parts_of(content):
        if isinstance(part, Text):
            _paragraph(meaning, part)
        else:
            _part(meaning, part)
    year = _usual_year(content)
    meaning.tables = [replace(table, year=table.year or year) for table in meaning.tables]
    return meaning


def _usual_year(content: Content) -> int | None:
    """The year the file speaks of: the one named most often; None when none is."""
    texts = (text for block in content.blocks for text in _texts(block))
    years = Counter(year for text in texts for year in _YEAR.findall(text))
    return int(years.most_common(1)[0][0]) if years else None


def _texts(block: Grid | Text) -> Iterator[str]:
    if isinstance(block, Text):
        yield block.text
    else:
        yield from (cell.text for cell in block.cells)


def _paragraph(meaning: Meaning, text: Text) -> None:
    shown = text.text.strip()
    if text.heading or _is_heading(shown):
        meaning.heading = one_line(shown)
    meaning.paragraphs.append(Paragraph(shown, quoted(text.spot, shown), heading=meaning.heading))
    _state_empty(meaning, Seen(one_line(shown), quoted(text.spot, shown)))


def _state_empty(meaning: Meaning, said: Seen) -> None:
    """The statement under a table of accounts that it has no figures belongs to the table."""
    last = meaning.tables[-1] if meaning.tables else None
    if last is None or last.kind is not TableKind.ACCOUNTS or last.empty_statement or not says_empty(said.text):
        return
    if is_empty(last):
        meaning.tables[-1] = replace(last, empty_statement=said)


def _is_heading(text: str) -> bool:
    word = plain(text)
    numbered = word[:1] in "一二三四五六七八九十" and word[1:3].find("、") >= 0
    bracketed = word[:1] == "(" and word[1:2] in "一二三四五六七八九十"
    return len(word) <= HEADING and (numbered or bracketed) and word[-1:] not in "。;:,"


def _part(meaning: Meaning, part: Part) -> None:
    if _tells_sources(part.grid):
        return
    table = _read(part)
    if table is None:
        _rest(meaning, part)
        return
    before = meaning.tables[-1] if meaning.tables else None
    joined = _continued(before, table, part) if before else None
    if joined is not None:
        meaning.tables[-1] = joined
    else:
        meaning.tables.append(table)
    meaning.paragraphs += _notes(part, meaning.heading)


def _tells_sources(grid: Grid) -> bool:
    """Our annex 数据来源: it says where the figures of the tables before it come from, and states none of its own."""
    return tuple(one_line(cell.text) for cell in grid.filled(0)) == SOURCE_HEADERS


def _read(part: Part) -> ReadTable | None:
    header = indicator_header(part.grid)
    number = account_number(part) if header is None else None
    if number is not None:
        return read_accounts(part, number)
    if header is not None or _has_funds(part.grid):
        kind = _kind(part, header)
        return read_scores(part, kind) if kind in SCORES else read_form(part, kind)
    return read_amounts(part) if is_amounts(part) else None


def _has_funds(grid: Grid) -> bool:
    """Whether there is a fund block under the head of a form."""
    labels = {label_in(cell.text) for row in range(min(grid.rows, 8)) for cell in grid.filled(row)}
    named = labels & {Label.PROJECT, Label.DEPARTMENT, Label.AUTHORITY, Label.OFFICE, Label.FUNDS}
    return bool(named) and any(fund_header(grid, row) for row in range(grid.rows))


def _kind(part: Part, header: Header | None) -> TableKind:
    """The kind by the columns, and between kinds with the same columns by the title."""
    titled = title_kind(title_of(part)) or title_kind(part.before)
    is_department = _is_department(part, titled)
    if header is None:
        return titled if titled in FORMS else TableKind.DEPARTMENT_SELF if is_department else TableKind.PROJECT_SELF
    if not header.has(Column.TARGET, Column.ACTUAL):
        score = TableKind.DEPARTMENT_SCORE if is_department else TableKind.EVALUATION_SCORE
        return titled if titled in SCORES else score
    if not header.has(Column.ACTUAL, Column.SCORE):
        return TableKind.GOALS
    if is_department:
        return TableKind.DEPARTMENT_SELF
    if (
        titled is TableKind.PROJECT_SELF
        or header.has(Column.SCORE)
        or _has_funds(part.grid)
        or _names_project(part.grid)
    ):
        return TableKind.PROJECT_SELF
    return TableKind.EVALUATION_INDICATORS


def _names_project(grid: Grid) -> bool:
    return Label.PROJECT in {label_in(cell.text) for row in range(min(grid.rows, 6)) for cell in grid.filled(row)}


def _is_department(part: Part, titled: TableKind | None) -> bool:
    if titled in (TableKind.DEPARTMENT_SELF, TableKind.DEPARTMENT_SCORE):
        return True
    words = [*part.words, plain(part.before)]
    if titled is TableKind.PROJECT_SELF:
        return False
    labels = {label_in(cell.text) for row in range(min(part.grid.rows, 6)) for cell in part.grid.filled(row)}
    return any("整体" in word for word in words) or (Label.DEPARTMENT in labels and Label.PROJECT not in labels)


# --- a form in two tables ---


def _continued(before: ReadTable, table: ReadTable, part: Part) -> ReadTable | None:
    """One form printed as two tables: the head and the funds in the first, the indicators in the second."""
    if before.kind not in FORMS or table.kind not in FORMS or any(is_title(seen.text) for seen in part.lead):
        return None
    if before.indicators or table.name or table.funds or not table.indicators or before.spot.sheet != table.spot.sheet:
        return None
    kind = before.kind if before.title or table.kind is TableKind.EVALUATION_INDICATORS else table.kind
    return replace(
        before,
        kind=kind,
        indicators=table.indicators,
        goals=before.goals or table.goals,
        total_points=table.total_points,
        total=table.total,
        grade=before.grade or table.grade,
    )


# --- what is left ---


def _notes(part: Part, heading: str) -> Iterator[Paragraph]:
    """Rows of a table that hold one long text over its whole width are running text too."""
    grid = part.grid
    for row in range(grid.rows):
        filled = grid.filled(row)
        if len(filled) == 1 and filled[0].colspan == grid.columns and len(filled[0].text) > HEADING:
            text = filled[0].text.strip()
            yield Paragraph(text, quoted(filled[0].spot, text), heading=heading)


def _rest(meaning: Meaning, part: Part) -> None:
    """A table of no known kind: its rows are running text; with many figures in it, that is said."""
    grid = part.grid
    for seen in part.lead:
        meaning.paragraphs.append(Paragraph(seen.text, seen.spot, heading=meaning.heading))
    figures = 0
    for row in range(grid.rows):
        filled = grid.filled(row)
        figures += sum(1 for cell in filled if number_in(cell.text) is not None)
        if filled:
            text = "\t".join(one_line(cell.text) for cell in filled)
            meaning.paragraphs.append(Paragraph(text, quoted(filled[0].spot, text), heading=meaning.heading))
    if figures >= MANY_FIGURES:
        words = _first_words(grid)
        meaning.unread.append(UnreadPart(quoted(grid.spot, words), "没有认出是哪一种表，各行按正文读取"))


def _first_words(grid: Grid) -> str:
    cells: Sequence[str] = [one_line(cell.text) for row in range(min(2, grid.rows)) for cell in grid.filled(row)]
    return " ".join(cells)
