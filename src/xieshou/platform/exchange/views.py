"""Pages of imports and exports: preview and decision, undoing, download."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import user_of
from xieshou.platform.exchange import exporting, selectors, services, storage
from xieshou.platform.exchange.models import BatchState, Duplicates, ExportFile, ImportBatch
from xieshou.platform.exchange.targets import Verdict, target_named
from xieshou.platform.exchange.template import write_mistakes

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 100


def _mine(request: HttpRequest, pk: int) -> ImportBatch:
    """A batch of one's own; anyone else's is unknown."""
    return get_object_or_404(ImportBatch.objects.select_related("job"), pk=pk, uploaded_by=request.user)


@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """My imports and exports."""
    user = user_of(request)
    context = {
        "imports": ImportBatch.objects.filter(uploaded_by=user)[:LISTED],
        "exports": ExportFile.objects.filter(asked_by=user).select_related("job")[:LISTED],
    }
    return render(request, "exchange/list.html", context)


@require_GET
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: progress, then what each row would do, then what it did."""
    return _import_page(request, _mine(request, pk), ())


def _import_page(request: HttpRequest, batch: ImportBatch, problems: Any) -> HttpResponse:
    target = target_named(batch.target)
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in set(Verdict) else _first_verdict(batch)
    after = key_of(request.GET.get("after", "")) or 0
    preview = selectors.preview(batch, verdict, after)
    context = {
        "batch": batch,
        "target": target,
        "file_problems": [Problem(*one) for one in batch.problems],
        "problems": problems,
        "counts": selectors.counts_by_verdict(batch),
        "verdict": verdict,
        "columns": [column for column in target.columns if column.name in batch.present],
        "rows": [(row, [_cell(row, name) for name in _names(batch, target)]) for row in preview.rows],
        "next_url": f"?verdict={verdict}&after={preview.after}" if preview.after is not None else "",
        "previous_url": f"?verdict={verdict}" if after else "",
        "choices": Duplicates.choices,
        "again": _applied_before(batch),
        "rows_url": target.rows_url(batch) if batch.state == BatchState.APPLIED else "",
    }
    return render(request, "exchange/import.html", context, status=422 if problems else 200)


def _first_verdict(batch: ImportBatch) -> str:
    """What needs eyes first."""
    counts = selectors.counts_by_verdict(batch)
    for verdict in (Verdict.WRONG, Verdict.CHANGED, Verdict.NEW):
        if any(code == verdict and count for code, _name, count, _tone in counts):
            return verdict
    return Verdict.SAME


def _names(batch: ImportBatch, target: Any) -> list[str]:
    return [column.name for column in target.columns if column.name in batch.present]


def _cell(row: Any, name: str) -> str:
    return str(row.written.get(name, ""))


def _applied_before(batch: ImportBatch) -> ImportBatch | None:
    """The same file, imported earlier by the same person and still in force."""
    same = ImportBatch.objects.filter(sha256=batch.sha256, target=batch.target, uploaded_by_id=batch.uploaded_by_id)
    return same.filter(state=BatchState.APPLIED, pk__lt=batch.pk).first()


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision; the writing is a job."""
    batch = _mine(request, pk)
    try:
        services.import_apply(
            actor=user_of(request),
            batch=batch,
            duplicates=request.POST.get("duplicates", ""),
            is_partial=request.POST.get("partial") == "1",
        )
    except Invalid as error:
        return _import_page(request, batch, error.problems)
    return redirect(batch)


@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives it up."""
    batch = _mine(request, pk)
    services.import_drop(actor=user_of(request), batch=batch)
    messages.success(request, _("已放弃，没有写入任何数据"))
    return redirect(target_named(batch.target).list_url())


@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the whole batch back."""
    batch = _mine(request, pk)
    try:
        count = services.import_undo(actor=user_of(request), batch=batch, reason=request.POST.get("reason", ""))
    except Invalid as error:
        return _import_page(request, batch, error.problems)
    messages.success(request, _("已撤回 %(n)d 行") % {"n": count})
    return redirect(batch)


@require_GET
def import_mistakes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The wrong rows as a workbook, wrong cells marked."""
    batch = _mine(request, pk)
    if not batch.wrong_count:
        raise Http404
    columns = [column for column in target_named(batch.target).columns if column.name in batch.present]
    stream = BytesIO()
    write_mistakes(stream, columns, selectors.checked_rows(batch, Verdict.WRONG))
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"有错的行-{batch.pk}.xlsx", content_type=SHEET_TYPE)


def _my_file(request: HttpRequest, pk: int) -> ExportFile:
    return get_object_or_404(ExportFile.objects.select_related("job"), pk=pk, asked_by=request.user)


@require_GET
def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One exported file: progress, then its hash and the download."""
    return render(request, "exchange/export.html", {"file": _my_file(request, pk)})


@require_GET
def export_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes, for who asked for them and still may export."""
    file, user = _my_file(request, pk), user_of(request)
    needed = Permission.RECORD_EXPORT_FULL if file.is_full else Permission.RECORD_EXPORT
    if not user.may(needed):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": needed.label})
    if not file.is_ready or not storage.export_path(file).exists():
        raise Http404
    with transaction.atomic():
        exporting.downloaded(actor=user, file=file)
    name = f"{file.title}.{file.format}"
    kind = "text/csv; charset=utf-8" if file.format == "csv" else SHEET_TYPE
    return FileResponse(storage.export_path(file).open("rb"), as_attachment=True, filename=name, content_type=kind)
