"""One page of a list by its key: no count, no offset; forwards and backwards in the same order."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q
from django.db.models.functions import Coalesce

from xieshou.platform.accounts.api import ScopedQuerySet
from xieshou.platform.exchange.api import Kind
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.selectors import in_full

PAGE = 50
WINDOW = 60 * PAGE  # whoever sees a sixtieth of the records fills a page here


@dataclass(frozen=True)
class Order:
    """A field that an index answers, and which way."""

    name: str
    is_falling: bool

    @property
    def code(self) -> str:
        """As in the address."""
        return f"-{self.name}" if self.is_falling else self.name


@dataclass(frozen=True)
class Page:
    """Some rows, and the keys from which the neighbours go on (empty: there is none)."""

    rows: list[Any]
    after: str
    before: str


def order_of(ledger: Ledger, code: str) -> Order:
    """The order asked for, or the newest first."""
    name = code.removeprefix("-")
    if name in {"listed_on", "id", *ledger.sorts}:
        return Order(name, code.startswith("-"))
    return Order("listed_on", True)


def page(
    ledger: Ledger, rows: ScopedQuerySet, every: ScopedQuerySet, order: Order, *, after: str = "", before: str = ""
) -> Page:
    """The rows after one key, before another, or the first ones. A key that cannot be read begins anew.

    `every` are the rows the same filters keep for somebody who sees everything: they are walked, never shown.
    """
    key = _key(ledger, order, before or after)
    is_back = bool(before) and key is not None
    way = Order(order.name, order.is_falling != is_back)
    found = _keys(rows, every, way, Q() if key is None else _beyond(way, key))
    has_more, found = len(found) > PAGE, found[:PAGE]
    if is_back:
        found.reverse()
    shown = _in_order(ledger, rows, found)
    has_next = is_back or has_more
    has_previous = has_more if is_back else key is not None
    return Page(
        shown,
        _text(order, shown[-1]) if shown and has_next else "",
        _text(order, shown[0]) if shown and has_previous else "",
    )


def _keys(rows: ScopedQuerySet, every: ScopedQuerySet, order: Order, beyond: Q) -> list[int]:
    """The keys of a page and one more.

    "Mine or in my area" and an order are two indexes, and a database that picks the wrong one walks a million rows.
    So the first rows of the order are walked, a window of fixed width: enough for those who see much. Whoever sees
    too little of them has few rows: these are collected and sorted, the order hidden from the planner.
    """
    sign = "-" if order.is_falling else ""
    fields = [f"{sign}id"] if order.name == "id" else [f"{sign}{order.name}", f"{sign}id"]
    window = every.filter(beyond).order_by(*fields).values("pk")[:WINDOW]
    found = list(rows.filter(pk__in=window).order_by(*fields).values_list("pk", flat=True)[: PAGE + 1])
    if len(found) > PAGE:
        return found
    hidden = [Coalesce(order.name, order.name), Coalesce("id", "id")]
    sorting = [one.desc() if order.is_falling else one.asc() for one in hidden]
    return list(rows.filter(beyond).order_by(*sorting).values_list("pk", flat=True)[: PAGE + 1])


def _in_order(ledger: Ledger, rows: ScopedQuerySet, keys: list[int]) -> list[Any]:
    """The rows of some keys, with what a list shows of them, in the order of the keys."""
    found = {row.pk: row for row in in_full(ledger, rows.filter(pk__in=keys))}
    return [found[key] for key in keys if key in found]


def _beyond(order: Order, key: tuple[Any, int]) -> Q:
    """Rows past a key. The first condition alone bounds the index; the second breaks ties."""
    value, pk = key
    name, way = order.name, "lt" if order.is_falling else "gt"
    if name == "id":
        return Q(**{f"id__{way}": pk})
    return Q(**{f"{name}__{way}e": value}) & (Q(**{f"{name}__{way}": value}) | Q(**{f"id__{way}": pk}))


def _text(order: Order, row: Model) -> str:
    value = "" if order.name == "id" else getattr(row, order.name)
    return f"{value}~{row.pk}"


def _key(ledger: Ledger, order: Order, text: str) -> tuple[Any, int] | None:
    value, _, pk = text.rpartition("~")
    if not pk.isdecimal():
        return None
    try:
        key = _value(ledger, order.name, value), int(pk)
    except ValueError:
        return None
    is_storable = all(abs(part) < 2**63 for part in key if isinstance(part, int))
    return key if is_storable else None


def _value(ledger: Ledger, name: str, text: str) -> Any:
    if name == "id":
        return None
    if name == "listed_on":
        return date.fromisoformat(text)
    kind = ledger.by_name[name].kind
    return int(text) if kind in {Kind.WHOLE, Kind.MONEY} else text
