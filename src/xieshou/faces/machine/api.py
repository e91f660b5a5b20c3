"""The operations. Each loads through the permission check and calls the service that the pages call."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile

from xieshou.faces.machine import approvals, collected, records, schemas
from xieshou.faces.machine.answers import ERRORS, MOST_ID, Paging, answered, caller, page_of, plain
from xieshou.faces.machine.door import new_api
from xieshou.faces.machine.repeat import once
from xieshou.faces.machine.versions import etag_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import load, user_of
from xieshou.platform.evidence.api import Evidence, evidence_add, evidence_seen_by
from xieshou.platform.jobs.api import Job
from xieshou.platform.registry.api import Organisation, Region

api = new_api()
api.add_router("/ledgers", records.router)
api.add_router("", collected.router)
api.add_router("", approvals.router)


@api.get("/me", response={200: schemas.MeOut, **ERRORS}, tags=["本人"])
def me(request: HttpRequest) -> dict[str, object]:
    """Who the caller is, the posts held, and the rights the token allows."""
    user = user_of(request)
    posts = user.posts.select_related("organisation", "role")
    return {
        "username": user.username,
        "name": user.name,
        "posts": [
            {"title": post.title, "organisation": post.organisation.name, "role": post.role.name} for post in posts
        ],
        "permissions": sorted({grant.permission.value for grant in user.access.grants}),
    }


def _region(region: Region) -> dict[str, object]:
    return {
        "code": region.code,
        "name": region.name,
        "level": region.level,
        "parent": region.parent.code if region.parent else None,
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
    }


@api.get("/regions", response={200: schemas.RegionPage, **ERRORS}, tags=["基础信息"])
def regions(
    request: HttpRequest,
    on: date | None = None,
    level: str = "",
    q: str = "",
    *,
    paging: Query[Paging],
) -> dict[str, object]:
    """Divisions, on request as they were on a day."""
    rows = Region.objects.select_related("parent")
    if on is not None:
        rows = rows.valid_on(on)
    if level:
        rows = rows.filter(level=plain(level))
    if plain(q):
        rows = rows.filter(name__contains=plain(q))
    found = list(rows.filter(pk__gt=paging.after or 0).order_by("pk")[: paging.limit + 1])
    return page_of(found, paging.limit, _region)


@api.get("/regions/{code}", response={200: list[schemas.RegionOut], **ERRORS}, tags=["基础信息"])
def region(request: HttpRequest, code: str) -> list[dict[str, object]]:
    """Every division that has borne a code."""
    if not (code.isascii() and code.isdecimal()):
        raise Http404
    found = [_region(one) for one in Region.objects.select_related("parent").filter(code=code)]
    if not found:
        raise Http404
    return found


def _organisation(one: Organisation) -> dict[str, object]:
    return {
        "public_id": one.public_id,
        "name": one.name,
        "short_name": one.short_name,
        "kind": one.kind,
        "side": one.side,
        "credit_code": one.credit_code,
        "parent": one.parent.public_id if one.parent else None,
        "region": one.region.code if one.region else None,
        "version": one.version,
    }


@api.get("/organisations", response={200: schemas.OrganisationPage, **ERRORS}, tags=["基础信息"])
def organisations(request: HttpRequest, q: str = "", kind: str = "", *, paging: Query[Paging]) -> dict[str, object]:
    """Current organisations."""
    rows = Organisation.objects.current().select_related("parent", "region")
    if kind:
        rows = rows.filter(kind=plain(kind))
    if plain(q):
        rows = rows.filter(name__contains=plain(q))
    found = list(rows.filter(pk__gt=paging.after or 0).order_by("pk")[: paging.limit + 1])
    return page_of(found, paging.limit, _organisation)


@api.get("/organisations/{public_id}", response={200: schemas.OrganisationOut, **ERRORS}, tags=["基础信息"])
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One organisation by its permanent id."""
    one = get_object_or_404(Organisation.objects.select_related("parent", "region"), public_id=public_id)
    return answered(_organisation(one), etag=etag_of(one))


def _evidence(one: Evidence) -> dict[str, object]:
    return {
        "id": one.pk,
        "title": one.title,
        "name": one.name,
        "owner": one.owner.public_id,
        "place": one.place.code if one.place else None,
        "sha256": one.file.sha256,
        "size": one.file.size,
        "media_type": one.file.media_type,
        "issuer": one.issuer,
        "taken_at": one.taken_at,
        "uploaded_at": one.uploaded_at,
        "version": one.version,
    }


@api.get("/evidence", response={200: schemas.EvidencePage, **ERRORS}, tags=["证据"])
def evidence_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Evidence within reach, newest first."""
    rows = evidence_seen_by(caller(request, Permission.EVIDENCE_READ)).order_by("-pk")
    if paging.after is not None:
        rows = rows.filter(pk__lt=paging.after)
    return page_of(list(rows[: paging.limit + 1]), paging.limit, _evidence)


@api.get("/evidence/{int:pk}", response={200: schemas.EvidenceOut, **ERRORS}, tags=["证据"])
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of evidence."""
    one = load(Evidence, caller(request, Permission.EVIDENCE_READ), pk=min(pk, MOST_ID))
    return answered(_evidence(one), etag=etag_of(one))


class NewEvidence(Schema):
    """Whose the file is, and what it is."""

    owner: UUID
    title: str = ""


@api.post("/evidence", response={201: schemas.EvidenceOut, 200: schemas.EvidenceOut, **ERRORS}, tags=["证据"])
@once
def evidence_new(request: HttpRequest, described: Form[NewEvidence], file: File[UploadedFile]) -> HttpResponse:
    """Stores a file as evidence of an organisation; 200 when the same bytes were there already."""
    user = user_of(request)
    holder = get_object_or_404(user.access.filter_organisations(Permission.EVIDENCE_ADD), public_id=described.owner)
    one, is_new = evidence_add(actor=user, owner=holder, upload=file, title=described.title.replace("\x00", "")[:200])
    return answered(_evidence(one), status=201 if is_new else 200, etag=etag_of(one))


@api.get("/jobs", response={200: schemas.JobPage, **ERRORS}, tags=["后台任务"])
def job_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """The caller's own jobs, newest first."""
    rows = Job.objects.filter(asked_by_id=user_of(request).pk).order_by("-pk")
    if paging.after is not None:
        rows = rows.filter(pk__lt=paging.after)
    return page_of(list(rows[: paging.limit + 1]), paging.limit, _job)


@api.get("/jobs/{int:pk}", response={200: schemas.JobOut, **ERRORS}, tags=["后台任务"])
def job(request: HttpRequest, pk: int) -> dict[str, object]:
    """One of the caller's own jobs."""
    return _job(get_object_or_404(Job, pk=min(pk, MOST_ID), asked_by_id=user_of(request).pk))


def _job(one: Job) -> dict[str, object]:
    return {
        "id": one.pk,
        "title": one.title,
        "state": one.state,
        "done_count": one.done_count,
        "total_count": one.total_count,
        "error": one.error,
        "result": one.result,
    }


def open_to_programs(patterns: list[URLPattern | URLResolver]) -> None:
    """The API authenticates for itself and answers 401, where a page would lead to the sign-in form."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback.login_required = False  # type: ignore[attr-defined]
