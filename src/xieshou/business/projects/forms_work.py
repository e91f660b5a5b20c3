"""What people enter about contracts, nodes, warnings, changes, acceptance and settlement."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.counts import CountField
from xieshou.business.projects.models import (
    ContractState,
    Milestone,
    ProcurementMethod,
    Project,
)
from xieshou.business.projects.money import MoneyField
from xieshou.business.projects.services.changing import FIELDS
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import DayField, OrganisationField

_LINES = forms.Textarea(attrs={"rows": 3})


class _Opened(forms.Form):
    """A form that knows which version it was opened with."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(_Opened):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=_LINES)


class WhyForm(forms.Form):
    """Why, of something that has no version."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=_LINES)


class ProcurementForm(forms.Form):
    """A planned purchase."""

    name = forms.CharField(label=_("采购内容"), max_length=200)
    method = forms.ChoiceField(label=_("采购方式"), choices=ProcurementMethod.choices)
    planned_fen = MoneyField(label=_("采购计划金额"))
    planned_on = DayField(label=_("计划采购日期"), required=False)


class AwardForm(_Opened):
    """Who won, for how much."""

    awarded_fen = MoneyField(label=_("中标（成交）金额"))
    awarded_on = DayField(label=_("中标（成交）日期"))
    supplier = OrganisationField(label=_("供应商"), required=False)
    supplier_name = forms.CharField(
        label=_("供应商名称"), max_length=200, required=False, help_text=_("不在机构库时填")
    )
    reason = forms.CharField(label=_("更正理由"), max_length=300, required=False, help_text=_("第一次登记不用填"))


class ContractForm(forms.Form):
    """A signed contract."""

    number = forms.CharField(label=_("合同编号"), max_length=80)
    name = forms.CharField(label=_("合同名称"), max_length=200)
    method = forms.ChoiceField(label=_("采购方式"), choices=ProcurementMethod.choices)
    awarded_fen = MoneyField(label=_("中标（成交）金额"), required=False)
    awarded_on = DayField(label=_("中标（成交）日期"), required=False)
    supplier = OrganisationField(label=_("供应商"), required=False)
    supplier_name = forms.CharField(
        label=_("供应商名称"), max_length=200, required=False, help_text=_("不在机构库时填")
    )
    signed_fen = MoneyField(label=_("签订金额"), help_text=_("照合同原件，不是中标金额"))
    signed_on = DayField(label=_("签订日期"))
    ends_on = DayField(label=_("履行期限"), required=False)
    bond_fen = MoneyField(label=_("履约保证金"), required=False)
    bond_expires_on = DayField(label=_("保证（保函）到期"), required=False, help_text=_("到期前 30 天、7 天提醒"))

    def know(self, values: dict[str, Any], source: Any) -> None:
        """Greys what the procurement already says."""
        for name, value in values.items():
            if name in self.fields and value not in (None, ""):
                field = self.fields[name]
                field.initial, field.disabled = value, True
                self.initial[name] = value
                field.source = source  # type: ignore[attr-defined] # shown by shell/_field.html
        if values.get("supplier"):
            self.fields.pop("supplier_name")


class ContractCorrectForm(ContractForm):
    """What was registered wrongly."""

    planned_fen = MoneyField(label=_("采购预算"), required=False)
    reason = forms.CharField(label=_("更正理由"), max_length=300, widget=_LINES, help_text=_("原来错在哪里，依据什么"))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ContractChangeForm(_Opened):
    """An agreed change."""

    agreed_on = DayField(label=_("变更日期"))
    difference_fen = MoneyField(
        label=_("金额增减"), least=-(10**15), help_text=_("减少写负数，例如 -3.5 万元；不变写 0")
    )
    ends_on = DayField(label=_("新的履行期限"), required=False)
    reason = forms.CharField(label=_("变更理由"), max_length=500, widget=_LINES)


class ContractEndForm(_Opened):
    """How a contract ended."""

    state = forms.ChoiceField(
        label=_("结果"),
        choices=[(one.value, one.label) for one in (ContractState.FULFILLED, ContractState.TERMINATED)],
    )
    on = DayField(label=_("日期"))
    reason = forms.CharField(label=_("理由"), max_length=300, required=False, help_text=_("解除合同必填"))


class BondForm(_Opened):
    """The bond as it is now; given back: both empty."""

    bond_fen = MoneyField(label=_("履约保证金"), required=False)
    bond_expires_on = DayField(label=_("保证（保函）到期"), required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, help_text=_("续保、退还、索赔"))


class NodeForm(forms.Form):
    """One node of a schedule; a line without a name is left out."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("节点"), max_length=120, required=False)
    order = CountField(label=_("次序"), min_value=1, max_value=99)
    is_main = forms.TypedChoiceField(
        label=_("线"), choices=[("1", _("主线")), ("0", _("并联"))], coerce=lambda text: text == "1", initial="1"
    )
    weight = CountField(label=_("权重（%）"), min_value=1, max_value=100)
    starts_on = DayField(label=_("计划开始"), required=False, help_text="")
    ends_on = DayField(label=_("计划完成"), help_text="")
    responsible = OrganisationField(label=_("责任单位"), required=False, help_text="")

    def has_changed(self) -> bool:
        """A spare line is empty however its line of work stands: a browser always sends that choice."""
        return bool(set(self.changed_data) - {"is_main"})

    @classmethod
    def initial_of(cls, one: Milestone) -> dict[str, Any]:
        """A stored node as the form shows it."""
        values = {name: getattr(one, name) for name in cls.base_fields if name not in {"pk", "is_main"}}
        return {**values, "pk": one.pk, "is_main": "1" if one.is_main else "0"}


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotographsField(forms.FileField):
    """Several pictures at once; on a phone the camera is offered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_ManyFiles(attrs={"accept": "image/*", "multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotographsField, self).clean(one, initial) for one in files if one]


class ProgressForm(forms.Form):
    """What was done."""

    percent = CountField(label=_("形象进度（%）"), min_value=0, max_value=100)
    reported_on = DayField(label=_("截至"))
    words = forms.CharField(label=_("进展"), max_length=1000, widget=_LINES)
    photographs = PhotographsField(
        label=_("现场照片"), required=False, help_text=_("至少一张才计入进度；没有照片先保存，补了照片再计入")
    )
    fall_reason = forms.CharField(
        label=_("进度下降的理由"), max_length=300, required=False, help_text=_("比上次低时必填")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reported_on"].initial = timezone.localdate()


class StartForm(forms.Form):
    """On what ground work begins."""

    reason = forms.CharField(label=_("开工（启动）依据"), max_length=300, help_text=_("开工令、合同、通知的名称和日期"))


class AcknowledgeForm(_Opened):
    """What is done about a warning."""

    measure = forms.CharField(label=_("处理措施"), max_length=500, widget=_LINES)
    measure_due = DayField(label=_("措施完成期限"), help_text=_("过了这天还没解除，预警会重新列出"))


_CHANGE_FIELDS: dict[str, Any] = {
    "name": lambda: forms.CharField(label=_("项目名称"), max_length=200),
    "content": lambda: forms.CharField(label=_("建设任务"), widget=forms.Textarea(attrs={"rows": 4})),
    "address": lambda: forms.CharField(label=_("建设地点"), max_length=200, required=False),
    "beneficiaries": lambda: forms.CharField(label=_("受益对象"), max_length=300, required=False),
    "beneficiary_count": lambda: CountField(label=_("受益人数"), min_value=0, required=False),
    "goal": lambda: forms.CharField(label=_("绩效目标"), required=False, widget=forms.Textarea(attrs={"rows": 4})),
    "starts_on": lambda: DayField(label=_("开始"), required=False),
    "ends_on": lambda: DayField(label=_("完成期限"), required=False),
    "estimate_fen": lambda: MoneyField(label=_("估算总投资")),
}


class ChangeForm(forms.Form):
    """A change of one kind: its fields filled with what is so now, the reason, the ground."""

    reason = forms.CharField(label=_("理由"), max_length=2000, widget=_LINES)
    basis = forms.CharField(
        label=_("依据"), max_length=300, required=False, help_text=_("会议纪要、批复、通知的名称和文号")
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, project: Project, kind: str, asked_before: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = FIELDS[kind]
        for name in self.names:
            field = _CHANGE_FIELDS[name]()
            field.initial = (asked_before or {}).get(name, getattr(project, name))
            self.fields[name] = field
        self.order_fields([*self.names, "reason", "basis"])

    def asked(self) -> dict[str, Any]:
        """What `change_draft` is called with."""
        values = {name: self.cleaned_data[name] for name in self.names}
        return {"values": values, "reason": self.cleaned_data["reason"], "basis": self.cleaned_data["basis"]}


class AcceptanceForm(forms.Form):
    """When it is to be accepted."""

    due_on = DayField(label=_("应验收日期"), required=False, help_text=_("不填按最后节点完成后的期限算"))


class DueForm(ReasonForm):
    """Another day for it."""

    due_on = DayField(label=_("应验收日期"))
    field_order = ["due_on", "reason"]


class DecideForm(_Opened):
    """The conclusion."""

    is_passed = forms.TypedChoiceField(
        label=_("结论"), choices=[("1", _("验收合格")), ("0", _("不合格，整改后再验"))], coerce=lambda text: text == "1"
    )
    held_on = DayField(label=_("验收日期"))
    conclusion = forms.CharField(label=_("验收意见"), max_length=2000, widget=_LINES)


class SettlementForm(forms.Form):
    """What is claimed."""

    submitted_fen = MoneyField(label=_("送审金额"))
    note = forms.CharField(label=_("说明"), max_length=500, required=False)


class SettlementAuditForm(_Opened):
    """What an audit let stand, of what was submitted."""

    submitted_fen = MoneyField(label=_("送审金额"), required=False, help_text=_("登记错了可以在这里更正，要写更正理由"))
    audited_fen = MoneyField(label=_("审定金额"))
    auditor = forms.CharField(label=_("审计（审核）单位"), max_length=120)
    document_number = forms.CharField(label=_("报告文号"), max_length=80, required=False)
    settled_on = DayField(label=_("审定日期"))
    reason = forms.CharField(label=_("更正理由"), max_length=300, required=False, help_text=_("第一次登记不用填"))


class AuditFindingForm(forms.Form):
    """A problem that the audit found."""

    title = forms.CharField(label=_("问题"), max_length=200)
    description = forms.CharField(label=_("问题描述"), required=False, max_length=2000, widget=_LINES)
    demanded = forms.CharField(label=_("整改要求"), required=False, max_length=2000, widget=_LINES)
    amount_fen = MoneyField(label=_("涉及金额"), required=False)
    found_on = DayField(label=_("发现日期"))
    due_on = DayField(label=_("整改期限"))
    responsible = forms.ModelChoiceField(label=_("责任人"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]


class SettlementCloseForm(_Opened):
    """Settled."""

    closed_on = DayField(label=_("办结日期"))
    open_findings_reason = forms.CharField(
        label=_("问题未销号而结算的理由"), max_length=500, required=False, help_text=_("问题都已销号的不用填")
    )
