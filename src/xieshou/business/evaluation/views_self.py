"""Pages of self-evaluation: begin, read, fill in, evidence of a value, award, submit, decide, print."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import printing_self, selectors_self
from xieshou.business.evaluation.forms_goals import ReturnForm, VersionForm
from xieshou.business.evaluation.forms_self import AwardForm, NewSelfForm, self_typed
from xieshou.business.evaluation.models import FormState, GoalSet, Reach, SelfEvaluation
from xieshou.business.evaluation.services import approval, awarding, fill_in, forms_funds, scoring, self_checks, since
from xieshou.business.evaluation.services import self_evaluation as services
from xieshou.business.evaluation.services.behind import changes_behind
from xieshou.business.evaluation.services.checking import said
from xieshou.business.evaluation.services.self_goals import newer_goals, self_goals_take
from xieshou.business.evaluation.services.self_typed import VALUE_LABELS
from xieshou.business.evaluation.telling import SELF, remembering, telling_of
from xieshou.business.evaluation.views_autosave import autosaved
from xieshou.business.evaluation.views_check import TYPES, attachment
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell import change as shell
from xieshou.platform.shell import paging
from xieshou.schemes import load_scheme

HISTORY_SHOWN = 30
FILTERS = ("year", "state", "q")


def form_for(request: HttpRequest, pk: int, permission: Permission | None = None) -> tuple[SelfEvaluation, User]:
    """A self-evaluation through the permission check, its state as its approval stands."""
    user = user_of(request)
    found = load(SelfEvaluation, user, permission, pk=pk)
    approval.follow(found)
    return found, user


def trail(found: SelfEvaluation | None = None) -> list[shell.Crumb]:
    """The pages above."""
    above: list[shell.Crumb] = [(_("绩效自评"), reverse("evaluation:self_list"))]
    return [*above, shell.to(found)] if found is not None else above


@require_GET
def self_list(request: HttpRequest) -> HttpResponse:
    """Self-evaluations, newest first, with score and completeness."""
    user = user_of(request)
    if not user.may(Permission.PERFORMANCE_READ):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PERFORMANCE_READ.label})
    filters = {name: request.GET.get(name, "").strip() for name in FILTERS}
    page = paging.newest_page(request, user, selectors_self.self_evaluations(filters))
    context = {
        "page": page,
        "rows": selectors_self.listed(page.rows),
        "filters": filters,
        "years": range(timezone.localdate().year + 1, 2015, -1),
        "states": FormState.choices,
        "may_edit": user.may(Permission.GOAL_EDIT),
    }
    return render(request, "evaluation/self/list.html", context)


@require_http_methods(["GET", "POST"])
def self_new(request: HttpRequest) -> HttpResponse:
    """Begins the self-evaluation of goals in force."""
    user = user_of(request)
    initial = {"goals": request.GET["goals"]} if "goals" in request.GET else {}
    form = NewSelfForm(request.POST or None, user=user, initial=initial)

    def save() -> str:
        goals = load(GoalSet, user, Permission.GOAL_EDIT, pk=form.cleaned_data["goals"].pk)
        asked = form.cleaned_data
        made = services.self_evaluation_create(actor=user, goals=goals, scheme=asked["scheme"], is_demo=goals.is_demo)
        return reverse("evaluation:self_edit", args=[made.pk])

    note = _("资金、取数指标的完成值自动带出；其余的值填写后引用佐证，没有佐证的按规则不得分。")
    return shell.change(request, form, save, title=_("新建自评"), trail=trail(), button=_("建立并填写"), note=note)


# --- reading ---


@require_GET
def self_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One self-evaluation as it stands: the card, what missing evidence costs, what has changed since approval."""
    found, user = form_for(request, pk)
    return page_of(request, found, user)


def page_of(
    request: HttpRequest, found: SelfEvaluation, user: User, problems: tuple[Any, ...] = (), status: int = 200
) -> HttpResponse:
    """The page, also after something was refused."""
    standing = scoring.standing_of(found)
    is_kept = found.state == FormState.APPROVED and found.card is not None
    card = found.card if is_kept else card_now(standing)
    own = {one.code for one in standing.lines}
    items = {item["code"]: item for item in card["items"]} if card is not None else {}
    context = {
        "form": found,
        "standing": standing,
        "card": card,
        "is_kept": is_kept,
        "rows": [shown_line(found, standing, one, items) for one in standing.lines],
        "items": [item for item in items.values() if item["code"] not in own],
        "held_items": found.items,
        "funds": forms_funds.shown_rows(standing.funds),
        "facts": scoring.fact_lines(found) if found.project_id is None else [],
        "since": since.changed_since(found),
        "behind": changes_behind(found.goals) if found.is_editable else (),
        "newer": newer_goals(found) if found.state != FormState.APPROVED else None,
        "scheme": load_scheme(found.scheme_used),
        "may": _rights(found, user),
        "matter": approval.matter_of(found),
        "entries": audit.history_of(found)[:HISTORY_SHOWN],
        "problems": problems or (standing.problems if standing.card is None else ()),
        **_evidence_context(found, user),
    }
    return render(request, "evaluation/self/page.html", context, status=status)


