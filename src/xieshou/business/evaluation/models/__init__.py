"""The performance cycle: ex-ante assessment, goals with versions, monitoring, self-evaluation, evaluation, application.

Points and scores are exact decimals as text, money is integer 分. What is missing is null or empty, never zero.
A project's or a department's cycle of one year hangs together through `GoalSet`: the approved one is in force.
"""

from xieshou.business.evaluation.models.appraisal import (
    Aggregation,
    Application,
    Appraisal,
    AppraisalKind,
    AppraisalScore,
    AppraisalState,
    Expert,
    ExpertScore,
    Explanation,
    PublicMaterial,
)
from xieshou.business.evaluation.models.base import FormState, OfYear, Subject
from xieshou.business.evaluation.models.goals import ExAnte, ExAnteConclusion, GoalIndicator, GoalSet, Opinion, Waiver
from xieshou.business.evaluation.models.monitoring import Monitoring, MonitoringRow, Possibility, Reach
from xieshou.business.evaluation.models.self_evaluation import ActualValue, SelfEvaluation

__all__ = [
    "ActualValue",
    "Aggregation",
    "Application",
    "Appraisal",
    "AppraisalKind",
    "AppraisalScore",
    "AppraisalState",
    "ExAnte",
    "ExAnteConclusion",
    "Expert",
    "ExpertScore",
    "Explanation",
    "FormState",
    "GoalIndicator",
    "GoalSet",
    "Monitoring",
    "MonitoringRow",
    "OfYear",
    "Opinion",
    "Possibility",
    "PublicMaterial",
    "Reach",
    "SelfEvaluation",
    "Subject",
    "Waiver",
]
