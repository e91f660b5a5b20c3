"""Adding to the log, and proving that nothing in it was changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from xieshou.platform.audit.models import ChainHead, Entry

_ADDRESS: ContextVar[str] = ContextVar("audit_address", default="")


@dataclass(frozen=True)
class Change:
    """One field of one record: its label, and the values before and after as a person reads them. None: no value."""

    field: str
    before: str | None
    after: str | None


@contextmanager
def from_address(address: str) -> Iterator[None]:
    """Entries made inside carry this network address."""
    token = _ADDRESS.set(address)
    try:
        yield
    finally:
        _ADDRESS.reset(token)


def record(
    *,
    actor: Any,
    action: str,
    target: models.Model,
    changes: Sequence[Change] = (),
    reason: str = "",
    label: str | None = None,
) -> Entry:
    """Adds one entry in the caller's transaction; if that is rolled back, so is the entry.

    `actor` None is the system itself. Entries are numbered without gaps: the head row is locked until the commit.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of the change it tells of")
    head = _locked_head()
    entry = Entry(
        number=head.last_number + 1,
        at=timezone.now(),
        actor=actor,
        actor_label=str(actor) if actor is not None else "系统",
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=(label if label is not None else str(target))[:200],
        changes=[[change.field, change.before, change.after] for change in changes],
        reason=reason[:500],
        address=_ADDRESS.get(),
        previous_hash=head.last_hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    head.last_number, head.last_hash = entry.number, entry.hash
    head.save(update_fields=["last_number", "last_hash"])
    return entry


def _locked_head() -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    return head if head is not None else ChainHead.objects.create(pk=1)


def hash_of(entry: Entry) -> str:
    """SHA-256 over the entry's content and the hash before it."""
    content = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_label,
        entry.action,
        entry.target_type,
        entry.target_id,
        entry.target_label,
        entry.changes,
        entry.reason,
        entry.address,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: the entry's number and what is wrong."""

    number: int
    what: str


def verify() -> tuple[int, list[Break]]:
    """The number of entries read, and every break of the chain."""
    breaks: list[Break] = []
    previous, count = "0" * 64, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if entry.number != count:
            breaks.append(Break(entry.number, f"编号不连续：应为 {count}，有记录被删除或插入"))
            count = entry.number
        if entry.previous_hash != previous:
            breaks.append(Break(entry.number, "与前一条的校验值不衔接"))
        if hash_of(entry) != entry.hash:
            breaks.append(Break(entry.number, "内容与校验值不符，被改动过"))
        previous = entry.hash
    head = ChainHead.objects.filter(pk=1).first()
    if head is not None and (head.last_number, head.last_hash) != (count, previous):
        breaks.append(Break(head.last_number, f"链尾登记到第 {head.last_number} 条，实存到第 {count} 条，末尾被删除"))
    return count, breaks


def verify_tail(most: int) -> tuple[int, list[Break]]:
    """The number of the last entry, and every break among the newest `most`: quick, however long the log is."""
    newest = list(Entry.objects.order_by("-number")[:most])
    breaks = [
        Break(later.number, "与前一条的校验值不衔接")
        for later, earlier in pairwise(newest)
        if (later.number, later.previous_hash) != (earlier.number + 1, earlier.hash)
    ]
    breaks += [Break(entry.number, "内容与校验值不符，被改动过") for entry in newest if hash_of(entry) != entry.hash]
    head = ChainHead.objects.filter(pk=1).first()
    last = (newest[0].number, newest[0].hash) if newest else (0, "0" * 64)
    if head is not None and (head.last_number, head.last_hash) != last:
        breaks.append(Break(head.last_number, f"链尾登记到第 {head.last_number} 条，实存到第 {last[0]} 条，末尾被删除"))
    return last[0], breaks


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str]) -> list[Change]:
    """The differences between two readings of one record, in the order of the labels."""
    return [
        Change(label, _shown(before.get(name)), _shown(after.get(name)))
        for name, label in labels.items()
        if before.get(name) != after.get(name)
    ]


def _shown(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
