"""The base of every record that belongs to an organisation and may lie in a region."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.http import Http404, HttpRequest

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused, Stale
from xieshou.platform.accounts.models import User
from xieshou.platform.accounts.newest import newest

S = TypeVar("S", bound="Scoped")


class ScopedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        """The rows the person may read, or on which the given right is held."""
        wanted = permission if permission is not None else self.model.read_permission
        return user.access.filter(wanted, self)  # type: ignore[return-value]

    def newest_visible_to(
        self, user: User, most: int, *, before: int | None = None, permission: Permission | None = None
    ) -> list[Any]:
        """The newest `most` rows (highest key first) that the person may read, older than the key `before`.

        For the pages of lists: its time does not grow with the table, however much or little of it the person sees.
        Filters put on the queryset before hold; an order or a slice put on it before is refused. It narrows by itself:
        asked of rows that `visible_to` has narrowed already, the answer is right but slow.
        """
        wanted = permission if permission is not None else self.model.read_permission
        return newest(user.access, wanted, self, most, before)


class Scoped(models.Model):
    """Whose a record is and where it lies; the paths are copies, kept right by `save`.

    `version` counts saves, so that a stale edit is told. Subclasses name the right to read them.
    """

    read_permission: ClassVar[Permission]

    owner = models.ForeignKey(
        "registry.Organisation", verbose_name="责任单位", on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        "registry.Region", verbose_name="地区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_path = models.CharField(max_length=63, editable=False)
    place_path = models.CharField(max_length=63, editable=False, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["owner_path", "id"], name="%(app_label)s_%(class)s_own"),
            models.Index(fields=["place_path", "id"], name="%(app_label)s_%(class)s_plc"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.owner_path = self.owner.path
        self.place_path = self.place.path if self.place is not None else ""
        super().save(*args, **kwargs)


def load(model: type[S], user: User, permission: Permission | None = None, **lookup: Any) -> S:
    """One record through the permission check: unknown or unseen is 404, seen but not allowed is refused.

    Views and services hold no record that did not come from here.
    """
    found: S | None = model.objects.visible_to(user).filter(**lookup).first()
    if found is None:
        raise Http404
    if permission is not None and not user.may(permission, found):
        raise Refused(f"您可以查看，但没有在此“{permission.label}”的权限")
    return found


def user_of(request: HttpRequest) -> User:
    """The person who asks. Every view asks for signing in first, so there is one."""
    if not isinstance(request.user, User):
        raise Refused("请先登录")
    return request.user


def opened_version(request: HttpRequest) -> int:
    """The version that a form was opened with, as it sends it; unreadable: 0, which no record has, so that it is stale."""
    return key_of(request.POST.get("opened_version", "")) or 0


def bump(record: Scoped, opened_version: int, *, by: str = "另一位用户") -> None:
    """Takes the next version, or tells that someone else took it since the record was opened."""
    taken = type(record).objects.filter(pk=record.pk, version=opened_version).update(version=opened_version + 1)
    if not taken:
        raise Stale(by=by)
    record.version = opened_version + 1
