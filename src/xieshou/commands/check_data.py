"""What `xieshou check --json` prints: what was read and what was found, values as published, missing as null."""

from collections.abc import Sequence
from typing import Any

from xieshou.kernel.reading import (
    AccountLine,
    Finding,
    FundLine,
    IndicatorLine,
    ReadFile,
    ReadTable,
    ScoreLine,
    Seen,
    Spot,
)


def as_data(read: ReadFile, findings: Sequence[Finding]) -> dict[str, Any]:
    """One file as JSON data: values as published, missing as null."""
    return {
        "file": read.file,
        "tables": [_table_data(table) for table in read.tables],
        "findings": [finding_data(finding) for finding in findings],
        "unread": [{"place": _place(part.spot), "reason": part.reason} for part in read.unread],
    }


def _table_data(table: ReadTable) -> dict[str, Any]:
    return {
        "kind": table.kind.value,
        "number": table.number or None,
        "title": table.title,
        "name": _text(table.name),
        "year": table.year,
        "amount_unit": table.amount_unit,
        "funds": [_fund_data(line) for line in table.funds],
        "indicators": [_indicator_data(line) for line in table.indicators],
        "items": [_item_data(item) for item in table.items],
        "rows": [_line_data(line) for line in (*table.rows, *table.income, *table.spending)],
        "total": _text(table.total),
        "grade": _text(table.grade),
        "place": _place(table.spot),
    }


def _fund_data(line: FundLine) -> dict[str, Any]:
    return {
        "row": line.row,
        "budget_initial": _text(line.initial),
        "budget": _text(line.budget),
        "executed": _text(line.executed),
        "points": _text(line.points),
        "rate": _text(line.rate),
        "score": _text(line.score),
    }


def _indicator_data(line: IndicatorLine) -> dict[str, Any]:
    return {
        "level1": line.level1,
        "level2": line.level2,
        "name": line.name.text,
        "target": _text(line.target),
        "actual": _text(line.actual),
        "points": _text(line.points),
        "score": _text(line.score),
        "note": _text(line.note),
        "unit": _text(line.unit),
        "nature": _text(line.nature),
        "uncertain": line.uncertain,
    }


def _item_data(item: ScoreLine) -> dict[str, Any]:
    return {
        "levels": item.levels,
        "name": item.name.text,
        "points": _text(item.points),
        "score": _text(item.score),
        "uncertain": item.uncertain,
    }


def _line_data(line: AccountLine) -> dict[str, Any]:
    return {
        "code": line.code or None,
        "no": line.no or None,
        "name": line.name,
        "values": [_text(value) for value in line.values],
        "uncertain": line.uncertain,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding, with those that hang under it."""
    return {
        "code": finding.code,
        "verdict": finding.verdict.value,
        "table": finding.table,
        "place": _place(finding.spot),
        "published": finding.published or None,
        "recomputed": finding.recomputed or None,
        "explanation": finding.explanation,
        "explanation_en": finding.english,
        "why": finding.why or None,
        "remedy": finding.remedy or None,
        "others": [_place(spot) for spot in finding.others],
        "related": [finding_data(related) for related in finding.related],
    }


def _place(spot: Spot) -> dict[str, Any]:
    """`file` only where places of several files are named together."""
    named = {"file": spot.file} if spot.file else {}
    place = {"line": spot.line, "page": spot.page, "sheet": spot.sheet, "cell": spot.cell, "quote": spot.quote or None}
    return named | place


def _text(seen: Seen | None) -> str | None:
    return None if seen is None else seen.text
