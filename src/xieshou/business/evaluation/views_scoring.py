"""Experts: invited, taken off, scoring; the reconciliation of scores; the text of the report; its files."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import forms_appraisal as forms
from xieshou.business.evaluation.models import Appraisal, AppraisalState
from xieshou.business.evaluation.services import (
    appraising,
    expert_scoring,
    reconciling,
    report_document,
    report_sources,
    report_text,
)
from xieshou.business.evaluation.services.expert_scoring import Given, Invited
from xieshou.business.evaluation.services.judged import judged_items
from xieshou.business.evaluation.telling import REPORT, remembering, telling_of, told
from xieshou.business.evaluation.views_appraisal import appraisal_for, trail
from xieshou.business.evaluation.views_check import TYPES, attachment
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document
from xieshou.documents.sources import Origins
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, load, opened_version
from xieshou.platform.shell import change as shell
from xieshou.schemes import load_scheme


@require_http_methods(["GET", "POST"])
def expert_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks somebody to score."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    form = forms.InviteForm(request.POST or None, initial={"due_on": found.scoring_due_on})

    def save() -> Appraisal:
        asked = User.objects.filter(username=form.cleaned_data["username"].strip(), is_active=True).first()
        if asked is None:
            raise Invalid(Problem(_("没有这个账号"), "username", remedy=_("请核对登录账号")))
        invited = [Invited(asked, form.cleaned_data["weight"])]
        due_on = form.cleaned_data["due_on"]
        expert_scoring.experts_invite(actor=user, appraisal=found, experts=invited, due_on=due_on)
        return found

    note = _("专家可以查看这份评价的材料并打分；全部提交后分数才公开、汇总。")
    return shell.change(request, form, save, title=_("邀请专家"), trail=trail(found), button=_("邀请"), note=note)


@require_http_methods(["GET", "POST"])
def expert_drop(request: HttpRequest, pk: int, expert: int) -> HttpResponse:
    """Takes an expert who does not score off the list."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    one = found.experts.select_related("user", "appraisal").filter(pk=expert).first()
    if one is None:
        raise Http404
    form = forms.DropForm(request.POST or None)

    def save() -> Appraisal:
        return expert_scoring.expert_drop(actor=user, expert=one, reason=form.cleaned_data["reason"])

    return shell.change(request, form, save, title=_("移出专家：%s") % one, trail=trail(found), button=_("移出"))


