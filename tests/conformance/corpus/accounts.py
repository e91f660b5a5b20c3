"""The published final accounts with one figure changed."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from xieshou.datasets import load_dataset
from xieshou.documents.document import Document
from xieshou.documents.layouts.accounts import accounts
from xieshou.documents.provenance import Provenance
from xieshou.kernel.evaluation import AccountRow, AccountTable
from xieshou.kernel.exact import Exact, NotExactError

_SIDES = ("rows", "income", "spending")
Place = tuple[int, str, int, int]  # table, side, row, column


def published() -> tuple[AccountTable, ...]:
    """The final accounts of Shenzhen for 2020."""
    return load_dataset("shenzhen-2020").accounts


def document(tables: tuple[AccountTable, ...]) -> Document:
    """The tables as a document."""
    return accounts(tables, Provenance(load_dataset("shenzhen-2020").source))


def with_one_wrong(random: Random) -> tuple[tuple[AccountTable, ...], str]:
    """The tables with one figure off by far more than rounding, and the table's number."""
    tables = list(published())
    number, side, row, column = random.choice(list(_places(tables)))
    table = tables[number]
    rows: list[AccountRow] = list(getattr(table, side))
    values = list(rows[row].values)
    values[column] = (_number(values[column]) + Exact(random.choice([17, 230, 5]))).text(2)
    rows[row] = replace(rows[row], values=tuple(values))
    tables[number] = replace(table, **{side: tuple(rows)})  # type: ignore[arg-type]
    return tuple(tables), f"决算 {table.table} 表"


def _places(tables: list[AccountTable]) -> Iterator[Place]:
    for number, table in enumerate(tables):
        for side in _SIDES:
            for row, line in enumerate(getattr(table, side)):
                yield from (
                    (number, side, row, column) for column, text in enumerate(line.values) if _number(text) > Exact(20)
                )


def _number(text: str | None) -> Exact:
    try:
        return Exact.read((text or "").replace(",", ""))
    except NotExactError:
        return Exact(0)
