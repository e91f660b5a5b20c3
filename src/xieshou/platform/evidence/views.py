"""The evidence store's pages: list, upload, one piece, its preview, its bytes."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.documents import preview
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import Scoped, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import choosing, selectors, services, storage
from xieshou.platform.evidence.forms import ChangeForm, FinishForm, UploadForm
from xieshou.platform.evidence.models import Citation, Evidence, StoredFile, Upload
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change
from xieshou.platform.shell.sentences import told

SHOWN_INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"}
PREVIEWED_UP_TO = 30 * 1024 * 1024


def _owners(request: HttpRequest) -> Any:
    return user_of(request).access.filter_organisations(Permission.EVIDENCE_ADD)


@require_GET
def evidence_list(request: HttpRequest) -> HttpResponse:
    """What the person may see, newest first; `q` searches titles, names, issuers, numbers."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    user = user_of(request)
    rows = selectors.evidence_matching(words)
    if request.GET.get("kind") == "photo":
        rows = rows.filter(file__media_type__startswith="image/")
    context = {
        "page": paging.newest_page(request, user, rows),
        "words": words,
        "may_add": user.may(Permission.EVIDENCE_ADD),
    }
    return render(request, "evidence/list.html", context)


@require_GET
def evidence_options(request: HttpRequest, *, is_photo: bool = False) -> JsonResponse:
    """What a selection offers while one types."""
    found = choosing.offered(request, choosing.words_asked(request), is_photo=is_photo)
    return JsonResponse([{"value": one.pk, "text": choosing.as_offered(one)} for one in found], safe=False)


