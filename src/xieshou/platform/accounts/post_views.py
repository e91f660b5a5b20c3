"""Who holds what from when to when: appointing, ending, transferring, and the list that is audited."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts import post_sheet, selectors, services
from xieshou.platform.accounts.forms import DayField, EndForm, PostForm, TransferForm, tell
from xieshou.platform.accounts.models import Post, PostQuerySet, Role
from xieshou.platform.accounts.scoped import user_of

PAGE = 100
SHEET_ROWS = 100_000


def _organisations(request: HttpRequest) -> Any:
    actor = user_of(request)
    if not actor.may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以办理任职"))
    return actor.access.filter_organisations(Permission.USER_MANAGE)


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """A new post for a person."""
    organisations = _organisations(request)
    person = get_object_or_404(selectors.managed_users(user_of(request)), pk=pk)
    form = PostForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            services.post_appoint(actor=user_of(request), user=person, **form.cleaned_data)
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("已任职，自任职日起生效"))
            return redirect("accounts:user", pk=pk)
    context = {"form": form, "person": person, "title": _("任职")}
    return render(request, "accounts/post.html", context, status=422 if form.errors else 200)


def _managed_post(request: HttpRequest, pk: int) -> Post:
    organisations = _organisations(request)
    rows = Post.objects.select_related("user", "role", "organisation")
    return get_object_or_404(rows, pk=pk, organisation__in=organisations)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a post."""
    post = _managed_post(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.post_end(actor=user_of(request), post=post, **form.cleaned_data)
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("已办离任"))
            return redirect("accounts:user", pk=post.user_id)
    context = {"form": form, "person": post.user, "post": post, "title": _("离任")}
    return render(request, "accounts/post.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """From one post to another on one day."""
    post = _managed_post(request, pk)
    initial = {"role": post.role_id, "organisation": post.organisation_id, "title": post.title}
    form = TransferForm(request.POST or None, organisations=_organisations(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        on = told.pop("valid_from")
        try:
            services.post_transfer(actor=user_of(request), post=post, on=on, **told)
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("已换岗：当天旧权失效、新权生效"))
            return redirect("accounts:user", pk=post.user_id)
    context = {"form": form, "person": post.user, "post": post, "title": _("换岗")}
    return render(request, "accounts/post.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> tuple[PostQuerySet, dict[str, Any], list[str]]:
    """The posts asked for, what was asked, and what of it cannot be read."""
    actor = user_of(request)
    if not any(actor.may(permission) for permission in selectors.READS_POSTS):
        raise Refused(_("任职清单供系统、安全、审计管理员查看"))
    asked: dict[str, Any] = {name: request.GET.get(name, "").strip() for name in ("q", "role", "on", "after")}
    role = Role.objects.filter(pk=asked["role"]).first() if asked["role"].isdecimal() else None
    day: date | None = None
    wrong = []
    if asked["on"]:
        try:
            day = DayField().clean(asked["on"])
        except ValidationError as error:
            wrong = list(error.messages)
    return selectors.posts_matching(selectors.posts_seen_by(actor), words=asked["q"], role=role, day=day), asked, wrong


@require_GET
def post_list(request: HttpRequest) -> HttpResponse:
    """Newest appointments first; `on` shows who was in office on a day."""
    rows, asked, wrong = _asked(request)
    if asked["after"].isdecimal():
        rows = rows.filter(pk__lt=int(asked["after"]))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    query = request.GET.copy()
    query.pop("after", None)
    sheet_query, next_url = query.urlencode(), None
    if len(found) > PAGE:
        query["after"] = str(found[PAGE - 1].pk)
        next_url = f"?{query.urlencode()}"
    today = timezone.localdate()
    context = {
        "posts": [(post, _state(post, today)) for post in found[:PAGE]],
        "next_url": next_url,
        "sheet_query": sheet_query,
        "asked": asked,
        "roles": Role.objects.all(),
        "wrong": wrong,
    }
    return render(request, "accounts/posts.html", context, status=422 if wrong else 200)


def _state(post: Post, today: date) -> str:
    if post.is_held_on(today):
        return "held"
    return "coming" if post.valid_from > today else "ended"


@require_GET
def post_export(request: HttpRequest) -> HttpResponse:
    """The list as a sheet, for whoever audits."""
    rows, _asked_for, _wrong = _asked(request)
    answer = HttpResponse(
        post_sheet.sheet(rows.order_by("-pk")[:SHEET_ROWS]),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="posts-{timezone.localdate():%Y%m%d}.xlsx"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
