"""The door of reporting."""

from xieshou.platform.reporting.calendar import PeriodKind
from xieshou.platform.reporting.demo import load_demo_forms
from xieshou.platform.reporting.models import Form, Period, State, Submission
from xieshou.platform.reporting.selectors import Lock, is_locked, to_report, to_review, to_unlock
from xieshou.platform.reporting.services.periods import periods_open
from xieshou.platform.reporting.services.unlocks import unlocks_end

__all__ = [
    "Form",
    "Lock",
    "Period",
    "PeriodKind",
    "State",
    "Submission",
    "is_locked",
    "load_demo_forms",
    "periods_open",
    "to_report",
    "to_review",
    "to_unlock",
    "unlocks_end",
]
