"""Published training figures as records."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xieshou.business.talent.ledger import LEDGER
from xieshou.business.talent.models import SessionKind
from xieshou.platform.ledger.api import FactRecord, Loaded, entries_of, fact_of, facts_load
from xieshou.platform.registry.api import Organisation

SECTION = "training"


def load_facts(path: Path, *, owners: Mapping[str, Organisation]) -> Loaded:
    """Loads the published figures, each under its document's office (`owners`: document → office). Safe to repeat."""
    return facts_load(LEDGER, _facts(path), owners=owners)


def _facts(path: Path) -> list[FactRecord]:
    entries = entries_of(path, SECTION)
    titles = {entry["key"]: entry["title"] for entry in entries}
    return [fact_of(SECTION, entry, _cells(entry, titles)) for entry in entries]


def _cells(entry: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, object]:
    """Years of schooling are no training course: they are kept apart by their kind."""
    named = entry["title"] + titles.get(entry.get("part_of", ""), "")
    kind = {"kind": SessionKind.STUDENT.value} if "中高职培养" in named else {}
    return {"persons": entry["quantity"], "sessions": entry.get("sessions", ""), **kind}
