"""Pages of an evaluation: begin, as it stands, its facts, awarded scores, exchange of opinions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import forms_appraisal as forms
from xieshou.business.evaluation.forms_choices import MOST_OFFERED
from xieshou.business.evaluation.models import Appraisal, AppraisalState
from xieshou.business.evaluation.selectors_appraisal import given_scores, known_otherwise, money_url, score_rows, totals
from xieshou.business.evaluation.services import appraisal_card, appraising, consistency, expert_scoring, signing
from xieshou.business.evaluation.services.judged import judged_items
from xieshou.business.rectification.api import findings_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell import change as shell
from xieshou.schemes import load_scheme

HISTORY_SHOWN = 30


def appraisal_for(request: HttpRequest, pk: int, permission: Permission | None = None) -> tuple[Appraisal, User]:
    """An evaluation through the permission check."""
    user = user_of(request)
    return load(Appraisal, user, permission, pk=pk), user


def trail(found: Appraisal | None = None) -> list[shell.Crumb]:
    """The pages above."""
    above: list[shell.Crumb] = [(_("绩效评价"), reverse("evaluation:list") + "?tab=appraisal")]
    return [*above, shell.to(found)] if found is not None else above


@require_http_methods(["GET", "POST"])
def appraisal_new(request: HttpRequest) -> HttpResponse:
    """Begins an evaluation."""
    user = user_of(request)
    if not user.may(Permission.APPRAISAL_MANAGE):
        raise Refused(f"您没有“{Permission.APPRAISAL_MANAGE.label}”的权限")
    initial = {name: request.GET[name] for name in ("project", "year") if name in request.GET}
    form = forms.NewAppraisalForm(request.POST or None, user=user, initial=initial)

    def save() -> Appraisal:
        asked = dict(form.cleaned_data)
        if asked["project"] is not None:
            asked["owner"] = None
        elif asked["owner"] is not None and not user.may(Permission.APPRAISAL_MANAGE, asked["owner"]):
            told = _("您没有组织这个单位评价的权限")
            raise Invalid(Problem(told, "owner", remedy=_("另选单位，或请有权的处室建立")))
        return appraising.appraisal_create(actor=user, **asked)

    note = _("已登记的资金和自评的完成情况会自动填入评分事实，可以改，改了留痕。")
    return shell.change(request, form, save, title=_("新建绩效评价"), trail=trail(), button=_("建立"), note=note)


@require_GET
def appraisal_projects(request: HttpRequest) -> JsonResponse:
    """Projects to evaluate whose name holds what is typed."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = forms.projects_to_appraise(user_of(request)).filter(name__icontains=words)[:MOST_OFFERED]
    return JsonResponse([{"value": one.pk, "text": str(one)} for one in rows], safe=False)


