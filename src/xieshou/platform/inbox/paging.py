"""Pages of a list by the key of the last row shown: no count, no offset, the same speed on every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page and the addresses of its neighbours; missing: no such page."""

    rows: list[M]
    next_url: str | None
    previous_url: str | None


def page(
    rows: QuerySet[M], time_field: str, query: Mapping[str, Any], *, newest_first: bool, size: int = SIZE
) -> Page[M]:
    """One page of rows ordered by a time and the id; `query` is the request's, with `after` naming the last row shown.

    An empty `time_field`: ordered by the id alone. Ascending lists end with the rows that have no time. An unreadable `after` gives the first page.
    """
    after = str(query.get("after", ""))
    found = rows.filter(_beyond(time_field, after, newest_first=newest_first))[: size + 1]
    return page_of(list(found), time_field, query, size=size)


def page_of(found: list[M], time_field: str, query: Mapping[str, Any], *, size: int = SIZE) -> Page[M]:
    """The page of rows already read, one more than a page holds when there is another."""
    following = _address(query, _key(found[size - 1], time_field)) if len(found) > size else None
    return Page(found[:size], following, _address(query, "") if query.get("after") else None)


def id_after(query: Mapping[str, Any]) -> int | None:
    """The id of the last row shown, for lists ordered by the id alone; None on the first page."""
    text = str(query.get("after", "")).removeprefix("~")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _key(row: Model, time_field: str) -> str:
    if not time_field:
        return f"~{row.pk}"
    at: datetime | None = getattr(row, time_field)
    return f"{at.isoformat() if at is not None else ''}~{row.pk}"


def _beyond(time_field: str, after: str, *, newest_first: bool) -> Q:
    at_text, _, id_text = after.partition("~")
    if not (id_text.isascii() and id_text.isdecimal()):
        return Q()
    at = _moment(at_text)
    side = "lt" if newest_first else "gt"
    if not time_field:
        return Q(**{f"pk__{side}": int(id_text)})
    if at is None:
        return Q(**{f"{time_field}__isnull": True, f"pk__{side}": int(id_text)})
    beyond = Q(**{f"{time_field}__{side}": at}) | Q(**{time_field: at, f"pk__{side}": int(id_text)})
    return beyond if newest_first else beyond | Q(**{f"{time_field}__isnull": True})


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _address(query: Mapping[str, Any], after: str) -> str:
    kept = query.copy() if hasattr(query, "copy") else dict(query)
    kept.pop("after", None)
    if after:
        kept["after"] = after
    return "?" + kept.urlencode() if hasattr(kept, "urlencode") else "?"
