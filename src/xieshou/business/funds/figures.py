"""计划、到账、支付、支出率: one computation from dated facts for any level, place, organisation, project, source, period.

计划 = 全年预算数 (initial + increases − decreases ± transfers in force on the day); 到账 = receipts up to the day; 支付 =
payments up to the day, less those that came back by then. Every receipt and payment counts once in any scope. A figure
falls only where a reversal or a decrease is dated, and that row is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet, Sum

from xieshou.business.funds.balances import SPENT
from xieshou.business.funds.models import (
    BudgetChange,
    BudgetRow,
    ChangeKind,
    ChangeState,
    FundSource,
    Level,
    Payment,
    ProjectBudget,
    Receipt,
)
from xieshou.lib import paths
from xieshou.platform.accounts.api import User

NOT_FISCAL = (Level.SOCIAL, Level.OTHER)
ADJUSTING = (ChangeKind.INCREASE, ChangeKind.DECREASE, ChangeKind.TRANSFER)


@dataclass(frozen=True)
class Scope:
    """What is counted; what is missing does not narrow. `user`: only what that person may read; None: everything.

    `is_fiscal`: only fiscal money, without 其他资金; of what arrived undivided not that of social and other sources.
    """

    year: int | None = None
    level: str = ""
    source: int | None = None
    place_path: str = ""
    owner_path: str = ""
    project: int | None = None
    user: User | None = None
    is_fiscal: bool = False

    @cached_property
    def _seen_budgets(self) -> "QuerySet[ProjectBudget]":
        """Judged once: what a person may read costs a question each time it is asked."""
        return ProjectBudget.objects.all() if self.user is None else ProjectBudget.objects.visible_to(self.user)

    @cached_property
    def _seen_sources(self) -> "QuerySet[FundSource]":
        return FundSource.objects.all() if self.user is None else FundSource.objects.visible_to(self.user)

    def budgets(self) -> "QuerySet[ProjectBudget]":
        """The budgets in scope."""
        rows = self._seen_budgets.filter(self._where())
        return rows.exclude(row=BudgetRow.OTHER) if self.is_fiscal else rows

    def _where(self) -> Q:
        wanted = Q()
        if self.year is not None:
            wanted &= Q(year=self.year)
        if self.level:
            wanted &= Q(source__level=self.level)
        if self.source is not None:
            wanted &= Q(source=self.source)
        if self.place_path:
            wanted &= paths.within("place_path", self.place_path)
        if self.owner_path:
            wanted &= paths.within("owner_path", self.owner_path)
        return wanted if self.project is None else wanted & Q(project=self.project)

    def sources(self) -> "QuerySet[FundSource]":
        """The grants in scope; a project has none of its own."""
        rows = self._seen_sources
        if self.project is not None:
            return rows.none()
        if self.is_fiscal:
            rows = rows.exclude(level__in=NOT_FISCAL)
        direct = replace(self, level="", source=None)._where()
        if self.level:
            direct &= Q(level=self.level)
        return rows.filter(direct if self.source is None else direct & Q(pk=self.source))

    def payments(self) -> "QuerySet[Payment]":
        """What was paid, also what came back later."""
        return Payment.objects.filter(budget__in=self.budgets().order_by().values("pk"), state__in=SPENT)

    def changes(self) -> "QuerySet[BudgetChange]":
        """Approved changes that go out of, or by transfer into, a budget in scope."""
        inside = self.budgets().order_by().values("pk")
        rows = BudgetChange.objects.filter(state=ChangeState.APPROVED, kind__in=ADJUSTING)
        return rows.filter(Q(budget__in=inside) | Q(other_budget__in=inside))

    def receipts(self) -> "QuerySet[Receipt]":
        """What arrived for a budget in scope, or undivided for a source in scope. Each counts once."""
        divided = Q(budget__in=self.budgets().order_by().values("pk"))
        return Receipt.objects.filter(divided | Q(budget=None, source__in=self.sources().order_by().values("pk")))


@dataclass(frozen=True)
class Figures:
    """The four figures as of a day, 分. Missing: nothing was ever registered, which is not zero."""

    as_of: date
    planned: int | None
    received: int | None
    paid: int | None

    @property
    def rate(self) -> Fraction | None:
        """支出率 = 支付 ÷ 计划, exact; missing without a plan."""
        return None if self.paid is None or not self.planned else Fraction(self.paid, self.planned)

    @property
    def received_rate(self) -> Fraction | None:
        """到账率 = 到账 ÷ 计划."""
        return None if self.received is None or not self.planned else Fraction(self.received, self.planned)


@dataclass(frozen=True)
class Facts:
    """Everything that happened in a scope, summed by day: (day, amount); corrections are rows of their own.

    `initial` and `receipts` empty: there is no budget, no receipt was ever registered.
    """

    initial: tuple[tuple[date, int], ...]
    changes: tuple[tuple[date, int], ...]
    receipts: tuple[tuple[date, int], ...]
    payments: tuple[tuple[date, int], ...]
    reversals: tuple[tuple[date, int], ...]

    def figures(self, as_of: date) -> Figures:
        """The four figures on a day."""
        has_plan = any(day <= as_of for day, _ in self.initial)
        planned = _until(self.initial, as_of) + _until(self.changes, as_of) if has_plan else None
        received = _until(self.receipts, as_of) if self.receipts else None
        spent = _until(self.payments, as_of) - _until(self.reversals, as_of)
        return Figures(as_of, planned, received, spent if has_plan else None)

    def falls(self, since: date, until: date) -> list[tuple[date, str, int]]:
        """What took something back after `since` up to `until`: day, what it is, amount."""
        found = [(day, "支付退回", amount) for day, amount in self.reversals]
        found += [(day, "到账冲销", -amount) for day, amount in self.receipts if amount < 0]
        found += [(day, "预算调减", -amount) for day, amount in self.changes if amount < 0]
        return sorted(row for row in found if since < row[0] <= until)


def _until(rows: Iterable[tuple[date, int]], day: date) -> int:
    return sum(amount for at, amount in rows if at <= day)


def facts_of(scope: Scope) -> Facts:
    """The facts of a scope, six queries whatever its size; what takes back stays apart from what adds on the same day."""
    return Facts(
        tuple(_initial_rows(scope)),
        tuple(_change_rows(scope)),
        (
            *_by_day(scope.receipts().filter(reverses=None), "received_on"),
            *_by_day(scope.receipts().exclude(reverses=None), "received_on"),
        ),
        tuple(_by_day(scope.payments(), "paid_on")),
        tuple(_by_day(scope.payments().exclude(reversed_on=None), "reversed_on")),
    )


def _by_day(rows: QuerySet[Any], day: str) -> list[tuple[date, int]]:
    return [(row[day], row["total"]) for row in rows.order_by().values(day).annotate(total=Sum("amount_fen"))]


def _initial_rows(scope: Scope) -> list[tuple[date, int]]:
    """Initial budgets, in force from the first day of their year. Over several years carried money counts once."""
    rows = scope.budgets() if scope.year is not None else scope.budgets().filter(carried_from=None)
    summed = rows.order_by().values("year").annotate(total=Sum("initial_fen"))
    return [(date(row["year"], 1, 1), row["total"]) for row in summed]


def _change_rows(scope: Scope) -> list[tuple[date, int]]:
    """Signed: a transfer inside the scope comes to nothing, one across its border counts on its side."""
    changes = list(scope.changes().values_list("changed_on", "kind", "amount_fen", "budget_id", "other_budget_id"))
    touched = {key for row in changes for key in row[3:] if key is not None}
    inside = set(scope.budgets().filter(pk__in=touched).order_by().values_list("pk", flat=True)) if touched else set()
    found = []
    for day, kind, amount, budget, other in changes:
        given, taken = budget in inside, other in inside
        if kind == ChangeKind.INCREASE:
            found.append((day, amount))
        elif given != taken:
            found.append((day, -amount if given else amount))
    return found


def four_figures(scope: Scope, as_of: date) -> Figures:
    """计划、到账、支付、支出率 of any scope as of a day."""
    return facts_of(scope).figures(as_of)


@dataclass(frozen=True)
class PeriodLine:
    """One period: cumulative at its end, what was paid in it, and what was taken back in it."""

    label: str
    figures: Figures
    before: Figures
    falls: tuple[tuple[date, str, int], ...]

    @property
    def paid_in(self) -> int | None:
        if self.figures.paid is None or self.before.paid is None:
            return self.figures.paid
        return self.figures.paid - self.before.paid


def quarters(year: int) -> list[tuple[str, date]]:
    """The quarters and their last days."""
    ends = (date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31))
    return [(f"第{name}季度", end) for name, end in zip("一二三四", ends, strict=True)]


def months(year: int) -> list[tuple[str, date]]:
    """The months and their last days."""
    starts = [date(year + month // 12, month % 12 + 1, 1) for month in range(1, 13)]
    return [(f"{number} 月", start - timedelta(days=1)) for number, start in enumerate(starts, 1)]


def lines_of(facts: Facts, year: int, periods: Sequence[tuple[str, date]]) -> list[PeriodLine]:
    """The cumulative figures at the end of each period; what came after the year ended is not in them."""
    lines, since = [], date(year - 1, 12, 31)
    for label, end in periods:
        lines.append(PeriodLine(label, facts.figures(end), facts.figures(since), tuple(facts.falls(since, end))))
        since = end
    return lines


@dataclass(frozen=True)
class Adjusted:
    """How much a scope's budgets were adjusted: Σ|adjustment| ÷ Σ initial. A transfer inside counts once."""

    initial: int
    adjusted: int

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.adjusted, self.initial) if self.initial else None


