"""Reads a self-evaluation form out of its lines: head, fund block, goals, indicators, total."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from xieshou.documents.read.forms import (
    ACTUAL_GOAL_WORDS,
    EXPECTED_GOAL_WORDS,
    GRADES,
    Column,
    amount_unit,
    plain,
)
from xieshou.documents.read.lines import Line, seen, width
from xieshou.documents.read.recognise import Region, is_fund_header, is_total
from xieshou.documents.read.stray_lines import doubted, strays_of
from xieshou.documents.read.text_atoms import atoms_of, is_dense, without_vertical_labels
from xieshou.documents.read.text_cells import divide
from xieshou.documents.read.text_centred import in_order
from xieshou.documents.read.text_funds import funds_of, paired
from xieshou.documents.read.text_glued import glued_rows
from xieshou.documents.read.text_header import Header, header_at, without_headers
from xieshou.documents.read.text_labels import head_of
from xieshou.documents.read.text_plain_rows import plain_rows
from xieshou.documents.read.text_row_cells import Divided
from xieshou.documents.read.text_rows import indicators_of
from xieshou.documents.read.text_sums import Sums, sums_of
from xieshou.kernel.reading import FundLine, IndicatorLine, ReadTable, Seen, Spot, TableKind, UnreadPart

_YEAR = re.compile(r"(20[0-9]{2})年")
_ACTUAL_GOAL = "(?:" + "|".join(ACTUAL_GOAL_WORDS) + ")"
_GOALS = re.compile("(?:" + "|".join(EXPECTED_GOAL_WORDS) + ")" + _ACTUAL_GOAL + "$")
_TWO_SENTENCES = re.compile("([^。]+。)([^。]+。)")
_NEXT_GOAL = re.compile(r"(?:目标)?(?:[2-9二三四五六七八九][:：.、．]|[（(][2-9二三四五六七八九][)）])")
_SUBTOTAL = re.compile(r"小计[0-9.\s—–/-]*")
_GRADE_LABEL = re.compile("等[级次]为?[:：]?$")
_GRADE = re.compile('等[级次]为?[:：]?[“"]?(' + "|".join(sorted(GRADES, key=len, reverse=True)) + ")")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def read_form(lines: Sequence[Line], region: Region, document: str) -> tuple[ReadTable, list[UnreadPart]]:
    """A form of a project or a department; what fitted nowhere comes back beside it."""
    top, body = lines[region.start : region.head], lines[region.body : region.end]
    table = _with_head(top, region, lines[region.start].spot())
    total_points, total, grade = read_total(body, region.columns)
    sums = sums_of(total_points, total, table.funds[0] if table.funds else None)
    indicators, unread = read_indicators(body, region.columns, document, sums)
    return replace(
        table, indicators=indicators, total_points=total_points, total=total, grade=grade or table.grade
    ), unread


def _with_head(top: Sequence[Line], region: Region, spot: Spot) -> ReadTable:
    """The table with all that stands above its indicators."""
    funds, goals_at = _fund_header(top), _goals_at(top)
    head = head_of(top[: funds.start if funds else goals_at])
    return ReadTable(
        region.kind,
        region.title or _default_title(region.kind),
        spot,
        year=year_in([line.text for line in top[:12]]),
        name=head.name,
        unit_name=head.office,
        amount=head.amount,
        amount_unit=_unit(top),
        funds=_funds(top, funds, goals_at, region),
        goals=_goals(top, goals_at),
        grade=head.grade,
    )


def _default_title(kind: TableKind) -> str:
    return {
        TableKind.PROJECT_SELF: "项目支出绩效自评表",
        TableKind.DEPARTMENT_SELF: "部门整体支出绩效自评表",
        TableKind.GOALS: "绩效目标申报表",
    }.get(kind, "")


def year_in(texts: Sequence[str]) -> int | None:
    """The first year that is written in the texts."""
    found = next((match for text in texts if (match := _YEAR.search(plain(text)))), None)
    return int(found[1]) if found else None


def _unit(top: Sequence[Line]) -> str | None:
    joined_up = [line.text for line in top] + [a.text + b.text for a, b in pairwise(top)]
    return next((unit for text in joined_up if (unit := amount_unit(text))), None)


# --- blocks ---


def _fund_header(top: Sequence[Line]) -> Header | None:
    for at in range(len(top)):
        header = header_at(top, at)
        if header is not None and is_fund_header(header):
            return header
    return None


def _goals_at(top: Sequence[Line]) -> int:
    """The line of the goal block's header; the number of lines when there is none."""
    for at, line in enumerate(top):
        if _GOALS.search(plain(line.text)):
            return at
    for at, (line, after) in enumerate(pairwise(top)):
        if plain(line.text) in EXPECTED_GOAL_WORDS and plain(after.text) in ACTUAL_GOAL_WORDS:
            return at + 1  # cell by cell
    for at, line in enumerate(top):
        if re.match("(?:年度)?总体目标|年度绩效目标|年度目标$", plain(line.text)):
            return at
    return len(top)


