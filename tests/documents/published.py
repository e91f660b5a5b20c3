"""Every kind of document, built from the published data of Shenzhen 2020."""

from functools import cache

from xieshou.datasets import load_dataset
from xieshou.documents.document import Document
from xieshou.documents.layouts.accounts import accounts
from xieshou.documents.layouts.department_goals import department_goals
from xieshou.documents.layouts.department_scores import department_scores
from xieshou.documents.layouts.project_report import project_report, project_scores
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.provenance import Provenance
from xieshou.kernel.evaluation import Evaluation, EvaluationKind
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard
from xieshou.schemes import load_scheme

DATASET = load_dataset("shenzhen-2020")
EVALUATIONS = {evaluation.id: evaluation for evaluation in DATASET.evaluations}


def provenance(evaluation: Evaluation) -> Provenance:
    """The source and the scheme of a published evaluation."""
    scheme = load_scheme(evaluation.scheme or "")
    return Provenance(DATASET.source, scheme.words.zh, scheme.official_note.zh)


@cache
def card(name: str) -> Scorecard:
    """The scorecard of a published evaluation."""
    evaluation = EVALUATIONS[name]
    return score(load_scheme(evaluation.scheme or ""), evaluation)


def _scored(name: str) -> dict[str, Document]:
    evaluation = EVALUATIONS[name]
    given = evaluation, load_scheme(evaluation.scheme or ""), card(name), provenance(evaluation)
    if evaluation.kind is EvaluationKind.DEPARTMENT:
        goals = department_goals(evaluation, provenance(evaluation))
        return {f"{name}-goals": goals, f"{name}-scores": department_scores(*given)}
    return {f"{name}-report": project_report(*given), f"{name}-scores": project_scores(*given)}


@cache
def documents() -> dict[str, Document]:
    """Every document, by name."""
    made: dict[str, Document] = {"accounts": accounts(DATASET.accounts, Provenance(DATASET.source))}
    for name, evaluation in EVALUATIONS.items():
        if evaluation.kind is EvaluationKind.PROJECT_SELF:
            made[f"{name}-self"] = self_evaluation(evaluation, provenance(evaluation))
        else:
            made |= _scored(name)
    return made
