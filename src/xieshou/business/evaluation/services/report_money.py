"""The money of an evaluation report from what is registered: what it was spent on, and source by source how it came and went.

Everything as of the end of the year. What was never registered says so, or stays an empty cell; it is never a zero.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from django.db.models import Q, Sum

from xieshou.business.evaluation.models import Appraisal
from xieshou.business.funds import api as funds
from xieshou.documents.document import Block, Paragraph
from xieshou.documents.grid import Grid, money
from xieshou.documents.table import Align, Caption, Table
from xieshou.kernel.evaluation import FundTableRow, UseRow
from xieshou.kernel.exact import HUNDRED, Exact

NOT_REGISTERED = "未登记"
NO_SOURCE = "没有写明来源的预算"
NO_USES = "（2）资金使用情况：没有登记支付，不列表。"
SOURCES = "（3）各项资金的计划、到账和支付（取自登记的预算、到账和支付，截至 12 月 31 日）："
NO_SOURCES = "（3）各项资金的计划、到账和支付：没有登记预算和到账，不列表。"
NOT_DEDICATED = "财政资金专款专用数没有登记，不填。"
MOST_USES = 40
WHOLE = -1  # in place of a source's key: all of them together
_FEN_PER_WAN = 1_000_000
_ROWS = {"budget": "planned", "received": "received", "executed": "paid"}
_LEVELS = (funds.Level.CENTRAL, funds.Level.PROVINCE, funds.Level.CITY, funds.Level.DISTRICT)
_HEADERS = ("资金", "文号", "计划（全年预算数）", "到账", "支付", "支出率（%）")


def scope_of(appraisal: Appraisal) -> funds.Scope:
    """The money of the project's year, or of the department's with all below it."""
    if appraisal.project is not None:
        return funds.Scope(year=appraisal.year, project=appraisal.project.pk)
    return funds.Scope(year=appraisal.year, owner_path=appraisal.owner.path)


def _at_end(appraisal: Appraisal) -> date:
    return date(appraisal.year, 12, 31)


# --- by level of government ---


def fund_rows(appraisal: Appraisal, said: Mapping[str, str]) -> Iterator[FundTableRow]:
    """年初预算、全年预算、到位、支出 in 万元 as the evaluation says (`said`), level by level as registered.

    The initial budget, which many schemes do not ask for, is the registered one. A row that is said otherwise than it is
    registered has no levels: they would not add up to it. A row that is missing altogether is left out.
    """
    whole = _by_row(scope_of(appraisal), _at_end(appraisal))
    fiscal = replace(scope_of(appraisal), is_fiscal=True)
    within, levels = _by_row(fiscal, _at_end(appraisal)), _by_level(fiscal, _at_end(appraisal))
    for row in ("initial", *_ROWS):
        text = said.get(row) or (_wan(whole[row]) if row == "initial" else "")
        if text and text == _wan(whole[row]):
            parts = [_wan(levels[row].get(one)) for one in _LEVELS]
            yield FundTableRow(row, 0, text, _wan(within[row]), *parts)
        elif text:
            yield FundTableRow(row, 0, text)


def _by_row(scope: funds.Scope, day: date) -> dict[str, int | None]:
    facts = funds.facts_of(scope)
    figures = facts.figures(day)
    initial = sum(amount for _day, amount in facts.initial) if facts.initial else None
    return {"initial": initial, **{row: getattr(figures, name) for row, name in _ROWS.items()}}


def _by_level(scope: funds.Scope, day: date) -> dict[str, dict[str | None, int | None]]:
    found: dict[str, dict[str | None, int | None]] = {row: {} for row in _ROWS}
    for level, figures in funds.grouped(scope, "level", day).items():
        for row, name in _ROWS.items():
            found[row][level] = getattr(figures, name)
    initial = scope.budgets().order_by().values_list("source__level").annotate(Sum("initial_fen"))
    return {"initial": dict(initial), **found}


# --- what it was spent on ---


def use_rows(appraisal: Appraisal) -> tuple[UseRow, ...]:
    """资金使用情况: what was paid by purpose, the largest first; what came back is not spent. Empty: nothing was paid."""
    at_end = _at_end(appraisal)
    paid = scope_of(appraisal).payments().filter(Q(paid_on__lte=at_end) & ~Q(reversed_on__lte=at_end))
    spent: dict[str, dict[bool, int]] = defaultdict(dict)
    for purpose, row, amount in paid.order_by().values_list("purpose", "budget__row").annotate(Sum("amount_fen")):
        is_other = row == funds.BudgetRow.OTHER
        spent[purpose][is_other] = spent[purpose].get(is_other, 0) + amount
    ranked = sorted(spent.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    rest = _together([parts for _purpose, parts in ranked[MOST_USES:]])
    named = [*ranked[:MOST_USES], *([(f"其余 {len(ranked) - MOST_USES} 项用途", rest)] if rest else [])]
    return tuple(_use_row(purpose, parts) for purpose, parts in named)


def _together(many: list[dict[bool, int]]) -> dict[bool, int]:
    found: dict[bool, int] = {}
    for parts in many:
        for is_other, amount in parts.items():
            found[is_other] = found.get(is_other, 0) + amount
    return found


def _use_row(purpose: str, parts: dict[bool, int]) -> UseRow:
    fiscal, other = (_wan(parts.get(is_other)) for is_other in (False, True))
    return UseRow(purpose, 0, _wan(sum(parts.values())), fiscal, other)


def _wan(amount_fen: int | None, missing: str = "") -> str:
    """万元 at two decimals, as the report's other tables; what is missing is told as the caller says."""
    return missing if amount_fen is None else Exact(amount_fen, _FEN_PER_WAN).text(2)


