"""The door of satisfaction surveys."""

from xieshou.business.surveys.models import Rule, State, Survey
from xieshou.business.surveys.selectors import Satisfaction, satisfaction_of, surveys_of
from xieshou.business.surveys.services import expired_close, survey_create
from xieshou.business.surveys.sheet import results_file

__all__ = [
    "Rule",
    "Satisfaction",
    "State",
    "Survey",
    "expired_close",
    "results_file",
    "satisfaction_of",
    "survey_create",
    "surveys_of",
]
