"""The evidence that records rest on, as documents tell it."""

from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from xieshou.documents.sources import Proof
from xieshou.platform.evidence.api import Citation

MOST_PROOFS = 6  # files listed for one figure; the others are counted


def citations_by_record(records: Iterable[Model]) -> dict[int, tuple[Citation, ...]]:
    """The citations of records of one model, by record; one query."""
    rows = list(records)
    if not rows:
        return {}
    kind = ContentType.objects.get_for_model(rows[0])
    found: dict[int, list[Citation]] = {}
    cited = Citation.objects.filter(content_type=kind, object_id__in=[row.pk for row in rows])
    for one in cited.select_related("evidence__file", "cited_by").order_by("object_id", "pk"):
        found.setdefault(one.object_id, []).append(one)
    return {key: tuple(citations) for key, citations in found.items()}


def proof_of(citation: Citation) -> Proof:
    """The file a citation names."""
    evidence = citation.evidence
    return Proof(str(evidence.pk), evidence.name, evidence.file.sha256)


def listed(citations: Sequence[Citation]) -> tuple[tuple[Proof, ...], int]:
    """Each file once, and how many more there are than are listed."""
    found = list(dict.fromkeys(proof_of(one) for one in citations))
    return tuple(found[:MOST_PROOFS]), max(0, len(found) - MOST_PROOFS)


def about(citations: Sequence[Citation], words: Iterable[str]) -> list[Citation]:
    """Those that prove a named fact: what a citation proves begins with the fact's words."""
    said = tuple(words)
    return [one for one in citations if any(one.proves == word or one.proves.startswith(f"{word}：") for word in said)]
