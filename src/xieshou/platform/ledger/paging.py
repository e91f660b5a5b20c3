"""One page of a ledger: forwards and backwards in any of its orders, as fast for those who see little as for all."""

from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpRequest

from xieshou.platform.accounts.api import ScopedQuerySet
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.selectors import in_full
from xieshou.platform.shell.paging import Edge, Order, Page, edge_asked, in_order, page_of, past_edge

PAGE = 50
WINDOW = 60 * PAGE  # whoever sees a sixtieth of the records fills a page here


def order_of(ledger: Ledger, code: str) -> Order:
    """The order asked for, or the newest first."""
    known = {"listed_on", "id", *ledger.sorts}
    return Order.of(code if code.removeprefix("-") in known else "-listed_on")


def page(request: HttpRequest, ledger: Ledger, rows: ScopedQuerySet, every: ScopedQuerySet, order: Order) -> Page[Any]:
    """The page that the address asks for; an edge that cannot be read begins anew.

    `every` are the rows the same filters keep for somebody who sees everything: they are walked, never shown.
    """
    edge, is_back = edge_asked(request, ledger.model, order)
    keys = _keys(rows, every, order, edge, is_back=is_back)
    found = {row.pk: row for row in in_full(ledger, rows.filter(pk__in=keys))}
    shown = [found[key] for key in keys if key in found]
    return page_of(request, shown, order, is_first=edge is None, is_back=is_back, size=PAGE)


def _keys(rows: ScopedQuerySet, every: ScopedQuerySet, order: Order, edge: Edge | None, *, is_back: bool) -> list[int]:
    """The keys of a page and one more.

    "Mine or in my area" and an order are two indexes, and a database that picks the wrong one walks a million rows.
    So the first rows of the order are walked, a window of fixed width: enough for those who see much. Whoever sees
    too little of them has few rows: these are collected and sorted, the order hidden from the planner.
    """
    window = in_order(every, order, edge, is_back=is_back).values("pk")[:WINDOW]
    walked = in_order(rows.filter(pk__in=window), order, None, is_back=is_back)
    found = list(walked.values_list("pk", flat=True)[: PAGE + 1])
    if len(found) > PAGE:
        return found
    past = rows if edge is None else rows.filter(past_edge(rows.model, order, edge, is_back=is_back))
    way = order.turned if is_back else order
    hidden = [Coalesce(order.name, order.name), Coalesce("pk", "pk")]
    sorting = [one.desc() if way.is_falling else one.asc() for one in hidden]
    return list(past.order_by(*sorting).values_list("pk", flat=True)[: PAGE + 1])