def _evidence_context(found: SelfEvaluation, user: User) -> dict[str, Any]:
    """Evidence of a department's facts, cited on the form itself."""
    is_open = found.project_id is None and found.is_editable and user.may(Permission.GOAL_EDIT, found)
    return {
        "citations": evidence.citations_of(found),
        "cite_url": reverse("evaluation:self_cite", args=[found.pk]) if is_open else "",
    }


def card_now(standing: scoring.Standing) -> dict[str, Any] | None:
    """The card as it scores now, in the form in which it is kept."""
    return scoring.card_json(standing.card, standing.lines) if standing.card is not None else None


def shown_line(
    found: SelfEvaluation, standing: scoring.Standing, line: scoring.Line, items: dict[str, Any]
) -> dict[str, Any]:
    """One indicator for the page: what is known, how it scores, what it loses for want of evidence."""
    loss = standing.loss_of(line.code)
    return {
        "line": line,
        "item": items.get(line.code),
        "lost": loss.text() if loss else "",
        "over": self_checks.over_findings(found, line),
        "url": reverse("evaluation:self_value", args=[found.pk, line.value.pk]),
    }


def _rights(found: SelfEvaluation, user: User) -> dict[str, bool]:
    may_edit = user.may(Permission.GOAL_EDIT, found)
    return {
        "edit": may_edit and found.is_editable,
        "delete": may_edit and found.is_editable and found.submitted_at is None,
        "award": awarding.may_award(user, found),
        "decide": approval.reviews(found, user),
    }


# --- filling in ---


