"""What a list is narrowed to: read from the address, kept in it, the same for the page, its totals, bulk work and export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.http import QueryDict

from xieshou.lib import paths
from xieshou.lib.keys import key_of
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.models import State
from xieshou.platform.ledger.registers import Registers
from xieshou.platform.registry.api import Organisation, Region

_DAY = Column("day", "日期", Kind.DATE)


@dataclass(frozen=True)
class Filters:
    """Empty means not narrowed. `choices` are equalities by column; `trash` shows what was deleted instead."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    owner: Organisation | None = None
    region: Region | None = None
    batch: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    trash: bool = False
    unread: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return any([self.words, self.since, self.until, self.owner, self.region, self.batch, self.choices])


def read(ledger: Ledger, query: Mapping[str, str]) -> Filters:
    """Filters from an address. What cannot be read is told in `unread` and narrows nothing."""
    registers = Registers()
    unread: list[str] = []
    return Filters(
        words=query.get("q", "").strip(),
        since=_day(query, "since", unread),
        until=_day(query, "until", unread),
        owner=_owner(query.get("owner", "").strip(), registers, unread),
        region=_region(query.get("region", "").strip(), registers, unread),
        batch=key_of(query.get("batch", "")),
        choices=_choices(ledger, query),
        trash=query.get("trash") == "1",
        unread=tuple(unread),
    )


def _day(query: Mapping[str, str], name: str, unread: list[str]) -> date | None:
    try:
        return cells.read(_DAY, query.get(name, ""))  # type: ignore[no-any-return]
    except Unreadable as error:
        unread.append(f"{error.problem}")
        return None


def _owner(text: str, registers: Registers, unread: list[str]) -> Organisation | None:
    if not text:
        return None
    found = registers.organisation(text)
    if isinstance(found, int):
        return registers.organisation_by_id(found)
    unread.append(str(found))
    return None


def _region(text: str, registers: Registers, unread: list[str]) -> Region | None:
    if not text:
        return None
    found = registers.region(text, None)
    if isinstance(found, int):
        return registers.region_by_id(found)
    unread.append(str(found))
    return None


def _choices(ledger: Ledger, query: Mapping[str, str]) -> dict[str, str]:
    chosen = {}
    for column in ledger.choice_columns:
        value = query.get(column.name, "")
        allowed = {"1", "0"} if column.kind is Kind.FLAG else {code for code, _ in column.choices}
        if value in allowed:
            chosen[column.name] = value
    return chosen


def rows(ledger: Ledger, user: User, filters: Filters, permission: Any = None) -> ScopedQuerySet:
    """The records that the person may read (or on which a right is held) and that the filters keep, in no order."""
    return kept(ledger, filters).visible_to(user, permission)


def kept(ledger: Ledger, filters: Filters) -> ScopedQuerySet:
    """What the filters keep, in no order: for `visible_to` and `newest_visible_to`, which narrow it to a person."""
    # the state as an expression: its index holds nearly every row, and a planner that picks it walks them all
    found = ledger.model.every.alias(_walked_state=Concat("state", Value("")))
    return found.filter(_condition(ledger, filters), _walked_state=State.DELETED if filters.trash else State.LIVE)


def every(ledger: Ledger, filters: Filters) -> ScopedQuerySet:
    """The same with the state in the open, for walking the rows in an order that its index answers."""
    found = ledger.model.every.filter(state=State.DELETED if filters.trash else State.LIVE)
    return found.filter(_condition(ledger, filters))


def _condition(ledger: Ledger, filters: Filters) -> Q:
    wanted = Q()
    if filters.words:
        wanted &= Q(title__icontains=filters.words) | Q(external_key=filters.words) | Q(note__icontains=filters.words)
    if filters.since:
        wanted &= Q(listed_on__gte=filters.since)
    if filters.until:
        wanted &= Q(listed_on__lte=filters.until)
    if filters.owner is not None:
        wanted &= paths.within("owner_path", filters.owner.path)
    if filters.region is not None:
        wanted &= paths.within("place_path", filters.region.path)
    if filters.batch is not None:
        wanted &= Q(batch_id=filters.batch)
    for name, value in filters.choices.items():
        is_flag = ledger.by_name[name].kind is Kind.FLAG
        wanted &= Q(**{name: value == "1" if is_flag else value})
    return wanted


KEPT = ("q", "since", "until", "owner", "region", "batch", "trash", "sort", "cols")


def kept_query(ledger: Ledger, query: QueryDict) -> str:
    """The part of an address that says which list it is, without the place of the page: what a saved view keeps."""
    names = (*KEPT, *(column.name for column in ledger.choice_columns))
    kept = QueryDict(mutable=True)
    for name in names:
        values = [value for value in query.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def chosen_columns(ledger: Ledger, query: QueryDict) -> tuple[Column, ...]:
    """The columns to show: those named in the address, else those the ledger shows by itself."""
    wanted = {name for part in query.getlist("cols") for name in part.split(",")}
    chosen = tuple(column for column in ledger.columns if column.name in wanted)
    return chosen or tuple(column for column in ledger.columns if column.is_listed)
