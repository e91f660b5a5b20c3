"""The ledger's pages: list, figures, one problem, its form."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.rectification import selectors, services, steps
from xieshou.business.rectification.forms import ChangeFindingForm, NewFindingForm
from xieshou.business.rectification.links import record_linked
from xieshou.business.rectification.models import WITH_UNIT, Finding, Source, State
from xieshou.business.rectification.printing import finding_file
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change, to

SHOWN_HISTORY = 100
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def reader(request: HttpRequest) -> User:
    """The person, who must hold the right to read problems somewhere."""
    user = user_of(request)
    if not user.may(Permission.FINDING_READ):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.FINDING_READ.label})
    return user


@require_GET
def finding_list(request: HttpRequest) -> HttpResponse:
    """One page; everything about it is in the address."""
    user = reader(request)
    wanted = selectors.read_filter(request.GET)
    rows = selectors.in_full(selectors.narrowed(Finding.objects.all(), wanted))
    context = {
        "page": paging.newest_page(request, user, rows),  # type: ignore[arg-type]
        "wanted": wanted,
        "sources": Source.choices,
        "states": State.choices,
        "kept": _kept(request),
        "may_edit": user.may(Permission.FINDING_EDIT),
        "may_export": user.may(Permission.RECORD_EXPORT),
    }
    return render(request, "rectification/list.html", context)


def _kept(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    return query.urlencode()


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Closure rates of what the filters keep: all, by source, by unit. Each leads to the problems it is made of."""
    user = reader(request)
    wanted = selectors.read_filter(request.GET)
    rows = selectors.narrowed(Finding.objects.visible_to(user), wanted)
    context = {
        "wanted": wanted,
        "total": selectors.closure(rows),
        "by_source": selectors.closures_by_source(rows),
        "by_unit": selectors.closures_by_unit(rows),
        "kept": _kept(request),
    }
    return render(request, "rectification/figures.html", context)


@require_GET
def finding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: what was found, what was done, evidence, steps, history."""
    user = user_of(request)
    finding = load(Finding, user, pk=pk)
    may_cite = finding.state != State.CLOSED and steps.may_report(user, finding)
    context = {
        "finding": finding,
        "about": _about(user, finding),
        "may": _rights(user, finding),
        "checkers": selectors.checkers_of(finding) if finding.state == State.REPORTED else None,
        "entries": audit.history_of(finding)[:SHOWN_HISTORY],
        "citations": evidence.citations_of(finding),
        "cite_url": reverse("rectification:cite", args=[pk]) if may_cite else "",
        "keeps_citations": finding.state not in WITH_UNIT,
    }
    return render(request, "rectification/page.html", context)


@require_GET
def finding_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The problem's sheet: Word, Excel or PDF."""
    user = user_of(request)
    finding = load(Finding, user, pk=pk)
    if kind not in TYPES:
        raise Http404
    answer = HttpResponse(finding_file(finding, kind, user), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="rectification-{finding.pk}.{kind}"'
    return answer


def _about(user: User, finding: Finding) -> Any:
    """What it concerns, if the person may see that."""
    record = finding.about
    return record if record is not None and user.may(record.read_permission, record) else None


def _rights(user: User, finding: Finding) -> dict[str, bool]:
    may_close = user.may(Permission.FINDING_CLOSE, finding)
    return {
        "edit": finding.state in WITH_UNIT and user.may(Permission.FINDING_EDIT, finding),
        "report": finding.state in WITH_UNIT and steps.may_report(user, finding),
        "withdraw": finding.state == State.REPORTED and steps.may_report(user, finding),
        "check": finding.state == State.REPORTED and steps.may_close(user, finding),
        "extend": finding.state in WITH_UNIT and may_close,
        "reopen": finding.state == State.CLOSED and may_close,
    }


def _people(user: User) -> Any:
    return selectors.people_at(user.access.filter_organisations(Permission.FINDING_EDIT))


def _entering(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.may(Permission.FINDING_EDIT):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.FINDING_EDIT.label})
    return user


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest) -> HttpResponse:
    """A new problem; `about` in the address links it to a record."""
    user = _entering(request)
    linked = record_linked(user, request.POST.get("about") or request.GET.get("about", ""))
    form = NewFindingForm(request.POST or None, people=_people(user), initial=_first_values(request, user, linked))

    def save() -> Finding:
        entered = services.NewFinding(**{**form.cleaned_data, "about": linked})
        with transaction.atomic():
            _refuse_twin(user, entered)
            return services.finding_create(actor=user, finding=entered)

    return change(
        request,
        form,
        save,
        title=_("登记问题"),
        trail=[_ledger()],
        done=_("已登记，并已告知责任人"),
        template="rectification/form.html",
        linked=linked,
    )


def _refuse_twin(user: User, entered: services.NewFinding) -> None:
    """Nobody enters a problem twice, by a second click or because a colleague has entered it."""
    twin = services.twin_of(entered) if user.may(Permission.FINDING_EDIT, entered.owner) else None
    if twin is not None:
        told = f"台账中已有这个问题（编号 {twin.pk}，{twin.get_state_display()}）"
        raise Invalid(Problem(told, "问题", remedy="打开那一条办理；确是另一个问题的，把问题写得不同"))


def _ledger() -> Crumb:
    return _("问题与整改台账"), reverse("rectification:list")


def _first_values(request: HttpRequest, user: User, linked: Any) -> dict[str, Any]:
    owner = linked.owner if linked is not None else None
    if owner is None:
        mine = list(user.access.filter_organisations(Permission.FINDING_EDIT).order_by("pk")[:2])
        owner = mine[0] if len(mine) == 1 else None
    return {"owner": owner, "about": request.GET.get("about", "")}


@require_http_methods(["GET", "POST"])
def finding_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A problem changed, until its unit has reported."""
    user = user_of(request)
    finding = load(Finding, user, Permission.FINDING_EDIT, pk=pk)
    initial = {name: getattr(finding, name) for name in services.LABELS} | {"opened_version": finding.version}
    form = ChangeFindingForm(request.POST or None, people=selectors.people_at([finding.owner]), initial=initial)

    def save() -> Finding:
        return services.finding_update(actor=user, finding=finding, **form.cleaned_data)

    return change(request, form, save, title=_("修改"), trail=[_ledger(), to(finding)])


@require_POST
def finding_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that the rectification rests on a piece of evidence the person may see."""
    user = user_of(request)
    finding = load(Finding, user, pk=pk)
    if not steps.may_report(user, finding):
        raise Refused(_("只有责任人和本单位有填报权限的人可以引用证据"))
    is_taken_back = "uncite" in request.POST
    allowed = WITH_UNIT if is_taken_back else (*WITH_UNIT, State.REPORTED)  # what is being checked stays as it is
    with transaction.atomic():
        services.refuse_unless(finding, *allowed)
        if not evidence.uncite_asked(request, finding):
            found, proves = evidence.chosen_file(request), cells.as_written(request.POST.get("proves", ""))
            evidence.cite(actor=user, evidence=found, record=finding, proves=proves)
    return redirect(f"{finding.get_absolute_url()}#evidence")
