"""Opening and closing to-dos, telling notices. What led to them is in the audit log; they are not logged again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import categories
from xieshou.platform.inbox.models import SOON_DAYS, Item, Kind, Mute

QUIET = timedelta(minutes=30)  # notices of one source that follow within this time become one


def _target(target: models.Model | None) -> dict[str, Any]:
    if target is None:
        return {"content_type": None, "object_id": None}
    return {"content_type": ContentType.objects.get_for_model(target), "object_id": target.pk}


@transaction.atomic
def todo_open(
    *,
    user: User,
    source: str,
    category: str,
    title: str,
    url: str = "",
    target: models.Model | None = None,
    due_at: datetime | None = None,
    because: str = "",
    remind_days: int = SOON_DAYS,
) -> Item:
    """Gives a person something to do. Opening the same source again renews the one that is open."""
    categories.get(category)
    values = {
        "category": category,
        "title": title[:200],
        "url": url,
        "due_at": due_at,
        "because": because[:500],
        "remind_days": remind_days,
        **_target(target),
    }
    item, is_new = Item.objects.get_or_create(user=user, source=source, kind=Kind.TODO, done_at=None, defaults=values)
    if not is_new and any(getattr(item, name) != value for name, value in values.items()):
        Item.objects.filter(pk=item.pk).update(**values, reminded_stage=0, last_at=timezone.now())
        item.refresh_from_db()
    return item


def todo_close(*, source: str, user: User | None = None) -> int:
    """Ends a to-do for one person, or for everyone who has it. Closing what is not open does nothing."""
    now = timezone.now()
    rows = Item.objects.filter(source=source, kind=Kind.TODO, done_at=None)
    if user is not None:
        rows = rows.filter(user=user)
    return rows.update(done_at=now, read_at=now)


def notice_send(
    *,
    users: Iterable[User],
    source: str,
    category: str,
    title: str,
    url: str = "",
    target: models.Model | None = None,
    because: str = "",
) -> None:
    """Tells people something. Within a quiet window one source becomes one notice with a count."""
    categories.get(category)
    people = {user.pk: user for user in users}
    muted = set(Mute.objects.filter(user__in=people, category=category).values_list("user_id", flat=True))
    values = {"category": category, "title": title[:200], "url": url, "because": because[:500], **_target(target)}
    for user in people.values():
        _tell(user, source, values, is_muted=user.pk in muted)


def _tell(user: User, source: str, values: dict[str, Any], *, is_muted: bool) -> None:
    now = timezone.now()
    with transaction.atomic():
        merging = Item.objects.filter(user=user, kind=Kind.NOTICE, source=source, is_merging=True)
        fresh = merging.filter(last_at__gt=now - QUIET)
        fresh = fresh if is_muted else fresh.filter(read_at=None)
        if fresh.update(**values, merged_count=F("merged_count") + 1, last_at=now):
            return
        merging.update(is_merging=False)
        try:
            with transaction.atomic():
                Item.objects.create(
                    user=user,
                    kind=Kind.NOTICE,
                    source=source,
                    is_merging=True,
                    read_at=now if is_muted else None,
                    created_at=now,
                    last_at=now,
                    **values,
                )
        except IntegrityError:  # someone told the same at the same moment
            merging.update(merged_count=F("merged_count") + 1, last_at=now)


def item_read(*, actor: User, item: Item) -> None:
    """Notes that the person has seen it."""
    Item.objects.filter(pk=item.pk, user=actor, read_at=None).update(read_at=timezone.now())


def notices_read(*, actor: User) -> int:
    """Marks every notice of the person as seen; to-dos stay."""
    return Item.objects.unread_notices(actor).update(read_at=timezone.now())


@transaction.atomic
def mutes_set(*, actor: User, codes: Iterable[str]) -> None:
    """Chooses exactly these categories to be quiet."""
    wanted = set(codes)
    allowed = {category.code: category for category in categories.known() if category.can_mute}
    if unknown := wanted - set(allowed):
        labels = "、".join(str(category.label) for category in allowed.values())
        raise Invalid(Problem(f"不能静音：{'、'.join(sorted(unknown))}", where="静音的种类", allowed=labels))
    Mute.objects.filter(user=actor).exclude(category__in=wanted).delete()
    Mute.objects.bulk_create([Mute(user=actor, category=code) for code in wanted], ignore_conflicts=True)


def reminders_send(now: datetime) -> None:
    """The worker's duty: one reminder before a to-do is due and one on its day, however often this runs."""
    today = timezone.localtime(now).date()
    horizon = now + timedelta(days=32)
    due = Item.objects.filter(kind=Kind.TODO, done_at=None, reminded_stage__lt=2, due_at__lt=horizon)
    for item in due.select_related("user").order_by("due_at")[:2000]:
        left = (timezone.localtime(item.due_at).date() - today).days if item.due_at else SOON_DAYS
        stage = 2 if left <= 0 else 1 if left <= item.remind_days else 0
        if stage:
            _remind(item, stage, left)


def _remind(item: Item, stage: int, left: int) -> None:
    with transaction.atomic():
        if not Item.objects.filter(pk=item.pk, reminded_stage__lt=stage).update(reminded_stage=stage):
            return
        word = f"还剩 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已超期 {-left} 天"
        notice_send(
            users=[item.user],
            source=f"due:{item.pk}",
            category="inbox.due",
            title=f"{word}：{item.title}",
            url=item.url,
        )
