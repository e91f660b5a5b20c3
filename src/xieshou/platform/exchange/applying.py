"""The job that writes a checked batch: new rows unseen in pieces, then everything shown in one transaction.

After a kill the next worker goes on after the last piece; until the last transaction nobody sees a row of it.
"""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.models import BatchState, Duplicates, ImportBatch, ImportChunk
from xieshou.platform.exchange.targets import ImportSession, RowResult, Verdict, target_named
from xieshou.platform.jobs import api as jobs


@jobs.handler("exchange.apply")
def work(progress: jobs.Progress) -> dict[str, Any]:
    """Applies a batch; when the data moved on since the check, nothing is written and the reason is told."""
    batch = ImportBatch.objects.select_related("uploaded_by").get(pk=progress.job.arguments["batch"])
    target = target_named(batch.target)
    result = {"next_url": batch.get_absolute_url(), "next_label": "看导入结果"}
    if batch.state != BatchState.APPLYING:
        return result
    session = target.session(batch.uploaded_by, batch.present)
    try:
        _stage(batch, session, progress)
        _finish(batch, session)
    except (Invalid, jobs.Cancelled):
        _give_back(batch)
        raise
    _forget(batch)
    return result


def _stage(batch: ImportBatch, session: ImportSession, progress: jobs.Progress) -> None:
    done = 0
    for chunk in batch.chunks.order_by("number").iterator(chunk_size=1):
        if not chunk.is_staged:
            with transaction.atomic():
                session.stage(batch, _of(chunk, Verdict.NEW))
                ImportChunk.objects.filter(pk=chunk.pk).update(is_staged=True)
        done += len(chunk.rows)
        progress.tell(done, batch.row_count, "写入")


def _of(chunk: ImportChunk, verdict: Verdict) -> list[RowResult]:
    results = [RowResult.unpack(data) for data in chunk.rows]
    return [result for result in results if result.verdict is verdict]


@transaction.atomic
def _finish(batch: ImportBatch, session: ImportSession) -> None:
    """The one moment at which the batch comes into force."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state != BatchState.APPLYING:
        raise Invalid(Problem("这一批已经处理过"))
    if batch.duplicates == Duplicates.OVERWRITE:
        for chunk in batch.chunks.exclude(changed_count=0).order_by("number").iterator(chunk_size=1):
            session.overwrite(batch, _of(chunk, Verdict.CHANGED))
    shown = session.show(batch)
    batch.state, batch.applied_at = BatchState.APPLIED, timezone.now()
    batch.save()
    overwritten = batch.changed_count if batch.duplicates == Duplicates.OVERWRITE else 0
    audit.record(
        actor=batch.uploaded_by,
        action="exchange.import",
        target=batch,
        changes=[
            audit.Change("文件 SHA-256", None, batch.sha256),
            audit.Change("新增", None, str(shown)),
            audit.Change("覆盖", None, str(overwritten)),
            audit.Change("改动清单 SHA-256", None, _digest(batch) if overwritten else None),
        ],
    )


def _digest(batch: ImportBatch) -> str:
    """Ties the list of changed records to the log, whose entries cannot be altered."""
    digest = hashlib.sha256()
    for change in batch.changes.order_by("pk").values_list("object_id", "before", "changes").iterator():
        digest.update(json.dumps(change, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def give_back_abandoned() -> None:
    """Imports whose job failed for good (a full disk, three kills) are as they were before the decision."""
    for batch in ImportBatch.objects.filter(state=BatchState.APPLYING).select_related("job"):
        if batch.job is None or not batch.job.is_open:
            _give_back(batch)


def _give_back(batch: ImportBatch) -> None:
    with transaction.atomic():
        target_named(batch.target).discard(batch)
        batch.chunks.update(is_staged=False)
        ImportBatch.objects.filter(pk=batch.pk, state=BatchState.APPLYING).update(state=BatchState.CHECKED)


def _forget(batch: ImportBatch) -> None:
    """The rows are records now; only wrong ones are kept, for the list of what to mend."""
    batch.chunks.filter(wrong_count=0).delete()
    for chunk in batch.chunks.iterator(chunk_size=1):
        chunk.rows = [result.pack() for result in _of(chunk, Verdict.WRONG)]
        chunk.save(update_fields=["rows"])
