"""What a person may do: the rights of the posts held today, and of the tasks in hand.

One definition, three uses: `may` judges one record, `filter` turns the same rule into a query, `explain` tells it.
They are held together by a property test: a list never shows what `may` refuses, nor hides what it allows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.lib import paths
from xieshou.lib.permission import Permission, Reach
from xieshou.platform.accounts.models import Post, RoleGrant, TaskGrant, User, post_label
from xieshou.platform.accounts.prepared import prepared
from xieshou.platform.accounts.tasks_in_hand import TasksInHand, changes
from xieshou.platform.registry.api import Organisation, Region, area_paths

M = TypeVar("M", bound=Model)


class Placed(Protocol):
    """A record that rights can be judged on: whose it is, and where."""

    @property
    def owner_path(self) -> str: ...

    @property
    def place_path(self) -> str: ...


@dataclass(frozen=True)
class Grant:
    """One right held through one post, resolved to where it reaches. Empty `areas`: no area."""

    permission: Permission
    reach: Reach
    organisation_path: str
    areas: tuple[str, ...]
    post: str
    role: str

    def covers(self, owner_path: str, place_path: str) -> bool:
        """Whether a record of this owner and place lies within reach."""
        owned = paths.is_within(owner_path, self.organisation_path)
        placed = any(paths.is_within(place_path, area) for area in self.areas)
        return {
            Reach.OWN: owner_path == self.organisation_path,
            Reach.SUBTREE: owned,
            Reach.AREA: placed,
            Reach.SUBTREE_OR_AREA: owned or placed,
            Reach.SUBTREE_IN_AREA: owned and placed,
            Reach.ALL: True,
        }[self.reach]

    def why(self, owner_path: str, place_path: str) -> str:
        """In words: how the record lies to the post's organisation and area."""
        if self.reach is Reach.ALL:
            return _("不限单位和地区")
        owned = _("记录归本单位") if owner_path == self.organisation_path else _("记录归下级单位")
        if not paths.is_within(owner_path, self.organisation_path):
            owned = _("记录不归本单位及下级")
        placed = any(paths.is_within(place_path, area) for area in self.areas)
        place = _("在辖区内") if placed else _("不在辖区内") if place_path else _("没有登记地区")
        return _("%(owned)s，%(place)s") % {"owned": owned, "place": place}

    def condition(self, owner: str = "owner_path", place: str = "place_path") -> Q | None:
        """The same as a query over the fields that hold owner and place; None: everything."""
        parts = self.parts(owner, place)
        if parts is None:
            return None
        condition = Q(pk__in=[])
        for part in parts:
            condition |= part
        return condition

    def parts(self, owner: str = "owner_path", place: str = "place_path") -> list[Q] | None:
        """The same as alternatives, each a range of one index; None: everything."""
        owned = paths.within(owner, self.organisation_path)
        placed = [paths.within(place, area) for area in self.areas]
        return {
            Reach.OWN: [Q(**{owner: self.organisation_path})],
            Reach.SUBTREE: [owned],
            Reach.AREA: placed,
            Reach.SUBTREE_OR_AREA: [owned, *placed],
            Reach.SUBTREE_IN_AREA: [owned & area for area in placed],
            Reach.ALL: None,
        }[self.reach]


@dataclass(frozen=True)
class Reason:
    """One line of an explanation: the rule, and whether it grants."""

    grants: bool
    what: str


