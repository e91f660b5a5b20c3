"""Sheets for the browser tests, written as an office would."""

from io import BytesIO

import xlsxwriter

HEAD = ("名称", "责任单位", "日期", "培训人次（人次）")
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """A workbook of one sheet."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate((head, *rows)):
            page.write_row(number, 0, row)
    return data.getvalue()


def as_upload(data: bytes, name: str = "培训.xlsx") -> dict[str, object]:
    """What a file chooser hands over."""
    return {"name": name, "mimeType": TYPE, "buffer": data}