def adjustments(scope: Scope, as_of: date | None = None) -> Adjusted:
    """预算调整率. Carry-over and return are no adjustments of the year's budget."""
    rows = scope.changes() if as_of is None else scope.changes().filter(changed_on__lte=as_of)
    initial = scope.budgets().aggregate(total=Sum("initial_fen"))["total"] or 0
    return Adjusted(initial, rows.aggregate(total=Sum("amount_fen"))["total"] or 0)


def adjustments_by_year(scope: Scope) -> dict[int, Adjusted]:
    """The same for each year that has a budget in scope; two queries for all. A transfer between years counts in both."""
    budgets = list(scope.budgets().values_list("pk", "year", "initial_fen"))
    year_of = {pk: year for pk, year, _fen in budgets}
    initial: dict[int, int] = defaultdict(int)
    adjusted: dict[int, int] = defaultdict(int)
    for _pk, year, fen in budgets:
        initial[year] += fen
    for leaving, reaching, fen in scope.changes().values_list("budget", "other_budget", "amount_fen"):
        for year in {year_of[pk] for pk in (leaving, reaching) if pk in year_of}:
            adjusted[year] += fen
    return {year: Adjusted(fen, adjusted[year]) for year, fen in initial.items()}


GROUPS = ("level", "source", "place", "owner", "project")
_GROUP_FIELDS = {
    "level": "source__level",
    "source": "source_id",
    "place": "place_id",
    "owner": "owner_id",
    "project": "project_id",
}


