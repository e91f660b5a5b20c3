"""Where the money of a form comes from: the budgets, changes and payments that were summed, their evidence, their page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Sum
from django.urls import reverse

from xieshou.business.evaluation.kernel_bridge import yuan
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.evaluation.services import forms_funds
from xieshou.business.evaluation.services.forms_funds import FUND_LABELS
from xieshou.business.evaluation.services.forms_proofs import MOST_PROOFS, proof_of
from xieshou.business.funds import api as funds
from xieshou.business.projects.api import Project
from xieshou.documents.sources import NO_PROOFS, Origin, Proof, Told
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation

TOTAL = funds.FundRowKind.TOTAL.value
_INITIAL = "年初批复的预算数，不含年中的追加、调减和调剂"
_BUDGET = "全年预算数 = 年初预算数 + 追加、调入 − 调减、调出（批准并生效的）"
_EXECUTED = "已支付的金额，减去已退回的"
_RATE = "预算执行率 = 全年执行数 ÷ 全年预算数"
_SHARE = "执行率 = 截至本月执行数 ÷ 年初预算数"
_FORECAST = "填报单位预计的全年执行数"


@dataclass(slots=True)
class Behind:
    """How many rows stand behind the money of one row of a form. `back_fen`: what came back, 分."""

    budgets: int = 0
    changes: int = 0
    payments: int = 0
    paid_fen: int = 0
    returned: int = 0
    back_fen: int = 0
    proofs: tuple[Proof, ...] = ()
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """The scope of a form's money, and what stands behind each of its rows by the row's code."""

    scope: funds.Scope
    as_of: date
    behind: Mapping[str, Behind] = field(default_factory=dict)

    def of(self, row: str) -> Behind:
        return self.behind.get(row, Behind())


def money_of(goals: GoalSet, as_of: date, user: User | None = None) -> Money:
    """What stands behind the money of a form's goals as of a day. Files are listed for a person who may read the money."""
    return money_behind(forms_funds.scope_of(goals), as_of, user, goals.project)


def money_behind(scope: funds.Scope, as_of: date, user: User | None = None, project: Project | None = None) -> Money:
    """Counts the rows behind the money of a scope, in a few queries whatever its size; files are listed for a project."""
    found: dict[str, Behind] = {row: Behind() for row in (TOTAL, *funds.BudgetRow.values)}
    for row, number in scope.budgets().order_by().values_list("row").annotate(n=Count("pk")):
        for one in (found[row], found[TOTAL]):
            one.budgets += number
    _count_changes(found, scope, as_of)
    _count_payments(found, scope, as_of)
    is_listed = user is not None and project is not None and user.may(Permission.FUND_READ, project)
    _list_proofs(found, scope, as_of, is_listed=is_listed)
    return Money(scope, as_of, found)


def _count_changes(found: dict[str, Behind], scope: funds.Scope, as_of: date) -> None:
    """A change stands behind each row it takes from or gives to, and once behind the total."""
    rows = scope.changes().filter(changed_on__lte=as_of)
    for budget, other in rows.values_list("budget__row", "other_budget__row"):
        for row in {budget, other, TOTAL} & found.keys():
            found[row].changes += 1


def _count_payments(found: dict[str, Behind], scope: funds.Scope, as_of: date) -> None:
    paid = scope.payments().order_by()
    for row, number, amount in _summed(paid.filter(paid_on__lte=as_of)):
        for one in (found[row], found[TOTAL]):
            one.payments, one.paid_fen = one.payments + number, one.paid_fen + amount
    for row, number, amount in _summed(paid.filter(reversed_on__lte=as_of)):
        for one in (found[row], found[TOTAL]):
            one.returned, one.back_fen = one.returned + number, one.back_fen + amount


def _summed(rows: Any) -> Iterable[tuple[str, int, int]]:
    found: Iterable[tuple[str, int, int]] = rows.values_list("budget__row").annotate(Count("pk"), Sum("amount_fen"))
    return found


def _list_proofs(found: dict[str, Behind], scope: funds.Scope, as_of: date, *, is_listed: bool) -> None:
    """The evidence of the payments: counted, and the first files listed for whoever may read them."""
    payments = scope.payments().filter(paid_on__lte=as_of)
    kind = ContentType.objects.get_for_model(funds.Payment)
    cited = Citation.objects.filter(content_type=kind, object_id__in=payments.order_by().values("pk"))
    rows = list(cited.order_by("object_id", "pk").values_list("evidence_id", "object_id"))
    if not rows:
        return
    row_of = dict(payments.filter(pk__in=[key for _one, key in rows]).order_by().values_list("pk", "budget__row"))
    numbers: dict[str, dict[int, None]] = {}
    for number, payment in rows:
        for row in (row_of[payment], TOTAL):
            numbers.setdefault(row, {})[number] = None
    shown = {number for row in numbers.values() for number in list(row)[:MOST_PROOFS]} if is_listed else set()
    by_number = {
        one.evidence_id: proof_of(one) for one in cited.filter(evidence__in=shown).select_related("evidence__file")
    }
    for row, listed in numbers.items():
        first = [by_number[number] for number in listed if number in by_number][:MOST_PROOFS]
        found[row].proofs, found[row].unlisted = tuple(first), len(listed) - len(first)