@dataclass(frozen=True)
class Access:
    """The rights of one person at one moment, and the posts (keys and labels) that they come from.

    `as_of`: how many changes of tasks this process had seen by then.
    """

    user: User
    grants: tuple[Grant, ...]
    posts: frozenset[int] = frozenset()
    post_labels: tuple[str, ...] = ()
    as_of: int = field(default_factory=changes, compare=False)

    def of(self, permission: Permission) -> list[Grant]:
        """The grants of one right."""
        return self._by_permission.get(permission, [])

    @cached_property
    def _by_permission(self) -> Mapping[Permission, list[Grant]]:
        grants: dict[Permission, list[Grant]] = defaultdict(list)
        for grant in self.grants:
            grants[grant.permission].append(grant)
        return dict(grants)

    def may(self, permission: Permission, record: Placed | None = None) -> bool:
        """Whether the right is held on a record; with no record, whether it is held anywhere."""
        held = self.of(permission)
        if record is None:
            return bool(held)
        if any(grant.covers(record.owner_path, record.place_path) for grant in held):
            return True
        return is_reading(permission) and isinstance(record, Model) and record.pk in self.task_ids(type(record))

    def filter(self, permission: Permission, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows on which the right is held, of a model with `owner_path` and `place_path`."""
        allowed = Q(pk__in=[])
        for grant in self.of(permission):
            condition = grant.condition()
            if condition is None:
                return rows
            allowed |= condition
        if is_reading(permission):
            tasks = self.task_ids(rows.model)
            if tasks:
                allowed |= Q(pk__in=tasks)
        return rows.filter(allowed)

    def filter_organisations(self, permission: Permission) -> "QuerySet[Organisation]":
        """The organisations on which the right is held: those one may enter something for."""
        allowed = Q(pk__in=[])
        for grant in self.of(permission):
            condition = grant.condition("path", "region__path")
            if condition is None:
                return Organisation.objects.current()
            allowed |= condition
        return Organisation.objects.current().filter(allowed)

    def explain(self, permission: Permission, record: Placed) -> list[Reason]:
        """Every post and task that could grant the right, each with whether and why."""
        reasons = self.explain_posts(permission, record)
        if is_reading(permission) and isinstance(record, Model):
            reasons += [
                Reason(True, _("待办即授权：%(task)s，办结即收回") % {"task": task.reason})
                for task in self._tasks(record)
            ]
        if not reasons:
            reasons.append(Reason(False, _("任何任职的角色都没有“%(right)s”") % {"right": permission.label}))
        return reasons

    def explain_posts(self, permission: Permission, record: Placed) -> list[Reason]:
        """The same for posts alone."""
        return [
            Reason(
                grant.covers(record.owner_path, record.place_path),
                _("任职“%(post)s”，角色“%(role)s”：%(right)s，范围%(reach)s；%(why)s")
                % {
                    "post": grant.post,
                    "role": grant.role,
                    "right": permission.label,
                    "reach": grant.reach.label,
                    "why": grant.why(record.owner_path, record.place_path),
                },
            )
            for grant in self.of(permission)
        ]

    def _tasks(self, record: Model) -> QuerySet[TaskGrant]:
        if not self.user.is_active:
            return TaskGrant.objects.none()
        kind = ContentType.objects.get_for_model(record)
        return TaskGrant.objects.filter(user=self.user, content_type=kind, object_id=record.pk, ended_at=None)

    def task_ids(self, model: type[Model]) -> Sequence[int]:
        """The records of a model that tasks in hand let the person read; asked of the database once for all models."""
        return self._in_hand.on(model)

    @cached_property
    def _in_hand(self) -> TasksInHand:
        return TasksInHand(self.user, self.as_of)


def is_reading(permission: Permission) -> bool:
    """Whether a task in hand gives the right: reading only."""
    return bool(permission.value.endswith(":read"))


def access_of(user: User) -> Access:
    """The rights of the posts held today. An inactive person has none."""
    if not user.is_active or user.pk is None:
        return Access(user, ())
    rows = _posts_and_grants_of(user.pk, timezone.localdate())
    posts = _held(row[: len(_POST)] for row in rows)
    return _access(user, posts, _granted((row[_ROLE], *row[len(_POST) :]) for row in rows), _reached(posts))


def accesses_of(users: QuerySet[User]) -> Iterator[Access]:
    """The rights of many, read together, in their order."""
    rows = _in_force(timezone.localdate()).filter(user__in=users.order_by().values("pk"))
    posts = _held(rows.values_list(*_POST))
    own: dict[int, list[_Held]] = defaultdict(list)
    for post in posts:
        own[post.user_id].append(post)
    grants = _granted(RoleGrant.objects.values_list("role_id", "permission", "reach"))
    reached = _reached(posts)
    return (_access(person, own[person.pk], grants, reached) for person in users)


_POST = (
    "pk",
    "user_id",
    "title",
    "role_id",
    "role__name",
    "organisation__name",
    "organisation__short_name",
    "organisation__path",
    "organisation__region_id",
    "areas",
)
_ROLE = _POST.index("role_id")


@dataclass(frozen=True)
class _Held:
    """A post in force and the keys of the regions it answers for: its areas, or its organisation's own."""

    pk: int
    user_id: int
    label: str
    role_id: int
    role: str
    organisation_path: str
    areas: tuple[int, ...]


def _in_force(day: date) -> QuerySet[Post]:
    return Post.objects.held_on(day)


_posts_and_grants_of = prepared(
    lambda user, day: (
        _in_force(day).filter(user=user).values_list(*_POST, "role__grants__permission", "role__grants__reach")
    )
)


def _granted(rows: Iterable[Any]) -> Mapping[int, Iterable[tuple[str, str]]]:
    """By role, each of its rights with its reach once. A role without any is there with none."""
    grants: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for role, permission, reach in rows:
        if permission is not None:
            grants[role][permission, reach] = None
    return grants


def _held(rows: Iterable[Any]) -> list[_Held]:
    """Each post once; it has a row for each of its areas."""
    posts: dict[int, Sequence[Any]] = {}
    areas: dict[int, dict[int, None]] = defaultdict(dict)
    for *post, area in rows:
        posts.setdefault(post[0], post)
        if area is not None:
            areas[post[0]][area] = None
    return [_post(post, tuple(areas[pk])) for pk, post in posts.items()]


def _post(values: Sequence[Any], areas: tuple[int, ...]) -> _Held:
    """From the values of `_POST` before its areas."""
    pk, user_id, title, role_id, role, name, short_name, path, region_id = values
    own = (region_id,) if region_id is not None else ()
    return _Held(pk, user_id, post_label(title, short_name or name), role_id, role, path, areas or own)


def _reached(posts: Sequence[_Held]) -> Mapping[int, tuple[str, ...]]:
    """The paths of the posts' areas, those of their past among them: a county that was renamed stays in sight."""
    keys = {area for post in posts for area in post.areas}
    return area_paths(Region.objects.in_bulk(keys).values()) if keys else {}


def _access(
    user: User,
    posts: Sequence[_Held],
    granted: Mapping[int, Iterable[tuple[str, str]]],
    reached: Mapping[int, tuple[str, ...]],
) -> Access:
    grants = tuple(
        Grant(Permission(permission), Reach(reach), post.organisation_path, areas, post.label, post.role)
        for post in posts
        for areas in [tuple(path for area in post.areas for path in reached[area])]
        for permission, reach in granted[post.role_id]
    )
    return Access(user, grants, frozenset(post.pk for post in posts), tuple(post.label for post in posts))
