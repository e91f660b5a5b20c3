"""Who does a step: from the rule of the flow and the place of the matter to people with their posts."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from xieshou.lib import paths
from xieshou.lib.permission import Permission, Power
from xieshou.platform.accounts.api import Post, Role, User
from xieshou.platform.registry.api import Organisation, OrganisationKind
from xieshou.platform.workflow.diagram import Level, StepRule
from xieshou.platform.workflow.models import Delegation, Matter, Task, TaskState

MOST_ASKED, MOST_NAMED = 50, 3


@dataclass(frozen=True)
class Candidate:
    """Somebody who may do a step, by which post, and for whom. No post: chosen by name."""

    user: User
    post: Post | None = None
    principal: User | None = None


def candidates(matter: Matter, rule: StepRule) -> list[Candidate]:
    """Everyone the rule names today, before anybody stands in; empty: nobody holds the role there."""
    if rule.level == Level.STARTER:
        return [Candidate(matter.started_by, post_of(matter.started_by, matter.owner.path))]
    units = _units(matter, rule)
    posts = (
        Post.objects.held_on(timezone.localdate())
        .filter(role__code=rule.role, organisation__in=units, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user_id", "id")
    )
    found = {post.user_id: Candidate(post.user, post) for post in reversed(posts)}
    return sorted(found.values(), key=lambda one: one.user.pk)


def _units(matter: Matter, rule: StepRule) -> list[Organisation]:
    owner = matter.owner
    if rule.level == Level.OWN:
        return [owner]
    if rule.level == Level.PARENT:
        return [owner.parent] if owner.parent is not None else []
    if rule.level == Level.NAMED:
        named = organisation_named(rule.organisation, near=owner)
        return [named] if named is not None else []
    return _office(owner)


def vacancy(matter: Matter, rule: StepRule) -> str:
    """Whom a step wants that nobody is: the unit and the role in words."""
    units = _units(matter, rule)
    if not units:
        is_above = rule.level == Level.PARENT
        return f"“{matter.owner}”没有上级单位" if is_above else f"没有名为“{rule.organisation}”的单位"
    role = Role.objects.filter(code=rule.role).first()
    return f"“{units[0]}”没有在任的“{role or rule.role}”"


def assigners(matter: Matter) -> list[User]:
    """Some of those who may give a step of the matter to somebody, the longest registered first."""
    today, wanted = timezone.localdate(), Permission.MATTER_MANAGE
    posts = Post.objects.held_on(today).filter(role__grants__permission=wanted)
    people = User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("pk")[:MOST_ASKED]
    return [one for one in people if one.may(wanted, matter)][:MOST_NAMED]


def _office(owner: Organisation) -> list[Organisation]:
    above = list(Organisation.objects.filter(pk__in=paths.ids(owner.path)).order_by("-path"))
    offices = [one for one in above if one.kind == OrganisationKind.OFFICE] or _only_office() or above[-1:]
    divisions = Organisation.objects.current().filter(parent=offices[0], kind=OrganisationKind.DIVISION)
    return [offices[0], *divisions]


def _only_office() -> list[Organisation]:
    """The assisting office, for units of assisted places, which stand in trees of their own; of several none is meant."""
    offices = list(Organisation.objects.current().filter(kind=OrganisationKind.OFFICE)[:2])
    return offices if len(offices) == 1 else []


def organisation_named(name: str, near: Organisation | None = None) -> Organisation | None:
    """An organisation by permanent id or by name; of several of one name, the one in the same tree."""
    current = Organisation.objects.current()
    try:
        return current.filter(public_id=uuid.UUID(name)).first()
    except ValueError:
        same = list(current.filter(Q(name=name) | Q(short_name=name)).order_by("path")[:20])
    root = near.path[: paths.WIDTH] if near is not None else ""
    return min(same, key=lambda one: not paths.is_within(one.path, root), default=None)


def post_of(user: User, near_path: str) -> Post | None:
    """The post by which a person acts in an organisation: held there, or else the first held."""
    posts = Post.objects.held_on(timezone.localdate()).filter(user=user).select_related("organisation")
    return min(posts, key=lambda post: (post.organisation.path != near_path, post.pk), default=None)


def least_busy(people: Iterable[Candidate]) -> Candidate:
    """The one with the fewest tasks in hand; of equals the longest registered."""
    people = list(people)
    counts = dict(
        Task.objects.filter(user__in=[one.user for one in people], state=TaskState.OPEN)
        .order_by()
        .values("user_id")
        .annotate(open=Count("pk"))
        .values_list("user_id", "open")
    )
    return min(people, key=lambda one: (counts.get(one.user.pk, 0), one.user.pk))


def standing_in(person: Candidate) -> Candidate:
    """Whoever stands in for a person today, followed through further delegations; a circle ends with the first."""
    today, seen, at = timezone.localdate(), {person.user.pk}, person.user
    while (found := _delegation(at, today)) is not None:
        at = found.delegate
        if at.pk in seen:
            return person
        seen.add(at.pk)
    return person if at == person.user else Candidate(at, person.post, principal=person.user)


def _delegation(user: User, today: object) -> Delegation | None:
    active = Delegation.objects.active_on(today).filter(principal=user, delegate__is_active=True)
    return active.select_related("delegate").order_by("-id").first()


def person_named(text: str) -> User | None:
    """An active person with a business post, by account, or by a name that only one has."""
    wanted = text.strip()
    posts = Post.objects.held_on(timezone.localdate()).filter(role__power=Power.BUSINESS)
    people = User.objects.filter(is_active=True, posts__in=posts).distinct()
    exact = people.filter(username=wanted).first()
    same = list(people.filter(name=wanted)[:2]) if exact is None else [exact]
    return same[0] if len(same) == 1 else None
