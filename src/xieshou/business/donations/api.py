"""The door of donations."""

from xieshou.business.donations.ledger import LEDGER
from xieshou.business.donations.models import Donation
from xieshou.business.donations.services import load_facts

__all__ = ["LEDGER", "Donation", "load_facts"]
