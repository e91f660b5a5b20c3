"""The job that writes an exported file, a row at a time; memory does not grow with the rows. It starts over after a kill."""

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone
from xlsxwriter.workbook import Workbook

from xieshou.platform.audit import api as audit
from xieshou.platform.exchange import storage
from xieshou.platform.exchange.columns import Column
from xieshou.platform.exchange.models import ExportFile
from xieshou.platform.exchange.targets import ExportSource, source_named
from xieshou.platform.jobs import api as jobs

SHEET_ROWS = 1_048_575  # below the header of one sheet
TOLD_EVERY = 2000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@jobs.handler("exchange.export")
def work(progress: jobs.Progress) -> dict[str, Any]:
    """Writes beside, then moves into place, so that a half-written file is never offered."""
    file = ExportFile.objects.select_related("asked_by").get(pk=progress.job.arguments["file"])
    place = storage.export_path(file)
    unfinished = place.with_suffix(".part")
    try:
        count = write(file, source_named(file.source), unfinished, progress)
        digest, size = storage.sha256_of(unfinished), unfinished.stat().st_size
        os.replace(unfinished, place)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    ExportFile.objects.filter(pk=file.pk).update(row_count=count, sha256=digest, size=size)
    return {"rows": count, "sha256": digest, "next_url": file.get_absolute_url(), "next_label": "下载"}


def write(file: ExportFile, source: ExportSource, path: Path, progress: jobs.Progress) -> int:
    """Writes every row of the source; returns how many."""
    arguments: Mapping[str, Any] = file.arguments_for()
    columns = source.columns(arguments)
    total = source.total(file.asked_by, arguments)
    rows = _told(source.rows(file.asked_by, arguments, is_full=file.is_full), total, progress)
    writer = _CsvWriter(path, columns) if file.format == "csv" else _XlsxWriter(path, columns, str(file.asked_by))
    count = 0
    try:
        for row in rows:
            writer.row(row)
            count += 1
    finally:
        writer.close()
    return count


def _told(rows: Iterator[list[Any]], total: int, progress: jobs.Progress) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        if number % TOLD_EVERY == 0:
            progress.tell(number, max(total, number), "写文件")
        yield row


class _Writer(Protocol):
    def row(self, cells: list[Any]) -> None: ...

    def close(self) -> None: ...


class _XlsxWriter:
    """Rows go to disk as they come. Text is written as text: what begins with = is never a formula."""

    def __init__(self, path: Path, columns: tuple[Column, ...], who: str) -> None:
        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "tmpdir": str(path.parent),
            },
        )
        self._book.set_properties(
            {"title": "携手", "author": who, "comments": f"导出于 {timezone.localtime():%Y-%m-%d %H:%M}"}
        )
        self._head = self._book.add_format({"bold": True, "bg_color": "#F3F5F9", "border": 1, "num_format": "@"})
        self._text = self._book.add_format({"num_format": "@"})
        self._columns, self._at = columns, SHEET_ROWS
        self._formats = [
            self._book.add_format({"num_format": "#,##0.00####"}) if c.kind == "money" else None for c in columns
        ]
        if not columns:
            raise ValueError("an exported file has columns")
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        for index, column in enumerate(self._columns):
            self._sheet.set_column(
                index, index, 14 if column.is_number else 22, None if column.is_number else self._text
            )
        self._sheet.freeze_panes(1, 0)
        for index, column in enumerate(self._columns):
            self._sheet.write_string(0, index, column.header, self._head)
        self._at = 0

    def row(self, cells: list[Any]) -> None:
        if self._at == SHEET_ROWS:
            self._begin_sheet()
        self._at += 1
        for index, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                self._sheet.write_string(self._at, index, cell, self._text)
            else:
                self._sheet.write_number(self._at, index, cell, self._formats[index])

    def close(self) -> None:
        self._book.close()


class _CsvWriter:
    """UTF-8 with its mark, so that a spreadsheet reads Chinese; text that looks like a formula gets an apostrophe."""

    def __init__(self, path: Path, columns: tuple[Column, ...]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow([column.header for column in columns])

    def row(self, cells: list[Any]) -> None:
        self._rows.writerow(
            [neutral(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells]
        )

    def close(self) -> None:
        self._file.close()


def neutral(text: str) -> str:
    """Text that a spreadsheet would run as a formula, made plain text."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def downloaded(*, actor: Any, file: ExportFile) -> None:
    """Keeps in the log who took an unmasked file."""
    audit.record(actor=actor, action="exchange.download", target=file)
