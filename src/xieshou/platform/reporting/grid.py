"""Units × periods of one form and year: who reported, who is late, what was returned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.platform.accounts.api import User
from xieshou.platform.reporting.calendar import Span, spans_of_year
from xieshou.platform.reporting.models import MISSING, Form, Period, State, Submission

MOST_UNITS = 300


@dataclass(frozen=True)
class Look:
    """How a state shows: a mark and words besides the colour, so that it reads in print and without colours."""

    code: str
    mark: str
    words: str | Promise
    tone: str


LOOKS = {
    look.code: look
    for look in (
        Look("not_reported", "○", _("未报"), "grey"),
        Look("overdue", "✕", _("逾期未报"), "red"),
        Look("draft", "◔", _("草稿"), "grey"),
        Look("submitted", "◑", _("待审"), "blue"),
        Look("late", "◭", _("迟报待审"), "yellow"),
        Look("returned", "↩", _("退回"), "red"),
        Look("approved", "●", _("已审"), "green"),
        Look("approved_late", "◉", _("已审（迟报）"), "green"),
        Look("unlocked", "◇", _("解锁中"), "yellow"),
    )
}
STATES = {State.APPROVED: "approved", State.LOCKED: "approved", State.UNLOCKED: "unlocked", State.RETURNED: "returned"}


def look_of(state: str, *, is_late: bool, due_at: datetime, now: datetime) -> Look:
    """The look of one cell. Late: handed in after the due time; overdue: past due and nothing handed in."""
    known = State(state)
    if known in (State.NOT_REPORTED, State.DRAFT):
        return LOOKS["overdue"] if due_at < now else LOOKS[known.value]
    if known is State.SUBMITTED:
        return LOOKS["late"] if is_late else LOOKS["submitted"]
    if known in (State.APPROVED, State.LOCKED) and is_late:
        return LOOKS["approved_late"]
    return LOOKS[STATES[known]]


@dataclass(frozen=True)
class Wanted:
    """The filters, as they stand in the URL. `look`: only units with such a cell; `after`: path the page begins behind."""

    form: Form
    year: int
    words: str = ""
    look: str = ""
    after: str = ""

    def query(self, **changes: str) -> str:
        """The filters as the end of an address."""
        values = {"form": self.form.code, "year": str(self.year), "q": self.words, "look": self.look, **changes}
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Cell:
    """One submission in the grid."""

    pk: int
    look: Look
    is_missing: bool

    @property
    def url(self) -> str:
        return reverse("reporting:submission", args=[self.pk])


@dataclass
class Row:
    """One unit: a cell per column, None where it need not report or the period is not open."""

    name: str
    path: str
    cells: list[Cell | None] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """One period of the year; not opened: no due time yet."""

    span: Span
    due_at: datetime | None

    @property
    def code(self) -> str:
        return self.span.code


@dataclass(frozen=True)
class Grid:
    wanted: Wanted
    columns: list[Column]
    rows: list[Row]
    next_query: str | None
    counts: Mapping[str, int]

    @property
    def missing(self) -> list[int]:
        """The submissions on this page that can be reminded."""
        return [cell.pk for row in self.rows for cell in row.cells if cell is not None and cell.is_missing]

    @property
    def legend(self) -> list[tuple[Look, int]]:
        return [(look, self.counts.get(code, 0)) for code, look in LOOKS.items()]


def grid_of(
    user: User, wanted: Wanted, periods: Iterable[Period], *, most: int = MOST_UNITS, now: datetime | None = None
) -> Grid:
    """What the person may see of it, given the form's periods: as many queries however many units."""
    now = now or timezone.now()
    seen = _seen(user, wanted)
    opened = {period.code: period for period in periods}
    columns = [
        Column(span, opened[span.code].due_at if span.code in opened else None)
        for span in spans_of_year(wanted.form.kind, wanted.year)
    ]
    values = list(seen.filter(owner_path__in=_owners(seen, wanted, now, most + 1)).values_list(*VALUES))
    owners = sorted({value[OWNER_PATH] for value in values})
    shown = owners[:most]
    values = [value for value in values if value[OWNER_PATH] <= shown[-1]]
    rows = _rows(values, {column.code: place for place, column in enumerate(columns)}, now)
    next_query = wanted.query(after=shown[-1]) if len(owners) > most else None
    return Grid(wanted, columns, rows, next_query, _counts(rows))


