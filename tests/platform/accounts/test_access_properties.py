"""A list never shows what a page refuses, nor hides what it opens: on random trees, posts, roles and tasks."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xieshou.lib.permission import Permission, Reach
from xieshou.platform.accounts import newest
from xieshou.platform.accounts.access import access_of
from xieshou.platform.accounts.models import Post, User
from xieshou.platform.accounts.selectors import everyone_who_may
from xieshou.platform.accounts.services import role_define, task_grant
from xieshou.platform.evidence.models import Evidence, StoredFile
from xieshou.platform.registry.api import Organisation, Region, organisation_create, region_create

pytestmark = pytest.mark.function("ZC03")

ASKED = (Permission.EVIDENCE_READ, Permission.EVIDENCE_ADD)
SIZE = 6


@dataclass(frozen=True)
class Graph:
    """Parents of organisations and regions (-1: the root), posts, records (owner, place), tasks in hand."""

    organisations: list[int]
    seats: list[int]
    regions: list[int]
    posts: list[tuple[dict[str, str], int, list[int]]]
    records: list[tuple[int, int | None]]
    tasks: list[int]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    def tree() -> list[int]:
        return [-1] + [draw(st.integers(0, node - 1)) for node in range(1, draw(st.integers(1, SIZE)))]

    organisations, regions = tree(), tree()
    organisation, region = st.integers(0, len(organisations) - 1), st.integers(0, len(regions) - 1)
    grants = st.dictionaries(st.sampled_from([right.value for right in ASKED]), st.sampled_from(Reach.values))
    post = st.tuples(grants, organisation, st.lists(region, max_size=2, unique=True))
    records = draw(st.lists(st.tuples(organisation, st.none() | region), min_size=1, max_size=12))
    return Graph(
        organisations,
        [draw(st.integers(-1, len(regions) - 1)) for _ in organisations],
        regions,
        draw(st.lists(post, max_size=3)),
        records,
        draw(st.lists(st.integers(0, len(records) - 1), max_size=3, unique=True)),
    )


def build(graph: Graph) -> tuple[User, list[Evidence]]:
    """The graph in the database."""
    user = User.objects.create_user("one", name="某岗")
    regions: list[Region] = []
    for number, parent in enumerate(graph.regions):
        above = None if parent < 0 else regions[parent]
        regions.append(region_create(code=f"{number:06d}", name=f"地{number}", level="county", parent=above))
    organisations: list[Organisation] = []
    for number, parent in enumerate(graph.organisations):
        seat = graph.seats[number]
        organisations.append(
            organisation_create(
                actor=None,
                name=f"单位{number}",
                kind="office",
                side="other",
                parent=None if parent < 0 else organisations[parent],
                region=None if seat < 0 else regions[seat],
            )
        )
    for number, (grants, place, areas) in enumerate(graph.posts):
        role = role_define(code=f"role{number}", name=f"角色{number}", grants=grants)
        post = Post.objects.create(user=user, role=role, organisation=organisations[place], title=f"岗{number}")
        post.areas.set([regions[area] for area in areas])
    records = [
        _record(number, organisations[owner], place, regions) for number, (owner, place) in enumerate(graph.records)
    ]
    for number in graph.tasks:
        task_grant(user=user, record=records[number], key="t", reason="会签")
    return user, records


def _record(number: int, owner: Organisation, place: int | None, regions: list[Region]) -> Evidence:
    author, _ = User.objects.get_or_create(username="author", defaults={"name": "作者"})
    file = StoredFile.objects.create(sha256=f"{number:064d}", size=1, media_type="text/plain")
    where = None if place is None else regions[place]
    return Evidence.objects.create(
        owner=owner, place=where, file=file, name="f", title=f"记录{number}", uploaded_by=author
    )


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_it_lists_exactly_what_it_opens_and_explains_the_same(graph: Graph) -> None:
    with transaction.atomic():
        user, records = build(graph)
        access = access_of(user)
        for permission in ASKED:
            opened = {record.pk for record in records if access.may(permission, record)}
            fresh = User.objects.get(pk=user.pk)
            assert {row.pk for row in Evidence.objects.visible_to(fresh, permission)} == opened
            page = Evidence.objects.newest_visible_to(fresh, 5, permission=permission)
            assert [row.pk for row in page] == sorted(opened, reverse=True)[:5]
            explained = {r.pk for r in records if any(reason.grants for reason in access.explain(permission, r))}
            assert explained == opened
            listed = {r.pk for r in records if user in dict(everyone_who_may(permission, r))}
            assert listed == opened
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(graphs(), st.integers(1, 3), st.sampled_from([1, newest.WINDOW]), st.sampled_from([0, newest.SMALL]))
def test_it_pages_through_everything_once_however_far_it_walks(
    graph: Graph, most: int, window: int, small: int
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(newest, "WINDOW", window)
        patch.setattr(newest, "SMALL", small)
        user, records = build(graph)
        seen: list[int] = []
        while page := Evidence.objects.newest_visible_to(user, most, before=seen[-1] if seen else None):
            seen += [row.pk for row in page]
        assert seen == sorted((r.pk for r in records if user.may(Permission.EVIDENCE_READ, r)), reverse=True)
        transaction.set_rollback(True)