def _funds(top: Sequence[Line], header: Header | None, goals_at: int, region: Region) -> tuple[FundLine, ...]:
    if region.kind is TableKind.DEPARTMENT_SELF:
        return ()
    strays = strays_of(top[header.end if header else 0 :])
    if header is None:
        return paired(funds_of(top[:goals_at], (Column.BUDGET,)))
    end = goals_at if goals_at > header.end else len(top)
    return funds_of([line for line in top[header.end : end] if line.no not in strays], header.columns)


def _goals(top: Sequence[Line], at: int) -> tuple[Seen, ...]:
    if at >= len(top):
        return ()
    body = _without_lead([line for line in without_vertical_labels(top[at + 1 :]) if not _is_label(line.text)])
    is_pair = re.search(_ACTUAL_GOAL + "$", plain(top[at].text))
    return (_two_sentences(body) if is_pair else ()) or split_goals(body)


def _two_sentences(body: Sequence[Line]) -> tuple[Seen, ...]:
    """Expected and actual goal when the block is just two sentences: neither cell is empty, so each has one."""
    found = _TWO_SENTENCES.fullmatch("\n".join(line.text for line in body))
    if found is None:
        return ()
    first = found[1].count("\n")
    return Seen(found[1].replace("\n", ""), body[0].spot()), Seen(
        found[2].strip().replace("\n", ""), body[first + found[2].startswith("\n")].spot()
    )


def _is_label(text: str) -> bool:
    return bool(
        re.fullmatch("年度|总体|目标|标|年度绩效|指标|年度绩效指标?|绩效指标|年度总体目?标?|完成情况", plain(text))
    )


def _without_lead(body: Sequence[Line]) -> list[Line]:
    """The lines without the end of the vertical label (`目标`) that stands before the first of them."""
    if not body:
        return []
    first = re.sub(r"^(?:目标|标)\s+", "", body[0].text)
    return [Line(body[0].no, first, body[0].top, body[0].gap), *body[1:]]


def split_goals(body: Sequence[Line]) -> tuple[Seen, ...]:
    """Expected and actual goal: two texts below each other, told apart by the width of their columns.

    Both when the place of the break is certain; otherwise all the text as one.
    """
    if not body:
        return ()
    if len(body) == 1:
        return tuple(seen(part, body[0]) for part in re.split(r"(?<=。)\s+", body[0].text, maxsplit=1))
    runs = _runs(body)
    if len(runs) == 2:
        return tuple(_joined(run) for run in runs)
    if len(runs) == 4:
        return _joined([*runs[0], *runs[2]]), _joined([*runs[1], *runs[3]])
    return (_joined(body),)


def _runs(body: Sequence[Line]) -> list[list[Line]]:
    """The lines divided where a short one ends a sentence, or the width of the column changes for good."""
    runs: list[list[Line]] = [[]]
    for at, line in enumerate(body):
        runs[-1].append(line)
        if at + 1 < len(body) and _ends_cell(runs[-1], body[at + 1 :]):
            runs.append([])
    return runs


def _ends_cell(run: Sequence[Line], rest: Sequence[Line]) -> bool:
    if _NEXT_GOAL.match(rest[0].text):
        return False
    last = run[-1].text
    sizes = [width(line.text) for line in run]
    usual = max(sizes)
    if re.search("[。.；!！]$", last) and len(run) > 1 and sizes[-1] < usual - 5:
        return True
    if len(run) == 1 and last.endswith("。") and len(rest) == 1:
        return True
    ahead = [width(line.text) for line in rest[:3]]
    steady = len(run) >= 3 and max(sizes) - min(sizes) <= 6 and len(ahead) >= 2
    return steady and all(abs(size - usual) > 8 for size in ahead[:2]) and abs(ahead[0] - ahead[1]) <= 6


