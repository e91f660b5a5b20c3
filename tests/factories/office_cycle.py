"""Goals, monitoring, self-evaluations, evaluations, metrics of county A, in the states that have pages of their own."""

from typing import Any

from tests.business.evaluation.appraisal.factory import make_appraisal, make_exchanged
from tests.business.evaluation.self import builders
from tests.business.metrics.builders import YEAR, only_version
from tests.factories.evaluation import make_goals, make_project, submit
from tests.factories.world import World
from tests.insight.chain.builders import make_whole
from xieshou.business.evaluation.models import Application, FormState, PublicMaterial, SelfEvaluation
from xieshou.business.evaluation.services import ex_ante
from xieshou.business.evaluation.services.monitoring import monitoring_create
from xieshou.business.evaluation.services.reviewing import opinion_add
from xieshou.business.metrics.freezing import snapshot_take
from xieshou.business.metrics.models import Metric
from xieshou.business.projects.api import Nature
from xieshou.platform.evidence.models import Evidence

CRITERIA = {
    code: {"score": "18", "words": "有批复和测算"} for code in ("need", "economy", "goals", "feasibility", "funding")
}


def furnish(world: World) -> None:
    """All of it; first one project with every link from its money to an approved score."""
    whole = make_whole(world)
    version = only_version(Metric.objects.get(code="persons"))
    snapshot_take(
        actor=world.division_manager, version=version, scope=YEAR, owner=world.county_a, place=world.county_a_region
    )
    _forms(world)
    make_exchanged(world)
    make_appraisal(world)
    _use(world, whole.form)


def _forms(world: World) -> None:
    """A draft and a form under review of each kind."""
    big = make_project(world, nature=Nature.NEW, estimate_fen=800_000_000)
    form = ex_ante.ex_ante_create(actor=world.clerk_a, project=big, year=2021)
    known: dict[str, Any] = {"criteria": CRITERIA, "conclusion": "support", "assessed_on": None}
    ex_ante.ex_ante_save(actor=world.clerk_a, form=form, opened_version=form.version, **known)
    make_goals(world)
    waiting = make_goals(world)
    submit(waiting, world.clerk_a)
    waiting.refresh_from_db()
    opinion_add(actor=world.approver_a, goals=waiting, indicator_code="", words="请补充测算")
    agreed = make_goals(world, project=builders.funded_project(world), state=FormState.APPROVED)
    monitoring_create(actor=world.clerk_a, goals=agreed, month=6, is_demo=True)
    builders.filled(world)


def _use(world: World, form: SelfEvaluation) -> None:
    """What comes of a result, and what was published."""
    place = {"owner": world.county_a, "place": world.county_a_region}
    Application.objects.get_or_create(
        self_evaluation=form,
        defaults={
            "project": form.project,
            "year": form.year + 1,
            "suggestion_code": "keep",
            "suggestion": "按上年安排",
            **place,
        },
    )
    file = Evidence.objects.filter(owner=world.county_a)[0]
    PublicMaterial.objects.create(evidence=file, year=2021, url="https://office.example/1", **place)
