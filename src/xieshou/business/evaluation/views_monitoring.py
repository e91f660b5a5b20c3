"""Pages of monitoring: the list by gap, begin, read with the chart, fill in, submit, decide, print."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import printing_self, selectors_self
from xieshou.business.evaluation.forms_goals import ReturnForm, VersionForm
from xieshou.business.evaluation.forms_self import NewMonitoringForm, OpenMonitoringsForm, monitoring_typed
from xieshou.business.evaluation.models import FormState, GoalSet, Monitoring, Possibility, Reach
from xieshou.business.evaluation.rule_kinds import MONITORING, limits_of, rule_of_monitoring
from xieshou.business.evaluation.services import approval, forms_funds, monitoring_lines, monitoring_year
from xieshou.business.evaluation.services import monitoring as services
from xieshou.business.evaluation.services.behind import changes_behind
from xieshou.business.evaluation.services.checking import SEVERITY_WORDS, said
from xieshou.business.evaluation.services.fill_in import check_open
from xieshou.business.evaluation.services.monitoring_typed import CAUSES
from xieshou.business.evaluation.services.self_goals import newer_goals
from xieshou.business.evaluation.telling import FORMS, remembering, telling_of
from xieshou.business.evaluation.views_autosave import autosaved
from xieshou.business.evaluation.views_check import TYPES, attachment
from xieshou.business.rules.api import Book, book
from xieshou.kernel import goals as kernel
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import cells
from xieshou.platform.shell import change as shell
from xieshou.platform.shell import paging

HISTORY_SHOWN = 30
FILTERS = ("year", "month", "state", "q")


def form_for(request: HttpRequest, pk: int, permission: Permission | None = None) -> tuple[Monitoring, User]:
    """A monitoring through the permission check, its state as its approval stands."""
    user = user_of(request)
    found = load(Monitoring, user, permission, pk=pk)
    approval.follow(found)
    return found, user


def trail(found: Monitoring | None = None) -> list[shell.Crumb]:
    """The pages above."""
    above: list[shell.Crumb] = [(_("绩效运行监控"), reverse("evaluation:monitoring_list"))]
    return [*above, shell.to(found)] if found is not None else above


@require_GET
def monitoring_list(request: HttpRequest) -> HttpResponse:
    """Monitorings, the largest gap between money and targets first."""
    user = user_of(request)
    if not user.may(Permission.PERFORMANCE_READ):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PERFORMANCE_READ.label})
    filters = {name: request.GET.get(name, "").strip() for name in FILTERS}
    page = paging.page(request, selectors_self.monitorings(user, filters), "-gap_e4")
    limits = book(MONITORING)
    context = {
        "page": page,
        "rows": [_listed(row, limits) for row in page.rows],
        "filters": filters,
        "years": range(timezone.localdate().year + 1, 2015, -1),
        "months": range(1, 13),
        "states": FormState.choices,
        "may_edit": user.may(Permission.GOAL_EDIT),
    }
    return render(request, "evaluation/monitoring/list.html", context)


def _listed(row: Monitoring, limits: Book) -> dict[str, Any]:
    shares = {name: selectors_self.percent_of(getattr(row, name)) for name in ("spending_e4", "targets_e4", "gap_e4")}
    gap = limits_of(rule_of_monitoring(row, limits)).gap
    is_wide = row.gap_e4 is not None and row.gap_e4 > gap.scaled(4)
    return {"form": row, "time": selectors_self.percent_of(row.month * 10_000 // 12), "is_wide": is_wide, **shares}


@require_http_methods(["GET", "POST"])
def monitoring_new(request: HttpRequest) -> HttpResponse:
    """Begins the monitoring of goals in force."""
    user = user_of(request)
    initial = {name: request.GET[name] for name in ("goals", "month") if name in request.GET}
    form = NewMonitoringForm(request.POST or None, user=user, initial=initial)

    def save() -> str:
        goals = load(GoalSet, user, Permission.GOAL_EDIT, pk=form.cleaned_data["goals"].pk)
        made = services.monitoring_create(
            actor=user, goals=goals, month=form.cleaned_data["month"], is_demo=goals.is_demo
        )
        return reverse("evaluation:monitoring_edit", args=[made.pk])

    note = _("资金和取数指标的完成情况按当月末自动带出。")
    return shell.change(request, form, save, title=_("新建监控"), trail=trail(), button=_("建立并填写"), note=note)


@require_http_methods(["GET", "POST"])
def monitoring_open(request: HttpRequest) -> HttpResponse:
    """Opens the monitorings of a whole year at once, as a job."""
    user = user_of(request)
    form = OpenMonitoringsForm(request.POST or None, initial={"year": timezone.localdate().year})

    def save() -> str:
        job = monitoring_year.monitorings_open(actor=user, **form.cleaned_data)
        return reverse("jobs:page", args=[job.pk])

    note = _("为您负责的、目标已批准的每个项目建立一份；已有的不动。每年 7 月、10 月初系统也会自动建立。")
    title = _("批量建立监控")
    done = _("已开始，进度见本页")
    return shell.change(request, form, save, title=title, trail=trail(), button=_("建立"), note=note, done=done)


# --- reading ---


@require_GET
def monitoring_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One monitoring as it stands: the chart, the rows, the findings beside them with their arithmetic."""
    found, user = form_for(request, pk)
    return page_of(request, found, user)


