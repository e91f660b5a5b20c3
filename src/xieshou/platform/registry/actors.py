"""Who acts, as the registers need to know them. Accounts stand above the registers, so they are named by shape."""

from typing import Any, Protocol, cast

from django.http import HttpRequest

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused


class Organisations(Protocol):
    """The rights of a person, as far as the registers ask."""

    def filter_organisations(self, permission: Permission) -> Any: ...


class Actor(Protocol):
    """A signed-in person."""

    @property
    def access(self) -> Organisations: ...

    def may(self, permission: Permission, record: Any = None) -> bool: ...


def actor_of(request: HttpRequest) -> Actor:
    """The person who asks. The middleware asks for signing in before any view."""
    if not request.user.is_authenticated:
        raise Refused("请先登录")
    return cast(Actor, request.user)


def checked(actor: Actor | None, permission: Permission, *records: Any) -> None:
    """Refuses unless the right is held on every record (a record None: anywhere). The actor None is the system itself."""
    if actor is None:
        return
    for record in records:
        if not actor.may(permission, record):
            where = f"在“{record}”" if record is not None else ""
            raise Refused(f"您没有{where}“{permission.label}”的权限")
