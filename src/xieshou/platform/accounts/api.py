"""The door of accounts and permission."""

from xieshou.platform.accounts.access import Access, Grant, Placed, Reason, access_of
from xieshou.platform.accounts.builtin_roles import load_builtin_roles
from xieshou.platform.accounts.models import Post, Role, TaskGrant, User
from xieshou.platform.accounts.personal import (
    EncryptedTextField,
    Personal,
    PersonalKind,
    WrongFieldKey,
    masked,
    matching,
)
from xieshou.platform.accounts.personal_services import may_reveal, personal_reveal
from xieshou.platform.accounts.rotation import rotate, still_old
from xieshou.platform.accounts.scoped import Scoped, ScopedQuerySet, bump, load, opened_version, user_of
from xieshou.platform.accounts.services import (
    post_appoint,
    post_end,
    post_transfer,
    role_define,
    task_end,
    task_grant,
)

__all__ = [
    "Access",
    "EncryptedTextField",
    "Grant",
    "Personal",
    "PersonalKind",
    "Placed",
    "Post",
    "Reason",
    "Role",
    "Scoped",
    "ScopedQuerySet",
    "TaskGrant",
    "User",
    "WrongFieldKey",
    "access_of",
    "bump",
    "load",
    "load_builtin_roles",
    "masked",
    "matching",
    "may_reveal",
    "opened_version",
    "personal_reveal",
    "post_appoint",
    "post_end",
    "post_transfer",
    "role_define",
    "rotate",
    "still_old",
    "task_end",
    "task_grant",
    "user_of",
]
