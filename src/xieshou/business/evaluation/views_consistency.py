"""The check before signing, explanations, published material, signing, disclosure."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import forms_appraisal as forms
from xieshou.business.evaluation.models import Appraisal, AppraisalState, PublicMaterial
from xieshou.business.evaluation.services import appraising, consistency, materials, signing
from xieshou.business.evaluation.views_appraisal import appraisal_for, page_of, trail
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import load, opened_version, user_of
from xieshou.platform.evidence.api import words_asked
from xieshou.platform.shell import change as shell
from xieshou.platform.shell import paging

_CHECKED = (AppraisalState.DRAFTING, AppraisalState.EXCHANGED)


@require_GET
def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the last check found, and what was said of it."""
    found, user = appraisal_for(request, pk)
    rows = consistency.shown_to(user, found)
    result = consistency.result_for(user, found)
    may_check = appraising.may_check(user, found) and found.stage in _CHECKED
    context = {
        "appraisal": found,
        "result": result,
        "checked_at": parse_datetime(result["at"]) if result else None,
        "own": [one for one in rows if one.data["is_own"]],
        **_elsewhere(rows),
        "unsettled": sum(not one.is_settled for one in rows),
        "outlived": consistency.outlived(found),
        "is_fresh": bool(result) and may_check and consistency.is_fresh(found, user),
        "may_check": may_check,
        "materials": materials.public_materials(found, user),
    }
    return render(request, "evaluation/appraisal/check.html", context)


def _elsewhere(rows: list[consistency.Shown]) -> dict[str, list[consistency.Shown]]:
    """What published files say among themselves: mismatches, and what is uncertain."""
    found = [one for one in rows if not one.data["is_own"]]
    wrong = [one for one in found if one.is_mismatch]
    return {"elsewhere": wrong, "questions": [one for one in found if not one.is_mismatch]}


@require_POST
def check_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Checks at once, or as a job when there is much to read."""
    found, user = appraisal_for(request, pk)
    job = consistency.check_ask(actor=user, appraisal=found)
    if job is not None:
        return redirect("jobs:page", pk=job.pk)
    messages.success(request, _("已核验"))
    return redirect("evaluation:appraisal_check", found.pk)


@require_http_methods(["GET", "POST"])
def check_explain(request: HttpRequest, pk: int, fingerprint: str) -> HttpResponse:
    """Why one mismatch may stand."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    one = next((row for row in consistency.shown(found) if row.data["fingerprint"] == fingerprint), None)
    if one is None:
        raise Http404
    held = one.explanation.reason if one.explanation is not None else ""
    form = forms.ExplainForm(request.POST or None, initial={"reason": held, "opened_reason": held})

    def save() -> str:
        asked = form.cleaned_data
        consistency.explanation_set(actor=user, appraisal=found, fingerprint=fingerprint, **asked)
        return reverse("evaluation:appraisal_check", args=[found.pk])

    note = f"{one.data['title']}：{_('公布')} {one.data['published']}，{_('复算')} {one.data['recomputed']}。{one.data['explanation']}"
    above = [*trail(found), (_("一致性核验"), reverse("evaluation:appraisal_check", args=[found.pk]))]
    return shell.change(request, form, save, title=_("说明"), trail=above, note=note)


@require_POST
def appraisal_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs, or shows everything that stands against it."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_SIGN)
    try:
        signing.appraisal_sign(actor=user, appraisal=found, opened_version=opened_version(request))
    except Invalid as error:
        fresh, user = appraisal_for(request, pk)
        return page_of(request, fresh, user, problems=error.problems, status=422)
    messages.success(request, _("已签发"))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def appraisal_disclose(request: HttpRequest, pk: int) -> HttpResponse:
    """Registers the disclosure."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    appraising.check_stage(found, AppraisalState.SIGNED)
    initial = {"opened_version": found.version, "on": found.disclosed_on, "url": found.disclosed_at_url}
    form = forms.DiscloseForm(request.POST or None, initial=initial)

    def save() -> Appraisal:
        return signing.appraisal_disclose(actor=user, appraisal=found, **form.cleaned_data)

    note = _("同时生成不含个人信息的公开件，存为证据。")
    return shell.change(request, form, save, title=_("登记公开"), trail=trail(found), note=note)


# --- published material ---


@require_GET
def material_list(request: HttpRequest) -> HttpResponse:
    """What was published, newest first."""
    user = user_of(request)
    rows = PublicMaterial.objects.select_related("evidence__file", "owner")
    context = {
        "page": paging.newest_page(request, user, rows),
        "may_mark": user.may(Permission.APPRAISAL_MANAGE),
    }
    return render(request, "evaluation/appraisal/materials.html", context)


def _material_trail() -> list[shell.Crumb]:
    return [(_("已公开材料"), reverse("evaluation:materials"))]


@require_http_methods(["GET", "POST"])
def material_mark(request: HttpRequest) -> HttpResponse:
    """Marks a file as published."""
    user = user_of(request)
    initial = {name: request.GET[name] for name in ("evidence", "year") if name in request.GET}
    words = words_asked(request, "evidence_q")
    form = forms.MaterialForm(request.POST or None, user=user, words=words, initial=initial)

    def save() -> None:
        asked = form.cleaned_data
        materials.material_mark(
            actor=user,
            evidence_file=asked["evidence"],
            year=asked["year"],
            published_on=asked["published_on"],
            url=asked["url"],
        )

    note = _("登记后，同一单位同一年度的评价报告签发前都与它核对。")
    return shell.change(
        request,
        form,
        save,
        title=_("登记公开材料"),
        trail=_material_trail(),
        note=note,
        template="evaluation/appraisal/material.html",
    )


@require_http_methods(["GET", "POST"])
def material_unmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the mark back."""
    user = user_of(request)
    found = load(PublicMaterial, user, Permission.APPRAISAL_MANAGE, pk=pk)
    form = forms.DropForm(request.POST or None)

    def save() -> None:
        materials.material_unmark(actor=user, material=found, reason=form.cleaned_data["reason"])

    return shell.change(
        request,
        form,
        save,
        title=_("取消登记：%s") % found,
        trail=_material_trail(),
        button=_("取消登记"),
        done=_("已取消"),
    )
