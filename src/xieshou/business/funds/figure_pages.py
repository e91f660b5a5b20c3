"""What the page of the four figures is narrowed to, its groups one step down, and the same as a document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshou.business.funds import figures
from xieshou.business.funds.amounts import percent
from xieshou.business.funds.figures import Figures, PeriodLine, Scope
from xieshou.business.funds.models import FundSource, Level
from xieshou.business.projects import api as projects
from xieshou.documents.document import Document, Note, Section, Title
from xieshou.documents.grid import Grid, money
from xieshou.documents.table import Align, Table
from xieshou.kernel.exact import Exact
from xieshou.lib import paths
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import cells
from xieshou.platform.registry.api import DayField, Organisation, OrganisationField, Region, RegionField

BY = {
    "level": gettext_lazy("按资金来源级别"),
    "source": gettext_lazy("按资金"),
    "place": gettext_lazy("按地区"),
    "owner": gettext_lazy("按单位"),
    "project": gettext_lazy("按项目"),
}
FEN_PER_WAN = 1_000_000
TABLES = {"periods": "期间", "parts": "分解"}
MOST_GROUPS = 300


class FiguresForm(forms.Form):
    """The filters of the page; all of them stay in its address."""

    year = projects.CountField(label=gettext_lazy("年度"), min_value=1990, max_value=2100)
    as_of = DayField(label=gettext_lazy("截至"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("来源级别"), choices=[("", gettext_lazy("全部")), *Level.choices], required=False
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("资金"),
        queryset=FundSource.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    place = RegionField(label=gettext_lazy("地区（含下级）"), required=False, help_text="")
    owner = OrganisationField(label=gettext_lazy("单位（含下级）"), required=False, help_text="")
    project = forms.ModelChoiceField(
        label=gettext_lazy("项目"), queryset=projects.Project.objects.none(), required=False, widget=forms.HiddenInput
    )
    by = forms.ChoiceField(label=gettext_lazy("分解"), choices=list(BY.items()), required=False)
    period = forms.ChoiceField(
        label=gettext_lazy("期间"),
        choices=[("quarter", gettext_lazy("按季")), ("month", gettext_lazy("按月"))],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["source"].queryset = FundSource.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects.Project.objects.visible_to(user)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Asked:
    """What is asked for, read from an address; a filter that cannot be read is told and not used."""

    scope: Scope
    as_of: date
    by: str
    period: str
    place: Region | None
    owner: Organisation | None
    project: Any
    form: FiguresForm
    unread: tuple[str, ...]


def read(query: QueryDict, user: User, today: date) -> Asked:
    """The scope out of an address. Without a day: today, or the year's end when it is over."""
    data = query.copy()
    data.setdefault("year", str(today.year))
    form = FiguresForm(data, user)
    form.is_valid()
    got: dict[str, Any] = form.cleaned_data
    year = got.get("year") or today.year
    place, owner, project, source = (got.get(name) for name in ("place", "owner", "project", "source"))
    scope = Scope(
        year=year,
        level=got.get("level") or "",
        source=source.pk if source is not None else None,
        place_path=place.path if place is not None else "",
        owner_path=owner.path if owner is not None else "",
        project=project.pk if project is not None else None,
        user=user,
    )
    unread = tuple(f"{form.fields[name].label}：{error}" for name, errors in form.errors.items() for error in errors)
    as_of = got.get("as_of") or min(today, date(year, 12, 31))
    return Asked(
        scope, as_of, got.get("by") or "level", got.get("period") or "quarter", place, owner, project, form, unread
    )


@dataclass(frozen=True)
class Group:
    """One line of the breakdown: its name, its figures, the narrower page, and the address of its rows."""

    name: str
    figures: Figures
    query: str


def groups(asked: Asked, query: QueryDict) -> list[Group]:
    """The scope one step down; places and organisations are rolled up to the level below the one asked for."""
    found = figures.grouped(asked.scope, asked.by, asked.as_of)
    named = _NAMED[asked.by](asked, found)
    lines = []
    for value, (name, figure, following) in named.items():
        narrowed = query.copy()
        for gone in ("after", "before"):
            narrowed.pop(gone, None)
        if value:
            narrowed[asked.by] = value
            narrowed["by"] = following
        lines.append(Group(name, figure, narrowed.urlencode()))
    lines.sort(key=lambda one: -(one.figures.planned or 0))
    return lines


Named = dict[str, tuple[str, Figures, str]]


def _by_level(asked: Asked, found: dict[Any, Figures]) -> Named:
    names = dict(Level.choices)
    return {key or "": (str(names.get(key, _("没有挂资金来源"))), figure, "source") for key, figure in found.items()}


def _by_source(asked: Asked, found: dict[Any, Figures]) -> Named:
    rows = {row.pk: row for row in FundSource.objects.filter(pk__in=[key for key in found if key])}
    return {
        str(key or ""): (str(rows.get(key, _("没有挂资金来源"))), figure, "project") for key, figure in found.items()
    }


def _by_project(asked: Asked, found: dict[Any, Figures]) -> Named:
    rows = {row.pk: row for row in projects.Project.objects.filter(pk__in=list(found))}
    return {str(key): (str(rows[key]), figure, "source") for key, figure in found.items()}


