"""Mid-year changes: a new version, the list of versions, old beside new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.evaluation.forms_goals import AdjustForm
from xieshou.business.evaluation.services import versions
from xieshou.business.evaluation.views_goals import goals_for, trail
from xieshou.lib.permission import Permission
from xieshou.platform.shell import change as shell


@require_http_methods(["GET", "POST"])
def goals_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a new version of approved goals."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    form = AdjustForm(request.POST or None)

    def save() -> str:
        new = versions.goals_adjust(actor=user, goals=found, **form.cleaned_data)
        return reverse("evaluation:goals_edit", args=[new.pk])

    note = _("新版批准之前，现在这一版继续有效；两版都可以打印。")
    return shell.change(request, form, save, title=_("年中调整"), trail=trail(found), button=_("建立新版"), note=note)


@require_GET
def goals_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with what it changed: who approved it, why, on what basis."""
    found, _user = goals_for(request, pk)
    context = {"goals": found, "changes": versions.change_list(found)}
    return render(request, "evaluation/goals/changes.html", context)
