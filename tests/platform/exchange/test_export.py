"""Exporting: a job, masked, harmless in a spreadsheet, one file for the same question, for who asked alone."""

import hashlib
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.factories.world import World
from tests.platform.ledger.rows import entered
from xieshou.business.talent.api import LEDGER
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import PersonalKind, User
from xieshou.platform.audit.api import history_of
from xieshou.platform.exchange import exporting
from xieshou.platform.exchange.api import Column, ExportFile, expire, export_ask
from xieshou.platform.jobs.api import Job, work_until_idle
from xieshou.platform.ledger.exporting import LedgerSource

pytestmark = pytest.mark.function("ZC12")
SignIn = Callable[[User], Client]
SOURCE = LedgerSource(LEDGER)
COLUMNS = ["title", "owner", "place", "persons"]


def asked(user: User, **changed: Any) -> ExportFile:
    """A question for all titles, units and figures."""
    arguments = {"query": changed.pop("query", ""), "columns": changed.pop("columns", COLUMNS)}
    return export_ask(actor=user, source=SOURCE, title="人才培训", arguments=arguments, **changed)


def exported(user: User, sign_in: SignIn, **changed: Any) -> bytes:
    """The bytes that the person downloads."""
    file = asked(user, **changed)
    work_until_idle()
    answer: Any = sign_in(user).get(f"{file.get_absolute_url()}download/")
    return b"".join(answer.streaming_content)


def sheet_of(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_it_writes_what_the_person_may_export_and_the_filters_keep(world: World, sign_in: SignIn) -> None:
    entered(world, title="春季班", occurred_on="2020-03-01")
    entered(world, title="秋季班")
    entered(world, world.clerk_b, owner="疏附县受援办", title="邻县的")
    rows = sheet_of(exported(world.clerk_a, sign_in, query="until=2020-06-30"))
    assert rows[1:] == [["春季班", "塔什库尔干塔吉克自治县受援办", "塔什库尔干塔吉克自治县", 103.0]]


def test_it_gives_the_hash_of_the_file(world: World, sign_in: SignIn) -> None:
    entered(world)
    data = exported(world.clerk_a, sign_in)
    file = ExportFile.objects.get()
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert file.sha256 in sign_in(world.clerk_a).get(file.get_absolute_url()).content.decode()


@pytest.mark.parametrize("title", ["=1+1", "+86 755", "-5 度", "@SUM(A1)", "\t=1+1x"])
def test_it_neutralises_formulas(world: World, sign_in: SignIn, title: str) -> None:
    entered(world, title=f"{title}班")
    text = exported(world.clerk_a, sign_in, file_format="csv").decode("utf-8-sig")
    first = text.splitlines()[1]
    assert first.startswith(("'", "\"'")) or title.startswith("\t")
    data = exported(world.clerk_a, sign_in)
    assert sheet_of(data)[1][0] == f"{title.strip()}班"
    assert b"<f>" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_it_joins_repeated_clicks_until_the_data_changes(world: World) -> None:
    record = entered(world)
    first = asked(world.clerk_a)
    assert asked(world.clerk_a) == first
    work_until_idle()
    assert asked(world.clerk_a) == first
    assert asked(world.approver_a) != first
    entered(world, title="又一期")
    assert asked(world.clerk_a) != first
    assert record.pk


def test_it_runs_one_job_for_repeated_clicks(world: World) -> None:
    entered(world)
    for _ in range(3):
        asked(world.clerk_a)
    assert Job.objects.filter(kind="exchange.export").count() == 1


def test_it_refuses_unmasked_files_without_the_right_or_a_reason(world: World) -> None:
    with pytest.raises(Refused):
        asked(world.clerk_a, is_full=True, reason="核对")
    _may_export_all(world.clerk_a)
    with pytest.raises(Invalid, match="理由"):
        asked(world.clerk_a, is_full=True)
    file = asked(world.clerk_a, is_full=True, reason="核对")
    assert history_of(file)[0].reason == "核对"


def _may_export_all(user: User) -> None:
    role = user.posts.get().role
    role.grants.create(permission="ledger:record:export_full", reach="own")
    del user.access


def test_it_masks_personal_columns() -> None:
    assert Column("phone", "电话", personal=PersonalKind.PHONE).masked("13812345678") == "138****5678"


def test_it_gives_the_file_to_who_asked_only(world: World, sign_in: SignIn) -> None:
    entered(world)
    file = asked(world.clerk_a)
    work_until_idle()
    url = f"{file.get_absolute_url()}download/"
    answer: Any = sign_in(world.clerk_a).get(url)
    assert b"".join(answer.streaming_content)
    assert sign_in(world.approver_a).get(url).status_code == 404
    world.clerk_a.posts.update(valid_to=timezone.localdate())
    assert sign_in(User.objects.get(pk=world.clerk_a.pk)).get(url).status_code == 403


def test_it_refuses_who_may_not_export(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.auditor_outside).get("/ledger/training/export/").status_code == 403


def test_it_lets_files_go_after_their_time(world: World, sign_in: SignIn) -> None:
    entered(world)
    file = asked(world.clerk_a)
    work_until_idle()
    expire(timezone.now() + timedelta(days=8))
    assert sign_in(world.clerk_a).get(f"{file.get_absolute_url()}download/").status_code == 404
    assert "已过保留期" in sign_in(world.clerk_a).get(file.get_absolute_url()).content.decode()


def test_it_starts_another_sheet_where_one_is_full(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SHEET_ROWS", 2)
    for number in range(5):
        entered(world, title=f"第 {number} 期")
    book = CalamineWorkbook.from_filelike(BytesIO(exported(world.clerk_a, sign_in)))
    assert [len(book.get_sheet_by_index(n).to_python()) for n in range(3)] == [3, 3, 2]


def test_it_writes_the_whole_file_again_after_a_worker_was_killed(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(world)
    file = asked(world.clerk_a)
    write = exporting.write

    def killed(*arguments: Any) -> int:
        write(*arguments)
        raise SystemExit

    monkeypatch.setattr(exporting, "write", killed)
    with pytest.raises(SystemExit):
        work_until_idle()
    file.refresh_from_db()
    assert not file.is_ready
    monkeypatch.setattr(exporting, "write", write)
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    work_until_idle()
    file.refresh_from_db()
    assert file.row_count == 1


def test_it_asks_for_the_file_in_the_browser(world: World, sign_in: SignIn) -> None:
    entered(world)
    browser = sign_in(world.clerk_a)
    page = browser.post("/ledger/training/export/?q=骨干", {"format": "csv", "columns": "all"})
    work_until_idle()
    assert "下载" in browser.get(page.headers["Location"]).content.decode()
