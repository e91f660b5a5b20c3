"""What other apps add to the registers' pages: the posts held at an organisation, the page of an area, …"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from xieshou.platform.registry.models import Organisation, Region


@dataclass(frozen=True)
class Panel:
    """A card: the template of an app and what it needs. The template draws the card itself."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


# (request, organisation or region) → a panel, or None when there is nothing for this person
OrganisationPanel = Callable[[HttpRequest, Organisation], Panel | None]
RegionPanel = Callable[[HttpRequest, Region], Panel | None]
_OF_ORGANISATIONS: list[OrganisationPanel] = []
_OF_REGIONS: list[RegionPanel] = []


def add_to_organisation_page(panel: OrganisationPanel) -> OrganisationPanel:
    """Adds a card to every organisation's page, once."""
    if panel not in _OF_ORGANISATIONS:
        _OF_ORGANISATIONS.append(panel)
    return panel


def add_to_region_page(panel: RegionPanel) -> RegionPanel:
    """Adds a card to every division's page, once."""
    if panel not in _OF_REGIONS:
        _OF_REGIONS.append(panel)
    return panel


def of_organisation(request: HttpRequest, organisation: Organisation) -> list[Panel]:
    """The cards of one organisation, for the person who asks."""
    return [shown for panel in _OF_ORGANISATIONS if (shown := panel(request, organisation)) is not None]


def of_region(request: HttpRequest, region: Region) -> list[Panel]:
    """The cards of one division, for the person who asks."""
    return [shown for panel in _OF_REGIONS if (shown := panel(request, region)) is not None]
