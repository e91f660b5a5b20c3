"""Reading a person's inbox. Every function here is about one person, who sees nobody else's."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from xieshou.platform.inbox.models import Item, ItemQuerySet, Kind, Mute

MOST_COUNTED = 99


def todos(user: Any) -> ItemQuerySet:
    """What the person has to do, the nearest deadline first, those without one last."""
    return Item.objects.todos(user).order_by(F("due_at").asc(nulls_last=True), "id")


def late(user: Any) -> ItemQuerySet:
    """What the person is late with: past its day, or its hour."""
    return todos(user).filter(due_at__lt=timezone.now())


def returned(user: Any) -> ItemQuerySet:
    """What came back to the person, with why."""
    return todos(user).exclude(because="")


def notices(user: Any) -> ItemQuerySet:
    """What the person was told, newest first."""
    return Item.objects.filter(user=user, kind=Kind.NOTICE).order_by("-last_at", "-id")


def unread_count(user: Any) -> int:
    """Open to-dos and unread notices, counted to 99: a bell needs no more."""
    either = Item.objects.todos(user) | Item.objects.unread_notices(user)
    return min(MOST_COUNTED, either.order_by().values("pk")[: MOST_COUNTED + 1].count())


def muted(user: Any) -> set[str]:
    """The categories the person has silenced."""
    return set(Mute.objects.filter(user=user).values_list("category", flat=True))
