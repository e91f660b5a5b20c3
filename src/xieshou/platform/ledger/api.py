"""The door of ledgers: declare one, change its records, read its sums.

A new ledger: a model deriving from `LedgerRecord`, a `Ledger` that declares its columns, and `register(ledger)` in the
app's `ready`. Everything else – list, form, import, export, history, search – comes from here.
"""

from xieshou.platform.accounts.api import PersonalKind
from xieshou.platform.exchange.api import Column, Kind
from xieshou.platform.ledger import locks
from xieshou.platform.ledger.declaration import (
    Known,
    Ledger,
    Together,
    Values,
    ledger_named,
    ledger_of,
    ledgers,
    name_of,
)
from xieshou.platform.ledger.facts import FactRecord, Loaded, entries_of, fact_of, facts_load
from xieshou.platform.ledger.filters import Filters, kept, read, rows
from xieshou.platform.ledger.menu import register
from xieshou.platform.ledger.models import LedgerRecord, Status
from xieshou.platform.ledger.reading import shown_values
from xieshou.platform.ledger.selectors import Total, Totals, metric, sums_by_place, totals
from xieshou.platform.ledger.services import (
    BulkOutcome,
    record_create,
    record_delete,
    record_restore,
    record_update,
    records_bulk_delete,
    records_bulk_update,
)
from xieshou.platform.ledger.validation import match_key
from xieshou.platform.ledger.ways import Way, way_add

__all__ = [
    "BulkOutcome",
    "Column",
    "FactRecord",
    "Filters",
    "Kind",
    "Known",
    "Ledger",
    "LedgerRecord",
    "Loaded",
    "PersonalKind",
    "Status",
    "Together",
    "Total",
    "Totals",
    "Values",
    "Way",
    "entries_of",
    "fact_of",
    "facts_load",
    "kept",
    "ledger_named",
    "ledger_of",
    "ledgers",
    "locks",
    "match_key",
    "metric",
    "name_of",
    "read",
    "record_create",
    "record_delete",
    "record_restore",
    "record_update",
    "records_bulk_delete",
    "records_bulk_update",
    "register",
    "rows",
    "shown_values",
    "sums_by_place",
    "totals",
    "way_add",
]
