"""Who acts on a project: the row held for a change, and the experts who may be asked."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from xieshou.business.projects.models import Project
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import Post, User


def held_for(actor: User, project: Project, permission: Permission) -> Project:
    """The row as it is now, locked until the end, if the actor holds the right on it."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("owner__region", "place")
    held: Project = rows.get(pk=project.pk)
    if not actor.may(permission, held):
        raise Refused(f"您没有在此“{permission.label}”的权限")
    return held


def _reviewing_posts() -> Sequence[Post]:
    posts = Post.objects.held_on(timezone.localdate()).filter(role__grants__permission=Permission.PROJECT_REVIEW)
    return list(posts.filter(user__is_active=True).select_related("user", "organisation").order_by("user__name", "pk"))


def experts_for(project: Project) -> list[Post]:
    """Those who may be asked to review a project: one post each, nobody of the unit that proposes it."""
    concerned = {post.user_id for post in _posts_of_unit(project)}
    found = {post.user_id: post for post in reversed(_reviewing_posts()) if post.user_id not in concerned}
    return sorted(found.values(), key=lambda post: (str(post.user), post.user_id))


def is_concerned(expert: User, project: Project) -> bool:
    """Whether the expert wrote the proposal or works at the unit that proposes, and must stand back."""
    return project.created_by_id == expert.pk or _posts_of_unit(project).filter(user=expert).exists()


def _posts_of_unit(project: Project) -> QuerySet[Post]:
    posts = Post.objects.held_on(timezone.localdate())
    return posts.filter(organisation=project.owner_id)
