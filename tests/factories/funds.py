"""Money of the world's projects. Figures are invented; the year is over, so that every day of it may be registered."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from tests.factories.projects import WAN, make_project
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.models import FundSource, Payment, PaymentState, ProjectBudget
from xieshou.business.projects.models import Contract, Milestone, Project, Stage
from xieshou.platform.accounts.api import User
from xieshou.platform.workflow.api import Matter, Task, load_builtin_flows, task_approve, task_reject

YEAR = 2025


def make_source(world: World, **changed: Any) -> FundSource:
    """A city grant kept by the division: 1,000 万元, any use."""
    known: dict[str, Any] = {
        "owner": world.division,
        "year": YEAR,
        "level": "city",
        "name": "对口支援专项资金",
        "document_number": f"深财行〔{YEAR}〕{FundSource.objects.count() + 1}号",
        "amount_fen": 1000 * WAN,
        "permitted_use": "用于对口支援项目",
        "is_demo": True,
    }
    return funds.source_create(actor=None, **{**known, **changed})


def make_running(world: World, **changed: Any) -> Project:
    """A project of county A that may be paid for."""
    return make_project(world, **{"stage": Stage.RUNNING, **changed})


def make_budget(world: World, fen: int = 100 * WAN, **changed: Any) -> ProjectBudget:
    """A budget of 100 万元 of a running project."""
    known: dict[str, Any] = {"project": None, "year": YEAR, "source": None, **changed}
    known["project"] = known["project"] or make_running(world)
    known["source"] = known["source"] or make_source(world)
    return funds.budget_set(actor=None, initial_fen=fen, is_demo=True, **known)


def make_contract(project: Project, fen: int, **changed: Any) -> Contract:
    """A contract in force."""
    known: dict[str, Any] = {"number": "HT-1", "name": "施工合同", "method": "open", "state": "signed"}
    contract = Contract(
        project=project,
        owner=project.owner,
        place=project.place,
        signed_fen=fen,
        amount_fen=fen,
        **{**known, **changed},
    )
    contract.save()
    return contract


def make_progress(project: Project, percent: int | None) -> Milestone:
    """One node that is the whole of the work."""
    return Milestone.objects.create(
        project=project, order=1, name="完工", weight=100, ends_on=date(YEAR, 12, 1), percent=percent
    )


def make_paid(budget: ProjectBudget, fen: int, day: date, voucher: str = "", **changed: Any) -> Payment:
    """A payment made, written straight into its state."""
    payment = Payment(
        project=budget.project,
        budget=budget,
        owner=budget.owner,
        place=budget.place,
        amount_fen=fen,
        purpose="进度款",
        paid_on=day,
        voucher=voucher or f"记-{Payment.objects.count() + 1}",
        **{"state": PaymentState.PAID, "is_demo": True, **changed},
    )
    payment.save()
    return payment


def flows() -> None:
    """The built-in flows."""
    load_builtin_flows()


def decide(record: Any, *users: User) -> None:
    """Each in turn agrees to what is open on a record."""
    for user in users:
        task_approve(actor=user, task=_task(record, user))


def reject(record: Any, user: User) -> None:
    """The person refuses."""
    task_reject(actor=user, task=_task(record, user), reason="不同意")


def _task(record: Any, user: User) -> Task:
    kind = ContentType.objects.get_for_model(type(record))
    matter = Matter.objects.get(content_type=kind, object_id=record.pk, state="open")
    return Task.objects.select_related("step").get(matter=matter, user=user, state="open")
