"""The door of the performance cycle."""

from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of
from xieshou.business.evaluation.models import (
    ActualValue,
    Appraisal,
    ExAnte,
    FormState,
    GoalIndicator,
    GoalSet,
    Monitoring,
    SelfEvaluation,
)
from xieshou.business.evaluation.selectors import all_goals_in_force, goals_in_force, subject_goals, versions_of
from xieshou.business.evaluation.services.ex_ante import (
    ex_ante_create,
    ex_ante_needed,
    ex_ante_pass,
    ex_ante_save,
    ex_ante_submit,
    may_ask_budget,
)
from xieshou.business.evaluation.services.goals import goals_create, goals_save, schemes_for
from xieshou.business.evaluation.services.monitoring import (
    RowEntry,
    monitoring_create,
    monitoring_pass,
    monitoring_return,
    monitoring_save,
    monitoring_submit,
    monitorings_open,
)
from xieshou.business.evaluation.services.monitoring import Typed as MonitoringTyped
from xieshou.business.evaluation.services.prepared import scores_recompute
from xieshou.business.evaluation.services.reviewing import goals_pass, goals_return, goals_submit
from xieshou.business.evaluation.services.scoring import card_of, recompute, standing_of
from xieshou.business.evaluation.services.self_evaluation import Typed as SelfTyped
from xieshou.business.evaluation.services.self_evaluation import (
    ValueEntry,
    fact_cite,
    self_award,
    self_evaluation_create,
    self_evaluation_pass,
    self_evaluation_return,
    self_evaluation_save,
    self_evaluation_submit,
    value_cite,
)
from xieshou.business.evaluation.services.versions import goals_adjust

__all__ = [
    "ActualValue",
    "Appraisal",
    "ExAnte",
    "FormState",
    "GoalIndicator",
    "GoalSet",
    "Monitoring",
    "MonitoringTyped",
    "Reached",
    "RowEntry",
    "SelfEvaluation",
    "SelfTyped",
    "ValueEntry",
    "all_goals_in_force",
    "card_of",
    "evaluation_of",
    "ex_ante_create",
    "ex_ante_needed",
    "ex_ante_pass",
    "ex_ante_save",
    "ex_ante_submit",
    "fact_cite",
    "goals_adjust",
    "goals_create",
    "goals_in_force",
    "goals_pass",
    "goals_return",
    "goals_save",
    "goals_submit",
    "may_ask_budget",
    "monitoring_create",
    "monitoring_pass",
    "monitoring_return",
    "monitoring_save",
    "monitoring_submit",
    "monitorings_open",
    "recompute",
    "schemes_for",
    "scores_recompute",
    "self_award",
    "self_evaluation_create",
    "self_evaluation_pass",
    "self_evaluation_return",
    "self_evaluation_save",
    "self_evaluation_submit",
    "standing_of",
    "subject_goals",
    "value_cite",
    "versions_of",
]
