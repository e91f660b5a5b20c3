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
from xieshou.business.evaluation.services.reviewing import goals_pass, goals_return, goals_submit
from xieshou.business.evaluation.services.versions import goals_adjust

__all__ = [
    "ActualValue",
    "Appraisal",
    "ExAnte",
    "FormState",
    "GoalIndicator",
    "GoalSet",
    "Monitoring",
    "Reached",
    "SelfEvaluation",
    "all_goals_in_force",
    "evaluation_of",
    "ex_ante_create",
    "ex_ante_needed",
    "ex_ante_pass",
    "ex_ante_save",
    "ex_ante_submit",
    "goals_adjust",
    "goals_create",
    "goals_in_force",
    "goals_pass",
    "goals_return",
    "goals_save",
    "goals_submit",
    "may_ask_budget",
    "schemes_for",
    "subject_goals",
    "versions_of",
]