def grouped(scope: Scope, by: str, as_of: date) -> dict[Any, Figures]:
    """The four figures of each level, source, place, organisation or project in scope. Six queries for any number.

    A receipt that is not divided among projects stands at its source's level, source, place and organisation.
    """
    field = _GROUP_FIELDS[by]
    planned: dict[Any, int] = defaultdict(int)
    budgets = scope.budgets() if scope.year is not None else scope.budgets().filter(carried_from=None)
    for row in budgets.filter(year__lte=as_of.year).order_by().values(field).annotate(total=Sum("initial_fen")):
        planned[row[field]] += row["total"]
    with_plan = set(planned)
    for key, amount in _changes_by(scope, field, as_of):
        planned[key] += amount
    paid = _summed(scope.payments().filter(paid_on__lte=as_of), f"budget__{field}")
    back = _summed(scope.payments().filter(reversed_on__lte=as_of), f"budget__{field}")
    received = _summed(scope.receipts().filter(received_on__lte=as_of, budget__isnull=False), f"budget__{field}")
    if by != "project":
        own = {"level": "source__level", "source": "source_id"}.get(by, f"source__{field}")
        for key, amount in _summed(scope.receipts().filter(received_on__lte=as_of, budget=None), own).items():
            received[key] = received.get(key, 0) + amount
    return {
        key: Figures(
            as_of,
            planned[key] if key in with_plan else None,
            received.get(key),
            paid.get(key, 0) - back.get(key, 0) if key in with_plan else None,
        )
        for key in with_plan | set(received)
    }


def _summed(rows: QuerySet[Any], field: str) -> dict[Any, int]:
    return {row[field]: row["total"] for row in rows.order_by().values(field).annotate(total=Sum("amount_fen"))}


def _changes_by(scope: Scope, field: str, as_of: date) -> Iterable[tuple[Any, int]]:
    """Signed changes by group: a transfer takes from one group and gives to the other."""
    rows = scope.changes().filter(changed_on__lte=as_of)
    touched = scope.budgets().filter(Q(changes__in=rows) | Q(changes_in__in=rows))
    inside = dict(touched.order_by().values_list("pk", field))
    for kind, amount, budget, other in rows.values_list("kind", "amount_fen", "budget_id", "other_budget_id"):
        if budget in inside:
            yield inside[budget], amount if kind == ChangeKind.INCREASE else -amount
        if kind == ChangeKind.TRANSFER and other in inside:
            yield inside[other], amount
