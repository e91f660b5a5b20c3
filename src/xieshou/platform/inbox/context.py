"""The number at the bell, on every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xieshou.platform.inbox.selectors import unread_count


def inbox_unread(request: HttpRequest) -> dict[str, Any]:
    """Counted only when a page shows it."""
    user = request.user
    return {"inbox_unread": SimpleLazyObject(lambda: unread_count(user))}
