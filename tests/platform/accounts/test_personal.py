"""Personal data: encrypted, masked everywhere, revealed with a reason that is logged."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import connection
from django.forms.models import model_to_dict
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts import personal
from xieshou.platform.accounts.models import Reveal, User
from xieshou.platform.accounts.personal import PersonalKind, WrongFieldKey, masked, matching
from xieshou.platform.accounts.personal_services import personal_reveal
from xieshou.platform.accounts.rotation import rotate, still_old
from xieshou.platform.accounts.user_services import user_describe
from xieshou.platform.audit.models import Entry

pytestmark = pytest.mark.function("JC14")

MOBILE, MASKED = "13800138000", "138****8000"
REASON = "核对联系方式，办理交接"
SignIn = Callable[[User], Client]


@pytest.fixture
def person(world: World) -> User:
    """A clerk of county A with a mobile number."""
    world.clerk_a.mobile = MOBILE
    world.clerk_a.save()
    return User.objects.get(pk=world.clerk_a.pk)


def stored(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM accounts_user WHERE id = %s", [user.pk])
        return str(cursor.fetchone()[0])


def test_it_stores_no_plain_text(person: User) -> None:
    assert MOBILE not in stored(person)
    assert person.mobile.plain == MOBILE


def test_it_encrypts_the_same_value_differently_each_time(person: User) -> None:
    before = stored(person)
    person.mobile = MOBILE
    person.save()
    assert stored(person) != before


@pytest.mark.parametrize("show", [str, repr, lambda value: f"{value}"])
def test_it_prints_masked_whoever_prints_it(person: User, show: Callable[[object], str]) -> None:
    assert MOBILE not in show(person.mobile)


def test_it_is_masked_before_it_was_saved_too() -> None:
    assert str(User(mobile=MOBILE).mobile) == MASKED


def test_it_stays_out_of_logs_and_of_a_model_as_a_dictionary(person: User, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("person %s %r %s", person.mobile, person.mobile, vars(person))
    assert MOBILE not in caplog.text
    assert MOBILE not in str(model_to_dict(person))


def test_it_keeps_missing_missing(world: World) -> None:
    assert stored(world.clerk_b) == ""
    assert not User.objects.get(pk=world.clerk_b.pk).mobile
    assert Template("{% load personal %}{% masked person.mobile %}").render(Context({"person": world.clerk_b})) == "—"


def test_it_finds_by_the_exact_value_however_it_is_typed(person: User) -> None:
    for typed in (MOBILE, "138 0013 8000", "１３８-００１３-８０００"):
        assert list(User.objects.filter(matching(User, "mobile", typed))) == [person]
    assert not User.objects.filter(matching(User, "mobile", "")).exists()


def test_it_refuses_a_comparison_that_could_never_match() -> None:
    with pytest.raises(FieldError, match="encrypted"):
        User.objects.filter(mobile=MOBILE).exists()


@pytest.mark.parametrize(
    ("kind", "plain", "shown"),
    [
        (PersonalKind.ID_NUMBER, "11010519491231002X", "110***********002X"),
        (PersonalKind.PHONE, MOBILE, MASKED),
        (PersonalKind.BANK_CARD, "6222600260001072444", "***************2444"),
        (PersonalKind.NAME, "欧阳某某", "欧阳**"),
        (PersonalKind.ADDRESS, "某路 1 号", "******"),
        (PersonalKind.EMAIL, "a@b.cn", "******"),
    ],
)
def test_it_masks_each_kind_by_its_rule(kind: PersonalKind, plain: str, shown: str) -> None:
    assert masked(plain, kind) == shown


def test_it_still_reads_with_the_old_key_and_rotates_to_the_new_one(person: User, settings: Settings) -> None:
    old, new = settings.FIELD_KEYS, Fernet.generate_key().decode()
    settings.FIELD_KEYS = (new, *old)
    assert User.objects.get(pk=person.pk).mobile.plain == MOBILE
    assert User.objects.filter(matching(User, "mobile", MOBILE)).exists()
    assert dict(rotate())["账号"] >= 1
    assert still_old() == 0
    settings.FIELD_KEYS = (new,)
    assert User.objects.get(pk=person.pk).mobile.plain == MOBILE
    assert User.objects.filter(matching(User, "mobile", MOBILE)).exists()


def test_it_rotates_twice_without_harm(person: User, settings: Settings) -> None:
    settings.FIELD_KEYS = (Fernet.generate_key().decode(), *settings.FIELD_KEYS)
    list(rotate())
    assert sum(count for _, count in rotate()) == 0


def test_it_says_clearly_that_the_key_is_wrong(person: User, settings: Settings) -> None:
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    fresh = User.objects.get(pk=person.pk)
    with pytest.raises(WrongFieldKey, match="密钥的备份"):
        _ = fresh.mobile.plain
    assert str(fresh.mobile) == "（密钥不符，无法解密）"


def address(user: User) -> str:
    return f"/people/reveal/accounts.user/{user.pk}/mobile/"


def test_it_reveals_once_with_a_reason_and_logs_field_and_record(world: World, person: User, sign_in: SignIn) -> None:
    client = sign_in(world.approver_a)
    answer = client.post(address(person), {"reason": REASON})
    assert MOBILE in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert MOBILE not in client.get(address(person)).content.decode()
    entry = Entry.objects.get(action="personal.reveal")
    assert (entry.actor, entry.target_id, entry.reason) == (world.approver_a, str(person.pk), REASON)
    assert entry.changes == [["手机", None, MASKED]]


@pytest.mark.parametrize("reason", ["", "  ", "看看"])
def test_it_asks_for_a_real_reason(world: World, person: User, sign_in: SignIn, reason: str) -> None:
    answer = sign_in(world.approver_a).post(address(person), {"reason": reason})
    assert answer.status_code == 422
    assert MOBILE not in answer.content.decode()
    assert not Reveal.objects.exists()


def test_it_reveals_nothing_to_those_without_the_right(world: World, person: User, sign_in: SignIn) -> None:
    assert Client().post(address(person)).status_code == 302
    for user in (world.clerk_a, world.clerk_b, world.system_admin, world.audit_admin, world.division_manager):
        assert sign_in(user).post(address(person), {"reason": REASON}).status_code == 404


@pytest.mark.parametrize(
    "path", ["accounts.user/{pk}/password/", "accounts.user/{pk}/no/", "no.model/{pk}/x/", "x/{pk}/y/"]
)
def test_it_reveals_encrypted_fields_only(world: World, person: User, sign_in: SignIn, path: str) -> None:
    client = sign_in(world.approver_a)
    assert client.post("/people/reveal/" + path.format(pk=person.pk), {"reason": REASON}).status_code == 404


def test_it_stops_looking_at_many_in_an_hour_and_flags_it(world: World, person: User, settings: Settings) -> None:
    settings.PERSONAL_REVEALS_PER_HOUR = 2

    def look() -> str:
        return personal_reveal(actor=world.approver_a, record=person, field="mobile", reason=REASON)

    assert [look(), look()] == [MOBILE, MOBILE]
    with pytest.raises(Invalid, match="达到上限"):
        look()
    assert Entry.objects.filter(action="personal.reveal_refused", actor=world.approver_a).count() == 1
    Reveal.objects.update(at=timezone.now() - timedelta(hours=2))
    assert look() == MOBILE


def test_it_shows_masked_values_on_every_page_and_sheet(world: World, person: User, sign_in: SignIn) -> None:
    client = sign_in(world.system_admin)
    pages = ["/people/users/", f"/people/users/{person.pk}/", f"/people/users/{person.pk}/change/", "/people/posts/"]
    told = [client.get(page).content.decode() for page in pages] + [sign_in(person).get("/people/me/").content.decode()]
    assert not any(MOBILE in page for page in told)
    assert MASKED in told[1]
    assert MOBILE.encode() not in client.get("/people/posts/list.xlsx").content


def test_it_logs_a_changed_number_masked(world: World, person: User) -> None:
    user_describe(actor=world.system_admin, user=person, name=person.name, email=None, mobile="13900139000")
    entry = Entry.objects.get(action="user.describe")
    assert entry.changes == [["手机", MASKED, "139****9000"]]


def test_it_keeps_what_is_left_empty_in_the_form(world: World, person: User, sign_in: SignIn) -> None:
    sign_in(world.system_admin).post(f"/people/users/{person.pk}/change/", {"name": "新名", "mobile": "", "email": ""})
    fresh = User.objects.get(pk=person.pk)
    assert (fresh.name, fresh.mobile.plain) == ("新名", MOBILE)


def test_it_has_no_search_column_before_its_field() -> None:
    problems = [problem for _, fields in personal.encrypted_fields() for field in fields for problem in field.check()]
    assert problems == []
