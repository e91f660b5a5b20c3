"""The evidence of a self-evaluation: of each value on its own page, of a department's facts on the form's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.business.evaluation.models import FormState
from xieshou.business.evaluation.services import awarding, fill_in, scoring, self_surveys
from xieshou.business.evaluation.services import self_evaluation as services
from xieshou.business.evaluation.views_self import HISTORY_SHOWN, card_now, form_for, shown_line
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import opened_version
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence


@require_GET
def self_value(request: HttpRequest, pk: int, value: int) -> HttpResponse:
    """One value: where it comes from, its evidence, how it scores."""
    found, user = form_for(request, pk)
    standing = scoring.standing_of(found)
    line = next((one for one in standing.lines if one.value.pk == value), None)
    if line is None:
        raise Http404
    may_edit = found.is_editable and user.may(Permission.GOAL_EDIT, found)
    card = found.card if found.state == FormState.APPROVED else card_now(standing)
    items = {item["code"]: item for item in card["items"]} if card is not None else {}
    context = {
        "form": found,
        "row": shown_line(found, standing, line, items),
        "may_edit": may_edit,
        "may": {"award": awarding.may_award(user, found)},
        "citations": evidence.citations_of(line.value),
        "cite_url": reverse("evaluation:self_value_cite", args=[found.pk, value]) if may_edit else "",
        "surveys": self_surveys.offered(user, found)
        if may_edit and self_surveys.is_of_satisfaction(line.value)
        else (),
        "asks_satisfaction": may_edit and self_surveys.is_of_satisfaction(line.value),
        "entries": audit.history_of(line.value)[:HISTORY_SHOWN],
    }
    return render(request, "evaluation/self/value.html", context)


@require_POST
def self_value_survey(request: HttpRequest, pk: int, value: int) -> HttpResponse:
    """Takes the rate of a survey as the value."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    row = found.values.select_related("indicator").filter(pk=value).first()
    if row is None:
        raise Http404
    row.evaluation = found
    survey = key_of(request.POST.get("survey", "")) or 0
    self_surveys.value_take_survey(actor=user, value=row, survey=survey, opened_version=opened_version(request))
    messages.success(request, _("已取用满意率，调查结果已存为证据并引用"))
    return redirect(reverse("evaluation:self_value", args=[pk, value]))


@require_POST
def self_value_cite(request: HttpRequest, pk: int, value: int) -> HttpResponse:
    """Says that a value rests on a piece of evidence."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    row = found.values.select_related("indicator").filter(pk=value).first()
    if row is None:
        raise Http404
    row.evaluation = found
    proves = request.POST.get("proves", "")
    services.value_cite(actor=user, value=row, evidence_file=evidence.chosen_file(request), proves=proves)
    return redirect(reverse("evaluation:self_value", args=[pk, value]) + "#evidence")


@require_POST
def self_value_uncite(request: HttpRequest, pk: int, value: int, citation: int) -> HttpResponse:
    """Takes back a citation that was a mistake."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    row = found.values.select_related("indicator").filter(pk=value).first()
    cited = evidence.citations_of(row).filter(pk=citation).first() if row is not None else None
    if row is None or cited is None:
        raise Http404
    row.evaluation = found
    services.value_uncite(actor=user, value=row, citation=cited, reason=request.POST.get("reason", ""))
    messages.success(request, _("已撤回引用，文件仍在证据库"))
    return redirect(reverse("evaluation:self_value", args=[pk, value]) + "#evidence")


@require_POST
def self_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that a department's facts rest on a piece of evidence."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    fill_in.check_open(user, found)
    if evidence.uncite_asked(request, found):
        return redirect(f"{found.get_absolute_url()}#evidence")
    chosen = evidence.chosen_file(request)
    if "proves" in request.POST:
        evidence.cite(actor=user, evidence=chosen, record=found, proves=request.POST["proves"])
        return redirect(f"{found.get_absolute_url()}#evidence")
    services.facts_cite(actor=user, evaluation=found, names=request.POST.getlist("fact"), evidence_file=chosen)
    return redirect(f"{found.get_absolute_url()}#facts")
