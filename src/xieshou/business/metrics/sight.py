"""Who may see a figure: whoever may read, as a whole, all the records it is made of. A figure never tells more than they."""

from collections.abc import Iterator
from datetime import date

from xieshou.business.metrics.figures import parts_on
from xieshou.business.metrics.models import MetricVersion
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.sources import source_named
from xieshou.business.projects.api import Project
from xieshou.lib import paths
from xieshou.lib.permission import Permission, Reach
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation


def may_see(user: User, version: MetricVersion, scope: Scope) -> bool:
    """Whether every record that the figure may count lies within reach, those of a ratio's parts among them."""
    return all(reaches(user, right, scope) for right in rights_for(version, scope.ends_on))


def check_may_see(user: User, version: MetricVersion, scope: Scope) -> None:
    """Raises `Refused` when the scope is wider than what the person may read."""
    for right in rights_for(version, scope.ends_on):
        if not user.may(right):
            raise Refused(f"这个数取自需要“{right.label}”权限的记录")
        if not reaches(user, right, scope):
            raise Refused("这个范围比您可查看的范围大，请选择本单位、本地区的范围")


def rights_for(version: MetricVersion, day: date) -> frozenset[Permission]:
    """The rights to read what a declaration counts."""
    return frozenset(_rights(version, day))


def _rights(version: MetricVersion, day: date) -> Iterator[Permission]:
    if version.source:
        model: type = source_named(version.source).model
        yield model.read_permission  # type: ignore[attr-defined]
    for part in parts_on(version, day):
        yield from _rights(part, day)


def reaches(user: User, right: Permission, scope: Scope) -> bool:
    """Whether a right is held on everything in a scope: of a post's reach, or of the one project it is narrowed to."""
    for grant in user.access.of(right):
        is_covered = grant.covers(scope.owner_path, scope.place_path)
        if is_covered and (grant.reach is not Reach.OWN or not _has_units_below(scope.owner_path)):
            return True
    return scope.project is not None and _reaches_project(user, right, scope.project)


def _has_units_below(path: str) -> bool:
    """A scope holds the units below its own, which `Reach.OWN` does not."""
    return Organisation.objects.filter(paths.within("path", path)).exclude(path=path).exists()


def _reaches_project(user: User, right: Permission, key: int) -> bool:
    project = Project.objects.filter(pk=key).first()
    return project is not None and user.may(right, project)


def default_scope(user: User, version: MetricVersion, starts_on: date, ends_on: date) -> Scope | None:
    """The widest scope the person may see as a whole: everything, the post's area, or its unit."""
    grants = [grant for right in rights_for(version, ends_on) for grant in user.access.of(right)]
    offered = [Scope(starts_on, ends_on)]
    offered += [Scope(starts_on, ends_on, place_path=area) for grant in grants for area in grant.areas]
    offered += [Scope(starts_on, ends_on, owner_path=grant.organisation_path) for grant in grants]
    offered += [
        Scope(starts_on, ends_on, grant.organisation_path, area)
        for grant in grants
        for area in grant.areas
        if grant.reach is Reach.SUBTREE_IN_AREA
    ]
    return next((one for one in dict.fromkeys(offered) if may_see(user, version, one)), None)
