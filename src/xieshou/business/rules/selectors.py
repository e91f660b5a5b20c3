"""Which rules a person may read, and the versions of one kind that concern a unit."""

from datetime import date

from django.db.models import Q, QuerySet

from xieshou.business.rules.models import RuleVersion
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation


def units(user: User) -> "QuerySet[Organisation]":
    """The units whose rules the person may read, from the top."""
    return user.access.filter_organisations(Permission.RULE_READ).order_by("path")


def may_read(user: User, version: RuleVersion) -> bool:
    """Whether the version is of a unit the person may read for, or of one above such a unit and so holds there."""
    return units(user).filter(paths.within("path", version.owner_path)).exists()


def versions_of(kind: str, unit: Organisation) -> "QuerySet[RuleVersion]":
    """The versions of the unit and of those above it, the nearest first, then the newest."""
    rows = RuleVersion.objects.filter(kind=kind, owner_path__in=paths.upward(unit.path)).select_related(
        "owner", "issued_by"
    )
    return rows.order_by("-owner_path", "-number")


def below(user: User, kind: str, unit: Organisation, today: date) -> "QuerySet[Organisation]":
    """Units below that laid down their own, of those the person may read."""
    held = RuleVersion.objects.filter(kind=kind, withdrawn_at=None, valid_from__lte=today)
    own = Q(pk__in=held.values("owner"))
    return units(user).filter(own, paths.within("path", unit.path)).exclude(pk=unit.pk)


def newest_number(kind: str, unit: Organisation) -> int:
    """The number of the unit's last version, in force or not; 0: it has none."""
    last = RuleVersion.objects.filter(kind=kind, owner=unit).order_by("-number").first()
    return last.number if last is not None else 0