@require_http_methods(["GET", "POST"])
def self_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form. A wrong cell or somebody else's change loses nothing: what was typed stays in the form."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    fill_in.check_open(user, found)
    if request.method == "GET":
        return _edit(request, found)
    typed = self_typed(request.POST)
    try:
        services.self_evaluation_save(actor=user, evaluation=found, opened_version=opened_version(request), typed=typed)
    except Invalid as error:
        return _edit(request, found, problems=error.problems, status=422)
    except Stale as error:
        return _edit(request, form_for(request, pk)[0], conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect(found if request.POST.get("next") == "page" else reverse("evaluation:self_edit", args=[pk]))


@require_POST
def self_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the draft while one types."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)

    def save() -> None:
        typed, opened = self_typed(request.POST), opened_version(request)
        services.self_evaluation_save(actor=user, evaluation=found, opened_version=opened, typed=typed)

    return autosaved(request, found, save)


def _edit(request: HttpRequest, found: SelfEvaluation, status: int = 200, **more: Any) -> HttpResponse:
    """The form with what is stored, or with what was just typed when it could not be kept."""
    standing = scoring.standing_of(found)
    items = {item.code: item for item in standing.card.items} if standing.card is not None else {}
    own = {one.code for one in standing.lines}
    posted = request.POST if status != 200 else None
    context = {
        "form": found,
        "rows": [_row(found, standing, one, items, posted) for one in standing.lines],
        "texts": {name: _text(posted, name, getattr(found, name)) for name in self_checks.TEXT_LABELS},
        "facts": _fact_rows(found, posted) if found.project_id is None else [],
        "noted": [_noted(found, item, posted) for code, item in items.items() if _is_noted(found, item, own)],
        "funds": forms_funds.shown_rows(standing.funds),
        "bands": scoring.bands_of(found.scheme_used),
        "reaches": Reach.choices,
        "standing": standing,
        **more,
    }
    return render(request, "evaluation/self/edit.html", context, status=status)


def _text(posted: Any, name: str, stored: str) -> str:
    return str(posted.get(name, stored)) if posted is not None else stored


def _row(
    found: SelfEvaluation, standing: scoring.Standing, line: scoring.Line, items: dict[str, Any], posted: Any
) -> dict[str, Any]:
    value = line.value
    typed = {name: _text(posted, f"v-{line.code}-{name}", getattr(value, name)) for name in VALUE_LABELS}
    if line.indicator.metric is not None and not value.is_entered and posted is None:
        typed["actual"] = ""
    item = items.get(line.code)
    loss = standing.loss_of(line.code)
    return {
        "line": line,
        "typed": typed,
        "item": item,
        "lost": loss.text() if loss else "",
        "is_judged": bool(value.level) or (item is not None and item.by_rule is None),
        "over": self_checks.over_findings(found, line),
    }


def _fact_rows(found: SelfEvaluation, posted: Any) -> list[dict[str, Any]]:
    return [
        {
            "fact": one,
            "value": _text(posted, f"f-{one.name}-value", one.entered),
            "note": _text(posted, f"f-{one.name}-note", one.note),
        }
        for one in scoring.fact_lines(found)
    ]


def _is_noted(found: SelfEvaluation, item: Any, own: set[str]) -> bool:
    """Items of the scheme that lost points need a reason; that of the money has its own field."""
    if item.code in own or (item.code == self_checks.EXECUTION and found.project_id is not None):
        return False
    return item.awarded < item.points or bool(found.items.get(item.code, {}).get("note"))


def _noted(found: SelfEvaluation, item: Any, posted: Any) -> dict[str, Any]:
    held = found.items.get(item.code, {}).get("note", "")
    return {"item": item, "note": _text(posted, f"n-{item.code}", held)}


@require_POST
def self_goals(request: HttpRequest, pk: int) -> HttpResponse:
    """Carries the form over to the version of the goals in force."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    self_goals_take(actor=user, evaluation=found, opened_version=opened_version(request))
    messages.success(request, _("已换用新版目标，请核对各指标的完成值"))
    return redirect("evaluation:self_edit", pk)


# --- awarding, submitting, deciding ---


@require_http_methods(["GET", "POST"])
def self_award(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Another score than the rule's, with the reason."""
    found, user = form_for(request, pk)
    if not awarding.may_award(user, found):
        raise Refused(_("现在不能改评定得分：填报中由填报单位提出，审核中由审核人决定"))
    item = scoring.card_of(found).item(code)
    if item is None:
        raise Http404
    initial = {**awarding.awarded_so_far(found, code), "opened_version": found.version}
    form = AwardForm(request.POST or None, initial=initial)

    def save() -> str:
        awarding.self_award(actor=user, evaluation=found, code=code, **form.cleaned_data)
        return f"{found.get_absolute_url()}#{code}"

    rule = item.by_rule.text() if item.by_rule is not None else _("规则无法判断")
    note = _("%(name)s：满分 %(points)s，按规则 %(rule)s。%(words)s") % {
        "name": said(item.words),
        "points": item.points.text(),
        "rule": rule,
        "words": "；".join(map(said, item.arithmetic)),
    }
    return shell.change(request, form, save, title=_("评定得分"), trail=trail(found), note=note)


@require_POST
def self_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the form to its reviewers, or shows everything that stands against it."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    try:
        services.self_evaluation_submit(actor=user, evaluation=found, opened_version=opened_version(request))
    except Invalid as error:
        fresh, user = form_for(request, pk)
        return page_of(request, fresh, user, problems=error.problems, status=422)
    messages.success(request, _("已提交审核，取数的值和资金已冻结"))
    return redirect(found)


@require_POST
def self_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer agrees."""
    found, user = form_for(request, pk)
    seen, comment = key_of(request.POST.get("opened_version", "")), request.POST.get("comment", "")
    services.self_evaluation_pass(actor=user, evaluation=found, comment=comment, opened_version=seen)
    messages.success(request, _("已同意"))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def self_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the form back with why."""
    found, user = form_for(request, pk)
    form = ReturnForm(request.POST or None)

    def save() -> SelfEvaluation:
        return services.self_evaluation_return(actor=user, evaluation=found, reason=form.cleaned_data["reason"])

    note = _("填报单位改好后重新提交，会直接回到您这里。")
    return shell.change(
        request, form, save, title=_("退回修改"), trail=trail(found), button=_("退回"), note=note, done=_("已退回")
    )


@require_http_methods(["GET", "POST"])
def self_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws a draft away."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    form = VersionForm(request.POST or None, initial={"opened_version": found.version})

    def save() -> str:
        services.self_evaluation_delete(
            actor=user, evaluation=found, opened_version=form.cleaned_data["opened_version"]
        )
        return reverse("evaluation:self_list")

    note = _("删除后不能恢复；改动记录仍保留。")
    return shell.change(
        request, form, save, title=_("删除草稿"), trail=trail(found), button=_("删除"), note=note, is_grave=True
    )


# --- printing ---


@require_GET
def self_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The official self-evaluation table."""
    found, _user = form_for(request, pk)
    if kind not in TYPES:
        raise Http404
    data = printing_self.self_file(found, kind, telling_of(request, SELF))
    return remembering(request, attachment(data, kind, f"self-evaluation-{found.pk}"), SELF)


@require_GET
def self_report(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The self-evaluation report."""
    found, _user = form_for(request, pk)
    if kind not in TYPES:
        raise Http404
    data = printing_self.report_file(found, kind, telling_of(request, SELF))
    return remembering(request, attachment(data, kind, f"self-evaluation-report-{found.pk}"), SELF)
