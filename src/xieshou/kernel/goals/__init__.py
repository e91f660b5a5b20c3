"""Performance goals before and during the year: indicator check, plausibility, monitoring, use of results. Pure.

`lint` and `lint_indicator` (JX04), `plausibility` and `completion` (JX05), `monitoring` (JX08), `application` (JX14).
"""

from xieshou.kernel.goals.catalogue import CATALOGUE, GoalCheck
from xieshou.kernel.goals.dual_monitoring import MonitoredFunds, Monitoring, MonthError, monitoring
from xieshou.kernel.goals.finding import GoalFinding, Place, is_blocked
from xieshou.kernel.goals.limits import LintLimits, Margins, MonitoringLimits
from xieshou.kernel.goals.linter import lint, lint_indicator
from xieshou.kernel.goals.plausible import PastValue, PeerValue, completion, completion_share, median, plausibility
from xieshou.kernel.goals.progress import Cause, Forecast, MonitoredIndicator, Possibility, Progress, progress_of
from xieshou.kernel.goals.result_use import (
    DEFAULT_TABLE,
    Action,
    Application,
    UnknownGradeError,
    UseRule,
    UseTable,
    application,
)
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.goals.sheet import GoalIndicator, GoalSheet, SheetKind

__all__ = [
    "CATALOGUE",
    "DEFAULT_TABLE",
    "Action",
    "Application",
    "Cause",
    "Forecast",
    "GoalCheck",
    "GoalFinding",
    "GoalIndicator",
    "GoalSheet",
    "LintLimits",
    "Margins",
    "MonitoredFunds",
    "MonitoredIndicator",
    "Monitoring",
    "MonitoringLimits",
    "MonthError",
    "PastValue",
    "PeerValue",
    "Place",
    "Possibility",
    "Progress",
    "Severity",
    "SheetKind",
    "UnknownGradeError",
    "UseRule",
    "UseTable",
    "application",
    "completion",
    "completion_share",
    "is_blocked",
    "lint",
    "lint_indicator",
    "median",
    "monitoring",
    "plausibility",
    "progress_of",
]
