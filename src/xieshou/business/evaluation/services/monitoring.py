"""Dual monitoring: spending and targets against time at the end of a month, filled in, submitted, approved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import row_of, stored
from xieshou.business.evaluation.kernel_bridge import kernel_indicator, with_unit, yuan
from xieshou.business.evaluation.models import (
    FormState,
    GoalIndicator,
    GoalSet,
    Monitoring,
    MonitoringRow,
    Possibility,
    Reach,
)
from xieshou.business.evaluation.services import approval, forms_funds, scoring
from xieshou.business.evaluation.services.approval import FormKind
from xieshou.business.evaluation.services.self_evaluation import LONGEST_TEXT, check_open, longest, may_fill
from xieshou.business.metrics import api as metrics
from xieshou.business.metrics.selectors import link
from xieshou.kernel import goals as kernel
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import Cause, MonitoredFunds, MonitoredIndicator, Severity
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.jobs import api as jobs

KIND = "evaluation.monitoring"
OPEN_JOB = "evaluation.monitorings"
PROPOSED_MONTHS = (6, 9)
OPENED_UNTIL_DAY = 10
_MOST_E4 = 10**12  # so that an absurd budget of one 分 still fits a list


def connect() -> None:
    """Monitorings follow their approval."""
    approval.register(FormKind(KIND, "monitoring", _approved))


# --- beginning ---


@transaction.atomic
def monitoring_create(
    *, actor: User | None, goals: GoalSet, month: int, is_demo: bool = False, source: str = ""
) -> Monitoring:
    """The monitoring of goals in force up to the end of a month, with the money and the measured values filled in."""
    form = Monitoring(goals=goals, project=goals.project, owner=goals.owner, place=goals.place, year=goals.year)
    form.month, form.is_demo, form.source = month, is_demo, source
    form.owner_path, form.place_path = goals.owner_path, goals.place_path
    if actor is not None:
        may_fill(actor, form)
    if problems := _begin_problems(goals, month):
        raise Invalid(*problems)
    form.funds = _funds(form)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"{form}已经建立", "截至月份", remedy="打开已有的监控填报")) from error
    _rows_create(form)
    _keep_progress(form)
    audit.record(actor=actor, action="monitoring.create", target=form)
    return form


def _begin_problems(goals: GoalSet, month: int) -> list[Problem]:
    found = []
    if goals.state != FormState.APPROVED:
        told = f"目标{FormState(goals.state).label}"
        found.append(Problem(told, "绩效目标", "已批准的目标", "目标批准后才能监控"))
    if not 1 <= month <= 12:
        found.append(Problem(f"没有 {month} 月", "截至月份", "1–12", "一般填 6 或 9"))
    return found


def _rows_create(form: Monitoring) -> None:
    MonitoringRow.objects.bulk_create(
        MonitoringRow(
            monitoring=form,
            indicator=one,
            owner=form.owner,
            place=form.place,
            owner_path=form.owner_path,
            place_path=form.place_path,
        )
        for one in stored(form.goals)
    )


def _funds(form: Monitoring) -> list[dict[str, Any]]:
    """The money as of the month's end; what is forecast by hand stays."""
    said = {row["row"]: row.get("forecast_fen") for row in form.funds}
    as_of = forms_funds.month_end(form.year, form.month)
    return [{**row, "forecast_fen": said.get(row["row"])} for row in forms_funds.fund_rows(form.goals, as_of)]


def funds_now(form: Monitoring) -> list[dict[str, Any]]:
    """The money: as registered while the form is open, as frozen afterwards."""
    return _funds(form) if form.is_editable else list(form.funds)


# --- what is shown ---


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
    return kernel.monitoring(money, [_indicator(form, one) for one in lines], year=form.year, month=form.month)


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


def _keep_progress(form: Monitoring) -> None:
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


