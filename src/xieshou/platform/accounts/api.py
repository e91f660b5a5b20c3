"""The door of accounts and permission."""

from xieshou.platform.accounts.access import Access, Grant, Placed, Reason, access_of
from xieshou.platform.accounts.builtin_roles import load_builtin_roles
from xieshou.platform.accounts.models import Post, Role, TaskGrant, User
from xieshou.platform.accounts.scoped import Scoped, ScopedQuerySet, bump, load, user_of
from xieshou.platform.accounts.services import post_appoint, role_define, task_end, task_grant

__all__ = [
    "Access",
    "Grant",
    "Placed",
    "Post",
    "Reason",
    "Role",
    "Scoped",
    "ScopedQuerySet",
    "TaskGrant",
    "User",
    "access_of",
    "bump",
    "load",
    "load_builtin_roles",
    "post_appoint",
    "role_define",
    "task_end",
    "task_grant",
    "user_of",
]
