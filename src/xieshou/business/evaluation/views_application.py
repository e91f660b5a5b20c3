"""Application of results: what the budget must answer; problems of an evaluation on the rectification ledger."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import forms_appraisal as forms
from xieshou.business.evaluation.models import Application, Appraisal, FormState
from xieshou.business.evaluation.selectors_appraisal import money_url
from xieshou.business.evaluation.services import applying
from xieshou.business.evaluation.services.application_document import application_document, application_origins
from xieshou.business.evaluation.services.applying import FoundProblem
from xieshou.business.evaluation.telling import FORMS
from xieshou.business.evaluation.views_appraisal import HISTORY_SHOWN, appraisal_for, trail
from xieshou.business.evaluation.views_scoring import file_answer
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.shell import change as shell


def _loaded(request: HttpRequest, pk: int, permission: Permission | None = None) -> tuple[Application, User]:
    user = user_of(request)
    return load(Application, user, permission, pk=pk), user


def _trail(found: Application) -> list[shell.Crumb]:
    return [(_("结果应用"), reverse("evaluation:list") + "?tab=application"), shell.to(found)]


@require_GET
def application_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The suggestion and the answer."""
    found, user = _loaded(request, pk)
    context = {
        "application": found,
        "money_url": money_url(found, found.year - 1),
        "may_answer": found.state in applying.UNANSWERED and user.may(Permission.GOAL_EDIT, found),
        "may_decide": found.state == FormState.SUBMITTED and user.may(Permission.APPRAISAL_MANAGE, found),
        "entries": audit.history_of(found)[:HISTORY_SHOWN],
    }
    return render(request, "evaluation/appraisal/application.html", context)


@require_http_methods(["GET", "POST"])
def application_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the budget proposal answers."""
    found, user = _loaded(request, pk, Permission.GOAL_EDIT)
    initial = {"opened_version": found.version, "answer": found.answer, "asked_fen": found.asked_fen}
    form = forms.ApplicationAnswerForm(request.POST or None, initial=initial)

    def save() -> Application:
        return applying.application_answer(actor=user, application=found, **form.cleaned_data)

    return shell.change(
        request, form, save, title=_("回应评价结果"), trail=_trail(found), button=_("提交回应"), note=found.suggestion
    )


@require_POST
def application_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer is accepted."""
    found, user = _loaded(request, pk, Permission.APPRAISAL_MANAGE)
    applying.application_confirm(actor=user, application=found, opened_version=opened_version(request))
    messages.success(request, _("已确认"))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def application_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer must be given again."""
    found, user = _loaded(request, pk, Permission.APPRAISAL_MANAGE)
    form = forms.ReturnApplicationForm(request.POST or None, initial={"opened_version": found.version})

    def save() -> Application:
        return applying.application_return(actor=user, application=found, **form.cleaned_data)

    return shell.change(request, form, save, title=_("退回回应"), trail=_trail(found), button=_("退回"))


@require_GET
def application_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The application for print."""
    found, _user = _loaded(request, pk)
    sources = partial(application_origins, found)
    return file_answer(request, application_document(found), kind, f"application-{found.pk}", sources, FORMS)


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A problem of the evaluation for the rectification ledger."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    form = forms.FindingForm(request.POST or None, owner=found.owner)

    def save() -> Appraisal:
        applying.appraisal_findings(actor=user, appraisal=found, findings=[FoundProblem(**form.cleaned_data)])
        return found

    note = _("登记到“问题与整改”，由%(owner)s整改，在那里复核销号。") % {"owner": found.owner}
    return shell.change(request, form, save, title=_("登记评价发现的问题"), trail=trail(found), note=note)
