"""Taking evidence in, describing it, citing it."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import content, storage
from xieshou.platform.evidence.models import Citation, Evidence, StoredFile, Upload

DESCRIBED = {
    "title": "说明",
    "issuer": "出具单位",
    "document_number": "文号",
    "taken_at": "形成时间",
    "latitude_e6": "纬度",
    "longitude_e6": "经度",
    "place": "地区",
}


def evidence_add(
    *,
    actor: User,
    owner: Any,
    upload: "UploadedFile[Any] | Path",
    name: str = "",
    title: str = "",
    place: Any = None,
    **known: Any,
) -> tuple[Evidence, bool]:
    """Stores a file as evidence of an organisation; gives it, and whether it is new there.

    The same bytes are stored once. A photograph's own time and place are taken where the person gave none.
    """
    name = _plain_name(name or getattr(upload, "name", "") or "未命名")
    received = upload if isinstance(upload, Path) else storage.receive(upload.chunks())
    try:
        media_type = content.media_type_of(received, name)
        known = _with_photo(received, media_type, known)
        sha256, size = storage.sha256_of(received), received.stat().st_size
        new = Evidence(
            owner=owner, place=place if place is not None else owner.region, name=name, title=title.strip() or name
        )
        for field, value in known.items():
            setattr(new, field, value)
        return _stored(actor, new, received, sha256, size, media_type)
    finally:
        if received is not upload:  # a file that was given stays with its owner
            received.unlink(missing_ok=True)


@transaction.atomic
def _stored(
    actor: User, new: Evidence, received: Path, sha256: str, size: int, media_type: str
) -> tuple[Evidence, bool]:
    if not actor.may(Permission.EVIDENCE_ADD, new.owner):
        raise Refused(f"您没有为“{new.owner}”上传证据的权限")
    file, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": media_type})
    existing = Evidence.objects.filter(file=file, owner=new.owner).first()
    storage.keep(received, sha256)
    if existing is not None:
        return existing, False
    new.file, new.uploaded_by = file, actor
    new.save()
    audit.record(actor=actor, action="evidence.add", target=new, reason=f"SHA-256 {sha256}")
    return new, True


def _with_photo(path: Path, media_type: str, known: dict[str, Any]) -> dict[str, Any]:
    given = {field: value for field, value in known.items() if value not in (None, "")}
    if media_type != "image/jpeg":
        return given
    facts = content.photo_facts(path)
    said: dict[str, datetime | int | None] = {
        "taken_at": facts.taken_at,
        "latitude_e6": facts.latitude_e6,
        "longitude_e6": facts.longitude_e6,
    }
    said = {field: value for field, value in said.items() if value is not None and field not in given}
    return {**given, **said, "is_from_photo": bool(said)}


def _plain_name(name: str) -> str:
    """The last part of a path, without control characters: no file name can lead elsewhere."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable()).strip(". ")[:200] or "未命名"


@transaction.atomic
def evidence_describe(*, actor: User, evidence: Evidence, opened_version: int, reason: str, **changes: Any) -> Evidence:
    """Changes the description, with the reason kept; the bytes never change."""
    if not actor.may(Permission.EVIDENCE_ADD, evidence):
        raise Refused("您没有修改这份证据说明的权限")
    before = {field: getattr(evidence, field) for field in DESCRIBED}
    bump(evidence, opened_version)
    for field, value in changes.items():
        setattr(evidence, field, value)
    if not str(evidence.title).strip():
        raise Invalid(Problem("不能为空", "说明"))
    after = {field: getattr(evidence, field) for field in DESCRIBED}
    evidence.save()
    changed = audit.changed_fields(before, after, DESCRIBED)
    audit.record(actor=actor, action="evidence.describe", target=evidence, changes=changed, reason=reason)
    return evidence


@transaction.atomic
def cite(*, actor: User, evidence: Evidence, record: models.Model, proves: str) -> Citation:
    """Says that a record rests on this evidence. The caller has loaded both through their permission checks."""
    proves = proves.strip()
    if not proves:
        raise Invalid(Problem("请写明这份证据证明什么", "证明什么", remedy="例如：验收日期、到账金额、培训人数"))
    kind = ContentType.objects.get_for_model(record)
    citation, is_new = Citation.objects.get_or_create(
        evidence=evidence, content_type=kind, object_id=record.pk, proves=proves[:200], defaults={"cited_by": actor}
    )
    if is_new:
        audit.record(actor=actor, action="evidence.cite", target=record, reason=f"{evidence}：{proves}")
    return citation


@transaction.atomic
def uncite(*, actor: User, citation: Citation, reason: str) -> None:
    """Takes a citation back, with the reason kept in the record's history; the file stays."""
    if not reason.strip():
        raise Invalid(Problem("请写明撤销引用的理由", "理由"))
    target = citation.record
    if target is not None:
        audit.record(actor=actor, action="evidence.uncite", target=target, reason=f"{citation.evidence}：{reason}")
    citation.delete()


def upload_begin(*, actor: User, name: str, size: int) -> Upload:
    """Begins an upload in pieces."""
    if not actor.may(Permission.EVIDENCE_ADD):
        raise Refused("您没有上传证据的权限")
    if not 0 < size <= content.MOST_BYTES:
        raise Invalid(Problem(f"文件大小 {size} 字节", name, f"1 字节到 {content.MOST_BYTES // content.MEGABYTE} MB"))
    upload = Upload.objects.create(id=uuid4(), user=actor, name=_plain_name(name), size=size)
    storage.incoming(upload.pk.hex).touch()
    return upload


@transaction.atomic
def upload_piece(*, upload: Upload, offset: int, piece: bytes) -> Upload:
    """Adds the piece that begins at `offset`; a piece from elsewhere is refused with where to go on.

    What was written beyond the recorded length (a crash between write and commit) is cut off first.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if offset != upload.received:
        raise Invalid(Problem(f"这一段从第 {offset} 字节开始", upload.name, f"应从第 {upload.received} 字节继续"))
    if offset + len(piece) > upload.size:
        raise Invalid(Problem("传来的字节比文件说明的多", upload.name, f"{upload.size} 字节", "请重新上传"))
    with storage.incoming(upload.pk.hex).open("r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    upload.received = offset + len(piece)
    upload.save(update_fields=["received"])
    return upload


def upload_finish(*, actor: User, upload: Upload, owner: Any, **known: Any) -> tuple[Evidence, bool]:
    """Turns a complete upload into evidence."""
    if upload.received != upload.size:
        raise Invalid(Problem(f"只收到 {upload.received} / {upload.size} 字节", upload.name, remedy="请从断点继续上传"))
    path = storage.incoming(upload.pk.hex)
    with transaction.atomic():
        made = evidence_add(actor=actor, owner=owner, upload=path, name=upload.name, **known)
        upload.delete()
    path.unlink(missing_ok=True)
    return made
