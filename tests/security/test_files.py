"""Uploads that lie about their name, their kind or their size."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence import content
from xieshou.platform.evidence.models import Evidence
from xieshou.platform.exchange.models import ImportBatch

SignIn = Callable[[User], Client]


@pytest.fixture
def browser(world: World, sign_in: SignIn, settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path / "files"
    return sign_in(world.clerk_a)


def sent(browser: Client, world: World, name: str, data: bytes) -> Any:
    form = {"owner": str(world.county_a.pk), "title": "意见", "file": SimpleUploadedFile(name, data)}
    return browser.post("/evidence/upload/", form)


def bomb(inner: str, megabytes: int = 600) -> bytes:
    """A small archive that unpacks to very much."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(inner, "w", force_zip64=True) as file,
    ):
        for _ in range(megabytes):
            file.write(bytes(1024 * 1024))
    return made.getvalue()


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "..\\..\\x.txt", "/abs.txt", "a\x00b.txt", "con\r\nX: y.txt"])
def test_it_stores_a_file_in_its_own_place_whatever_its_name(
    world: World, browser: Client, tmp_path: Path, name: str
) -> None:
    answer = sent(browser, world, name, "合格".encode())
    assert answer.status_code in {302, 422}
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and tmp_path / "files" not in path.parents]
    assert outside == []
    for one in Evidence.objects.all():
        assert not set(one.name) & set("/\\\x00\r\n")
        answer = browser.get(f"/evidence/{one.pk}/file/")
        answer.getvalue()
        told = answer["Content-Disposition"]
        assert "\n" not in told
        assert ".." not in told


@pytest.mark.parametrize(
    "path", ["/static/../secrets.json", "/static/%2e%2e/secrets.json", "/static/..%5csecrets.json"]
)
def test_it_gives_nothing_from_outside_its_static_files(world: World, browser: Client, path: str) -> None:
    assert browser.get(path).status_code in {400, 404}


def test_it_refuses_a_program_under_a_pictures_name(world: World, browser: Client) -> None:
    assert sent(browser, world, "照片.jpg", b"MZ\x90\x00" + bytes(200)).status_code == 422
    assert sent(browser, world, "页.html", b"<html><script>alert(1)</script></html>").status_code == 422
    assert not Evidence.objects.exists()


def test_it_never_lets_a_browser_run_a_stored_file(world: World, browser: Client) -> None:
    sent(browser, world, "页.txt", b"<html><script>alert(1)</script></html>")
    for one in Evidence.objects.all():
        answer = browser.get(f"/evidence/{one.pk}/file/")
        answer.getvalue()
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_refuses_a_file_larger_than_allowed(
    world: World, browser: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MOST_BYTES", 1000)
    assert sent(browser, world, "意见.txt", b"x" * 1001).status_code == 422
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_it_refuses_an_archive_that_unpacks_to_too_much(world: World, browser: Client, tmp_path: Path) -> None:
    data = bomb("xl/worksheets/sheet1.xml")
    answer = browser.post("/ledger/training/import/", {"file": SimpleUploadedFile("培训.xlsx", data)})
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()
    evidence = sent(browser, world, "培训.xlsx", data)
    assert evidence.status_code in {302, 422}
    for one in Evidence.objects.all():
        assert browser.get(f"/evidence/{one.pk}/").status_code == 200