# --- told ---


def money_told(money: Money, rows: Iterable[Mapping[str, Any]], when: str) -> dict[str, Told]:
    """The origins of a form's fund block by the names of its figures. `when`: as of when the amounts stand, in words."""
    return {ref: Told(origin) for row in rows for ref, origin in _of_row(money, row, when)}


def _of_row(money: Money, row: Mapping[str, Any], when: str) -> Iterator[tuple[str, Origin]]:
    code = str(row["row"])
    label, behind = FUND_LABELS[funds.FundRowKind(code)].removeprefix("其中："), money.of(code)
    planned, paid = (_page(money, code, kind) for kind in ("planned", "paid"))
    base = Origin(label, planned, unproved="", as_of=when)
    initial, budget, spent = (row.get(name) for name in ("initial_fen", "budget_fen", "executed_fen"))
    yield (
        f"funds.{code}.initial",
        _named(base, "年初预算数", _INITIAL, _sum(behind.budgets, "笔预算", initial), f"{behind.budgets} 笔预算"),
    )
    counted = f"{behind.budgets} 笔预算，{behind.changes} 笔调整"
    yield f"funds.{code}.budget", _named(base, "全年预算数", _BUDGET, _changed(initial, budget, behind), counted)
    executed = _named(base, "全年执行数", _EXECUTED, _spent(behind, spent), _payments(behind))
    unproved = NO_PROOFS if behind.payments else ""
    executed = replace(executed, page=paid, proofs=behind.proofs, unlisted=behind.unlisted, unproved=unproved)
    yield f"funds.{code}.executed", executed
    yield f"funds.{code}.rate", replace(_named(base, "预算执行率", _RATE, _rate(row), _payments(behind)), page=paid)
    yield (
        f"funds.{code}.share",
        replace(_named(base, "执行率", _SHARE, _over(spent, initial), _payments(behind)), page=paid),
    )
    yield f"funds.{code}.forecast", _named(base, "全年预计执行数", _FORECAST, "填报", "")


def _named(base: Origin, name: str, definition: str, arithmetic: str, records: str) -> Origin:
    return replace(base, name=f"{base.name} · {name}", definition=definition, arithmetic=arithmetic, records=records)


def _page(money: Money, code: str, kind: str) -> str:
    """The rows behind the whole; one kind of money of a project stands on the page of its money."""
    scope = money.scope
    if code != TOTAL and scope.project is not None:
        return reverse("funds:project", args=[scope.project])
    narrowed = {
        "year": scope.year,
        "project": scope.project,
        "owner": paths.ids(scope.owner_path)[-1] if scope.owner_path else None,
    }
    return funds.short_path(kind, money.as_of, narrowed)


def _sum(number: int, unit: str, fen: int | None) -> str:
    return f"{number} {unit}之和 = {grouped(fen)} 元" if fen is not None else ""


def _changed(initial: int | None, budget: int | None, behind: Behind) -> str:
    if initial is None or budget is None:
        return ""
    return f"{grouped(initial)} + 调整净额 {grouped(budget - initial)}（{behind.changes} 笔）= {grouped(budget)} 元"


def _payments(behind: Behind) -> str:
    back = f"，{behind.returned} 笔退回" if behind.returned else ""
    return f"{behind.payments} 笔支付{back}"


def _spent(behind: Behind, fen: int | None) -> str:
    """The sum of the payments; where the kept amount is another than that of today's records, both are told."""
    if fen is None:
        return ""
    now = behind.paid_fen - behind.back_fen
    back = f" − {behind.returned} 笔退回 {grouped(behind.back_fen)}" if behind.returned else ""
    told = f"{behind.payments} 笔支付 {grouped(behind.paid_fen)}{back} = {grouped(now)} 元"
    return told if now == fen else f"表中为 {grouped(fen)} 元；现在的记录：{told}"


def _rate(row: Mapping[str, Any]) -> str:
    return _over(row.get("executed_fen"), row.get("budget_fen"))


def _over(above: int | None, below: int | None) -> str:
    if above is None or not below:
        return ""
    return f"{grouped(above)} ÷ {grouped(below)} = {(Exact(above, below) * HUNDRED).text(2)}%"


def grouped(fen: int) -> str:
    """分 as yuan with the thousands apart, as the tables print them."""
    whole, point, part = (yuan(fen) or "").partition(".")
    return f"{int(whole):,}{point}{part}" if whole != "-0" else f"{whole}{point}{part}"
