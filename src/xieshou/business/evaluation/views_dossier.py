"""The dossier of a project's year: as a page, as a printable index, as a file, and verified."""

from functools import partial
from typing import IO, Any, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import forms_appraisal as forms
from xieshou.business.evaluation.services import dossier, dossier_file, dossier_verifying
from xieshou.business.evaluation.telling import Telling, told
from xieshou.business.evaluation.views_check import attachment
from xieshou.business.projects.api import Project
from xieshou.documents.api import render_bytes
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit

FILES_SHOWN = 20
YEARS = range(1990, 2101)


def _project(request: HttpRequest, project: int, year: int) -> tuple[Project, User]:
    if year not in YEARS:
        raise Http404
    user = user_of(request)
    return load(Project, user, pk=project), user


@require_GET
def dossier_page(request: HttpRequest, project: int, year: int) -> HttpResponse:
    """Every part of the cycle with its documents and evidence."""
    found, user = _project(request, project, year)
    return _page(request, found, user, year)


def _page(request: HttpRequest, found: Project, user: User, year: int, status: int = 200, **more: Any) -> HttpResponse:
    shown = dossier.dossier_of(user=user, project=found, year=year)
    made = audit.history_of(found).filter(action="dossier.make")[:FILES_SHOWN]
    context = {
        "dossier": shown,
        "project": found,
        "year": year,
        "years": dossier.years_of(found),
        "files": [file for one in made if (file := _file_of(found, year, one)) is not None],
        "verify": forms.VerifyForm(),
        **more,
    }
    return render(request, "evaluation/appraisal/dossier.html", context, status=status)


def _file_of(project: Project, year: int, entry: Any) -> dict[str, Any] | None:
    """A file that was made, as the log tells of it: of this year, with its manifest and, while it is kept, its address."""
    manifest = entry.reason.rpartition(dossier_file.LOGGED)[2]
    if not entry.reason.startswith(f"{year} 年"):
        return None
    is_kept = dossier_file.path_of(manifest).exists()
    url = reverse("evaluation:dossier_file", args=[project.pk, year, manifest]) if is_kept else ""
    return {"manifest": manifest, "entry": entry, "url": url}


@require_GET
def dossier_index(request: HttpRequest, project: int, year: int) -> HttpResponse:
    """The index as one printable PDF."""
    found, user = _project(request, project, year)
    shown = dossier.dossier_of(user=user, project=found, year=year)
    document = dossier_file.dossier_document(shown)
    linked = told(document, Telling(user, annex=False), partial(dossier_file.dossier_origins, shown))
    return attachment(render_bytes(linked, "pdf"), "pdf", f"dossier-{found.code}-{year}")


@require_POST
def dossier_make(request: HttpRequest, project: int, year: int) -> HttpResponse:
    """Asks for the file."""
    found, user = _project(request, project, year)
    job = dossier_file.dossier_ask(actor=user, project=found, year=year)
    return redirect("jobs:page", pk=job.pk)


@require_GET
def dossier_download(request: HttpRequest, project: int, year: int, manifest: str) -> HttpResponseBase:
    """A file that was made, to whoever may read the dossier."""
    found, user = _project(request, project, year)
    dossier.check_reads(user, found)
    path = dossier_file.path_of(manifest)
    if dossier_verifying.logged(found, manifest) is None or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"绩效档案-{found.code}-{year}.zip")


@require_http_methods(["POST"])
def dossier_verify(request: HttpRequest, project: int, year: int) -> HttpResponse:
    """Whether a file that somebody brought is as it was made."""
    found, user = _project(request, project, year)
    form = forms.VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, user, year, status=422, verify=form)
    try:
        file = cast(IO[bytes], form.cleaned_data["file"].file)
        verified = dossier_verifying.dossier_verify(user=user, project=found, file=file)
    except Invalid as error:
        form.add_error("file", "；".join(str(one) for one in error.problems))
        return _page(request, found, user, year, status=422, verify=form)
    return _page(request, found, user, year, verified=verified, verified_name=_("核对结果"))
