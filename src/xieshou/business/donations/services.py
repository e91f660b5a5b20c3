"""Published donations as records."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xieshou.business.donations.ledger import LEDGER
from xieshou.business.donations.models import DonationKind
from xieshou.platform.ledger.api import Loaded, entries_of, fact_of, facts_load
from xieshou.platform.registry.api import Organisation

SECTION = "donations"
_KINDS = (
    ("认捐", DonationKind.PLEDGE),
    ("款物", DonationKind.MIXED),
    ("含捐物", DonationKind.MIXED),
    ("物资", DonationKind.GOODS),
)


def load_facts(path: Path, *, owners: Mapping[str, Organisation]) -> Loaded:
    """Loads the published figures, each under its document's office (`owners`: document → office). Safe to repeat."""
    facts = [fact_of(SECTION, entry, _cells(entry)) for entry in entries_of(path, SECTION)]
    return facts_load(LEDGER, facts, owners=owners)


def _cells(entry: Mapping[str, Any]) -> dict[str, object]:
    kind = next((kind for word, kind in _KINDS if word in entry["title"]), DonationKind.MONEY)
    return {"kind": kind.value, "amount_fen": f"{entry['quantity']}{entry['unit']}"}
