"""What a monitoring shows: its indicators with their values so far, its money, what the kernel says of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xieshou.business.evaluation.entries import row_of, stored
from xieshou.business.evaluation.kernel_bridge import kernel_indicator, with_unit
from xieshou.business.evaluation.models import (
    GoalIndicator,
    Monitoring,
    MonitoringRow,
)
from xieshou.business.evaluation.rule_kinds import limits_of, rule_of_monitoring
from xieshou.business.evaluation.services import forms_funds, scoring
from xieshou.business.metrics import api as metrics
from xieshou.business.metrics.selectors import link
from xieshou.kernel import goals as kernel
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import MonitoredFunds, MonitoredIndicator
from xieshou.lib.problems import Invalid

_MOST_E4 = 10**12  # so that an absurd budget of one 分 still fits a list


def fund_rows_now(form: Monitoring) -> list[dict[str, Any]]:
    """The money as of the month's end; what is forecast by hand stays."""
    said = {row["row"]: row.get("forecast_fen") for row in form.funds}
    as_of = forms_funds.month_end(form.year, form.month)
    return [{**row, "forecast_fen": said.get(row["row"])} for row in forms_funds.fund_rows(form.goals, as_of)]


def funds_now(form: Monitoring) -> list[dict[str, Any]]:
    """The money: as registered while the form is open, as frozen afterwards."""
    return fund_rows_now(form) if form.is_editable else list(form.funds)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in the middle of the year, with its value so far."""

    indicator: GoalIndicator
    row: MonitoringRow
    actual: str
    is_measured: bool = False
    figure: metrics.Figure | None = None
    figure_url: str = ""
    figure_problem: str = ""

    @property
    def code(self) -> str:
        return self.indicator.code


def lines_of(form: Monitoring) -> list[Line]:
    """The indicators in order; measured values are taken anew while the form is open."""
    rows = {one.indicator_id: one for one in form.rows.select_related("figure")}
    return [_line(form, one, rows[one.pk]) for one in stored(form.goals) if one.pk in rows]


def _line(form: Monitoring, indicator: GoalIndicator, row: MonitoringRow) -> Line:
    row.monitoring, row.indicator = form, indicator
    if indicator.metric is None:
        return Line(indicator, row, row.actual)
    if not form.is_editable:
        url = row.figure.get_absolute_url() if row.figure is not None else ""
        return Line(indicator, row, row.actual, row.figure is not None, figure_url=url)
    until = forms_funds.month_end(form.year, form.month)
    scope = scoring.scope_for(form.goals, row.reach, date(form.year, 1, 1), until)
    try:
        found = metrics.figure_of(indicator.metric, scope)
    except Invalid as error:
        return Line(indicator, row, "", True, figure_problem=str(error.problems[0]))
    return Line(indicator, row, scoring.figure_text(found), True, found, link(found))


def monitored(form: Monitoring, lines: Sequence[Line], funds: Sequence[Mapping[str, Any]]) -> kernel.Monitoring:
    """What the kernel says: time, spending, targets, forecasts and findings, worst first."""
    total = forms_funds.total_row(funds)
    money = MonitoredFunds(_yuan(total.get("budget_fen")), _yuan(total.get("executed_fen")))
    shown = [_indicator(form, one) for one in lines]
    return kernel.monitoring(money, shown, year=form.year, month=form.month, limits=limits_of(rule_of_monitoring(form)))


def _yuan(amount_fen: int | None) -> Exact | None:
    return None if amount_fen is None else Exact(amount_fen, 100)


def _indicator(form: Monitoring, line: Line) -> MonitoredIndicator:
    row, unit = line.row, line.indicator.unit
    return MonitoredIndicator(
        kernel_indicator(row_of(line.indicator), form.year),
        so_far=with_unit(line.actual, unit) or None,
        expected=with_unit(row.forecast, unit) or None,
        possibility=kernel.Possibility(row.possibility) if row.possibility else None,
        remark=row.note,
        is_cumulative=False if "/" in unit else None,  # a price per head is as high in June as in December
    )


def keep_progress(form: Monitoring) -> None:
    """The two shares, how far they are apart and how many findings there are, for lists."""
    found = monitored(form, lines_of(form), funds_now(form))
    form.spending_e4, form.targets_e4 = _e4(found.spending), _e4(found.targets)
    form.gap_e4 = None
    if form.spending_e4 is not None and form.targets_e4 is not None:
        form.gap_e4 = abs(form.spending_e4 - form.targets_e4)
    form.findings = len(found.findings)
    form.save()


def _e4(share: Exact | None) -> int | None:
    return None if share is None else min(share.scaled(4), _MOST_E4)
