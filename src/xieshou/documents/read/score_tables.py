"""Reads score tables: levels, items with points, criteria and score, with or without a column for each."""

import re
from collections.abc import Sequence
from dataclasses import replace

from xieshou.documents.read.forms import Column
from xieshou.documents.read.lines import Line
from xieshou.documents.read.recognise import Region
from xieshou.documents.read.score_anchors import adds_up, anchored_items
from xieshou.documents.read.self_evaluation import before_total, read_total, year_in
from xieshou.documents.read.stray_lines import doubted, strays_of
from xieshou.documents.read.text_atoms import Atom, Joint, atoms_of, joined
from xieshou.documents.read.text_cells import divide
from xieshou.documents.read.text_header import without_headers
from xieshou.documents.read.text_row_cells import Cells
from xieshou.documents.read.text_rows import Levels, cell_seen, row_quote, squeezed
from xieshou.kernel.reading import ReadTable, ScoreLine, Seen, Spot, TableKind, UnreadPart

_POINTS = re.compile(r"[（(]\s*([0-9]+(?:\.[0-9]+)?)\s*分?\s*[）)]\s*$")
_CRITERIA_START = re.compile(
    r"评[价分](?:要点|标准)|[①1](?:[.、．]|(?=[^0-9.%]))|[（(][1一][）)]|[^，。；]{2,14}=|注[:：]"
)


def read_score_table(lines: Sequence[Line], region: Region, document: str) -> tuple[ReadTable, list[UnreadPart]]:
    """A score table; what fitted nowhere comes back beside it."""
    strays = strays_of(lines[region.body : region.end])
    table, unread = _read(lines, region, document, strays)
    if not strays or adds_up(table.items, table.total_points, table.total):
        return table, unread
    other, left = _read(lines, region, document, frozenset())
    if adds_up(other.items, other.total_points, other.total):
        return other, left
    return replace(table, items=doubted(table.items, strays)), unread


def _read(
    lines: Sequence[Line], region: Region, document: str, strays: frozenset[int]
) -> tuple[ReadTable, list[UnreadPart]]:
    """The table without the lines of pages that stand in it."""
    whole = [line for line in lines[region.body : region.end] if line.no not in strays]
    body = before_total(without_headers(whole, region.columns))
    divided = divide(atoms_of(body), region.columns, document, free_levels=True)
    total_points, total, grade = read_total(whole, region.columns)
    left = list(dict.fromkeys(atom.line for atom in divided.left))
    unread = [UnreadPart(line.spot(), "这一行不属于任何一个评分项，没有读入") for line in left]
    items = items_of(divided.rows, region.columns)
    if left or not adds_up(items, total_points, total):
        anchored = anchored_items(body, region.columns, total_points, total)
        items, unread = (anchored, []) if anchored else (items, unread)
    table = ReadTable(
        region.kind,
        region.title or _default_title(region.kind),
        lines[region.start].spot(),
        year=year_in([region.title]),
        items=items,
        total_points=total_points,
        total=total,
        grade=grade,
    )
    return table, unread


def _default_title(kind: TableKind) -> str:
    return "部门整体支出绩效评分表" if kind is TableKind.DEPARTMENT_SCORE else "绩效评价指标得分表"


def items_of(rows: Sequence[Cells], columns: Sequence[Column]) -> tuple[ScoreLine, ...]:
    """The items of a score table."""
    levels = Levels()
    result: list[ScoreLine] = []
    for row in rows:
        levels.take(squeezed(row.text(Column.LEVEL1)), squeezed(row.text(Column.LEVEL2)))
        name = cell_seen(row, Column.NAME, row_quote(row, columns))
        if name is not None:
            result.append(_item(row, levels, name))
    return tuple(result)


def _item(row: Cells, levels: Levels, name: Seen) -> ScoreLine:
    explanation, criteria = _texts(row)
    score = cell_seen(row, Column.SCORE, name.spot.quote)
    return ScoreLine(
        tuple(level for level in (levels.first, levels.second) if level),
        Seen(_POINTS.sub("", name.text).strip(), name.spot),
        points=_points(row, name),
        criteria=criteria,
        score=score,
        explanation=explanation,
        uncertain=row.is_doubtful or row.is_put_together(Column.SCORE) or row.is_put_together(Column.POINTS),
    )


def _points(row: Cells, name: Seen) -> Seen | None:
    printed = cell_seen(row, Column.POINTS, name.spot.quote)
    if printed is not None:
        return printed
    found = _POINTS.search(name.text)
    return Seen(found[1], Spot(line=name.spot.line, quote=name.spot.quote)) if found else None


def _texts(row: Cells) -> tuple[str, str]:
    """Explanation and criteria: the criteria begin at their first mark (评价要点, 1., ①, a formula)."""
    explanation, criteria = row.runs.get(Column.EXPLANATION, []), row.runs.get(Column.CRITERIA, [])
    atoms = [*(explanation[0] if explanation else ()), *(criteria[0] if criteria else ())]
    at = _first_mark(atoms)
    if explanation and at:
        head, tail = atoms[:at], atoms[at:]
    else:
        head, tail = list(explanation[0] if explanation else ()), list(criteria[0] if criteria else ())
    return _text([head, *explanation[1:]]), _text([tail, *criteria[1:]])


def _first_mark(atoms: Sequence[Atom]) -> int:
    """Where the first line begins that opens the criteria; 0 for none."""
    for at, atom in enumerate(atoms):
        if at and atom.joint is Joint.LINE and _CRITERIA_START.match(_line(atoms[at:])):
            return at
    return 0


def _line(atoms: Sequence[Atom]) -> str:
    return "".join(atom.text for atom in atoms[:12] if atom.row == atoms[0].row)


def _text(runs: Sequence[Sequence[Atom]]) -> str:
    return "".join(joined(run) for run in runs if run)