# --- filling in ---


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


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as typed. What is None, or not among the mappings, stays as it is.

    `forecasts`: 全年预计执行数 in 分 by the row of the fund block; None: not forecast.
    """

    rows: Mapping[str, RowEntry] = field(default_factory=dict)
    words: str | None = None
    measures: str | None = None
    forecasts: Mapping[str, int | None] = field(default_factory=dict)


@transaction.atomic
def monitoring_save(
    *, actor: User, monitoring: Monitoring, opened_version: int, typed: Typed, reason: str = ""
) -> Monitoring:
    """Keeps the form as typed, complete or not. `Invalid` with every wrong cell, `Stale` with what differs."""
    check_open(actor, monitoring)
    lines = {one.code: one for one in lines_of(monitoring)}
    if problems := [*_typed_problems(lines, typed), *_reach_problems(actor, monitoring, lines, typed)]:
        raise Invalid(*problems)
    changes = _changes(monitoring, lines, typed)
    _take_version(monitoring, opened_version, changes)
    for code, entry in typed.rows.items():
        _fill(lines[code], entry)
    for name in ("words", "measures"):
        text = getattr(typed, name)
        if text is not None:
            setattr(monitoring, name, text.strip())
    monitoring.funds = [_forecast_row(row, typed) for row in funds_now(monitoring)]
    _keep_progress(monitoring)
    if changes:
        audit.record(actor=actor, action="monitoring.save", target=monitoring, changes=changes, reason=reason)
    return monitoring


def _forecast_row(row: dict[str, Any], typed: Typed) -> dict[str, Any]:
    return {**row, "forecast_fen": typed.forecasts.get(row["row"], row.get("forecast_fen"))}


def _take_version(form: Monitoring, opened_version: int, changes: list[audit.Change]) -> None:
    try:
        bump(form, opened_version)
    except Stale as error:
        last = audit.history_of(form).first()
        told = [Difference(one.field, str(one.before or "—"), str(one.after or "—")) for one in changes]
        raise Stale(by=last.actor_label if last is not None else error.by, differences=told) from error


def _typed_problems(lines: Mapping[str, Line], typed: Typed) -> list[Problem]:
    found = []
    for code, entry in typed.rows.items():
        line = lines.get(code)
        if line is None:
            found.append(Problem(f"没有代码为 {code} 的指标", "指标", remedy="刷新页面再填"))
            continue
        found += _row_problems(line.indicator.name, entry)
    for row, amount in typed.forecasts.items():
        if amount is not None and amount < 0:
            found.append(Problem("不能小于零", f"全年预计执行数（{row}）"))
    for label, text in (("监控情况说明", typed.words), ("下一步措施", typed.measures)):
        if text is not None and len(text) > LONGEST_TEXT:
            found.append(Problem(f"有 {len(text)} 字", label, f"不超过 {LONGEST_TEXT} 字", "请缩短"))
    return found


def _reach_problems(actor: User, form: Monitoring, lines: Mapping[str, Line], typed: Typed) -> list[Problem]:
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


def _changes(form: Monitoring, lines: Mapping[str, Line], typed: Typed) -> list[audit.Change]:
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
        told.append((f"全年预计执行数（{row}）", yuan(was.get(row)) or "", yuan(amount) or ""))
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


def _fill(line: Line, entry: RowEntry) -> None:
    row = line.row
    for one in fields(RowEntry):
        value = getattr(entry, one.name)
        setattr(row, one.name, list(value) if one.name == "causes" else value.strip())
    if line.is_measured:
        row.actual = line.actual
    row.version += 1
    row.save()


# --- submitting and approving ---


@transaction.atomic
def monitoring_submit(*, actor: User, monitoring: Monitoring, opened_version: int, comment: str = "") -> Monitoring:
    """Freezes the money and the figures and sends the form to its reviewers; otherwise tells everything against it."""
    check_open(actor, monitoring)
    lines, funds = lines_of(monitoring), funds_now(monitoring)
    if problems := submit_problems(monitoring, lines, funds):
        raise Invalid(*problems)
    bump(monitoring, opened_version)
    for line in lines:
        if line.figure is not None:
            _freeze(actor, monitoring, line)
    monitoring.funds = funds
    _keep_progress(monitoring)
    approval.form_submit(actor=actor, form=monitoring, kind=KIND, comment=comment)
    return monitoring


def _freeze(actor: User, monitoring: Monitoring, line: Line) -> None:
    assert line.figure is not None
    line.row.actual = line.actual
    line.row.figure = metrics.snapshot_take(
        actor=actor,
        version=line.figure.version,
        scope=line.figure.scope,
        owner=monitoring.owner,
        place=monitoring.place,
        frozen_for=str(monitoring)[:120],
    )
    line.row.save()


def submit_problems(monitoring: Monitoring, lines: Sequence[Line], funds: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """What contradicts itself must be put right; every other warning must be answered in the form's own words."""
    found = monitored(monitoring, lines, funds).findings
    problems = [
        Problem(f"{kernel.CATALOGUE[one.code].title.zh}。{one.what.zh}", "监控", remedy=one.remedy.zh)
        for one in found
        if one.severity is Severity.BLOCK
    ]
    warned = [one for one in found if one.severity is Severity.WARN]
    if warned and not monitoring.words.strip():
        remedy = "逐条说明原因，需要纠偏的在“下一步措施”写明"
        problems.append(Problem(f"有 {len(warned)} 条预警，没有说明", "监控情况说明", "文字", remedy))
    return problems


