"""All self-evaluation tables of a year: asked for, fetched."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.evaluation.forms_self import YearForm
from xieshou.business.evaluation.services import tables
from xieshou.business.evaluation.telling import SELF, telling_of
from xieshou.platform.accounts.api import user_of
from xieshou.platform.jobs.api import Job
from xieshou.platform.shell import change as shell


@require_http_methods(["GET", "POST"])
def self_tables(request: HttpRequest) -> HttpResponse:
    """Asks for all tables of a year."""
    user = user_of(request)
    initial = {"year": request.GET.get("year") or timezone.localdate().year - 1}
    form = YearForm(request.POST or None, initial=initial)

    def save() -> str:
        job = tables.tables_ask(actor=user, year=form.cleaned_data["year"], sources=telling_of(request, SELF).annex)
        return reverse("jobs:page", args=[job.pk])

    note = _("把您可以查看的该年度全部自评表生成 PDF，打成一个压缩包；进度和失败清单在任务页。压缩包保留 7 天。")
    above: list[shell.Crumb] = [(_("绩效自评"), reverse("evaluation:self_list"))]
    done = _("已开始，进度见本页")
    title = _("下载全部自评表")
    return shell.change(request, form, save, title=title, trail=above, button=_("生成"), note=note, done=done)


@require_GET
def self_tables_file(request: HttpRequest, job: int) -> HttpResponseBase:
    """The archive, for the person who asked for it."""
    found = Job.objects.filter(pk=job, kind=tables.KIND, asked_by=user_of(request)).first()
    path = tables.archive_path(found) if found is not None else None
    if found is None or path is None or not path.exists():
        raise Http404
    name = f"self-evaluations-{found.arguments['year']}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
