"""Pages of acceptance."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.forms_work import AcceptanceForm, DecideForm, DueForm, ReasonForm, WhyForm
from xieshou.business.projects.models import Acceptance, AcceptanceItem, AcceptanceState, Project
from xieshou.business.projects.services import accepting as services
from xieshou.business.projects.views_contract import reader, trail_of
from xieshou.business.rectification.api import findings_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to

TONES = {
    AcceptanceState.PREPARING: "yellow",
    AcceptanceState.SUBMITTED: "blue",
    AcceptanceState.PASSED: "green",
    AcceptanceState.FAILED: "red",
}


@require_GET
def acceptance_list(request: HttpRequest) -> HttpResponse:
    """The overdue ones first of all; `view=all` lists every acceptance."""
    user = reader(request)
    is_all = request.GET.get("view") == "all"
    rows = selectors.acceptances_matching(request.GET) if is_all else selectors.acceptances_overdue()
    page = paging.newest_page(request, user, rows)
    context = {"page": page, "is_all": is_all, "states": AcceptanceState.choices}
    return render(request, "projects/work/acceptances.html", context)


@require_http_methods(["GET", "POST"])
def acceptance_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the acceptance with its list."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = AcceptanceForm(request.POST or None)

    def save() -> Acceptance:
        return services.acceptance_prepare(actor=user, project=project, **form.cleaned_data)

    note = _("按项目类别“%(category)s”列出验收资料清单。") % {"category": project.get_category_display()}
    return change(request, form, save, title=_("准备验收"), note=note, button=_("准备"), trail=trail_of(project))


@require_GET
def acceptance_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One acceptance: its list with files and waivers, what is missing, its conclusion."""
    user = user_of(request)
    acceptance = load(Acceptance, user, pk=pk)
    return render(request, "projects/work/acceptance.html", _context(user, acceptance))


def _context(user: User, acceptance: Acceptance) -> dict[str, object]:
    is_preparing = acceptance.state == AcceptanceState.PREPARING
    is_submitted = acceptance.state == AcceptanceState.SUBMITTED
    may_edit = user.may(Permission.PROJECT_EDIT, acceptance) and is_preparing
    return {
        "acceptance": acceptance,
        "project": acceptance.project,
        "tone": TONES[AcceptanceState(acceptance.state)],
        "items": selectors.items_with_files(acceptance),
        "missing": services.missing_of(acceptance) if is_preparing else [],
        "findings": findings_of(acceptance.project),
        "may_edit": may_edit,
        "may_decide": user.may(Permission.PROJECT_DECIDE, acceptance) and is_submitted,
        "entries": audit.history_of(acceptance)[:50],
    }


def _editable(request: HttpRequest, pk: int) -> tuple[User, Acceptance]:
    user = user_of(request)
    return user, load(Acceptance, user, Permission.PROJECT_EDIT, pk=pk)


def _item(request: HttpRequest, pk: int) -> tuple[User, AcceptanceItem]:
    user = user_of(request)
    return user, load(AcceptanceItem, user, Permission.PROJECT_EDIT, pk=pk)


@require_POST
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more document."""
    user, acceptance = _editable(request, pk)
    services.item_add(actor=user, acceptance=acceptance, name=request.POST.get("name", ""))
    return redirect(acceptance)


@require_POST
def item_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is not needed."""
    user, item = _item(request, pk)
    services.item_waive(
        actor=user, item=item, opened_version=opened_version(request), reason=request.POST.get("reason", "")
    )
    return redirect(f"{item.get_absolute_url()}#item-{item.pk}")


@require_POST
def item_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file for it: uploaded, or one of the evidence store."""
    user, item = _item(request, pk)
    upload = request.FILES.get("file")
    piece = None if upload is not None else evidence.chosen_file(request)
    services.item_file(actor=user, item=item, upload=upload, piece=piece)
    return redirect(f"{item.get_absolute_url()}#item-{item.pk}")


@require_http_methods(["GET", "POST"])
def item_unfile(request: HttpRequest, pk: int, citation: int) -> HttpResponse:
    """Takes a file off again."""
    user, item = _item(request, pk)
    found = evidence.citations_of(item).filter(pk=citation).first()
    if found is None:
        raise Http404
    form = WhyForm(request.POST or None)

    def save() -> str:
        services.item_unfile(actor=user, item=item, citation=found, **form.cleaned_data)
        return f"{item.get_absolute_url()}#item-{item.pk}"

    note = _("从“%(item)s”撤下“%(file)s”；文件仍在证据库。") % {"item": item, "file": found.evidence}
    trail = _trail(item.acceptance)
    return change(request, form, save, title=_("撤下资料"), note=note, button=_("撤下"), trail=trail)


@require_POST
def acceptance_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands it in; refused with the list of all that is missing."""
    user, acceptance = _editable(request, pk)
    try:
        services.acceptance_submit(actor=user, acceptance=acceptance, opened_version=opened_version(request))
    except Invalid as error:
        context = {**_context(user, acceptance), "problems": error.problems}
        return render(request, "projects/work/acceptance.html", context, status=422)
    return redirect(acceptance)


@require_http_methods(["GET", "POST"])
def acceptance_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day."""
    user, acceptance = _editable(request, pk)
    form = DueForm(request.POST or None, initial={"due_on": acceptance.due_on, "opened_version": acceptance.version})

    def save() -> Acceptance:
        return services.due_set(actor=user, acceptance=acceptance, **form.cleaned_data)

    return change(request, form, save, title=_("调整应验收日期"), trail=_trail(acceptance))


def _trail(acceptance: Acceptance) -> list[tuple[str, str]]:
    return trail_of(acceptance.project, to(acceptance))


def _deciding(request: HttpRequest, pk: int) -> tuple[User, Acceptance]:
    user = user_of(request)
    return user, load(Acceptance, user, Permission.PROJECT_DECIDE, pk=pk)


@require_http_methods(["GET", "POST"])
def acceptance_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The file goes back to be completed."""
    user, acceptance = _deciding(request, pk)
    form = ReasonForm(request.POST or None, initial={"opened_version": acceptance.version})

    def save() -> Acceptance:
        return services.acceptance_return(actor=user, acceptance=acceptance, **form.cleaned_data)

    return change(request, form, save, title=_("退回补充资料"), button=_("退回"), trail=_trail(acceptance))


@require_http_methods(["GET", "POST"])
def acceptance_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The conclusion."""
    user, acceptance = _deciding(request, pk)
    form = DecideForm(request.POST or None, initial={"opened_version": acceptance.version})

    def save() -> Acceptance:
        return services.acceptance_decide(actor=user, acceptance=acceptance, **form.cleaned_data)

    return change(request, form, save, title=_("验收结论"), trail=_trail(acceptance))
