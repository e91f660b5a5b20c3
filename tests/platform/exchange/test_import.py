"""Importing: checked first, decided by a person, applied whole or not at all, taken back whole."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.factories.world import World
from tests.platform.exchange.sheets_for_tests import HEAD, TARGET, UNIT, checked, csv_file, row, workbook
from tests.platform.ledger.rows import entered
from xieshou.business.talent.api import TrainingSession
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit.api import history_of
from xieshou.platform.exchange import api, checking, selectors
from xieshou.platform.exchange.api import BatchState, ImportBatch
from xieshou.platform.jobs.api import Job, take_one, work_until_idle
from xieshou.platform.ledger import importing
from xieshou.platform.ledger.api import locks, record_update

pytestmark = pytest.mark.function("JC10")
SignIn = Callable[[User], Client]


def problems_of(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """Row, column and what is wrong, of every wrong row."""
    return [(one.number, p.where, p.what) for one in selectors.checked_rows(batch, "wrong") for p in one.problems]


def applied(batch: ImportBatch, duplicates: str = "skip", *, is_partial: bool = False) -> ImportBatch:
    """The batch after its decision was carried out."""
    api.import_apply(actor=batch.uploaded_by, batch=batch, duplicates=duplicates, is_partial=is_partial)
    work_until_idle()
    batch.refresh_from_db()
    return batch


def test_it_writes_nothing_before_the_person_decides(world: World) -> None:
    batch = checked(world, workbook([row("第一期"), row("第二期")]))
    assert (batch.state, batch.new_count, batch.wrong_count) == (BatchState.CHECKED, 2, 0)
    assert not TrainingSession.every.exists()


def test_it_tells_every_wrong_cell_with_its_row_and_column(world: World) -> None:
    rows = [row("第一期", day="2020-02-30", persons="十"), row("第二期"), row("", unit="没有的单位")]
    batch = checked(world, workbook(rows))
    assert batch.wrong_count == 2
    assert [(number, where) for number, where, _ in problems_of(batch)] == [
        (2, "日期"),
        (2, "培训人次"),
        (4, "责任单位"),
        (4, "名称"),
    ]


def test_it_imports_and_shows_just_what_it_imported(world: World, sign_in: SignIn) -> None:
    entered(world, title="原有的")
    batch = applied(checked(world, workbook([row("第一期", day=date(2020, 3, 1)), row("第二期")])))
    assert batch.state == BatchState.APPLIED
    answer = sign_in(world.clerk_a).get(TARGET.rows_url(batch))
    assert {record.title for record, _ in answer.context["rows"]} == {"第一期", "第二期"}
    record = TrainingSession.objects.get(title="第二期")
    assert (record.owner, record.place, record.created_by) == (world.county_a, world.county_a_region, world.clerk_a)
    assert record.owner_path == world.county_a.path


def test_it_imports_the_right_rows_only_when_asked(world: World) -> None:
    batch = checked(world, workbook([row("第一期"), row("第二期", persons="许多")]))
    with pytest.raises(Invalid, match="1 行有错"):
        api.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=False)
    applied(batch, is_partial=True)
    assert [one.title for one in TrainingSession.objects.all()] == ["第一期"]


def test_it_tells_new_changed_and_same_apart(world: World) -> None:
    applied(checked(world, workbook([row("第一期", key="A1"), row("第二期", key="A2")])))
    batch = checked(world, workbook([row("第一期", key="A1"), row("第二期", key="A2", persons=11), row("第三期")]))
    assert (batch.new_count, batch.changed_count, batch.same_count) == (1, 1, 1)
    (changed,) = selectors.checked_rows(batch, "changed")
    assert changed.changes == (("培训人次", "10", "11"),)


@pytest.mark.parametrize(("duplicates", "persons"), [("skip", 10), ("overwrite", 11)])
def test_it_treats_duplicates_as_decided(world: World, duplicates: str, persons: int) -> None:
    applied(checked(world, workbook([row("第一期", key="A1")])))
    applied(checked(world, workbook([row("第一期", key="A1", persons=11), row("第二期")])), duplicates)
    assert TrainingSession.objects.get(title="第一期").persons == persons
    assert TrainingSession.objects.count() == 2


def test_it_refuses_the_whole_table_for_a_duplicate_when_asked(world: World) -> None:
    applied(checked(world, workbook([row("第一期", key="A1")])))
    batch = checked(world, workbook([row("第一期", key="A1", persons=11), row("第二期")]))
    with pytest.raises(Invalid, match="整表不导入"):
        api.import_apply(actor=world.clerk_a, batch=batch, duplicates="refuse", is_partial=False)


def test_it_takes_a_batch_back_whole(world: World) -> None:
    applied(checked(world, workbook([row("第一期", key="A1")])))
    batch = applied(checked(world, workbook([row("第一期", key="A1", persons=11), row("第二期")])), "overwrite")
    assert api.import_undo(actor=world.clerk_a, batch=batch, reason="用错了表") == 2
    assert [(one.title, one.persons) for one in TrainingSession.objects.all()] == [("第一期", 10)]


def test_it_refuses_to_take_back_what_was_changed_since_and_lists_it(world: World) -> None:
    batch = applied(checked(world, workbook([row("第一期"), row("第二期")])))
    record: Any = TrainingSession.objects.get(title="第二期")
    record_update(actor=world.clerk_a, record=record, opened_version=1, values={"persons": 12})
    with pytest.raises(Invalid, match="第二期"):
        api.import_undo(actor=world.clerk_a, batch=batch, reason="用错了表")
    assert TrainingSession.objects.count() == 2


def test_it_keeps_what_an_import_changed_in_the_record_s_history(world: World, sign_in: SignIn) -> None:
    applied(checked(world, workbook([row("第一期", key="A1")])))
    batch = applied(checked(world, workbook([row("第一期", key="A1", persons=11)])), "overwrite")
    record: Any = TrainingSession.objects.get()
    assert [change.changes for change in api.changes_of(record)] == [[["培训人次", "10", "11"]]]
    assert "改动清单 SHA-256" in [change[0] for change in history_of(batch)[0].changes]
    assert "培训.xlsx" in sign_in(world.clerk_a).get(record.get_absolute_url()).content.decode()


def test_it_goes_on_after_a_worker_was_killed_and_shows_no_half_state(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "CHUNK", 2)
    batch = checked(world, workbook([row(f"第 {number} 期") for number in range(6)]))
    api.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=False)
    stage = importing._Session.stage
    calls = []

    def killed(self: Any, batch: Any, results: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit  # as if the process went away: no handler of errors runs
        stage(self, batch, results)

    monkeypatch.setattr(importing._Session, "stage", killed)
    with pytest.raises(SystemExit):
        work_until_idle()
    assert TrainingSession.objects.count() == 0
    assert TrainingSession.every.count() == 2
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    work_until_idle()
    assert TrainingSession.objects.count() == TrainingSession.every.count() == 6


def test_it_gives_a_batch_back_when_its_job_failed_for_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = checked(world, workbook([row("第一期"), row("第二期")]))
    api.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=False)

    def full(self: Any, batch: Any) -> int:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(importing._Session, "show", full)
        work_until_idle()
    assert TrainingSession.every.count() == 2
    api.expire(timezone.now())
    batch.refresh_from_db()
    assert (batch.state, TrainingSession.every.count()) == (BatchState.CHECKED, 0)
    assert applied(batch).state == BatchState.APPLIED


def test_it_writes_nothing_when_someone_entered_the_same_meanwhile(world: World) -> None:
    batch = checked(world, workbook([row("第一期", key="A1"), row("第二期")]))
    entered(world, title="第一期", external_key="A1")
    job = api.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=False)
    work_until_idle()
    job.refresh_from_db()
    batch.refresh_from_db()
    assert "请重新上传核对" in job.error
    assert (batch.state, TrainingSession.every.count()) == (BatchState.CHECKED, 1)


def test_it_refuses_units_the_person_may_not_import_for(world: World) -> None:
    batch = checked(world, workbook([row("第一期", unit="疏附县受援办")]))
    assert problems_of(batch) == [(2, "责任单位", "您没有为“疏附县受援办”导入的权限")]


def test_it_refuses_rows_of_a_closed_period(world: World) -> None:
    def checker(*, owner: object, day: date, form: str) -> bool:
        return day.year == 2020

    locks.add(checker)
    try:
        batch = checked(world, workbook([row("第一期"), row("第二期", day="2021-03-01")]))
    finally:
        locks.remove(checker)
    assert [number for number, _, _ in problems_of(batch)] == [2]


def test_it_finds_the_same_row_twice_in_one_table(world: World) -> None:
    batch = checked(world, workbook([row("第一期"), row("第一期", persons=20)]))
    assert problems_of(batch) == [(3, "", "与第 2 行重复")]


def test_it_says_what_lies_in_a_column_that_it_does_not_know(world: World) -> None:
    batch = checked(world, workbook([[*row("第一期"), "甲"]], head=[*HEAD, "联系人"]))
    assert batch.notices == ["工作表“数据”F1：不认识的列“联系人”，不导入"]


def test_it_marks_the_wrong_cells_in_a_workbook(world: World, sign_in: SignIn) -> None:
    batch = checked(world, workbook([row("第一期", persons="许多"), row("第二期")]))
    answer = sign_in(world.clerk_a).get(f"/exchange/import/{batch.pk}/mistakes.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][3] == "许多"
    assert "不是数" in str(rows[1][-1])
    assert len(rows) == 2


def test_it_gives_a_template_that_imports_as_nothing_but_examples(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.clerk_a).get("/ledger/training/template.xlsx")
    batch = checked(world, SimpleUploadedFile("模板.xlsx", b"".join(answer)))
    assert (batch.state, batch.problems[0][0]) == (BatchState.UNREADABLE, "只有表头，没有数据")


def test_it_reads_csv_of_both_encodings(world: World) -> None:
    text = f"名称,责任单位,日期,培训人次\n第一期,{UNIT},2020/3/1,１２\n"
    for encoding in ("utf-8-sig", "gb18030"):
        batch = checked(world, csv_file(text, encoding))
        assert (batch.state, batch.new_count) == (BatchState.CHECKED, 1)


def test_it_takes_uploads_only_from_who_may_import(world: World, sign_in: SignIn) -> None:
    with pytest.raises(Refused):
        checked(world, workbook([row("第一期")]), world.leader)
    assert sign_in(world.leader).get("/ledger/training/import/").status_code == 403


def test_it_shows_a_batch_to_who_uploaded_it_only(world: World, sign_in: SignIn) -> None:
    batch = checked(world, workbook([row("第一期", persons="许多")]))
    assert "不是数" in sign_in(world.clerk_a).get(batch.get_absolute_url()).content.decode()
    assert sign_in(world.approver_a).get(batch.get_absolute_url()).status_code == 404
    assert sign_in(world.approver_a).post(f"{batch.get_absolute_url()}apply/").status_code == 404
    assert sign_in(world.clerk_a).get(f"{batch.get_absolute_url()}apply/").status_code == 405


def test_it_goes_from_upload_to_undo_in_the_browser(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    page = browser.post("/ledger/training/import/", {"file": workbook([row("第一期"), row("第二期", persons="许多")])})
    work_until_idle()
    url = page.headers["Location"]
    assert browser.post(f"{url}apply/", {"duplicates": "skip"}).status_code == 422
    browser.post(f"{url}apply/", {"duplicates": "skip", "partial": "1"})
    work_until_idle()
    assert "只看刚导入的" in browser.get(url).content.decode()
    browser.post(f"{url}undo/", {"reason": "用错了表"})
    assert "已撤回" in browser.get(url).content.decode()
    assert take_one() is None
