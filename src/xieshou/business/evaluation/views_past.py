"""补录: goals that were approved before the system kept them, taken in from their own table."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.evaluation import sheet_goals
from xieshou.business.evaluation.forms_goals import PastGoalsForm, WithdrawPastForm
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.evaluation.official_goals import read_file_sent
from xieshou.business.evaluation.services import past as services
from xieshou.business.evaluation.services.past import goals_register_past, past_begun, past_schemes
from xieshou.business.evaluation.views_check import attachment
from xieshou.business.evaluation.views_goals import trail
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell import change as shell

RIGHTS = (Permission.GOAL_EDIT, Permission.GOAL_REVIEW)


def may_register_past(user: User) -> bool:
    """Whether there is anything this person may both fill in and review."""
    return all(user.may(one) for one in RIGHTS)


@require_http_methods(["GET", "POST"])
def goals_past(request: HttpRequest) -> HttpResponse:
    """Registers approved goals of a past year; nothing is kept until every cell of the table is right."""
    user = _registrar(request)
    initial = {name: request.GET[name] for name in ("project", "year") if name in request.GET}
    form = PastGoalsForm(request.POST or None, request.FILES or None, user=user, initial=initial)

    def save() -> GoalSet:
        asked = form.cleaned_data
        project = asked["project"]
        owner = asked["owner"] if project is None else None
        begun = past_begun(asked["year"], asked["scheme"], project, owner)
        expected, rows = read_file_sent(begun, asked["file"])
        made = goals_register_past(
            actor=user,
            project=project,
            owner=owner,
            year=asked["year"],
            scheme=asked["scheme"],
            expected=expected,
            rows=rows,
            reason=asked["reason"],
            basis=asked["basis"],
        )
        _keep(user, made, asked["file"])
        return made

    note = _(
        "系统启用前已经批准的往年目标，按批准时的原样补录；检查发现的问题照样列出，但不拦截。补录后立即生效；传错了的，在目标页“撤销补录”。"
    )
    return shell.change(
        request,
        form,
        save,
        title=_("补录往年目标"),
        trail=trail(),
        button=_("补录"),
        note=note,
        template="evaluation/goals/past.html",
        schemes=past_schemes(),
    )


def _keep(user: User, made: GoalSet, file: Any) -> None:
    """The table as it was uploaded stands behind the goals, where the person may add evidence."""
    if not user.may(Permission.EVIDENCE_ADD, made.owner):
        return
    file.seek(0)
    kept, _new = evidence.evidence_add(actor=user, owner=made.owner, upload=file, title=f"{made} 原表"[:200])
    evidence.cite(actor=user, evidence=kept, record=made, proves=_("补录所依据的原表"))


@require_http_methods(["GET", "POST"])
def past_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what was registered by mistake."""
    user = user_of(request)
    goals = load(GoalSet, user, Permission.GOAL_EDIT, pk=pk)
    form = WithdrawPastForm(request.POST or None, initial={"opened_version": goals.version})

    def save() -> str:
        services.past_withdraw(actor=user, goals=goals, **form.cleaned_data)
        return reverse("evaluation:list")

    note = _("只用于传错了文件、选错了项目或年度。撤销后可以重新补录；撤销的内容和理由记在审计日志里。")
    return shell.change(
        request,
        form,
        save,
        title=_("撤销补录"),
        trail=trail(goals),
        button=_("撤销补录"),
        note=note,
        done=_("已撤销"),
        is_grave=True,
    )


@require_GET
def goals_past_sheet(request: HttpRequest, scheme: str) -> HttpResponse:
    """The workbook to fill in for a scheme."""
    _registrar(request)
    if scheme not in {one.id for one in past_schemes()}:
        raise Http404
    return attachment(sheet_goals.workbook_of(GoalSet(scheme=scheme)), "xlsx", f"goals-{scheme}")


def _registrar(request: HttpRequest) -> User:
    user = user_of(request)
    for permission in RIGHTS:
        if not user.may(permission):
            raise Refused(_("您没有“%(right)s”的权限") % {"right": permission.label})
    return user