@require_GET
def appraisal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluation as it stands."""
    found, user = appraisal_for(request, pk)
    return page_of(request, found, user)


def page_of(
    request: HttpRequest, found: Appraisal, user: User, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    """The page, with what stands against something that was asked."""
    may_manage = user.may(Permission.APPRAISAL_MANAGE, found)
    expert = expert_scoring.expert_of(found, user)
    may_change = may_manage and appraising.is_open(found)
    context = {
        "appraisal": found,
        "scheme": load_scheme(found.scheme),
        **_scores(found),
        "may_manage": may_manage,
        "may_change": may_change,
        "may_sign": signing.may_sign(user, found),
        "may_award": may_change and found.stage not in {AppraisalState.PREPARING, AppraisalState.SCORING},
        "may_answer": found.stage == AppraisalState.EXCHANGED and user.may(Permission.GOAL_EDIT, found),
        "has_exchanged": appraising.has_exchanged(found),
        "is_exchanged": found.stage == AppraisalState.EXCHANGED,
        "has_draft": found.stage not in {AppraisalState.PREPARING, AppraisalState.SCORING},
        "is_signed": found.stage == AppraisalState.SIGNED,
        "stages": AppraisalState.choices,
        "must_score": expert is not None and expert.submitted_at is None and found.stage == AppraisalState.SCORING,
        "experts": list(found.experts.select_related("user")) if may_manage or expert is not None else (),
        "given": given_scores(user, found),
        "is_judged": bool(judged_items(load_scheme(found.scheme))),
        "findings": findings_of(found) if user.may(Permission.FINDING_READ, found) else (),
        "applications": found.applications.all(),
        "citations": evidence.citations_of(found),
        "cite_url": reverse("evaluation:appraisal_cite", args=[found.pk]) if may_change else "",
        "entries": audit.history_of(found)[:HISTORY_SHOWN],
        "problems": problems,
        "checked": consistency.summary(found, user),
        "money_url": money_url(found, found.year),
        "known": known_otherwise(found) if found.stage != AppraisalState.SIGNED else {},
        "before_signing": signing.sign_problems(found, user) if _nears_signing(found, user) else (),
    }
    return render(request, "evaluation/appraisal/page.html", context, status=status)


def _nears_signing(found: Appraisal, user: User) -> bool:
    return found.stage == AppraisalState.EXCHANGED and appraising.may_check(user, found)


def _scores(found: Appraisal) -> dict[str, Any]:
    """The items and totals: as frozen when signed, else as computed now; what cannot be scored is told."""
    try:
        card = appraisal_card.card_of(found)
    except Invalid as error:
        return {"rows": (), "totals": None, "score_problems": error.problems}
    if found.stage == AppraisalState.SIGNED and found.card is not None:
        return {"rows": score_rows(found, card), "totals": _frozen(found), "score_problems": ()}
    return {"rows": score_rows(found, card), "totals": totals(card), "score_problems": ()}


def _frozen(found: Appraisal) -> dict[str, Any]:
    card = found.card or {}
    tops = [(one["words"], one["awarded"], one["points"]) for one in card["levels"] if one["depth"] == 0]
    return {
        "total": found.total,
        "by_rule": card["by_rule"],
        "points": card["points"],
        "grade": found.grade,
        "levels": tops,
    }


# --- facts ---


@require_http_methods(["GET", "POST"])
def appraisal_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts, item by item; what was typed stays when it cannot be kept."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    appraising.check_open(user, found)
    scheme = load_scheme(found.scheme)
    items = appraisal_card.facts_by_item(found, scheme)
    if request.method == "GET":
        return _facts(request, found, items)
    typed = {line.name: _typed(request, line.name) for _item, lines in items for line in lines}
    try:
        appraising.appraisal_facts_save(
            actor=user, appraisal=found, opened_version=opened_version(request), facts=typed
        )
    except Invalid as error:
        return _facts(request, found, items, typed, problems=error.problems, status=422)
    except Stale as error:
        fresh = load(Appraisal, user, pk=pk)
        return _facts(request, fresh, items, typed, conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect(found)


def _typed(request: HttpRequest, name: str) -> dict[str, str]:
    return {key: request.POST.get(f"{key}-{name}", "") for key in ("value", "note")}


def _facts(
    request: HttpRequest,
    found: Appraisal,
    items: list[Any],
    typed: dict[str, dict[str, str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = [(item, [(line, (typed or {}).get(line.name, {"value": line.value, "note": line.note})) for line in lines]) for item, lines in items]  # fmt: skip
    context = {"appraisal": found, "items": [one for one in shown if one[1]], **more}
    return render(request, "evaluation/appraisal/facts.html", context, status=status)


@require_POST
def appraisal_refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the money and the self-evaluation again."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    appraising.appraisal_facts_refill(actor=user, appraisal=found, opened_version=opened_version(request))
    messages.success(request, _("已重新取数；手工填写的没有改动"))
    return redirect(found)


@require_POST
def appraisal_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that the evaluation, or one of its facts, rests on a piece of evidence, or takes that back."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    appraising.check_open(user, found)
    if not evidence.uncite_asked(request, found):
        proves, fact = request.POST.get("proves", ""), request.POST.get("fact", "")
        chosen = evidence.chosen_file(request)
        appraising.appraisal_cite(actor=user, appraisal=found, evidence_file=chosen, proves=proves, fact=fact)
    return redirect(f"{found.get_absolute_url()}#evidence")


@require_http_methods(["GET", "POST"])
def appraisal_award(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """Another score than the rule's for one item."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    row = next((one for one in score_rows(found, appraisal_card.card_of(found)) if one.code == item), None)
    if row is None:
        raise Invalid(Problem(_("方案中没有这一项"), _("指标")))
    initial = {"opened_version": found.version, "awarded": row.awarded if row.is_changed else "", "reason": row.reason}
    form = forms.AwardForm(request.POST or None, initial=initial)

    def save() -> Appraisal:
        return appraising.appraisal_award(actor=user, appraisal=found, item=item, **form.cleaned_data)

    computed = row.aggregated if row.is_judged else row.by_rule
    note = _("满分 %(points)s 分，按规则或专家汇总 %(computed)s 分。%(arithmetic)s") % {
        "points": row.points,
        "computed": computed or "—",
        "arithmetic": "；".join(row.arithmetic),
    }
    return shell.change(request, form, save, title=_("评定：%s") % row.words, trail=trail(found), note=note)


# --- stages ---


@require_POST
def appraisal_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes on without experts."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    expert_scoring.drafting_begin(actor=user, appraisal=found, opened_version=opened_version(request))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def appraisal_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the draft to the evaluated unit."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    form = forms.ExchangeForm(request.POST or None, initial={"opened_version": found.version})

    def save() -> Appraisal:
        return appraising.exchange_open(actor=user, appraisal=found, **form.cleaned_data)

    note = _("被评价单位能看到评分和报告草稿，在期限内答复；期限过了可以签发。")
    return shell.change(request, form, save, title=_("交换意见"), trail=trail(found), button=_("发送"), note=note)


@require_http_methods(["GET", "POST"])
def appraisal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the evaluated unit says."""
    found, user = appraisal_for(request, pk, Permission.GOAL_EDIT)
    form = forms.AnswerForm(request.POST or None, initial={"opened_version": found.version, "answer": found.answer})

    def save() -> Appraisal:
        return appraising.exchange_answer(actor=user, appraisal=found, **form.cleaned_data)

    return shell.change(request, form, save, title=_("答复评价意见"), trail=trail(found), button=_("答复"))


@require_http_methods(["GET", "POST"])
def appraisal_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """How the answer was taken up."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    form = forms.ReplyForm(request.POST or None, initial={"opened_version": found.version, "reply": found.reply})

    def save() -> Appraisal:
        return appraising.exchange_reply(actor=user, appraisal=found, **form.cleaned_data)

    return shell.change(request, form, save, title=_("意见采纳情况"), trail=trail(found), note=found.answer)


@require_http_methods(["GET", "POST"])
def appraisal_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws away an evaluation that is still being prepared."""
    found, user = appraisal_for(request, pk, Permission.APPRAISAL_MANAGE)
    form = forms.VersionForm(request.POST or None, initial={"opened_version": found.version})

    def save() -> None:
        appraising.appraisal_delete(actor=user, appraisal=found, **form.cleaned_data)

    above = [*trail(found)[:-1]]
    return shell.change(
        request, form, save, title=_("删除%s") % found, trail=above, button=_("删除"), done=_("已删除"), is_grave=True
    )
