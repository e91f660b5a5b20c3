"""Choosing a file to cite out of very many."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence import choosing
from xieshou.platform.evidence.models import Evidence, StoredFile

pytestmark = pytest.mark.function("ZC15")

SignIn = Callable[[User], Client]


def kept(world: World, title: str, number: int, media_type: str = "application/pdf") -> Evidence:
    stored = StoredFile.objects.create(sha256=f"{number:064x}", size=1, media_type=media_type)
    place = {"owner": world.county_a, "owner_path": world.county_a.path}
    return Evidence.objects.create(file=stored, name=f"{title}.pdf", title=title, uploaded_by=world.clerk_a, **place)


@pytest.fixture
def many(world: World) -> Evidence:
    """More files than a page offers; the oldest of them."""
    oldest = kept(world, "塔县中学验收单", 0)
    for number in range(1, choosing.MOST_OFFERED + 2):
        kept(world, f"培训签到 {number}", number)
    return oldest


def test_it_finds_the_oldest_of_many_while_one_types(world: World, sign_in: SignIn, many: Evidence) -> None:
    found = sign_in(world.clerk_a).get("/evidence/options/", {"q": "验收单"}).json()
    assert [one["value"] for one in found] == [many.pk]
    assert sign_in(world.clerk_b).get("/evidence/options/", {"q": "验收单"}).json() == []


def test_it_offers_photographs_where_only_they_will_do(world: World, sign_in: SignIn, many: Evidence) -> None:
    photo = kept(world, "现场", 1000, "image/jpeg")
    found = sign_in(world.clerk_a).get("/evidence/options/photos/").json()
    assert [one["value"] for one in found] == [photo.pk]
