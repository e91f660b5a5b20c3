"""Pages of a list by the keys at its edges: no count, no offset, the last page as fast as the first.

    from xieshou.platform.shell import paging
    shown = paging.page(request, rows, "-signed_on")  # or "pk", "-pk", "code": any field of the model's own
    return render(request, "funds/list.html", {"page": shown})
    {% for row in page.rows %} … {% endfor %}
    {% include "shell/_pager.html" with next_url=page.next_url previous_url=page.previous_url %}

`page` puts the rows in order itself, ties by the key, rows without a value at the end whichever way. Records that are
`Scoped`, newest first: `paging.newest_page(request, user, rows)`, which also narrows them to what the person may read.
In the address `after` names the last row of the page before, `before` the first row of the page after; an edge that
cannot be read gives the first page, and every other parameter is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

from xieshou.lib.keys import MOST, key_of

M = TypeVar("M", bound=Model)
SIZE = 50
MOST_DIGITS = 30


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page and the addresses of its neighbours; missing: no such page."""

    rows: list[M]
    next_url: str | None
    previous_url: str | None


@dataclass(frozen=True)
class Edge:
    """The row from which a page goes on: its key and its value in the field the list is ordered by."""

    pk: int
    value: Any = None


@dataclass(frozen=True)
class Order:
    """A field of the model (`pk`: the key alone) and which way."""

    name: str
    is_falling: bool

    @classmethod
    def of(cls, code: str) -> "Order":
        """From Django's writing: `-signed_on`."""
        return cls("pk" if code in {"id", "-id", "-pk"} else code.removeprefix("-"), code.startswith("-"))

    @property
    def turned(self) -> "Order":
        """The same order from its end."""
        return Order(self.name, not self.is_falling)

    def field(self, model: type[Model]) -> "Field[Any, Any] | None":
        """The model's field; None: the key alone."""
        return None if self.name == "pk" else model._meta.get_field(self.name)  # type: ignore[return-value]

    def text(self, row: Model) -> str:
        """A row as an edge in an address."""
        field = self.field(type(row))
        if field is None:
            return str(row.pk)
        is_missing = field.value_from_object(row) is None
        return f"~{row.pk}" if is_missing else f"{field.value_to_string(row)}~{row.pk}"

    def edge(self, model: type[Model], text: str) -> Edge | None:
        """An edge out of an address; None: it cannot be read."""
        field = self.field(model)
        value_text, _, pk_text = ("", "", text) if field is None else text.rpartition("~")
        pk = key_of(pk_text)
        if pk is None or field is None:
            return None if pk is None else Edge(pk)
        if not value_text and field.null:
            return Edge(pk)
        try:
            value = field.to_python(value_text)
        except (ValidationError, ValueError, OverflowError):
            return None
        return Edge(pk, value) if _is_askable(value) else None


def page(request: HttpRequest, rows: QuerySet[M], order: str = "-pk", *, size: int = SIZE) -> Page[M]:
    """One page of rows in an order: a field's name, with `-` falling. The rows come filtered, and not sliced."""
    way = Order.of(order)
    edge, is_back = edge_asked(request, rows.model, way)
    found = list(in_order(rows, way, edge, is_back=is_back)[: size + 1])
    return page_of(request, found, way, is_first=edge is None, is_back=is_back, size=size)


def edge_asked(request: HttpRequest, model: type[Model], order: Order) -> tuple[Edge | None, bool]:
    """The edge in the address, and whether the page lies before it; None: the first page is asked for."""
    back = order.edge(model, request.GET.get("before", ""))
    return back or order.edge(model, request.GET.get("after", "")), back is not None


def page_of(
    request: HttpRequest, found: list[M], order: Order, *, is_first: bool, is_back: bool = False, size: int = SIZE
) -> Page[M]:
    """The page of rows already read, one more than it holds when there are others; read backwards when `is_back`."""
    has_more, shown = len(found) > size, found[:size]
    if is_back:
        shown.reverse()
    if not shown:
        return Page([], None, None if is_first else address(request.GET))
    has_next, has_previous = (True, has_more) if is_back else (has_more, not is_first)
    return Page(
        shown,
        address(request.GET, after=order.text(shown[-1])) if has_next else None,
        address(request.GET, before=order.text(shown[0])) if has_previous else None,
    )


class Newest(Protocol):
    """What a queryset of scoped records can do."""

    def newest_visible_to(self, user: Any, most: int, *, before: int | None = None) -> list[Any]: ...


def newest_page(request: HttpRequest, user: Any, rows: Newest, *, size: int = SIZE) -> Page[Any]:
    """One page of scoped records that the person may read, highest key first; going back leads to the first page."""
    after = key_of(request.GET.get("after", ""))
    found = rows.newest_visible_to(user, size + 1, before=after)
    following = address(request.GET, after=str(found[size - 1].pk)) if len(found) > size else None
    return Page(found[:size], following, None if after is None else address(request.GET))


def address(query: QueryDict, **edge: str) -> str:
    """The same list from another edge (none: from its beginning); filters are kept."""
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    for name, value in edge.items():
        kept[name] = value
    return f"?{kept.urlencode()}"


def in_order(rows: QuerySet[M], order: Order, edge: Edge | None, *, is_back: bool = False) -> QuerySet[M]:
    """The rows past an edge in an order, or those before it in the order turned round."""
    way = order.turned if is_back else order
    sign = "-" if way.is_falling else ""
    field = order.field(rows.model)
    past = rows if edge is None else rows.filter(past_edge(rows.model, order, edge, is_back=is_back))
    if field is None:
        return past.order_by(f"{sign}pk")
    if not field.null:
        return past.order_by(f"{sign}{way.name}", f"{sign}pk")
    ends: dict[str, Any] = {"nulls_first": True} if is_back else {"nulls_last": True}
    value = F(way.name)
    return past.order_by(value.desc(**ends) if way.is_falling else value.asc(**ends), f"{sign}pk")


def past_edge(model: type[Model], order: Order, edge: Edge, *, is_back: bool = False) -> Q:
    """Rows past an edge. The condition on the field alone bounds an index; the other breaks ties."""
    way, field, is_null_last = order.turned if is_back else order, order.field(model), not is_back
    side = "lt" if way.is_falling else "gt"
    by_key = Q(**{f"pk__{side}": edge.pk})
    if field is None:
        return by_key
    if edge.value is None:
        empty = Q(**{f"{way.name}__isnull": True}) & by_key
        return empty if is_null_last else empty | Q(**{f"{way.name}__isnull": False})
    past = Q(**{f"{way.name}__{side}e": edge.value}) & (Q(**{f"{way.name}__{side}": edge.value}) | by_key)
    return past | Q(**{f"{way.name}__isnull": True}) if field.null and is_null_last else past


def _is_askable(value: object) -> bool:
    """Whether a database can be asked for it: within its range, a moment with its zone, a text without NUL."""
    match value:
        case datetime():
            return value.tzinfo is not None and 1 < value.year < 9999
        case Decimal():
            return abs(value.adjusted()) < MOST_DIGITS
        case int():
            return abs(value) <= MOST
        case _:
            return "\x00" not in str(value)
