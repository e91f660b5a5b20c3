"""Beginning, applying, dropping and undoing imports; asking for exports; letting old files go."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange import sheets, storage
from xieshou.platform.exchange.applying import give_back_abandoned
from xieshou.platform.exchange.models import BatchState, Duplicates, ExportFile, ImportBatch
from xieshou.platform.exchange.targets import ExportSource, ImportTarget, target_named
from xieshou.platform.jobs import api as jobs

EXPORT_KEPT = timedelta(days=7)
IMPORT_KEPT = timedelta(days=30)
FORMATS = ("xlsx", "csv")


def import_begin(*, actor: User, target: ImportTarget, upload: "UploadedFile[bytes]") -> ImportBatch:
    """Takes an uploaded table in and queues its check. Bombs and foreign files are refused before they are opened."""
    if not target.may_import(actor):
        raise Refused(f"您没有“{Permission.RECORD_IMPORT.label}”的权限")
    name = Path(upload.name or "未命名").name[:200]
    batch = ImportBatch(target=target.key, uploaded_by=actor, file_name=name)
    path = storage.import_path(batch)
    batch.sha256, batch.size = storage.receive(path, upload.chunks())
    try:
        sheets.guard(path, name)
    except Invalid:
        path.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        batch.save()
        batch.job = jobs.job_ask(
            actor=actor, kind="exchange.check", title=f"核对 {name}", arguments={"batch": batch.pk}
        )
        batch.save(update_fields=["job"])
        audit.record(actor=actor, action="exchange.upload", target=batch)
    return batch


@transaction.atomic
def import_apply(*, actor: User, batch: ImportBatch, duplicates: str, is_partial: bool) -> jobs.Job:
    """Queues the writing of a checked batch, as the person decided about duplicates and wrong rows."""
    held = _held(actor, batch, BatchState.CHECKED)
    if duplicates not in Duplicates.values:
        raise Invalid(Problem("请选择重复的怎么办", "重复的", "、".join(map(str, Duplicates.labels))))
    problems = []
    if held.wrong_count and not is_partial:
        problems.append(
            Problem(
                f"还有 {held.wrong_count} 行有错",
                "有错的",
                remedy="改好后重新上传，或勾选“只导入没有错的行”",
            )
        )
    if duplicates == Duplicates.REFUSE and held.changed_count + held.same_count:
        problems.append(
            Problem(f"有 {held.changed_count + held.same_count} 行系统中已有，按您的选择整表不导入", "重复的")
        )
    writing = held.new_count + (held.changed_count if duplicates == Duplicates.OVERWRITE else 0)
    if not writing and not problems:
        problems.append(Problem("按您的选择，没有一行需要写入", "重复的"))
    if problems:
        raise Invalid(*problems)
    held.duplicates, held.is_partial, held.state = duplicates, is_partial, BatchState.APPLYING
    held.job = jobs.job_ask(
        actor=actor, kind="exchange.apply", title=f"导入 {held.file_name}", arguments={"batch": held.pk}
    )
    held.save()
    return held.job


@transaction.atomic
def import_drop(*, actor: User, batch: ImportBatch) -> None:
    """Gives a checked batch up; nothing was written."""
    held = _held(actor, batch, BatchState.CHECKED)
    held.state = BatchState.DROPPED
    held.save()
    held.chunks.all().delete()
    audit.record(actor=actor, action="exchange.drop", target=held)


@transaction.atomic
def import_undo(*, actor: User, batch: ImportBatch, reason: str) -> int:
    """Takes an applied batch back whole; refused, with the list, when a row was changed since."""
    if not reason.strip():
        raise Invalid(Problem("请写明撤回的理由", "理由"))
    held = _held(actor, batch, BatchState.APPLIED)
    count = target_named(held.target).undo(held, actor)
    held.state, held.undone_at = BatchState.UNDONE, timezone.now()
    held.save()
    audit.record(
        actor=actor,
        action="exchange.undo",
        target=held,
        reason=reason,
        changes=[audit.Change("撤回", None, f"{count} 行")],
    )
    return count


def _held(actor: User, batch: ImportBatch, state: BatchState) -> ImportBatch:
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.uploaded_by_id != actor.pk or not target_named(held.target).may_import(actor):
        raise Refused("只有上传的人，且仍有导入的权限，才能处理这一批")
    if held.state != state:
        raise Invalid(Problem(f"这一批现在是“{held.get_state_display()}”，不能这样做"))
    return held


@transaction.atomic
def export_ask(
    *,
    actor: User,
    source: ExportSource,
    title: str,
    arguments: Mapping[str, Any],
    file_format: str = "xlsx",
    is_full: bool = False,
    reason: str = "",
) -> ExportFile:
    """Queues a file of everything the person may export; the same again, while the data is the same, is the same file."""
    if not actor.may(Permission.RECORD_EXPORT):
        raise Refused(f"您没有“{Permission.RECORD_EXPORT.label}”的权限")
    if is_full and not actor.may(Permission.RECORD_EXPORT_FULL):
        raise Refused(f"您没有“{Permission.RECORD_EXPORT_FULL.label}”的权限")
    if is_full and not reason.strip():
        raise Invalid(Problem("不打码导出要写明理由", "理由", remedy="理由会记入审计日志"))
    if file_format not in FORMATS:
        raise Invalid(Problem(f"没有“{file_format}”格式", "格式", "xlsx、csv"))
    key = _joint_key(actor, source, arguments, file_format, is_full)
    known = ExportFile.objects.filter(joint_key=key, is_gone=False, expires_at__gt=timezone.now()).first()
    if known is not None and (known.is_ready or (known.job is not None and known.job.is_open)):
        return known
    file = ExportFile(
        source=source.key,
        title=title[:200],
        arguments=dict(arguments),
        format=file_format,
        is_full=is_full,
        reason=reason[:200],
        asked_by=actor,
        joint_key=key,
        expires_at=timezone.now() + EXPORT_KEPT,
    )
    file.save()
    file.job = jobs.job_ask(
        actor=actor,
        kind="exchange.export",
        title=f"导出 {title}",
        arguments={"file": file.pk},
        joint_key=f"export:{key}",
    )
    file.save(update_fields=["job"])
    audit.record(
        actor=actor, action="exchange.export_full" if is_full else "exchange.export", target=file, reason=reason
    )
    return file


def _joint_key(actor: User, source: ExportSource, arguments: Mapping[str, Any], file_format: str, is_full: bool) -> str:
    parts = [actor.pk, source.key, dict(arguments), file_format, is_full, source.data_version()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def expire(now: datetime) -> None:
    """Deletes exported files past their day, and what unfinished or finished imports no longer need. Safe to repeat."""
    for file in ExportFile.objects.filter(is_gone=False, expires_at__lte=now):
        storage.export_path(file).unlink(missing_ok=True)
        ExportFile.objects.filter(pk=file.pk).update(is_gone=True)
    give_back_abandoned()
    old = ImportBatch.objects.filter(created_at__lte=now - IMPORT_KEPT).exclude(state=BatchState.APPLYING)
    for batch in old.filter(chunks__isnull=False).distinct():
        batch.chunks.all().delete()
        storage.import_path(batch).unlink(missing_ok=True)
        if batch.state == BatchState.CHECKED:
            ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.DROPPED)
