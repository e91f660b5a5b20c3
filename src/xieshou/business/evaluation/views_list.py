"""The list of the performance cycle: goals, monitoring, self-evaluation, evaluation, application, ex-ante assessment."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xieshou.business.evaluation.models import (
    Application,
    Appraisal,
    ExAnte,
    FormState,
    GoalSet,
    Monitoring,
    OfYear,
    SelfEvaluation,
)
from xieshou.business.evaluation.views_past import may_register_past
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import user_of
from xieshou.platform.shell import paging


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the list."""

    code: str
    label: Any
    model: type[OfYear]
    note: Any = ""


TABS = (
    Tab("goals", _("目标"), GoalSet, _("年度总体目标和绩效指标；批准的版本是执行、监控和评价的依据。")),
    Tab("monitoring", _("监控"), Monitoring, _("资金和目标两条进度与时间相比。")),
    Tab("self", _("自评"), SelfEvaluation, _("每个完成值带来源或佐证，按方案计分。")),
    Tab("appraisal", _("评价"), Appraisal, _("部门评价、财政评价和第三方评价。")),
    Tab("application", _("结果应用"), Application, _("结果对下一年预算的建议，和预算编制的回应。")),
    Tab("ex_ante", _("事前评估"), ExAnte, _("新增重大项目先评估，通过后才能报目标、申请预算。")),
)


@require_GET
def performance_list(request: HttpRequest) -> HttpResponse:
    """One tab of the cycle, newest first; filters stay in the address."""
    user = user_of(request)
    if not user.may(Permission.PERFORMANCE_READ):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PERFORMANCE_READ.label})
    tab = next((one for one in TABS if one.code == request.GET.get("tab")), TABS[0])
    filters = {name: request.GET.get(name, "").strip() for name in ("year", "project", "state", "q")}
    rows = _narrowed(tab.model, filters).select_related("project", "owner", "place")
    context = {
        "tabs": [(one, _tab_url(one, filters)) for one in TABS],
        "tab": tab,
        "filters": filters,
        "page": paging.newest_page(request, user, rows),
        "years": range(timezone.localdate().year + 1, 2015, -1),
        "states": FormState.choices,
        "may_edit": user.may(Permission.GOAL_EDIT),
        "may_register_past": may_register_past(user),
        "may_manage": user.may(Permission.APPRAISAL_MANAGE),
    }
    return render(request, "evaluation/list.html", context)


def _narrowed(model: type[OfYear], filters: dict[str, str]) -> Any:
    rows = model.objects.all()
    if (year := key_of(filters["year"])) is not None and year < 10_000:
        rows = rows.filter(year=year)
    if (project := key_of(filters["project"])) is not None:
        rows = rows.filter(project_id=project)
    if filters["state"] in FormState.values:
        rows = rows.filter(state=filters["state"])
    if filters["q"]:
        rows = rows.filter(project__name__contains=filters["q"]) | rows.filter(
            project=None, owner__name__contains=filters["q"]
        )
    return rows


def _tab_url(tab: Tab, filters: dict[str, str]) -> str:
    kept = {name: filters[name] for name in ("year", "project", "q") if filters[name]}
    return f"?{urlencode({'tab': tab.code, **kept})}"
