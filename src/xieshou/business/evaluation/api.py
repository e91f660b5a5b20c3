"""The door of the performance cycle."""

from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of
from xieshou.business.evaluation.models import (
    ActualValue,
    Application,
    Appraisal,
    ExAnte,
    FormState,
    GoalIndicator,
    GoalSet,
    Monitoring,
    MonitoringRow,
    PublicMaterial,
    SelfEvaluation,
)
from xieshou.business.evaluation.selectors import all_goals_in_force, goals_in_force, subject_goals, versions_of
from xieshou.business.evaluation.services.applying import (
    FoundProblem,
    application_answer,
    application_confirm,
    application_make,
    application_return,
    appraisal_findings,
    unanswered,
)
from xieshou.business.evaluation.services.appraisal_card import card_of as appraisal_card_of
from xieshou.business.evaluation.services.appraising import (
    appraisal_award,
    appraisal_cite,
    appraisal_create,
    appraisal_facts_refill,
    appraisal_facts_save,
    exchange_answer,
    exchange_open,
    exchange_reply,
)
from xieshou.business.evaluation.services.awarding import self_award
from xieshou.business.evaluation.services.consistency import (
    appraisal_check,
    check_problems,
    explanation_set,
    unexplained,
)
from xieshou.business.evaluation.services.dossier import dossier_of
from xieshou.business.evaluation.services.dossier_file import dossier_ask, dossier_make
from xieshou.business.evaluation.services.dossier_verifying import dossier_verify
from xieshou.business.evaluation.services.ex_ante import (
    ex_ante_create,
    ex_ante_needed,
    ex_ante_pass,
    ex_ante_save,
    ex_ante_submit,
    may_ask_budget,
)
from xieshou.business.evaluation.services.expert_scoring import (
    Given,
    Invited,
    drafting_begin,
    expert_scores_save,
    expert_scores_submit,
    experts_invite,
)
from xieshou.business.evaluation.services.goals import goals_create, goals_save, schemes_for
from xieshou.business.evaluation.services.judged import judged_facts, judged_items
from xieshou.business.evaluation.services.materials import material_mark, material_unmark
from xieshou.business.evaluation.services.monitoring import (
    monitoring_create,
    monitoring_pass,
    monitoring_return,
    monitoring_save,
    monitoring_submit,
)
from xieshou.business.evaluation.services.monitoring_typed import RowEntry
from xieshou.business.evaluation.services.monitoring_typed import Typed as MonitoringTyped
from xieshou.business.evaluation.services.monitoring_year import monitorings_due, monitorings_open
from xieshou.business.evaluation.services.past import goals_register_past
from xieshou.business.evaluation.services.prepared import scores_recompute
from xieshou.business.evaluation.services.reconciling import differences_explain, reconciliation
from xieshou.business.evaluation.services.report_text import ANALYSIS, chapters_save
from xieshou.business.evaluation.services.reviewing import goals_pass, goals_return, goals_submit
from xieshou.business.evaluation.services.scoring import Line, card_of, lines_of, recompute, scope_for, standing_of
from xieshou.business.evaluation.services.self_evaluation import (
    fact_cite,
    self_evaluation_create,
    self_evaluation_pass,
    self_evaluation_return,
    self_evaluation_save,
    self_evaluation_submit,
    value_cite,
)
from xieshou.business.evaluation.services.self_typed import Typed as SelfTyped
from xieshou.business.evaluation.services.self_typed import ValueEntry
from xieshou.business.evaluation.services.signing import appraisal_disclose, appraisal_sign
from xieshou.business.evaluation.services.versions import goals_adjust

__all__ = [
    "ANALYSIS",
    "ActualValue",
    "Application",
    "Appraisal",
    "ExAnte",
    "FormState",
    "FoundProblem",
    "Given",
    "GoalIndicator",
    "GoalSet",
    "Invited",
    "Line",
    "Monitoring",
    "MonitoringRow",
    "MonitoringTyped",
    "PublicMaterial",
    "Reached",
    "Row",
    "RowEntry",
    "SelfEvaluation",
    "SelfTyped",
    "ValueEntry",
    "all_goals_in_force",
    "application_answer",
    "application_confirm",
    "application_make",
    "application_return",
    "appraisal_award",
    "appraisal_card_of",
    "appraisal_check",
    "appraisal_cite",
    "appraisal_create",
    "appraisal_disclose",
    "appraisal_facts_refill",
    "appraisal_facts_save",
    "appraisal_findings",
    "appraisal_sign",
    "card_of",
    "chapters_save",
    "check_problems",
    "differences_explain",
    "dossier_ask",
    "dossier_make",
    "dossier_of",
    "dossier_verify",
    "drafting_begin",
    "evaluation_of",
    "ex_ante_create",
    "ex_ante_needed",
    "ex_ante_pass",
    "ex_ante_save",
    "ex_ante_submit",
    "exchange_answer",
    "exchange_open",
    "exchange_reply",
    "expert_scores_save",
    "expert_scores_submit",
    "experts_invite",
    "explanation_set",
    "fact_cite",
    "goals_adjust",
    "goals_create",
    "goals_in_force",
    "goals_pass",
    "goals_register_past",
    "goals_return",
    "goals_save",
    "goals_submit",
    "judged_facts",
    "judged_items",
    "lines_of",
    "material_mark",
    "material_unmark",
    "may_ask_budget",
    "monitoring_create",
    "monitoring_pass",
    "monitoring_return",
    "monitoring_save",
    "monitoring_submit",
    "monitorings_due",
    "monitorings_open",
    "recompute",
    "reconciliation",
    "schemes_for",
    "scope_for",
    "scores_recompute",
    "self_award",
    "self_evaluation_create",
    "self_evaluation_pass",
    "self_evaluation_return",
    "self_evaluation_save",
    "self_evaluation_submit",
    "standing_of",
    "subject_goals",
    "unanswered",
    "unexplained",
    "value_cite",
    "versions_of",
]
