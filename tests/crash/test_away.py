"""A full disk and a database that is gone: a page that says so, nothing half done, and work again afterwards."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.business.talent.api import TrainingSession
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.models import Evidence

SignIn = Callable[[User], Client]
NEW = {"title": "骨干教师培训班", "occurred_on": "2020-09-15", "persons": "103", "is_counted": "是"}


@pytest.fixture
def browser(world: World, sign_in: SignIn) -> Client:
    found = sign_in(world.clerk_a)
    found.raise_request_exception = False
    return found


@pytest.fixture
def full_database() -> Iterator[Callable[[], None]]:
    """`full_database()` leaves SQLite no page to grow by, nor one that emptied tables gave back."""

    def fill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")

    yield fill
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can be told that its disk is full")
def test_it_says_that_the_disk_is_full_and_saves_again_when_there_is_room(
    world: World, browser: Client, full_database: Callable[[], None]
) -> None:
    full_database()
    long = {**NEW, "note": "长" * 500}
    answers = [browser.post("/ledger/training/new/", {**long, "title": f"第 {number} 期"}) for number in range(40)]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert "磁盘已满" in refused[0].content.decode()
    assert refused[0]["Retry-After"] == "30"
    assert TrainingSession.objects.count() == 40 - len(refused)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert browser.post("/ledger/training/new/", NEW).status_code == 302


@pytest.mark.parametrize("address", ["/", "/ledger/training/", "/accounts/login/", "/api/v1/ledgers"])
def test_it_says_that_the_database_is_away_and_answers_when_it_is_back(
    browser: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def gone(*args: Any) -> None:
        raise OperationalError("connection to server failed: Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", gone)
        answer = browser.get(address)
    if address != "/accounts/login/":  # which may not need the database
        assert answer.status_code == 503, answer.content
        assert "数据库暂时" in answer.content.decode()
    assert browser.get(address).status_code in {200, 302}


def full_disk(*args: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_it_refuses_an_upload_when_the_disk_is_full_and_leaves_nothing(
    world: World, browser: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    form = {"owner": str(world.county_a.pk), "title": "意见"}

    def sent() -> Any:
        return browser.post("/evidence/upload/", {**form, "file": SimpleUploadedFile("意见.txt", "合格".encode())})

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        answer = sent()
    assert answer.status_code == 507
    assert "磁盘已满" in answer.content.decode()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Evidence.objects.exists()
    assert sent().status_code == 302