@require_http_methods(["GET", "POST"])
def evidence_upload(request: HttpRequest) -> HttpResponse:
    """One file with its description, in one ordinary form."""
    form = UploadForm(request.POST or None, request.FILES or None, owners=_owners(request))
    if request.method == "POST" and form.is_valid():
        known = dict(form.cleaned_data)
        file, owner = known.pop("file"), known.pop("owner")
        try:
            evidence, is_new = services.evidence_add(actor=user_of(request), owner=owner, upload=file, **known)
        except Invalid as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("已存入证据库") if is_new else _("同一文件已在库中，没有重复存储"))
            return redirect("evidence:page", pk=evidence.pk)
    return render(request, "evidence/upload.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def evidence_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece: what it is, what rests on it, its history, a look inside."""
    evidence = load(Evidence, user_of(request), pk=pk)
    cited_by, hidden = selectors.citing(evidence, user_of(request))
    context = {
        "evidence": evidence,
        "cited_by": cited_by,
        "hidden": hidden,
        "entries": audit.history_of(evidence)[:50],
        "may_change": user_of(request).may(Permission.EVIDENCE_ADD, evidence),
        **_look_inside(evidence.file),
    }
    return render(request, "evidence/page.html", context)


def _look_inside(file: StoredFile) -> dict[str, Any]:
    path = storage.path_of(file.sha256)
    if file.is_image:
        return {}
    if file.size > PREVIEWED_UP_TO or not path.exists():
        return {
            "no_preview": _("文件较大，请下载后查看")
            if path.exists()
            else _("文件不在存储中，请联系系统管理员从备份恢复")
        }
    try:
        if file.media_type == "application/pdf":
            return {"pages": range(min(20, preview.page_count(path.read_bytes())))}
        if "officedocument" in file.media_type or "ole" in file.media_type:
            return {"parts": _some_parts(path.read_bytes())}
        if file.media_type == "text/plain":
            return {"text": path.read_bytes()[:20_000].decode("utf-8", errors="replace")}
    except preview.UnreadableError as error:
        return {"no_preview": str(error)}
    return {"no_preview": _("这种文件请下载后查看")}


def _some_parts(data: bytes) -> list[dict[str, Any]]:
    parts = []
    for part in preview.parts_of(data):
        parts.append({"text": part} if isinstance(part, str) else {"table": part})
        if len(parts) == 200:
            break
    return parts


@require_http_methods(["GET", "POST"])
def evidence_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The description changed, with its reason."""
    evidence = load(Evidence, user_of(request), Permission.EVIDENCE_ADD, pk=pk)
    initial = {field: getattr(evidence, field) for field in services.DESCRIBED if field != "place"}
    for field in ("latitude_e6", "longitude_e6"):
        initial[field] = None if initial[field] is None else f"{initial[field] / 1_000_000:.6f}"
    form = ChangeForm(request.POST or None, initial={**initial, "opened_version": evidence.version})

    def save() -> None:
        services.evidence_describe(actor=user_of(request), evidence=evidence, **form.cleaned_data)

    trail = [(str(evidence), reverse("evidence:page", args=[pk]))]
    return change(request, form, save, title=_("修改说明"), trail=trail)


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes."""
    evidence = load(Evidence, user_of(request), pk=pk)
    return _bytes(evidence, is_download="download" in request.GET)


@require_GET
def evidence_preview(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """A page of a PDF as a picture."""
    evidence = load(Evidence, user_of(request), pk=pk)
    path = storage.path_of(evidence.file.sha256)
    if evidence.file.media_type != "application/pdf" or evidence.file.size > PREVIEWED_UP_TO or not path.exists():
        raise Http404
    data = path.read_bytes()
    if page >= preview.page_count(data):
        raise Http404
    return HttpResponse(
        preview.page_png(data, page), content_type="image/png", headers={"Cache-Control": "private, max-age=3600"}
    )


def _readable_citation(request: HttpRequest, pk: int) -> Citation:
    """A citation whose record the person may read: reading a record includes its evidence."""
    citation = get_object_or_404(Citation.objects.select_related("evidence__file"), pk=pk)
    model = citation.content_type.model_class()
    if model is None or not issubclass(model, Scoped):
        raise Http404
    load(model, user_of(request), pk=citation.object_id)
    return citation


@require_GET
def cited_file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes of evidence cited by a record that the person may read."""
    return _bytes(_readable_citation(request, pk).evidence, is_download="download" in request.GET)


def _bytes(evidence: Evidence, *, is_download: bool) -> FileResponse:
    path = storage.path_of(evidence.file.sha256)
    if not path.exists():
        raise Http404
    media_type = evidence.file.media_type
    return FileResponse(
        path.open("rb"),
        as_attachment=is_download or media_type not in SHOWN_INLINE,
        filename=evidence.name,
        content_type=media_type if media_type in SHOWN_INLINE else "application/octet-stream",
        headers={"Cache-Control": "private, max-age=600", "Content-Security-Policy": "sandbox"},
    )


@require_POST
def upload_begin(request: HttpRequest) -> JsonResponse:
    """Begins an upload in pieces: {name, size} → its address and where to begin."""
    try:
        asked = json.loads(request.body)
        name, size = str(asked["name"]), int(asked["size"])
    except (ValueError, KeyError, TypeError, RawPostDataException):  # the last: sent as a form, not as JSON
        return JsonResponse({"error": _("需要 name 和 size")}, status=400)
    upload = services.upload_begin(actor=user_of(request), name=name, size=size)
    return JsonResponse({"id": str(upload.pk), "received": 0}, status=201)


@require_http_methods(["GET", "PATCH"])
def upload_piece(request: HttpRequest, pk: UUID) -> JsonResponse:
    """GET: how much has arrived. PATCH with `Upload-Offset`: the next piece."""
    upload = get_object_or_404(Upload, pk=pk, user=user_of(request))
    if request.method == "PATCH":
        offset = key_of(request.headers.get("Upload-Offset", ""))
        if offset is None:
            return JsonResponse({"error": _("缺少 Upload-Offset")}, status=400)
        try:
            upload = services.upload_piece(upload=upload, offset=offset, piece=request.body)
        except Invalid as error:
            received = Upload.objects.get(pk=pk).received
            return JsonResponse({"error": told(str(error)), "received": received}, status=409)
    return JsonResponse({"id": str(upload.pk), "received": upload.received, "size": upload.size})


@require_POST
def upload_finish(request: HttpRequest, pk: UUID) -> JsonResponse:
    """The last step: the description, and the evidence is there."""
    upload = get_object_or_404(Upload, pk=pk, user=user_of(request))
    form = FinishForm(request.POST, owners=_owners(request))
    if not form.is_valid():
        return JsonResponse(
            {"error": told("；".join(str(error) for errors in form.errors.values() for error in errors))}, status=422
        )
    known = dict(form.cleaned_data)
    try:
        evidence, is_new = services.upload_finish(
            actor=user_of(request), upload=upload, owner=known.pop("owner"), **known
        )
    except Invalid as error:
        return JsonResponse({"error": told(str(error))}, status=422)
    return JsonResponse({"evidence": evidence.pk, "is_new": is_new, "sha256": evidence.file.sha256}, status=201)