VALUES = ("pk", "owner_path", "owner__name", "owner__short_name", "period__code", "period__due_at", "state", "is_late")
OWNER_PATH = VALUES.index("owner_path")


def _seen(user: User, wanted: Wanted) -> QuerySet[Submission]:
    rows: QuerySet[Submission] = Submission.objects.visible_to(user)
    rows = rows.filter(form=wanted.form, period__year=wanted.year)
    return rows.filter(owner__name__icontains=wanted.words) if wanted.words else rows


def _owners(rows: QuerySet[Submission], wanted: Wanted, now: datetime, most: int) -> QuerySet[Submission, str]:
    """The paths of the first units past the place of the page, in the order of the tree; for use inside a question."""
    if wanted.look:
        rows = rows.filter(**_condition(wanted.look, now))
    if wanted.after:
        rows = rows.filter(owner_path__gt=wanted.after)
    return rows.order_by("owner_path").values_list("owner_path", flat=True).distinct()[:most]


def _condition(look: str, now: datetime) -> dict[str, Any]:
    """The look as a condition on the stored rows."""
    unreported, done = (State.NOT_REPORTED, State.DRAFT), (State.APPROVED, State.LOCKED)
    conditions: dict[str, dict[str, Any]] = {
        "missing": {"state__in": MISSING},
        "not_reported": {"state": State.NOT_REPORTED, "period__due_at__gte": now},
        "overdue": {"state__in": unreported, "period__due_at__lt": now},
        "draft": {"state": State.DRAFT, "period__due_at__gte": now},
        "submitted": {"state": State.SUBMITTED, "is_late": False},
        "late": {"state": State.SUBMITTED, "is_late": True},
        "returned": {"state": State.RETURNED},
        "approved": {"state__in": done, "is_late": False},
        "approved_late": {"state__in": done, "is_late": True},
        "unlocked": {"state": State.UNLOCKED},
    }
    return conditions.get(look, {})


def _rows(values: Iterable[tuple[Any, ...]], places: Mapping[str, int], now: datetime) -> list[Row]:
    rows: dict[str, Row] = {}
    for pk, path, name, short, code, due_at, state, is_late in values:
        row = rows.setdefault(path, Row(short or name, path, [None] * len(places)))
        row.cells[places[code]] = Cell(pk, look_of(state, is_late=is_late, due_at=due_at, now=now), state in MISSING)
    return [rows[path] for path in sorted(rows)]


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for cell in row.cells:
            if cell is not None:
                counts[cell.look.code] = counts.get(cell.look.code, 0) + 1
    return counts


def years_of(periods: Iterable[Period]) -> list[int]:
    """The years that have an opened period, newest first; none yet: this year."""
    return sorted({period.year for period in periods}, reverse=True) or [timezone.localdate().year]


def grid_xlsx(grid: Grid) -> bytes:
    """The grid as a workbook: words in every cell, a colour besides. Texts are written as texts, never as formulas."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("报送情况")
    head = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEF2F7"})
    plain = book.add_format({"border": 1})
    tones = {
        tone: book.add_format({"border": 1, "align": "center", "bg_color": colour})
        for tone, colour in {
            "grey": "#F1F3F5",
            "red": "#FADBD8",
            "blue": "#D6E4F5",
            "yellow": "#FCEFC7",
            "green": "#D5EFDC",
        }.items()
    }
    wanted = grid.wanted
    sheet.write_string(
        0, 0, f"{wanted.form.name}　{wanted.year} 年报送情况", book.add_format({"bold": True, "font_size": 14})
    )
    for place, title in enumerate(["单位", *(column.span.short for column in grid.columns)]):
        sheet.write_string(2, place, title, head)
    for line, row in enumerate(grid.rows, 3):
        sheet.write_string(line, 0, row.name, plain)
        for place, cell in enumerate(row.cells, 1):
            if cell is None:
                sheet.write_string(line, place, "—", tones["grey"])
            else:
                sheet.write_string(line, place, f"{cell.look.mark} {cell.look.words}", tones[cell.look.tone])
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(grid.columns), 13)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
