"""Projects: proposal, review, library, yearly plan, contracts, milestones, changes, acceptance, settlement.

Money is in integer 分. Missing is not zero: an amount that is not known is null.
"""

from xieshou.business.projects.models.closing import (
    Acceptance,
    AcceptanceItem,
    AcceptanceState,
    ChangeKind,
    ChangeState,
    ProjectChange,
    Settlement,
)
from xieshou.business.projects.models.contract import (
    Contract,
    ContractChange,
    ContractState,
    Procurement,
    ProcurementMethod,
)
from xieshou.business.projects.models.library import (
    PlanItem,
    PlanState,
    Review,
    ReviewExpert,
    ReviewScore,
    Verdict,
    YearPlan,
)
from xieshou.business.projects.models.progress import Milestone, ProgressReport, ProjectWarning, WarningCheck
from xieshou.business.projects.models.project import (
    Category,
    CodeSerial,
    FundingNeed,
    Maturity,
    Nature,
    NegativeExemption,
    Project,
    SourceLevel,
    Stage,
)

__all__ = [
    "Acceptance",
    "AcceptanceItem",
    "AcceptanceState",
    "Category",
    "ChangeKind",
    "ChangeState",
    "CodeSerial",
    "Contract",
    "ContractChange",
    "ContractState",
    "FundingNeed",
    "Maturity",
    "Milestone",
    "Nature",
    "NegativeExemption",
    "PlanItem",
    "PlanState",
    "Procurement",
    "ProcurementMethod",
    "ProgressReport",
    "Project",
    "ProjectChange",
    "ProjectWarning",
    "Review",
    "ReviewExpert",
    "ReviewScore",
    "Settlement",
    "SourceLevel",
    "Stage",
    "Verdict",
    "WarningCheck",
    "YearPlan",
]
