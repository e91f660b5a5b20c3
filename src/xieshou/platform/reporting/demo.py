"""A form for the demonstration: a monthly report of a few declared figures by the county offices. 演示数据."""

from datetime import date, time

from django.db import transaction
from django.utils import timezone

from xieshou.platform.registry.api import Organisation, OrganisationKind
from xieshou.platform.reporting.calendar import DueUnit, PeriodKind, preceding, span_on
from xieshou.platform.reporting.models import Form
from xieshou.platform.reporting.services.setup import assignment_add, form_save

CODE = "demo-monthly"
FIGURES = (
    ("visits", "党政干部互访", "人次", 0, "本月双方党政干部到对方的人次，同一人去两次算两次"),
    ("trained", "培训党政干部", "人次", 0, "本月结业的人次"),
    ("funds_paid", "财政协作资金拨付", "万元", 2, "本月拨付到项目实施单位的资金，不含结转"),
    ("employed", "帮助就业", "人", 0, "本月新增稳定就业三个月以上的人数"),
    ("sales", "采购与销售特产", "万元", 2, "本月发票金额"),
)


@transaction.atomic
def load_demo_forms(since: date | None = None) -> Form | None:
    """The monthly report, assigned to the receiving offices; what is there stays. None: no office to ask for it.

    `since`: its first month; missing: two months ago, so that a demonstration has periods due, late and to come.
    """
    since = since or preceding(preceding(span_on(PeriodKind.MONTHLY, timezone.localdate()))).first
    known = Form.objects.filter(code=CODE).first()
    office = Organisation.objects.current().filter(kind=OrganisationKind.OFFICE, is_demo=True).order_by("path").first()
    if known is not None or office is None:
        return known
    values = {
        "code": CODE,
        "name": "东西部协作月报（演示数据）",
        "owner": office,
        "cadence": PeriodKind.MONTHLY.value,
        "ledger": "",
        "instructions": "演示数据。每月由受援县主管部门填报，上一级审核。没有发生的填 0；确实没有数据的留空并写原因。",
        "due_days": 5,
        "due_unit": DueUnit.WORKING.value,
        "due_time": time(17, 30),
        "opens_before": 5,
        "starts_on": since,
        "ends_on": None,
    }
    figures = [
        {"code": code, "label": label, "unit": unit, "decimals": places, "minimum": "0", "maximum": "", "note": note}
        for code, label, unit, places, note in FIGURES
    ]
    form = form_save(actor=None, form=None, values=values, figures=figures, is_demo=True)
    offices = Organisation.objects.current().filter(kind=OrganisationKind.RECIPIENT_OFFICE, is_demo=True)
    for unit in offices.order_by("path"):
        assignment_add(actor=None, form=form, organisation=unit, is_subtree=False, kinds=(), valid_from=since)
    return form
