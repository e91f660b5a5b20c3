"""A project of county A with every link of the chain, from the document of its money to an approved score. Invented figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.business.evaluation.self import builders as evaluation
from tests.business.metrics.builders import metric
from tests.factories import funds
from tests.factories.evaluation import make_goals, make_project
from tests.factories.funds import make_contract, make_paid, make_source
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.evaluation.api import FormState, SelfEvaluation
from xieshou.business.evaluation.services.self_evaluation import (
    self_evaluation_pass,
    self_evaluation_submit,
    value_cite,
)
from xieshou.business.funds.api import FundSource, Payment, ProjectBudget
from xieshou.business.projects.api import Contract, Milestone, Project
from xieshou.platform.evidence.api import Evidence, cite

YEAR = evaluation.YEAR


@dataclass(frozen=True)
class Whole:
    """The links, from the money down."""

    source: FundSource
    budget: ProjectBudget
    project: Project
    contract: Contract
    milestone: Milestone
    payment: Payment
    voucher_file: Evidence
    record: Any
    form: SelfEvaluation


def make_budget(world: World, fen: int = 100 * WAN, *, project: Project | None = None, **rest: Any) -> ProjectBudget:
    """A budget of a project that is too small for an ex-ante assessment."""
    return funds.make_budget(world, fen, project=project or make_project(world), **rest)


def make_whole(world: World) -> Whole:
    """Every link there, the first indicator measured by the training ledger, the others entered with evidence."""
    project = make_project(world)
    source = make_source(world, year=YEAR)
    budget = make_budget(world, 10 * WAN, project=project, source=source, year=YEAR)
    contract = make_contract(project, 9 * WAN, signed_on=date(YEAR, 3, 1), supplier_name="演示供应商")
    milestone = Milestone.objects.create(
        project=project, order=1, name="培训结束", weight=100, ends_on=date(YEAR, 11, 1), percent=100
    )
    payment = make_paid(budget, 8 * WAN + 5, date(YEAR, 11, 30), "记-2021-1108", contract=contract, milestone=milestone)
    file = evaluation.make_evidence(world)
    cite(actor=world.clerk_a, evidence=file, record=payment, proves="付款凭证")
    metric(world)
    record = evaluation.training(world, 115)
    return Whole(source, budget, project, contract, milestone, payment, file, record, _scored(world, project))


def _scored(world: World, project: Project) -> SelfEvaluation:
    rows = evaluation.metric_rows()
    goals = make_goals(world, project=project, year=YEAR, rows=rows, state=FormState.APPROVED)
    form = evaluation.begun(world, goals=goals)
    values = evaluation.entries(form, ("", *evaluation.REACHED[1:]))
    evaluation.save(world, form, values=values, achieved="已完成", funds_note="尾款待付")
    for value in evaluation.values_of(form)[1:]:
        value_cite(actor=world.clerk_a, value=value, evidence_file=evaluation.make_evidence(world))
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    return self_evaluation_pass(actor=world.approver_a, evaluation=form)
