"""The door for machines: the same rights, tokens that can do no more, repeats that count once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.faces.machine.models import Token
from xieshou.faces.machine.services import token_make, token_revoke
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.models import Evidence

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def bearer(user: User, *scopes: Permission) -> dict[str, str]:
    _, secret = token_make(actor=user, name="测试", scopes=[scope.value for scope in scopes], days=1)
    return {"Authorization": f"Bearer {secret}"}


def sent(headers: dict[str, str], owner: object, text: str = "合格") -> Any:
    form = {"owner": str(owner), "file": SimpleUploadedFile("意见.txt", text.encode())}
    return Client().post("/api/v1/evidence", form, headers=headers)


def test_it_answers_a_stranger_with_401_and_no_sign_in_page(world: World) -> None:
    answer = Client().get("/api/v1/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_it_knows_the_person_by_token_and_by_session(world: World, sign_in: SignIn) -> None:
    by_token = Client().get("/api/v1/me", headers=bearer(world.clerk_a, Permission.EVIDENCE_READ)).json()
    assert (by_token["name"], by_token["permissions"]) == ("塔县经办", ["evidence:file:read"])
    assert sign_in(world.clerk_a).get("/api/v1/me").json()["username"] == "clerk_a"


def test_it_gives_a_token_no_more_than_its_owner_and_its_scopes(world: World) -> None:
    with pytest.raises(Invalid, match="自己有的权限"):
        bearer(world.clerk_a, Permission.AUDIT_READ)
    only_reading = bearer(world.clerk_a, Permission.EVIDENCE_READ)
    assert sent(only_reading, world.county_a.public_id).status_code == 404
    assert not Evidence.objects.exists()


def test_it_stops_with_revocation_expiry_and_deactivation(world: World) -> None:
    headers = bearer(world.clerk_a, Permission.EVIDENCE_READ)
    token = Token.objects.get()
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    Token.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert Client().get("/api/v1/me", headers=headers).status_code == 200
    token_revoke(actor=world.clerk_a, token=token)
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    headers = bearer(world.clerk_b, Permission.EVIDENCE_READ)
    User.objects.filter(pk=world.clerk_b.pk).update(is_active=False)
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


def test_it_does_a_repeated_request_once(world: World) -> None:
    headers = {**bearer(world.clerk_a, Permission.EVIDENCE_ADD, Permission.EVIDENCE_READ), "Idempotency-Key": "k1"}
    first = sent(headers, world.county_a.public_id)
    again = sent(headers, world.county_a.public_id)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert Evidence.objects.count() == 1


def test_it_refuses_one_key_for_two_requests(world: World) -> None:
    headers = {**bearer(world.clerk_a, Permission.EVIDENCE_ADD), "Idempotency-Key": "k1"}
    sent(headers, world.county_a.public_id)
    assert sent(headers, world.county_a.public_id, "另一份").status_code == 422


def test_it_hides_the_neighbours_evidence(world: World) -> None:
    sent(bearer(world.clerk_a, Permission.EVIDENCE_ADD), world.county_a.public_id)
    other = bearer(world.clerk_b, Permission.EVIDENCE_READ)
    pk = Evidence.objects.get().pk
    assert Client().get("/api/v1/evidence", headers=other).json()["items"] == []
    assert Client().get(f"/api/v1/evidence/{pk}", headers=other).status_code == 404


def test_it_needs_the_csrf_token_with_a_session(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.clerk_a, backend="django.contrib.auth.backends.ModelBackend")
    form = {"owner": str(world.county_a.public_id), "file": SimpleUploadedFile("意见.txt", b"x")}
    assert client.post("/api/v1/evidence", form).status_code == 403


def test_it_names_every_problem_of_a_request(world: World) -> None:
    answer = Client().get("/api/v1/regions?limit=0&after=x", headers=bearer(world.clerk_a, Permission.EVIDENCE_READ))
    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 2


def test_it_shows_a_tokens_secret_once(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    made = browser.post("/api/tokens/", {"name": "上报", "days": 30, "scopes": ["evidence:file:read"]}).content.decode()
    assert "xs_" in made
    secret = made.split("<code>")[1].split("</code>")[0]
    assert secret not in browser.get("/api/tokens/").content.decode()
    assert secret not in str(list(Token.objects.values()))
