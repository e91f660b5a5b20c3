"""How allauth is bent to an office: no self-registration, every sign-in in the log, secrets encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Power, power_of
from xieshou.platform.accounts.models import User
from xieshou.platform.accounts.personal import seal, unseal
from xieshou.platform.audit import api as audit


def is_administrator(user: User) -> bool:
    """Whether the person holds a right of one of the three administrators."""
    return any(power_of(grant.permission) is not Power.BUSINESS for grant in user.access.grants)


def must_have_second_factor(user: User) -> bool:
    """Whether this installation asks two factors of this person."""
    return bool(settings.MFA_FOR_ADMINISTRATORS) and is_administrator(user)


@transaction.atomic
def _logged(action: str, user: User, *, actor: User | None, reason: str = "") -> None:
    audit.record(actor=actor, action=action, target=user, reason=reason)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts are opened by a system administrator; signing in and failing to are logged."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("账号或密码不对；连续错 5 次将锁定 15 分钟。忘记密码请联系系统管理员重置。"),
        "too_many_login_attempts": _("尝试太多，请稍后再试。"),
        "enter_current_password": _("现在的密码不对。"),
        "incorrect_password": _("密码不对。"),
        "rate_limited": _("操作太频繁，请稍后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.was_locked = not AxesProxyHandler.is_allowed(request, credentials)
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(username=credentials.get("username", "")).first()
        if user is None or self.was_locked:
            return
        if getattr(request, "axes_locked_out", False):
            _logged("account.locked", user, actor=None, reason=f"连续 {settings.AXES_FAILURE_LIMIT} 次密码错误")
        else:
            _logged("account.sign_in_failed", user, actor=None)

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        _logged("account.sign_in", user, actor=user)
        response: HttpResponse = super().post_login(request, user, **rest)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            _logged("account.sign_out", request.user, actor=request.user)
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        _logged("account.password", user, actor=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("profile")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """The shared secret is stored encrypted; an administrator who must have it cannot take it off."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("本系统要求管理员使用两步验证，不能停用。"),
        "incorrect_code": _("验证码不对；请核对手机时间，输入当前显示的 6 位数字。"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not must_have_second_factor(authenticator.user)


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """The office's own sign-on opens existing accounts only: the claim names the account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        name = _claimed_name(sociallogin.account.extra_data)
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            page = render(request, "accounts/sign_on_unknown.html", {"name": name}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, user)


def _claimed_name(told: dict[str, Any]) -> str:
    """The account's name as the sign-on tells it, in the ID token or the user's information; missing: empty."""
    for part in (told.get("userinfo"), told.get("id_token"), told):
        if isinstance(part, dict) and part.get(settings.OIDC_USERNAME_CLAIM):
            return str(part[settings.OIDC_USERNAME_CLAIM])
    return ""
