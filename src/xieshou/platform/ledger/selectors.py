"""Reading ledgers: lists, totals, sums by place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr
from django.urls import reverse

from xieshou.lib import paths
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.exchange.api import Column, cells
from xieshou.platform.ledger import filters as narrowing
from xieshou.platform.ledger.declaration import Ledger, ledgers
from xieshou.platform.ledger.models import LedgerRecord
from xieshou.platform.shell.search import Hit

COUNTED_TO = 10_000


@dataclass(frozen=True)
class Total:
    """One sum: its column, the figure in the stored unit (None: no row has one), and as a person reads it."""

    column: Column
    value: int | None

    @property
    def text(self) -> str:
        """In the column's unit; missing is a dash."""
        return cells.shown(self.column, self.value) if self.value is not None else "—"


@dataclass(frozen=True)
class Totals:
    """How many records, how many of them count, and the sums over those."""

    count: int
    counted: int
    sums: tuple[Total, ...]


def totals(ledger: Ledger, rows: ScopedQuerySet) -> Totals:
    """Sums over everything the rows hold; records marked as not counted are listed but not summed."""
    counted = Q(is_counted=True, status="recorded")
    wanted: dict[str, Any] = {name: Sum(name, filter=counted) for name in ledger.sums}
    found = rows.order_by().aggregate(all_rows=Count("pk"), counted_rows=Count("pk", filter=counted), **wanted)
    sums = tuple(Total(ledger.by_name[name], found[name]) for name in ledger.sums)
    return Totals(found["all_rows"], found["counted_rows"], sums)


def metric(ledger: Ledger, user: User, column: str, **query: str) -> int | None:
    """One sum over what a person may see, narrowed as an address would; None when no record has a figure."""
    rows = narrowing.rows(ledger, user, narrowing.read(ledger, query))
    found: int | None = rows.filter(is_counted=True, status="recorded").aggregate(total=Sum(column))["total"]
    return found


def sums_by_place(ledger: Ledger, user: User, column: str, level: int, **query: str) -> dict[int, int]:
    """A column's sum for each division of a level (0 country, 1 province …), by the division's key; for maps."""
    rows = narrowing.rows(ledger, user, narrowing.read(ledger, query))
    start = level * paths.WIDTH + 1
    found = (
        rows.filter(is_counted=True, status="recorded", **{f"{column}__isnull": False})
        .order_by()
        .annotate(part=Substr("place_path", start, paths.WIDTH))
        .exclude(part="")
        .values("part")
        .annotate(total=Sum(column))
    )
    return {int(row["part"]): row["total"] for row in found}


def in_full(ledger: Ledger, rows: ScopedQuerySet) -> ScopedQuerySet:
    """The rows with everything a list or a page shows of them, in one query."""
    return rows.select_related(*ledger.links, "created_by", "updated_by")


def records_found(user: User, words: str, most: int) -> list[Hit]:
    """Hits of every ledger for the search over everything."""
    hits: list[Hit] = []
    for ledger in ledgers():
        matching: Any = ledger.model.objects.visible_to(user).filter(title__icontains=words)
        hits += [_hit(ledger, row) for row in matching.select_related("owner").order_by("-pk")[: most - len(hits)]]
        if len(hits) >= most:
            break
    return hits


def _hit(ledger: Ledger, row: LedgerRecord) -> Hit:
    return Hit(row.title, reverse("ledger:record", args=[ledger.slug, row.pk]), f"{ledger.label}　{row.owner}")
