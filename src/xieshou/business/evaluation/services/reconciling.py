"""Score reconciliation: self-evaluation, department, finance and third party side by side, every difference with its reason.

Items are set side by side only where they correspond: the same item of the same scheme, or the same name; else the first
levels by name, and always the totals. Where full points differ, shares of the full points are compared, exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from xieshou.business.evaluation.models import Appraisal, AppraisalKind, FormState, SelfEvaluation
from xieshou.business.evaluation.services import appraisal_card
from xieshou.business.evaluation.services.appraising import check_open
from xieshou.business.evaluation.services.card_data import card_json
from xieshou.business.evaluation.services.fill_in import take_version
from xieshou.documents.document import Document, Note, Paragraph, Section
from xieshou.documents.grid import Grid
from xieshou.documents.table import Align, Table
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.kernel.text import normalise
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit

TOTAL, LEVEL, ITEM = "total", "level", "item"
LONGEST_REASON = 1000
SELF = "单位自评"
_ENDINGS = ("指标", "情况")


@dataclass(frozen=True, slots=True)
class Mark:
    """A score of so many points."""

    score: Exact
    points: Exact

    @property
    def share(self) -> Exact | None:
        """The share of the full points, exact; None of no points."""
        return self.score / self.points if self.points else None

    def __str__(self) -> str:
        return f"{self.score}/{self.points}"


@dataclass(frozen=True, slots=True)
class Column:
    """One evaluation's marks by place: (kind, name). `items` also by (scheme, code)."""

    label: str
    url: str
    scheme: str
    total: Mark
    grade: str
    levels: Mapping[str, Mark]
    items: Mapping[str, tuple[str, str, Mark]]  # code → (words, name to match by, mark)


@dataclass(frozen=True, slots=True)
class Row:
    """One place in the columns; a mark is None where the evaluation has no such place."""

    key: str
    kind: str
    words: str
    marks: tuple[Mark | None, ...]
    reason: str = ""

    @property
    def given(self) -> list[Mark]:
        return [mark for mark in self.marks if mark is not None]

    @property
    def is_by_share(self) -> bool:
        """Whether full points differ, so that shares are compared."""
        return len({(mark.points.num, mark.points.den) for mark in self.given}) > 1

    @property
    def differs(self) -> bool:
        """Whether two evaluations say otherwise."""
        values = [mark.share if self.is_by_share else mark.score for mark in self.given]
        return len({(one.num, one.den) for one in values if one is not None}) > 1

    @property
    def spread(self) -> str:
        """The highest less the lowest: points, or percentage points of the full points."""
        if not self.differs:
            return ""
        values = [one for mark in self.given if (one := mark.share if self.is_by_share else mark.score) is not None]
        gap = max(values) - min(values)
        return f"{(gap * HUNDRED).text(2)} 个百分点" if self.is_by_share else f"{gap.text()} 分"

    @property
    def needs_reason(self) -> bool:
        return self.differs and not self.reason

    @property
    def cells(self) -> list[str]:
        """The marks as texts, to tell later whether one has changed."""
        return [str(mark) if mark is not None else "" for mark in self.marks]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The columns and every row that stands in at least two of them; the total comes last."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def missing(self) -> tuple[Row, ...]:
        """Differences without a reason."""
        return tuple(row for row in self.rows if row.needs_reason)


# --- the columns ---


def reconciliation(appraisal: Appraisal) -> Reconciliation:
    """This evaluation beside the self-evaluation and the others of the same subject and year that are signed."""
    columns = tuple(_columns(appraisal))
    if len(columns) < 2:
        return Reconciliation(columns, ())
    rows = [*_item_rows(columns), *_level_rows(columns), Row(TOTAL, TOTAL, "总分", tuple(c.total for c in columns))]
    return Reconciliation(columns, tuple(_reasoned(appraisal, row) for row in rows))


def _columns(appraisal: Appraisal) -> Iterable[Column]:
    form = appraisal.self_evaluation
    if form is not None and form.state == FormState.APPROVED and form.card is not None:
        yield _stored(SELF, form, form.card, form.total)
    others = Appraisal.objects.filter(year=appraisal.year, project=appraisal.project, owner=appraisal.owner)
    signed = {one.kind: one for one in others.exclude(pk=appraisal.pk).filter(state=FormState.APPROVED)}
    for kind in AppraisalKind.values:
        if kind == appraisal.kind:
            yield _own(appraisal)
        elif kind in signed and signed[kind].card is not None:
            yield _stored(str(AppraisalKind(kind).label), signed[kind], signed[kind].card, signed[kind].total)


def _own(appraisal: Appraisal) -> Column:
    label = str(AppraisalKind(appraisal.kind).label)
    if appraisal.card is not None:
        return _stored(label, appraisal, appraisal.card, appraisal.total)
    card = appraisal_card.card_of(appraisal)
    return _stored(label, appraisal, card_json(card), card.computed.text())


def _stored(label: str, record: Appraisal | SelfEvaluation, card: Any, total: str) -> Column:
    tops = [level for level in card["levels"] if level["depth"] == 0]
    return Column(
        label,
        record.get_absolute_url(),
        card["scheme"],
        Mark(Exact.read(total), Exact.read(card["points"])),
        card["grade"],
        {_name(one["words"]): _mark(one) for one in tops},
        {one["code"]: (one["words"], _name(one["words"]), _mark(one)) for one in card["items"]},
    )


