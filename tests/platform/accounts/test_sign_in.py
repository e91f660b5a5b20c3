"""Signing in: who gets in, who is kept out, and when a session is over."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.factories.world import PASSWORD, World, signed_in
from xieshou.platform.accounts.middleware import SEEN
from xieshou.platform.accounts.models import User
from xieshou.platform.accounts.services import post_end, post_transfer
from xieshou.platform.accounts.user_services import password_reset, user_deactivate
from xieshou.platform.audit.models import Entry

pytestmark = pytest.mark.function("ZC04")

LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"
NEW = "Another-bridge-2021"
SignIn = Callable[[User], Client]


def enter(client: Client, username: str, password: str = PASSWORD) -> int:
    """Tries the sign-in form; the answer's status (302 means in)."""
    return client.post(LOGIN, {"login": username, "password": password}).status_code


def is_in(client: Client) -> bool:
    return client.get("/people/me/").status_code == 200


def test_it_lets_in_with_the_right_password_and_logs_it(world: World) -> None:
    client = Client()
    assert enter(client, "clerk_a") == 302
    assert is_in(client)
    assert Entry.objects.filter(action="account.sign_in", actor=world.clerk_a).count() == 1


def test_it_says_the_same_for_a_wrong_password_and_an_unknown_name(world: World) -> None:
    pages = [
        Client().post(LOGIN, {"login": name, "password": "wrong"}).content.decode() for name in ("clerk_a", "no_one")
    ]
    assert all("账号或密码不对" in page for page in pages)


def test_it_is_in_chinese_and_switches_to_english(db: None) -> None:
    client = Client()
    assert "由本单位系统管理员开设" in client.get(LOGIN).content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": LOGIN})
    assert 'lang="en"' in client.get(LOGIN).content.decode()


