"""Who is told: those who report for a unit, and those above who approve or unlock."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from xieshou.lib import paths
from xieshou.lib.permission import Permission, Reach
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.reporting.models import Submission

DOWNWARD = (Reach.SUBTREE, Reach.SUBTREE_OR_AREA, Reach.ALL)


def reporters(unit_ids: Iterable[int]) -> dict[int, list[User]]:
    """The people whose post at a unit lets them hand in, by unit; a unit with nobody is missing."""
    posts = (
        Post.objects.held_on(timezone.localdate())
        .filter(organisation_id__in=list(unit_ids), user__is_active=True)
        .filter(role__grants__permission=Permission.SUBMISSION_SUBMIT)
        .select_related("user")
        .distinct()
        .order_by("id")
    )
    found: dict[int, list[User]] = defaultdict(list)
    for post in posts:
        if post.user not in found[post.organisation_id]:
            found[post.organisation_id].append(post.user)
    return dict(found)


def above(submission: Submission, permission: Permission) -> list[User]:
    """The people at the nearest level above that has anyone with the right; at last those who hold it everywhere."""
    held = Post.objects.held_on(timezone.localdate()).filter(user__is_active=True).select_related("user")
    upper = held.filter(
        organisation_id__in=paths.ids(submission.owner_path)[:-1],
        role__grants__permission=permission,
        role__grants__reach__in=DOWNWARD,
    ).distinct()
    by_level: dict[int, dict[int, User]] = defaultdict(dict)
    for post in upper:
        by_level[post.organisation_id][post.user_id] = post.user
    for unit in reversed(paths.ids(submission.owner_path)[:-1]):
        if unit in by_level:
            return list(by_level[unit].values())
    everywhere = held.filter(role__grants__permission=permission, role__grants__reach=Reach.ALL).distinct()
    return list({post.user_id: post.user for post in everywhere[:20]}.values())
