"""Published figures on visits as records."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xieshou.business.meetings.ledger import LEDGER
from xieshou.business.meetings.models import VisitKind
from xieshou.platform.ledger.api import Loaded, entries_of, fact_of, facts_load
from xieshou.platform.registry.api import Organisation

SECTION = "visits"
_COLUMN = {"次": "times", "人次": "persons", "个": "places", "篇": "reports"}
_KINDS = (
    ("调研报告", VisitKind.REPORT),
    ("调研", VisitKind.SURVEY),
    ("接待", VisitKind.RECEPTION),
    ("互访", VisitKind.VISIT),
    ("会议", VisitKind.MEETING),
    ("巡查", VisitKind.INSPECTION),
    ("抽查", VisitKind.INSPECTION),
)


def load_facts(path: Path, *, owners: Mapping[str, Organisation]) -> Loaded:
    """Loads the published figures, each under its document's office (`owners`: document → office). Safe to repeat."""
    facts = [fact_of(SECTION, entry, _cells(entry)) for entry in entries_of(path, SECTION)]
    return facts_load(LEDGER, facts, owners=owners)


def _cells(entry: Mapping[str, Any]) -> dict[str, object]:
    return {"kind": _kind(entry["title"]), _COLUMN[entry["unit"]]: entry["quantity"]}


def _kind(title: str) -> str:
    """The kind that the published words name; whatever names none is a joint activity."""
    return next((kind.value for word, kind in _KINDS if word in title), VisitKind.EVENT.value)
