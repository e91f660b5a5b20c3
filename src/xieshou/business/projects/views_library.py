"""Pages of the list of projects and of the library: filters, order, maturity, export."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import selectors, sheet
from xieshou.business.projects.forms_library import MaturityForm, sent
from xieshou.business.projects.models import Category, Maturity, Project, Stage
from xieshou.business.projects.services import library
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import load, user_of
from xieshou.platform.exchange import api as exchange
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to


def _kept(query: QueryDict) -> str:
    """The address without the page's place."""
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """All projects the person may see, newest first."""
    user, wanted = user_of(request), selectors.read_filter(request.GET)
    context = {
        "page": paging.newest_page(request, user, selectors.projects_matching(wanted)),
        "wanted": wanted,
        "kept": _kept(request.GET),
        "may_edit": user.may(Permission.PROJECT_EDIT),
        "may_export": user.may(Permission.RECORD_EXPORT),
        "categories": Category.choices,
        "stages": Stage.choices,
        "maturities": Maturity.choices,
    }
    return render(request, "projects/list.html", context)


@require_GET
def library_page(request: HttpRequest) -> HttpResponse:
    """The library in its order, with what it adds up to."""
    user, wanted = user_of(request), selectors.read_filter(request.GET)
    rows = selectors.library(user, wanted)
    page = paging.page(request, rows, "rank")
    context = {
        "page": page,
        "wanted": wanted,
        "kept": _kept(request.GET),
        "by_category": selectors.tallies(rows, "category", Category.choices),
        "by_maturity": selectors.tallies(rows, "maturity", Maturity.choices),
        "mine": {project.pk for project in page.rows if user.may(Permission.PROJECT_DECIDE, project)},
        "may_export": user.may(Permission.RECORD_EXPORT),
        "categories": Category.choices,
        "maturities": Maturity.choices,
    }
    return render(request, "projects/library.html", context)


@require_POST
def rank(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves a project in the order: to a `position`, or to stand `before` or `after` another project."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_DECIDE, pk=pk)
    beside = key_of(request.POST.get("before", "") or request.POST.get("after", ""))
    position = key_of(request.POST.get("position", "").strip())
    if beside is not None:
        other, is_after = load(Project, user, pk=beside), not request.POST.get("before")
        library.rank_beside(actor=user, project=project, other=other, is_after=is_after)
    elif position is not None:
        library.rank_set(actor=user, project=project, position=position)
    else:
        raise Invalid(Problem(_("没有填要移到第几位"), _("排序"), _("从 1 起的整数")))
    return redirect(f"{reverse('projects:library')}?{request.POST.get('kept', '')}#project-{project.pk}")


@require_http_methods(["GET", "POST"])
def maturity(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the preparations have come."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = MaturityForm(sent(request), initial={"maturity": project.maturity})

    def save() -> Project:
        return library.maturity_set(actor=user, project=project, **form.cleaned_data)

    trail = [(_("项目库"), reverse("projects:library")), to(project)]
    return change(request, form, save, title=_("更新成熟度"), trail=trail)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    sheet.refuse_unless_may_import(user_of(request))
    return exchange.small_table.template(sheet.ProposalTarget.label, sheet.COLUMNS)


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """The upload of many proposals; its check is a job."""
    user = user_of(request)
    sheet.refuse_unless_may_import(user)
    return exchange.upload_page(request, sheet.ProposalTarget(), "projects/import.html", actor=user)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, all pages, as a file; the writing is a job."""
    query = QueryDict(request.POST.get("kept", ""))
    is_library = request.POST.get("library") == "1"
    arguments = {"query": query.dict(), "library": is_library}
    title = _("项目库") if is_library else _("项目")
    source, file_format = sheet.ProjectSource(), request.POST.get("format", "xlsx")
    file = exchange.export_ask(
        actor=user_of(request), source=source, title=title, arguments=arguments, file_format=file_format
    )
    return redirect(file)
