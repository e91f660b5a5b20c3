"""Reading imports and exports."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from xieshou.platform.exchange.models import ImportBatch, ImportChange, ImportChunk
from xieshou.platform.exchange.targets import RowResult, Verdict

PAGE = 50


def changes_of(record: models.Model) -> models.QuerySet[ImportChange]:
    """What imports changed in one record, newest first. The caller has loaded it through its permission check."""
    kept = ImportChange.objects.filter(target_type=record._meta.label_lower, object_id=record.pk)
    return kept.select_related("batch__uploaded_by").order_by("-pk")


@dataclass(frozen=True)
class Preview:
    """Some checked rows, and the number of the row after which the next page goes on (None: the last page)."""

    rows: list[RowResult]
    after: int | None


def preview(batch: ImportBatch, verdict: str, after: int) -> Preview:
    """The rows of one verdict (empty: all) past a row number, a page of them; reads only the chunks it needs."""
    rows: list[RowResult] = []
    for row in checked_rows(batch, verdict):
        if row.number > after:
            rows.append(row)
        if len(rows) > PAGE:
            return Preview(rows[:PAGE], rows[PAGE - 1].number)
    return Preview(rows, None)


def checked_rows(batch: ImportBatch, verdict: str = "") -> Iterator[RowResult]:
    """Every row of one verdict (empty: all) in the order of the sheet, a chunk in memory at a time."""
    chunks = ImportChunk.objects.filter(batch=batch)
    if verdict:
        chunks = chunks.filter(~Q(**{f"{verdict}_count": 0}))
    for chunk in chunks.order_by("number").iterator(chunk_size=1):
        for data in chunk.rows:
            row = RowResult.unpack(data)
            if not verdict or row.verdict == verdict:
                yield row


def counts_by_verdict(batch: ImportBatch) -> list[tuple[str, str, int, str]]:
    """Verdict, its name, how many rows, its tone; for the page's cards."""
    return [
        (Verdict.NEW, _("新增"), batch.new_count, "green"),
        (Verdict.CHANGED, _("重复，内容有改动"), batch.changed_count, "yellow"),
        (Verdict.SAME, _("重复，内容相同"), batch.same_count, "grey"),
        (Verdict.WRONG, _("有错"), batch.wrong_count, "red"),
    ]
