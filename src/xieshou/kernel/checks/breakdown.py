"""Remarks that list the parts of an actual value: `15 人，9 人`, `…100 人；…共 554 人次`."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.indicator import Row, rows
from xieshou.kernel.checks.mentions import Mention, mentions
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, finding, table_name
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.reading import Finding, Paragraph, ReadTable
from xieshou.kernel.wording import Words

_TOTAL = re.compile("(?:共计?|合计|总计|总共|累计)(?:完成|培训|组织)?$")
_SINGLE = {"人": "人次", "名": "人次", "位": "人次", "人次": "人次"}
_LOOSE_SUM = re.compile(r"约\s*[0-9]+\s*\+")
_PLUS = re.compile(r"(?<![0-9.])([0-9]+)\s*\+(?=\s*约?\s*[0-9]+\s*(?:人次|人|名))")


def check_breakdowns(table: ReadTable) -> Iterator[Finding]:
    """SE-BREAKDOWN of every remark of a table."""
    for row in rows(table):
        if row.line.note is None or row.actual.quantity is None:
            continue
        text = _PLUS.sub(r"\1 人、", row.line.note.text)
        told = [one for one in mentions(Paragraph(text, row.line.note.spot)) if _unit(one) == _row_unit(row)]
        yield from _sums(table, row, text, told)


def _unit(mention: Mention) -> str:
    return _SINGLE.get(mention.unit, mention.unit)


def _row_unit(row: Row) -> str:
    unit = row.actual.quantity.unit if row.actual.quantity else ""
    return _SINGLE.get(unit, unit)


def _sums(table: ReadTable, row: Row, text: str, told: list[Mention]) -> Iterator[Finding]:
    reached = row.actual.quantity
    if reached is None or len(told) < 2:
        return
    parts: list[Exact] = []
    pending: list[Exact] = []
    has_total = False
    for mention in told:
        if not _TOTAL.search(re.sub(r"\s", "", text[max(0, mention.start - 8) : mention.start])):
            pending.append(mention.value)
        elif pending and total(pending) != mention.value and total([*parts, *pending]) == mention.value:
            parts, pending, has_total = [mention.value], [], True
        elif pending:
            yield _one(table, row, pending, mention)
            parts, pending, has_total = [*parts, mention.value], [], True
    yield from _whole(
        table, row, [*parts, *pending], has_total=has_total, is_loose=any(one.is_approximate for one in told)
    )


def _one(table: ReadTable, row: Row, parts: list[Exact], whole: Mention) -> Finding:
    verdict = OK if total(parts) == whole.value else MISMATCH
    shown = "+".join(part.text() for part in parts)
    text = Words(
        f"“{row.name}”备注：{shown}={total(parts).text()}，写明共 {whole.text}",
        f"“{row.name}”, remark: {shown}={total(parts).text()}, said to be {whole.text}",
    )
    return finding("SE-BREAKDOWN", verdict, whole.spot, table_name(table), whole.text, total(parts).text(), text)


def _whole(table: ReadTable, row: Row, parts: list[Exact], *, has_total: bool, is_loose: bool) -> Iterator[Finding]:
    reached, note = row.actual.quantity, row.line.note
    if reached is None or note is None or (len(parts) < 2 and not has_total):
        return
    whole, value = total(parts), Exact(*reached.rational())
    shown = "+".join(part.text() for part in parts)
    text = Words(
        f"“{row.name}”备注明细 {shown}={whole.text()}，完成值 {reached}",
        f"“{row.name}”, listed in the remark: {shown}={whole.text()}, actual value {reached}",
    )
    if whole == value:
        verdict = QUESTION if is_loose else OK
        if is_loose:
            text += Words("；明细里有约数，合计却是准数", "; parts are approximate, the sum is exact")
    elif has_total and whole > ZERO:
        verdict = MISMATCH
    else:
        return
    yield finding("SE-BREAKDOWN", verdict, note.spot, table_name(table), str(reached), whole.text(), text)
