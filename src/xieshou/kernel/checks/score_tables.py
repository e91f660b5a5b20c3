"""Score tables of departments and evaluation reports: totals, points, grade, criteria, chapters against the annex."""

import re
from collections.abc import Iterator, Sequence

from xieshou.kernel.checks.figures import Figure, figure, sum_of
from xieshou.kernel.checks.grades import grade_finding
from xieshou.kernel.checks.report import MISMATCH, OK, finding, is_before, sum_finding, table_name
from xieshou.kernel.checks.story import key
from xieshou.kernel.exact import HUNDRED, Exact, total
from xieshou.kernel.reading import Finding, ReadTable, ScoreLine, TableKind
from xieshou.kernel.text import NUMBER, normalise
from xieshou.kernel.wording import Words

_CLAUSE = re.compile(rf"(?<!得)(?<!扣)\(({NUMBER})分\)")
_KINDS = (TableKind.DEPARTMENT_SCORE, TableKind.EVALUATION_SCORE)
_GRADE_WORD = re.compile("优秀|优|良好|良|中等|中|较差|差|不合格|合格")
_FULL_TABLE = Exact(60)  # a table of so many points is the whole, not a chapter


def check_score_tables(tables: Sequence[ReadTable]) -> Iterator[Finding]:
    """DP-TOTAL, DP-POINTS, DP-GRADE, DP-CRITERIA and EV-CHAPTER of a file's score tables."""
    scored = [table for table in tables if table.kind in _KINDS]
    for table in scored:
        yield from _total(table)
        yield from _grade(table)
        for item in table.items:
            yield from _criteria(table, item)
            yield from _above(table, item)
    yield from _chapters(scored)


def _leaves(table: ReadTable) -> list[ScoreLine]:
    return [item for item in table.items if not item.uncertain]


def _total(table: ReadTable) -> Iterator[Finding]:
    items = _leaves(table)
    scores = [found for item in items if (found := figure(item.score))]
    points = [found for item in items if (found := figure(item.points))]
    whole = figure(table.total)
    is_whole = len(items) == len(table.items)
    if whole and scores and len(scores) == len(items) and is_whole:
        yield sum_finding(
            "DP-TOTAL", table_name(table), whole, scores, Words("各项得分之和", "sum of the scores"), rounded=False
        )
    full = figure(table.total_points)
    if is_whole and points and len(points) == len(items) and (full or sum_of(points) >= _FULL_TABLE):
        shown = full or Figure(HUNDRED, 0, "100", table.spot)
        yield sum_finding(
            "DP-POINTS", table_name(table), shown, points, Words("各项分值之和", "sum of the points"), rounded=False
        )


def _grade(table: ReadTable) -> Iterator[Finding]:
    whole = figure(table.total)
    word = _GRADE_WORD.search(normalise(table.grade.text)) if table.grade else None
    if whole and word and table.grade:
        yield from grade_finding("DP-GRADE", table_name(table), whole, word[0], table.grade.spot)


def _above(table: ReadTable, item: ScoreLine) -> Iterator[Finding]:
    points, score = figure(item.points), figure(item.score)
    if points and score and score.value > points.value and not item.uncertain:
        text = Words(
            f"“{item.name.text}”得 {score.text} 分，分值只有 {points.text} 分",
            f"“{item.name.text}” scores {score.text} of only {points.text} points",
        )
        yield finding("SE-ABOVE", MISMATCH, score.spot, table_name(table), score.text, f"≤{points.text}", text)


def _criteria(table: ReadTable, item: ScoreLine) -> Iterator[Finding]:
    """Points written behind the clauses of a rule: none above the item's, and together not above them."""
    points = figure(item.points)
    clauses = [Exact.read(found) for found in _CLAUSE.findall(normalise(item.criteria))]
    if points is None or not clauses or item.uncertain:
        return
    most = max(clauses, key=lambda one: one.num * 1000 // one.den)
    whole = total(clauses)
    if most <= points.value and whole != points.value:
        return  # bands, or clauses whose points stand elsewhere
    verdict = OK if most <= points.value else MISMATCH
    shown = "+".join(f"{clause.text()}" for clause in clauses)
    text = Words(
        f"“{item.name.text}”分值 {points.text}，评分标准写 {shown} 分",
        f"“{item.name.text}” has {points.text} points, its criteria give {shown}",
    )
    spot = item.name.spot
    yield finding("DP-CRITERIA", verdict, spot, table_name(table), f"{most.text()}分", f"≤{points.text}分", text)


# --- chapters against the annex ---


def _chapters(scored: Sequence[ReadTable]) -> Iterator[Finding]:
    """Every item of a chapter's table against the item of the same name in the next whole table."""
    chapters: list[ReadTable] = []
    for table in sorted(
        (one for one in scored if one.kind is TableKind.EVALUATION_SCORE),
        key=lambda one: (one.spot.page or 0, one.spot.line or 0),
    ):
        if not _is_whole(table):
            chapters.append(table)
            continue
        for chapter in chapters:
            yield from _chapter(chapter, table)
        yield from _sum_of_chapters(chapters, table)
        chapters = []


def _is_whole(table: ReadTable) -> bool:
    whole = figure(table.total)
    return len(table.items) > 12 or (whole is not None and whole.value >= _FULL_TABLE)


def _chapter(chapter: ReadTable, annex: ReadTable) -> Iterator[Finding]:
    by_name = {key(item.name.text): item for item in _leaves(annex)}
    for item in _leaves(chapter):
        other = by_name.get(key(item.name.text))
        one, two = figure(item.score), figure(other.score) if other else None
        if one and two and (chapter.spot.sheet != annex.spot.sheet or is_before(chapter.spot, annex.spot)):
            verdict = OK if one.value == two.value else MISMATCH
            text = Words(
                f"“{item.name.text}”章节 {one.text} 分，评分表 {two.text} 分",
                f"“{item.name.text}”: {one.text} in the chapter, {two.text} in the score table",
            )
            yield finding(
                "EV-CHAPTER", verdict, one.spot, table_name(chapter), one.text, two.text, text, others=[two.spot]
            )


def _sum_of_chapters(chapters: Sequence[ReadTable], annex: ReadTable) -> Iterator[Finding]:
    whole = figure(annex.total)
    parts = [found for chapter in chapters if (found := figure(chapter.total))]
    if whole and len(parts) >= 3 and len(parts) == len(chapters):
        yield sum_finding(
            "EV-CHAPTER", table_name(annex), whole, parts, Words("各章合计之和", "sum of the chapters"), rounded=False
        )
