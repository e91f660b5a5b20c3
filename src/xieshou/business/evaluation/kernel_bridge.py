"""From the forms of the cycle to what the kernel scores, checks and prints.

Money goes over as exact yuan text, everything else as typed. What is missing stays missing (None, or an empty text where
the kernel asks for text).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xieshou.business.evaluation.entries import Row, stored
from xieshou.business.evaluation.models import GoalIndicator, GoalSet
from xieshou.kernel.evaluation import (
    Adjustment,
    Evaluation,
    FundRow,
    FundRowKind,
    Goal,
    Indicator,
    ItemScore,
    Published,
    PublishedTotal,
)
from xieshou.kernel.goals.sheet import GoalIndicator as KernelIndicator
from xieshou.kernel.target import read_target
from xieshou.schemes import load_scheme


@dataclass(frozen=True, slots=True)
class Reached:
    """What became of one indicator: its actual value as typed, the score awarded (None: by rule), the remark."""

    actual: str | None = None
    score: str | None = None
    note: str | None = None


NOTHING = Reached()
NO_LINE = 0  # a form in hand has no lines of a published document


def yuan(amount_fen: int | None) -> str | None:
    """分 as exact yuan text; None stays None."""
    if amount_fen is None:
        return None
    sign, amount = ("-", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def fund_row(row: Mapping[str, object]) -> FundRow:
    """One row of a stored fund block: `row`, `initial_fen`, `budget_fen`, `executed_fen`, and `points`, `rate`, `score`."""

    def text(name: str) -> str | None:
        value = row.get(name)
        return None if value in {None, ""} else str(value)

    def money(name: str) -> str | None:
        value = row.get(name)
        return yuan(value) if isinstance(value, int) else None

    return FundRow(
        row=FundRowKind(str(row["row"])),
        line=NO_LINE,
        initial=money("initial_fen"),
        budget=money("budget_fen"),
        executed=money("executed_fen"),
        points=text("points"),
        rate=text("rate"),
        score=text("score"),
    )


def with_unit(text: str, unit: str) -> str:
    """A value as people write it with the unit of its column, where it is a bare figure: `≥100` and 人次 → `≥100人次`."""
    if not unit or not text:
        return text
    amount = read_target(text).amount
    if amount is None or amount.unit:
        return text
    joined = f"{text.rstrip()}{unit}"
    return text if read_target(joined).amount is None else joined


def indicator_of(one: GoalIndicator, reached: Reached = NOTHING) -> Indicator:
    """One indicator with what became of it. A target without a unit takes the unit of its column."""
    return Indicator(
        code=one.code,
        level1=one.level1,
        level2=one.level2,
        name=one.name,
        line=NO_LINE,
        target=with_unit(one.target, one.unit) or None,
        actual=None if reached.actual is None else with_unit(reached.actual, one.unit),
        points=one.points or None,
        score=reached.score,
        note=reached.note,
    )


def evaluation_of(
    goals: GoalSet,
    *,
    funds: Sequence[Mapping[str, object]] = (),
    values: Mapping[str, Reached] | None = None,
    facts: Mapping[str, Mapping[str, str]] | None = None,
    scores: Mapping[str, str] | None = None,
    adjustments: Iterable[Adjustment] = (),
    achieved: str = "",
    total: str = "0",
    grade: str | None = None,
    indicators: Sequence[GoalIndicator] | None = None,
    scheme: str = "",
) -> Evaluation:
    """The kernel's evaluation of a goal set: for scoring (`kernel.score.score`) and for the official tables.

    `values`: by indicator code. `facts`: as stored, name → {"value", "note"}. `scores`: item code → awarded score.
    `total` is the awarded total, "0" while there is none. `scheme`: another one than the goals'.
    """
    used = scheme or goals.scheme
    rows = stored(goals) if indicators is None else indicators
    reached = values or {}
    return Evaluation(
        id=f"goals-{goals.pk}",
        kind=load_scheme(used).kind,
        name=goals.subject_name,
        year=goals.year,
        department=_department(goals),
        implementer=_implementer(goals),
        amount=_amount(goals),
        amount_unit="元",
        published=PublishedTotal(total, NO_LINE, grade),
        scheme=used,
        funds=tuple(fund_row(row) for row in funds),
        goals=(Goal(goals.expected, achieved, NO_LINE),),
        indicators=tuple(indicator_of(one, reached.get(one.code, NOTHING)) for one in rows),
        facts={name: _fact(value) for name, value in (facts or {}).items() if value.get("value")},
        scores=tuple(ItemScore(item, score, NO_LINE) for item, score in (scores or {}).items()),
        adjustments=tuple(adjustments),
    )


def _fact(value: Mapping[str, str]) -> Published:
    return Published(str(value["value"]), NO_LINE, note=str(value.get("note") or ""))


def _department(goals: GoalSet) -> str:
    if goals.project is None or goals.project.department is None:
        return str(goals.owner)
    return str(goals.project.department)


def _implementer(goals: GoalSet) -> str | None:
    if goals.project is None:
        return None
    return str(goals.project.implementer or goals.owner)


def _amount(goals: GoalSet) -> Published | None:
    text = yuan(goals.project.estimate_fen) if goals.project is not None else None
    return Published(text, NO_LINE) if text is not None else None


def kernel_indicator(row: Row, year: int, library_unit: str = "") -> KernelIndicator:
    """A row as typed, for the checks."""
    return KernelIndicator(
        code=row.code,
        level1=row.level1,
        level2=row.level2,
        name=row.name,
        target=row.target,
        unit=row.unit,
        points=row.points,
        definition=row.definition,
        data_owner=row.data_owner,
        data_source=row.data_source,
        year=year,
        library_code=row.library,
        library_unit=library_unit,
    )
