"""Dual monitoring: spending and targets against time at the end of a month, filled in, submitted, approved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import (
    FormState,
    GoalSet,
    Monitoring,
    MonitoringRow,
)
from xieshou.business.evaluation.rule_kinds import rule_of_monitoring
from xieshou.business.evaluation.services import approval
from xieshou.business.evaluation.services.approval import FormKind
from xieshou.business.evaluation.services.fill_in import check_open, may_fill, take_version
from xieshou.business.evaluation.services.monitoring_lines import (
    Line,
    fund_rows_now,
    funds_now,
    keep_progress,
    lines_of,
    monitored,
)
from xieshou.business.evaluation.services.monitoring_typed import (
    Typed,
    changes_typed,
    fill,
    reach_problems,
    typed_problems,
)
from xieshou.business.metrics import api as metrics
from xieshou.kernel import goals as kernel
from xieshou.kernel.goals import Severity
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

KIND = "evaluation.monitoring"


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
    form.funds = fund_rows_now(form)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"{form}已经建立", "截至月份", remedy="打开已有的监控填报")) from error
    _rows_create(form)
    keep_progress(form)
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


@transaction.atomic
def monitoring_save(
    *, actor: User, monitoring: Monitoring, opened_version: int, typed: Typed, reason: str = ""
) -> Monitoring:
    """Keeps the form as typed, complete or not. `Invalid` with every wrong cell, `Stale` with what differs."""
    check_open(actor, monitoring)
    lines = {one.code: one for one in lines_of(monitoring)}
    if problems := [*typed_problems(lines, typed), *reach_problems(actor, monitoring, lines, typed)]:
        raise Invalid(*problems)
    changes = changes_typed(monitoring, lines, typed)
    take_version(monitoring, opened_version, changes)
    for code, entry in typed.rows.items():
        fill(lines[code], entry)
    for name in ("words", "measures"):
        text = getattr(typed, name)
        if text is not None:
            setattr(monitoring, name, text.strip())
    monitoring.funds = [_forecast_row(row, typed) for row in funds_now(monitoring)]
    keep_progress(monitoring)
    if changes:
        audit.record(actor=actor, action="monitoring.save", target=monitoring, changes=changes, reason=reason)
    return monitoring


def _forecast_row(row: dict[str, Any], typed: Typed) -> dict[str, Any]:
    return {**row, "forecast_fen": typed.forecasts.get(row["row"], row.get("forecast_fen"))}


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
    monitoring.rule = rule_of_monitoring(monitoring).version
    keep_progress(monitoring)
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
def monitoring_pass(
    *, actor: User, monitoring: Monitoring, comment: str = "", opened_version: int | None = None
) -> Monitoring:
    """The reviewer agrees."""
    approval.form_pass(actor=actor, form=monitoring, comment=comment, opened_version=opened_version)
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
