"""Tokens: made, used, revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from xieshou.faces.machine.models import Token
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, access_of
from xieshou.platform.audit import api as audit

ACT = "workflow:task:act"  # a scope of tokens only: a task is decided by whoever has it, whatever the role
MOST_DAYS = 366
USED_AGAIN_AFTER = timedelta(minutes=1)


@transaction.atomic
def token_make(*, actor: User, name: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
    """A token and its secret, which is shown this once. It can never do more than its owner may."""
    problems = []
    if not name.strip():
        problems.append(Problem("请写明用途", "用途", remedy="例如：每日上报接口"))
    if not 1 <= days <= MOST_DAYS:
        problems.append(Problem(f"{days} 天", "有效期", f"1 到 {MOST_DAYS} 天"))
    held = [scope for scope in scopes if scope in scopes_of(actor)]
    if not scopes or len(held) != len(scopes):
        problems.append(Problem("至少选一项您自己有的权限", "权限"))
    if problems:
        raise Invalid(*problems)
    secret = f"xs_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        user=actor,
        name=name.strip(),
        digest=_digest(secret),
        hint=secret[:8],
        scopes=sorted(held),
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(
        actor=actor, action="token.make", target=token, reason="、".join(scopes_of(actor)[one] for one in held)
    )
    return token, secret


@transaction.atomic
def token_revoke(*, actor: User, token: Token) -> None:
    """Ends a token at once."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(actor=actor, action="token.revoke", target=token)


def scopes_of(user: User) -> dict[str, str]:
    """What a token of this person may be given, with its words: the rights held, and deciding one's own tasks."""
    return {one.value: str(one.label) for one in Permission if user.may(one)} | {ACT: gettext("办理我的待办")}


@dataclass(frozen=True)
class Caller:
    """The person a token stands for, with the rights narrowed to its scopes."""

    user: User
    scopes: frozenset[str]


def caller_of(secret: str) -> Caller | None:
    """Who a secret stands for; None when it is not valid now."""
    now = timezone.now()
    token = (
        Token.objects.select_related("user").filter(digest=_digest(secret), revoked_at=None, expires_at__gt=now).first()
    )
    if token is None or not token.user.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > USED_AGAIN_AFTER:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    access = access_of(token.user)
    narrowed = tuple(grant for grant in access.grants if grant.permission.value in token.scopes)
    token.user.__dict__["access"] = replace(access, grants=narrowed)
    return Caller(token.user, frozenset(token.scopes))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
