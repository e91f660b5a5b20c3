"""A ledger's values for programs: typed as JSON can carry them, and taken back in the same form."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieshou.faces.machine.schemas import Cell
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange.api import cells
from xieshou.platform.ledger.api import Column, Kind, Ledger, LedgerRecord
from xieshou.platform.registry.api import Organisation


def values_of(ledger: Ledger, record: LedgerRecord) -> dict[str, Cell]:
    """Every entered column of a record; personal data masked, missing null."""
    return {column.name: _value(column, getattr(record, column.name)) for column in ledger.entered}


def _value(column: Column, stored: Any) -> Cell:
    if stored is None or stored == "":
        return None
    if column.kind is Kind.ORGANISATION:
        return str(stored.public_id)
    if column.kind is Kind.REGION:
        return str(stored.code)
    if column.kind is Kind.DATE:
        return str(stored.isoformat())
    if column.kind is Kind.MONEY:
        return cells.money(stored, column.unit or "元").replace(",", "")
    if column.kind in {Kind.WHOLE, Kind.FLAG}:
        return stored  # type: ignore[no-any-return]
    return column.masked(str(stored))


def raw_values(ledger: Ledger, values: Mapping[str, Cell]) -> dict[str, object]:
    """What a program sent, as cells that the ledger's check reads. Unknown columns are refused, all at once."""
    entered = {column.name: column for column in ledger.entered}
    problems = [
        Problem("没有这一栏", name[:60], "、".join(entered), "栏名见 /ledgers")
        for name in values
        if name not in entered
    ]
    raw: dict[str, object] = {}
    for name, value in values.items():
        if name in entered and entered[name].kind is Kind.ORGANISATION and isinstance(value, str):
            raw[name] = _organisation(value, entered[name], problems)
        elif name in entered:
            raw[name] = value
    if problems:
        raise Invalid(*problems)
    return raw


def _organisation(text: str, column: Column, problems: list[Problem]) -> object:
    """A permanent id as the register's key; anything else (a name, a credit code) is looked up by the check."""
    try:
        wanted = UUID(text)
    except ValueError:
        return text
    found = Organisation.objects.current().filter(public_id=wanted).first()
    if found is None:
        problems.append(Problem(f"没有编号为 {text} 的机构", column.label, "public_id，见 /organisations"))
        return None
    return found.pk
