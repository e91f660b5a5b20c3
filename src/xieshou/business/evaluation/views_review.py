"""Submitting, opinions on each indicator, answers, return, approval, asking somebody from outside."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xieshou.business.evaluation.forms_goals import AnswerForm, ReturnForm, ReviewerForm
from xieshou.business.evaluation.models import GoalSet, Opinion
from xieshou.business.evaluation.services import reviewing
from xieshou.business.evaluation.views_goals import goals_for, page_of, trail
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, opened_version
from xieshou.platform.shell import change as shell


@require_POST
def goals_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the goals to their reviewers, or shows everything that stands against it."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    try:
        reviewing.goals_submit(actor=user, goals=found, opened_version=opened_version(request))
    except Invalid as error:
        fresh, user = goals_for(request, pk)
        return page_of(request, fresh, user, problems=error.problems, status=422)
    messages.success(request, _("已提交审核"))
    return redirect(found)


@require_POST
def goals_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer agrees."""
    found, user = goals_for(request, pk)
    try:
        seen = key_of(request.POST.get("opened_version", ""))
        reviewing.goals_pass(actor=user, goals=found, comment=request.POST.get("comment", ""), opened_version=seen)
    except Invalid as error:
        fresh, user = goals_for(request, pk)
        return page_of(request, fresh, user, problems=error.problems, status=422)
    messages.success(request, _("已同意"))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def goals_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the goals back with why."""
    found, user = goals_for(request, pk)
    form = ReturnForm(request.POST or None)

    def save() -> GoalSet:
        return reviewing.goals_return(actor=user, goals=found, reason=form.cleaned_data["reason"])

    note = _("填报单位改好后重新提交，会直接回到您这里。")
    title = _("退回修改")
    return shell.change(
        request, form, save, title=title, trail=trail(found), button=_("退回"), note=note, done=_("已退回")
    )


@require_POST
def opinion_add(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reviewer says of one indicator, or of the whole form."""
    found, user = goals_for(request, pk)
    code = request.POST.get("indicator", "")
    try:
        reviewing.opinion_add(
            actor=user,
            goals=found,
            indicator_code=code,
            words=request.POST.get("words", ""),
            must_change=request.POST.get("must_change") == "1",
        )
    except Invalid as error:
        kept = {"code": code, "words": request.POST.get("words", "")}
        return page_of(request, found, user, problems=error.problems, status=422, kept=kept)
    messages.success(request, _("意见已记下"))
    return redirect(f"{found.get_absolute_url()}#{code or 'general'}")


def _opinion(request: HttpRequest, pk: int, opinion: int) -> tuple[Opinion, GoalSet, User]:
    found, user = goals_for(request, pk)
    said = found.opinions.select_related("indicator", "reviewer", "goals").filter(pk=opinion).first()
    if said is None:
        raise Http404
    said.goals = found
    return said, found, user


@require_http_methods(["GET", "POST"])
def opinion_answer(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """How the office took an opinion up."""
    said, found, user = _opinion(request, pk, opinion)
    form = AnswerForm(request.POST or None, initial={"answer": said.answer})

    def save() -> str:
        reviewing.opinion_answer(actor=user, opinion=said, answer=form.cleaned_data["answer"])
        return found.get_absolute_url()

    note = _("%(who)s的意见：%(words)s") % {"who": said.reviewer, "words": said.words}
    return shell.change(request, form, save, title=_("回应意见"), trail=trail(found), note=note)


@require_POST
def opinion_withdraw(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """The reviewer no longer asks for it."""
    said, found, user = _opinion(request, pk, opinion)
    reviewing.opinion_withdraw(actor=user, opinion=said)
    return redirect(found)


@require_http_methods(["GET", "POST"])
def reviewer_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks somebody from outside, who may then read this one form."""
    found, user = goals_for(request, pk, Permission.GOAL_REVIEW)
    form = ReviewerForm(request.POST or None)

    def save() -> GoalSet:
        asked = User.objects.filter(username=form.cleaned_data["username"].strip(), is_active=True).first()
        if asked is None:
            raise Invalid(Problem(_("没有这个账号"), "username", remedy=_("请核对登录账号")))
        reviewing.reviewer_ask(actor=user, goals=found, user=asked, reason=form.cleaned_data["reason"])
        return found

    note = _("受邀的人可以查看这一份目标并写意见，批准后自动收回。")
    return shell.change(request, form, save, title=_("邀请审核"), trail=trail(found), button=_("邀请"), note=note)
