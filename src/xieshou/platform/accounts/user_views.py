"""The system administrator's pages of accounts."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts import selectors, user_services
from xieshou.platform.accounts.forms import ReasonForm, UserChangeForm, UserForm
from xieshou.platform.accounts.models import Post, User
from xieshou.platform.accounts.scoped import user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change


def _managed(request: HttpRequest, pk: int) -> User:
    """The account, if it is among those the person looks after; a stranger to accounts is refused."""
    actor = user_of(request)
    if not actor.may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以维护账号与任职"))
    return get_object_or_404(selectors.managed_users(actor), pk=pk)


def trail_of(person: User) -> list[Crumb]:
    """The way to the page of an account, above its changes."""
    return [(f"{person}（{person.username}）", reverse("accounts:user", args=[person.pk]))]


@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    """Accounts by name; `q` and `state` filter."""
    actor = user_of(request)
    if not actor.may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以维护账号与任职"))
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state")}
    rows = selectors.users_matching(selectors.managed_users(actor), asked["q"], asked["state"])
    held = Post.objects.held_on(timezone.localdate()).select_related("organisation", "role")
    rows = rows.prefetch_related(Prefetch("posts", queryset=held, to_attr="held"))
    shown = paging.page(request, rows, "username")
    return render(request, "accounts/users.html", {"page": shown, "asked": asked})


@never_cache
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Opens an account; its one-time password is on the answer only."""
    if not user_of(request).may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以维护账号与任职"))
    form = UserForm(request.POST or None)

    def create() -> HttpResponse:
        user, password = user_services.user_create(actor=user_of(request), **form.cleaned_data)
        return render(request, "accounts/one_time_password.html", {"person": user, "password": password})

    note = _("保存后显示一次性密码，只显示这一次；本人首次登录须改密码。随后办理任职，账号才有权限。")
    trail = [(_("账号"), reverse("accounts:users"))]
    return change(request, form, create, title=_("开设账号"), button=_("开设"), trail=trail, note=note)


@require_GET
def user_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: posts now and before, what may be done, its history. Security administrators read it too."""
    actor = user_of(request)
    if actor.may(Permission.USER_MANAGE):
        person = _managed(request, pk)
    elif actor.may(Permission.ROLE_MANAGE):
        person = get_object_or_404(User, pk=pk)
    else:
        raise Http404
    posts = person.posts.select_related("role", "organisation").prefetch_related("areas").order_by("-valid_from", "-pk")
    today = timezone.localdate()
    context = {
        "person": person,
        "posts": [(post, post.is_held_on(today)) for post in posts],
        "today": today,
        "may_manage": actor.may(Permission.USER_MANAGE) and actor.pk != person.pk,
        "may_secure": actor.may(Permission.ROLE_MANAGE) and actor.pk != person.pk,
        "tasks": person.task_grants.filter(ended_at=None).count(),
        "entries": audit.history_of(person)[:50],
    }
    return render(request, "accounts/user.html", context)


@require_http_methods(["GET", "POST"])
def user_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, e-mail, mobile."""
    person, actor = _managed(request, pk), user_of(request)
    form = UserChangeForm(request.POST or None, user=person)

    def save() -> None:
        told = form.cleaned_data
        personal = {"email": told["email"] or None, "mobile": told["mobile"] or None}
        user_services.user_describe(actor=actor, user=person, name=told["name"], **personal)

    return change(request, form, save, title=_("修改账号"), trail=trail_of(person))


def _with_reason(
    request: HttpRequest, person: User, act: Callable[[str], Any], *, kind: str, title: str, done: str = ""
) -> HttpResponse:
    """Asks for a reason and acts; `kind` names what the page says it will bring about."""
    form = ReasonForm(request.POST or None)
    return change(
        request,
        form,
        lambda: act(form.cleaned_data["reason"]),
        title=title,
        button=title,
        trail=trail_of(person),
        done=done,
        template="accounts/with_reason.html",
        kind=kind,
        is_grave=kind == "deactivate",
    )


@require_http_methods(["GET", "POST"])
def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes the account."""
    person, actor = _managed(request, pk), user_of(request)

    def act(why: str) -> None:
        user_services.user_deactivate(actor=actor, user=person, reason=why)

    done = _("已停用：会话已结束，任职当天终止；其填报和未上传的数据都保留")
    return _with_reason(request, person, act, kind="deactivate", title=_("停用账号"), done=done)


@require_http_methods(["GET", "POST"])
def user_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the account again."""
    person, actor = _managed(request, pk), user_of(request)

    def act(why: str) -> None:
        user_services.user_activate(actor=actor, user=person, reason=why)

    done = _("已启用；原任职不自动恢复，请重新办理任职")
    return _with_reason(request, person, act, kind="activate", title=_("重新启用账号"), done=done)


@never_cache
@require_http_methods(["GET", "POST"])
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, on the answer only."""
    person, actor = _managed(request, pk), user_of(request)

    def act(why: str) -> HttpResponse:
        password = user_services.password_reset(actor=actor, user=person, reason=why)
        return render(request, "accounts/one_time_password.html", {"person": person, "password": password})

    return _with_reason(request, person, act, kind="password", title=_("重置密码"))


@require_http_methods(["GET", "POST"])
def user_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes off a second factor that was lost; for the security administrator."""
    actor = user_of(request)
    if not actor.may(Permission.ROLE_MANAGE):
        raise Refused(_("只有安全管理员可以解除两步验证"))
    person = get_object_or_404(User, pk=pk)

    def act(why: str) -> None:
        user_services.second_factor_remove(actor=actor, user=person, reason=why)

    done = _("已解除；本人下次登录后可重新绑定")
    return _with_reason(request, person, act, kind="second_factor", title=_("解除两步验证"), done=done)