# --- where it came from ---


def source_blocks(appraisal: Appraisal) -> tuple[Block, ...]:
    """计划、到账、支付、支出率 of every source and of all together, with what has to be said of the uses."""
    uses = (Paragraph(NOT_DEDICATED),) if use_rows(appraisal) else (Paragraph(NO_USES),)
    rows = list(_source_rows(appraisal))
    if not rows:
        return (*uses, Paragraph(NO_SOURCES))
    return (*uses, Paragraph(SOURCES), _table(rows, funds.four_figures(scope_of(appraisal), _at_end(appraisal))))


def source_names(appraisal: Appraisal) -> list[tuple[int | None, str]]:
    """The sources of the table by their keys; None: budgets without one."""
    return [(source, name) for source, name, _number, _figures in _source_rows(appraisal)]


def _source_rows(appraisal: Appraisal) -> Iterator[tuple[int | None, str, str, funds.Figures]]:
    """Key, name, document number and figures of each source, in order of its number; budgets without one come last."""
    found = funds.grouped(scope_of(appraisal), "source", _at_end(appraisal))
    sources = {one.pk: one for one in funds.FundSource.objects.filter(pk__in=[key for key in found if key])}
    for key in sorted(sources):
        yield key, sources[key].name, sources[key].document_number or NOT_REGISTERED, found[key]
    if None in found:
        yield None, NO_SOURCE, NOT_REGISTERED, found[None]


def _table(rows: list[tuple[int | None, str, str, funds.Figures]], whole: funds.Figures) -> Table:
    grid = Grid(len(_HEADERS))
    grid.headers(_HEADERS)
    for source, name, number, figures in [*rows, (WHOLE, "全部资金", "", whole)]:
        grid.next_row()
        grid.put(0, name)
        grid.put(1, number, align=Align.CENTER)
        for col, kind in enumerate(("planned", "received", "paid"), 2):
            amount: int | None = getattr(figures, kind)
            ref = f"source.{source}.{kind}" if amount is not None else ""
            grid.number(col, _wan(amount, NOT_REGISTERED), money, ref=ref)
        rate = percent(figures.rate) if figures.rate is not None else "—"
        grid.number(5, rate, align=Align.RIGHT, ref=f"source.{source}.rate" if figures.rate is not None else "")
    return Table(
        "各项资金", (24, 16, 17, 16, 16, 11), grid.cells(), captions=(Caption("", "单位：万元"),), header_rows=1
    )


def percent(rate: Fraction) -> str:
    """A share in per cent at two decimals, half-up."""
    return (Exact(rate.numerator, rate.denominator) * HUNDRED).text(2)