def _by_place(asked: Asked, found: dict[Any, Figures]) -> Named:
    regions = Region.objects.filter(pk__in=[key for key in found if key])
    path_of = {row.pk: row.path for row in regions}
    rolled = _rolled(found, path_of, asked.scope.place_path, 1)
    names = {row.pk: row for row in Region.objects.filter(pk__in=[key for key in rolled if key])}
    here = str(_("本级"))
    lines: Named = {}
    for key, figure in rolled.items():
        row = names.get(key)
        at_top = row is not None and row.path == asked.scope.place_path
        name = here if at_top else str(row.name if row is not None else _("没有登记地区"))
        lines["" if row is None or at_top else row.code] = (name, figure, "place")
    return lines


def _by_owner(asked: Asked, found: dict[Any, Figures]) -> Named:
    rows = Organisation.objects.filter(pk__in=list(found))
    rolled = _rolled(found, {row.pk: row.path for row in rows}, asked.scope.owner_path, 0)
    names = {row.pk: row for row in Organisation.objects.filter(pk__in=list(rolled))}
    lines: Named = {}
    for key, figure in rolled.items():
        row = names[key]
        at_top = row.path == asked.scope.owner_path
        lines["" if at_top else f"编号 {row.pk}"] = (str(_("本级")) if at_top else str(row), figure, "owner")
    return lines


_NAMED = {
    "level": _by_level,
    "source": _by_source,
    "project": _by_project,
    "place": _by_place,
    "owner": _by_owner,
}


def _rolled(found: dict[Any, Figures], path_of: dict[int, str], top: str, depth: int) -> dict[Any, Figures]:
    """Figures added up to the children of `top` (none: to the step of a path at `depth`)."""
    at = len(top) // paths.WIDTH if top else depth
    sums: dict[Any, Figures] = {}
    for key, figure in found.items():
        ids = paths.ids(path_of.get(key, ""))
        target = ids[min(at, len(ids) - 1)] if ids else None
        sums[target] = _added(sums[target], figure) if target in sums else figure
    return sums


def _added(one: Figures, other: Figures) -> Figures:
    return replace(
        one,
        planned=_plus(one.planned, other.planned),
        received=_plus(one.received, other.received),
        paid=_plus(one.paid, other.paid),
    )


def _plus(one: int | None, other: int | None) -> int | None:
    """Missing adds nothing, and two missing ones stay missing."""
    return other if one is None else one if other is None else one + other


def periods_of(asked: Asked) -> list[tuple[str, date]]:
    """The periods of the year asked for that have begun by the day."""
    year = asked.scope.year or asked.as_of.year
    every = figures.months(year) if asked.period == "month" else figures.quarters(year)
    ended = [(label, end) for label, end in every if end <= asked.as_of]
    rest = [(label, end) for label, end in every if end > asked.as_of]
    if rest and asked.as_of.year == year:
        ended.append((f"{rest[0][0]}（截至 {asked.as_of:%m-%d}）", asked.as_of))
    return ended


def rows_behind(asked: Asked, kind: str) -> QuerySet[Any]:
    """The rows that make up one figure, not yet in order."""
    scope = asked.scope
    if kind == "planned":
        return scope.budgets().select_related("project", "source")
    if kind == "received":
        rows = scope.receipts().filter(received_on__lte=asked.as_of)
        return rows.select_related("source", "budget__project", "reverses", "reversed_by")
    paid = scope.payments().filter(paid_on__lte=asked.as_of)
    return paid.select_related("project", "budget__source", "contract")


def title_of(asked: Asked) -> str:
    """What the table is of."""
    parts = [f"{asked.scope.year} 年"]
    parts += [str(one) for one in (asked.owner, asked.place and asked.place.name, asked.project) if one]
    if asked.scope.level:
        parts.append(str(Level(asked.scope.level).label))
    return f"{'　'.join(parts)}资金计划、到账、支付情况表"


def document_of(asked: Asked, lines: list[PeriodLine], parts: list[Group]) -> Document:
    """The table as a document: periods, then the breakdown, then what was taken back."""
    periods = [(line.label, line.figures) for line in lines]
    blocks: list[Any] = [Title(title_of(asked)), _table("periods", "期间（累计）", periods)]
    blocks.append(_table("parts", str(BY[asked.by]), [(part.name, part.figures) for part in parts[:MOST_GROUPS]]))
    falls = [f"{day} {what} {cells.money(amount, '万元')} 万元" for line in lines for day, what, amount in line.falls]
    blocks += [Note(text) for text in falls]
    if len(parts) > MOST_GROUPS:
        blocks.append(Note(f"按计划数从大到小列 {MOST_GROUPS} 行，另有 {len(parts) - MOST_GROUPS} 行没有列出。"))
    blocks.append(Note(f"截至 {asked.as_of}。支出率 = 支付 ÷ 计划；计划是全年预算数。空格为没有登记，不是 0。"))
    return Document(title_of(asked), (Section(tuple(blocks)),))


def _table(name: str, first: str, rows: list[tuple[str, Figures]]) -> Table:
    grid = Grid(5)
    grid.headers([first, "计划（万元）", "到账（万元）", "支付（万元）", "支出率"])
    for number, (label, figure) in enumerate(rows):
        grid.next_row()
        grid.put(0, label)
        for col, kind in enumerate(("planned", "received", "paid"), 1):
            grid.number(col, _wan(getattr(figure, kind)), money, ref=f"{name}.{number}.{kind}")
        rate = "" if figure.rate is None else percent(figure.rate)
        grid.put(4, rate, align=Align.RIGHT, ref=f"{name}.{number}.rate")
    return Table(TABLES[name], (46, 32, 32, 32, 24), grid.cells(), header_rows=1)


def _wan(fen: int | None) -> str | None:
    """Exact 万元 as plain text; missing stays empty."""
    return None if fen is None else Exact(fen, FEN_PER_WAN).text()
