"""Ways on from a record's page: apps add the pages they have for the records of a ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Way:
    """A link as the record's page shows it."""

    label: str | Promise
    url: str
    icon: str = "arrow-right"


Make = Callable[[Any], Way]
_WAYS: dict[str, list[Make]] = {}


def way_add(slug: str, make: Make) -> None:
    """Adds a link to every record of a ledger; called in an app's `ready`."""
    _WAYS.setdefault(slug, []).append(make)


def ways_of(slug: str, record: Any) -> list[Way]:
    """The links of one record, in the order they were added."""
    return [make(record) for make in _WAYS.get(slug, ())]
