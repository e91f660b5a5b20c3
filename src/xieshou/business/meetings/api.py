"""The door of visits and meetings."""

from xieshou.business.meetings.ledger import LEDGER
from xieshou.business.meetings.models import Visit
from xieshou.business.meetings.services import load_facts

__all__ = ["LEDGER", "Visit", "load_facts"]