def page_of(
    request: HttpRequest, found: Monitoring, user: User, problems: tuple[Any, ...] = (), status: int = 200
) -> HttpResponse:
    """The page, also after something was refused."""
    shown = _shown(found)
    may_edit = user.may(Permission.GOAL_EDIT, found) and found.is_editable
    context = {
        "form": found,
        "rule": rule_of_monitoring(found),
        **shown,
        "may": {
            "edit": may_edit,
            "delete": may_edit and found.submitted_at is None,
            "decide": approval.reviews(found, user),
        },
        "newer": newer_goals(found),
        "behind": changes_behind(found.goals) if found.is_editable else (),
        "matter": approval.matter_of(found),
        "entries": audit.history_of(found)[:HISTORY_SHOWN],
        "problems": problems,
    }
    return render(request, "evaluation/monitoring/page.html", context, status=status)


def _shown(found: Monitoring) -> dict[str, Any]:
    """What both the page and the form show."""
    lines, funds = monitoring_lines.lines_of(found), monitoring_lines.funds_now(found)
    told = monitoring_lines.monitored(found, lines, funds)
    findings = [_finding(one) for one in told.findings]
    progress = {one.code: one for one in told.progress}
    own = {line.indicator.code for line in lines}
    names = {line.indicator.code: line.indicator.name for line in lines}
    return {
        "rows": [_row(line, findings, progress) for line in lines],
        "general": [one for one in findings if one["indicator"] not in own],
        "findings": findings,
        "funds": forms_funds.shown_rows(funds),
        "bars": selectors_self.bars(told, names),
        "time_at": told.time.scaled(3),
        "told": told,
        "forecast_fen": None if told.spending_forecast is None else told.spending_forecast.scaled(2),
    }


def _finding(one: kernel.GoalFinding) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "severity": one.severity.value,
        "severity_words": SEVERITY_WORDS[one.severity],
        "title": said(kernel.CATALOGUE[one.code].title),
        "what": said(one.what),
        "why": said(one.why),
        "remedy": said(one.remedy),
    }


def _row(
    line: monitoring_lines.Line, findings: list[dict[str, Any]], progress: dict[str, kernel.Progress]
) -> dict[str, Any]:
    known = progress.get(line.indicator.code)
    forecast = known.forecast if known is not None else None
    return {
        "line": line,
        "findings": [one for one in findings if one["indicator"] == line.indicator.code],
        "arithmetic": said(known.arithmetic) if known is not None and known.arithmetic is not None else "",
        "forecast": said(forecast.arithmetic) if forecast is not None else "",
        "causes": [_(CAUSES[cause]) for cause in line.row.causes if cause in CAUSES],
    }


# --- filling in ---


