"""What is counted besides ledgers: payments made, projects, contracts."""

from django.db.models import Q

from xieshou.business.funds.api import Payment, PaymentState
from xieshou.business.metrics.sources import Field, FieldKind, Source, add
from xieshou.business.projects.api import Category, Contract, Nature, ProcurementMethod, Project, Stage


def connect() -> None:
    """Makes them known, once."""
    add("payments", payments)
    add("projects", projects)
    add("contracts", contracts)


def payments() -> Source:
    """Money that went out and did not come back, by the day it was paid."""
    fields = (
        _money("amount_fen", "金额"),
        Field("project_id", "项目", FieldKind.LINK),
        Field("contract_id", "合同", FieldKind.LINK),
        Field("payee_name", "收款单位", FieldKind.TEXT),
        Field("purpose", "用途", FieldKind.TEXT),
    )
    return Source("payments", "支付", Payment, "paid_on", fields, Q(state=PaymentState.PAID), "project")


def projects() -> Source:
    """Projects that were taken in and not refused, by the day they begin."""
    fields = (
        Field("category", "类别", FieldKind.CHOICE, _texts(Category)),
        Field("nature", "建设性质", FieldKind.CHOICE, _texts(Nature)),
        Field("stage", "阶段", FieldKind.CHOICE, _texts(Stage)),
        _money("estimate_fen", "估算总投资"),
        Field("beneficiary_count", "受益人数", FieldKind.NUMBER, unit="人"),
        Field("name", "名称", FieldKind.TEXT),
    )
    left_out = (Stage.DRAFT, Stage.PROPOSED, Stage.REVIEWING, Stage.RETURNED, Stage.REFUSED)
    return Source("projects", "项目", Project, "starts_on", fields, ~Q(stage__in=left_out), "pk")


def contracts() -> Source:
    """Contracts signed, with their amount in force, by the day they were signed."""
    fields = (
        _money("amount_fen", "现合同金额"),
        Field("method", "采购方式", FieldKind.CHOICE, _texts(ProcurementMethod)),
        Field("supplier_id", "供应商", FieldKind.LINK),
        Field("project_id", "项目", FieldKind.LINK),
    )
    return Source("contracts", "合同", Contract, "signed_on", fields, ~Q(state="draft"), "project")


def _money(name: str, label: str) -> Field:
    return Field(name, label, FieldKind.MONEY, unit="万元", per=1_000_000)


def _texts(
    choices: type[Category] | type[Nature] | type[Stage] | type[ProcurementMethod],
) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(label)) for code, label in choices.choices)
