"""The way from a division's page to the page of its area."""

from django.http import HttpRequest

from xieshou.platform.registry.api import Panel, Region

_LEVELS = {"province", "prefecture", "county", "town", "village"}


def area_panel(request: HttpRequest, region: Region) -> Panel | None:
    """A card that leads on; the country as a whole has no area page."""
    return Panel("areas/_link.html", {"code": region.code}) if region.level in _LEVELS else None
