"""A sheet with three errors is mended and imported; a list is exported and its hash holds."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from tests.e2e.conftest import Enter, Visit
from tests.e2e.sheets import as_upload, sheet
from tests.factories.world import World
from xieshou.platform.jobs.api import work_until_idle

OFFICE = "塔什库尔干塔吉克自治县受援办"
GOOD = ("骨干教师培训班", OFFICE, "2020-09-15", 40)
WRONG = (
    ("", OFFICE, "2020-09-16", 30),
    ("医护培训班", OFFICE, "2020年13月1日", 20),
    ("村干部班", OFFICE, "2020-10-01", "不详"),
)
MENDED = (
    ("会计培训班", OFFICE, "2020-09-16", 30),
    ("医护培训班", OFFICE, "2020年10月1日", 20),
    ("村干部班", OFFICE, "2020-10-01", "２５"),
)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(visit: Visit, data: bytes) -> Page:
    """Chooses the file, waits until it is checked, shows what was found."""
    page = visit.go("/ledger/training/import/")
    page.set_input_files("input[type=file]", as_upload(data))  # type: ignore[arg-type]
    page.get_by_role("button", name="上传并核对").click()
    work_until_idle()
    page.reload()
    return page


def imported(visit: Visit, *rows: tuple[object, ...]) -> Page:
    page = upload(visit, sheet(*rows))
    page.get_by_role("button", name="导入", exact=True).click()
    work_until_idle()
    page.reload()
    return page


@pytest.mark.function("JC10")
def test_it_names_row_and_cell_of_three_errors_and_takes_the_mended_sheet(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    page = upload(visit, sheet(GOOD, *WRONG))
    page.goto(f"{page.url.split('?')[0]}?verdict=wrong")
    text = visit.text()
    assert page.locator("tbody tr").count() == 3
    for said in ("名称", "2020年13月1日", "不详"):
        assert said in text
    imported(visit, GOOD, *MENDED)
    page.get_by_role("link", name="只看刚导入的").click()
    assert "batch=" in page.url
    assert all(row[0] in visit.text() for row in (GOOD, *MENDED))


@pytest.mark.function("JC10")
def test_it_undoes_the_batch(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    page = imported(visit, GOOD)
    page.click("text=撤回整批")
    page.fill("#undo-reason", "导错了表")
    page.get_by_role("button", name="撤回", exact=True).click()
    work_until_idle()
    visit.go("/ledger/training/")
    assert GOOD[0] not in visit.text()


@pytest.mark.function("ZC12")
@pytest.mark.parametrize("javascript", [True, False])
def test_it_exports_a_file_with_the_hash_it_tells(world: World, enter: Enter, javascript: bool) -> None:
    visit = enter(world.clerk_a, javascript=javascript)
    imported(visit, GOOD)
    page = visit.go("/ledger/training/export/?q=骨干")
    page.get_by_role("button", name="生成文件").click()
    work_until_idle()
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载", exact=True).click()
    data = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(data).hexdigest() in visit.text()


@pytest.mark.function("ZC14")
def test_it_tells_the_audit_administrator_who_changed_what(world: World, enter: Enter) -> None:
    clerk = enter(world.clerk_a)
    imported(clerk, GOOD)
    page = clerk.go("/ledger/training/")
    page.get_by_role("link", name=GOOD[0]).first.click()
    page.click("main a[href$='/edit/']")
    page.fill("[name=persons]", "45")
    page.fill("[name=reason]", "名册核对后更正")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/ledger/training/*/")
    auditor = enter(world.audit_admin)
    auditor.go("/audit/?what=骨干教师&why=名册")
    text = auditor.text()
    assert "塔县经办" in text
    assert "培训人次：40" in text.replace(" ", "").replace("人次：40人次", "人次：40")
    assert "45" in text
