"""The system administrator's pages of accounts."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts import selectors, user_services
from xieshou.platform.accounts.forms import ReasonForm, UserChangeForm, UserForm, tell
from xieshou.platform.accounts.models import Post, User
from xieshou.platform.accounts.scoped import user_of
from xieshou.platform.audit import api as audit

PAGE = 50


def _managed(request: HttpRequest, pk: int) -> User:
    """The account, if it is among those the person looks after; a stranger to accounts is refused."""
    actor = user_of(request)
    if not actor.may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以维护账号与任职"))
    return get_object_or_404(selectors.managed_users(actor), pk=pk)


@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    """Accounts by name; `q` and `state` filter, `after` pages."""
    actor = user_of(request)
    if not actor.may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以维护账号与任职"))
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state", "after")}
    rows = selectors.users_matching(selectors.managed_users(actor), asked["q"], asked["state"])
    if asked["after"]:
        rows = rows.filter(username__gt=asked["after"])
    held = Post.objects.held_on(timezone.localdate()).select_related("organisation", "role")
    found = list(rows.prefetch_related(Prefetch("posts", queryset=held, to_attr="held"))[: PAGE + 1])
    query = request.GET.copy()
    next_url = None
    if len(found) > PAGE:
        query["after"] = found[PAGE - 1].username
        next_url = f"?{query.urlencode()}"
    return render(request, "accounts/users.html", {"users": found[:PAGE], "next_url": next_url, "asked": asked})


@never_cache
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Opens an account; its one-time password is on the answer only."""
    if not user_of(request).may(Permission.USER_MANAGE):
        raise Refused(_("只有系统管理员可以维护账号与任职"))
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = user_services.user_create(actor=user_of(request), **form.cleaned_data)
        except Invalid as error:
            tell(form, error)
        else:
            return render(request, "accounts/one_time_password.html", {"person": user, "password": password})
    return render(request, "accounts/user_new.html", {"form": form}, status=422 if form.errors else 200)


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
    person = _managed(request, pk)
    form = UserChangeForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            user_services.user_describe(
                actor=user_of(request),
                user=person,
                name=told["name"],
                email=told["email"] or None,
                mobile=told["mobile"] or None,
            )
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("已保存"))
            return redirect("accounts:user", pk=pk)
    context = {"form": form, "person": person}
    return render(request, "accounts/user_change.html", context, status=422 if form.errors else 200)


def _with_reason(request: HttpRequest, person: User, page: dict[str, Any], act: Any) -> HttpResponse | None:
    """Asks for a reason and acts; the page while nothing has been done."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Invalid as error:
            tell(form, error)
        else:
            return None
    context = {"form": form, "person": person, **page}
    return render(request, "accounts/with_reason.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes the account."""
    person, actor = _managed(request, pk), user_of(request)
    page = {"act": "deactivate", "title": _("停用账号")}
    answer = _with_reason(
        request, person, page, lambda why: user_services.user_deactivate(actor=actor, user=person, reason=why)
    )
    if answer is None:
        messages.success(request, _("已停用：会话已结束，任职当天终止；其填报和未上传的数据都保留"))
        return redirect("accounts:user", pk=pk)
    return answer


@require_http_methods(["GET", "POST"])
def user_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the account again."""
    person, actor = _managed(request, pk), user_of(request)
    page = {"act": "activate", "title": _("重新启用账号")}
    answer = _with_reason(
        request, person, page, lambda why: user_services.user_activate(actor=actor, user=person, reason=why)
    )
    if answer is None:
        messages.success(request, _("已启用；原任职不自动恢复，请重新办理任职"))
        return redirect("accounts:user", pk=pk)
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, on the answer only."""
    person, actor = _managed(request, pk), user_of(request)
    told: list[str] = []
    page = {"act": "password", "title": _("重置密码")}
    answer = _with_reason(
        request,
        person,
        page,
        lambda why: told.append(user_services.password_reset(actor=actor, user=person, reason=why)),
    )
    if answer is None:
        return render(request, "accounts/one_time_password.html", {"person": person, "password": told[0]})
    return answer


@require_http_methods(["GET", "POST"])
def user_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes off a second factor that was lost; for the security administrator."""
    actor = user_of(request)
    if not actor.may(Permission.ROLE_MANAGE):
        raise Refused(_("只有安全管理员可以解除两步验证"))
    person = get_object_or_404(User, pk=pk)
    page = {"act": "second_factor", "title": _("解除两步验证")}
    answer = _with_reason(
        request, person, page, lambda why: user_services.second_factor_remove(actor=actor, user=person, reason=why)
    )
    if answer is None:
        messages.success(request, _("已解除；本人下次登录后可重新绑定"))
        return redirect("accounts:user", pk=pk)
    return answer
