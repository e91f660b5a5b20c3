"""补录: goals that were approved before the system kept them, taken in from their own table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.evaluation import sheet_goals
from xieshou.business.evaluation.forms_goals import PastGoalsForm
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.evaluation.official_goals import read_file_sent
from xieshou.business.evaluation.services.past import goals_register_past, past_begun, past_schemes
from xieshou.business.evaluation.views_check import attachment
from xieshou.business.evaluation.views_goals import trail
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, user_of
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
        return goals_register_past(
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

    note = _("系统启用前已经批准的往年目标，按批准时的原样补录；检查发现的问题照样列出，但不拦截。补录后立即生效。")
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
