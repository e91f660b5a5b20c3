"""A monitoring as typed: what is wrong with it, what it changes, how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from django.utils.translation import gettext_noop

from xieshou.business.evaluation.kernel_bridge import yuan
from xieshou.business.evaluation.models import (
    Monitoring,
    MonitoringRow,
    Possibility,
    Reach,
)
from xieshou.business.evaluation.services import forms_funds, scoring
from xieshou.business.evaluation.services.fill_in import LONGEST_TEXT, longest
from xieshou.business.evaluation.services.monitoring_lines import Line
from xieshou.kernel.goals import Cause
from xieshou.lib.problems import Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit


@dataclass(frozen=True, slots=True)
class RowEntry:
    """One indicator as typed. `causes`: of `kernel.goals.Cause`; `possibility`: of `Possibility`. Empty: not filled in.

    `actual` counts for an indicator without a metric only. `reach`: over which records the metric is taken.
    """

    actual: str = ""
    forecast: str = ""
    causes: tuple[str, ...] = ()
    reason: str = ""
    possibility: str = ""
    note: str = ""
    reach: str = Reach.SUBJECT.value


ROW_LABELS = {
    "actual": "执行情况",
    "forecast": "全年预计完成情况",
    "causes": "偏差原因",
    "reason": "偏差原因说明",
    "possibility": "完成目标可能性",
    "note": "备注",
    "reach": "取数范围",
}


CAUSES = {
    Cause.FUNDS.value: gettext_noop("经费保障"),
    Cause.RULES.value: gettext_noop("制度保障"),
    Cause.STAFF.value: gettext_noop("人员保障"),
    Cause.EQUIPMENT.value: gettext_noop("硬件条件保障"),
    Cause.OTHER.value: "其他",
}


_FUND_WORDS = {kind.value: label for kind, label in forms_funds.FUND_LABELS.items()}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as typed. What is None, or not among the mappings, stays as it is.

    `forecasts`: 全年预计执行数 in 分 by the row of the fund block; None: not forecast.
    """

    rows: Mapping[str, RowEntry] = field(default_factory=dict)
    words: str | None = None
    measures: str | None = None
    forecasts: Mapping[str, int | None] = field(default_factory=dict)


def typed_problems(lines: Mapping[str, Line], typed: Typed) -> list[Problem]:
    found = []
    for code, entry in typed.rows.items():
        line = lines.get(code)
        if line is None:
            found.append(Problem(f"没有代码为 {code} 的指标", "指标", remedy="刷新页面再填"))
            continue
        found += _row_problems(line.indicator.name, entry)
    for row, amount in typed.forecasts.items():
        if amount is not None and amount < 0:
            found.append(Problem("不能小于零", f"全年预计执行数 · {_FUND_WORDS.get(row, row)}"))
    for label, text in (("监控情况说明", typed.words), ("下一步措施", typed.measures)):
        if text is not None and len(text) > LONGEST_TEXT:
            found.append(Problem(f"有 {len(text)} 字", label, f"不超过 {LONGEST_TEXT} 字", "请缩短"))
    return found


def reach_problems(actor: User, form: Monitoring, lines: Mapping[str, Line], typed: Typed) -> list[Problem]:
    until = date(form.year, 12, 31)
    return [
        problem
        for code, entry in typed.rows.items()
        if (line := lines.get(code)) is not None and entry.reach in Reach.values and entry.reach != line.row.reach
        for problem in scoring.reach_problems(actor, form.goals, line.indicator, entry.reach, until)
    ]


def _row_problems(name: str, entry: RowEntry) -> list[Problem]:
    found = []
    for field_name in ("actual", "forecast", "reason", "note"):
        most = longest(MonitoringRow, field_name)
        if len(getattr(entry, field_name)) > most:
            found.append(Problem("太长", f"{name} · {ROW_LABELS[field_name]}", f"不超过 {most} 字", "请缩短"))
    choices = (
        ("causes", entry.causes, CAUSES),
        ("possibility", (entry.possibility,) if entry.possibility else (), dict(Possibility.choices)),
        ("reach", (entry.reach,), dict(Reach.choices)),
    )
    for field_name, chosen, allowed in choices:
        if not set(chosen) <= set(allowed):
            words = "、".join(str(one) for one in allowed.values())
            found.append(Problem("没有这个选项", f"{name} · {ROW_LABELS[field_name]}", words))
    return found


def changes_typed(form: Monitoring, lines: Mapping[str, Line], typed: Typed) -> list[audit.Change]:
    told: list[tuple[str, str, str]] = []
    for code, entry in typed.rows.items():
        line = lines[code]
        for one in fields(RowEntry):
            before, after = _shown(line, line.row, one.name), _shown(line, entry, one.name)
            told.append((f"{line.indicator.name} · {ROW_LABELS[one.name]}", before, after))
    for name, label in (("words", "监控情况说明"), ("measures", "下一步措施")):
        text = getattr(typed, name)
        told.append((label, getattr(form, name), getattr(form, name) if text is None else text.strip()))
    was = {row["row"]: row.get("forecast_fen") for row in form.funds}
    for row, amount in typed.forecasts.items():
        told.append((f"全年预计执行数 · {_FUND_WORDS.get(row, row)}", yuan(was.get(row)) or "", yuan(amount) or ""))
    return [audit.Change(field, before or None, after or None) for field, before, after in told if before != after]


def _shown(line: Line, held: MonitoringRow | RowEntry, name: str) -> str:
    if name == "actual" and line.is_measured:
        return ""
    value = getattr(held, name)
    if name == "causes":
        return "、".join(CAUSES[one] for one in value if one in CAUSES)
    if name == "possibility":
        return str(Possibility(value).label) if value else ""
    return str(Reach(value).label) if name == "reach" else value.strip()


def fill(line: Line, entry: RowEntry) -> None:
    row = line.row
    for one in fields(RowEntry):
        value = getattr(entry, one.name)
        setattr(row, one.name, list(value) if one.name == "causes" else value.strip())
    if line.is_measured:
        row.actual = line.actual
    row.version += 1
    row.save()
