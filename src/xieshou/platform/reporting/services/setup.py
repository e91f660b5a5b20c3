"""Setting up: forms with their figures, who reports them, exceptions of single periods."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation
from xieshou.platform.reporting import notify
from xieshou.platform.reporting.calendar import CODE_EXAMPLES, PeriodKind, dates_of, span_of
from xieshou.platform.reporting.models import Assignment, Figure, Form, PeriodException, State
from xieshou.platform.reporting.permissions import check
from xieshou.platform.reporting.selectors import units_of

LABELS = {
    "name": "名称",
    "owner": "布置单位",
    "cadence": "周期",
    "ledger": "对应台账",
    "instructions": "填报说明",
    "due_days": "期末后几日内报送",
    "due_unit": "按",
    "due_time": "截止时刻",
    "opens_before": "期末前几日开启",
    "starts_on": "起报日期",
    "ends_on": "停报日期",
}
FIGURE_FIELDS = ("label", "unit", "decimals", "minimum", "maximum", "note")
SLUG = re.compile(r"[a-z][a-z0-9_-]*")


@transaction.atomic
def form_save(
    *,
    actor: User | None,
    form: Form | None,
    values: Mapping[str, Any],
    figures: Sequence[Mapping[str, Any]],
    opened_version: int = 1,
    is_demo: bool = False,
) -> Form:
    """A new form, or changes to one. Figures are matched by code; one that has values stays and cannot be taken off.

    The cadence of a form with opened periods cannot change: its periods would no longer join.
    """
    before, told = _known(form), _told(form)
    found = form if form is not None else Form(code=values["code"], is_demo=is_demo)
    if actor is not None and form is not None:
        check(actor, Permission.PERIOD_MANAGE, form)
    for name in LABELS:
        setattr(found, name, values[name])
    if actor is not None:
        check(actor, Permission.PERIOD_MANAGE, found.owner)
    if problems := [*_form_problems(found, before), *_figure_problems(figures)]:
        raise Invalid(*problems)
    if form is not None:
        _take_version(form, opened_version)
    found.save()
    changes = audit.changed_fields(told, _told(found), LABELS) + _save_figures(found, figures)
    audit.record(actor=actor, action="form.change" if form else "form.create", target=found, changes=changes)
    return found


def _known(form: Form | None) -> dict[str, Any]:
    return {name: getattr(form, name) for name in LABELS} if form is not None else {}


def _told(form: Form | None) -> dict[str, Any]:
    """The settings as a person reads them: what was chosen by its label, whichever language the person works in."""
    if form is None:
        return {}
    with translation.override("zh-hans"):
        return _known(form) | {"cadence": form.get_cadence_display(), "due_unit": form.get_due_unit_display()}


def _form_problems(form: Form, before: Mapping[str, Any]) -> list[Problem]:
    found = []
    if not SLUG.fullmatch(form.code):
        found.append(Problem(f"“{form.code}”不能作代码", "代码", "小写字母开头，小写字母、数字、-、_"))
    if not before and Form.objects.filter(code=form.code).exists():
        found.append(Problem(f"代码“{form.code}”已有", "代码", remedy="换一个代码"))
    if before and before["cadence"] != form.cadence and form.periods.exists():
        found.append(Problem("已开过期次，不能改", "周期", remedy="停报这张表，另建一张"))
    if form.ends_on is not None and form.ends_on < form.starts_on:
        found.append(Problem("早于起报日期", "停报日期"))
    return found


def _figure_problems(figures: Sequence[Mapping[str, Any]]) -> list[Problem]:
    found, seen = [], set()
    for row, figure in enumerate(figures, 1):
        where = f"指标第 {row} 行"
        if not SLUG.fullmatch(figure["code"]):
            found.append(Problem(f"“{figure['code']}”不能作代码", where, "小写字母开头，小写字母、数字、-、_"))
        if figure["code"] in seen:
            found.append(Problem(f"代码“{figure['code']}”重复", where))
        seen.add(figure["code"])
        found += [
            Problem(f"“{figure[name]}”不是数", where, "十进制数，或留空")
            for name in ("minimum", "maximum")
            if figure[name] and not _is_number(figure[name])
        ]
    return found


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _take_version(form: Form, opened: int) -> None:
    if not Form.objects.filter(pk=form.pk, version=opened).update(version=opened + 1):
        raise Stale(by="另一位用户")
    form.version = opened + 1


def _save_figures(form: Form, figures: Sequence[Mapping[str, Any]]) -> list[audit.Change]:
    there = {figure.code: figure for figure in form.figures.all()}
    changes = []
    for order, values in enumerate(figures):
        figure = there.pop(values["code"], None) or Figure(form=form, code=values["code"])
        before = str(figure) if figure.pk else None
        for name in FIGURE_FIELDS:
            setattr(figure, name, values[name])
        figure.order = order
        figure.save()
        if before != str(figure):
            changes.append(audit.Change(f"指标 {figure.code}", before, str(figure)))
    return changes + [_take_off(form, figure) for figure in there.values()]


def _take_off(form: Form, figure: Figure) -> audit.Change:
    if form.submissions.filter(figures__has_key=figure.code).exists():
        raise Invalid(Problem("已有单位填过，不能去掉", str(figure), remedy="停报这张表，另建一张"))
    figure.delete()
    return audit.Change(f"指标 {figure.code}", str(figure), None)


@transaction.atomic
def assignment_add(
    *,
    actor: User | None,
    form: Form,
    organisation: Organisation,
    is_subtree: bool,
    kinds: Sequence[str],
    valid_from: date,
) -> Assignment:
    """Lets units report a form from a day on. The right is needed on the form and on the organisation."""
    if actor is not None:
        check(actor, Permission.PERIOD_MANAGE, form)
        check(actor, Permission.PERIOD_MANAGE, organisation)
    if form.assignments.filter(organisation=organisation, is_subtree=is_subtree, valid_to=None).exists():
        raise Invalid(Problem("已经布置过", str(organisation)))
    assignment = Assignment.objects.create(
        form=form, organisation=organisation, is_subtree=is_subtree, kinds=list(kinds), valid_from=valid_from
    )
    audit.record(
        actor=actor,
        action="assignment.add",
        target=form,
        changes=[audit.Change("填报单位", None, f"{assignment}，自 {valid_from}")],
    )
    return assignment


@transaction.atomic
def assignment_end(*, actor: User, assignment: Assignment, day: date) -> None:
    """From a day on the units no longer report; what is empty in periods ending on or after it goes, the rest stays."""
    check(actor, Permission.PERIOD_MANAGE, assignment.form)
    if day <= assignment.valid_from:
        raise Invalid(Problem("不晚于开始日期", "停止日期", f"{assignment.valid_from} 之后"))
    assignment.valid_to = day
    assignment.save()
    removed = _take_back(assignment.form, day)
    change = audit.Change("填报单位", str(assignment), f"自 {day} 不再填报，去掉 {removed} 份空表")
    audit.record(actor=actor, action="assignment.end", target=assignment.form, changes=[change])


def _take_back(form: Form, day: date) -> int:
    """Removes the empty submissions of units that no assignment asks any more; returns how many."""
    assignments = list(form.assignments.select_related("organisation"))
    removed = 0
    for period in form.periods.filter(last_day__gte=day).select_related("form"):
        unasked = period.submissions.filter(state=State.NOT_REPORTED).exclude(
            owner__in=units_of(assignments, period.span)
        )
        for submission in unasked.select_related("owner", "form", "period__form"):
            notify.withdrawn(submission)
            submission.delete()
            removed += 1
    return removed


@transaction.atomic
def exception_set(
    *,
    actor: User,
    form: Form,
    period_code: str,
    opens_at: datetime | None,
    due_at: datetime | None,
    reason: str,
) -> PeriodException:
    """Another opening or due time for one period; an opened period takes it at once."""
    check(actor, Permission.PERIOD_MANAGE, form)
    problems = _exception_problems(form, period_code, opens_at, due_at, reason)
    if problems:
        raise Invalid(*problems)
    exception, _is_new = PeriodException.objects.update_or_create(
        form=form,
        period_code=period_code,
        defaults={"opens_at": opens_at, "due_at": due_at, "reason": reason.strip()},
    )
    period = form.periods.filter(code=period_code).first()
    span = span_of(form.kind, period_code)
    if period is not None and span is not None:
        dates = dates_of(span, form.rule, {period_code: exception.override})
        period.opens_at, period.due_at, period.reason = dates.opens_at, dates.due_at, dates.reason
        period.save()
    changes = [
        audit.Change(f"{period_code} {label}", None, f"{timezone.localtime(value):%Y-%m-%d %H:%M}")
        for label, value in (("开启", opens_at), ("截止", due_at))
        if value is not None
    ]
    audit.record(actor=actor, action="period.except", target=form, changes=changes, reason=reason)
    return exception


def _exception_problems(
    form: Form, period_code: str, opens_at: datetime | None, due_at: datetime | None, reason: str
) -> list[Problem]:
    found = []
    span = span_of(form.kind, period_code)
    if span is None:
        example = CODE_EXAMPLES[PeriodKind(form.cadence)]
        found.append(Problem(f"“{period_code}”不是{form.get_cadence_display()}的期次", "期次", f"如 {example}"))
    if opens_at is None and due_at is None:
        found.append(Problem("开启和截止都没有填", "时间", remedy="至少填一个"))
    if not reason.strip():
        found.append(Problem("没有写理由", "理由"))
    if span is not None:
        dates = dates_of(span, form.rule, {})
        if (opens_at or dates.opens_at) >= (due_at or dates.due_at):
            found.append(Problem("截止不晚于开启", "截止", remedy="改晚截止，或改早开启"))
    return found
