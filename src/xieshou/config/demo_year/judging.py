"""Both project evaluations of the year by the department, up to where the platform stops them, and what follows from results.

Facts, scores, reasons and chapters are the published ones. The consistency check finds what the published material
contradicts; one finding is explained as an example, the others stay, so the reports cannot be signed – as they should not
have been. The exchange of opinions and its answer are 演示数据.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from xieshou.business.evaluation import api as evaluation
from xieshou.business.projects.api import Project
from xieshou.business.rectification.api import findings_of
from xieshou.config.demo_year.cast import Cast
from xieshou.config.demo_year.entering import project_of
from xieshou.config.demo_year.published import DEMO, UNPUBLISHED, Year, remark
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.exact import Exact
from xieshou.schemes import load_scheme

OF_PROJECT = {"exchange-evaluation": "exchange", "fund-evaluation": "fund"}
DEPARTMENT_KIND = "department"
ANSWER_DAYS, MEND_DAYS = 10, 60
NO_OPINION = "无意见"
EXPLAINED = f"{DEMO}：说明的示例。两处数字口径不同，{UNPUBLISHED}更多说明；其余各处没有说明，因此不能签发。"


def judge(year: Year, cast: Cast) -> Iterator[str]:
    """The two evaluations, their problems in the rectification ledger, the suggestions for the next budget."""
    for key, project_key in OF_PROJECT.items():
        project = project_of(year, next(one for one in year.own if one.key == project_key))
        assert project is not None
        appraisal = evaluation.Appraisal.objects.filter(
            project=project, year=year.year, kind=DEPARTMENT_KIND
        ).first() or _judged(year, cast, year.evaluation(key), project)
        left = len(evaluation.unexplained(appraisal))
        yield f"部门评价 {project}：{appraisal.total} 分{appraisal.grade}（公布）；核验未说明的不一致 {left} 处，不能签发"
    yield _applied(year, cast)


@transaction.atomic
def _judged(year: Year, cast: Cast, published: Evaluation, project: Project) -> evaluation.Appraisal:
    appraisal = evaluation.appraisal_create(
        actor=cast.head,
        kind=DEPARTMENT_KIND,
        scheme=published.scheme or "",
        year=year.year,
        project=project,
        evaluator=str(cast.office),
        is_demo=True,
        source=year.source(published.published.line),
    )
    evaluation.appraisal_facts_save(
        actor=cast.head, appraisal=appraisal, opened_version=appraisal.version, facts=_facts(published)
    )
    evaluation.drafting_begin(actor=cast.head, appraisal=appraisal, opened_version=appraisal.version)
    _award(cast, published, appraisal)
    evaluation.chapters_save(
        actor=cast.head, appraisal=appraisal, opened_version=appraisal.version, chapters=_chapters(published)
    )
    _found(year, cast, published, appraisal)
    _exchange(cast, appraisal)
    _reconcile(cast, appraisal)
    _check(cast, appraisal)
    return appraisal


def _facts(published: Evaluation) -> Mapping[str, Mapping[str, str]]:
    hidden = evaluation.judged_facts(load_scheme(published.scheme or ""))
    return {
        name: {"value": f"{one.value}{one.unit}", "note": remark(one.note, one.line)[:500]}
        for name, one in published.facts.items()
        if name not in hidden
    }


def _award(cast: Cast, published: Evaluation, appraisal: evaluation.Appraisal) -> None:
    """Scores that the rules do not give, and those that a person judges, as published with the published reason."""
    judged = {item.code for item in evaluation.judged_items(load_scheme(appraisal.scheme))}
    card = evaluation.appraisal_card_of(appraisal)
    for one in published.scores:
        item = card.item(one.item)
        if item is not None and item.awarded == Exact.read(one.score) and one.item not in judged:
            continue
        because = next((told.reason for told in published.adjustments if told.item == one.item), one.note)
        reason = f"公布：{remark(because, one.line, f'得分，理由{UNPUBLISHED}')}"
        evaluation.appraisal_award(
            actor=cast.head,
            appraisal=appraisal,
            item=one.item,
            awarded=one.score,
            reason=reason,
            opened_version=appraisal.version,
        )


def _chapters(published: Evaluation) -> Mapping[str, str]:
    """The published report by chapter, under the keys of the form."""
    told = published.chapters
    assert told is not None
    found = {**told.overview, **told.process}
    found |= {f"goal_{name}": text for name, text in told.goals.items()}
    found |= {f"{evaluation.ANALYSIS}{one.item}": one.text for one in told.analysis}
    found |= {
        "conclusion": told.conclusion,
        "experience": "\n".join(told.experience),
        "problems": "\n".join(told.problems),
        "suggestions": "\n".join(told.suggestions),
    }
    return {key: text for key, text in found.items() if text}


def _found(year: Year, cast: Cast, published: Evaluation, appraisal: evaluation.Appraisal) -> None:
    """The published problems, each on the ledger with the published suggestions as what is demanded."""
    assert published.chapters is not None
    if findings_of(appraisal):
        return
    demanded = "\n".join(published.chapters.suggestions)
    findings = [
        evaluation.FoundProblem(
            title=text[:200],
            responsible=cast.handler,
            due_on=timezone.localdate() + timedelta(days=MEND_DAYS),
            description=f"{text}\n出处：{year.source(published.published.line)}；整改期限和责任人为{DEMO}",
            demanded=demanded,
        )
        for text in published.chapters.problems
    ]
    evaluation.appraisal_findings(actor=cast.head, appraisal=appraisal, findings=findings)


def _exchange(cast: Cast, appraisal: evaluation.Appraisal) -> None:
    due = timezone.localdate() + timedelta(days=ANSWER_DAYS)
    evaluation.exchange_open(actor=cast.head, appraisal=appraisal, due_on=due, opened_version=appraisal.version)
    evaluation.exchange_answer(
        actor=cast.handler, appraisal=appraisal, answer=NO_OPINION, opened_version=appraisal.version
    )


def _reconcile(cast: Cast, appraisal: evaluation.Appraisal) -> None:
    """Why the evaluation's scores are not the self-evaluation's: the two tables ask for other things."""
    reason = f"自评表只评执行率和绩效指标，评价表还评决策、过程和管理，两表的指标和分值不同；报告没有说明差异（{UNPUBLISHED}）"
    reasons = {row.key: reason for row in evaluation.reconciliation(appraisal).missing}
    evaluation.differences_explain(
        actor=cast.head, appraisal=appraisal, opened_version=appraisal.version, reasons=reasons
    )


def _check(cast: Cast, appraisal: evaluation.Appraisal) -> None:
    evaluation.appraisal_check(actor=cast.head, appraisal=appraisal)
    left = evaluation.unexplained(appraisal)
    if len(left) > 1:  # the last one stays unexplained in any case
        evaluation.explanation_set(
            actor=cast.head, appraisal=appraisal, fingerprint=left[-1].data["fingerprint"], reason=EXPLAINED
        )


def _applied(year: Year, cast: Cast) -> str:
    """What the approved self-evaluations suggest for the next budget; who proposes it must answer."""
    forms = evaluation.SelfEvaluation.objects.filter(owner=cast.office, year=year.year, state="approved")
    made = [
        evaluation.application_make(actor=cast.head, self_evaluation=one)
        for one in forms.exclude(project=None).order_by("pk")
        if not one.applications.exists()
    ]
    return f"结果应用：{year.year + 1} 年预算建议 {forms.exclude(project=None).count()} 项（新生成 {len(made)} 项）"
