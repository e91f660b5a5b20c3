"""What is asked of a signed-in person on every request: still here, still in office, password and second factor in order."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.platform.accounts.adapters import must_have_second_factor
from xieshou.platform.accounts.models import Post, User

GetResponse = Callable[[HttpRequest], HttpResponse]

SEEN, POSTS = "seen", "posts"  # in the session: last request (epoch seconds), posts held at sign-in
TOUCH_SECONDS = 60  # the session is written at most once a minute

# Of allauth's pages an office uses these; the others (registering, e-mail, reset by e-mail) do not exist here.
OPEN_PAGES = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
}
_ALWAYS = {"account_logout", "set_language", "account_reauthenticate", "mfa_reauthenticate"}
_FOR_PASSWORD = _ALWAYS | {"account_change_password"}
_FOR_SECOND_FACTOR = _FOR_PASSWORD | {"mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"}


def stamp(sender: Any, request: HttpRequest, user: User, **rest: Any) -> None:
    """At sign-in: the time, and the posts held. Connected to Django's `user_logged_in`."""
    request.session[SEEN] = int(time.time())
    request.session[POSTS] = _posts_of(user)


def _posts_of(user: User) -> list[int]:
    held = Post.objects.held_on(timezone.localdate()).filter(user=user)
    return sorted(held.order_by().values_list("pk", flat=True))


class SignedInMiddleware:
    """Ends a session that sat idle or whose posts were left; leads to what must be done first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and (why := _ended(request, request.user)):
            return _out(request, why)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if getattr(view, "__module__", "").startswith("allauth.") and name not in OPEN_PAGES:
            raise Http404
        if isinstance(request.user, User):
            return _first(request.user, name or "")
        return None


def _ended(request: HttpRequest, user: User) -> str:
    """Why the session is over; empty while it is not."""
    now, seen = int(time.time()), request.session.get(SEEN)
    if seen is not None and now - seen > settings.IDLE_MINUTES * 60:
        return _("您已 %(minutes)s 分钟没有操作，为安全起见已退出，请重新登录。") % {"minutes": settings.IDLE_MINUTES}
    before, held = request.session.get(POSTS), sorted(user.access.posts)
    if before is not None and not set(before) <= set(held):
        return _("您的任职有变动，原岗位的权限已经收回，请重新登录。")
    if seen is None or now - seen > TOUCH_SECONDS or before != held:
        request.session[SEEN], request.session[POSTS] = now, held
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    return ""


def _out(request: HttpRequest, why: str) -> HttpResponse:
    logout(request)
    messages.warning(request, why)
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(back)


def _first(user: User, name: str) -> HttpResponse | None:
    """Where the person must go before anything else."""
    if user.must_change_password and name not in _FOR_PASSWORD:
        return redirect("account_change_password")
    if name in _FOR_SECOND_FACTOR or not must_have_second_factor(user):
        return None
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return None
    return redirect("mfa_activate_totp")
