"""Who holds what from when to when: appointing, ending, transferring, and the list that is audited."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts import post_sheet, selectors, services
from xieshou.platform.accounts.forms import DayField, EndForm, PostForm, TransferForm
from xieshou.platform.accounts.models import Post, PostQuerySet, Role, User
from xieshou.platform.accounts.scoped import user_of
from xieshou.platform.accounts.user_views import trail_of
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change

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

    def save() -> None:
        services.post_appoint(actor=user_of(request), user=person, **form.cleaned_data)

    return _change(request, person, form, save, title=_("任职"), done=_("已任职，自任职日起生效"))


def _change(
    request: HttpRequest,
    person: User,
    form: forms.Form,
    save: Callable[[], None],
    *,
    title: str,
    done: str,
    of: str = "",
) -> HttpResponse:
    """The page of a change of a person's posts; `of` names the post."""
    note = _("三权分立：一人同一时间只任业务、系统管理、安全管理、审计管理之一；不能办理自己的任职。")
    heading = f"{title}：{of}" if of else title
    return change(request, form, save, title=heading, button=title, trail=trail_of(person), note=note, done=done)


def _managed_post(request: HttpRequest, pk: int) -> Post:
    organisations = _organisations(request)
    rows = Post.objects.select_related("user", "role", "organisation")
    return get_object_or_404(rows, pk=pk, organisation__in=organisations)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a post."""
    post = _managed_post(request, pk)
    form = EndForm(request.POST or None)

    def save() -> None:
        services.post_end(actor=user_of(request), post=post, **form.cleaned_data)

    return _change(request, post.user, form, save, title=_("离任"), done=_("已办离任"), of=str(post))


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """From one post to another on one day."""
    post = _managed_post(request, pk)
    initial = {"role": post.role_id, "organisation": post.organisation_id, "title": post.title}
    form = TransferForm(request.POST or None, organisations=_organisations(request), initial=initial)

    def save() -> None:
        told = dict(form.cleaned_data)
        services.post_transfer(actor=user_of(request), post=post, on=told.pop("valid_from"), **told)

    done = _("已换岗：当天旧权失效、新权生效")
    return _change(request, post.user, form, save, title=_("换岗"), done=done, of=str(post))


def _asked(request: HttpRequest) -> tuple[PostQuerySet, dict[str, Any], list[str]]:
    """The posts asked for, what was asked, and what of it cannot be read."""
    actor = user_of(request)
    if not any(actor.may(permission) for permission in selectors.READS_POSTS):
        raise Refused(_("任职清单供系统、安全、审计管理员查看"))
    asked: dict[str, Any] = {name: request.GET.get(name, "").strip() for name in ("q", "role", "on")}
    role = Role.objects.filter(pk=key_of(asked["role"]) or 0).first()
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
    shown = paging.page(request, rows, "-pk", size=PAGE)
    today = timezone.localdate()
    context = {
        "posts": [(post, _state(post, today)) for post in shown.rows],
        "page": shown,
        "sheet_query": paging.address(request.GET).removeprefix("?"),
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
