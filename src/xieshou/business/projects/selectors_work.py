"""Reading contracts, schedules, warnings, changes and acceptances. One place computes each figure that pages show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshou.business.projects import contract_checks, contract_totals, money_known
from xieshou.business.projects.amounts import percent, share
from xieshou.business.projects.contract_checks import Concern, Execution
from xieshou.business.projects.models import (
    Acceptance,
    AcceptanceItem,
    AcceptanceState,
    Contract,
    ContractState,
    Milestone,
    PlanItem,
    PlanState,
    Procurement,
    ProgressReport,
    Project,
    ProjectChange,
    ProjectWarning,
    Settlement,
)
from xieshou.business.projects.rule_kinds import WARNING_NAMES
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Post, Scoped, ScopedQuerySet, User
from xieshou.platform.evidence.api import Citation

SOON_DAYS = 30


@dataclass(frozen=True)
class ContractRow:
    """One contract with what apps above know of it and what does not fit."""

    contract: Contract
    totals: tuple[contract_totals.Total, ...]
    concerns: tuple[Concern, ...]


@dataclass(frozen=True)
class ContractBook:
    """A project's procurement and contracts. `total_fen`: the amounts in force of those not dissolved."""

    procurements: tuple[Procurement, ...]
    execution: Execution
    rows: tuple[ContractRow, ...]
    total_fen: int
    concerns: tuple[Concern, ...]


def contract_book(project: Project) -> ContractBook:
    """Everything of one project; the caller loaded it through its permission check."""
    procurements = tuple(project.procurements.select_related("supplier").order_by("pk"))
    rows = contract_rows(with_added(project.contracts.order_by("pk")))
    total = sum(row.contract.amount_fen for row in rows if row.contract.state != ContractState.TERMINATED)
    concerns = contract_checks.bound_of(total, _bounds(project)) if rows else []
    return ContractBook(procurements, contract_checks.execution_of(procurements), rows, total, tuple(concerns))


def _bounds(project: Project) -> list[tuple[str, int | None]]:
    items = PlanItem.objects.filter(project=project, plan__state=PlanState.ISSUED)
    return [("已下达的计划", items.aggregate(total=Sum("amount_fen"))["total"]), ("估算总投资", project.estimate_fen)]


