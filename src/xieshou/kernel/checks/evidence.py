"""Remarks that say themselves that the evidence is missing: one finding, told where its cause is told."""

import re

from xieshou.kernel.checks.indicator import Row, spot_quote
from xieshou.kernel.checks.report import QUESTION, finding, table_name
from xieshou.kernel.comparison import Verdict
from xieshou.kernel.reading import Finding
from xieshou.kernel.text import normalise
from xieshou.kernel.wording import Words

_EVIDENCE = re.compile(
    "(?:材料|资料|佐证|证明|依据|数据)[^,。;]{0,8}(?:不够?充分|不足|不全|不完整|缺失|可靠性不高|未提供|无法|延迟|滞后)|"
    "(?:未|无法|没有|难以)(?:能)?(?:提供|佐证)|无法佐证"
)

_NOT_DEDUCTED = re.compile("(?:不|未|没有|无需|免)(?:予|作|再)?扣")
_DEDUCTED = re.compile("(?:酌情|适当)?扣(?:减|除|[0-9.]+)?分?")


def evidence(row: Row) -> Finding | None:
    """SE-EVIDENCE of a row that was scored although its remark or its actual value says that evidence is missing."""
    if row.points is None or not row.points.value or (row.score is not None and not row.score.value):
        return None  # not scored, as it should be
    for text in (row.note, normalise(spot_quote(row.line.actual))):
        if found := _EVIDENCE.search(text):
            told = Words(
                f"“{row.name}”：写明“{found[0]}”，得 {_score(row)} 分",
                f"“{row.name}” says “{found[0]}” and scores {_score(row)}",
            )
            spot = row.line.name.spot
            return finding("SE-EVIDENCE", QUESTION, spot, table_name(row.table), row.name, "", told)
    return None


def is_scored_without_actual(row: Row) -> bool:
    """Whether the row got points for nothing: what its remark says of evidence is then part of that finding."""
    is_scored = row.points is not None and row.points.value and row.score is not None and row.score.value
    return bool(is_scored) and row.comparison.verdict is Verdict.MISSING and row.line.actual is not None


def announces_deduction(row: Row) -> bool:
    """Whether the remark says that points were taken off, and the row has all of them."""
    is_full = row.points is not None and row.score is not None and row.score.value == row.points.value
    return is_full and bool(_DEDUCTED.search(row.note)) and not _NOT_DEDUCTED.search(row.note)


def is_told_with_score(row: Row) -> bool:
    """Whether the score of the row is a finding: what its remark says of evidence is then part of that one."""
    if is_scored_without_actual(row) or announces_deduction(row):
        return True
    return row.is_missed and row.points is not None and row.score is not None and row.score.value == row.points.value


def _score(row: Row) -> str:
    return f"{row.score.text}/{row.points.text}" if row.score and row.points else "？"
