"""Self-evaluations of the world's projects, filled in as an office would. Figures are invented."""

from datetime import date
from typing import Any

from tests.factories.evaluation import OWN, ROWS, make_goals, make_project
from tests.factories.funds import make_paid
from tests.factories.world import World
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import ActualValue, FormState, GoalSet, SelfEvaluation
from xieshou.business.evaluation.services.self_evaluation import (
    self_evaluation_create,
    self_evaluation_pass,
    self_evaluation_save,
    self_evaluation_submit,
    value_cite,
)
from xieshou.business.evaluation.services.self_typed import Typed, ValueEntry
from xieshou.business.funds.api import budget_set
from xieshou.business.projects.api import Project
from xieshou.business.talent.api import LEDGER
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Evidence
from xieshou.platform.evidence.models import StoredFile
from xieshou.platform.ledger.api import record_create

YEAR = 2021
WAN = 1_000_000
SIGNED = "培训签到册"
# as reached: 115 of 100 people, 88 of 90 %, 950 of 1000 yuan, 40 of 50 lessons, 96 of 95 %
REACHED = ("115人次", "88%", "950元/人次", "40节", "96%")
WORDS = "有 2 节公开课因疫情延期，已列入下年计划"


def funded_project(world: World, budget_wan: int = 10, paid_wan: int = 8) -> Project:
    """A running project with its money of the year: paid by the end of November."""
    project = make_project(world)
    budget = budget_set(actor=None, project=project, year=YEAR, initial_fen=budget_wan * WAN, is_demo=True)
    if paid_wan:
        make_paid(budget, paid_wan * WAN, date(YEAR, 11, 30))
    return project


def metric_rows(code: str = "persons") -> tuple[Row, ...]:
    """The rows of the factory, the first measured by a metric."""
    first = ROWS[0]
    measured = Row(**{name: getattr(first, name) for name in first.__slots__} | {"metric": code})
    return (measured, *ROWS[1:])


def words_rows() -> tuple[Row, ...]:
    """The rows of the factory, the first in words, so that a person must judge."""
    words = Row(
        level1="产出指标", level2="质量指标", name="教师教学能力", target="显著提升", points="20",
        definition="听课评议：达成 / 部分达成 / 未达成", **OWN,
    )  # fmt: skip
    return (words, *ROWS[1:])


def begun(world: World, *, goals: GoalSet | None = None, **rest: Any) -> SelfEvaluation:
    """A self-evaluation nobody has filled in yet."""
    goals = goals or make_goals(world, project=funded_project(world), state=FormState.APPROVED, **rest)
    return self_evaluation_create(actor=world.clerk_a, goals=goals, is_demo=True)


def entries(form: SelfEvaluation, actuals: tuple[str, ...] = REACHED, **changed: Any) -> dict[str, ValueEntry]:
    """A value for every indicator in order, with source and reason."""
    codes = [value.indicator.code for value in values_of(form)]
    known = {"source": SIGNED, "deviation": WORDS, "no_evidence_because": "", **changed}
    return {code: ValueEntry(actual=actual, **known) for code, actual in zip(codes, actuals, strict=True)}


def values_of(form: SelfEvaluation) -> list[ActualValue]:
    """The values in the order of the form."""
    return list(form.values.select_related("indicator", "evaluation").order_by("indicator__order"))


def save(world: World, form: SelfEvaluation, actor: User | None = None, **typed: Any) -> SelfEvaluation:
    """Saves what is typed into the form as it stands."""
    return self_evaluation_save(
        actor=actor or world.clerk_a, evaluation=form, opened_version=form.version, typed=Typed(**typed)
    )


def filled(world: World, *, form: SelfEvaluation | None = None, proved: int = 5, **rest: Any) -> SelfEvaluation:
    """Filled in completely; the first `proved` values have evidence."""
    form = form or begun(world, **rest)
    save(world, form, values=entries(form), achieved="培训 115 人次，总体完成。", funds_note="尾款待审计后支付")
    prove(world, form, proved)
    return form


def prove(world: World, form: SelfEvaluation, count: int = 5) -> None:
    """Evidence for the first values."""
    for value in values_of(form)[:count]:
        value_cite(actor=world.clerk_a, value=value, evidence_file=make_evidence(world))


def make_evidence(world: World) -> Evidence:
    """A file of county A that nobody reads."""
    number = StoredFile.objects.count() + 1
    stored = StoredFile.objects.create(sha256=f"{number:064d}", size=1, media_type="application/pdf")
    return Evidence.objects.create(
        file=stored,
        name="册.pdf",
        title=f"签到册 {number}",
        owner=world.county_a,
        place=world.county_a_region,
        uploaded_by=world.clerk_a,
        is_demo=True,
    )


def submitted(world: World, **rest: Any) -> SelfEvaluation:
    """On its way to the reviewer."""
    form = filled(world, **rest)
    return self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)


def approved(world: World, **rest: Any) -> SelfEvaluation:
    """Approved, its card kept."""
    form = submitted(world, **rest)
    return self_evaluation_pass(actor=world.approver_a, evaluation=form)


def training(world: World, persons: int = 60, day: str = "2021-05-10") -> Any:
    """One training session of county A in its ledger."""
    cells = {"title": "教师培训", "owner": world.county_a.pk, "persons": persons, "is_counted": "是"}
    return record_create(actor=world.clerk_a, ledger=LEDGER, values={**cells, "occurred_on": day})
