"""What accounts adds to the frame of every page: menu lines and the posts of the person signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.scoped import user_of
from xieshou.platform.accounts.selectors import READS_POSTS
from xieshou.platform.shell.context import add_to_every_page
from xieshou.platform.shell.navigation import Entry
from xieshou.platform.shell.navigation import add as add_to_menu


def user_posts(request: HttpRequest) -> dict[str, Any]:
    """The labels of the posts held today."""
    return {"user_posts": user_of(request).access.post_labels}


def add() -> None:
    """Called once, when the app is ready."""
    add_to_every_page(user_posts)
    add_to_menu(
        Entry("管理", _("账号"), "accounts:users", "users", (Permission.USER_MANAGE,), 10),
        Entry("管理", _("任职清单"), "accounts:posts", "list-details", READS_POSTS, 20),
        Entry("管理", _("角色与权限"), "accounts:roles", "shield", (Permission.ROLE_MANAGE,), 30),
        Entry("管理", _("谁为何能看"), "accounts:explain", "eye", (Permission.ACCESS_EXPLAIN,), 40),
    )
