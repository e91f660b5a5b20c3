"""Two people with one record open: the second is told, sees both, and decides."""

from collections.abc import Callable

from django.test import Client

from tests.factories.world import World
from tests.platform.ledger.rows import entered
from xieshou.platform.accounts.api import User

SignIn = Callable[[User], Client]


def test_it_shows_both_versions_to_whoever_saves_second(world: World, sign_in: SignIn) -> None:
    row = entered(world)
    address = f"/ledger/training/{row.pk}/edit/"
    written = {
        "title": row.title,
        "owner": f"编号 {world.county_a.pk}",
        "occurred_on": "2020-09-15",
        "is_counted": "是",
        "opened_version": "1",
    }
    first = sign_in(world.clerk_a).post(address, {**written, "persons": "110"})
    second = sign_in(world.approver_a).post(address, {**written, "persons": "120"})
    assert (first.status_code, second.status_code) == (302, 409)
    page = second.content.decode()
    assert "塔县经办" in page
    assert "110" in page
    assert "120" in page
    row.refresh_from_db()
    assert row.persons == 110
