"""Who may see and do what: one rule for lists, pages and explanations."""

import pytest

from tests.factories.world import World
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import task_end, task_grant

pytestmark = pytest.mark.function("ZC03")


def test_it_lets_a_clerk_read_what_belongs_to_the_own_office(world: World) -> None:
    assert world.clerk_a.may(Permission.RECORD_READ, world.county_a)


def test_it_lets_a_clerk_read_below_the_own_office(world: World) -> None:
    assert world.clerk_a.may(Permission.RECORD_READ, world.school_a)


def test_it_hides_the_neighbouring_county(world: World) -> None:
    assert not world.clerk_a.may(Permission.RECORD_READ, world.county_b)


def test_it_gives_nothing_to_a_person_without_a_post(world: World) -> None:
    assert not any(world.nobody.may(permission) for permission in Permission)


def test_it_gives_reading_with_a_task_and_takes_it_back(world: World) -> None:
    task_grant(user=world.clerk_b, record=world.county_a, key="t1", reason="会签")
    assert world.clerk_b.may(Permission.RECORD_READ, world.county_a)
    assert not world.clerk_b.may(Permission.RECORD_EDIT, world.county_a)
    task_end(user=world.clerk_b, record=world.county_a, key="t1")
    assert not world.clerk_b.may(Permission.RECORD_READ, world.county_a)


def test_it_explains_which_post_grants(world: World) -> None:
    reasons = world.clerk_a.access.explain(Permission.RECORD_READ, world.school_a)
    assert [reason.grants for reason in reasons] == [True]
    assert "经办" in reasons[0].what