def _joined(run: Sequence[Line]) -> Seen:
    return seen("".join(line.text for line in run), run[0])


# --- indicators and total ---


def read_indicators(
    body: Sequence[Line], columns: Sequence[Column], document: str, sums: Sums
) -> tuple[tuple[IndicatorLine, ...], list[UnreadPart]]:
    """The indicator rows below a header, up to the total."""
    strays = strays_of(body)
    indicators, unread = _rows_of([line for line in body if line.no not in strays], columns, document, sums)
    if not strays or _add_up(indicators, sums):
        return indicators, unread
    return doubted(indicators, strays), unread


def _add_up(indicators: Sequence[IndicatorLine], sums: Sums) -> bool:
    points = [row.points.text for row in indicators if row.points]
    scores = [row.score.text for row in indicators if row.score]
    return len(points) == len(scores) == len(indicators) and all(sums.held(points, scores))


def _rows_of(
    body: Sequence[Line], columns: Sequence[Column], document: str, sums: Sums
) -> tuple[tuple[IndicatorLine, ...], list[UnreadPart]]:
    kept = [line for line in before_total(without_headers(body, columns)) if not _SUBTOTAL.fullmatch(line.text)]
    divided = _line_by_line(kept, columns, sums) or _divided(kept, columns, document)
    left = list(dict.fromkeys(atom.line for atom in divided.left))
    unread = [UnreadPart(line.spot(), "这一行不属于任何一个指标，没有读入") for line in left]
    return indicators_of(divided.rows, columns, left, sums), unread


def _line_by_line(lines: Sequence[Line], columns: Sequence[Column], sums: Sums) -> Divided | None:
    """The rows of a table whose lines are one row each; None for another."""
    kept = without_vertical_labels(lines)
    return plain_rows(kept, columns, sums) or (glued_rows(kept, columns, sums) if is_dense(kept) else None)


def _divided(lines: Sequence[Line], columns: Sequence[Column], document: str) -> Divided:
    """The rows as printed; those put in order instead when the lines stand evenly around their rows and read better so."""
    divided = divide(atoms_of(lines), columns, document)
    ordered = in_order(without_vertical_labels(lines)) if Column.POINTS in columns else None
    if ordered is None:
        return divided
    other = divide(atoms_of(ordered), columns, document)
    return other if other.doubt < divided.doubt else divided


def before_total(lines: Sequence[Line]) -> list[Line]:
    """The lines above the total."""
    for at, line in enumerate(lines):
        if is_total(line.text):
            return list(lines[:at])
    return list(lines)


def read_total(body: Sequence[Line], columns: Sequence[Column]) -> tuple[Seen | None, Seen | None, Seen | None]:
    """Points, score and grade of the total line."""
    strays = strays_of(body)
    body = [line for line in body if line.no not in strays]
    at = next((at for at, line in enumerate(body) if is_total(line.text)), None)
    if at is None:
        return None, None, None
    rest = body[at : at + 6]
    numbers = [(found[0], line) for line in rest for found in _NUMBERS.finditer(_figures(line.text))]
    points, score = _points_and_score(numbers, columns)
    return points, score, _grade(rest)


def _figures(text: str) -> str:
    """The part of a total line that holds its figures; the legend of the grades holds none."""
    short = plain(text)
    if re.search(r"\(含\)|为[优良中差]、", short):
        return ""
    return " ".join(text.split()) if not re.fullmatch(r"[0-9.]+", short) else text


def _points_and_score(
    numbers: Sequence[tuple[str, Line]], columns: Sequence[Column]
) -> tuple[Seen | None, Seen | None]:
    if not numbers:
        return None, None
    if len(numbers) == 1 and Column.POINTS in columns and re.fullmatch(r"100[0-9]+(?:\.[0-9]+)?", numbers[0][0]):
        text, line = numbers[0]
        return seen(text[:3], line), seen(text[3:], line)
    if len(numbers) == 1 or Column.POINTS not in columns:
        return None, seen(*numbers[0]) if len(numbers) == 1 else seen(*numbers[-1])
    return seen(*numbers[0]), seen(*numbers[1])


def _grade(rest: Sequence[Line]) -> Seen | None:
    for line in rest:
        if found := _GRADE.search(plain(line.text)):
            return seen(found[1], line)
    for line, after in pairwise(rest):
        if _GRADE_LABEL.search(plain(line.text)) and plain(after.text) in GRADES:
            return seen(plain(after.text), after)  # cell by cell
    return None
