"""The door of the registers."""

from xieshou.platform.registry.models import Organisation, OrganisationKind, Region, RegionLevel, Side
from xieshou.platform.registry.services import organisation_create, region_create

__all__ = [
    "Organisation",
    "OrganisationKind",
    "Region",
    "RegionLevel",
    "Side",
    "organisation_create",
    "region_create",
]
