"""Small workbooks as people make them."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter.workbook import Workbook

from tests.factories.world import World
from xieshou.business.talent.api import LEDGER
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import ImportBatch, import_begin
from xieshou.platform.jobs.api import work_until_idle
from xieshou.platform.ledger.importing import LedgerTarget

HEAD = ["名称*", "责任单位", "日期", "培训人次（人次）", "外部编号"]
UNIT = "塔什库尔干塔吉克自治县受援办"
TARGET = LedgerTarget(LEDGER)


def row(title: str, *, unit: str = UNIT, day: object = "2020-09-15", persons: object = 10, key: str = "") -> list[Any]:
    """One row under `HEAD`."""
    return [title, unit, day, persons, key]


def workbook(rows: list[list[Any]], *, head: list[str] | None = None, touch: Any = None) -> SimpleUploadedFile:
    """An uploaded .xlsx; `touch(sheet)` may do more to the sheet."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("数据")
    for number, cells in enumerate([head or HEAD, *rows]):
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("=") and number:
                sheet.write_formula(number, index, cell, value=1)
            else:
                sheet.write(number, index, cell)
    if touch is not None:
        touch(sheet)
    book.close()
    return SimpleUploadedFile("培训.xlsx", stream.getvalue())


def csv_file(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    """An uploaded .csv."""
    return SimpleUploadedFile("培训.csv", text.encode(encoding))


def checked(world: World, upload: SimpleUploadedFile, actor: User | None = None) -> ImportBatch:
    """The batch after its check."""
    batch = import_begin(actor=actor or world.clerk_a, target=TARGET, upload=upload)
    work_until_idle()
    batch.refresh_from_db()
    return batch
