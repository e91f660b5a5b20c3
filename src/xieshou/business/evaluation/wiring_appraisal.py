"""What this part of the cycle tells the apps below it, once, when the models are ready."""

from xieshou.business.evaluation.services import (  # noqa: F401 they register the handlers of their jobs
    consistency,
    dossier_file,
)
from xieshou.business.evaluation.services.appraising import CATEGORY
from xieshou.platform.inbox import api as inbox


def connect() -> None:
    """Notices have their category."""
    inbox.category_add(inbox.Category(CATEGORY, "绩效评价与结果应用"))