@require_http_methods(["GET", "POST"])
def expert_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who was asked does not score."""
    found, user = appraisal_for(request, pk)
    if expert_scoring.expert_of(found, user) is None:
        raise Refused(_("您不在这次评价的专家名单中"))
    form = forms.DropForm(request.POST or None)

    def save() -> str:
        expert_scoring.expert_decline(actor=user, appraisal=found, reason=form.cleaned_data["reason"])
        return found.get_absolute_url() if _still_reads(user, found) else reverse("evaluation:list")

    note = _("有利害关系的应当回避。谢绝以后不能再看材料和打分，组织评价的人会收到消息；已保存的打分不计。")
    title, done = _("谢绝评分"), _("已谢绝")
    return shell.change(request, form, save, title=title, trail=trail(found), button=title, note=note, done=done)


@require_http_methods(["GET", "POST"])
def expert_score(request: HttpRequest, pk: int) -> HttpResponse:
    """An expert's own sheet: saved as often as wanted, submitted once. Others' scores stand here only when all are in."""
    found, user = appraisal_for(request, pk)
    expert = expert_scoring.expert_of(found, user)
    if expert is None:
        raise Refused(_("您不在这次评价的专家名单中"))
    items = judged_items(load_scheme(found.scheme))
    held = {one.item: one for one in expert.scores.all()}
    if request.method == "GET":
        shown = {code: {"score": one.score, "words": one.words} for code, one in held.items()}
        return _sheet(request, found, user, items, shown)
    typed = {
        item.code: {name: request.POST.get(f"{name}-{item.code}", "") for name in ("score", "words")} for item in items
    }
    scores = {code: Given(one["score"], one["words"]) for code, one in typed.items()}
    try:
        expert_scoring.expert_scores_save(actor=user, appraisal=found, scores=scores)
        if "submit" in request.POST:
            expert_scoring.expert_scores_submit(actor=user, appraisal=found)
    except Invalid as error:
        return _sheet(request, found, user, items, typed, problems=error.problems, status=422)
    messages.success(request, _("评分已提交") if "submit" in request.POST else _("已保存，还没有提交"))
    return redirect("evaluation:expert_score", found.pk) if _still_reads(user, found) else redirect("evaluation:list")


def _still_reads(user: User, found: Appraisal) -> bool:
    """Whether the person may read the evaluation without the task that has ended."""
    return Appraisal.objects.visible_to(user).filter(pk=found.pk).exists()


def _sheet(
    request: HttpRequest,
    found: Appraisal,
    user: User,
    items: Any,
    shown: dict[str, dict[str, str]],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    expert = expert_scoring.expert_of(found, user)
    others = [one for one in expert_scoring.scores_seen_by(user, found) if one.expert.user_id != user.pk]
    rows = [(item, shown.get(item.code, {}), [one for one in others if one.item == item.code]) for item in items]
    is_open = expert is not None and expert.submitted_at is None and found.stage == AppraisalState.SCORING
    context = {"appraisal": found, "rows": rows, "is_open": is_open, "expert": expert, **more}
    return render(request, "evaluation/appraisal/score.html", context, status=status)


# --- reconciliation ---


@require_http_methods(["GET", "POST"])
def appraisal_reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores side by side, each difference with its reason."""
    found, user = appraisal_for(request, pk)
    _check_drafted(found)
    if request.method == "GET":
        return _table(request, found, user)
    table = reconciling.reconciliation(found)
    numbered = {f"reason-{number}": row.key for number, row in enumerate(table.rows)}
    reasons = {key: request.POST[name] for name, key in numbered.items() if name in request.POST}
    try:
        reconciling.differences_explain(
            actor=user, appraisal=found, opened_version=opened_version(request), reasons=reasons
        )
    except Invalid as error:
        return _table(request, found, user, reasons, problems=error.problems, status=422)
    except Stale as error:
        return _table(request, load(Appraisal, user, pk=pk), user, reasons, conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect("evaluation:appraisal_reconcile", found.pk)


def _check_drafted(found: Appraisal) -> None:
    appraising.check_stage(found, AppraisalState.DRAFTING, AppraisalState.EXCHANGED, AppraisalState.SIGNED)


def _table(
    request: HttpRequest,
    found: Appraisal,
    user: User,
    typed: dict[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    table = reconciling.reconciliation(found)
    rows = [(row, (typed or {}).get(row.key, row.reason), reconciling.earlier_reason(found, row)) for row in table.rows]
    may_change = user.may(Permission.APPRAISAL_MANAGE, found) and appraising.is_open(found)
    context = {"appraisal": found, "table": table, "rows": rows, "may_change": may_change, **more}
    return render(request, "evaluation/appraisal/reconcile.html", context, status=status)


@require_GET
def reconcile_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The table for print."""
    found, _user = appraisal_for(request, pk)
    _check_drafted(found)
    document = reconciling.reconciliation_document(found)
    sources = partial(report_sources.reconciliation_origins, found)
    return file_answer(request, document, kind, f"reconciliation-{found.pk}", sources)


def file_answer(
    request: HttpRequest,
    document: Document,
    kind: str,
    name: str,
    origins: Callable[[User | None], Origins],
    chosen: str = REPORT,
) -> HttpResponse:
    """A document with its sources. `chosen`: the kind of documents whose choice holds."""
    if kind not in TYPES:
        raise Http404
    data = render_bytes(told(document, telling_of(request, chosen), origins), kind)
    return remembering(request, attachment(data, kind, name), chosen)


# --- the report ---


@require_http_methods(["GET", "POST"])
def appraisal_chapters(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the report by chapter."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    appraising.check_open(user, found)
    _check_drafted(found)
    labels = report_text.labels_of(found)
    if request.method == "GET":
        return _chapters(request, found, {key: str(found.chapters.get(key, "")) for key in labels})
    typed = {key: request.POST.get(f"text-{key}", "") for key in labels}
    try:
        report_text.chapters_save(actor=user, appraisal=found, opened_version=opened_version(request), chapters=typed)
    except Invalid as error:
        return _chapters(request, found, typed, problems=error.problems, status=422)
    except Stale as error:
        return _chapters(request, load(Appraisal, user, pk=pk), typed, conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect(found)


def _chapters(
    request: HttpRequest, found: Appraisal, texts: dict[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    known = report_text.known_text(found)
    chapters = [(one, texts.get(one.key, "")) for one in report_text.chapters_of(found)]
    labels = report_text.labels_of(found)
    analysis = [
        (key, labels[key].partition("· ")[2], texts.get(key, ""))
        for key in labels
        if key.startswith(report_text.ANALYSIS)
    ]
    context = {"appraisal": found, "chapters": chapters, "analysis": analysis, "known": known, **more}
    return render(request, "evaluation/appraisal/chapters.html", context, status=status)


@require_POST
def chapters_refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fills what is empty from what the system knows."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    report_text.chapters_refill(actor=user, appraisal=found, opened_version=opened_version(request))
    messages.success(request, _("空白的部分已按系统数据填入"))
    return redirect("evaluation:appraisal_chapters", found.pk)


@require_GET
def appraisal_report(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as it stands; a signed one is on the page as evidence."""
    found, _user = appraisal_for(request, pk)
    _check_drafted(found)
    document = report_document.report_document(found)
    return file_answer(request, document, kind, f"report-{found.pk}", partial(report_sources.report_origins, found))


@require_GET
def appraisal_scores(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The scoring table."""
    found, _user = appraisal_for(request, pk)
    _check_drafted(found)
    document = report_document.scores_document(found)
    return file_answer(request, document, kind, f"scores-{found.pk}", partial(report_sources.report_origins, found))
