"""What people enter about money. Choices are narrowed to what the person may see."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshou.business.funds.models import (
    Allocation,
    BudgetRow,
    ChangeKind,
    FundSource,
    Level,
    ProjectBudget,
)
from xieshou.business.funds.services.allocations import Adjustment, FactorEntry, ValueRow
from xieshou.business.projects import api as projects
from xieshou.platform.registry.api import DayField, OrganisationField, RegionField

STEPS = (
    (100, _("元")),
    (10_000, _("百元")),
    (100_000, _("千元")),
    (1_000_000, _("万元")),
    (1, pgettext_lazy("金额", "分")),
)
FACTOR_ROWS = 8


class SourceForm(forms.Form):
    """A grant."""

    year = projects.CountField(label=_("年度"), min_value=1990, max_value=2100)
    level = forms.ChoiceField(label=_("资金来源"), choices=Level.choices)
    name = forms.CharField(label=_("资金名称"), max_length=200)
    giver = forms.CharField(label=_("拨款（捐赠）单位"), max_length=120, required=False)
    document_number = forms.CharField(
        label=_("文号"), max_length=80, required=False, help_text=_("下达文件的文号；只有社会资金可以没有")
    )
    document_date = DayField(label=_("发文日期"), required=False)
    amount_fen = projects.MoneyField(label=_("金额"))
    permitted_use = forms.CharField(
        label=_("用途限制"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("照文件抄录")
    )
    categories = forms.MultipleChoiceField(
        label=_("可用于的项目类别"),
        choices=projects.Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不选为不限"),
    )
    note = forms.CharField(label=_("备注"), max_length=500, required=False)
    is_other_line = forms.BooleanField(label=_("同一文件的另一笔"), required=False)


class NewSourceForm(SourceForm):
    """A grant and whose it is."""

    owner = OrganisationField(label=_("管理单位"))
    place = RegionField(label=_("限用地区"), required=False, help_text=_("只能用于一个地区的才填"))
    field_order = ["owner", "place", "year", "level"]


class EditSourceForm(SourceForm):
    """A grant corrected."""

    reason = forms.CharField(label=_("修改理由"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ReceiptForm(forms.Form):
    """Money that arrived."""

    received_on = DayField(label=_("到账日期"))
    amount_fen = projects.MoneyField(label=_("到账金额"), unit="元")
    budget = forms.ModelChoiceField(
        label=_("对应项目预算"),
        queryset=ProjectBudget.objects.none(),
        required=False,
        help_text=_("到的是某个项目的钱就选；不选为未分到项目"),
    )
    voucher = forms.CharField(label=_("凭证号"), max_length=80, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, budgets: QuerySet[ProjectBudget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["budget"].queryset = budgets  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    """Something is taken back on a day."""

    reversed_on = DayField(label=_("日期"))
    reason = forms.CharField(label=_("原因"), max_length=200)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=300)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class UploadForm(forms.Form):
    """A table."""

    file = forms.FileField(label=_("文件"), help_text=_("xlsx、xls 或 csv；表头照模板，任何一格有错都不会写入"))


class OwnedUploadForm(UploadForm):
    """A table and whose its rows are where it does not say."""

    owner = OrganisationField(label=_("管理单位（表中没写时）"))


class AllocationForm(forms.Form):
    """A plan: its amount and up to eight factors."""

    title = forms.CharField(label=_("名称"), max_length=200)
    amount_fen = projects.MoneyField(label=_("分配总额"))
    step_fen = forms.TypedChoiceField(label=_("取整到"), choices=STEPS, coerce=int, initial=1_000_000)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, factors: list[dict[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = factors or []
        for number in range(1, FACTOR_ROWS + 1):
            now = given[number - 1] if number <= len(given) else {}
            self._add_factor(number, now)

    def _add_factor(self, number: int, now: dict[str, str]) -> None:
        common: Any = {"required": False, "label": ""}
        self.fields[f"name_{number}"] = forms.CharField(max_length=40, initial=now.get("name", ""), **common)
        self.fields[f"unit_{number}"] = forms.CharField(max_length=10, initial=now.get("unit", ""), **common)
        self.fields[f"weight_{number}"] = forms.CharField(max_length=20, initial=now.get("weight", ""), **common)

    def factor_rows(self) -> list[tuple[int, Any, Any, Any]]:
        """The boxes of the factors, row by row."""
        return [(n, self[f"name_{n}"], self[f"unit_{n}"], self[f"weight_{n}"]) for n in range(1, FACTOR_ROWS + 1)]

    def plain_fields(self) -> list[Any]:
        """The boxes of the plan itself."""
        return [self[name] for name in ("title", "amount_fen", "step_fen")]

    def asked(self) -> dict[str, Any]:
        """What the service is called with."""
        data = self.cleaned_data
        rows = [(data[f"name_{n}"], data[f"unit_{n}"], data[f"weight_{n}"]) for n in range(1, FACTOR_ROWS + 1)]
        entries = [FactorEntry(*row) for row in rows if row[0].strip() or row[2].strip()]
        return {**{name: data[name] for name in ("title", "amount_fen", "step_fen")}, "factors": entries}


class ValuesForm(forms.Form):
    """The recipients of a plan and their factor values; a row without a recipient is left out."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, allocation: Allocation, rows: list[Any], spare: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one["code"] for one in allocation.factors]
        self.count = max(len(rows) + spare, 1)
        for number in range(self.count):
            row = rows[number] if number < len(rows) else None
            who = OrganisationField(label=_("受款单位"), required=False, help_text="")
            who.initial = row.recipient if row is not None else None
            self.fields[f"who_{number}"] = who
            for one in allocation.factors:
                value = row.values.get(one["code"], "") if row is not None else ""
                self.fields[f"{one['code']}_{number}"] = forms.CharField(
                    label=one["name"], max_length=40, required=False, initial=value
                )

    def clean(self) -> dict[str, Any]:
        """A row with values and no unit is told, not left out."""
        data = super().clean() or {}
        for n in range(self.count):
            has_value = any(str(data.get(f"{code}_{n}") or "").strip() for code in self.codes)
            if has_value and data.get(f"who_{n}") is None and f"who_{n}" not in self.errors:
                self.add_error(f"who_{n}", _("填了数值，没有写受款单位；不要这一行的把数值也清空"))
        return data

    def grid(self) -> list[list[Any]]:
        """The boxes, row by row."""
        return [[self[f"who_{n}"], *(self[f"{code}_{n}"] for code in self.codes)] for n in range(self.count)]

    def asked(self) -> list[ValueRow]:
        """The rows that name a recipient."""
        data = self.cleaned_data
        return [
            ValueRow(data[f"who_{n}"], {code: data[f"{code}_{n}"] for code in self.codes})
            for n in range(self.count)
            if data[f"who_{n}"] is not None
        ]


