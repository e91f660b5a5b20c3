"""The menu. Each app adds its entries when it is loaded; a person sees those whose right they hold."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from xieshou.lib.permission import Permission

GROUPS = (
    gettext_noop("工作台"),
    gettext_noop("项目资金"),
    gettext_noop("绩效"),
    gettext_noop("业务台账"),
    gettext_noop("报送"),
    gettext_noop("办件"),
    gettext_noop("资料"),
    gettext_noop("管理"),
)


@dataclass(frozen=True)
class Entry:
    """One line of the menu. Without a right everyone signed in sees it; of several, one is enough."""

    group: str
    label: str | Promise
    url_name: str
    icon: str
    permissions: tuple[Permission, ...] = ()
    order: int = 50

    def is_for(self, user: Any) -> bool:
        return not self.permissions or any(user.may(permission) for permission in self.permissions)


_ENTRIES: list[Entry] = []


def add(*entries: Entry) -> None:
    """Adds lines to the menu; an unknown group is refused."""
    for entry in entries:
        if entry.group not in GROUPS:
            raise ValueError(f"no menu group {entry.group}; one of {GROUPS}")
        if entry not in _ENTRIES:
            _ENTRIES.append(entry)


def menu_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of the person who asks, in groups, empty groups left out."""
    prefix = get_script_prefix()
    mine = [(entry, _url(entry.url_name, prefix)) for entry in _ENTRIES if entry.is_for(request.user)]
    here = _nearest(request.path, [url for _entry, url in mine])
    menu = []
    for group in GROUPS:
        shown = sorted((one for one in mine if one[0].group == group), key=lambda one: one[0].order)
        if shown:
            items = [{"label": e.label, "url": url, "icon": e.icon, "active": url == here} for e, url in shown]
            menu.append({"label": gettext(group), "items": items})
    return menu


@cache
def _url(name: str, prefix: str) -> str:
    """The address of an entry, the same for every page under one prefix."""
    return reverse(name)


def _nearest(path: str, urls: list[str]) -> str:
    """The entry under which a page lies: the longest address that its own begins with; the first page only itself."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")
