"""Reading evidence and what rests on it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from xieshou.platform.accounts.api import Scoped, ScopedQuerySet, User
from xieshou.platform.evidence.models import Citation, Evidence
from xieshou.platform.shell.search import Hit


@dataclass(frozen=True)
class CitingRecord:
    """A record that rests on a piece of evidence: its kind in words, itself, what is proved, its page if it has one."""

    kind: str
    record: Any
    proves: str
    url: str


def evidence_seen_by(user: User) -> ScopedQuerySet:
    """Every piece of evidence within the person's reach, newest first."""
    rows: ScopedQuerySet = Evidence.objects.visible_to(user)
    return rows.select_related("file", "owner", "place")


def evidence_matching(words: str) -> ScopedQuerySet:
    """Evidence whose title, file name, issuer or document number holds the words, not yet narrowed to a person."""
    rows: ScopedQuerySet = Evidence.objects.select_related("file", "owner", "place")
    if not words:
        return rows
    named = Q(title__icontains=words) | Q(name__icontains=words)
    return rows.filter(named | Q(issuer__icontains=words) | Q(document_number__icontains=words))


def evidence_found(user: User, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything."""
    rows = evidence_matching(words).newest_visible_to(user, most)
    return [Hit(row.title, reverse("evidence:page", args=[row.pk]), f"{row.owner}　{row.name}") for row in rows]


def citations_of(record: models.Model) -> models.QuerySet[Citation]:
    """What a record rests on. The caller has loaded the record through its permission check."""
    kind = ContentType.objects.get_for_model(record)
    return Citation.objects.filter(content_type=kind, object_id=record.pk).select_related("evidence__file", "cited_by")


def citing(evidence: Evidence, user: User) -> tuple[list[CitingRecord], int]:
    """The records citing a piece of evidence that the person may read, and how many more there are."""
    shown: list[CitingRecord] = []
    hidden = 0
    for kind_id, citations in _by_kind(evidence).items():
        model = ContentType.objects.get_for_id(kind_id).model_class()
        records = _readable(model, [citation.object_id for citation in citations], user)
        for citation in citations:
            record = records.get(citation.object_id)
            if record is None:
                hidden += 1
            else:
                shown.append(_shown(record, citation))
    return shown, hidden


def _by_kind(evidence: Evidence) -> dict[int, list[Citation]]:
    kinds: dict[int, list[Citation]] = {}
    for citation in evidence.citations.all():
        kinds.setdefault(citation.content_type_id, []).append(citation)
    return kinds


def _readable(model: type[models.Model] | None, ids: list[int], user: User) -> dict[int, models.Model]:
    if model is None or not issubclass(model, Scoped):
        return {}
    return {record.pk: record for record in model.objects.visible_to(user).filter(pk__in=ids)}


def _shown(record: models.Model, citation: Citation) -> CitingRecord:
    address = getattr(record, "get_absolute_url", None)
    return CitingRecord(str(record._meta.verbose_name), record, citation.proves, address() if address else "")
