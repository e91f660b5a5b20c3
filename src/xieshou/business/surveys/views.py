"""The pages of surveys for those who run them: list, one survey, its form, its questions, opening and closing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.rectification.api import record_linked
from xieshou.business.surveys import selectors, services
from xieshou.business.surveys.figures import ratio
from xieshou.business.surveys.forms import ChangeSurveyForm, NewSurveyForm, QuestionForm
from xieshou.business.surveys.models import State, Survey
from xieshou.business.surveys.sampling import RULE
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change, place, to

SHOWN_HISTORY = 100


def holder(request: HttpRequest, permission: Permission) -> User:
    """The person, who must hold the right somewhere."""
    user = user_of(request)
    if not user.may(permission):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": permission.label})
    return user


def edited(request: HttpRequest, pk: int) -> tuple[User, Survey]:
    """The person and the survey that they run."""
    user = user_of(request)
    return user, load(Survey, user, Permission.SURVEY_EDIT, pk=pk)


@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    """One page, newest first; words, state and year in the address."""
    user = holder(request, Permission.SURVEY_READ)
    words, state = cells.as_written(request.GET.get("q", "")), request.GET.get("state", "")
    rows = Survey.objects.select_related("owner")
    if words:
        rows = rows.filter(title__icontains=words)
    if state in State.values:
        rows = rows.filter(state=state)
    context = {
        "page": paging.newest_page(request, user, rows),
        "words": words,
        "state": state,
        "states": State.choices,
        "may_edit": user.may(Permission.SURVEY_EDIT),
    }
    return render(request, "surveys/list.html", context)


@require_GET
def survey_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: what is asked, of whom, how far it is."""
    user = user_of(request)
    return _page(request, user, load(Survey, user, pk=pk), QuestionForm())


def _page(
    request: HttpRequest,
    user: User,
    survey: Survey,
    question_form: QuestionForm,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, also after a question was refused: what was typed is still there."""
    progress = selectors.progress_of(survey)
    sampled, answered = sum(one.sampled for one in progress), sum(one.answered for one in progress)
    about = survey.about
    context = {
        "survey": survey,
        "about": about if about is not None and user.may(about.read_permission, about) else None,
        "questions": survey.questions.all(),
        "question_form": question_form,
        "problems": problems,
        "progress": progress,
        "people": sum(one.people for one in progress),
        "sampled": sampled,
        "answered": answered,
        "response": ratio(answered, sampled),
        "rule": selectors.rule_words(survey),
        "sampling_rule": RULE,
        "batches": survey.paper_batches.select_related("entered_by", "evidence"),
        "may_edit": user.may(Permission.SURVEY_EDIT, survey),
        "citations": evidence.citations_of(survey),
        "entries": audit.history_of(survey)[:SHOWN_HISTORY],
    }
    return render(request, "surveys/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
def survey_new(request: HttpRequest) -> HttpResponse:
    """A new survey; `about` in the address links it to what it judges."""
    user = holder(request, Permission.SURVEY_EDIT)
    linked = record_linked(user, request.POST.get("about") or request.GET.get("about", ""))
    mine = list(user.access.filter_organisations(Permission.SURVEY_EDIT).order_by("pk")[:2])
    owner = linked.owner if linked is not None else mine[0] if len(mine) == 1 else None
    form = NewSurveyForm(request.POST or None, initial={"owner": owner, "about": request.GET.get("about", "")})

    def save() -> Survey:
        return services.survey_create(actor=user, **{**form.cleaned_data, "about": linked})

    return change(
        request,
        form,
        save,
        title=_("建立调查"),
        trail=[_surveys()],
        done=_("已建立，请接着编题目、录名单、抽样"),
        template="surveys/form.html",
        linked=linked,
    )


def _surveys() -> Crumb:
    return _("满意度调查"), reverse("surveys:list")


@require_http_methods(["GET", "POST"])
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A survey changed before it opens."""
    user, survey = edited(request, pk)
    initial = {name: getattr(survey, name) for name in services.LABELS} | {"opened_version": survey.version}
    form = ChangeSurveyForm(request.POST or None, initial=initial)

    def save() -> Survey:
        return services.survey_update(actor=user, survey=survey, **form.cleaned_data)

    return change(request, form, save, title=_("修改"), trail=[_surveys(), to(survey)])


@require_POST
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more question."""
    user, survey = edited(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, user, survey, form, status=422)
    try:
        services.question_add(actor=user, survey=survey, **form.cleaned_data)
    except Invalid as error:
        return _page(request, user, survey, form, place(form, error.problems), status=422)
    return redirect(f"{survey.get_absolute_url()}#questions")


@require_POST
def question_remove(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """One question less."""
    user, survey = edited(request, pk)
    found = get_object_or_404(survey.questions.select_related("survey"), pk=question)
    services.question_remove(actor=user, question=found)
    return redirect(f"{survey.get_absolute_url()}#questions")


@require_POST
def survey_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes answers from now on."""
    user, survey = edited(request, pk)
    services.survey_open(actor=user, survey=survey, opened_version=opened_version(request))
    messages.success(request, _("调查已开始"))
    return redirect(survey)


@require_POST
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends it for good."""
    user, survey = edited(request, pk)
    job = services.survey_close_ask(actor=user, survey=survey, reason=cells.as_written(request.POST.get("reason", "")))
    if job is not None:
        return redirect("jobs:page", pk=job.pk)
    messages.success(request, _("调查已结束，可以看结果"))
    return redirect("surveys:results", pk=pk)