def test_it_locks_after_five_failures_and_says_until_when(world: World) -> None:
    client = Client()
    answers = [enter(client, "clerk_a", "wrong") for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    page = client.post(LOGIN, {"login": "clerk_a", "password": PASSWORD})
    assert page.status_code == 429
    told = re.search(r"(\d\d:\d\d:\d\d) 之后可以再试", page.content.decode())
    assert told is not None
    assert 0 < int(page.headers["Retry-After"]) <= 900


def test_it_keeps_others_in_while_one_is_locked(world: World) -> None:
    for _ in range(5):
        enter(Client(), "clerk_a", "wrong")
    assert enter(Client(), "clerk_b") == 302


def test_it_logs_the_lock_once(world: World) -> None:
    for _ in range(8):
        enter(Client(), "clerk_a", "wrong")
    assert Entry.objects.filter(action="account.locked").count() == 1
    assert Entry.objects.filter(action="account.sign_in_failed").count() == 4


def test_it_opens_again_after_the_time_told(world: World, settings: Settings) -> None:
    for _ in range(5):
        enter(Client(), "clerk_a", "wrong")
    settings.AXES_COOLOFF_TIME = timedelta(milliseconds=1)
    time.sleep(0.05)
    assert enter(Client(), "clerk_a") == 302


def test_it_never_writes_a_password_into_the_log_or_the_attempts(world: World) -> None:
    enter(Client(), "clerk_a", "my-secret-guess")
    told = [str(vars(row)) for row in [*AccessAttempt.objects.all(), *Entry.objects.all()]]
    assert told
    assert not any("my-secret-guess" in one for one in told)


def test_it_gives_a_new_session_key_at_sign_in(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = str(session.session_key)
    client.cookies[configured.SESSION_COOKIE_NAME] = planted
    enter(client, "clerk_a")
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != planted
    stale = Client()
    stale.cookies[configured.SESSION_COOKIE_NAME] = planted
    assert not is_in(stale)


def test_it_refuses_a_form_from_elsewhere(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "clerk_a", "password": PASSWORD}).status_code == 403


def test_it_does_not_send_people_to_another_site_after_sign_in(world: World) -> None:
    answer = Client().post(f"{LOGIN}?next=https://elsewhere.example/", {"login": "clerk_a", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_it_signs_out_by_post_only(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.clerk_a)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "sessions/", "3rdparty/"])
def test_it_has_no_self_registration_nor_other_side_doors(world: World, sign_in: SignIn, path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code in {302, 404}  # 302: to the sign-in page
    assert sign_in(world.clerk_a).get(f"/accounts/{path}").status_code == 404


def test_it_tells_everything_wrong_with_a_password_at_once(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).post(CHANGE, {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"})
    told = page.content.decode()
    assert all(word in told for word in ("10", "常见", "数字", "三类"))


def test_it_refuses_the_present_password_as_the_new_one(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.clerk_a).post(
        CHANGE, {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "不能与现在的密码相同" in answer.content.decode()


def test_it_ends_the_other_sessions_when_the_password_changes(world: World) -> None:
    here, there = Client(), Client()
    enter(here, "clerk_a")
    enter(there, "clerk_a")
    here.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_in(here)
    assert not is_in(there)


def test_it_leads_a_one_time_password_to_the_change_and_nowhere_else(world: World) -> None:
    password = password_reset(actor=world.system_admin, user=world.clerk_a, reason="忘记密码")
    client = Client()
    enter(client, "clerk_a", password)
    assert client.get("/people/me/").headers["Location"] == CHANGE
    client.post(CHANGE, {"oldpassword": password, "password1": NEW, "password2": NEW})
    assert is_in(client)


def test_it_ends_an_idle_session_and_leads_back_to_the_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.clerk_a)
    session = client.session
    session[SEEN] = int(time.time()) - configured.IDLE_MINUTES * 60 - 5
    session.save()
    answer = client.get("/people/me/")
    assert answer.headers["Location"] == f"{LOGIN}?next=/people/me/"
    assert "没有操作" in client.get(LOGIN).content.decode()


def test_it_ends_the_session_of_a_deactivated_person_at_the_next_request(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.clerk_a)
    assert is_in(client)
    user_deactivate(actor=world.system_admin, user=world.clerk_a, reason="离岗")
    assert not is_in(client)
    answer = client.post(LOGIN, {"login": "clerk_a", "password": PASSWORD}, follow=True)
    assert "账号已停用" in answer.content.decode()
    assert not is_in(client)


def test_it_ends_the_session_the_day_a_post_is_left(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.clerk_a)
    assert is_in(client)
    post = world.clerk_a.posts.get()
    post_end(actor=world.system_admin, post=post, on=timezone.localdate(), reason="换岗")
    assert not is_in(client)
    assert "任职有变动" in client.get(LOGIN).content.decode()


def test_it_keeps_the_session_until_the_last_day_of_a_post(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.clerk_a)
    tomorrow = timezone.localdate() + timedelta(days=1)
    post_end(actor=world.system_admin, post=world.clerk_a.posts.get(), on=tomorrow, reason="换岗")
    assert is_in(client)


def test_it_lets_a_transferred_person_sign_in_to_the_new_post(world: World) -> None:
    post_transfer(
        actor=world.system_admin,
        post=world.clerk_a.posts.get(),
        role=world.roles["clerk"],
        organisation=world.county_b,
        title="疏附经办",
        areas=[],
        on=timezone.localdate(),
        reason="换岗",
    )
    client = Client()
    enter(client, "clerk_a")
    assert "疏附经办" in client.get("/people/me/").content.decode()


def test_it_lists_the_accounts_of_a_demonstration_without_their_password(world: World, settings: Settings) -> None:
    User.objects.filter(pk=world.clerk_a.pk).update(is_demo=True)
    assert "塔县经办" not in Client().get(LOGIN).content.decode()
    settings.IS_DEMO = True
    page = Client().get(LOGIN).content.decode()
    assert "塔县经办" in page
    assert "clerk_b" not in page
    assert PASSWORD not in page


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_it_asks_the_second_factor_and_keeps_its_secret_encrypted(world: World) -> None:
    secret = generate_totp_secret()
    kept = TOTP.activate(world.clerk_a, secret).instance.data["secret"]
    assert secret not in kept
    client = Client()
    assert (
        client.post(LOGIN, {"login": "clerk_a", "password": PASSWORD})
        .headers["Location"]
        .startswith(reverse("mfa_authenticate"))
    )
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_in(client)


def test_it_demands_the_second_factor_of_administrators_where_the_installation_says_so(
    world: World, settings: Settings, sign_in: SignIn
) -> None:
    settings.MFA_FOR_ADMINISTRATORS = True
    for administrator in (world.system_admin, world.security_admin, world.audit_admin):
        answer = signed_in(administrator).get("/people/me/")
        assert answer.headers["Location"] == reverse("mfa_activate_totp")
    assert is_in(sign_in(world.clerk_a))


def test_it_activates_a_second_factor_and_shows_recovery_codes(world: World) -> None:
    client = Client()
    enter(client, "clerk_a")
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "启用两步验证" in page
    secret = page.split("<code>")[1].split("</code>")[0]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True)
    assert "恢复码" in answer.content.decode()


def test_it_shows_where_one_is_signed_in_and_ends_the_others(world: World) -> None:
    here, there = Client(), Client()
    enter(here, "clerk_a")
    enter(there, "clerk_a")
    assert "这里" in here.get("/people/me/").content.decode()
    here.post("/people/me/sessions/")
    assert is_in(here)
    assert not is_in(there)
