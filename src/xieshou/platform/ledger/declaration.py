"""A ledger, declared once: its record, its columns, what makes two rows the same, what is summed, what is known already."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404

from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import Column, Kind
from xieshou.platform.ledger.models import LedgerRecord, Qualifier
from xieshou.platform.ledger.registers import Registers


@dataclass(frozen=True)
class Known:
    """A value that a register holds already: filled in, greyed, changed only there (`entry`, the register's row)."""

    value: Any
    label: str
    entry: Any = None

    @property
    def url(self) -> str:
        """The register's page; asked for only where it is shown."""
        return str(self.entry.get_absolute_url()) if self.entry is not None else ""


Values = Mapping[str, Any]
KnownRule = Callable[[Values, Registers], Known | None]
Rule = Callable[[Values], Iterable[Problem]]


class Together:
    """A rule over the rows of one import together. One is made for each check, another when the import is applied."""

    def row(self, number: int, values: Values) -> Iterable[Problem]:
        """What is wrong with a row in view of those above it; a row that is refused counts for none below."""
        raise NotImplementedError

    def whole(self, pending: Any, changed: Any) -> Iterable[Problem]:
        """What is wrong with everything, just before it is seen: rows still `pending`, rows written over (`changed`)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Ledger:
    """Everything the shared machinery needs to know.

    `unique_key` names the columns that together make a row the same as one already there (an external key goes
    first). `sums` are the columns totalled. `sorts` are orders that an index answers, besides the date.
    `known` gives, by column, what a register knows; `rules` judge a whole row, `together` the rows of
    an import. `map_column` is drawn on maps.
    """

    slug: str
    label: str
    model: type[LedgerRecord]
    own_columns: tuple[Column, ...]
    unique_key: tuple[str, ...] = ("owner", "occurred_on", "period", "title")
    sums: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    known: Mapping[str, KnownRule] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    together: tuple[type[Together], ...] = ()
    map_column: str = ""
    icon: str = "table"
    description: str = ""
    order: int = 50

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order of list and form."""
        return (*_HEAD, *self.own_columns, *_TAIL)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def entered(self) -> tuple[Column, ...]:
        """The columns that people fill in."""
        return tuple(column for column in self.columns if column.is_entered)

    @cached_property
    def choice_columns(self) -> tuple[Column, ...]:
        """The columns a list is filtered by besides date, unit and place."""
        return tuple(column for column in self.columns if column.kind in {Kind.CHOICE, Kind.FLAG})

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The columns that name a row of a register."""
        return tuple(column.name for column in self.columns if column.kind in {Kind.ORGANISATION, Kind.REGION})

    @cached_property
    def empty_values(self) -> dict[str, Any]:
        """What the fields that hold no null store for an empty cell: their default."""
        fields: dict[str, Any] = {column.name: self.model._meta.get_field(column.name) for column in self.entered}
        return {name: one.get_default() for name, one in fields.items() if not one.null}

    @cached_property
    def known_rules(self) -> dict[str, KnownRule]:
        """What registers know, the rule of every ledger first."""
        return {"place": place_of_owner, **self.known}


_HEAD = (
    Column("title", "名称", is_required=True, help="这件事是什么，例如“骨干教师培训班”", example="骨干教师培训班"),
    Column("owner", "责任单位", Kind.ORGANISATION, is_required=True, help="谁负责这条记录", example="（机构名称）"),
    Column("place", "地区", Kind.REGION, help="受益的地区", example="540425"),
    Column("occurred_on", "日期", Kind.DATE, help="知道哪一天就填日期", example="2020-09-15"),
    Column("period", "时期", Kind.PERIOD, help="只知道年、季或月的填这里；日期和时期至少填一个", example="2020"),
)
_TAIL = (
    Column("qualifier", "概数", Kind.CHOICE, choices=tuple((q.value, q.label) for q in Qualifier), is_listed=False),
    Column(
        "is_counted",
        "计入合计",
        Kind.FLAG,
        help="是另一条的组成部分，或只是重复别处的数，选“否”",
        example="是",
        is_listed=False,
    ),
    Column("note", "备注", Kind.LONG_TEXT, max_length=500, is_listed=False),
    Column("source", "来源", help="文号、报告名称和页码", is_listed=False),
    Column(
        "external_key",
        "外部编号",
        Kind.CODE,
        max_length=80,
        help="别的系统里的编号；再次导入时凭它认出同一条",
        example="2020-001",
        is_listed=False,
    ),
    Column("status", "状态", is_entered=False, is_listed=False),
    Column("created_by", "登记人", is_entered=False, is_listed=False),
    Column("updated_at", "修改时间", is_entered=False, is_listed=False),
)


def place_of_owner(values: Values, registers: Registers) -> Known | None:
    """An assisted side's unit reports on its own region: the register of organisations knows which."""
    owner = registers.organisation_by_id(values.get("owner"))
    if owner is None or owner.side != "assisted" or owner.region_id is None:
        return None
    return Known(owner.region_id, f"机构登记册：{owner}", owner)


def name_of(link: str) -> KnownRule:
    """A rule: the name of the organisation chosen in another column is the register's."""

    def rule(values: Values, registers: Registers) -> Known | None:
        chosen = registers.organisation_by_id(values.get(link))
        return None if chosen is None else Known(chosen.name, f"机构登记册：{chosen}", chosen)

    return rule


_LEDGERS: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Makes a ledger known. Two with one slug are refused, so is a column the record does not have."""
    if _LEDGERS.get(ledger.slug, ledger) != ledger:
        raise ValueError(f"two ledgers are called {ledger.slug}")
    fields = {one.name for one in ledger.model._meta.get_fields()}
    unknown = [column.name for column in ledger.columns if column.name not in fields]
    unknown += [name for name in (*ledger.unique_key, *ledger.sums, *ledger.sorts) if name not in ledger.by_name]
    if unknown:
        raise ValueError(f"ledger {ledger.slug}: the record has no {', '.join(unknown)}")
    _LEDGERS[ledger.slug] = ledger
    return ledger


def ledgers() -> list[Ledger]:
    """Every ledger, in the order of the menu."""
    return sorted(_LEDGERS.values(), key=lambda one: (one.order, one.slug))


def ledger_named(slug: str) -> Ledger:
    """The ledger with a slug; unknown is 404."""
    if slug not in _LEDGERS:
        raise Http404
    return _LEDGERS[slug]


def ledger_of(model: type[LedgerRecord]) -> Ledger:
    """The ledger of a record's class; KeyError when none was registered."""
    for ledger in _LEDGERS.values():
        if ledger.model is model:
            return ledger
    raise KeyError(model)
