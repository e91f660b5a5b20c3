"""Where a chain may be entered: payments, projects, contracts, sources, indicators, result records by what people know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.assets.api import Asset, Household
from xieshou.business.evaluation.api import FormState, GoalIndicator
from xieshou.business.funds.api import FundSource, Payment
from xieshou.business.projects.api import Contract, Project
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.ledger.api import Ledger, ledgers

MOST = 10


@dataclass(frozen=True)
class Hit:
    """One thing found, its chain, and what tells it from others. `amount` in 分."""

    label: str
    chain_url: str
    detail: str
    amount: int | None = None


@dataclass(frozen=True)
class Found:
    """The hits of one kind; `has_more`: there are others."""

    label: str | Promise
    hits: tuple[Hit, ...]
    has_more: bool


@dataclass(frozen=True)
class Place:
    """One kind of things that a chain is entered by."""

    code: str
    label: str | Promise
    rows: Callable[[str], ScopedQuerySet]
    hit: Callable[[Any], Hit]


def _payments(words: str) -> Any:
    rows = Payment.objects.select_related("project", "owner")
    return rows.filter(Q(voucher__icontains=words) | Q(purpose__icontains=words) | Q(payee_name__icontains=words))


def _payment(one: Any) -> Hit:
    day = one.paid_on.isoformat() if one.paid_on else str(one.get_state_display())
    url = reverse("chain:payment", args=[one.pk])
    return Hit(f"{one.voucher or one.pk}　{one.purpose}", url, f"{one.project}　{day}", one.amount_fen)


def _projects(words: str) -> Any:
    rows = Project.objects.select_related("owner", "place")
    return rows.filter(Q(name__icontains=words) | Q(code__startswith=words))


def _project(one: Any) -> Hit:
    return Hit(one.name, reverse("chain:project", args=[one.pk]), f"{one.code}　{one.owner}")


def _contracts(words: str) -> Any:
    rows = Contract.objects.select_related("project")
    return rows.filter(Q(number__icontains=words) | Q(name__icontains=words) | Q(supplier_name__icontains=words))


def _contract(one: Any) -> Hit:
    return Hit(
        str(one), f"{reverse('chain:project', args=[one.project_id])}#contract", str(one.project), one.amount_fen
    )


def _sources(words: str) -> Any:
    rows = FundSource.objects.select_related("owner")
    return rows.filter(Q(name__icontains=words) | Q(document_number__icontains=words))


def _source(one: Any) -> Hit:
    url = f"{reverse('chain:index')}?source={one.pk}"
    return Hit(str(one), url, one.document_number or str(one.owner), one.amount_fen)


def _indicators(words: str) -> Any:
    rows = GoalIndicator.objects.filter(goals__state=FormState.APPROVED, name__icontains=words)
    return rows.select_related("goals__project", "goals__owner")


def _indicator(one: Any) -> Hit:
    return Hit(f"{one.name} {one.target}", reverse("chain:indicator", args=[one.pk]), str(one.goals))


def _assets(words: str) -> Any:
    return Asset.objects.select_related("owner").filter(Q(code__startswith=words) | Q(title__icontains=words))


def _asset(one: Any) -> Hit:
    return Hit(one.title, reverse("chain:record", args=["assets", one.pk]), f"{one.code}　{one.owner}", one.amount_fen)


def _households(words: str) -> Any:
    return Household.objects.select_related("owner").filter(code__icontains=words)


def _household(one: Any) -> Hit:
    return Hit(one.code, reverse("chain:household", args=[one.pk]), f"{one.village}　{one.owner}".strip())


PLACES: tuple[Place, ...] = (
    Place("payment", _("支付（凭证号、用途、收款单位）"), _payments, _payment),
    Place("project", _("项目（名称、编号）"), _projects, _project),
    Place("contract", _("合同（编号、名称、供应商）"), _contracts, _contract),
    Place("source", _("资金来源（名称、文号）"), _sources, _source),
    Place("asset", _("资产（编号、名称）"), _assets, _asset),
    Place("household", _("受益户（户编号）"), _households, _household),
    Place("indicator", _("指标（名称）"), _indicators, _indicator),
)


def found(user: User, words: str, within: str = "") -> list[Found]:
    """What matches, by kind. `within`: one kind only, or the slug of the ledger whose records are searched."""
    ledger = next((one for one in ledgers() if one.slug == within), None)
    places = [_of_ledger(ledger)] if ledger is not None else [one for one in PLACES if within in {"", one.code}]
    return [one for one in (_found(user, place, words) for place in places) if one.hits]


def _found(user: User, place: Place, words: str) -> Found:
    rows = place.rows(words).newest_visible_to(user, MOST + 1)
    return Found(place.label, tuple(place.hit(one) for one in rows[:MOST]), len(rows) > MOST)


def _of_ledger(ledger: Ledger) -> Place:
    def rows(words: str) -> Any:
        matching = Q(title__icontains=words) | Q(external_key=words)
        return ledger.model.objects.select_related("owner").filter(matching)

    def hit(one: Any) -> Hit:
        return Hit(one.title, reverse("chain:record", args=[ledger.slug, one.pk]), f"{one.owner}　{one.listed_on}")

    return Place(ledger.slug, ledger.label, rows, hit)


def budgets_from(user: User, source: int) -> Found:
    """The projects that a source pays for, as far as the person may see them."""
    rows = Project.objects.select_related("owner").filter(pk__in=_paid_from(source)).newest_visible_to(user, MOST * 5)
    return Found(_("这笔资金安排的项目"), tuple(_project(one) for one in rows), len(rows) == MOST * 5)


def _paid_from(source: int) -> Any:
    from_source = FundSource.objects.filter(pk=source)
    return from_source.order_by().values("budgets__project")
