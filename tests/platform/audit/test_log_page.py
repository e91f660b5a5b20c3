"""Who changed what: found in seconds, by the audit administrator only."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit

pytestmark = pytest.mark.function("ZC14")

SignIn = Callable[[User], Client]


def changed(world: World, after: str = "深塔中学（改）") -> None:
    with transaction.atomic():
        change = audit.Change("名称", "深塔中学", after)
        audit.record(
            actor=world.clerk_a,
            action="organisation.rename",
            target=world.school_a,
            changes=[change],
            reason="更名批复",
        )


def test_it_shows_field_before_after_who_and_why(world: World, sign_in: SignIn) -> None:
    changed(world)
    page = sign_in(world.audit_admin).get("/audit/", {"what": "深塔"}).content.decode()
    for words in ("塔县经办", "<del>深塔中学</del>", "深塔中学（改）", "更名批复"):
        assert words in page


def test_it_keeps_filters_in_the_address_and_says_what_is_wrong_with_a_date(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.audit_admin).get("/audit/", {"from": "昨天"})
    assert answer.status_code == 422
    assert "昨天" in answer.content.decode()


def test_it_refuses_everyone_else(world: World, sign_in: SignIn) -> None:
    for user in (world.clerk_a, world.division_manager, world.system_admin, world.security_admin):
        assert sign_in(user).get("/audit/").status_code == 403
    assert Client().get("/audit/").status_code == 302


def test_it_escapes_what_people_typed(world: World, sign_in: SignIn) -> None:
    changed(world, "<script>alert(1)</script>")
    page = sign_in(world.audit_admin).get("/audit/").content.decode()
    assert "<script>alert" not in page


def test_it_verifies_from_the_page(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.audit_admin).post("/audit/verify/").content.decode()
    assert "没有被改动或删除" in page


def test_it_pages_without_counting(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(120):
        changed(world, str(number))
    browser = sign_in(world.audit_admin)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        page = browser.get("/audit/").content.decode()
    assert "after=" in page
