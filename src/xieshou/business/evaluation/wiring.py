"""What the performance cycle tells the apps below it, once, when the models are ready."""

from xieshou.business.evaluation import wiring_appraisal, wiring_self
from xieshou.business.evaluation.services import ex_ante, reviewing
from xieshou.platform.inbox import api as inbox


def connect() -> None:
    """Forms follow their approvals; notices have their category."""
    inbox.category_add(inbox.Category("evaluation.goals", "绩效目标"))
    reviewing.connect()
    ex_ante.connect()
    wiring_self.connect()
    wiring_appraisal.connect()