def with_added(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Each contract with `added`: the sum of the changes that add (None: there is none)."""
    adding = Sum("changes__difference_fen", filter=Q(changes__difference_fen__gt=0))
    return contracts.select_related("supplier", "project").annotate(added=adding)


def contract_rows(contracts: Iterable[Any], today: date | None = None) -> tuple[ContractRow, ...]:
    """Rows of `with_added`, judged. One call to the apps above for all of them."""
    listed = list(contracts)
    totals = contract_totals.of([one.pk for one in listed])
    day = today or timezone.localdate()
    return tuple(
        ContractRow(
            one,
            tuple(totals[one.pk]),
            tuple(contract_checks.concerns_of(one, totals[one.pk], one.added or 0, day)),
        )
        for one in listed
    )


def contracts_matching(query: Mapping[str, Any]) -> ScopedQuerySet:
    """The contracts that an address asks for, not yet narrowed to a person."""
    rows: ScopedQuerySet = Contract.objects.all()
    words = str(query.get("q", "")).replace("\x00", "").strip()
    if words:
        named = Q(number__icontains=words) | Q(name__icontains=words) | Q(project__name__icontains=words)
        rows = rows.filter(named | Q(supplier_name__icontains=words) | Q(supplier__name__icontains=words))
    if query.get("state") in ContractState.values:
        rows = rows.filter(state=query["state"])
    return _narrowed(rows, str(query.get("look", "")))


LOOKS = {
    "different": _("签订与中标不一致"),
    "bond": _("保证 30 天内到期或已过期"),
    "late": _("履行期限已过"),
    "attention": _("项目变更后需处理"),
}


def _narrowed(rows: ScopedQuerySet, look: str) -> ScopedQuerySet:
    today = timezone.localdate()
    in_force = Q(state=ContractState.SIGNED)
    conditions = {
        "different": Q(awarded_fen__isnull=False) & ~Q(awarded_fen=F("signed_fen")),
        "bond": in_force & Q(bond_expires_on__lte=date.fromordinal(today.toordinal() + SOON_DAYS)),
        "late": in_force & Q(ends_on__lt=today),
        "attention": ~Q(attention=""),
    }
    return rows.filter(conditions[look]) if look in conditions else rows


def schedule_of(project: Project) -> list[Milestone]:
    """The nodes in order."""
    return list(project.milestones.select_related("responsible"))


def reports_of(project: Project, most: int = 50) -> list[ProgressReport]:
    """The newest reports with who wrote them; each carries its citations (`pieces`)."""
    rows = ProgressReport.objects.filter(milestone__project=project).select_related("milestone", "reported_by")
    reports = list(rows[:most])
    pieces: dict[int, list[Citation]] = defaultdict(list)
    cited = Citation.objects.filter(
        content_type__app_label="projects", content_type__model="progressreport", object_id__in=[r.pk for r in reports]
    )
    for one in cited.select_related("evidence__file"):
        pieces[one.object_id].append(one)
    for report in reports:
        report.pieces = pieces[report.pk]  # for the page alone
    return reports


STATUSES = {
    "todo": _("待处理"),
    "handled": _("已有措施"),
    "unknown": _("无法判断"),
    "ended": pgettext_lazy("预警", "已解除"),
    "all": _("全部"),
}


def warnings_matching(query: Mapping[str, Any]) -> ScopedQuerySet:
    """The warnings that an address asks for; by default what waits: no measure, or its day has passed."""
    rows: ScopedQuerySet = ProjectWarning.objects.select_related(
        "project", "milestone", "owner", "acknowledged_by", "rule_version"
    )
    words = str(query.get("q", "")).replace("\x00", "").strip()
    if words:
        rows = rows.filter(Q(project__name__icontains=words) | Q(project__code__icontains=words))
    if query.get("rule") in WARNING_NAMES:
        rows = rows.filter(rule=query["rule"])
    status = str(query.get("status", "todo"))
    return rows.filter(waiting(timezone.localdate(), status if status in STATUSES else "todo"))


def waiting(today: date, status: str) -> Q:
    """The condition of a status of warnings."""
    is_open = Q(ended_on=None, is_unknown=False)
    handled = Q(measure_due__gte=today)
    return {
        "todo": is_open & (Q(measure_due=None) | Q(measure_due__lt=today)),
        "handled": is_open & handled,
        "unknown": Q(ended_on=None, is_unknown=True),
        "ended": Q(ended_on__isnull=False),
        "all": Q(),
    }[status]


def warnings_of(project: Project) -> list[ProjectWarning]:
    """What is raised or cannot be judged now, raised first."""
    rows = ProjectWarning.objects.filter(project=project, ended_on=None).select_related(
        "milestone", "acknowledged_by", "rule_version"
    )
    return list(rows.order_by("is_unknown", "pk"))


def changes_of(project: Project) -> list[ProjectChange]:
    """Every change asked for, newest first."""
    return list(project.changes.select_related("asked_by"))


def acceptances_matching(query: Mapping[str, Any]) -> ScopedQuerySet:
    """Acceptances by state."""
    rows: ScopedQuerySet = Acceptance.objects.select_related("project", "owner")
    state = query.get("state")
    return rows.filter(state=state) if state in AcceptanceState.values else rows


def acceptances_overdue() -> ScopedQuerySet:
    """The warnings that say an acceptance is late."""
    rows: ScopedQuerySet = ProjectWarning.objects.select_related("project", "owner").filter(ended_on=None)
    return rows.filter(rule="acceptance", is_unknown=False)


def acceptances_of(project: Project) -> list[Acceptance]:
    """Every acceptance with its items, newest first."""
    return list(project.acceptances.prefetch_related(Prefetch("items")))


def items_with_files(acceptance: Acceptance) -> list[tuple[AcceptanceItem, list[Citation]]]:
    """Each document of an acceptance with its files, in two queries."""
    items = list(acceptance.items.all())
    kind = ContentType.objects.get_for_model(AcceptanceItem)
    rows = Citation.objects.filter(content_type=kind, object_id__in=[item.pk for item in items])
    files: dict[int, list[Citation]] = defaultdict(list)
    for one in rows.select_related("evidence__file", "cited_by"):
        files[one.object_id].append(one)
    return [(item, files[item.pk]) for item in items]


def settlement_of(project: Project) -> Settlement | None:
    """The settlement, if there is one yet."""
    return Settlement.objects.filter(project=project).first()


@dataclass(frozen=True)
class SettlementRow:
    """A settlement with its cut (审减) in 分 and the rate: rounded, and exact. Not audited yet: None, and dashes.

    `paid_fen`: paid of the project's budgets, all years together; missing: it never had one. `overpaid_fen`: what was
    paid beyond what the audit let stand; missing: nothing was, or it is not known.
    """

    settlement: Settlement
    cut_fen: int | None
    cut_rate: str
    exact: str
    paid_fen: int | None = None
    overpaid_fen: int | None = None


def settlement_row(settlement: Settlement) -> SettlementRow:
    """The cut is what was submitted less what stands; its rate is the cut by what was submitted."""
    audited = settlement.audited_fen
    cut = None if audited is None else settlement.submitted_fen - audited
    rate = None if cut is None else share(cut, settlement.submitted_fen)
    return SettlementRow(settlement, cut, percent(rate), rate.text() if rate is not None else "")


def settlement_with_paid(settlement: Settlement) -> SettlementRow:
    """The same with what was paid, for the page of one settlement."""
    paid, audited = money_known.of(settlement.project_id).paid_fen, settlement.audited_fen
    over = paid - audited if paid is not None and audited is not None and paid > audited else None
    return replace(settlement_row(settlement), paid_fen=paid, overpaid_fen=over)


def deciders_of(record: Scoped) -> list[User]:
    """Who is to decide about a record of a project: those of the nearest unit, the own one first, then upwards."""
    above = paths.ids(record.owner_path)
    held = people_for(above, Permission.PROJECT_DECIDE)
    for unit in reversed(above):
        if people := [one for one in held.get(unit, []) if one.may(Permission.PROJECT_DECIDE, record)]:
            return people
    return []


def people_for(owner_ids: Sequence[int], permission: Permission = Permission.PROJECT_EDIT) -> dict[int, list[User]]:
    """Who may work on projects of each organisation: those with a post there today that gives the right."""
    posts = (
        Post.objects.held_on(timezone.localdate())
        .filter(organisation_id__in=owner_ids, user__is_active=True, role__grants__permission=permission)
        .select_related("user")
        .distinct()
        .order_by("id")
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for post in posts:
        found[post.organisation_id][post.user_id] = post.user
    return {owner: list(people.values()) for owner, people in found.items()}
