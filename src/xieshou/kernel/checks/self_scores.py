"""Self-evaluation tables: each score against target, actual and remark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xieshou.kernel.checks.evidence import announces_deduction, evidence, is_scored_without_actual
from xieshou.kernel.checks.figures import step
from xieshou.kernel.checks.indicator import Row, rows, spot_quote
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, finding, gathered, table_name
from xieshou.kernel.checks.self_year import other_year
from xieshou.kernel.comparison import Verdict
from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.reading import Finding, FindingVerdict, ReadTable
from xieshou.kernel.target import TargetKind
from xieshou.kernel.wording import NO_WORDS, Words

_REASON = re.compile("[^0-9]{2,}")
_TWICE = Exact(2)
_BANDS = (80, 60)  # of the points, 财预〔2020〕10号 art. 16 and the provincial schemes
_BELOW = Exact(20, 100)  # how far below its band a share may be, as provinces cut the bands differently


def check_scores(table: ReadTable) -> Iterator[Finding]:
    """SE-FULL, SE-SCORE, SE-ANNOUNCED, SE-UNEXPLAINED, SE-NO-ACTUAL and SE-OVER of one table."""
    scored = [row for row in rows(table) if row.points is not None and row.score is not None and row.points.value]
    for row in scored:
        yield from _score(row)
    has_actuals = any(row.line.actual is not None for row in scored)
    absent = [one for row in scored for one in _missing(row)] if has_actuals else []
    banded = gathered([one for row in scored for one in _banded(row)], _headline_banded(scored))
    yield from (one for one in (banded,) if one)
    missing = gathered([one for one in absent if one.verdict is not OK], _headline_missing(scored))
    yield from (one for one in absent if one.verdict is OK)
    over = gathered([one for row in rows(table) for one in _over(row)], _headline_over(rows(table)))
    yield from (one for one in (missing, over) if one)


def _score(row: Row) -> Iterator[Finding]:
    if row.points is None or row.score is None:
        return
    is_full = row.score.value == row.points.value
    if row.is_missed and _band(row) is None:
        if not (is_full and other_year(row)):  # told with the year
            yield _missed(row, is_full=is_full)
    elif row.is_missed:
        return  # told together, below
    elif announces_deduction(row) and not is_scored_without_actual(row):
        text = Words(
            f"备注“{row.note}”，得分 {row.score.text} 等于分值 {row.points.text}，没有扣",
            f"remark “{row.note}”, yet the score {row.score.text} is the full {row.points.text}",
        )
        yield _with_evidence(row, _one(row, "SE-ANNOUNCED", MISMATCH, f"<{row.points.text}", text))
    elif row.is_met:
        yield _met(row)


def full_marks(row: Row) -> Finding | None:
    """SE-FULL of a row: full marks although the target is missed."""
    is_full = row.points is not None and row.score is not None and row.score.value == row.points.value != ZERO
    return _missed(row, is_full=True) if is_full and row.is_missed else None


def _met(row: Row) -> Finding:
    points, score = row.points, row.score
    text = Words(
        f"目标 {_target(row)}，完成 {_actual(row)}，达到", f"target {_target(row)}, actual {_actual(row)}, reached"
    )
    if points and score and score.value < points.value and not _REASON.search(row.note):
        but = Words(f"，却只得 {score.text} 分，没有写原因", f", yet scored only {score.text} without a reason")
        return _one(row, "SE-UNEXPLAINED", QUESTION, points.text, text + but)
    return _one(row, "SE-SCORE", OK, points.text if points else "", text)


def _missed(row: Row, *, is_full: bool) -> Finding:
    expected = _expected(row)
    share = expected.text(2) if expected is not None else ""
    by_rule = Words(f"，按比例应得 {share}", f", in proportion {share}") if share else NO_WORDS
    scored = row.score.text if row.score else ""
    text = Words(
        f"目标 {_target(row)}，完成 {_actual(row)}，没有达到", f"target {_target(row)}, actual {_actual(row)}, missed"
    )
    text += by_rule + Words(f"，得分 {scored}", f", scored {scored}")
    shown = expected.text(2) if expected is not None else f"<{row.points.text if row.points else ''}"
    if is_full:
        verdict = QUESTION if _is_passed(row) else MISMATCH
        return _with_evidence(row, _one(row, "SE-FULL", verdict, shown, text + _full(row)))
    verdict = _verdict(row, expected)
    if verdict is QUESTION:
        text += Words(
            f"；备注“{row.note}”没有说明怎样扣分", f"; the remark “{row.note}” does not say how points were taken off"
        )
    return _one(row, "SE-SCORE", verdict, shown, text)


def _band(row: Row) -> int | None:
    """The band (80 or 60 per cent of the points) that a missed target was scored in; None when it was not."""
    if row.points is None or row.score is None or row.share is None or row.note or not row.points.value:
        return None
    share = row.score.value / row.points.value
    band = next((band for band in _BANDS if share == Exact(band, 100)), None)
    return band if band is not None and row.share != share and row.share >= Exact(band, 100) - _BELOW else None


def _banded(row: Row) -> Iterator[Finding]:
    band = _band(row) if row.is_missed else None
    if band is not None:
        expected = _expected(row)
        shown = expected.text(2) if expected is not None else ""
        text = Words(
            f"目标 {_target(row)}，完成 {_actual(row)}，得分是分值的 {band}%，按比例应得 {shown}",
            f"target {_target(row)}, actual {_actual(row)}, scored {band}% of the points, in proportion {shown}",
        )
        yield _one(row, "SE-SCORE", QUESTION, shown, text)


def _headline_banded(scored: Sequence[Row]) -> Words:
    names = [f"“{row.name}”" for row in scored if row.is_missed and _band(row) is not None]
    return Words(
        f"{len(names)} 项像是分档计分（分值的 80% 或 60%），评分办法没有写明：{'、'.join(names)}",
        f"{len(names)} seem scored in bands (80% or 60% of the points), by a rule that is not told: {', '.join(names)}",
    )


def _full(row: Row) -> Words:
    note = Words(f"；备注：{row.note}", f"; remark: {row.note}") if row.note else NO_WORDS
    return Words("（满分）", " (full marks)") + note


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
    points = row.points.text if row.points else ""
    text = Words(
        f"实际完成值“{_actual(row)}”，分值 {points}，得 {row.score.text} 分",
        f"actual value “{_actual(row)}”, scored {row.score.text} of {points}",
    )
    one = _one(row, "SE-NO-ACTUAL", verdict, "0", text)
    yield _with_evidence(row, one) if is_scored_without_actual(row) else one


def _with_evidence(row: Row, one: Finding) -> Finding:
    """A finding with what the remark says of missing evidence under it."""
    below = evidence(row)
    return replace(one, related=(*one.related, below)) if below else one


def _headline_missing(scored: Sequence[Row]) -> Words:
    lost = [row for row in scored if row.comparison.verdict is Verdict.MISSING and row.score and row.score.value]
    if not lost:
        return Words("没有实际完成值的指标都得 0 分", "indicators without an actual value score 0")
    names = [(row.name, row.score.text if row.score else "") for row in lost]
    zh = "、".join(f"“{name}”{score}分" for name, score in names)
    en = ", ".join(f"“{name}” {score}" for name, score in names)
    return Words(f"{len(lost)} 项没有实际完成值却得分：{zh}", f"{len(lost)} scored without an actual value: {en}")


def _over(row: Row) -> Iterator[Finding]:
    times = row.times
    if times is None or row.comparison.copied_sign or times <= _TWICE:
        return
    share = (times * Exact(100)).text(0) + "%"
    text = Words(
        f"目标 {_target(row)}，完成 {_actual(row)}，为目标的 {share}",
        f"target {_target(row)}, actual {_actual(row)}, {share} of the target",
    )
    yield finding("SE-OVER", QUESTION, row.line.name.spot, table_name(row.table), _actual(row), "", text)


def _headline_over(all_rows: Sequence[Row]) -> Words:
    over = [row for row in all_rows if any(_over(row))]
    names = [f"“{row.name}”{(row.times * Exact(100)).text(0)}%" for row in over if row.times]
    return Words(
        f"{len(over)} 个指标完成值超过目标的 200%：{'；'.join(names)}",
        f"{len(over)} actual values are above 200% of their targets: {'; '.join(names)}",
    )


def _one(row: Row, code: str, verdict: FindingVerdict, recomputed: str, text: Words) -> Finding:
    spot = row.score.spot if row.score else row.line.name.spot
    published = row.score.text if row.score else ""
    told = Words(f"“{row.name}”：", f"“{row.name}”: ") + text
    return finding(code, verdict, spot, table_name(row.table), published, recomputed, told)


def _target(row: Row) -> str:
    return spot_quote(row.line.target)


def _actual(row: Row) -> str:
    return spot_quote(row.line.actual)
