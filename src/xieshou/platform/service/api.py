"""The door of the platform's self-measurement. `measure` is the worker's duty of every minute."""

from xieshou.platform.service.figures import Figure, Figures, figures
from xieshou.platform.service.periods import Period, read_period
from xieshou.platform.service.services import defect_record, maintenance_plan, measure, training_record

__all__ = [
    "Figure",
    "Figures",
    "Period",
    "defect_record",
    "figures",
    "maintenance_plan",
    "measure",
    "read_period",
    "training_record",
]
