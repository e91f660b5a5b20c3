"""The door of training."""

from xieshou.business.talent.ledger import LEDGER
from xieshou.business.talent.models import TrainingSession
from xieshou.business.talent.services import load_facts

__all__ = ["LEDGER", "TrainingSession", "load_facts"]
