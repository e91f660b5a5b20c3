"""Roles as data, held apart by power; and the pages that tell who may see what and why."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.world import World
from xieshou.lib.permission import Permission, Power, Reach, power_of
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.access import access_of
from xieshou.platform.accounts.builtin_roles import BUILTIN
from xieshou.platform.accounts.models import Role, User
from xieshou.platform.accounts.role_services import role_change, role_create
from xieshou.platform.accounts.role_views import SUBJECTS
from xieshou.platform.accounts.selectors import everyone_who_may
from xieshou.platform.accounts.services import post_appoint, task_grant
from xieshou.platform.audit.models import Entry

SignIn = Callable[[User], Client]


def change(world: World, role: Role, grants: dict[str, str], **rest: object) -> Role:
    told = {"name": role.name, "name_en": "", "description": "", "opened_version": role.version, "reason": "调整"}
    return role_change(actor=world.security_admin, role=role, grants=grants, **{**told, **rest})  # type: ignore[arg-type]


@pytest.mark.function("ZC02")
def test_it_takes_a_changed_role_into_force_at_once(world: World) -> None:
    role = world.roles["reader"]
    post_appoint(actor=None, user=world.nobody, role=role, organisation=world.county_a, title="查阅")
    change(world, role, {Permission.RECORD_EDIT.value: Reach.OWN.value})
    access = access_of(world.nobody)
    assert access.may(Permission.RECORD_EDIT, world.county_a)
    assert not access.may(Permission.RECORD_READ)


@pytest.mark.function("ZC02")
def test_it_logs_each_right_that_changed(world: World) -> None:
    change(world, world.roles["outside_reader"], {Permission.RECORD_READ.value: Reach.OWN.value})
    entry = Entry.objects.get(action="role.change")
    assert ["权限：查看台账", "辖区内", "仅本单位"] in entry.changes
    assert ["权限：查看证据", "辖区内", None] in entry.changes


@pytest.mark.function("ZC02")
def test_it_refuses_rights_of_another_power_in_a_role(world: World) -> None:
    with pytest.raises(Invalid, match="属于系统管理员"):
        change(world, world.roles["clerk"], {Permission.USER_MANAGE.value: Reach.ALL.value})


@pytest.mark.function("ZC02")
def test_it_has_no_built_in_role_that_mixes_powers() -> None:
    mixed = [
        code
        for code, (_name, _english, power, grants) in BUILTIN.items()
        if {power_of(Permission(name)) for name in grants} != {power}
    ]
    assert mixed == []


@pytest.mark.function("ZC02")
def test_it_lets_nobody_change_the_role_they_hold(world: World) -> None:
    with pytest.raises(Invalid, match="自己正在担任的角色"):
        change(world, world.roles["security_admin"], {Permission.ROLE_MANAGE.value: Reach.ALL.value})


@pytest.mark.function("ZC02")
def test_it_refuses_an_edit_of_an_older_version(world: World) -> None:
    change(world, world.roles["reader"], {})
    with pytest.raises(Stale):
        change(world, world.roles["reader"], {}, opened_version=1)


@pytest.mark.function("ZC02")
@pytest.mark.parametrize("who", ["system_admin", "audit_admin", "division_manager"])
def test_it_leaves_roles_to_the_security_administrator(world: World, who: str) -> None:
    with pytest.raises(Refused):
        role_create(actor=getattr(world, who), code="mine", name="自设", name_en="", power="business")


@pytest.mark.function("ZC02")
def test_it_edits_the_grid_in_the_browser(world: World, sign_in: SignIn) -> None:
    role = world.roles["reader"]
    client = sign_in(world.security_admin)
    assert (
        f'name="reach-{Permission.RECORD_READ.value}" value="area"'
        in client.get(f"/people/roles/{role.pk}/").content.decode()
    )
    told = {"name": "查阅", "opened_version": 1, "reason": "收窄", f"reach-{Permission.RECORD_READ.value}": "area"}
    assert client.post(f"/people/roles/{role.pk}/", told).status_code == 302
    assert [(grant.permission, grant.reach) for grant in role.grants.all()] == [(Permission.RECORD_READ.value, "area")]


@pytest.mark.function("ZC02")
def test_it_names_the_subject_of_every_right() -> None:
    assert {right.value.split(":")[0] for right in Permission} <= set(SUBJECTS)


def test_it_offers_only_rights_of_the_roles_own_power(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.security_admin).get(f"/people/roles/{world.roles['clerk'].pk}/").content.decode()
    others = [right for right in Permission if power_of(right) is not Power.BUSINESS]
    assert not any(f"reach-{right.value}" in page for right in others)


def explain(client: Client, **asked: object) -> str:
    return client.get("/people/explain/", asked).content.decode()  # type: ignore[arg-type]


@pytest.mark.function("ZC03")
def test_it_explains_why_one_may_and_another_may_not(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.security_admin)
    asked = {"kind": "registry.organisation", "number": world.school_a.pk, "permission": Permission.RECORD_READ.value}
    may = explain(client, who="clerk_a", **asked)
    may_not = explain(client, who="clerk_b", **asked)
    assert "可以" in may
    assert "记录归下级单位" in may
    assert "不可以" in may_not
    assert "记录不归本单位及下级，不在辖区内" in may_not


@pytest.mark.function("ZC03")
def test_it_finds_the_record_by_the_address_of_its_page(world: World, sign_in: SignIn) -> None:
    page = explain(
        sign_in(world.security_admin),
        who="塔县经办",
        address=f"http://localhost{world.county_a.get_absolute_url()}?tab=1",
        permission=Permission.RECORD_READ.value,
    )
    assert "记录归本单位" in page


@pytest.mark.function("ZC03")
def test_it_says_what_it_did_not_find(world: World, sign_in: SignIn) -> None:
    page = explain(sign_in(world.security_admin), who="who", address="/nowhere/1/")
    assert "没有这个账号" in page
    assert "不是一条记录的页面" in page


@pytest.mark.function("ZC03")
def test_it_lists_everyone_who_may_with_posts_and_tasks(world: World) -> None:
    task_grant(user=world.clerk_b, record=world.county_a, key="t", reason="会签")
    found = dict(everyone_who_may(Permission.RECORD_READ, world.county_a))
    assert {user.username for user in found} == {
        "clerk_a", "approver_a", "clerk_b", "hq_approver", "division_manager", "leader", "auditor_outside",
    }  # fmt: skip
    assert "待办即授权：会签" in found[world.clerk_b][0].what


@pytest.mark.function("ZC03")
def test_it_lists_exactly_those_for_whom_the_page_opens(world: World) -> None:
    people = list(User.objects.all())
    for record in (world.office, world.hq, world.county_a, world.county_b, world.school_a):
        for permission in Permission:
            listed = {user.pk for user, _ in everyone_who_may(permission, record)}
            assert listed == {user.pk for user in people if user.may(permission, record)}


@pytest.mark.function("ZC03")
def test_it_tells_everyone_in_the_browser(world: World, sign_in: SignIn) -> None:
    asked = f"kind=registry.organisation&number={world.county_a.pk}&permission=ledger:record:edit"
    page = sign_in(world.security_admin).get(f"/people/explain/everyone/?{asked}").content.decode()
    assert "塔县经办" in page
    assert "疏附经办" not in page


@pytest.mark.function("ZC03")
@pytest.mark.parametrize("path", ["/people/explain/", "/people/explain/everyone/", "/people/roles/new/"])
def test_it_keeps_these_pages_to_the_security_administrator(world: World, sign_in: SignIn, path: str) -> None:
    assert Client().get(path).status_code == 302
    assert sign_in(world.system_admin).get(path).status_code == 403
    assert sign_in(world.clerk_a).get(path).status_code == 403
    assert sign_in(world.security_admin).get(path).status_code in {200, 422}
    assert sign_in(world.security_admin).delete(path).status_code == 405
