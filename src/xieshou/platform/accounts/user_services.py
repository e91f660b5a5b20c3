"""Changes of accounts: opened, described, closed, given a new password."""

import re

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.lib.typing_slips import tidied
from xieshou.platform.accounts.models import Post, User
from xieshou.platform.accounts.passwords import one_time_password
from xieshou.platform.accounts.selectors import manages
from xieshou.platform.audit import api as audit

_USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")
_MOBILE = re.compile(r"1[0-9]{10}")


def _check(actor: User, user: User | None = None) -> None:
    if not actor.may(Permission.USER_MANAGE):
        raise Refused("您没有维护账号与任职的权限")
    if user is not None and not manages(actor, user):
        raise Refused(f"{user} 在您的管理范围之外任职")


def _others_only(actor: User, user: User) -> None:
    if actor.pk == user.pk:
        raise Invalid(Problem("不能对自己的账号这样做", remedy="请另一位系统管理员办理"))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(Problem("没有填理由", where="理由", remedy="一句话写明为什么"))
    return reason.strip()


def _described(name: str, email: str, mobile: str) -> list[Problem]:
    problems = [] if name.strip() else [Problem("没有填", where="姓名或岗位")]
    try:
        if email:
            validate_email(email)
    except ValidationError:
        problems.append(Problem(f"“{email}”不是邮箱地址", where="电子邮箱", allowed="例如 name@example.org"))
    if mobile and not _MOBILE.fullmatch(mobile):
        problems.append(Problem("不是手机号", where="手机", allowed="1 开头的 11 位数字"))
    return problems


@transaction.atomic
def user_create(*, actor: User, username: str, name: str, email: str = "", mobile: str = "") -> tuple[User, str]:
    """Opens an account; the password is told once and must be changed at the first sign-in."""
    _check(actor)
    username, email, mobile = tidied(username).lower(), email.strip(), tidied(mobile)
    problems = _described(name, email, mobile)
    if not _USERNAME.fullmatch(username):
        problems.append(
            Problem(f"“{username}”不能作账号", where="账号", allowed="3 到 40 个小写字母、数字、_ . -，以字母开头")
        )
    elif User.objects.filter(username__iexact=username).exists():
        problems.append(Problem(f"账号“{username}”已有人用", where="账号", remedy="换一个"))
    if problems:
        raise Invalid(*problems)
    password = one_time_password()
    user = User.objects.create_user(
        username, name=name.strip(), password=password, email=email, mobile=mobile, must_change_password=True
    )
    audit.record(actor=actor, action="user.create", target=user, changes=[audit.Change("账号", None, username)])
    return user, password


@transaction.atomic
def user_describe(*, actor: User, user: User, name: str, email: str | None, mobile: str | None) -> User:
    """Changes name, e-mail, mobile; None keeps what is stored. The log tells masked values only."""
    _check(actor, user)
    fresh = User.objects.select_for_update().get(pk=user.pk)
    new_email = fresh.email.plain if email is None else email.strip()
    new_mobile = fresh.mobile.plain if mobile is None else tidied(mobile)
    if problems := _described(name, new_email, new_mobile):
        raise Invalid(*problems)
    labels = {"name": "姓名或岗位", "email": "电子邮箱", "mobile": "手机"}
    before = {field: getattr(fresh, field) for field in labels}
    fresh.name, fresh.email, fresh.mobile = name.strip(), new_email, new_mobile
    after = {field: getattr(fresh, field) for field in labels}
    fresh.save(update_fields=["name", "email", "mobile", "mobile_search"])
    changes = audit.changed_fields(before, after, labels)
    audit.record(actor=actor, action="user.describe", target=fresh, changes=changes)
    return fresh


@transaction.atomic
def user_deactivate(*, actor: User, user: User, reason: str) -> None:
    """Closes an account: sessions and posts end today. What the person entered, also what is not yet sent, stays."""
    _check(actor, user)
    _others_only(actor, user)
    reason = _reason(reason)
    today = timezone.localdate()
    user.is_active = False
    user.save(update_fields=["is_active"])
    for post in Post.objects.held_on(today).filter(user=user).select_for_update():
        post.valid_to = max(today, post.valid_from)
        post.version += 1
        post.save(update_fields=["valid_to", "version"])
        audit.record(actor=actor, action="post.end", target=post, label=f"{user}：{post}", reason=reason)
    # a post that was to begin later never does
    Post.objects.filter(user=user, valid_from__gt=today).update(valid_to=today)
    sessions_end(user)
    audit.record(
        actor=actor, action="user.deactivate", target=user, changes=[audit.Change("启用", "是", "否")], reason=reason
    )


@transaction.atomic
def user_activate(*, actor: User, user: User, reason: str) -> None:
    """Opens a closed account again; its posts are not given back, they are appointed anew."""
    _check(actor, user)
    reason = _reason(reason)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(
        actor=actor, action="user.activate", target=user, changes=[audit.Change("启用", "否", "是")], reason=reason
    )


@transaction.atomic
def password_reset(*, actor: User, user: User, reason: str) -> str:
    """A new password, told once, to be changed at the next sign-in; every session of the person ends."""
    _check(actor, user)
    _others_only(actor, user)
    reason = _reason(reason)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    sessions_end(user)
    audit.record(actor=actor, action="user.password_reset", target=user, reason=reason)
    return password


@transaction.atomic
def second_factor_remove(*, actor: User, user: User, reason: str) -> None:
    """For a lost telephone. The security administrator does it, so that no one hand takes both factors."""
    if not actor.may(Permission.ROLE_MANAGE):
        raise Refused("只有安全管理员可以解除两步验证")
    _others_only(actor, user)
    reason = _reason(reason)
    Authenticator.objects.filter(user=user).delete()
    sessions_end(user)
    audit.record(actor=actor, action="user.second_factor_remove", target=user, reason=reason)


def sessions_end(user: User, *, without: str = "") -> int:
    """Ends the person's sessions, except the one with this key; the number ended."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=without))
    for session in sessions:
        session.end()
    return len(sessions)
