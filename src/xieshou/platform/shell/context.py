"""What every page knows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from xieshou.platform.shell.navigation import menu_for

Extra = Callable[[HttpRequest], dict[str, Any]]
_EXTRAS: list[Extra] = []


def add_to_every_page(extra: Extra) -> Extra:
    """Registers a function whose values every signed-in page gets (the inbox's count, for one)."""
    if extra not in _EXTRAS:
        _EXTRAS.append(extra)
    return extra


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu, the demo mark, and what apps add."""
    values: dict[str, Any] = {"is_demo": settings.IS_DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return values
    values["nav"] = menu_for(request)
    for extra in _EXTRAS:
        values.update(extra(request))
    return values