class AdjustForm(forms.Form):
    """Each share's amount and, where it departs from the arithmetic, why."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"amount_{row.pk}"] = projects.MoneyField(
                label=str(row.recipient), initial=row.amount_fen, help_text=""
            )
            self.fields[f"because_{row.pk}"] = forms.CharField(
                label=_("理由"), max_length=300, required=False, initial=row.adjusted_because
            )

    def grid(self) -> list[tuple[Any, Any, Any]]:
        """Row by row: the share, its boxes."""
        return [(row, self[f"amount_{row.pk}"], self[f"because_{row.pk}"]) for row in self.rows]

    def asked(self) -> dict[int, Adjustment]:
        """Each share as it is to be."""
        data = self.cleaned_data
        return {row.pk: Adjustment(data[f"amount_{row.pk}"], data[f"because_{row.pk}"]) for row in self.rows}


class DocumentsForm(forms.Form):
    """The document numbers of a plan and of each share."""

    number = forms.CharField(label=_("下达文号"), max_length=80)
    issued_on = DayField(label=_("下达日期"))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"number_{row.pk}"] = forms.CharField(
                label=f"{row.recipient}", max_length=80, required=False, initial=row.document_number
            )

    def asked(self) -> dict[str, Any]:
        """What the service is called with."""
        data = self.cleaned_data
        numbers = {row.pk: data[f"number_{row.pk}"] for row in self.rows}
        return {"number": data["number"], "issued_on": data["issued_on"], "numbers": numbers}


class BudgetForm(forms.Form):
    """A project's money of a year."""

    year = projects.CountField(label=_("年度"), min_value=1990, max_value=2100)
    source = forms.ModelChoiceField(
        label=_("资金来源"), queryset=FundSource.objects.none(), required=False, help_text=_("没有登记来源的可以不选")
    )
    row = forms.ChoiceField(
        label=_("资金性质"), choices=[one for one in BudgetRow.choices if one[0] != BudgetRow.CARRYOVER]
    )
    initial_fen = projects.MoneyField(label=_("年初预算数"))

    def __init__(self, *args: Any, sources: QuerySet[FundSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]


class CorrectBudgetForm(forms.Form):
    """A slip corrected."""

    initial_fen = projects.MoneyField(label=_("年初预算数"))
    reason = forms.CharField(label=_("修改理由"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeForm(forms.Form):
    """A change of a budget."""

    kind = forms.ChoiceField(label=_("类型"), choices=ChangeKind.choices)
    amount_fen = projects.MoneyField(label=_("金额"), required=False)
    other_budget = forms.ModelChoiceField(
        label=_("调入预算"),
        queryset=ProjectBudget.objects.none(),
        required=False,
        help_text=_("调剂才填，限同一笔资金"),
    )
    changed_on = DayField(label=_("生效日期"))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label=_("依据文号"), max_length=200, required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, budgets: QuerySet[ProjectBudget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_budget"].queryset = budgets  # type: ignore[attr-defined]
        self.fields["amount_fen"].help_text = _("不写单位是万元；结转不填，按未支出数自动带出")

    def asked(self) -> dict[str, Any]:
        """What the service is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "opened_version"}


class PaymentForm(forms.Form):
    """A request for money."""

    budget = forms.ModelChoiceField(label=_("预算"), queryset=ProjectBudget.objects.none())
    contract = forms.ModelChoiceField(
        label=_("合同"), queryset=ProjectBudget.objects.none(), required=False, help_text=_("没有合同的补助等可以不选")
    )
    milestone = forms.ModelChoiceField(label=_("对应节点"), queryset=ProjectBudget.objects.none(), required=False)
    amount_fen = projects.MoneyField(label=_("金额"), unit="元")
    purpose = forms.CharField(label=_("用途"), max_length=300)
    payee_name = forms.CharField(label=_("收款单位"), max_length=200, required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, project: projects.Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        budgets = ProjectBudget.objects.filter(project=project).select_related("project", "source")
        for name, rows in (
            ("budget", budgets),
            ("contract", project.contracts.all()),
            ("milestone", project.milestones.all()),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["budget"].label_from_instance = budget_label  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the service is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "opened_version"}


def budget_label(budget: ProjectBudget) -> str:
    """A budget in a list of choices."""
    return f"{budget.year} {budget.get_row_display()}：{budget.source or '—'}"


class RegisterForm(forms.Form):
    """The money went out."""

    paid_on = DayField(label=_("支付日期"))
    voucher = forms.CharField(label=_("凭证号"), max_length=80)
