"""Changes of the registers."""

from typing import Any

from django.db import transaction

from xieshou.lib import paths
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.models import Organisation, Region, RegionLevel


@transaction.atomic
def region_create(*, code: str, name: str, level: str, parent: Region | None, **rest: Any) -> Region:
    """One division, placed under its parent. For loading and import; people go through `region_change`."""
    region = Region(code=code, name=name, level=RegionLevel(level), parent=parent, **rest)
    region.save()
    region.path = paths.joined(parent.path if parent else "", region.pk)
    region.save(update_fields=["path"])
    return region


@transaction.atomic
def organisation_create(
    *, actor: Any, name: str, kind: str, parent: Organisation | None = None, **rest: Any
) -> Organisation:
    """One organisation, placed under its parent, with its entry in the log."""
    organisation = Organisation(name=name, kind=kind, parent=parent, **rest)
    organisation.save()
    organisation.path = paths.joined(parent.path if parent else "", organisation.pk)
    organisation.save(update_fields=["path"])
    audit.record(actor=actor, action="organisation.create", target=organisation)
    return organisation
