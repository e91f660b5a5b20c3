"""The door of problems and their rectification.

A page of any record shows the problems about it with `{% load rectification %}{% findings_panel record %}`.
"""

from xieshou.business.rectification.links import link_to, record_linked
from xieshou.business.rectification.models import Finding, Source, State
from xieshou.business.rectification.printing import finding_file
from xieshou.business.rectification.reminders import overdue_tell
from xieshou.business.rectification.selectors import (
    Closure,
    closure,
    findings_of,
    open_count_of,
    people_at,
)
from xieshou.business.rectification.services import NewFinding, finding_create, findings_create

__all__ = [
    "Closure",
    "Finding",
    "NewFinding",
    "Source",
    "State",
    "closure",
    "finding_create",
    "finding_file",
    "findings_create",
    "findings_of",
    "link_to",
    "open_count_of",
    "overdue_tell",
    "people_at",
    "record_linked",
]
