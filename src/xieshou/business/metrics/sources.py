"""What metrics count: every ledger, and what other apps add. A source says its records, their day, their fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange.api import Column, Kind
from xieshou.platform.ledger.api import Ledger, ledgers


class FieldKind(StrEnum):
    """How a field's values are compared and added."""

    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    LINK = "link"
    DAY = "day"


@dataclass(frozen=True)
class Field:
    """One field of a source. `unit`: what its stored integers are, once divided by `per`."""

    name: str
    label: str
    kind: FieldKind
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    per: int = 1


@dataclass(frozen=True)
class Source:
    """Records that can be counted. All have `owner_path` and `place_path`.

    `day`: the field with the day a record stands for; records without it are not counted. `base`: which rows count
    at all. `project`: the field that names the project, where there is one. `permission` is the records' own.
    """

    slug: str
    label: str
    model: type[Model]
    day: str
    fields: tuple[Field, ...]
    base: Q
    project: str = ""

    @property
    def table(self) -> str:
        """The database table."""
        return self.model._meta.db_table

    def rows(self) -> QuerySet[Any]:
        """Every record that counts."""
        return self.model._base_manager.filter(self.base, **{f"{self.day}__isnull": False})

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((one for one in self.fields if one.name == name), None)


_ADDED: dict[str, Callable[[], Source]] = {}


def add(slug: str, make: Callable[[], Source]) -> None:
    """Makes a source known; called in an app's `ready`, made when it is first asked for."""
    _ADDED[slug] = make


def sources() -> Mapping[str, Source]:
    """Every source by its slug, ledgers first."""
    found = {ledger.slug: of_ledger(ledger) for ledger in ledgers()}
    return found | {slug: make() for slug, make in _ADDED.items()}


def source_named(slug: str) -> Source:
    """A source; unknown is told with what there is."""
    known = sources()
    if slug not in known:
        allowed = "、".join(f"{one.label}（{one.slug}）" for one in known.values())
        raise Invalid(Problem(f"没有数据来源“{slug}”", "数据来源", allowed))
    return known[slug]


_KINDS = {
    Kind.WHOLE: FieldKind.NUMBER,
    Kind.MONEY: FieldKind.MONEY,
    Kind.CHOICE: FieldKind.CHOICE,
    Kind.FLAG: FieldKind.FLAG,
    Kind.ORGANISATION: FieldKind.LINK,
    Kind.REGION: FieldKind.LINK,
    Kind.DATE: FieldKind.DAY,
}
COUNTED = Q(state="live", is_counted=True, status="recorded")


def of_ledger(ledger: Ledger) -> Source:
    """A ledger as a source: recorded entries that count in sums; a part never counts beside its whole."""
    fields = tuple(_field(column) for column in ledger.columns if column.personal is None)
    return Source(ledger.slug, ledger.label, ledger.model, "listed_on", fields, COUNTED)


def _field(column: Column) -> Field:
    kind = _KINDS.get(column.kind, FieldKind.TEXT)
    per = 1_000_000 if kind is FieldKind.MONEY else 1
    unit = "万元" if kind is FieldKind.MONEY else column.unit
    return Field(column.attribute, column.label, kind, column.choices, unit, per)
