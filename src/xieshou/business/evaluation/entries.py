"""The rows of a goal form as people type them: from the page, from a workbook, from what is stored. All are texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.models import GoalIndicator, GoalSet


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator as typed; an empty text is not filled in.

    `code` is empty for a new row. `data_owner` is as the register of organisations takes it, `library` the code of an
    indicator of the dictionary, `metric` the code of a metric.
    """

    code: str = ""
    level1: str = ""
    level2: str = ""
    name: str = ""
    target: str = ""
    unit: str = ""
    points: str = ""
    definition: str = ""
    data_source: str = ""
    data_owner: str = ""
    target_basis: str = ""
    library: str = ""
    metric: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing but its place in the form was given: whatever else somebody typed is kept."""
        return not any(getattr(self, name) for name in NAMES if name not in _PLACED)


LABELS = {
    "level1": _("一级指标"),
    "level2": _("二级指标"),
    "name": _("三级指标"),
    "target": _("年度指标值"),
    "unit": _("计量单位"),
    "points": _("分值"),
    "definition": _("指标解释（口径）"),
    "data_source": _("完成值数据来源"),
    "data_owner": _("数据责任单位"),
    "target_basis": _("指标值设定依据"),
    "library": _("指标库代码"),
    "metric": _("取数指标"),
}
NAMES = tuple(field.name for field in fields(Row))
_PLACED = frozenset({"code", "level1", "level2"})


def row_of(one: GoalIndicator) -> Row:
    """A stored indicator as it would be typed."""
    texts = {name: getattr(one, name) for name in NAMES if name not in {"data_owner", "library", "metric"}}
    return Row(
        **texts,
        data_owner=str(one.data_owner) if one.data_owner is not None else "",
        library=one.indicator.indicator.code if one.indicator is not None else "",
        metric=one.metric.code if one.metric is not None else "",
    )


def with_names(rows: QuerySet[GoalIndicator]) -> QuerySet[GoalIndicator]:
    """The indicators with everything a row names."""
    return rows.select_related("data_owner", "indicator__indicator", "indicator__owner", "metric")


def stored(goals: GoalSet) -> list[GoalIndicator]:
    """The indicators of a set in order, with everything a row names; none of a set that is not saved yet."""
    if goals._state.adding:
        return []
    found = list(with_names(goals.indicators.order_by("order", "pk")))
    for one in found:
        one.goals = goals
    return found


def rows_of(goals: GoalSet) -> tuple[Row, ...]:
    """The rows of a set as they would be typed."""
    return tuple(row_of(one) for one in stored(goals))


@dataclass(frozen=True, slots=True)
class Cell:
    """One field that differs."""

    name: str
    label: Any
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One indicator that differs between two forms. `before` or `after` is None when it is in one of them only."""

    code: str
    before: Row | None
    after: Row | None
    cells: tuple[Cell, ...] = ()

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def name(self) -> str:
        """What the indicator is called now, or was called."""
        shown = self.after or self.before
        return shown.name if shown is not None else ""


def changes_between(before: Sequence[Row], after: Sequence[Row]) -> list[RowChange]:
    """What differs, by code, in the order of the newer form; what was taken out stands at the end."""
    old = {row.code: row for row in before}
    new = {row.code for row in after}
    found = [_changed(old.get(row.code), row) for row in after]
    gone = [RowChange(row.code, row, None) for row in before if row.code not in new]
    return [change for change in found if change is not None] + gone


def _changed(before: Row | None, after: Row) -> RowChange | None:
    if before is None:
        return RowChange(after.code, None, after)
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in LABELS)
    cells = tuple(Cell(name, LABELS[name], old, new) for name, old, new in pairs if old != new)
    return RowChange(after.code, before, after, cells) if cells else None


def with_codes(rows: Iterable[Row], used: Iterable[str]) -> list[Row]:
    """The rows with a code each: kept where there is one, else the next number that was never used."""
    rows = list(rows)
    taken = [code for code in (*used, *(row.code for row in rows)) if code.isascii() and code.isdecimal()]
    following = max(map(int, taken), default=0)
    found = []
    for row in rows:
        if not row.code:
            following += 1
            row = Row(**{name: getattr(row, name) for name in NAMES} | {"code": str(following)})
        found.append(row)
    return found
