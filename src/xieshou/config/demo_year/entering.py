"""The projects of the year: proposed, reviewed, taken into the library, put into the yearly plan.

Nothing of how they were reviewed is published: those steps are 演示数据 and say so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from xieshou.business.projects import api as projects
from xieshou.config.demo_year.cast import Cast, approve
from xieshou.config.demo_year.published import DEMO, UNPUBLISHED, Subject, Year, fen, rows
from xieshou.platform.accounts.api import User

NOT_TOLD = f"{UNPUBLISHED}；{DEMO}"
REVIEWED_ON = date(2019, 12, 2)  # no day is published; early enough for the publicity before the year (演示数据)
PUBLICITY_DAYS = 5
PLAN = "2020 年度项目计划（演示数据：按公开的部门决算整理）"


def project_of(year: Year, subject: Subject) -> projects.Project | None:
    """The project of a published table, by its source."""
    return projects.Project.objects.filter(is_demo=True, source=source_of(year, subject)).first()


def source_of(year: Year, subject: Subject) -> str:
    """Where the project is printed; one project one place."""
    return year.source(subject.line)


def enter(year: Year, cast: Cast) -> str:
    """Every project of the year, in the plan."""
    plan = projects.YearPlan.objects.filter(owner=cast.office, year=year.year, is_demo=True).first()
    if plan is None or plan.state != projects.PlanState.ISSUED:
        for subject in year.subjects:
            if project_of(year, subject) is None:
                _into_library(year, cast, subject)
        _planned(year, cast)
    return f"项目 {len(year.subjects)} 个：{len(year.own)} 个有自评表，另两项为部门任务（基本支出、考核管理）"


@transaction.atomic
def _into_library(year: Year, cast: Cast, subject: Subject) -> None:
    project = projects.project_create(
        actor=cast.handler,
        owner=cast.office,
        name=subject.name,
        needs={"city": estimate(subject)},
        is_demo=True,
        **_facts(year, cast, subject),
    )
    into_library(project, cast.handler, cast.head, cast.evaluator, held_on=REVIEWED_ON)


def _facts(year: Year, cast: Cast, subject: Subject) -> dict[str, Any]:
    source = source_of(year, subject)
    content = subject.evaluation.goals[0].expected if subject.evaluation is not None else ""
    content = content or (subject.task.done if subject.task is not None else "") or UNPUBLISHED
    twin = f"{year.source()}中各自列表的项目"
    return {
        "category": subject.category,
        "nature": subject.nature,
        "place": cast.place,
        "department": cast.office,
        "implementer": cast.office,
        "starts_on": date(year.year, 1, 1),
        "ends_on": date(year.year, 12, 31),
        "content": content,
        "basis": f"{source}；立项文件{UNPUBLISHED}",
        "estimate_fen": estimate(subject),
        "beneficiaries": UNPUBLISHED,
        "benefit_link": UNPUBLISHED,
        "goal": content,
        "maturity": "ready",
        "twin_reason": twin,
        "source": source,
    }


def estimate(subject: Subject) -> int:
    """项目总额 as printed; a department's task without one stands with what was spent."""
    if subject.task is not None:
        return max(fen(subject.task.budget), fen(subject.task.executed))
    assert subject.evaluation is not None
    assert subject.evaluation.amount is not None
    return fen(subject.evaluation.amount.value, subject.evaluation.amount_unit or "元")


def into_library(project: projects.Project, proposer: User, head: User, expert: User, *, held_on: date) -> None:
    """The whole way of a draft into the library, with the publicity over."""
    project = projects.project_propose(actor=proposer, project=project)
    review = projects.review_open(actor=head, project=project, experts=[expert])
    projects.review_score(actor=expert, review=review, given=_given(review), words=NOT_TOLD)
    review = projects.review_close(
        actor=head, review=review, verdict="agree", minutes=f"评审过程{NOT_TOLD}", held_on=held_on
    )
    projects.review_publish(actor=head, review=review, published_on=held_on, days=PUBLICITY_DAYS)
    project.refresh_from_db()
    projects.project_accept(actor=head, project=project, reason=NOT_TOLD)


def _given(review: projects.Review) -> Mapping[str, projects.Given]:
    """Full points everywhere; nobody published another judgement."""
    return {one.code: projects.Given(str(one.points), NOT_TOLD) for one in projects.review_criteria(review)}


@transaction.atomic
def _planned(year: Year, cast: Cast) -> None:
    plan = projects.YearPlan.objects.filter(owner=cast.office, year=year.year, is_demo=True).first()
    if plan is None:
        plan = projects.plan_create(
            actor=cast.handler, year=year.year, owner=cast.office, place=cast.place, title=PLAN, is_demo=True
        )
    for subject in year.subjects:
        project = project_of(year, subject)
        assert project is not None
        projects.plan_item_add(actor=cast.handler, plan=plan, project=project, amount_fen=planned(subject))
    projects.plan_submit(actor=cast.handler, plan=plan, summary=NOT_TOLD)
    approve(cast.head, plan, NOT_TOLD)


def planned(subject: Subject) -> int:
    """What the plan gives a project: its budget of the year as adjusted."""
    if subject.task is not None:
        return max(fen(subject.task.budget), fen(subject.task.executed))
    return fen(rows(subject)["total"].budget)