def _mark(one: Mapping[str, str]) -> Mark:
    return Mark(Exact.read(one["awarded"]), Exact.read(one["points"]))


def _name(words: str) -> str:
    """A name to match by: without blanks and the endings that offices add."""
    name = normalise(words).replace(" ", "")
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


# --- the rows ---


def _item_rows(columns: Sequence[Column]) -> Iterable[Row]:
    seen: set[tuple[int, str]] = set()
    for index, column in enumerate(columns):
        for code, (words, name, _mark_here) in column.items.items():
            if (index, code) in seen:
                continue
            codes = [_match(other, column.scheme, code, name) for other in columns]
            seen |= {(number, one) for number, one in enumerate(codes) if one is not None}
            marks = tuple(
                other.items[one][2] if one is not None else None for other, one in zip(columns, codes, strict=True)
            )
            if sum(mark is not None for mark in marks) > 1:
                yield Row(f"{ITEM}:{name}"[:80], ITEM, words, marks)


def _match(column: Column, scheme: str, code: str, name: str) -> str | None:
    if column.scheme == scheme:
        return code if code in column.items and column.items[code][1] == name else None
    named = [one for one, (_words, other, _mark_there) in column.items.items() if other == name]
    return named[0] if len(named) == 1 else None


def _level_rows(columns: Sequence[Column]) -> Iterable[Row]:
    for name in dict.fromkeys(name for column in columns for name in column.levels):
        marks = tuple(column.levels.get(name) for column in columns)
        if sum(mark is not None for mark in marks) > 1:
            yield Row(f"{LEVEL}:{name}"[:80], LEVEL, name, marks)


def _reasoned(appraisal: Appraisal, row: Row) -> Row:
    """The row with the reason that was given for just these marks."""
    held = appraisal.differences.get(row.key, {})
    is_same = held.get("cells") == row.cells
    return Row(row.key, row.kind, row.words, row.marks, str(held.get("reason", "")) if is_same else "")


def earlier_reason(appraisal: Appraisal, row: Row) -> str:
    """The reason that was given before a mark changed; to be looked at again."""
    return "" if row.reason else str(appraisal.differences.get(row.key, {}).get("reason", ""))


# --- reasons ---


@transaction.atomic
def differences_explain(
    *, actor: User, appraisal: Appraisal, opened_version: int, reasons: Mapping[str, str]
) -> Appraisal:
    """Why scores differ, by the key of the row; an empty reason takes it back."""
    check_open(actor, appraisal)
    rows = {row.key: row for row in reconciliation(appraisal).rows}
    problems = [Problem("对照表中没有这一行", key, remedy="刷新页面再填") for key in reasons if key not in rows]
    problems += [
        Problem(f"有 {len(reason)} 字", rows[key].words, f"不超过 {LONGEST_REASON} 字")
        for key, reason in reasons.items()
        if key in rows and len(reason) > LONGEST_REASON
    ]
    if problems:
        raise Invalid(*problems)
    changes = [
        audit.Change(f"差异原因 · {rows[key].words}", rows[key].reason or None, reason.strip() or None)
        for key, reason in reasons.items()
        if rows[key].reason != reason.strip()
    ]
    take_version(appraisal, opened_version, changes)
    for key, reason in reasons.items():
        appraisal.differences[key] = {"reason": reason.strip(), "cells": rows[key].cells}
    appraisal.save()
    if changes:
        audit.record(actor=actor, action="appraisal.differences", target=appraisal, changes=changes)
    return appraisal


# --- printed ---


def reconciliation_document(appraisal: Appraisal) -> Document:
    """评分差异对照表, for Word, Excel, PDF."""
    found, title = reconciliation(appraisal), "评分差异对照表"
    count = len(found.columns)
    grid = Grid(count + 3)
    grid.headers(("指标", *(one.label for one in found.columns), "差异", "原因"))
    for row in found.rows:
        grid.next_row()
        grid.put(0, row.words)
        for col, text in enumerate(row.cells, 1):
            grid.put(col, text or "—", align=Align.CENTER, ref=f"mark.{col - 1}" if text else "")
        grid.put(count + 1, row.spread or "一致", align=Align.CENTER)
        grid.put(count + 2, row.reason or ("未说明" if row.differs else ""))
    widths = (24, *([12] * count), 14, 34)
    table = Table(
        title, widths, grid.cells(), title=f"{appraisal.subject_name} {appraisal.year} 年度{title}", header_rows=1
    )
    notes = [Note("各单元格为得分/满分；满分不同的，比较得分占满分的比例。")]
    notes += [Note("演示数据。")] if appraisal.is_demo else []
    empty = [Paragraph("只有一份评价，没有可对照的评分。")] if not found.rows else []
    return Document(f"{appraisal.subject_name}{title}", (Section((table, *empty, *notes), landscape=True),))


def check_explained(appraisal: Appraisal) -> list[Problem]:
    """Differences that still want a reason before signing."""
    return [
        Problem(
            f"{'、'.join(row.cells)}，相差 {row.spread}，没有写原因",
            f"评分差异 · {row.words}",
            remedy="在“差异对照”中写明",
        )
        for row in reconciliation(appraisal).missing
    ]


__all__ = [
    "Column",
    "Mark",
    "Reconciliation",
    "Row",
    "check_explained",
    "differences_explain",
    "earlier_reason",
    "reconciliation",
    "reconciliation_document",
]
