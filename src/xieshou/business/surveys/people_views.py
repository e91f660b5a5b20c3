"""Those who are asked: the list taken in, the drawing, who was drawn, their codes on paper."""

from typing import Any

import qrcode  # type: ignore[import-untyped]
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from xieshou.business.surveys import people, population, selectors
from xieshou.business.surveys.forms import DrawForm, PopulationForm
from xieshou.business.surveys.models import Invitation, State, Survey
from xieshou.business.surveys.sampling import RULE
from xieshou.business.surveys.views import edited
from xieshou.lib.keys import key_of, keys_of
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import cells
from xieshou.platform.jobs.api import Job
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to

CODES_AT_ONCE = 60


def _on(survey: Survey, job: Job | None) -> HttpResponse:
    """To the job while it works, else back to the survey."""
    return redirect("jobs:page", pk=job.pk) if job is not None else redirect(survey)


@require_http_methods(["GET", "POST"])
def population_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, pasted or uploaded."""
    user, survey = edited(request, pk)
    form = PopulationForm(request.POST or None, request.FILES or None)

    def take() -> HttpResponse:
        upload = form.cleaned_data["file"]
        read = population.read_uploaded(upload) if upload else population.read_pasted(form.cleaned_data["text"])
        return _on(survey, people.population_ask(actor=user, survey=survey, people=read))

    return change(
        request,
        form,
        take,
        title=_("录入名单"),
        trail=[to(survey)],
        button=_("核对并保存"),
        template="surveys/population.html",
        survey=survey,
    )


@require_http_methods(["GET", "POST"])
def draw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawing: how many, and from which seed."""
    user, survey = edited(request, pk)
    form = DrawForm(request.POST or None, initial={"wanted": survey.sample_size})

    def draw() -> HttpResponse:
        return _on(survey, people.sample_ask(actor=user, survey=survey, **form.cleaned_data))

    return change(
        request,
        form,
        draw,
        title=_("抽样"),
        trail=[to(survey)],
        button=_("抽样"),
        template="surveys/draw.html",
        survey=survey,
        rule=RULE,
        progress=selectors.progress_of(survey),
    )


@require_GET
def sample_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was drawn: masked, with whether they have answered, never what."""
    _user, survey = edited(request, pk)
    rows = survey.invitations.select_related("person")
    if category := cells.as_written(request.GET.get("category", "")):
        rows = rows.filter(category=category)
    if request.GET.get("open") == "1":
        rows = rows.filter(is_used=False, is_paper=False)
    context = {
        "survey": survey,
        "page": paging.page(request, rows, "pk"),
        "progress": selectors.progress_of(survey),
        "category": category,
        "may_change": survey.state != State.CLOSED,
    }
    return render(request, "surveys/sample.html", context)


@require_POST
def sample_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Draws once more from list and seed, and says whether the same people come out."""
    _user, survey = edited(request, pk)
    if people.drawn_again(survey):
        messages.success(request, _("用名单和种子重算，抽到的人完全一致"))
    else:
        messages.error(request, _("重算结果与抽样名单不一致，或还没有抽样；请查办理记录"))
    return redirect(survey)


@require_POST
def paper_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Some are asked on paper instead."""
    user, survey = edited(request, pk)
    chosen = keys_of(request.POST.getlist("rows"))
    count = people.paper_ask(actor=user, survey=survey, invitations=chosen)
    messages.success(request, _("%(n)d 人改发纸质问卷，他们的答卷码已作废") % {"n": count})
    return redirect("surveys:sample", pk=pk)


@require_POST
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to hand out, sixty at a time. Who holds a code can answer with it, so each look is in the log."""
    user, survey = edited(request, pk)
    after = key_of(request.POST.get("after", "")) or 0
    rows = survey.invitations.filter(pk__gt=after, is_used=False, is_paper=False).select_related("person")
    found = list(rows.order_by("pk")[: CODES_AT_ONCE + 1])
    with transaction.atomic():
        told = [audit.Change("答卷码", None, f"{len(found[:CODES_AT_ONCE])} 个，自第 {after} 号起")]
        audit.record(actor=user, action="survey.codes", target=survey, changes=told)
    context: dict[str, Any] = {
        "survey": survey,
        "slips": [_slip(request, one) for one in found[:CODES_AT_ONCE]],
        "next": found[CODES_AT_ONCE - 1].pk if len(found) > CODES_AT_ONCE else None,
        "site": request.build_absolute_uri(reverse("surveys:answer_start")),
    }
    return render(request, "surveys/codes.html", context)


def _slip(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("surveys:answer", args=[invitation.code]))
    picture = qrcode.make(url, image_factory=SvgPathImage, border=2, box_size=6)
    code = f"{invitation.code[:5]} {invitation.code[5:]}"
    return {"invitation": invitation, "code": code, "url": url, "picture": mark_safe(picture.to_string().decode())}
