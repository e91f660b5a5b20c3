"""Self-evaluation tables: each score against target, actual and remark."""

import re
from collections.abc import Iterator, Sequence

from xieshou.kernel.checks.figures import step
from xieshou.kernel.checks.indicator import Row, rows, spot_quote
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, finding, gathered, table_name
from xieshou.kernel.comparison import Verdict
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding, FindingVerdict, ReadTable
from xieshou.kernel.target import TargetKind

_NOT_DEDUCTED = re.compile("(?:不|未|没有|无需|免)(?:予|作|再)?扣")
_DEDUCTED = re.compile("(?:酌情|适当)?扣(?:减|除|[0-9.]+)?分?")
_REASON = re.compile("[^0-9]{2,}")
_TWICE = Exact(2)


def check_scores(table: ReadTable) -> Iterator[Finding]:
    """SE-FULL, SE-SCORE, SE-ANNOUNCED, SE-UNEXPLAINED, SE-NO-ACTUAL and SE-OVER of one table."""
    scored = [row for row in rows(table) if row.points is not None and row.score is not None and row.points.value]
    for row in scored:
        yield from _score(row)
    has_actuals = any(row.line.actual is not None for row in scored)
    absent = [one for row in scored for one in _missing(row)] if has_actuals else []
    missing = gathered([one for one in absent if one.verdict is not OK], _headline_missing(scored))
    yield from (one for one in absent if one.verdict is OK)
    over = gathered([one for row in rows(table) for one in _over(row)], _headline_over(rows(table)))
    yield from (one for one in (missing, over) if one)


def _score(row: Row) -> Iterator[Finding]:
    if row.points is None or row.score is None:
        return
    is_full = row.score.value == row.points.value
    if row.is_missed:
        yield _missed(row, is_full=is_full)
    elif is_full and _DEDUCTED.search(row.note) and not _NOT_DEDUCTED.search(row.note):
        text = f"备注“{row.note}”，得分 {row.score.text} 等于分值 {row.points.text}，没有扣"
        yield _one(row, "SE-ANNOUNCED", MISMATCH, f"<{row.points.text}", text)
    elif row.is_met:
        yield _met(row)


def _met(row: Row) -> Finding:
    points, score = row.points, row.score
    text = f"目标 {_target(row)}，完成 {_actual(row)}，达到"
    if points and score and score.value < points.value and not _REASON.search(row.note):
        return _one(row, "SE-UNEXPLAINED", QUESTION, points.text, text + f"，却只得 {score.text} 分，没有写原因")
    return _one(row, "SE-SCORE", OK, points.text if points else "", text)


def _missed(row: Row, *, is_full: bool) -> Finding:
    expected = _expected(row)
    by_rule = f"，按比例应得 {expected.text(2)}" if expected is not None else ""
    text = f"目标 {_target(row)}，完成 {_actual(row)}，没有达到{by_rule}，得分 {row.score.text if row.score else ''}"
    shown = expected.text(2) if expected is not None else f"<{row.points.text if row.points else ''}"
    if is_full:
        verdict = QUESTION if _is_passed(row) else MISMATCH
        return _one(row, "SE-FULL", verdict, shown, text + "（满分）" + (f"；备注：{row.note}" if row.note else ""))
    verdict = _verdict(row, expected)
    if verdict is QUESTION:
        text += f"；备注“{row.note}”没有说明怎样扣分"
    return _one(row, "SE-SCORE", verdict, shown, text)


def _is_passed(row: Row) -> bool:
    """Whether `=10 个` was passed: not what was asked, but hardly a fault."""
    scaled = row.comparison.scaled
    return (
        scaled is not None and scaled[0] > scaled[1] and row.target.kind is TargetKind.EQUAL and not row.less_is_better
    )


def _verdict(row: Row, expected: Exact | None) -> FindingVerdict:
    """In proportion, nothing at all, or a judgement with its reason."""
    score = row.score
    if score is None or expected is None or not score.value:
        return OK
    gap = score.value - expected if score.value >= expected else expected - score.value
    if gap <= step(score.places if score.places else 2):
        return OK
    return QUESTION if row.note else MISMATCH


def _expected(row: Row) -> Exact | None:
    return row.points.value * row.share if row.points and row.share is not None else None


def _missing(row: Row) -> Iterator[Finding]:
    if row.comparison.verdict is not Verdict.MISSING or not row.score:
        return
    verdict = MISMATCH if row.score.value else OK
    text = f"实际完成值“{_actual(row)}”，分值 {row.points.text if row.points else ''}，得 {row.score.text} 分"
    yield _one(row, "SE-NO-ACTUAL", verdict, "0", text)


def _headline_missing(scored: Sequence[Row]) -> str:
    lost = [row for row in scored if row.comparison.verdict is Verdict.MISSING and row.score and row.score.value]
    names = "、".join(f"“{row.name}”{row.score.text if row.score else ''}分" for row in lost)
    return f"{len(lost)} 项没有实际完成值却得分：{names}" if lost else "没有实际完成值的指标都得 0 分"


def _over(row: Row) -> Iterator[Finding]:
    times = row.times
    if times is None or row.comparison.copied_sign or times <= _TWICE:
        return
    text = f"目标 {_target(row)}，完成 {_actual(row)}，为目标的 {(times * Exact(100)).text(0)}%"
    yield finding("SE-OVER", QUESTION, row.line.name.spot, table_name(row.table), _actual(row), "", text)


def _headline_over(all_rows: Sequence[Row]) -> str:
    over = [row for row in all_rows if any(_over(row))]
    names = "；".join(f"“{row.name}”{(row.times * Exact(100)).text(0)}%" for row in over if row.times)
    return f"{len(over)} 个指标完成值超过目标的 200%：{names}"


def _one(row: Row, code: str, verdict: FindingVerdict, recomputed: str, text: str) -> Finding:
    spot = row.score.spot if row.score else row.line.name.spot
    published = row.score.text if row.score else ""
    return finding(code, verdict, spot, table_name(row.table), published, recomputed, f"“{row.name}”：{text}")


def _target(row: Row) -> str:
    return spot_quote(row.line.target)


def _actual(row: Row) -> str:
    return spot_quote(row.line.actual)
