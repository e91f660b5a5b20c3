"""A record as people read it, and as a form or an import would have written it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from xieshou.platform.exchange.api import Column, Kind, cells
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.models import LedgerRecord
from xieshou.platform.ledger.validation import Fen
from xieshou.platform.shell.sentences import told

_CHOSEN = frozenset({Kind.CHOICE, Kind.FLAG, Kind.PERIOD})


@dataclass(frozen=True)
class Cell:
    """One value on a page: its column, its text (missing is empty), the register's page it leads to."""

    column: Column
    text: str
    url: str = ""

    @property
    def shown(self) -> str:
        """The text on a page of now: what was chosen in the page's language, what was typed as it is."""
        return str(told(self.text)) if self.column.kind in _CHOSEN or self.column.name == "status" else self.text


def text_of(column: Column, record: Any) -> str:
    """A stored value as a person reads it; personal data is masked."""
    if column.name == "status":
        return str(record.get_status_display())
    if column.name == "updated_at":
        return timezone.localtime(record.updated_at).strftime("%Y-%m-%d %H:%M")
    value = getattr(record, column.name)
    if column.kind in {Kind.ORGANISATION, Kind.REGION}:
        return "" if value is None else str(value)
    return column.masked(cells.shown(column, value))


def shown_values(ledger: Ledger, record: LedgerRecord) -> dict[str, str]:
    """Every entered column as text; organisations in full, so that a log can be read years later."""
    shown = {}
    for column in ledger.entered:
        value = getattr(record, column.name)
        if column.kind is Kind.ORGANISATION:
            shown[column.name] = value.name if value is not None else ""
        else:
            shown[column.name] = text_of(column, record)
    return shown


def entered_values(ledger: Ledger, record: LedgerRecord) -> dict[str, object]:
    """What is stored, as values that the check takes unchanged."""
    values: dict[str, object] = {}
    for column in ledger.entered:
        stored = getattr(record, column.attribute)
        values[column.name] = Fen(stored) if column.kind is Kind.MONEY else stored
    return values


def typed_values(ledger: Ledger, record: LedgerRecord) -> dict[str, str]:
    """What is stored, as a person would type it into a form."""
    typed = {}
    for column in ledger.entered:
        value = getattr(record, column.name)
        if value is None:
            typed[column.name] = ""
        elif column.kind is Kind.ORGANISATION:
            typed[column.name] = f"编号 {value.pk} {value.name}"
        elif column.kind is Kind.REGION:
            typed[column.name] = f"{value.code} {value.name}"
        elif column.kind is Kind.CHOICE:
            typed[column.name] = str(value)
        else:
            typed[column.name] = (
                cells.shown(column, value).replace(",", "") if column.is_number else cells.shown(column, value)
            )
    return typed


def cells_of(ledger: Ledger, record: LedgerRecord, columns: tuple[Column, ...]) -> list[Cell]:
    """The values of some columns, links to the registers among them."""
    return [Cell(column, text_of(column, record), _url(column, record)) for column in columns]


def _url(column: Column, record: LedgerRecord) -> str:
    if column.kind not in {Kind.ORGANISATION, Kind.REGION}:
        return ""
    value = getattr(record, column.name)
    return "" if value is None else str(value.get_absolute_url())
