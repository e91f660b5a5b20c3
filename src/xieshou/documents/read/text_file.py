"""Reads a published text: its tables, its paragraphs, and what could not be read."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from xieshou.documents.read.accounts import prove_columns, read_accounts
from xieshou.documents.read.department import read_department
from xieshou.documents.read.fund_tables import read_fund_table
from xieshou.documents.read.goal_form import read_goal_form
from xieshou.documents.read.lines import Line, split_lines
from xieshou.documents.read.paragraphs import paragraphs_of
from xieshou.documents.read.recognise import Region, regions_of
from xieshou.documents.read.score_tables import read_score_table
from xieshou.documents.read.self_evaluation import read_form
from xieshou.documents.read.text_leftover import rows_left
from xieshou.kernel.reading import ReadFile, ReadTable, Spot, TableKind, UnreadPart
from xieshou.kernel.text import normalise

MAX_TEXT = 3_000_000  # characters; the rest of a longer text is reported, not read
MAX_LINES = 200_000
_YEAR = re.compile("(20[0-9]{2})年")
_Reader = Callable[[Sequence[Line], Region, str], tuple[ReadTable, list[UnreadPart]]]
_READERS: dict[TableKind, _Reader] = {
    TableKind.PROJECT_SELF: read_form,
    TableKind.DEPARTMENT_SELF: read_department,
    TableKind.DEPARTMENT_SCORE: read_score_table,
    TableKind.GOALS: read_goal_form,
    TableKind.EVALUATION_SCORE: read_score_table,
    TableKind.EVALUATION_INDICATORS: read_form,
    TableKind.EVALUATION_FUNDS: read_fund_table,
    TableKind.ACCOUNTS: read_accounts,
}
_FORMS = (TableKind.PROJECT_SELF, TableKind.DEPARTMENT_SELF, TableKind.GOALS)


def read_text(text: str, file: str) -> ReadFile:
    """Everything in a text that was taken out of a published document.

    Values are as printed. Missing: what is not printed is None. Never raises: what cannot be read is in `unread`.
    """
    unread: list[UnreadPart] = []
    if len(text) > MAX_TEXT:
        unread.append(UnreadPart(Spot(), f"文件超过 {MAX_TEXT} 字，只读了前面的部分"))
        text = text[:MAX_TEXT]
    lines = split_lines(text)
    if len(lines) > MAX_LINES:
        unread.append(UnreadPart(lines[MAX_LINES].spot(), f"文件超过 {MAX_LINES} 行，只读了前面的部分"))
        lines = lines[:MAX_LINES]
    regions = regions_of(lines)
    document = "\n".join("".join(normalise(line.text).split()) for line in lines)
    year = _usual_year(document)
    tables: list[ReadTable] = []
    for region in regions:
        table, left = _READERS[region.kind](lines, region, document)
        tables.append(replace(table, year=table.year or year))
        unread += left
    unread += _lost(lines, regions, tables)
    return ReadFile(file, prove_columns(tables, document), paragraphs_of(_between(lines, regions)), tuple(unread))


def _lost(lines: Sequence[Line], regions: Sequence[Region], tables: list[ReadTable]) -> list[UnreadPart]:
    """Lines that look like rows in the head of a form or outside the tables; the table they stand at is not complete."""
    result = list(rows_left(lines[: regions[0].start] if regions else lines))
    for at, region in enumerate(regions):
        end = regions[at + 1].start if at + 1 < len(regions) else len(lines)
        above = list(rows_left(lines[region.start : region.head])) if region.kind in _FORMS else []
        below = list(rows_left(lines[region.end : end]))
        rows = tables[at].indicators
        if rows and (above or below):
            first, last = replace(rows[0], uncertain=rows[0].uncertain or bool(above)), rows[-1]
            last = replace(last, uncertain=last.uncertain or bool(below))
            tables[at] = replace(tables[at], indicators=(first, *rows[1:-1], last) if len(rows) > 1 else (first,))
        result += above + below
    return result


def _usual_year(document: str) -> int | None:
    """The year the document speaks of: the one named most often; None when none is."""
    years = Counter(_YEAR.findall(document))
    return int(years.most_common(1)[0][0]) if years else None


def _between(lines: Sequence[Line], regions: Sequence[Region]) -> list[Sequence[Line]]:
    """The lines outside the tables, in blocks."""
    blocks: list[Sequence[Line]] = []
    at = 0
    for region in regions:
        blocks.append(lines[at : region.start])
        at = region.end
    return [block for block in (*blocks, lines[at:]) if block]
