"""Evaluations of the published year as test data: 扶贫合作交流, self-evaluation 94.37 and department evaluation 97.2."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.factories.evaluation import make_project
from tests.factories.world import World, person
from xieshou.business.evaluation.models import (
    ActualValue,
    Appraisal,
    AppraisalKind,
    FormState,
    GoalIndicator,
    GoalSet,
    SelfEvaluation,
)
from xieshou.business.evaluation.services.appraising import (
    appraisal_award,
    appraisal_create,
    appraisal_facts_save,
    exchange_answer,
    exchange_open,
)
from xieshou.business.evaluation.services.consistency import appraisal_check, explanation_set, unexplained
from xieshou.business.evaluation.services.expert_scoring import (
    Given,
    Invited,
    expert_scores_save,
    expert_scores_submit,
    experts_invite,
)
from xieshou.business.evaluation.services.judged import judged_facts
from xieshou.business.evaluation.services.reconciling import differences_explain, reconciliation
from xieshou.business.evaluation.services.report_text import chapters_save
from xieshou.business.evaluation.services.scoring import card_json
from xieshou.business.evaluation.services.signing import appraisal_sign
from xieshou.business.projects.api import Project
from xieshou.datasets import load_dataset
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.exact import Exact
from xieshou.kernel.score import score
from xieshou.platform.accounts.api import User, post_appoint
from xieshou.schemes import load_scheme

SCHEME = "shenzhen-2020-project-evaluation"
SELF_SCHEME = "shenzhen-2020-project-self"
COST = "没有超支。计划成本 265.65 万元，实际支出 129.47 万元，成本节约率 51.26%。"
TEXT = {
    "analysis:C4": COST,
    "problems": "质量指标值设置偏低",
    "suggestions": "事前定出细化、量化、可考核的目标",
    "experience": "以制度为准落实管理",
}


def published(code: str) -> Evaluation:
    """One evaluation of the published year."""
    return next(one for one in load_dataset("shenzhen-2020").evaluations if one.id == code)


def facts_of(evaluation: Evaluation) -> dict[str, dict[str, str]]:
    """Its facts as somebody would enter them, without those that experts judge."""
    hidden = judged_facts(load_scheme(SCHEME))
    return {
        name: {"value": f"{one.value}{one.unit}", "note": one.note}
        for name, one in evaluation.facts.items()
        if name not in hidden
    }


def make_self(world: World, project: Project, code: str = "exchange") -> SelfEvaluation:
    """An approved self-evaluation with the published indicators and scores."""
    source = published(code)
    scheme = load_scheme(SELF_SCHEME)
    place: dict[str, Any] = {"owner": project.owner, "place": project.place}
    goals = GoalSet.objects.create(
        project=project, year=2020, scheme=SELF_SCHEME, state=FormState.APPROVED, expected="完成年度目标", **place
    )
    for order, one in enumerate(source.indicators, 1):
        GoalIndicator.objects.create(
            goals=goals, order=order, code=one.code, level1=one.level1, level2=one.level2, name=one.name,
            target=one.target or "", points=one.points or "", **place,
        )  # fmt: skip
    card = card_json(score(scheme, source), [])
    form = SelfEvaluation.objects.create(
        goals=goals, project=project, year=2020, state=FormState.APPROVED, card=card, total=card["total"],
        grade=card["grade"], achieved="已完成", funds=funds_of(source), **place,
    )  # fmt: skip
    by_code = {one.code: one for one in source.indicators}
    for indicator in goals.indicators.all():
        one = by_code[indicator.code]
        ActualValue.objects.create(
            evaluation=form, indicator=indicator, actual=one.actual or "", awarded=one.score or "",
            awarded_because="按公布", **place,
        )  # fmt: skip
    return form


def funds_of(source: Evaluation) -> list[dict[str, Any]]:
    """The published fund block in 分."""
    per = {"元": 100, "万元": 1_000_000}[source.amount_unit or "万元"]

    def fen(text: str | None) -> int | None:
        return (Exact.read(text) * Exact(per)).num if text else None

    return [
        {
            "row": one.row.value,
            "initial_fen": fen(one.initial),
            "budget_fen": fen(one.budget),
            "executed_fen": fen(one.executed),
        }
        for one in source.funds
    ]


def make_appraisal(world: World, *, has_self: bool = True, project: Project | None = None, **rest: Any) -> Appraisal:
    """A department evaluation of a project of county A, begun by the division."""
    project = project or make_project(world)
    if has_self and not SelfEvaluation.objects.filter(project=project).exists():
        make_self(world, project)
    values: dict[str, Any] = {"kind": AppraisalKind.DEPARTMENT, "scheme": SCHEME, "year": 2020, **rest}
    return appraisal_create(actor=world.division_manager, project=project, **values)


def make_expert(world: World, number: int) -> User:
    """An evaluator from outside."""
    user = person(f"expert{number}", f"评价专家{number}")
    post_appoint(
        actor=None, user=user, role=world.roles["expert"], organisation=world.office, title="专家",
        areas=[world.shenzhen], valid_from=date(2020, 1, 1),
    )  # fmt: skip
    return user


def invite(world: World, appraisal: Appraisal, count: int = 2, weights: tuple[str, ...] = ()) -> list[User]:
    """So many outside experts, asked to score."""
    users = [make_expert(world, number) for number in range(1, count + 1)]
    asked = [Invited(user, weights[index] if weights else "1") for index, user in enumerate(users)]
    experts_invite(
        actor=world.division_manager, appraisal=appraisal, experts=asked, due_on=timezone.localdate() + timedelta(3)
    )
    return users


def give(user: User, appraisal: Appraisal, effect: str, satisfaction: str = "8", *, submit: bool = True) -> None:
    """What an expert gives 实施效益 (22 points) and 满意度 (8 points)."""
    scores = {"D1": Given(effect, "佐证不充分"), "D2": Given(satisfaction, "")}
    expert_scores_save(actor=user, appraisal=appraisal, scores=scores)
    if submit:
        expert_scores_submit(actor=user, appraisal=appraisal)


def make_scored(world: World, code: str = "exchange-evaluation", **rest: Any) -> Appraisal:
    """Facts as published, two experts who give full points: 汇总与报告."""
    appraisal = make_appraisal(world, **rest)
    facts = facts_of(published(code))
    appraisal_facts_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts
    )
    for user in invite(world, appraisal):
        give(user, appraisal, "22")
    appraisal.refresh_from_db()
    return appraisal


def award_as_published(world: World, appraisal: Appraisal) -> Appraisal:
    """The two scores of 扶贫合作交流 that the office awarded otherwise than its rules give: 97.2 in all."""
    for item, awarded, reason in (
        ("B2", "3.2", "取一位小数"),
        ("C2", "10", "因疫情企业无法参展，不扣分"),
    ):
        appraisal_award(
            actor=world.division_manager, appraisal=appraisal, item=item, awarded=awarded, reason=reason,
            opened_version=appraisal.version,
        )  # fmt: skip
    return appraisal


def make_exchanged(world: World, **rest: Any) -> Appraisal:
    """Scored as published, its text written, the evaluated unit has answered."""
    appraisal = award_as_published(world, make_scored(world, **rest))
    manager = world.division_manager
    chapters_save(actor=manager, appraisal=appraisal, opened_version=appraisal.version, chapters=TEXT)
    due = timezone.localdate() + timedelta(days=5)
    exchange_open(actor=manager, appraisal=appraisal, due_on=due, opened_version=appraisal.version)
    exchange_answer(actor=world.clerk_a, appraisal=appraisal, answer="无意见", opened_version=appraisal.version)
    return appraisal


def settle(world: World, appraisal: Appraisal) -> Appraisal:
    """Every difference of scores explained, the report checked, every mismatch explained."""
    manager = world.division_manager
    reasons = {row.key: "评价口径不同，见报告" for row in reconciliation(appraisal).missing}
    differences_explain(actor=manager, appraisal=appraisal, opened_version=appraisal.version, reasons=reasons)
    appraisal_check(actor=manager, appraisal=appraisal)
    for one in unexplained(appraisal):
        explanation_set(
            actor=manager, appraisal=appraisal, fingerprint=one.data["fingerprint"], reason="因疫情核减，见附件"
        )
    return appraisal


def make_signed(world: World, **rest: Any) -> Appraisal:
    """An evaluation that is signed."""
    appraisal = settle(world, make_exchanged(world, **rest))
    return appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=appraisal.version)
