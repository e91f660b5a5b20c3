"""Where the figures of the money's table come from, told for the annex 数据来源 of its file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import QueryDict
from django.utils import timezone

from xieshou.business.funds.amounts import percent
from xieshou.business.funds.figure_pages import (
    FEN_PER_WAN,
    MOST_GROUPS,
    Asked,
    Group,
    periods_of,
    read,
    rows_behind,
)
from xieshou.business.funds.figures import Figures, PeriodLine
from xieshou.business.funds.short import short_path
from xieshou.documents.sources import Origin, Told
from xieshou.kernel.exact import Exact
from xieshou.platform.accounts.api import User

MOST_COUNTED = 30  # parts whose records are counted one by one; of more the page tells
_DEFINITIONS = {
    "planned": ("计划", "全年预算数：年初预算数加减批准并生效的追加、调减、调剂", "笔预算"),
    "received": ("到账", "到账的金额，减去冲销的", "笔到账"),
    "paid": ("支付", "已支付的金额，减去已退回的；支出率 = 支付 ÷ 计划", "笔支付"),
}
SEE_PAGE = "打开的页面列出各笔，之和为表中的数"
NO_PAGE = "本级登记的各笔之和；没有单独的页面，见上一级的记录"


def origins(
    asked: Asked, query: QueryDict, user: User, lines: Sequence[PeriodLine], parts: Sequence[Group]
) -> dict[str, Told]:
    """The origins by the names that the document gives its figures."""
    found: dict[str, Told] = {}
    whole = _narrowed(asked)
    ends = [end for _label, end in periods_of(asked)]
    for number, (line, end) in enumerate(zip(lines, ends, strict=True)):
        counted = _counted(replace(asked, as_of=end))
        found |= _told(f"periods.{number}", line.label, replace(line.figures, as_of=end), whole, counted)
    for number, part in enumerate(parts[:MOST_GROUPS]):
        below = QueryDict(part.query)
        value = below.get(asked.by, "")
        has_page = value != query.get(asked.by, "")  # what stands at the level itself, or at none, has none of its own
        counted = _counted(read(below, user, asked.as_of)) if has_page and len(parts) <= MOST_COUNTED else {}
        narrowed = whole | {asked.by: value} if has_page else None
        found |= _told(f"parts.{number}", part.name, replace(part.figures, as_of=asked.as_of), narrowed, counted)
    return found


def _narrowed(asked: Asked) -> dict[str, object]:
    """What the table is narrowed to, as its short address says it."""
    scope = asked.scope
    return {
        "year": scope.year,
        "level": scope.level,
        "source": scope.source,
        "place": asked.place.code if asked.place is not None else "",
        "owner": asked.owner.pk if asked.owner is not None else "",
        "project": scope.project,
    }


def _counted(asked: Asked) -> dict[str, int]:
    return {kind: rows_behind(asked, kind).count() for kind in _DEFINITIONS}


def _told(
    ref: str, name: str, figures: Figures, narrowed: Mapping[str, object] | None, counted: Mapping[str, int]
) -> dict[str, Told]:
    """The three sums of a line, each with its rows; the rate stands with the payments, of which it is a share."""
    found = {kind: _origin(kind, name, figures, narrowed, counted) for kind in _DEFINITIONS}
    labels = {kind: _DEFINITIONS[kind][0] for kind in found}
    told = {f"{ref}.{kind}": Told(origin, labels[kind]) for kind, origin in found.items()}
    return told | {f"{ref}.rate": Told(found["paid"], "支出率")}


def _origin(
    kind: str, name: str, figures: Figures, narrowed: Mapping[str, object] | None, counted: Mapping[str, int]
) -> Origin:
    label, definition, unit = _DEFINITIONS[kind]
    page = short_path(kind, figures.as_of, narrowed) if narrowed is not None else ""
    records = f"{counted[kind]} {unit}" if kind in counted else ""
    steps = f"{records}之和" if records else SEE_PAGE if page else NO_PAGE
    if kind == "paid" and figures.rate is not None and figures.planned is not None:
        steps += f"\n支出率 = {_wan(figures.paid)} ÷ {_wan(figures.planned)} = {percent(figures.rate)}"
    when = f"截至 {figures.as_of}\n{timezone.localtime():%Y-%m-%d %H:%M} 的记录"
    return Origin(f"{name} · {label}", page, definition, steps, records, unproved="见各笔记录", as_of=when)


def _wan(fen: int | None) -> str:
    return "" if fen is None else Exact(fen, FEN_PER_WAN).text()