@transaction.atomic
def monitoring_return(*, actor: User, monitoring: Monitoring, reason: str) -> Monitoring:
    """Sends the form back with why."""
    approval.form_return(actor=actor, form=monitoring, kind=KIND, reason=reason)
    return monitoring


@transaction.atomic
def monitoring_pass(*, actor: User, monitoring: Monitoring, comment: str = "") -> Monitoring:
    """The reviewer agrees."""
    approval.form_pass(actor=actor, form=monitoring, comment=comment)
    return monitoring


def _approved(monitoring: Monitoring, actor: User | None) -> None:
    if monitoring.submitted_by is not None:
        inbox.notice_send(
            users=[monitoring.submitted_by],
            source=f"{KIND}:{monitoring.pk}",
            category=KIND,
            title=f"监控已批准：{monitoring}",
            url=monitoring.get_absolute_url(),
            target=monitoring,
        )


@transaction.atomic
def monitoring_delete(*, actor: User, monitoring: Monitoring, opened_version: int) -> None:
    """Throws away a draft that was never submitted."""
    check_open(actor, monitoring)
    if monitoring.submitted_at is not None:
        raise Invalid(Problem("已经提交过的监控不能删除", remedy="改好后重新提交"))
    bump(monitoring, opened_version)
    audit.record(actor=actor, action="monitoring.delete", target=monitoring)
    monitoring.delete()


# --- all of a year at once ---


def monitorings_open(*, actor: User, year: int, month: int) -> jobs.Job:
    """Asks for the monitorings of every goal set in force of a year that the person may fill in."""
    if not actor.may(Permission.GOAL_EDIT):
        raise Refused(f"您没有“{Permission.GOAL_EDIT.label}”的权限")
    if not 1 <= month <= 12:
        raise Invalid(Problem(f"没有 {month} 月", "截至月份", "1–12", "一般填 6 或 9"))
    return _open_ask(actor, year, month)


def _open_ask(actor: User | None, year: int, month: int) -> jobs.Job:
    return jobs.job_ask(
        actor=actor,
        kind=OPEN_JOB,
        title=f"建立 {year} 年 1–{month} 月绩效运行监控",
        arguments={"year": year, "month": month, "user": actor.pk if actor is not None else None},
        joint_key=f"{OPEN_JOB}:{year}:{month}:{actor.pk if actor is not None else ''}",
    )


@jobs.handler(OPEN_JOB)
def open_all(progress: jobs.Progress) -> dict[str, Any]:
    """Opens what is not there yet; begun again, it goes on where it was."""
    asked = progress.job.arguments
    year, month = asked["year"], asked["month"]
    actor = User.objects.get(pk=asked["user"]) if asked["user"] is not None else None
    keys = list(_without(actor, year, month).order_by("pk").values_list("pk", flat=True))
    opened = 0
    for number, key in enumerate(keys, 1):
        goals = GoalSet.objects.select_related("project", "owner", "place", "submitted_by").get(pk=key)
        try:
            made = monitoring_create(actor=actor, goals=goals, month=month, is_demo=goals.is_demo)
        except (Invalid, Refused) as error:
            progress.fail_row(str(goals), str(error))
        else:
            opened += 1
            _tell(made, goals)
        progress.tell(number, len(keys), "建立监控")
    url = f"{reverse('evaluation:monitoring_list')}?year={year}&month={month}"
    return {"opened": opened, "next_url": url, "next_label": "查看"}


def _without(actor: User | None, year: int, month: int) -> Any:
    """Goals in force that have no monitoring of the month."""
    rows = selectors.all_goals_in_force(year)
    if actor is not None:
        rows = rows.visible_to(actor, Permission.GOAL_EDIT)  # type: ignore[attr-defined]
    return rows.exclude(pk__in=Monitoring.objects.filter(year=year, month=month).values("goals"))


def _tell(made: Monitoring, goals: GoalSet) -> None:
    if goals.submitted_by is not None:
        inbox.notice_send(
            users=[goals.submitted_by],
            source=f"{KIND}:open:{made.year}:{made.month}",
            category=KIND,
            title=f"请填写：{made}",
            url=made.get_absolute_url(),
            target=made,
        )


def monitorings_due(now: datetime) -> None:
    """In the first days after June and September: opens the month's monitorings of the year. Safe to run twice."""
    today = timezone.localtime(now).date()
    month = today.month - 1
    if month not in PROPOSED_MONTHS or today.day > OPENED_UNTIL_DAY:
        return
    if _without(None, today.year, month).exists():
        _open_ask(None, today.year, month)
