"""Accounts and posts: old rights end and new ones begin on the day, in a list that can be audited."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.factories.world import World
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.access import access_of
from xieshou.platform.accounts.models import Post, User
from xieshou.platform.accounts.services import post_appoint, post_end, post_transfer, task_grant
from xieshou.platform.accounts.user_services import password_reset, user_activate, user_create, user_deactivate
from xieshou.platform.audit.models import Entry

pytestmark = pytest.mark.function("ZC02")

SignIn = Callable[[User], Client]
TODAY = timezone.localdate


def transfer(world: World, on: date) -> None:
    post_transfer(
        actor=world.system_admin,
        post=world.clerk_a.posts.get(),
        role=world.roles["clerk"],
        organisation=world.county_b,
        title="疏附经办",
        areas=[],
        on=on,
        reason="轮岗",
    )


def test_it_ends_old_rights_and_begins_new_ones_on_the_day(world: World) -> None:
    transfer(world, TODAY())
    access = access_of(world.clerk_a)
    assert access.may(Permission.RECORD_EDIT, world.county_b)
    assert not access.may(Permission.RECORD_READ, world.county_a)


def test_it_changes_nothing_before_the_day(world: World) -> None:
    transfer(world, TODAY() + timedelta(days=1))
    access = access_of(world.clerk_a)
    assert access.may(Permission.RECORD_EDIT, world.county_a)
    assert not access.may(Permission.RECORD_READ, world.county_b)


def test_it_moves_both_posts_or_neither(world: World) -> None:
    with pytest.raises(Invalid, match="没有填岗位名称"):
        post_transfer(
            actor=world.system_admin,
            post=world.clerk_a.posts.get(),
            role=world.roles["clerk"],
            organisation=world.county_b,
            title=" ",
            areas=[],
            on=TODAY(),
            reason="轮岗",
        )
    assert world.clerk_a.posts.get().valid_to is None


def test_it_counts_from_the_first_day_to_the_day_before_the_last(world: World) -> None:
    post = world.clerk_a.posts.get()
    assert not post.is_held_on(post.valid_from - timedelta(days=1))
    post.valid_to = date(2021, 1, 1)
    assert post.is_held_on(date(2020, 12, 31))
    assert not post.is_held_on(date(2021, 1, 1))


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "clerk"])
def test_it_keeps_the_three_powers_and_business_in_different_hands(world: World, role: str) -> None:
    with pytest.raises(Invalid, match="同期任"):
        post_appoint(
            actor=None, user=world.system_admin, role=world.roles[role], organisation=world.office, title="兼任"
        )


def test_it_lets_another_power_follow_after_the_first_has_ended(world: World) -> None:
    post_end(actor=None, post=world.audit_admin.posts.get(), on=TODAY(), reason="换岗")
    post_appoint(actor=None, user=world.audit_admin, role=world.roles["clerk"], organisation=world.office, title="经办")
    assert access_of(world.audit_admin).may(Permission.RECORD_EDIT)


def test_it_lets_nobody_appoint_themselves(world: World) -> None:
    with pytest.raises(Invalid, match="自己的任职"):
        post_appoint(
            actor=world.system_admin,
            user=world.system_admin,
            role=world.roles["system_admin"],
            organisation=world.office,
            title="兼",
        )


def test_it_refuses_appointments_by_a_business_user(world: World) -> None:
    with pytest.raises(Refused):
        post_appoint(
            actor=world.clerk_a,
            user=world.nobody,
            role=world.roles["clerk"],
            organisation=world.county_a,
            title="经办",
        )


def test_it_tells_everything_wrong_with_a_new_account_at_once(world: World) -> None:
    with pytest.raises(Invalid) as told:
        user_create(actor=world.system_admin, username="1", name="", email="x", mobile="123")
    assert {problem.where for problem in told.value.problems} == {"账号", "姓名或岗位", "电子邮箱", "手机"}


def test_it_reads_a_mobile_number_in_full_width(world: World) -> None:
    user, _ = user_create(actor=world.system_admin, username="Ｎew_one", name="新人", mobile="１３８ 0013 8000")
    assert (user.username, user.mobile.plain) == ("new_one", "13800138000")


def test_it_shows_the_one_time_password_once(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.system_admin)
    page = client.post("/people/users/new/", {"username": "new_one", "name": "新人"}).content.decode()
    password = page.split("<code>")[1].split("</code>")[0]
    assert User.objects.get(username="new_one").check_password(password)
    user = User.objects.get(username="new_one")
    assert password not in client.get(f"/people/users/{user.pk}/").content.decode()
    assert not Entry.objects.filter(changes__icontains=password).exists()


def test_it_keeps_what_a_deactivated_person_entered_and_held(world: World) -> None:
    task_grant(user=world.clerk_a, record=world.county_b, key="t", reason="会签")
    user_deactivate(actor=world.system_admin, user=world.clerk_a, reason="退休")
    fresh = User.objects.get(pk=world.clerk_a.pk)
    assert fresh.task_grants.filter(ended_at=None).count() == 1
    assert not any(fresh.may(permission) for permission in Permission)
    assert not fresh.may(Permission.RECORD_READ, world.county_b)
    assert fresh.posts.get().valid_to == TODAY()


def test_it_does_not_give_old_posts_back_with_the_account(world: World) -> None:
    user_deactivate(actor=world.system_admin, user=world.clerk_a, reason="借调")
    user_activate(actor=world.system_admin, user=world.clerk_a, reason="返回")
    assert access_of(User.objects.get(pk=world.clerk_a.pk)).grants == ()


def test_it_says_on_the_page_that_nothing_is_lost(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.system_admin).get(f"/people/users/{world.clerk_a.pk}/deactivate/").content.decode()
    assert "离线未上传的都保留" in page


@pytest.mark.parametrize("act", [user_deactivate, password_reset])
def test_it_lets_nobody_close_or_reset_their_own_account(world: World, act: Callable[..., object]) -> None:
    with pytest.raises(Invalid, match="自己的账号"):
        act(actor=world.system_admin, user=world.system_admin, reason="试试")


def test_it_lists_who_held_what_on_a_day(world: World, sign_in: SignIn) -> None:
    transfer(world, TODAY())
    client = sign_in(world.audit_admin)
    before = client.get("/people/posts/", {"q": "clerk_a", "on": "2020年3月1日"}).content.decode()
    after = client.get("/people/posts/", {"q": "clerk_a", "on": TODAY().isoformat()}).content.decode()
    assert "塔县经办（" not in after
    assert "疏附经办" in after
    assert "疏附经办" not in before


def test_it_exports_the_same_list(world: World, sign_in: SignIn) -> None:
    transfer(world, TODAY())
    answer = sign_in(world.audit_admin).get("/people/posts/list.xlsx", {"q": "clerk_a"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [(row[3], row[8], row[9]) for row in rows[1:]] == [
        ("疏附经办", TODAY().isoformat(), ""),
        ("塔县经办", "2020-01-01", TODAY().isoformat()),
    ]


def test_it_writes_no_formula_into_the_sheet(world: World, sign_in: SignIn) -> None:
    post = world.clerk_a.posts.get()
    Post.objects.filter(pk=post.pk).update(title="=1+1")
    answer = sign_in(world.audit_admin).get("/people/posts/list.xlsx", {"q": "clerk_a"})
    assert CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[1][3] == "=1+1"


def test_it_logs_appointment_and_end_with_reason(world: World) -> None:
    transfer(world, TODAY())
    told = Entry.objects.filter(reason="轮岗").values_list("action", flat=True)
    assert set(told) == {"post.appoint", "post.end"}


PAGES = [
    "users/" + end
    for end in ("", "new/", "{pk}/", "{pk}/change/", "{pk}/deactivate/", "{pk}/password/", "{pk}/appoint/")
]
PAGES += ["posts/", "roles/"]


@pytest.mark.parametrize("path", PAGES)
def test_it_shows_its_pages_to_administrators_only(world: World, sign_in: SignIn, path: str) -> None:
    address = "/people/" + path.format(pk=world.clerk_a.pk)
    allowed = world.security_admin if path == "roles/" else world.system_admin
    assert Client().get(address).status_code == 302
    assert sign_in(world.clerk_b).get(address).status_code in {403, 404}
    assert sign_in(allowed).get(address).status_code == 200
    assert sign_in(allowed).put(address).status_code == 405


def test_it_hides_accounts_outside_a_limited_administrators_reach(world: World) -> None:
    world.roles["system_admin"].grants.filter(permission=Permission.USER_MANAGE).update(reach="subtree")
    Post.objects.filter(user=world.system_admin).update(organisation=world.county_a)
    fresh = User.objects.get(pk=world.system_admin.pk)
    with pytest.raises(Refused, match="管理范围之外"):
        password_reset(actor=fresh, user=world.division_manager, reason="试")


def test_it_appoints_in_the_browser_with_areas_by_name_or_code(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.system_admin).post(
        f"/people/users/{world.nobody.pk}/appoint/",
        {
            "title": "片区经办",
            "role": world.roles["clerk"].pk,
            "organisation": world.hq.pk,
            "areas": "疏附县、653131",
            "valid_from": "2020/3/1",
        },
    )
    assert answer.status_code == 302
    post = world.nobody.posts.get()
    assert {area.code for area in post.areas.all()} == {"653121", "653131"}
    assert post.valid_from == date(2020, 3, 1)


def test_it_says_which_area_it_does_not_know(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.system_admin).post(f"/people/users/{world.nobody.pk}/appoint/", {"areas": "不存在县"})
    assert answer.status_code == 422
    assert "没有现行的行政区划“不存在县”" in answer.content.decode()


@pytest.mark.parametrize("path", ["/people/users/", "/people/posts/", "/people/roles/"])
def test_it_asks_the_database_no_more_for_more_rows(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object], path: str
) -> None:
    client = sign_in(world.security_admin if path.endswith("roles/") else world.system_admin)
    for number in range(30):
        user = User.objects.create_user(f"more{number}", name=f"经办{number}")
        post_appoint(actor=None, user=user, role=world.roles["clerk"], organisation=world.hq, title="经办")
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(path)


NASTY = "<script>alert(1)</script>"


def test_it_prints_what_people_entered_as_text(world: World, sign_in: SignIn) -> None:
    User.objects.filter(pk=world.clerk_a.pk).update(name=NASTY)
    Post.objects.filter(user=world.clerk_a).update(title=NASTY)
    client = sign_in(world.system_admin)
    for path in ("/people/users/", f"/people/users/{world.clerk_a.pk}/", f"/people/posts/?q={NASTY}&on={NASTY}"):
        assert NASTY not in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["deactivate/", "password/", "appoint/", "change/"])
def test_it_refuses_changes_asked_from_another_site(world: World, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.system_admin, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/people/users/{world.clerk_a.pk}/{path}", {"reason": "x", "name": "x"})
    assert answer.status_code == 403
    assert User.objects.get(pk=world.clerk_a.pk).is_active


def test_it_lets_only_the_security_administrator_take_off_a_second_factor(world: World, sign_in: SignIn) -> None:
    address = f"/people/users/{world.clerk_a.pk}/second-factor/"
    assert sign_in(world.system_admin).post(address, {"reason": "手机丢失"}).status_code == 403
    assert sign_in(world.security_admin).post(address, {"reason": "手机丢失"}).status_code == 302
    assert Entry.objects.filter(action="user.second_factor_remove").count() == 1
