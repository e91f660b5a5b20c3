"""The job that reads an uploaded table and judges every row; it starts over when its worker dies."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db import transaction

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import headers, sheets, storage
from xieshou.platform.exchange.models import BatchState, ImportBatch, ImportChunk
from xieshou.platform.exchange.targets import ImportSession, Row, RowResult, Verdict, target_named
from xieshou.platform.exchange.template import EXAMPLE
from xieshou.platform.jobs import api as jobs

CHUNK = 500


@jobs.handler("exchange.check")
def work(progress: jobs.Progress) -> dict[str, Any]:
    """Checks a batch; a sheet that cannot be read ends the batch with every reason."""
    batch = ImportBatch.objects.select_related("uploaded_by").get(pk=progress.job.arguments["batch"])
    if batch.state != BatchState.CHECKING:
        return _result(batch)
    batch.chunks.all().delete()
    try:
        _check(batch, progress)
    except Invalid as error:
        batch.problems = [[one.what, one.where, one.allowed, one.remedy] for one in error.problems]
        batch.state = BatchState.UNREADABLE
        batch.save()
    return _result(batch)


def _result(batch: ImportBatch) -> dict[str, Any]:
    return {"next_url": batch.get_absolute_url(), "next_label": "看核对结果"}


def _check(batch: ImportBatch, progress: jobs.Progress) -> None:
    target = target_named(batch.target)
    entered = [column for column in target.columns if column.is_entered]
    with sheets.tables(storage.import_path(batch), batch.file_name) as found:
        table, layout, first = _chosen(found, entered, batch)
        batch.sheet, batch.headers, batch.notices = table.name, list(layout.titles), layout.notices
        batch.present = [column.name for column in layout.columns.values()]
        session = target.session(batch.uploaded_by, batch.present)
        _check_rows(batch, session, table, layout, first, progress)
    if not batch.row_count:
        raise Invalid(Problem("只有表头，没有数据", f"工作表“{table.name}”", "表头下面每行一条", "请填写后上传"))
    batch.state = BatchState.CHECKED
    batch.save()


def _chosen(
    found: Iterator[sheets.Table], columns: Sequence[Any], batch: ImportBatch
) -> tuple[sheets.Table, headers.Layout, list[list[Any]]]:
    """The first sheet whose header is ours; when there is none, what is wrong with the first sheet."""
    problems: tuple[Problem, ...] = (
        Problem("文件里没有数据", batch.file_name, "有表头和数据的表格", "请下载模板填写"),
    )
    for number, table in enumerate(found):
        first = list(islice(table.rows, headers.LOOKED_AT))
        layout = headers.find(table, columns, first)
        if not layout.problems:
            return table, layout, first
        if number == 0 or layout.row >= 0:
            problems = tuple(layout.problems)
        if layout.row >= 0:
            break
    raise Invalid(*problems)


def _check_rows(
    batch: ImportBatch,
    session: ImportSession,
    table: sheets.Table,
    layout: headers.Layout,
    first: list[list[Any]],
    progress: jobs.Progress,
) -> None:
    rows = _read(table, layout, first)
    number, done = 0, 0
    while chunk := list(islice(rows, CHUNK)):
        results = session.check([row for row, _ in chunk])
        results = [_with_formulas(result, told) for result, (_, told) in zip(results, chunk, strict=True)]
        _keep(batch, number, results)
        number, done = number + 1, done + len(chunk)
        progress.tell(done, max(table.height - layout.row - 1, done), "核对")


def _read(
    table: sheets.Table, layout: headers.Layout, first: list[list[Any]]
) -> Iterator[tuple[Row, tuple[Problem, ...]]]:
    """Rows below the header that hold anything, but for examples; with what is wrong in the sheet itself."""
    below = enumerate(first[layout.row + 1 :], layout.row + 1)
    rest = enumerate(table.rows, len(first))
    for index, row in (*below, *()) if not first else _joined(below, rest):
        if sheets.is_blank(row) or _is_example(row):
            continue
        cells = {column.name: row[at] if at < len(row) else None for at, column in layout.columns.items()}
        yield Row(index + 1, cells), _formula_problems(table, layout, index)


def _joined(*parts: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    for part in parts:
        yield from part


def _is_example(row: Sequence[object]) -> bool:
    return any(isinstance(cell, str) and cell.strip().startswith(EXAMPLE) for cell in row[:1])


def _formula_problems(table: sheets.Table, layout: headers.Layout, index: int) -> tuple[Problem, ...]:
    if not table.formulas:
        return ()
    return tuple(
        Problem(
            f"{sheets.address(index, at)} 是公式",
            column.label,
            "直接填写的值",
            "请复制这一列，用“选择性粘贴—数值”粘回原处",
        )
        for at, column in layout.columns.items()
        if (index, at) in table.formulas
    )


def _with_formulas(result: RowResult, told: tuple[Problem, ...]) -> RowResult:
    if not told:
        return result
    return replace(result, verdict=Verdict.WRONG, problems=(*told, *result.problems))


def _keep(batch: ImportBatch, number: int, results: list[RowResult]) -> None:
    counts = {verdict: sum(result.verdict is verdict for result in results) for verdict in Verdict}
    batch.new_count += counts[Verdict.NEW]
    batch.changed_count += counts[Verdict.CHANGED]
    batch.same_count += counts[Verdict.SAME]
    batch.wrong_count += counts[Verdict.WRONG]
    with transaction.atomic():
        ImportChunk.objects.create(
            batch=batch,
            number=number,
            rows=[result.pack() for result in results],
            new_count=counts[Verdict.NEW],
            changed_count=counts[Verdict.CHANGED],
            same_count=counts[Verdict.SAME],
            wrong_count=counts[Verdict.WRONG],
        )