@require_http_methods(["GET", "POST"])
def monitoring_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form. A wrong cell or somebody else's change loses nothing."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    check_open(user, found)
    if request.method == "GET":
        return _edit(request, found)
    try:
        typed = monitoring_typed(request.POST)
        services.monitoring_save(actor=user, monitoring=found, opened_version=opened_version(request), typed=typed)
    except Invalid as error:
        return _edit(request, form_for(request, pk)[0], problems=error.problems, status=422)
    except Stale as error:
        return _edit(request, form_for(request, pk)[0], conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect(found if request.POST.get("next") == "page" else reverse("evaluation:monitoring_edit", args=[pk]))


@require_POST
def monitoring_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the draft while one types."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)

    def save() -> None:
        typed, opened = monitoring_typed(request.POST), opened_version(request)
        services.monitoring_save(actor=user, monitoring=found, opened_version=opened, typed=typed)

    return autosaved(request, found, save)


def _edit(request: HttpRequest, found: Monitoring, status: int = 200, **more: Any) -> HttpResponse:
    shown = _shown(found)
    posted = request.POST if status != 200 else None
    for row in shown["rows"]:
        row["typed"] = _typed(row["line"], posted)
    for row in shown["funds"]:
        row["forecast_text"] = _forecast_text(row, posted)
    context = {
        **shown,
        "form": found,
        "texts": {name: _text(posted, name, getattr(found, name)) for name in ("words", "measures")},
        "causes": [(cause, _(words)) for cause, words in CAUSES.items()],
        "possibilities": Possibility.choices,
        "reaches": Reach.choices,
        **more,
    }
    return render(request, "evaluation/monitoring/edit.html", context, status=status)


def _text(posted: Any, name: str, stored: str) -> str:
    return str(posted.get(name, stored)) if posted is not None else stored


def _typed(line: monitoring_lines.Line, posted: Any) -> dict[str, Any]:
    code, row = line.indicator.code, line.row
    names = ("actual", "forecast", "reason", "possibility", "note", "reach")
    typed: dict[str, Any] = {name: _text(posted, f"v-{code}-{name}", getattr(row, name)) for name in names}
    typed["causes"] = posted.getlist(f"v-{code}-causes") if posted is not None else row.causes
    return typed


def _forecast_text(row: dict[str, Any], posted: Any) -> str:
    known = row.get("forecast_fen")
    stored = f"{cells.money(known, '元')} 元" if isinstance(known, int) else ""
    return _text(posted, f"forecast-{row['row']}", stored)


# --- submitting, deciding, printing ---


@require_POST
def monitoring_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the form to its reviewers, or shows everything that stands against it."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    try:
        services.monitoring_submit(actor=user, monitoring=found, opened_version=opened_version(request))
    except Invalid as error:
        fresh, user = form_for(request, pk)
        return page_of(request, fresh, user, problems=error.problems, status=422)
    messages.success(request, _("已提交审核"))
    return redirect(found)


@require_POST
def monitoring_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer agrees."""
    found, user = form_for(request, pk)
    seen, comment = key_of(request.POST.get("opened_version", "")), request.POST.get("comment", "")
    services.monitoring_pass(actor=user, monitoring=found, comment=comment, opened_version=seen)
    messages.success(request, _("已同意"))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def monitoring_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the form back with why."""
    found, user = form_for(request, pk)
    form = ReturnForm(request.POST or None)

    def save() -> Monitoring:
        return services.monitoring_return(actor=user, monitoring=found, reason=form.cleaned_data["reason"])

    note = _("填报单位改好后重新提交，会直接回到您这里。")
    return shell.change(
        request, form, save, title=_("退回修改"), trail=trail(found), button=_("退回"), note=note, done=_("已退回")
    )


@require_http_methods(["GET", "POST"])
def monitoring_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws a draft away."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    form = VersionForm(request.POST or None, initial={"opened_version": found.version})

    def save() -> str:
        services.monitoring_delete(actor=user, monitoring=found, opened_version=form.cleaned_data["opened_version"])
        return reverse("evaluation:monitoring_list")

    note = _("删除后不能恢复；改动记录仍保留。")
    return shell.change(
        request, form, save, title=_("删除草稿"), trail=trail(found), button=_("删除"), note=note, is_grave=True
    )


@require_GET
def monitoring_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The official monitoring form."""
    found, _user = form_for(request, pk)
    if kind not in TYPES:
        raise Http404
    data = printing_self.monitoring_file(found, kind, telling_of(request, FORMS))
    return remembering(request, attachment(data, kind, f"monitoring-{found.pk}"), FORMS)
