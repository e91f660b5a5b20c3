"""The door of the registers."""

from xieshou.platform.registry.days import DayField, read_day
from xieshou.platform.registry.demo_data import demo_organisations_load, demo_public_id
from xieshou.platform.registry.forms import OrganisationField, RegionField
from xieshou.platform.registry.models import (
    ChangeKind,
    Organisation,
    OrganisationKind,
    OrganisationMerge,
    Region,
    RegionChange,
    RegionLevel,
    Side,
)
from xieshou.platform.registry.organisation_merge import organisation_merge, organisation_unmerge, tell_of_moved_rows
from xieshou.platform.registry.panels import Panel, add_to_organisation_page, add_to_region_page
from xieshou.platform.registry.path_moves import paths_follow
from xieshou.platform.registry.region_changes import NewDivision, region_change
from xieshou.platform.registry.region_data import regions_load
from xieshou.platform.registry.region_history import (
    OnDay,
    Regrouped,
    area_paths,
    children_on,
    compared,
    past_of,
    region_on,
    regions_on,
    regroup,
)
from xieshou.platform.registry.selectors import (
    lineage,
    organisation_choice,
    organisations_above,
    region_by_code,
    region_choice,
)
from xieshou.platform.registry.services import (
    organisation_close,
    organisation_create,
    organisation_edit,
    organisation_move,
    organisation_rename,
    organisation_reopen,
    region_create,
)

__all__ = [
    "ChangeKind",
    "DayField",
    "NewDivision",
    "OnDay",
    "Organisation",
    "OrganisationField",
    "OrganisationKind",
    "OrganisationMerge",
    "Panel",
    "Region",
    "RegionChange",
    "RegionField",
    "RegionLevel",
    "Regrouped",
    "Side",
    "add_to_organisation_page",
    "add_to_region_page",
    "area_paths",
    "children_on",
    "compared",
    "demo_organisations_load",
    "demo_public_id",
    "lineage",
    "organisation_choice",
    "organisation_close",
    "organisation_create",
    "organisation_edit",
    "organisation_merge",
    "organisation_move",
    "organisation_rename",
    "organisation_reopen",
    "organisation_unmerge",
    "organisations_above",
    "past_of",
    "paths_follow",
    "read_day",
    "region_by_code",
    "region_change",
    "region_choice",
    "region_create",
    "region_on",
    "regions_load",
    "regions_on",
    "regroup",
    "tell_of_moved_rows",
]
