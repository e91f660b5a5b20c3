"""Use per organisation and month, counted from the audit log bit by bit, never live over the whole of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from xieshou.platform.accounts.api import Post
from xieshou.platform.audit.models import Entry
from xieshou.platform.service.models import ActivityMark, UnitActor

MOST = 20_000  # entries at a time
NOT_USE = ("account.sign_in_failed", "account.locked")

Line = tuple[int, datetime]  # actor, moment
Key = tuple[date, int, int]  # month, organisation, person


@transaction.atomic
def activity_count(now: datetime) -> int:
    """Counts what the log has gained; gives the number of entries read. The mark is locked: no entry counts twice."""
    ActivityMark.objects.get_or_create(pk=1)
    mark = ActivityMark.objects.select_for_update().get(pk=1)
    rows = Entry.objects.filter(number__gt=mark.last_number).order_by("number")[:MOST]
    found = list(rows.values_list("number", "actor", "at", "action"))
    if not found:
        return 0
    lines = [(actor, at) for _, actor, at, action in found if actor is not None and action not in NOT_USE]
    for (month, organisation, user), actions in sorted(_counts(lines).items()):
        _add(month, organisation, user, actions)
    ActivityMark.objects.filter(pk=1).update(last_number=found[-1][0])
    return len(found)


def _counts(lines: list[Line]) -> dict[Key, int]:
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(user__in={actor for actor, _ in lines}).order_by("pk"):
        posts[post.user_id].append(post)
    counts: dict[Key, int] = defaultdict(int)
    for actor, at in lines:
        day = timezone.localdate(at)
        unit = _unit_on(posts[actor], day)
        if unit is not None:
            counts[day.replace(day=1), unit, actor] += 1
    return counts


def _unit_on(posts: Iterable[Post], day: date) -> int | None:
    """The organisation of the post held on a day, the first of several; None without one."""
    return next((post.organisation_id for post in posts if post.is_held_on(day)), None)


def _add(month: date, organisation: int, user: int, actions: int) -> None:
    rows = UnitActor.objects.filter(month=month, organisation=organisation, user=user)
    if rows.update(actions=F("actions") + actions):
        return
    try:
        with transaction.atomic():
            UnitActor.objects.create(month=month, organisation_id=organisation, user_id=user, actions=actions)
    except IntegrityError:  # only with the mark unlocked by hand
        rows.update(actions=F("actions") + actions)
