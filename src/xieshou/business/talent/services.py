"""Published training figures as records."""

from collections.abc import Mapping
from pathlib import Path

from xieshou.business.talent.ledger import LEDGER
from xieshou.platform.ledger.api import FactRecord, Loaded, entries_of, fact_of, facts_load
from xieshou.platform.registry.api import Organisation

SECTION = "training"


def load_facts(path: Path, *, owners: Mapping[str, Organisation]) -> Loaded:
    """Loads the published figures, each under its document's office (`owners`: document → office). Safe to repeat."""
    return facts_load(LEDGER, _facts(path), owners=owners)


def _facts(path: Path) -> list[FactRecord]:
    return [
        fact_of(SECTION, entry, {"persons": entry["quantity"], "sessions": entry.get("sessions", "")})
        for entry in entries_of(path, SECTION)
    ]
