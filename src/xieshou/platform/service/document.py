"""The report of the platform on itself, as an official document for Word, Excel and PDF."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document, Section
from xieshou.documents.errors import DocumentError
from xieshou.documents.grid import Grid
from xieshou.documents.sources import Origin, Told, with_sources
from xieshou.documents.table import Table
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.service.figures import Figure, Figures, figures
from xieshou.platform.service.periods import Period
from xieshou.platform.service.selectors import defects_of, trainings_of, unit_use

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MISSING = "—"


@dataclass(frozen=True)
class Report:
    """The file and its SHA-256, by which a copy can be told to be the same."""

    data: bytes
    sha256: str
    name: str


def report(period: Period, form: str) -> Report:
    """The report of a period. Raises `Invalid` for text that the format cannot hold."""
    try:
        data = render_bytes(_linked(period), form, timezone.now())
    except DocumentError as error:
        raise Invalid(Problem(str(error), remedy="请改下载 Word 或 Excel")) from error
    return Report(data, hashlib.sha256(data).hexdigest(), f"平台运行自证-{period.code}.{form}")


def _linked(period: Period) -> Document:
    """The report, its figures links where the installation has an address."""
    if not settings.PUBLIC_ADDRESS:
        return _document(period)
    return with_sources(_document(period), _origins(period), settings.PUBLIC_ADDRESS, annex=False)


def _origins(period: Period) -> dict[str, Told]:
    """Each figure opens the page that lists what it was counted from; rule, numerator and denominator stand beside it."""
    found = {}
    for _heading, group in figures(period).groups:
        for one in group:
            page = reverse(one.rows_url) if one.rows else reverse("service:page")
            narrowed = f"&{one.narrowed}" if one.narrowed else ""
            found[one.name] = Told(Origin(one.name, f"{page}?period={period.code}{narrowed}", one.rule))
    return found


def _document(period: Period) -> Document:
    found = figures(period)
    title = _("平台运行自证（%(period)s）") % {"period": period.label}
    tables = [_figures(title, found), *_lists(period, found)]
    return Document(title, tuple(Section((table,), landscape=True) for table in tables))


def _figures(title: str, found: Figures) -> Table:
    grid = Grid(6)
    grid.headers((_("指标"), _("数值"), _("单位"), _("计算规则"), _("分子"), _("分母")))
    grid.next_row()
    notes: list[str] = []
    for heading, group in found.groups:
        grid.label(0, heading, colspan=6)
        grid.next_row()
        for figure in group:
            _line(grid, figure, notes)
    made_at = _("生成时间 %(at)s。数值取自平台自身记录；“—”为未测量，不是零。") % {
        "at": f"{timezone.localtime():%Y-%m-%d %H:%M}"
    }
    return Table(
        _("汇总"), (34, 16, 10, 60, 18, 18), grid.cells(), title, header_rows=1, notes=(made_at, *_numbered(notes))
    )


def _numbered(notes: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"注 {number}：{note}" for number, note in enumerate(notes, 1))


def _line(grid: Grid, figure: Figure, notes: list[str]) -> None:
    name = f"{figure.name}（{_('当年指标值')} {figure.wanted}）" if figure.wanted else figure.name
    mark = ""
    if figure.note:
        if figure.note not in notes:
            notes.append(figure.note)
        mark = f"（注 {notes.index(figure.note) + 1}）"
    grid.put(0, name + mark)
    grid.number(1, figure.value if figure.value is not None else MISSING, ref=figure.name)
    grid.label(2, figure.unit)
    grid.put(3, figure.rule)
    grid.put(4, figure.numerator)
    grid.put(5, figure.denominator)
    grid.next_row()


def _lists(period: Period, found: Figures) -> Iterable[Table]:
    gaps = found.uptime.gaps if found.uptime is not None else ()
    if gaps:
        lines = [
            (f"{gap.begin:%Y-%m-%d %H:%M}", f"{gap.end:%Y-%m-%d %H:%M}", str(gap.minutes), _planned(gap.is_planned))
            for gap in gaps
        ]
        yield _list(_("中断明细"), ((_("自"), 30), (_("至"), 30), (_("分钟"), 20), (_("性质"), 30)), lines)
    if defects := defects_of(period):
        defect_heads = (
            (_("问题"), 60),
            (_("级别"), 12),
            (_("发现"), 20),
            (_("修复"), 20),
            (_("修复天数"), 14),
            (_("报告岗位"), 30),
        )
        lines_of = [
            (
                one.title,
                one.get_severity_display(),
                str(one.found_on),
                _shown(one.fixed_on),
                _shown(one.days_to_repair),
                one.reported_by,
            )
            for one in defects
        ]
        yield _list(_("缺陷明细"), defect_heads, lines_of)
    if trainings := trainings_of(period):
        training_heads = ((_("培训内容"), 60), (_("日期"), 20), (_("参训单位"), 50), (_("参加人数"), 14))
        sessions = [(one.title, str(one.held_on), str(one.unit), str(one.participants)) for one in trainings]
        yield _list(_("培训明细"), training_heads, sessions)
    if use := unit_use(period):
        use_heads = ((_("单位"), 70), (_("在任人员"), 16), (_("活跃人员"), 16), (_("操作数"), 16))
        units = [(str(one.organisation), str(one.holders), str(one.active), f"{one.actions:,}") for one in use]
        yield _list(_("各单位使用"), use_heads, units)


def _planned(is_planned: bool) -> str:
    return _("事先登记的计划维护") if is_planned else _("计划外")


def _shown(value: object) -> str:
    return MISSING if value is None else str(value)


def _list(name: str, heads: Sequence[tuple[str, int]], lines: Iterable[Sequence[str]]) -> Table:
    grid = Grid(len(heads))
    grid.headers(label for label, _width in heads)
    grid.next_row()
    for line in lines:
        for col, text in enumerate(line):
            grid.number(col, text) if col else grid.put(col, text)
        grid.next_row()
    return Table(name, tuple(width for _label, width in heads), grid.cells(), name, header_rows=1)
